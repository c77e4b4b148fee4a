"""A register written out: doors with nobody's name, or electors where the mode keeps names."""

from collections.abc import Iterator
from typing import Any

from muster.register.address import Address
from muster.register.numbers import number_told
from muster.register.to_doors import HEADER, door_told
from muster.web.register.models import Entry, Listing, Source

Rows = Iterator[tuple[Any, ...]]
_PLACE = ("unit", "building__name", "building__number", "building__street__name", "building__street__locality")
ELECTORS = ("number", "surname", "forenames", "markers", "attains_on", "door", "postcode")
_AT_ONCE = 5_000


def doors(source: Source) -> tuple[tuple[str, ...], Rows]:
    """Give a source's doors that have a place, as `muster plan --doors` takes them: header and rows."""
    listed = Listing.objects.filter(source=source, until=None, door__building__lon__isnull=False).order_by("door")
    of_door = [f"door__{name}" for name in (*_PLACE, "building__lon", "building__lat", "building__ward")]

    def rows() -> Rows:
        for *place, lon, lat, ward, district in listed.values_list(*of_door, "district").iterator(_AT_ONCE):
            address = _address(*place)
            yield door_told(address), round(lon, 7), round(lat, 7), address.street, ward or district

    return HEADER, rows()


def electors(source: Source) -> tuple[tuple[str, ...], Rows]:
    """Give a source's electors as they stand: header and rows. In mode B there are none."""
    standing = Entry.objects.filter(source=source, ending=None).order_by("district", "number", "suffix")
    of_door = [f"door__{name}" for name in (*_PLACE, "building__postcode")]
    names = ("district", "number", "suffix", "surname", "forenames", "markers", "attains_on", *of_door)

    def rows() -> Rows:
        for district, number, suffix, *said, unit, name, house, street, locality, postcode in standing.values_list(
            *names
        ).iterator(_AT_ONCE):
            home = door_told(_address(unit, name, house, street, locality)) if street is not None else ""
            yield number_told(district, number, suffix), *said, home, postcode or ""

    return ELECTORS, rows()


def _address(unit: str, name: str, number: str, street: str, locality: str) -> Address:
    return Address(street, locality, number, name, unit)
