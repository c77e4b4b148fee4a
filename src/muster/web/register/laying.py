"""Lays a file's doors among those that stand: what of streets, buildings and doors is new, what is better placed."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.register.column import Addresses, sort_out
from muster.register.folded import folded
from muster.register.place import PLACED_FROM, Placed
from muster.register.to_doors import door_told
from muster.register.towns import Standing
from muster.register.words import house_sought, street_words
from muster.table import Problem
from muster.web.register import standing
from muster.web.register.columns import Columns
from muster.web.register.gathering import Gathered
from muster.web.register.held import give_back
from muster.web.register.placing import BEST, Placing, Said, row_of
from muster.web.register.stage import write
from muster.web.register.standing import Ids

_AT_ONCE = 20_000  # rows
_LEADING = re.compile(r"(\d+)([A-Za-z]?)")
_TYPES = {
    "row_door": np.int64,
    "door": np.uint64,
    "street": np.uint32,
    "house": np.uint32,
}  # halves, as a Side has them
ADDRESS = "address"
_SEVERAL_TOWNS = (
    "more than one town has a street or suburb of this name: it was kept apart from all of them; "
    "write the town or the postcode into the file"
)
_MOST = 60_000_000  # times 32 fits the column
LETTERS = {"street": 160, "number": 20, "name": 120, "unit": 80}  # keys are of the whole text; a page shows so much


@dataclass(frozen=True, slots=True)
class Laid:
    """How many of a file's doors are new, and of its buildings have no place; and rows whose town nothing tells."""

    new: int
    unplaced: int
    unsure: list[Problem]


def lay_doors(got: Gathered, stage: sqlite3.Connection, *, area: int, place: Placing, stands: Standing) -> Laid:
    """Stage the streets, buildings and doors that the area does not have, with their places.

    Every row's door becomes a column, `row_door`: its id, or -1, -2, ... for a new one, and 0 for none; so do its keys.
    Nothing else of addresses is kept: no more of a file than numbers is held while electors are compared.
    """
    doors = sort_out(got.addresses, stands)
    give_back()
    street = _numbered(standing.known("street", area).find(doors.street_keys))
    building = _numbered(standing.known("building", area).find(doors.building_keys))
    door = _numbered(standing.known("door", area).find(doors.door_keys))
    _add_columns(got.columns, doors, door)
    said = said_of_buildings(doors, got)
    placed = place(doors, said)
    write(stage, "street", _streets(doors, street))
    write(stage, "building", _buildings(doors, building, street, said, placed))
    write(stage, "placed", _better_placed(doors, building, said, placed, area=area))
    write(stage, "door", _doors(doors, door, building))
    return Laid(int((door < 0).sum()), int(np.isnan(placed.lon).sum()), list(_unsure(doors, got)))


def _unsure(doors: Addresses, got: Gathered) -> Iterator[Problem]:
    """Name the rows that may lie in several towns; neighbours behind one door once."""
    rows = doors.unsure[np.flatnonzero(np.diff(doors.doors[doors.unsure], prepend=-2))]
    file_rows = got.columns.read("file_row")[rows].tolist() if len(rows) else []
    for row, door in zip(file_rows, doors.doors[rows].tolist(), strict=True):
        yield Problem(row, ADDRESS, door_told(doors.address(door)), _SEVERAL_TOWNS)


def _add_columns(columns: Columns, doors: Addresses, door: Ids) -> None:
    """Write each row's door and its keys, which electors are compared by."""
    street = doors.street_keys[doors.building_street[doors.door_building]]
    for name, keys in (("row_door", door), ("door", doors.door_keys), ("street", street), ("house", doors.door_houses)):
        of_row = np.append(keys, 0)[doors.doors]  # NO_DOOR is the last one
        columns.add(**{name: of_row.astype(_TYPES[name])})


def rows_of(*columns: NDArray[Any]) -> Iterator[tuple[Any, ...]]:
    """Give columns as rows, so many at once: a long column as Python's own numbers takes five times the memory."""
    for begin in range(0, len(columns[0]), _AT_ONCE):
        yield from zip(*(column[begin : begin + _AT_ONCE].tolist() for column in columns), strict=True)


def _numbered(found: Ids) -> Ids:
    """Number what was not found -1, -2, ..."""
    new = found == 0
    return np.where(new, -np.cumsum(new), found)


