"""Which doors a day is offered: the only way to them, for lists, cuts and exports alike."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet
from numpy.typing import NDArray

from muster.plan.doors import Doors
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import LeftAlone, Taken
from muster.web.register.models import Area, Building, Door, Listing, Within, Zone
from muster.web.register.zoning import zone_name

Ids = NDArray[np.int64]
_AT_ONCE = 20_000
_OF_DOOR = ("door", "door__building", "door__building__lon", "door__building__lat", "door__building__street__name")


class ZoneGoneError(ValueError):
    """A zone that the day was called for is not there any more."""

    def __init__(self, name: str) -> None:
        """Keep its name."""
        super().__init__(name)
        self.name = name


class NoAreaError(ValueError):
    """The day has no area yet."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a day is offered.

    Attributes:
        doors: with their ids as names; n of them.
        ids: the same as numbers, in ascending order, int64[n].
        buildings: of each, int64[n].
        unplaced: doors of the zones that nothing placed: nobody can walk to them yet.
        taken: doors in buildings that another day's published turfs hold on this date.
        left_alone: doors that a trial's lottery leaves alone.
    """

    doors: Doors
    ids: Ids
    buildings: Ids
    unplaced: int
    taken: int
    left_alone: int


def doors_offered(day: Day) -> Offered:
    """Give a day the placed doors of its zones, from every register of its area that stands.

    Not offered: doors that nothing placed, those of a trial's holdout, and buildings that another day's published turfs
    hold on the same date.

    Raises:
        NoAreaError: the day has no area.
        ZoneGoneError: one of its zones is not there any more.
    """
    rows = _rows(day)
    placed = [row for row in rows if row[2] is not None]
    alone = left_alone(day)
    busy = set(taken(day))
    kept = [row for row in placed if row[0] not in alone and row[1] not in busy]
    doors = Doors(
        names=tuple(str(row[0]) for row in kept),
        lon=np.array([row[2] for row in kept], dtype=np.float64),
        lat=np.array([row[3] for row in kept], dtype=np.float64),
        street=tuple(row[4] for row in kept),
        side=("",) * len(kept),
        service_s=np.full(len(kept), day.service_s, dtype=np.int32),
        zone=tuple(row[5] or row[6] for row in kept),
    )
    return Offered(
        doors=doors,
        ids=np.array([row[0] for row in kept], dtype=np.int64),
        buildings=np.array([row[1] for row in kept], dtype=np.int64),
        unplaced=len(rows) - len(placed),
        taken=sum(row[1] in busy and row[0] not in alone for row in placed),
        left_alone=sum(row[0] in alone for row in placed),
    )


def left_alone(day: Day) -> frozenset[int]:
    """Give the doors that a trial's lottery leaves alone. This is the one place where they are taken out."""
    return frozenset(LeftAlone.objects.filter(area=day.area_id).values_list("door", flat=True))


def taken(day: Day) -> QuerySet[Taken, int]:
    """Give the buildings that other days' published turfs hold on the day's date."""
    held = Taken.objects.filter(held_on=day.held_on, freed_at=None).exclude(publication__day=day)
    return held.values_list("building", flat=True)


def doors_in(area: Area, doors: Collection[int]) -> frozenset[int]:
    """Give those of these doors that are in an area: a query for some thousands."""
    wanted, found = list(doors), set[int]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = Door.objects.filter(area=area, pk__in=wanted[start : start + _AT_ONCE])
        found.update(some.values_list("pk", flat=True))
    return frozenset(found)


def unplaced_of(day: Day) -> QuerySet[Building]:
    """Give the buildings of the day's zones that nothing placed."""
    listed = _listed(day).filter(door__building=OuterRef("pk"))
    unplaced = Building.objects.filter(Exists(listed), area=day.area_id, lon=None)
    return unplaced.select_related("street").order_by("street__name", "street__locality", "rank", "pk")


def _rows(day: Day) -> list[tuple[Any, ...]]:
    """Give every listed door of the day's zones once, by id: as `_OF_DOOR`, ward, polling district."""
    if day.area_id is None:
        raise NoAreaError
    listed = _listed(day).annotate(
        ward=zone_name(day.area_id, Zone.Kind.WARD), letters=zone_name(day.area_id, Zone.Kind.DISTRICT)
    )
    found: dict[int, tuple[Any, ...]] = {}
    for row in listed.order_by("door").values_list(*_OF_DOOR, "ward", "letters").iterator(_AT_ONCE):
        found.setdefault(row[0], row)
    return list(found.values())


def _listed(day: Day) -> QuerySet[Listing]:
    """Give the standing listings of the day's zones.

    Raises:
        NoAreaError, ZoneGoneError: as `doors_offered`.
    """
    if day.area_id is None:
        raise NoAreaError
    zones = list(day.zones.all())
    gone = set(day.zones_chosen) - {zone.name for zone in zones}
    if gone:
        raise ZoneGoneError(min(gone))
    listed = Listing.objects.filter(source__area=day.area_id, source__expired_at=None, until=None)
    return listed.filter(_lies_in(zones)) if zones else listed


def _lies_in(zones: list[Zone]) -> Q:
    """Say which listings lie in any of these zones: by borders, wards' names or districts' letters."""
    bordered = [zone.pk for zone in zones if zone.bordered]
    wards = [zone.name for zone in zones if not zone.bordered and zone.kind == Zone.Kind.WARD]
    letters = [zone.name for zone in zones if not zone.bordered and zone.kind == Zone.Kind.DISTRICT]
    within = Exists(Within.objects.filter(zone__in=bordered, building=OuterRef("door__building")))
    return Q(within) | Q(door__building__ward__in=wards) | Q(district__in=letters)
