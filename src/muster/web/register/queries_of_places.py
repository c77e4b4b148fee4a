"""What pages may ask of places, once the asker was found to see them: doors, what has no place, tables, ground."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from muster.web.record.actor import Actor
from muster.web.register.changes import PAGE
from muster.web.register.ground import Box, read_ground
from muster.web.register.listed import buildings_listed
from muster.web.register.map_names import close_names
from muster.web.register.models import (
    Area,
    Building,
    Door,
    Entry,
    Listing,
    Street,
    Table,
    Zone,
)
from muster.web.register.queries import sources_seen_by
from muster.web.register.zones import zones_of_door


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
    rows = buildings_listed(Building.objects.filter(street=street, lon=None))
    rows = rows.select_related("street").order_by("rank", "pk")
    extract = Table(area=street.area, kind=Table.Kind.STREETS)
    return StreetUnplaced(tuple(rows[:PAGE]), close_names(extract.ground, street.name))


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
class Unplaced:
    """What could not be placed, by street."""

    streets: tuple[Mapping[str, Any], ...]
    total: int


def places_told(area: Area) -> Unplaced:
    """Tell what could not be placed in an area, of what a register lists."""
    rows = buildings_listed(Building.objects.filter(area=area, lon=None))
    counted = rows.values("street", "street__name", "street__locality").annotate(buildings=Count("pk"))
    streets = tuple(counted.order_by("-buildings", "street__name")[:PAGE])
    return Unplaced(streets, rows.count())