def said_of_buildings(doors: Addresses, got: Gathered) -> Said:
    """Gather what a file's rows say of their buildings: the first UPRN, ward and place that is given."""
    at = np.append(doors.door_building, np.int32(-1))[doors.doors]
    uprn, zone = got.columns.read("uprn"), got.columns.read("zone")
    count = len(doors.building_keys)
    placed = got.columns.read("placed_row")
    nowhere = np.broadcast_to(np.float64(np.nan), (count, 2))
    said = Said(np.zeros(count, np.int64), [""] * count, nowhere.copy() if len(placed) else nowhere)
    buildings, rows = _firsts(at, uprn > 0)
    said.uprn[buildings] = uprn[rows]
    if len(placed):
        buildings, rows = _firsts(at[placed], np.ones(len(placed), dtype=np.bool_))
        said.place[buildings] = np.stack((got.columns.read("lon")[rows], got.columns.read("lat")[rows]), axis=1)
    names = list(got.zone_names)
    buildings, rows = _firsts(at, zone != got.zone_names.get("", -1))
    for building, code in zip(buildings.tolist(), zone[rows].tolist(), strict=True):
        said.ward[building] = names[code]
    return said


def _firsts(at: NDArray[np.int32], says: NDArray[np.bool_]) -> tuple[NDArray[np.int32], Ids]:
    """Give each building that a row says something of, and the first such row."""
    rows = np.flatnonzero((at >= 0) & says)
    buildings, first = np.unique(at[rows], return_index=True)
    return buildings, rows[first]


def _streets(doors: Addresses, ids: Ids) -> Iterable[tuple[Any, ...]]:
    for at in np.flatnonzero(ids < 0).tolist():
        name, locality = doors.streets[at]
        key, town, told = int(doors.street_keys[at]), doors.street_towns[at], folded(f"{name} {locality}")
        yield -int(ids[at]), key, *(text[: LETTERS["street"]] for text in (name, locality, town, told))


def _buildings(doors: Addresses, ids: Ids, street: Ids, said: Said, placed: Placed) -> Iterable[tuple[Any, ...]]:
    new = np.flatnonzero(ids < 0)
    ranks = {number: _rank(number) for number in set(doors.building_numbers)}
    keyed = doors.building_keys[new], street[doors.building_street[new]], said.uprn[new]
    for at, n, key, of, uprn in rows_of(new, -ids[new], *keyed):
        number, name = doors.building_numbers[at], doors.building_names[at][: LETTERS["name"]]
        sought = house_sought(street_words(name))[: LETTERS["name"]] if name else ""
        told = number[: LETTERS["number"]], name, sought, ranks[number]
        yield (
            n, key, of, *told, str(uprn or ""), doors.building_postcodes[at],
            said.ward[at], *row_of(placed, at),
        )  # fmt: skip


def _better_placed(doors: Addresses, ids: Ids, said: Said, placed: Placed, *, area: int) -> Iterable[tuple[Any, ...]]:
    """Give the buildings that stand already and whose place is better known now; never one placed by hand."""
    best = np.array([BEST[by] for by in PLACED_FROM])[placed.placed_from]
    stood_by = standing.ranks_of_places(area).find(ids)
    better = np.flatnonzero((ids > 0) & (best < stood_by))
    stood = standing.placements(ids[better])
    for at in better.tolist():
        uprn, postcode, ward = stood[int(ids[at])]
        told = str(said.uprn[at] or uprn), doors.building_postcodes[at] or postcode, said.ward[at] or ward
        yield int(ids[at]), *told, *row_of(placed, at)


def _rank(number: str) -> int:
    """Rank a number within its street: '2', '2A', '4-6', '10'."""
    found = _LEADING.match(number)
    return min(int(found[1]), _MOST) * 32 + (ord(found[2].upper()) - ord("A") + 1 if found[2] else 0) if found else 0


def _doors(doors: Addresses, ids: Ids, building: Ids) -> Iterable[tuple[Any, ...]]:
    new = np.flatnonzero(ids < 0)
    for n, key, of_house, of, at in rows_of(
        -ids[new], doors.door_keys[new], doors.door_houses[new], building[doors.door_building[new]], new
    ):
        yield n, key, of_house, of, doors.door_units[at][: LETTERS["unit"]]
