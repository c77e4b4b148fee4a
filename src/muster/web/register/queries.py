"""What pages may ask of registers. Every question says who is asking; what one may not know is not found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from muster.register.markers import Franchises, table_from_json
from muster.web.intake.models import Upload
from muster.web.intake.uploads import OPEN, open_upload, seen
from muster.web.record.actor import Actor
from muster.web.record.deeds import name_of
from muster.web.record.jobs import Progress, progress
from muster.web.record.models import Job
from muster.web.register.ground import Box, read_ground
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
    Table,
    Version,
    Zone,
)
from muster.web.register.placing import close_names
from muster.web.register.stage import STAGE, read_problems
from muster.web.register.zones import zones_of_door

PAGE = 60  # rows


def _organised(actor: Actor) -> set[str]:
    return {held.compartment for held in actor.grants if held.role == "organiser"}


def areas_seen_by(actor: Actor) -> QuerySet[Area]:
    """Give the areas that the actor organises in."""
    return Area.objects.filter(compartment__in=_organised(actor))


def sources_seen_by(actor: Actor) -> QuerySet[Source]:
    """Give the sources of those areas."""
    return Source.objects.filter(area__compartment__in=_organised(actor)).select_related("area")


def uploads_seen_by(actor: Actor) -> QuerySet[Upload]:
    """Give the files that were brought for them."""
    return Upload.objects.filter(compartment__in=_organised(actor), into__startswith="register.")


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


def zones_seen_by(actor: Actor) -> QuerySet[Zone]:
    """Give the zones of those areas."""
    return Zone.objects.filter(area__compartment__in=_organised(actor)).select_related("area")


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
    versions = tuple(source.versions.order_by("-number"))
    doubts = Doubt.objects.filter(source=source, said="").count()
    unplaced = Building.objects.filter(area=source.area_id, lon=None).count()
    return _told(source, versions, open_upload(name_of(source)), doubts=doubts, unplaced=unplaced)


def sources_told(actor: Actor) -> tuple[SourceTold, ...]:
    """Tell all sources that the actor sees, each with its newest version alone: four queries, however many they are."""
    sources = tuple(sources_seen_by(actor).order_by("area__name", "name"))
    newest = Version.objects.filter(source__in=sources, number=F("source__standing"))
    versions = {one.source_id: (one,) for one in newest}
    open_ones = Upload.objects.filter(into__in=[name_of(one) for one in sources], state__in=OPEN)
    waiting = {one.into: one for one in open_ones}
    doubted = Doubt.objects.filter(source__in=sources, said="").values_list("source").annotate(Count("pk"))
    doubts = dict(doubted.order_by())
    return tuple(
        _told(one, versions.get(one.pk, ()), waiting.get(name_of(one)), doubts=doubts.get(one.pk, 0), unplaced=0)
        for one in sources
    )


def _told(
    source: Source, versions: tuple[Version, ...], waiting: Upload | None, *, doubts: int, unplaced: int
) -> SourceTold:
    counts: Mapping[str, Any] = versions[0].counts if versions else {}
    return SourceTold(
        source=source,
        purposes=tuple(PURPOSES[code] for code in source.purposes),
        versions=versions,
        waiting=waiting,
        doors=counts.get("doors", 0),
        electors=counts.get("electors", 0),
        doubts=doubts,
        unplaced=unplaced,
    )


@dataclass(frozen=True, slots=True)
class Brought:
    """A file on its way in, as its page tells it."""

    upload: Upload
    work: Progress | None

    @property
    def working(self) -> bool:
        """Whether there is more to come."""
        return self.work is not None and not self.work.ended

    @property
    def seen(self) -> Mapping[str, Any]:
        """What its preview shows."""
        return seen(self.upload)

    @property
    def over(self) -> bool:
        """Whether it was taken in or sent back."""
        return self.upload.state not in OPEN


@dataclass(frozen=True, slots=True)
class UploadTold(Brought):
    """A register's file."""

    source: Source


@dataclass(frozen=True, slots=True)
class TableTold(Brought):
    """A table to place buildings by."""

    area: Area


def upload_told(upload: Upload, actor: Actor) -> UploadTold | None:
    """Tell a register's file, if the asker sees what it is for."""
    source = sources_seen_by(actor).filter(pk=_for(upload, Source)).first()
    return UploadTold(upload, _work(upload), source) if source else None


