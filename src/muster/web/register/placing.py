"""Where buildings lie, by what the file says and by the tables that somebody brought for the area."""

import mmap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.register.column import Addresses
from muster.register.gazetteer import from_buffer
from muster.register.place import FILE, HAND, PLACED_FROM, Buildings, Placed, Sources, place_buildings
from muster.web.register.models import Area, Building, Street, Table

Ids = NDArray[np.int64]
NOWHERE = "none"
BEST = {name: rank for rank, name in enumerate(PLACED_FROM)} | {"": len(PLACED_FROM)}  # the lower the better
_REDRAWN = {"extract street", "extract house"}  # a new extract may place these elsewhere
_KNOWN = ("pk", "street", "number", "name", "uprn", "postcode", "ward", "lon", "lat", "placed_from", "why")
Row: TypeAlias = tuple[float | None, float | None, str, int, str]  # as a building has it


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of its buildings, one value each: 0, '' and NaN where it says nothing."""

    uprn: Ids
    ward: list[str]
    place: NDArray[np.float64]  # [buildings, 2]: longitude and latitude


Placing: TypeAlias = Callable[[Addresses, Said], Placed]


def mapped(path: Path) -> mmap.mmap:
    """Map a file into memory, so that a large one takes none. It closes when nothing looks at it any more."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def tables_of(area: Area) -> Sources:
    """Open what was brought for an area."""
    tables = {table.kind: table for table in Table.objects.filter(area=area)}
    sources = Sources()
    if Table.Kind.POSTCODES in tables:
        sources = replace(sources, postcodes=from_buffer(memoryview(mapped(tables[Table.Kind.POSTCODES].path))))
    if Table.Kind.UPRNS in tables:
        sources = replace(sources, uprns=from_buffer(memoryview(mapped(tables[Table.Kind.UPRNS].path))))
    if Table.Kind.STREETS in tables:
        # large libraries, where nobody brought an extract
        from muster.plan.streets import read_streets  # noqa: PLC0415
        from muster.register.houses import read_houses  # noqa: PLC0415
        from muster.register.spines import Named  # noqa: PLC0415

        extract = tables[Table.Kind.STREETS]
        content = extract.path.read_bytes()
        form: Literal["pbf", "osm"] = "pbf" if extract.form == "pbf" else "osm"
        streets = Named(read_streets(content, form=form))
        sources = replace(sources, houses=read_houses(content, form=form), streets=streets)
    return sources


def better_places(area: Area) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a stage's `placed` for the buildings whose place is better known now than it was."""
    rows = list(
        Building.objects.filter(area=area).exclude(placed_from=PLACED_FROM[HAND]).order_by("pk").values_list(*_KNOWN)
    )
    streets = list(Street.objects.filter(area=area).order_by("pk").values_list("pk", "name", "locality", "on_map_as"))
    place_of = {pk: at for at, (pk, *_rest) in enumerate(streets)}
    buildings = Buildings(
        [(called or name, locality) for _pk, name, locality, called in streets],
        np.array([place_of[row[1]] for row in rows], dtype=np.int32),
        [row[2] for row in rows], [row[3] for row in rows], [row[5] for row in rows], [row[4] for row in rows],
        {at: (row[7], row[8]) for at, row in enumerate(rows) if row[9] == PLACED_FROM[FILE]}, {},
    )  # fmt: skip
    placed = place_buildings(buildings, tables_of(area))
    for at, row in enumerate(rows):
        pk, _street, _number, _name, uprn, postcode, ward, _lon, _lat, by, why = row
        new = row_of(placed, at)
        if BEST[new[2]] < BEST[by] or (new[2] == by and (new[4] != why or by in _REDRAWN)):
            yield pk, uprn, postcode, ward, *new


def placing_in(area: Area) -> Placing:
    """Make the function that places an area's buildings."""
    sources = tables_of(area)
    called = dict(Street.objects.filter(area=area).exclude(on_map_as="").values_list("key", "on_map_as"))

    def place(doors: Addresses, said: Said) -> Placed:
        streets = [
            (called.get(key, name), locality)
            for key, (name, locality) in zip(doors.street_keys.tolist(), doors.streets, strict=True)
        ]
        there = np.flatnonzero(~np.isnan(said.place[:, 0])).tolist()
        places: Mapping[int, tuple[float, float]] = {at: tuple(said.place[at].tolist()) for at in there}
        buildings = Buildings(
            streets, doors.building_street, doors.building_numbers, doors.building_names, doors.building_postcodes,
            [str(one or "") for one in said.uprn.tolist()], places, {},
        )  # fmt: skip
        return place_buildings(buildings, sources)

    return place


def row_of(placed: Placed, building: int) -> Row:
    """Give one building's place as the database has it."""
    by = PLACED_FROM[placed.placed_from[building]]
    why = placed.why[building]
    if by == NOWHERE:
        return None, None, "", 0, why
    return float(placed.lon[building]), float(placed.lat[building]), by, int(placed.accuracy_m[building]), why
