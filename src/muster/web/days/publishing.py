"""What is published of a day: a snapshot of ids, and its digest, which two people have read."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from muster.paper.boards import board_code
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Board, Publication, Taken, Turf
from muster.web.record.canonical import Json, canonical
from muster.web.register.models import Building, Door

CODE_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody asks to publish, in the words that another approves.

    Attributes:
        day: which.
        digest: SHA-256 of the date and of every turf's number, doors and buildings.
    """

    day: Day
    digest: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A building that another published day visits on the same date."""

    address: str
    day: Day


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The turfs as they would be published: rows, and each one's buildings in the order of its doors."""

    turfs: Sequence[Turf]
    buildings: Mapping[int, tuple[int, ...]]
    digest: str
    empty: tuple[int, ...]

    @property
    def doors(self) -> int:
        """How many doors it holds."""
        return sum(len(turf.door_ids) for turf in self.turfs)


def snapshot_of(day: Day) -> Snapshot:
    """Take a day's turfs as they stand."""
    turfs = list(day.turfs.defer("shape", "path").order_by("number"))
    building_of = dict(_buildings([door for turf in turfs for door in turf.door_ids]))
    buildings = {turf.number: tuple(building_of.get(door, 0) for door in turf.door_ids) for turf in turfs}
    said: Json = {
        "day": day.pk,
        "held_on": day.held_on.isoformat(),
        "turfs": [[turf.number, list(turf.door_ids), list(buildings[turf.number])] for turf in turfs],
    }
    empty = tuple(turf.number for turf in turfs if not turf.door_ids)
    return Snapshot(turfs, buildings, hashlib.sha256(canonical(said)).hexdigest(), empty)


def terms_told(day: Day, snapshot: Snapshot) -> dict[str, Json]:
    """Give the terms as a request keeps them, and as whoever approves reads them."""
    return {
        "day": day.pk,
        "title": day.title,
        "held_on": day.held_on.isoformat(),
        "turfs": len(snapshot.turfs),
        "doors": snapshot.doors,
        "compartment": day.compartment,
        "digest": snapshot.digest,
    }


def clashes(day: Day, buildings: set[int]) -> tuple[Clash, ...]:
    """Give the buildings that other published days visit on this date, by address."""
    held = Taken.objects.filter(held_on=day.held_on, freed_at=None).exclude(publication__day=day)
    rows = list(held.select_related("publication__day").order_by("building"))
    whose = {row.building_id: row.publication.day for row in rows if row.building_id in buildings}
    some = Building.objects.filter(pk__in=sorted(whose)).select_related("street").order_by("street__name", "rank", "pk")
    return tuple(Clash(_address(building), whose[building.pk]) for building in some)


def boards_of(publication: Publication, snapshot: Snapshot) -> list[Board]:
    """Make the boards of a publication; nothing is written."""
    name = hashlib.sha256(f"{publication.number} {snapshot.digest}".encode()).hexdigest()[:CODE_LETTERS].upper()
    return [
        Board(
            publication=publication,
            number=turf.number,
            code=board_code(f"{publication.day_id}-{name}", turf.number),
            door_ids=turf.door_ids,
            building_ids=list(snapshot.buildings[turf.number]),
            walk_m=turf.walk_m,
            work_s=turf.work_s,
            streets=turf.streets,
            drawn=turf.board,
        )
        for turf in snapshot.turfs
    ]


def standing_publication(day: Day) -> Publication | None:
    """Give what stands published of a day."""
    return Publication.objects.filter(day=day, recalled_at=None).annotate(boards_count=Count("boards")).first()


def recalled_of(day: Day) -> list[Publication]:
    """Give what was published of a day and recalled, the latest first."""
    return list(Publication.objects.filter(day=day, recalled_at__isnull=False).order_by("-number"))


def _buildings(doors: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start in range(0, len(doors), 20_000):
        some = Door.objects.filter(pk__in=doors[start : start + 20_000])
        found += some.values_list("pk", "building_id")
    return found


def _address(building: Building) -> str:
    return " ".join(part for part in (building.number or building.name, building.street.name) if part)
