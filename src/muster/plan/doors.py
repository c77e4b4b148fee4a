"""Doors as somebody's list gives them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.table import CellError, Column, Problem, Row, degrees, read_table, whole_number

SERVICE_S = 75  # seconds at a door where there is no history
A_DAY_S = 86_400


def _side(text: str) -> str:
    side = {"l": "left", "left": "left", "r": "right", "right": "right"}.get(text.casefold())
    if side is None:
        raise CellError("write left or right, as the street is drawn, or leave it blank")
    return side


COLUMNS = (
    Column("door", required=True),
    Column("lon", degrees(180), required=True),
    Column("lat", degrees(90), required=True),
    Column("street"),
    Column("side", _side),
    Column("service_s", whole_number(0, A_DAY_S), default=SERVICE_S),
    Column("zone"),
)


@dataclass(frozen=True, slots=True)
class Doors:
    """Doors, one index each, in the file's order; n of them.

    Attributes:
        names: n names, each once, as given.
        lon, lat: degrees, float64[n].
        street: n street names, '' where unknown.
        side: n of 'left', 'right' (of the street, as it is drawn), or '' where the position tells.
        service_s: seconds at the door, int32[n].
        zone: n zones (ward or polling district), '' where unknown.
    """

    names: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    street: tuple[str, ...]
    side: tuple[str, ...]
    service_s: NDArray[np.int32]
    zone: tuple[str, ...]

    def __len__(self) -> int:
        """Count the doors."""
        return len(self.names)


def only(doors: Doors, some: NDArray[np.int64]) -> Doors:
    """Give some of the doors, by index, in the order given."""
    at = some.tolist()
    return Doors(
        names=tuple(doors.names[i] for i in at),
        lon=doors.lon[some],
        lat=doors.lat[some],
        street=tuple(doors.street[i] for i in at),
        side=tuple(doors.side[i] for i in at),
        service_s=doors.service_s[some],
        zone=tuple(doors.zone[i] for i in at),
    )


def read_doors(content: bytes, *, name: str = "doors") -> tuple[Doors, tuple[Problem, ...]]:
    """Read `door,lon,lat[,street,side,service_s,zone]`.

    Returns:
        The doors that could be read, and the problems of the rows that couldn't.

    Raises:
        TableError: if the file as a whole can't be read (no header, no text).
    """
    table = read_table(content, COLUMNS, name=name, unique="door")
    return doors_of(table.rows), table.problems


def doors_of(rows: Sequence[Row]) -> Doors:
    """Make doors of rows that were read with `COLUMNS`."""

    def column(key: str) -> list[Any]:
        return [row.values[key] for row in rows]

    return Doors(
        names=tuple(column("door")),
        lon=np.array(column("lon"), dtype=np.float64),
        lat=np.array(column("lat"), dtype=np.float64),
        street=tuple(column("street")),
        side=tuple(column("side")),
        service_s=np.array(column("service_s"), dtype=np.int32),
        zone=tuple(column("zone")),
    )
