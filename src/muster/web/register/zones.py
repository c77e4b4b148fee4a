"""What pages may ask of zones, once the asker was found to see them."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import F, Q

from muster.paper.door_labels import house_order
from muster.web.register.listed import buildings_listed
from muster.web.register.models import Area, Building, Door, Entry, Listing, Source, Street, Stretch, Table, Zone
from muster.web.register.zone_map import Marked, Picture, marked, picture_of
from muster.web.register.zoning import BORDERS, lies_in

MOST_STRETCHES = 500  # of a zone's page


@dataclass(frozen=True, slots=True)
class Kind:
    """The zones of one kind, and the borders that somebody brought for it."""

    code: str
    name: str
    borders: Table | None
    zones: tuple[Marked, ...]

    @property
    def picture(self) -> Picture | None:
        """The map of them, where somebody brought borders."""
        return picture_of(self.borders, self.zones) if self.borders else None

    @property
    def doors(self) -> int:
        """How many doors lie in them."""
        return sum(one.zone.doors for one in self.zones)


@dataclass(frozen=True, slots=True)
class AreaZoned:
    """An area's zones of every kind.

    Attributes:
        kinds: the zones.
        unplaced: how many buildings no border can hold, as nobody knows where they are.
        doorless: how many electors are in none, as their register gives no address: most are anonymous or overseas.
    """

    kinds: tuple[Kind, ...]
    unplaced: int
    doorless: int


def area_zoned(area: Area) -> AreaZoned:
    """Tell an area's zones."""
    zones: dict[str, list[Zone]] = {kind: [] for kind in Zone.Kind.values}
    for zone in Zone.objects.filter(area=area).order_by("name"):
        zones[zone.kind].append(zone)
    borders = {table.kind: table for table in area.tables.filter(kind__in=BORDERS.values())}
    kinds = tuple(
        Kind(kind.value, _TOLD[kind], borders.get(BORDERS[kind.value]), marked(zones[kind.value])) for kind in Zone.Kind
    )
    unplaced = buildings_listed(Building.objects.filter(area=area, lon=None)).count() if borders else 0
    return AreaZoned(kinds, unplaced, _doorless(area))


def _doorless(area: Area) -> int:
    """Count them by the index of doors: the source, named to an index, would lead through everybody."""
    rows = Entry.objects.filter(door=None, ending=None).alias(of=F("source") + 0)
    return rows.filter(of__in=area.sources.values("pk")).count()


_TOLD = {Zone.Kind.WARD: "Wards", Zone.Kind.DISTRICT: "Polling districts", Zone.Kind.OTHER: "Other zones"}


@dataclass(frozen=True, slots=True)
class ZoneTold:
    """A zone, street by street, and the registers in which one can look for its electors."""

    zone: Zone
    stretches: tuple[Stretch, ...]
    sources: tuple[Source, ...]


def zone_told(zone: Zone) -> ZoneTold:
    """Tell a zone."""
    stretches = zone.stretches.select_related("street").order_by("street__name", "street__locality", "pk")
    sources = zone.area.sources.filter(expired_at=None, standing__gt=0).order_by("name")
    return ZoneTold(zone, tuple(stretches[:MOST_STRETCHES]), tuple(sources))


def doors_of(street: Street, zone: Zone | None) -> tuple[Door, ...]:
    """Give a street's doors in the order of its numbers, in a house as boards have them: all, or those in a zone."""
    doors = Door.objects.filter(building__street=street).select_related("building")
    doors = doors.filter(lies_in(zone, "door")) if zone else doors
    kept = doors.order_by("building__rank", "building__number", "building__name")
    return tuple(
        one
        for _house, within in groupby(kept, key=lambda door: door.building_id)
        for one in sorted(within, key=lambda door: house_order(door.unit))
    )


def zones_of_door(door: Door) -> tuple[Zone, ...]:
    """Give the zones in which a door lies, of every kind."""
    letters = Listing.objects.filter(door=door, until=None).exclude(district="").values("district")
    named = Q(kind=Zone.Kind.WARD, name=door.building.ward) | Q(kind=Zone.Kind.DISTRICT, name__in=letters)
    lies = Q(bordered=True, within__building=door.building_id) | (Q(bordered=False) & named)
    return tuple(Zone.objects.filter(lies, area=door.area_id).order_by("-kind", "name"))


def zone_called(area: Area, name: str) -> Zone | None:
    """Find a zone by its name, or by its kind and name where two kinds share it: 'ward/Oakham'."""
    kind, slash, rest = name.partition("/")
    if slash and kind in Zone.Kind.values:
        return Zone.objects.filter(area=area, kind=kind, name=rest).first()
    return Zone.objects.filter(area=area, name=name).order_by("-kind").first()
