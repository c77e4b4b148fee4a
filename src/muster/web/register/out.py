"""A register written out: doors with nobody's name, or electors where the mode keeps names."""

from collections.abc import Iterator
from typing import Any

from muster.register.address import Address
from muster.register.markers import elections_of
from muster.register.numbers import number_told
from muster.register.to_doors import HEADER, door_told
from muster.web.register.finding import EVERYBODY, Sought, narrowed
from muster.web.register.models import Entry, Listing, Source, Zone
from muster.web.register.zoning import lies_in, zone_name

Rows = Iterator[tuple[Any, ...]]
_PLACE = ("unit", "building__name", "building__number", "building__street__name", "building__street__locality")
ELECTORS = (
    "number", "surname", "forenames", "markers", "may_vote_in", "attains_on", "door", "postcode", "ward",
    "polling_district", "zone",
)  # fmt: skip
_AT_ONCE = 5_000
_WARD, _DISTRICT, _OTHER = Zone.Kind.WARD, Zone.Kind.DISTRICT, Zone.Kind.OTHER


def doors(source: Source, *, zone: Zone | None = None) -> tuple[tuple[str, ...], Rows]:
    """Give a source's doors that have a place, as `muster plan --doors` takes them: header and rows.

    A door's zone is its ward; without one its polling district. Those of one zone carry its name.
    """
    listed = Listing.objects.filter(source=source, until=None, door__building__lon__isnull=False).order_by("door")
    listed = listed.filter(lies_in(zone, "listing")) if zone else listed
    listed = listed.annotate(ward=zone_name(source.area_id, _WARD), letters=zone_name(source.area_id, _DISTRICT))
    of_door = [f"door__{name}" for name in (*_PLACE, "building__lon", "building__lat")]

    def rows() -> Rows:
        for *place, lon, lat, ward, district in listed.values_list(*of_door, "ward", "letters").iterator(_AT_ONCE):
            address = _address(*place)
            told = zone.name if zone else ward or district
            yield door_told(address), round(lon, 7), round(lat, 7), address.street, told

    return HEADER, rows()


def electors(source: Source, sought: Sought = EVERYBODY) -> tuple[tuple[str, ...], Rows]:
    """Give a source's electors as they stand, or those of a zone or an election: header and rows. In mode B none."""
    standing = narrowed(Entry.objects.filter(source=source, ending=None), sought)
    standing = standing.order_by("district", "number", "suffix").annotate(
        **{f"in_{kind}": zone_name(source.area_id, kind) for kind in (_WARD, _DISTRICT, _OTHER)}
    )
    of_door = [f"door__{name}" for name in (*_PLACE, "building__postcode")]
    said = ("district", "number", "suffix", "surname", "forenames", "markers", "franchise", "attains_on")
    zones = [f"in_{kind}" for kind in (_WARD, _DISTRICT, _OTHER)]

    def rows() -> Rows:
        for row in standing.values_list(*said, *zones, *of_door).iterator(_AT_ONCE):
            district, number, suffix, *name, franchise, attains_on = row[: len(said)]
            *place, postcode = row[len(said) + len(zones) :]
            home = door_told(_address(*place)) if place[3] is not None else ""
            votes = "; ".join(elections_of(franchise))
            yield (
                number_told(district, number, suffix), *name, votes, attains_on, home, postcode or "",
                *row[len(said) : len(said) + len(zones)],
            )  # fmt: skip

    return ELECTORS, rows()


def _address(unit: str, name: str, number: str, street: str, locality: str) -> Address:
    return Address(street, locality, number, name, unit)