def table_told(upload: Upload, actor: Actor) -> TableTold | None:
    """Tell a table, if the asker sees what it is for."""
    area = areas_seen_by(actor).filter(pk=_for(upload, Area)).first()
    return TableTold(upload, _work(upload), area) if area else None


def _for(upload: Upload, model: type[Model]) -> int:
    """Give the row that an upload is for, 0 where it is for another kind of thing."""
    label, _colon, pk = upload.into.partition(":")
    return int(pk) if label == model._meta.label_lower else 0  # noqa: SLF001 - Django documents _meta as public


def _work(upload: Upload) -> Progress | None:
    job = Job.objects.filter(ref=upload.job).first() if upload.job else None
    return progress(job) if job else None


def tables_of(area: Area) -> tuple[Table, ...]:
    """Give what an area's buildings are placed by."""
    return tuple(area.tables.order_by("kind"))


def ground_of(area: Area, box: Box) -> str:
    """Give an area's ground in a box, as GeoJSON.

    Raises:
        TooMuchGroundError: from ground: so much that no map could show it.
    """
    table = Table(area=area, kind=Table.Kind.STREETS)  # where one lies, whether it is there or not
    return read_ground(table.ground, box)


@dataclass(frozen=True, slots=True)
class StreetUnplaced:
    """A street's buildings that could not be placed, and names of the extract that come close to its own."""

    buildings: tuple[Building, ...]
    close: tuple[str, ...]


def unplaced_in(street: Street) -> StreetUnplaced:
    """Tell what of a street could not be placed."""
    rows = Building.objects.filter(street=street, lon=None).select_related("street").order_by("rank", "pk")
    return StreetUnplaced(tuple(rows[:PAGE]), close_names(street))


@dataclass(frozen=True, slots=True)
class DoorTold:
    """A door, in which zones it lies, and whoever lives there, as it stands."""

    door: Door
    zones: tuple[Zone, ...]
    listings: tuple[Listing, ...]
    entries: tuple[Entry, ...]


def door_told(door: Door, actor: Actor) -> DoorTold:
    """Tell a door: by name where the source's mode keeps names."""
    sources = sources_seen_by(actor).filter(area=door.area_id, expired_at=None)
    listings = Listing.objects.filter(door=door, until=None, source__in=sources).select_related("source")
    entries = Entry.objects.filter(door=door, ending=None, source__in=sources).select_related("source")
    return DoorTold(door, zones_of_door(door), tuple(listings), tuple(entries.order_by("source", "number", "suffix")))


@dataclass(frozen=True, slots=True)
class MarkersTold:
    """What a source's franchise markers mean now, and which letters stand in the register."""

    table: Franchises
    own: bool  # somebody gave the source a table of its own
    written: tuple[str, ...]


def markers_told(source: Source) -> MarkersTold:
    """Tell a source's markers."""
    standing = Entry.objects.filter(source=source, ending=None).order_by()
    written = {letter for text in standing.values_list("markers", flat=True).distinct() for letter in text.upper()}
    letters = tuple(sorted(letter for letter in written if "A" <= letter <= "Z"))
    return MarkersTold(table_from_json(source.markers, nation=source.nation), bool(source.markers), letters)


def history_of(elector: Elector) -> tuple[Entry, ...]:
    """Give an elector's entries, newest first."""
    entries = Entry.objects.filter(elector=elector).select_related("ending", "door__building__street")
    return tuple(entries.order_by("-since", "-id"))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two electors who may be one: how the older last stood, how the newer first stands."""

    doubt: Doubt
    before: Entry | None
    after: Entry | None


def doubts_told(source: Source, *, settled: bool) -> tuple[Pair, ...]:
    """Give pairs for somebody to look at, likeliest first; or those that were settled, newest first."""
    rows = Doubt.objects.filter(source=source)
    rows = rows.exclude(said="").order_by("-said_at") if settled else rows.filter(said="").order_by("-weight", "pk")
    page = tuple(rows[:PAGE])
    electors = {one.older_id for one in page} | {one.newer_id for one in page}
    entries = _with_door(Entry.objects.filter(elector__in=electors)).order_by("since", "pk")
    by_elector: dict[int, list[Entry]] = {}
    for entry in entries:
        by_elector.setdefault(entry.elector_id, []).append(entry)
    return tuple(_pair(doubt, by_elector) for doubt in page)


def _pair(doubt: Doubt, entries: Mapping[int, list[Entry]]) -> Pair:
    """A pair that was found to be one stands under the older elector alone."""
    both = [*entries.get(doubt.older_id, ()), *entries.get(doubt.newer_id, ())]
    before = [one for one in both if one.since < doubt.version]
    after = [one for one in both if one.since >= doubt.version]
    return Pair(doubt, before[-1] if before else None, after[0] if after else None)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What could not be placed, by street."""

    streets: tuple[Mapping[str, Any], ...]
    total: int


