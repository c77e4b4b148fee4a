"""A list of doors against the place where they should be: rows that lie elsewhere can't be used."""

import numpy as np

from muster.plan.doors import COLUMNS, Doors, doors_of
from muster.plan.ground import far_cure, far_doors
from muster.plan.streets import Streets
from muster.table import Problem, read_table


def read_near_doors(
    content: bytes, *, name: str = "doors", streets: Streets | None = None
) -> tuple[Doors, tuple[Problem, ...]]:
    """Read `door,lon,lat[,street,side,service_s,zone]`, as `read_doors` does, of one place.

    Args:
        content: the file's bytes.
        name: the file's name, for messages.
        streets: of the place; without it, doors far from most others are of another.

    Returns:
        The doors that can be planned for; and, by row, the problems of the others.

    Raises:
        TableError: if the file as a whole can't be read.
    """
    table = read_table(content, COLUMNS, name=name, unique="door")
    doors = doors_of(table.rows)
    far = set(far_doors(doors, streets).tolist()) if len(doors) else set()
    if not far:
        return doors, table.problems
    cure = far_cure(streets)
    more = [_far(table.rows[at].number, doors, at, cure) for at in sorted(far)]
    kept = doors_of([row for at, row in enumerate(table.rows) if at not in far])
    return kept, tuple(sorted((*table.problems, *more), key=lambda problem: problem.row))


def _far(row: int, doors: Doors, at: int, cure: str) -> Problem:
    lon, lat = (np.format_float_positional(degrees[at], trim="-") for degrees in (doors.lon, doors.lat))
    return Problem(row, "lon, lat", f"{lon}, {lat}", cure)
