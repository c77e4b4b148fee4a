"""Which pairs of the electors left are looked at at all, and what each pair has in common."""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.register.joins import Ints, Keys, Mask, is_in, met_all, met_once, mixed
from muster.register.levels import Levels, compare_names
from muster.register.names_alike import Level
from muster.register.side import Side

MOST_AT_A_DOOR = 400  # pairs: beyond, only those that share surname or first forename
MOST_OF_A_NAME = 16  # pairs elsewhere: a commoner name tells nothing


Rows: TypeAlias = NDArray[
    np.int32
]  # of a version's electors: half the room of the usual, where there are pairs of them


class Place(IntEnum):
    """Where the two of a pair are to each other, the best that holds."""

    HERE = 0  # one door
    NUMBER = 1  # one number in versions that were not renumbered
    STREET = 2  # one street, at doors of which each stands in one version only
    ELSEWHERE = 3


@dataclass(frozen=True, slots=True)
class Rest:
    """The electors that were not linked at once.

    Attributes:
        old, new: they, as sides of their own.
        rows_old, rows_new: their rows in the whole.
        door_old, door_new: their doors, new ones as the old version spells them.
        alone_old, alone_new: whether the door stands in this version only.
        stayed_old: whether somebody else of the door was linked there.
        ages_known: whether the old version has any date of attainment.
    """

    old: Side
    new: Side
    rows_old: Ints
    rows_new: Ints
    door_old: Keys
    door_new: Keys
    alone_old: Mask
    alone_new: Mask
    stayed_old: Mask
    ages_known: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of electors left: rows of `Rest.old` and `Rest.new`, in order and none twice.

    Attributes:
        old, new: their rows.
        place: a `Place` each.
        level: how their names compare.
        same_number: whether both have the same number, in versions that were not renumbered.
    """

    old: Rows
    new: Rows
    place: NDArray[np.int8]
    level: Levels
    same_number: Mask

    def __len__(self) -> int:
        """How many pairs."""
        return len(self.old)


def find_pairs(rest: Rest, *, renumbered: bool) -> Pairs:
    """Find the pairs worth weighing: at one door, of one number, of one name."""
    met = [*_met_at_doors(rest), *_met_by_name(rest)]
    if not renumbered:
        met.append(_met_by_number(rest))
    width = max(len(rest.old), 1)
    keys = []
    while met:
        old, new = met.pop()
        keys.append(new * width + old)
    del old, new
    both = np.unique(np.concatenate(keys))
    del keys
    rows_old, rows_new = (both % width).astype(np.int32), (both // width).astype(np.int32)
    del both
    pairs = _described(rest, rows_old, rows_new, renumbered=renumbered)
    return _worth(pairs, named_old=rest.old.name != 0, named_new=rest.new.name != 0)


def take_pairs(pairs: Pairs, kept: Mask | Ints | slice) -> Pairs:
    """Take some of the pairs."""
    return replace(pairs, **{name: getattr(pairs, name)[kept] for name in Pairs.__slots__})


def _met_at_doors(rest: Rest) -> list[tuple[Ints, Ints]]:
    here, there = rest.door_old != 0, rest.door_new != 0
    old, new = np.flatnonzero(here), np.flatnonzero(there)
    columns = ((), ("surname",), ("first",))
    met = []
    for names in columns:
        one = mixed(rest.door_old[old], *(getattr(rest.old, name)[old] for name in names))
        other = mixed(rest.door_new[new], *(getattr(rest.new, name)[new] for name in names))
        rows = met_all(one, other, most=MOST_AT_A_DOOR)
        met.append((old[rows[0]], new[rows[1]]))
    return met


def _met_by_name(rest: Rest) -> list[tuple[Ints, Ints]]:
    old, new = np.flatnonzero(rest.old.name != 0), np.flatnonzero(rest.new.name != 0)
    whole = met_all(rest.old.name[old], rest.new.name[new], most=MOST_OF_A_NAME)
    short = met_all(
        mixed(rest.old.surname[old], rest.old.first[old]),
        mixed(rest.new.surname[new], rest.new.first[new]),
        most=MOST_OF_A_NAME,
    )
    return [(old[rows[0]], new[rows[1]]) for rows in (whole, short)]


def _met_by_number(rest: Rest) -> tuple[Ints, Ints]:
    old, new = np.flatnonzero(rest.old.number != 0), np.flatnonzero(rest.new.number != 0)
    rows = met_once(rest.old.number[old], rest.new.number[new])
    return old[rows[0]], new[rows[1]]


def _described(rest: Rest, old: Rows, new: Rows, *, renumbered: bool) -> Pairs:
    number = rest.old.number[old]
    same_number = (number == rest.new.number[new]) & (number != 0) & (not renumbered)
    one_street = (rest.old.street[old] == rest.new.street[new]) & (rest.old.street[old] != 0)
    one_street &= rest.alone_old[old] & rest.alone_new[new]
    place = np.where(one_street, np.int8(Place.STREET), np.int8(Place.ELSEWHERE))
    place[same_number] = Place.NUMBER
    place[(rest.door_old[old] == rest.door_new[new]) & (rest.door_old[old] != 0)] = Place.HERE
    level = compare_names(rest.old, rest.new, old, new)
    return Pairs(old, new, place, level, same_number)


def _worth(pairs: Pairs, *, named_old: Mask, named_new: Mask) -> Pairs:
    """Leave out names elsewhere that only nearly agree, and the anonymous but for two of one number."""
    far = (pairs.place == Place.STREET) | (pairs.place == Place.ELSEWHERE)
    one_number = ~named_old[pairs.old] & ~named_new[pairs.new] & (pairs.place == Place.NUMBER)
    fine = ~far | np.isin(pairs.level, (Level.FULL, Level.SHORT))
    return take_pairs(pairs, np.where(pairs.level == Level.HIDDEN, one_number, fine))


def stands_in(doors: Keys, others: Keys) -> Mask:
    """Whether each door stands among the others; 0 is no door and stands nowhere."""
    stands: Mask = is_in(doors, np.sort(others)) & (doors != 0)
    return stands
