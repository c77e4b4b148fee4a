"""What pages may ask of registers. Every question says who is asking; what one may not know is not found."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar

from django.db import connection
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet

from muster.plan.table import Problem
from muster.web.intake.models import Upload
from muster.web.intake.uploads import OPEN, open_upload
from muster.web.record.actor import Actor
from muster.web.record.deeds import name_of
from muster.web.record.jobs import Progress, progress
from muster.web.record.models import Job
from muster.web.register.models import (
    PURPOSES,
    Area,
    Building,
    Door,
    Doubt,
    Elector,
    Entry,
    Listing,
    Source,
    Street,
    Version,
    Zone,
)

Row = TypeVar("Row", bound=Model)
PAGE = 60  # rows
_LAST = "\U0010ffff"


def _organised(actor: Actor) -> set[str]:
    return {held.compartment for held in actor.grants if held.role == "organiser"}


def areas_seen_by(actor: Actor) -> QuerySet[Area]:
    """Give the areas that the actor organises in."""
    return Area.objects.filter(compartment__in=_organised(actor))


def sources_seen_by(actor: Actor) -> QuerySet[Source]:
    """Give the sources of those areas."""
    return Source.objects.filter(area__compartment__in=_organised(actor)).select_related("area")


def uploads_seen_by(actor: Actor) -> QuerySet[Upload]:
    """Give the files that wait there."""
    return Upload.objects.filter(compartment__in=_organised(actor), into__startswith="register.", state__in=OPEN)


def doubts_seen_by(actor: Actor) -> QuerySet[Doubt]:
    """Give the pairs that somebody has to look at."""
    return Doubt.objects.filter(source__in=sources_seen_by(actor)).select_related("source__area")


def doors_seen_by(actor: Actor) -> QuerySet[Door]:
    """Give the doors of those areas."""
    return Door.objects.filter(area__compartment__in=_organised(actor)).select_related("building__street", "area")


def buildings_seen_by(actor: Actor) -> QuerySet[Building]:
    """Give the buildings of those areas."""
    return Building.objects.filter(area__compartment__in=_organised(actor)).select_related("street", "area")


def streets_seen_by(actor: Actor) -> QuerySet[Street]:
    """Give the streets of those areas."""
    return Street.objects.filter(area__compartment__in=_organised(actor)).select_related("area")


def electors_seen_by(actor: Actor) -> QuerySet[Elector]:
    """Give the electors of those sources."""
    return Elector.objects.filter(source__in=sources_seen_by(actor)).select_related("source__area")


@dataclass(frozen=True, slots=True)
class SourceTold:
    """A source as its page tells it."""

    source: Source
    purposes: tuple[str, ...]
    versions: tuple[Version, ...]
    waiting: Upload | None
    doors: int
    electors: int
    doubts: int
    unplaced: int


def source_told(source: Source) -> SourceTold:
    """Tell a source that the asker was found to see."""
    versions = tuple(source.versions.all())
    counts: Mapping[str, Any] = versions[-1].counts if versions else {}
    return SourceTold(
        source=source,
        purposes=tuple(PURPOSES[code] for code in source.purposes),
        versions=tuple(reversed(versions)),
        waiting=open_upload(name_of(source)),
        doors=counts.get("doors", 0),
        electors=counts.get("electors", 0),
        doubts=Doubt.objects.filter(source=source, said="").count(),
        unplaced=Building.objects.filter(area=source.area_id, lon=None).count(),
    )


@dataclass(frozen=True, slots=True)
class UploadTold:
    """A file that waits, as its page tells it."""

    upload: Upload
    source: Source
    work: Progress | None

    @property
    def working(self) -> bool:
        """Whether there is more to come."""
        return self.work is not None and not self.work.ended


def upload_told(upload: Upload, actor: Actor) -> UploadTold | None:
    """Tell a file, if the asker sees what it is for."""
    source = sources_seen_by(actor).filter(pk=int(upload.into.partition(":")[2])).first()
    if source is None:
        return None
    job = Job.objects.filter(ref=upload.job).first() if upload.job else None
    return UploadTold(upload, source, progress(job) if job else None)


def problems_of(preview: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Give the rows of a preview that need somebody."""
    return tuple(Problem(*row) for row in preview.get("problems", ()))


@dataclass(frozen=True, slots=True)
class DoorTold:
    """A door and whoever lives there, as it stands."""

    door: Door
    listings: tuple[Listing, ...]
    entries: tuple[Entry, ...]


def door_told(door: Door, actor: Actor) -> DoorTold:
    """Tell a door: by name where the source's mode keeps names."""
    sources = sources_seen_by(actor).filter(area=door.area_id, expired_at=None)
    listings = Listing.objects.filter(door=door, until=None, source__in=sources).select_related("source")
    entries = Entry.objects.filter(door=door, until=None, source__in=sources).select_related("source")
    return DoorTold(door, tuple(listings), tuple(entries.order_by("source", "number", "suffix")))


def history_of(elector: Elector) -> tuple[Entry, ...]:
    """Give an elector's entries, newest first."""
    entries = Entry.objects.filter(elector=elector).select_related("door__building__street")
    return tuple(entries.order_by("-since", "-id"))


