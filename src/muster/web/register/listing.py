"""How many electors each door has now, where that is not what stands."""

import sqlite3

import numpy as np
from numpy.typing import NDArray

from muster.web.register import standing
from muster.web.register.gathering import Gathered
from muster.web.register.laying import rows_of
from muster.web.register.models import Source
from muster.web.register.stage import write
from muster.web.register.standing import Ids


def list_doors(
    got: Gathered, stage: sqlite3.Connection, *, source: Source, steps: tuple[Ids, Ids] | None = None
) -> tuple[int, int]:
    """Stage how many electors each door has now, where that is not what stands. Gives doors listed, and doors gone.

    Args:
        got: the file's rows, with their doors.
        stage: where to write.
        source: whose listings.
        steps: of an update whose electors are known: doors, once for each elector who left or came, and -1 or 1.
    """
    stood = standing.standing_listings(source, got.district_names)
    unknown = got.district_names.setdefault("", len(got.district_names))
    door, count, district = _counted(got, steps, unknown=unknown)
    before = _find(stood.door, door)
    listed = np.flatnonzero(before >= 0)
    if got.is_update:
        count[listed] += stood.electors[before[listed]]
    unsaid = listed[district[listed] == unknown]
    district[unsaid] = stood.district[before[unsaid]]
    same = np.zeros(len(door), dtype=np.bool_)
    same[listed] = stood.electors[before[listed]] == count[listed]
    same[listed] &= stood.district[before[listed]] == district[listed]
    ends = np.full(len(stood.door), not got.is_update)
    ends[before[listed]] = ~same[listed]
    begins = np.flatnonzero(~same & (count > 0))
    write(stage, "closed_listing", rows_of(stood.ids[ends]))
    names = list(got.district_names)
    opened = rows_of(door[begins], count[begins], district[begins])
    write(stage, "listing", ((one, electors, names[code]) for one, electors, code in opened))
    listed_again = int((before[begins] >= 0).sum())
    return len(stood.door) - int(ends.sum()) + len(begins), int(ends.sum()) - listed_again


def _counted(got: Gathered, steps: tuple[Ids, Ids] | None, *, unknown: int) -> tuple[Ids, Ids, NDArray[np.int32]]:
    """Give the doors that the file names, by how many electors each has or changes, and its district as a code.

    The district is that of the file's first row of the door.
    """
    row_door = got.columns.read("row_door")
    rows = np.flatnonzero(row_door)
    at = row_door[rows]
    del row_door
    door, first, count = np.unique(at, return_index=True, return_counts=True)
    district = got.columns.read("district_code")[rows[first]].astype(np.int32)
    if not got.is_update:
        return door, count, district
    at, step = steps or (at, _steps(got)[rows])
    changed, which = np.unique(at, return_inverse=True)
    district = np.append(district, np.int32(unknown))[_find(door, changed)]
    return changed, np.bincount(which, weights=step, minlength=len(changed)).astype(np.int64), district


def _steps(got: Gathered) -> Ids:
    """Count what each row of an update adds to its door: one less for who goes, and nothing for who stays."""
    step = {"new": 1, "changed": 0, "gone": -1, "": 0}
    return np.array([step[change] for change in got.changes], dtype=np.int64)


def _find(ordered: Ids, wanted: Ids) -> Ids:
    """Give where each of `wanted` stands in `ordered`, -1 where it doesn't."""
    if not len(ordered):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[at] == wanted, at, -1)
