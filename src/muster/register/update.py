"""A month's update upon the version that stands: each row finds its elector by number, and the name must agree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muster.register.batch import Change
from muster.register.joins import Ints, Keys, Mask, is_repeated
from muster.register.levels import Levels, compare_names
from muster.register.link import Links, link_versions
from muster.register.names_alike import Level
from muster.register.side import Side, side_of_rows
from muster.table import Problem

COLUMN = "ElectorNumber"
_NO_NUMBER = "give district and number: without them nobody can say who is meant"
_UNKNOWN = "nobody on the version that stands has this number: bring in the months between first, or leave the row out"
_TWICE = "the update has this number more than once: keep one row"
_STANDS_TWICE = "the version that stands has this number twice: bring in the full register first"
_TAKEN = "somebody else has this number and isn't gone in this update: ask the council which holds"
_OTHER_NAME = (Level.OTHER, Level.SURNAME, Level.SWAPPED)


@dataclass(frozen=True, slots=True)
class Update:
    """What an update does to the version that stands.

    Attributes:
        old: for each row of the update the standing row it is about, else -1.
        does: whether the row can be applied as it is.
        doubtful: whether number and name point to different people: `old` is then who has the number, and a person
            decides; nothing is done meanwhile.
        moved: links from those who are gone (rows of `gone`) to those who are new (rows of `new`).
        gone: standing rows that leave.
        new: rows of the update that come.
        problems: rows that can't be applied, with their cure.
    """

    old: Ints
    does: Mask
    doubtful: Mask
    moved: Links
    gone: Ints
    new: Ints
    problems: tuple[Problem, ...]


def apply_update(
    standing: Side, update: Side, *, changes: Sequence[Change], rows: Sequence[int], numbers: Sequence[str]
) -> Update:
    """Find out whom each row of an update is about.

    The same update twice does nothing the second time: who is new stands already, with the same name and number.

    Args:
        standing: the version that stands.
        update: the update's rows; numbers are not given out anew in the months between.
        changes: what each row does: 'new', 'changed' or 'gone'.
        rows: the rows in the file, for the problems.
        numbers: district and number as people write them, for the problems.
    """
    deeds = np.array(changes, dtype="U7")
    new, gone = deeds == "new", deeds == "gone"
    old, stands_twice = _holders(standing, update)
    levels = np.full(len(update), Level.OTHER, dtype=np.int8)
    held = np.flatnonzero(old >= 0)
    levels[held] = compare_names(standing, update, old[held], held)
    other = _is_other(standing, update, old, levels)
    leaves = np.unique(old[gone & (old >= 0) & ~other])
    free = (old < 0) | np.isin(old, leaves)
    cures = np.select(
        [update.number == 0, _twice(update, gone), stands_twice, ~new & (old < 0), new & ~free & other],
        [1, 2, 3, 4, 5],
    )
    fine = cures == 0
    old[new & free] = -1
    doubtful = fine & other & ~new
    comes = np.flatnonzero(fine & new & (old < 0))
    leaves = np.unique(old[fine & gone & ~doubtful])
    moved = link_versions(side_of_rows(standing, leaves), side_of_rows(update, comes), renumbered=True, among=standing)
    said = ("", _NO_NUMBER, _TWICE, _STANDS_TWICE, _UNKNOWN, _TAKEN)
    problems = tuple(Problem(rows[i], COLUMN, numbers[i], said[cure]) for i, cure in enumerate(cures.tolist()) if cure)
    return Update(old, fine & ~doubtful, doubtful, moved, leaves, comes, problems)


def _holders(standing: Side, update: Side) -> tuple[Ints, Mask]:
    """Give who has each row's number, else -1, and whether more than one has."""
    order = np.argsort(standing.number, kind="stable")
    ordered = standing.number[order]
    begin = np.searchsorted(ordered, update.number)
    count = np.searchsorted(ordered, update.number, side="right") - begin
    count[update.number == 0] = 0
    old = np.full(len(update), -1, dtype=np.int64)
    old[count == 1] = order[begin[count == 1]]
    return old, count > 1


def _twice(update: Side, gone: Mask) -> Mask:
    """Whether a number stands twice among those who leave, or among the others; one may leave and another get it."""
    repeated = np.zeros(len(update), dtype=np.bool_)
    for group in (gone, ~gone):
        numbers: Keys = update.number[group]
        repeated[group] = is_repeated(numbers) & (numbers != 0)
    return repeated


def _is_other(standing: Side, update: Side, old: Ints, levels: Levels) -> Mask:
    """Whether the name is wholly another; two anonymous entries of one number agree."""
    both_hidden = (update.name == 0) & (standing.name[np.maximum(old, 0)] == 0) if len(standing) else update.name == 0
    other: Mask = (old >= 0) & (np.isin(levels, _OTHER_NAME) | ((levels == Level.HIDDEN) & ~both_hidden))
    return other
