"""A register written out: doors with nobody's name, or electors where the mode keeps names."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet

from muster.register.address import Address
from muster.register.markers import ELECTIONS, elections_of
from muster.register.numbers import number_told
from muster.register.postcodes import postcode_told
from muster.register.to_doors import HEADER, door_told
from muster.web.power.copies import Listed
from muster.web.record.deeds import name_of
from muster.web.register.finding import EVERYBODY, Sought, narrowed
from muster.web.register.models import Entry, Listing, Source, Zone
from muster.web.register.zones import zone_called
from muster.web.register.zoning import lies_in, zone_name

Rows = Iterator[tuple[Any, ...]]
_PLACE = ("unit", "building__name", "building__number", "building__street__name", "building__street__locality")
ELECTORS = (
    "number", "surname", "forenames", "markers", "may_vote_in", "attains_on", "door", "postcode", "ward",
    "polling_district", "zone",
)  # fmt: skip
_AT_ONCE = 5_000
_WARD, _DISTRICT, _OTHER = Zone.Kind.WARD, Zone.Kind.DISTRICT, Zone.Kind.OTHER


class NobodyIsNamedError(ValueError):
    """The source's mode keeps nobody's name, so there is no list of electors."""


class NoSuchZoneError(ValueError):
    """The area has no zone that is called so any more."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a source is written out.

    Attributes:
        holds: doors with nobody's name, or electors.
        zone: within which, by kind and name ('ward/Oakham'); '' for all of it.
        election: who may vote in it, as register.markers.ELECTIONS calls it; '' for everybody.
        on: the day of that election, YYYY-MM-DD: who attains later may not vote in it.
    """

    holds: Literal["doors", "electors"]
    zone: str = ""
    election: str = ""
    on: str = ""


def listed(source: Source, scope: Scope) -> Listed:
    """Say what a list of this scope would be: how many it names, and the terms that a second person reads.

    Raises:
        NobodyIsNamedError, NoSuchZoneError: as they say.
    """
    rows = _wanted(source, scope).count()
    return Listed(
        of=name_of(source),
        compartment=source.area.compartment,
        people=rows if scope.holds == "electors" else 0,
        rows=rows,
        terms={
            "source": source.pk, "register": f"{source.area.name}: {source.name}", "version": source.standing,
            "holds": scope.holds, "zone": scope.zone, "election": scope.election, "on": scope.on, "rows": rows,
        },
    )  # fmt: skip


def written(source: Source, scope: Scope) -> tuple[tuple[str, ...], Rows]:
    """Give a list of this scope: header and rows.

    Raises:
        NobodyIsNamedError, NoSuchZoneError: as they say.
    """
    if scope.holds == "doors":
        return doors(source, zone=_zone(source, scope))
    _wanted(source, scope)
    return electors(source, _sought(source, scope))


def doors_left_out(source: Source, scope: Scope) -> int:
    """Count the doors of this scope that a list of doors leaves out, as they have no place.

    Raises:
        NoSuchZoneError: as it says.
    """
    return _doors(source, _zone(source, scope), placed=False).count()


def _wanted(source: Source, scope: Scope) -> QuerySet[Any]:
    if scope.holds == "doors":
        return _doors(source, _zone(source, scope))
    if source.mode == Source.Mode.B:
        raise NobodyIsNamedError(source.name)
    return _electors(source, _sought(source, scope))


def _zone(source: Source, scope: Scope) -> Zone | None:
    zone = zone_called(source.area, scope.zone) if scope.zone else None
    if scope.zone and zone is None:
        raise NoSuchZoneError(scope.zone)
    return zone


def _sought(source: Source, scope: Scope) -> Sought:
    on = dt.date.fromisoformat(scope.on) if scope.on else None
    return Sought(zone=_zone(source, scope), election=ELECTIONS.get(scope.election, 0), on=on)


def _doors(source: Source, zone: Zone | None, *, placed: bool = True) -> QuerySet[Listing]:
    rows = Listing.objects.filter(source=source, until=None, door__building__lon__isnull=not placed).order_by("door")
    return rows.filter(lies_in(zone, "listing")) if zone else rows


def _electors(source: Source, sought: Sought) -> QuerySet[Entry]:
    standing = narrowed(Entry.objects.filter(source=source, ending=None), sought)
    return standing.order_by("district", "number", "suffix")


def doors(source: Source, *, zone: Zone | None = None) -> tuple[tuple[str, ...], Rows]:
    """Give a source's doors that have a place, as `muster plan --doors` takes them: header and rows.

    A door's zone is its ward; without one its polling district. Those of one zone carry its name.
    """
    told = {"ward": zone_name(source.area_id, _WARD), "letters": zone_name(source.area_id, _DISTRICT)}
    listings = _doors(source, zone).annotate(**told)
    of_door = [f"door__{name}" for name in (*_PLACE, "building__lon", "building__lat")]

    def rows() -> Rows:
        for *place, lon, lat, ward, district in listings.values_list(*of_door, *told).iterator(_AT_ONCE):
            address = _address(*place)
            called = zone.name if zone else ward or district
            yield door_told(address), round(lon, 7), round(lat, 7), address.street, called

    return HEADER, rows()


def electors(source: Source, sought: Sought = EVERYBODY) -> tuple[tuple[str, ...], Rows]:
    """Give a source's electors as they stand, or those of a zone or an election: header and rows. In mode B none."""
    zones = {f"in_{kind}": zone_name(source.area_id, kind) for kind in (_WARD, _DISTRICT, _OTHER)}
    standing = _electors(source, sought).annotate(**zones)
    of_door = [f"door__{name}" for name in (*_PLACE, "building__postcode")]
    said = ("district", "number", "suffix", "surname", "forenames", "markers", "franchise", "attains_on")

    def rows() -> Rows:
        for row in standing.values_list(*said, *zones, *of_door).iterator(_AT_ONCE):
            district, number, suffix, *name, franchise, attains_on = row[: len(said)]
            *place, postcode = row[len(said) + len(zones) :]
            home = door_told(_address(*place)) if place[3] is not None else ""
            votes = "; ".join(elections_of(franchise))
            yield (
                number_told(district, number, suffix), *name, votes, attains_on, home, postcode_told(postcode or ""),
                *row[len(said) : len(said) + len(zones)],
            )  # fmt: skip

    return ELECTORS, rows()


def _address(unit: str, name: str, number: str, street: str, locality: str) -> Address:
    return Address(street, locality, number, name, unit)
