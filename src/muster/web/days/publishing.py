"""What is published of a day: a snapshot of ids, and its digest, which two people have read."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from muster.guard.pair import OtherWordsError
from muster.paper.boards import board_code
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Board, Publication, Taken, Turf
from muster.web.record.canonical import Json, canonical
from muster.web.register.models import Building

CODE_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody asks to publish, in the words that another approves.

    Attributes:
        day: which.
        digest: SHA-256 of the day, its date and every turf's number, doors and buildings.
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
    """The turfs as they would be published: how many, of how many doors, and the digest of them all."""

    turfs: int
    doors: int
    digest: str


def snapshot_of(day: Day) -> Snapshot:
    """Take a day's turfs as they stand, by the digests that were written with them: few bytes, however many doors."""
    rows = list(day.turfs.order_by("number").values_list("number", "doors", "digest"))
    digest = _digest_of(day, [(number, digest) for number, _doors, digest in rows])
    return Snapshot(len(rows), sum(doors for _number, doors, _digest in rows), digest)


def turfs_published(day: Day, *, digest: str) -> list[Turf]:
    """Give whole turfs, once their doors and buildings were found to be those of this digest.

    Raises:
        OtherWordsError: they are others.
    """
    turfs = list(day.turfs.defer("shape", "path").order_by("number"))
    found = [(turf.number, turf_digest(turf.number, turf.door_ids, turf.building_ids)) for turf in turfs]
    if _digest_of(day, found) != digest:
        raise OtherWordsError(day.title)
    return turfs


def turf_digest(number: int, door_ids: Sequence[int], building_ids: Sequence[int]) -> str:
    """Give the SHA-256 of a turf's number, its doors in walking order and the building of each."""
    return hashlib.sha256(canonical([number, list(door_ids), list(building_ids)])).hexdigest()


def _digest_of(day: Day, turfs: Sequence[tuple[int, str]]) -> str:
    said: Json = {"day": day.pk, "held_on": day.held_on.isoformat(), "turfs": [list(one) for one in turfs]}
    return hashlib.sha256(canonical(said)).hexdigest()


def terms_told(day: Day, snapshot: Snapshot) -> dict[str, Json]:
    """Give the terms as a request keeps them, and as whoever approves reads them."""
    return {
        "day": day.pk,
        "title": day.title,
        "held_on": day.held_on.isoformat(),
        "turfs": snapshot.turfs,
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


def boards_of(publication: Publication, turfs: Sequence[Turf]) -> list[Board]:
    """Make the boards of a publication; nothing is written."""
    name = hashlib.sha256(f"{publication.number} {publication.digest}".encode()).hexdigest()[:CODE_LETTERS].upper()
    return [
        Board(
            publication=publication,
            number=turf.number,
            code=board_code(f"{publication.day_id}-{name}", turf.number),
            door_ids=turf.door_ids,
            building_ids=turf.building_ids,
            walk_m=turf.walk_m,
            work_s=turf.work_s,
            streets=turf.streets,
            drawn=turf.board,
        )
        for turf in turfs
    ]


def standing_publication(day: Day) -> Publication | None:
    """Give what stands published of a day."""
    return Publication.objects.filter(day=day, recalled_at=None).annotate(boards_count=Count("boards")).first()


def recalled_of(day: Day) -> list[Publication]:
    """Give what was published of a day and recalled, the latest first."""
    return list(Publication.objects.filter(day=day, recalled_at__isnull=False).order_by("-number"))


def _address(building: Building) -> str:
    return " ".join(part for part in (building.number or building.name, building.street.name) if part)
