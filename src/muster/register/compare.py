"""What became of everybody between two versions: new, changed, moved, renumbered, unchanged, gone."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.register.joins import Ints, Mask
from muster.register.side import Side


class Kind(IntEnum):
    """What became of an elector of the new version."""

    UNCHANGED = 0
    RENUMBERED = 1  # nothing but the number
    CHANGED = 2
    MOVED = 3  # to another door, or to the same spelt otherwise; whatever else changed
    NEW = 4


class Tally(NamedTuple):
    """How many of each kind; all but `gone` make up the new version."""

    unchanged: int
    renumbered: int
    changed: int
    moved: int
    new: int
    gone: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side.

    Attributes:
        kind: a `Kind` for each new row.
        gone: rows of the old version that nobody is linked to.
        tally: how many.
    """

    kind: NDArray[np.int8]
    gone: Ints
    tally: Tally


def compare_versions(old: Side, new: Side, linked: Ints) -> Comparison:
    """Compare the entries that were linked.

    Names and markers are compared as written, by 32 bits of their keys: one change in four thousand million would be
    missed.

    Args:
        old: one version.
        new: the next.
        linked: for each new row the old row, else -1.
    """
    rows = np.flatnonzero(linked >= 0)
    before = linked[rows]
    kind = np.full(len(new), Kind.NEW, dtype=np.int8)
    told = np.where(old.number[before] == new.number[rows], Kind.UNCHANGED, Kind.RENUMBERED).astype(np.int8)
    told[_are_changed(old, new, before, rows)] = Kind.CHANGED
    told[old.door[before] != new.door[rows]] = Kind.MOVED
    kind[rows] = told
    left = np.ones(len(old), dtype=np.bool_)
    left[before] = False
    gone = np.flatnonzero(left)
    unchanged, renumbered, changed, moved, new_ones = np.bincount(kind, minlength=len(Kind)).tolist()
    return Comparison(kind, gone, Tally(unchanged, renumbered, changed, moved, new_ones, len(gone)))


def _are_changed(old: Side, new: Side, before: Ints, rows: Ints) -> Mask:
    changed = np.zeros(len(rows), dtype=np.bool_)
    for name in ("written", "markers", "attains"):
        changed |= getattr(old, name)[before] != getattr(new, name)[rows]
    return changed
