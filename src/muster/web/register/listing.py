"""How many electors each door has now, where that is not what stands."""

import sqlite3

import numpy as np
from numpy.typing import NDArray

from muster.register.column import NO_DOOR
from muster.web.register import standing
from muster.web.register.gathering import Gathered
from muster.web.register.laying import Laid, rows_of
from muster.web.register.models import Source
from muster.web.register.stage import write
from muster.web.register.standing import Ids


def list_doors(
    got: Gathered, laid: Laid, stage: sqlite3.Connection, *, source: Source, steps: tuple[Ids, Ids] | None = None
) -> tuple[int, int]:
    """Stage how many electors each door has now, where that is not what stands. Gives doors listed, and doors gone.

    Args:
        got: the file's rows.
        laid: its doors.
        stage: where to write.
        source: whose listings.
        steps: of an update whose electors are known: doors, once for each elector who left or came, and -1 or 1.
    """
    stood = standing.standing_listings(source, got.district_names)
    rows = np.flatnonzero(laid.doors.doors != NO_DOOR)
    at, step = steps or (laid.row_door[rows], _steps(got)[rows])
    door, which = np.unique(at, return_inverse=True)
    count = np.bincount(which, weights=step, minlength=len(door)).astype(np.int64)
    before = _find(stood.door, door)
    listed = np.flatnonzero(before >= 0)
    if got.is_update:
        count[listed] += stood.electors[before[listed]]
    unknown = got.district_names.setdefault("", len(got.district_names))
    district = _districts(got, laid, rows, door, unknown=unknown)
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


def _steps(got: Gathered) -> Ids:
    """Count what each row adds to its door: one; in an update one less for who goes, and nothing for who stays."""
    if not got.is_update:
        return np.ones(got.rows, dtype=np.int64)
    step = {"new": 1, "changed": 0, "gone": -1, "": 0}
    return np.array([step[change] for change in got.changes], dtype=np.int64)


def _districts(got: Gathered, laid: Laid, rows: Ids, door: Ids, *, unknown: int) -> NDArray[np.int32]:
    """Give the polling district that the file's first row of each door has, as a code."""
    first, where = np.unique(laid.row_door[rows], return_index=True)
    codes = np.concatenate(got.districts)[rows[where]]
    return np.append(codes, np.int32(unknown))[_find(first, door)]


def _find(ordered: Ids, wanted: Ids) -> Ids:
    """Give where each of `wanted` stands in `ordered`, -1 where it doesn't."""
    if not len(ordered):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[at] == wanted, at, -1)
