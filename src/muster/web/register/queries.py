"""Who may know of what in registers. Every question says who is asking; what one may not know is not found."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Model, QuerySet

from muster.web.intake.models import Upload
from muster.web.intake.told import Brought, under_way, work_of
from muster.web.intake.uploads import OPEN, open_upload
from muster.web.power.models import Copy, Look
from muster.web.record.actor import Actor
from muster.web.record.deeds import name_of
from muster.web.register.listed import buildings_listed
from muster.web.register.losses import Loss, loss_of
from muster.web.register.models import (
    PURPOSES,
    Area,
    Building,
    Door,
    Doubt,
    Elector,
    Source,
    Street,
    Version,
    Zone,
)
from muster.web.roll.models import Person

COPIES = 20  # of a source's page


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
    at_work: bool  # on the file that waits: there is nothing to look at yet
    doors: int
    electors: int
    doubts: int
    unplaced: int

    @property
    def takes_next(self) -> bool:
        """Whether the next file can be brought: none waits, or one that can't be used and makes room."""
        refused = self.waiting is not None and self.waiting.state == Upload.State.REFUSED
        return self.source.expired_at is None and (self.waiting is None or refused)


def source_told(source: Source) -> SourceTold:
    """Tell a source that the asker was found to see."""
    versions = tuple(source.versions.order_by("-number"))
    doubts = Doubt.objects.filter(source=source, said="").count()
    unplaced = buildings_listed(Building.objects.filter(area=source.area_id, lon=None)).count()
    waiting = open_upload(name_of(source))
    working = under_way([waiting] if waiting else [])
    return _told(source, versions, waiting, working=working, doubts=doubts, unplaced=unplaced)


def sources_told(actor: Actor) -> tuple[SourceTold, ...]:
    """Tell all sources that the actor sees, each with its newest version alone: five queries, however many they are."""
    sources = tuple(sources_seen_by(actor).order_by("area__name", "name"))
    newest = Version.objects.filter(source__in=sources, number=F("source__standing"))
    versions = {one.source_id: (one,) for one in newest}
    open_ones = Upload.objects.filter(into__in=[name_of(one) for one in sources], state__in=OPEN)
    waiting = {one.into: one for one in open_ones}
    working = under_way(waiting.values())
    doubted = Doubt.objects.filter(source__in=sources, said="").values_list("source").annotate(Count("pk"))
    doubts = dict(doubted.order_by())
    return tuple(
        _told(
            one,
            versions.get(one.pk, ()),
            waiting.get(name_of(one)),
            working=working,
            doubts=doubts.get(one.pk, 0),
            unplaced=0,
        )
        for one in sources
    )


def _told(
    source: Source,
    versions: tuple[Version, ...],
    waiting: Upload | None,
    *,
    working: frozenset[int],
    doubts: int,
    unplaced: int,
) -> SourceTold:
    counts: dict[str, Any] = versions[0].counts if versions else {}
    return SourceTold(
        source=source,
        purposes=tuple(PURPOSES[code] for code in source.purposes),
        versions=versions,
        waiting=waiting,
        at_work=waiting is not None and waiting.pk in working,
        doors=counts.get("doors", 0),
        electors=counts.get("electors", 0),
        doubts=doubts,
        unplaced=unplaced,
    )


@dataclass(frozen=True, slots=True)
class UploadTold(Brought):
    """A register's file."""

    source: Source

    @property
    def nameless(self) -> bool:
        """Whether nobody's name is kept of it once it is taken in."""
        return self.source.mode == Source.Mode.B

    @property
    def loss(self) -> Loss | None:
        """What it would take away, where that needs a second yes."""
        return loss_of(self.upload)


@dataclass(frozen=True, slots=True)
class TableTold(Brought):
    """A table to place buildings by."""

    area: Area


def upload_told(upload: Upload, actor: Actor) -> UploadTold | None:
    """Tell a register's file, if the asker sees what it is for."""
    source = sources_seen_by(actor).filter(pk=_for(upload, Source)).first()
    return UploadTold(upload, work_of(upload), source) if source else None


def table_told(upload: Upload, actor: Actor) -> TableTold | None:
    """Tell a table, if the asker sees what it is for."""
    area = areas_seen_by(actor).filter(pk=_for(upload, Area)).first()
    return TableTold(upload, work_of(upload), area) if area else None


def copies_of(source: Source) -> tuple[Copy, ...]:
    """Give the newest lists that were carried out of a source that the asker was found to see."""
    return tuple(Copy.objects.filter(of=name_of(source)).order_by("-pk")[:COPIES])


@dataclass(frozen=True, slots=True)
class Looked:
    """That somebody was shown electors of a source by name."""

    look: Look
    who: str

    @property
    def where(self) -> str:
        """What names them: `boards` that were printed, or the kind of page."""
        return self.look.page.partition("/")[0]

    @property
    def of(self) -> list[str]:
        """Which one: of boards the day's number and which copy of that day, of a page what it is about, if anything."""
        return self.look.page.split("/")[1:]


def looks_at(source: Source) -> tuple[tuple[Looked, ...], tuple[Looked, ...]]:
    """Give who last opened boards on which electors of a source are named, and who last read them here: 3 queries."""
    looked = Look.objects.filter(whom=name_of(source)).order_by("-at", "-pk")
    rows = [list(looked.filter(boards=boards)[:COPIES]) for boards in (True, False)]
    people = Person.objects.filter(pseudonym__in={row.looker for kind in rows for row in kind})
    names = {one.pseudonym: one.name for one in people}
    opened, read = (tuple(Looked(row, names.get(row.looker, "")) for row in kind) for kind in rows)
    return opened, read


def _for(upload: Upload, model: type[Model]) -> int:
    """Give the row that an upload is for, 0 where it is for another kind of thing."""
    label, _colon, pk = upload.into.partition(":")
    return int(pk) if label == model._meta.label_lower else 0  # noqa: SLF001 - Django documents _meta as public
