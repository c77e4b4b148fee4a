"""What became of everybody between two versions: new, changed, moved, renumbered, unchanged, gone."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.register.joins import Ints, Mask
from muster.register.side import Side


class Kind(IntEnum):
    """What became of a row of the new version."""

    UNCHANGED = 0
    RENUMBERED = 1  # nothing but the number
    CHANGED = 2
    MOVED = 3  # to another door, or to the same spelt otherwise; whatever else changed
    NEW = 4
    NOBODY = 5  # of an update: a row that brings nobody, such as that somebody is gone


class Tally(NamedTuple):
    """How many electors of each kind, in the order of `Kind`; all but `gone` stand in the new version."""

    unchanged: int
    renumbered: int
    changed: int
    moved: int
    new: int
    gone: int


class Linked(NamedTuple):
    """Who of the new version is who of the last.

    Attributes:
        old: for each new row the old row, else -1.
        new: rows that are new electors; of a whole version all that are linked to nobody.
        gone: rows of the old version whose electors leave.
    """

    old: Ints
    new: Ints
    gone: Ints


def linked_wholly(old: Ints, *, stood: int) -> Linked:
    """Say who is new and who is gone between two whole versions, of whom `stood` electors made up the first."""
    left = np.ones(stood, dtype=np.bool_)
    left[old[old >= 0]] = False
    return Linked(old, np.flatnonzero(old < 0), np.flatnonzero(left))


def compare_versions(old: Side, new: Side, linked: Linked) -> tuple[NDArray[np.int8], Tally]:
    """Give a `Kind` for each new row, and how many there are of each.

    Names and markers are compared as written, by 32 bits of their keys: one change in four thousand million would be
    missed.
    """
    rows = np.flatnonzero(linked.old >= 0)
    before = linked.old[rows]
    told = np.where(old.number[before] == new.number[rows], Kind.UNCHANGED, Kind.RENUMBERED).astype(np.int8)
    told[_are_changed(old, new, before, rows)] = Kind.CHANGED
    told[old.door[before] != new.door[rows]] = Kind.MOVED
    kind = np.full(len(new), Kind.NOBODY, dtype=np.int8)
    kind[linked.new] = Kind.NEW
    kind[rows] = told
    counted = np.bincount(kind, minlength=len(Kind))
    counted[Kind.NOBODY] = len(linked.gone)
    return kind, Tally(*counted.tolist())


def _are_changed(old: Side, new: Side, before: Ints, rows: Ints) -> Mask:
    changed = np.zeros(len(rows), dtype=np.bool_)
    for name in ("written", "markers", "attains"):
        changed |= getattr(old, name)[before] != getattr(new, name)[rows]
    return changed