def folded(text: str) -> str:
    """Write a text as it is looked for: no capitals, no accents, nothing but letters, digits and single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def starting(rows: QuerySet[Row], column: str, text: str) -> QuerySet[Row]:
    """Narrow to what starts with a text, by an index on either database."""
    if connection.vendor == "postgresql":
        return rows.filter(**{f"{column}__startswith": text})
    return rows.filter(**{f"{column}__gte": text, f"{column}__lt": text + _LAST})


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; each list is cut at `PAGE`."""

    text: str
    streets: tuple[Street, ...]
    buildings: tuple[Building, ...]
    entries: tuple[Entry, ...]

    @property
    def nothing(self) -> bool:
        """Whether there is nothing of it."""
        return not (self.streets or self.buildings or self.entries)


def found(source: Source, text: str) -> Found:
    """Search a source by street, postcode, number ('CA1-12/1') and, where it keeps them, name."""
    plain = folded(text)
    if not plain:
        return Found(text, (), (), ())
    streets = starting(Street.objects.filter(area=source.area_id), "folded", plain).order_by("folded")[:PAGE]
    buildings = Building.objects.none()
    code = plain.replace(" ", "").upper()
    if any(c.isdigit() for c in code) and code[0].isalpha():
        rows = starting(Building.objects.filter(area=source.area_id), "postcode", code)
        buildings = rows.select_related("street").order_by("postcode", "street", "rank")[:PAGE]
    return Found(text, tuple(streets), tuple(buildings), _entries_found(source, text, plain))


def _entries_found(source: Source, text: str, plain: str) -> tuple[Entry, ...]:
    if source.mode == Source.Mode.B:
        return ()
    standing = Entry.objects.filter(source=source, until=None).select_related("door__building__street")
    named = starting(standing, "folded", plain).order_by("folded")[:PAGE]
    return tuple(named) or numbered(standing, text)


def numbered(standing: QuerySet[Entry], text: str) -> tuple[Entry, ...]:
    """Give the entries of one elector number, as people write it: 'CA1-12/1', 'CA1 12'."""
    district, _dash, rest = text.strip().upper().replace(" ", "-").rpartition("-")
    number, _stroke, suffix = rest.partition("/")
    if not (district and number.isdecimal() and len(number) < len("1000000000")):
        return ()
    rows = standing.filter(district=district, number=int(number))
    if suffix.isdecimal():
        rows = rows.filter(suffix=int(suffix))
    return tuple(rows[:PAGE])


def doors_in(street: Street) -> tuple[Door, ...]:
    """Give a street's doors, in the order of its numbers."""
    doors = Door.objects.filter(building__street=street).select_related("building")
    return tuple(doors.order_by("building__rank", "building__number", "building__name", "unit"))


def unplaced_in(area: Area, *, after: int = 0) -> tuple[Building, ...]:
    """Give buildings that nobody could place, a page of them."""
    rows = Building.objects.filter(area=area, lon=None, pk__gt=after).select_related("street")
    return tuple(rows.order_by("pk")[:PAGE])


def streets_unplaced_in(area: Area) -> tuple[Mapping[str, Any], ...]:
    """Count what could not be placed by street, most first: one cure may mend a whole street."""
    rows = Building.objects.filter(area=area, lon=None).values("street", "street__name", "street__locality")
    return tuple(rows.annotate(buildings=Count("pk")).order_by("-buildings", "street__name")[:PAGE])


def zones_of(area: Area) -> tuple[Zone, ...]:
    """Give an area's zones."""
    return tuple(Zone.objects.filter(area=area).order_by("kind", "name"))


Kind: TypeAlias = Literal["new", "gone", "moved", "changed"]
KINDS: tuple[Kind, ...] = ("new", "gone", "moved", "changed")


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to one elector between two versions: how they stood, and how they stand."""

    before: Entry | None
    after: Entry | None


def differences(source: Source, *, after: int, upto: int, kind: Kind, beyond: int = 0) -> tuple[Difference, ...]:
    """Give a page of what changed from version `after` to version `upto`, beyond the entry of that id."""
    was = Entry.objects.filter(source=source, since__lte=after, until__gt=after, until__lte=upto)
    now = Entry.objects.filter(source=source, since__gt=after, since__lte=upto).filter(
        Q(until=None) | Q(until__gt=upto)
    )
    if kind == "gone":
        rows = was.filter(~Exists(now.filter(elector=OuterRef("elector"))), pk__gt=beyond)
        return tuple(Difference(one, None) for one in _page(rows))
    earlier = was.filter(elector=OuterRef("elector"))
    if kind == "new":
        rows = now.filter(~Exists(earlier), pk__gt=beyond)
        return tuple(Difference(None, one) for one in _page(rows))
    same_door = earlier.filter(door=OuterRef("door"))
    rows = now.filter(Exists(earlier), ~Exists(same_door) if kind == "moved" else Exists(same_door), pk__gt=beyond)
    page = _page(rows)
    before = {one.elector_id: one for one in _with_door(was.filter(elector__in=[one.elector_id for one in page]))}
    return tuple(Difference(before[one.elector_id], one) for one in page)


def _page(rows: QuerySet[Entry]) -> tuple[Entry, ...]:
    return tuple(_with_door(rows).order_by("pk")[:PAGE])


def _with_door(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    return rows.select_related("door__building__street")
