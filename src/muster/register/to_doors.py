"""A register's file as the doors that `plan` cuts: one row a door, in street order, with nobody's name."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from muster.register.address import Address
from muster.register.batch import Batch, Place
from muster.register.column import NO_DOOR, sort_out
from muster.register.place import Sources, buildings_of, place_buildings
from muster.register.runs import Gathering

HEADER = ("door", "lon", "lat", "street", "zone")


@dataclass(frozen=True, slots=True)
class RegisterDoors:
    """The doors of a register.

    Attributes:
        rows: what stands under `HEADER`, for each door that has a place.
        unplaced: (row of the file, address, why) of each door that has none.
        electors: how many rows were read.
        homeless: how many of them have no address.
    """

    rows: tuple[tuple[str, float, float, str, str], ...]
    unplaced: tuple[tuple[int, str, str], ...]
    electors: int
    homeless: int


def doors_of_register(batches: Iterable[Batch], sources: Sources) -> RegisterDoors:
    """Make doors of electors: each door once, placed by the best that is known.

    Args:
        batches: the register, as `read_register` gives it.
        sources: what buildings are placed by.
    """
    gathering = Gathering()
    uprns: list[str] = []
    places: list[Place | None] = []
    zones: list[str] = []
    file_rows: list[int] = []
    for batch in batches:
        gathering.take(batch.addresses, batch.postcodes)
        uprns += batch.uprns
        places += batch.places
        zones += [zone or district for zone, district in zip(batch.zones, batch.districts, strict=True)]
        file_rows += batch.rows
    addresses = sort_out(gathering)
    placed = place_buildings(buildings_of(addresses, uprns=uprns, places=places), sources)
    homed = np.flatnonzero(addresses.doors != NO_DOOR)
    doors, first = np.unique(addresses.doors[homed], return_index=True)
    rows, unplaced = [], []
    for door, row in zip(doors.tolist(), homed[first].tolist(), strict=True):
        building, address = int(addresses.door_building[door]), addresses.address(door)
        lon, lat = float(placed.lon[building]), float(placed.lat[building])
        if np.isnan(lon):
            unplaced.append((file_rows[row], door_told(address), placed.why[building]))
        else:
            rows.append((door_told(address), round(lon, 7), round(lat, 7), address.street, zones[row]))
    return RegisterDoors(tuple(rows), tuple(unplaced), len(file_rows), len(file_rows) - len(homed))


def door_told(address: Address) -> str:
    """Tell a door as a list does: 'Flat 3, Mill House, 12 Mill Street, Merrowby'."""
    street = " ".join(filter(None, (address.number, address.street)))
    return ", ".join(filter(None, (address.unit, address.name, street, address.locality)))