def places_told(area: Area) -> Unplaced:
    """Tell what could not be placed in an area."""
    rows = Building.objects.filter(area=area, lon=None)
    counted = rows.values("street", "street__name", "street__locality").annotate(buildings=Count("pk"))
    streets = tuple(counted.order_by("-buildings", "street__name")[:PAGE])
    return Unplaced(streets, rows.count())


def problem_rows(upload: Upload) -> list[tuple[Any, ...]]:
    """Give every problem of a file, from its stage: row, column, value, cure, whether the row is kept."""
    return read_problems(upload.folder / STAGE)


Kind: TypeAlias = Literal["new", "gone", "moved", "changed"]
KINDS: tuple[Kind, ...] = ("new", "gone", "moved", "changed")


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to one elector between two versions: how they stood, and how they stand."""

    before: Entry | None
    after: Entry | None


def differences(source: Source, *, after: int, upto: int, kind: Kind, beyond: int = 0) -> tuple[Difference, ...]:
    """Give a page of what changed from version `after` to version `upto`, beyond the entry of that id."""
    beside = upto == after + 1  # then the indexes give them in order
    ended = Q(ending__until=upto) if beside else Q(ending__until__gt=after, ending__until__lte=upto)
    left = Q(since__lte=after, ending__source=source) & ended
    came = Q(since=upto) if beside else Q(since__gt=after, since__lte=upto)
    came &= Q(ending=None) | Q(ending__until__gt=upto)
    same = Entry.objects.filter(elector=OuterRef("elector"))  # found by the elector, whoever else left or came
    if kind == "gone":
        rows = Entry.objects.filter(left, ~Exists(same.filter(came)), ending__pk__gt=beyond)
        return tuple(Difference(one, None) for one in _with_door(rows).order_by("ending__pk")[:PAGE])
    now = Entry.objects.filter(came, source=source, pk__gt=beyond)
    if kind == "new":
        return tuple(Difference(None, one) for one in _page(now.filter(~Exists(same.filter(left)))))
    here = same.filter(left).annotate(at=Coalesce("door", 0)).filter(at=Coalesce(OuterRef("door"), 0))
    rows = now.filter(Exists(same.filter(left)), ~Exists(here) if kind == "moved" else Exists(here))
    page = _page(rows)
    before = {
        one.elector_id: one
        for one in _with_door(Entry.objects.filter(left, elector__in=[one.elector_id for one in page]))
    }
    return tuple(Difference(before[one.elector_id], one) for one in page)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two versions, a page of one kind."""

    after: Version
    upto: Version
    kind: Kind
    counts: Mapping[str, int] | None
    page: tuple[Difference, ...]

    @property
    def beyond(self) -> int:
        """From where the next page goes on; 0 where there is none."""
        last = self.page[-1] if len(self.page) == PAGE else None
        entry = (last.after or last.before) if last else None
        return entry.pk if entry else 0


def changes_told(source: Source, *, after: int, upto: int, kind: str, beyond: int) -> Changes | None:
    """Tell what changed between two versions; None where there are no two such."""
    wanted = [after, upto] if upto <= source.standing else []  # an address may name any number
    versions = {one.number: one for one in source.versions.filter(number__in=wanted)}
    if after >= upto or len(versions) < len((after, upto)):
        return None
    known: Kind = next((one for one in KINDS if one == kind), "new")
    page = differences(source, after=after, upto=upto, kind=known, beyond=beyond)
    counts = versions[upto].counts if upto == after + 1 else None
    return Changes(versions[after], versions[upto], known, counts, page)


def _page(rows: QuerySet[Entry]) -> tuple[Entry, ...]:
    return tuple(_with_door(rows).order_by("pk")[:PAGE])


def _with_door(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    return rows.select_related("door__building__street")
