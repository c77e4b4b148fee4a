"""The ground of an extract, made ready for maps when it is brought: a small SQLite file, read by what is shown."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from muster.web.register.map_names import write_names

if TYPE_CHECKING:
    from muster.plan.backdrop import Shape  # large libraries, where nobody brought an extract

Box: TypeAlias = tuple[float, float, float, float]  # west, south, east, north, in degrees
CELL = 50  # to a degree: about 2 km
MOST_CELLS = 400  # of one question
CREDIT = "© OpenStreetMap contributors"


class TooMuchGroundError(ValueError):
    """So much ground is asked for that no map could show it."""


def write_ground(path: Path, shapes: "Iterable[Shape]", *, names: Sequence[str], credit: str) -> None:
    """Keep an extract's shapes, by the cells in which they lie, and the names of its streets."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE shape (id integer PRIMARY KEY, told text)")
        file.execute("CREATE TABLE lies (x integer, y integer, shape integer, PRIMARY KEY (x, y, shape)) WITHOUT ROWID")
        file.execute("CREATE TABLE credit (words text)")
        for at, shape in enumerate(shapes):
            file.execute("INSERT INTO shape VALUES (?, ?)", (at, json.dumps(_feature(shape), separators=(",", ":"))))
            file.executemany("INSERT INTO lies VALUES (?, ?, ?)", ((x, y, at) for x, y in _cells(_box_of(shape))))
        write_names(file, names)
        file.execute("INSERT INTO credit VALUES (?)", (credit,))


def middle_of_ground(path: Path) -> tuple[float, float] | None:
    """Give the middle of an extract's ground, as longitude and latitude; nothing where there is none."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        lon, lat = file.execute("SELECT avg(x + 0.5), avg(y + 0.5) FROM lies").fetchone()
    return None if lon is None else (lon / CELL, lat / CELL)


def read_ground(path: Path, box: Box) -> str:
    """Give what lies in a box as GeoJSON, with whom the map owes it; nothing where there is no ground.

    Raises:
        TooMuchGroundError: the box is larger than any map shows.
    """
    west, south, east, north = (int(one * CELL // 1) for one in box)
    if not (west <= east and south <= north) or (east - west + 1) * (north - south + 1) > MOST_CELLS:
        raise TooMuchGroundError(str(box))
    if not path.exists():
        return json.dumps({"type": "FeatureCollection", "credit": "", "features": []})
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        sql = "SELECT DISTINCT shape FROM lies WHERE x BETWEEN ? AND ? AND y BETWEEN ? AND ?"
        told = file.execute(
            f"SELECT told FROM shape WHERE id IN ({sql}) ORDER BY id",  # noqa: S608 - our own words
            (west, east, south, north),
        )
        features = ",".join(text for (text,) in told)
        ((credit,),) = file.execute("SELECT words FROM credit")
    return f'{{"type":"FeatureCollection","credit":{json.dumps(credit)},"features":[{features}]}}'


def _feature(shape: "Shape") -> dict[str, Any]:
    rings = [[[round(x, 6), round(y, 6)] for x, y in ring] for ring in (shape.places, *shape.holes)]
    geometry = (
        {"type": "Polygon", "coordinates": rings} if shape.area else {"type": "LineString", "coordinates": rings[0]}
    )
    return {"type": "Feature", "properties": {"class": shape.kind, "name": shape.name}, "geometry": geometry}


def _box_of(shape: "Shape") -> Box:
    lon, lat = [x for x, _y in shape.places], [y for _x, y in shape.places]
    return min(lon), min(lat), max(lon), max(lat)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    west, south, east, north = (int(one * CELL // 1) for one in box)
    for x in range(west, east + 1):
        for y in range(south, north + 1):
            yield x, y
