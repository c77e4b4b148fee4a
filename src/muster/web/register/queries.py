"""Who may know of what in registers. Every question says who is asking; what one may not know is not found."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Model, QuerySet

from muster.web.intake.models import Upload
from muster.web.intake.told import Brought, work_of
from muster.web.intake.uploads import OPEN, open_upload
from muster.web.power.models import Copy, Look
from muster.web.record.actor import Actor
from muster.web.record.deeds import name_of
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
    counts: dict[str, Any] = versions[0].counts if versions else {}
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
    """That somebody opened boards on which electors of a source are named."""

    look: Look
    who: str

    @property
    def day(self) -> str:
        """Whose boards they were, by the day's number; such a look-up's page is `boards/DAY/COPY`."""
        return self.look.page.split("/")[1]

    @property
    def copy(self) -> str:
        """Which copy of that day."""
        return self.look.page.split("/")[2]


def looks_at(source: Source) -> tuple[Looked, ...]:
    """Give who last opened boards on which electors of a source are named: two queries."""
    rows = list(Look.objects.filter(whom=name_of(source), page__startswith="boards/").order_by("-at", "-pk")[:COPIES])
    people = Person.objects.filter(pseudonym__in={row.looker for row in rows})
    names = {one.pseudonym: one.name for one in people}
    return tuple(Looked(row, names.get(row.looker, "")) for row in rows)


def _for(upload: Upload, model: type[Model]) -> int:
    """Give the row that an upload is for, 0 where it is for another kind of thing."""
    label, _colon, pk = upload.into.partition(":")
    return int(pk) if label == model._meta.label_lower else 0  # noqa: SLF001 - Django documents _meta as public
