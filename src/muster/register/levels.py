"""The names of many pairs compared: by keys where keys tell, by their letters where they don't."""

import numpy as np
from numpy.typing import NDArray

from muster.register.joins import AnyInts, Ints, Mask
from muster.register.names_alike import Level, Name, level_of, name_of
from muster.register.side import FIRST_IS_INITIAL, LETTER, LETTER_BITS, MIDDLES, MIDDLES_ARE_INITIALS, Side

Levels = NDArray[np.int8]
_FIRST_MIDDLE = 2 * LETTER_BITS
_ALL_MIDDLES = ((1 << (MIDDLES * LETTER_BITS)) - 1) << _FIRST_MIDDLE


def compare_names(old: Side, new: Side, rows_old: AnyInts, rows_new: AnyInts) -> Levels:
    """Give each pair's `Level`, as `level_of` has it; only one in some dozen pairs is looked at letter by letter.

    Args:
        old: one version.
        new: the other, or the same.
        rows_old: a row of `old` a pair.
        rows_new: a row of `new` a pair.
    """
    surname = old.surname[rows_old] == new.surname[rows_new]
    first = (old.first[rows_old] == new.first[rows_new]) & (old.first[rows_old] != 0)
    differ = middles_differ_in(old, new, rows_old, rows_new)
    levels = np.where(surname & first, np.where(differ, Level.MIDDLE, Level.SHORT), Level.OTHER).astype(np.int8)
    levels[surname & ~first] = Level.SURNAME
    full = old.name[rows_old] == new.name[rows_new]
    levels[full] = Level.FULL
    hidden = (old.name[rows_old] == 0) | (new.name[rows_new] == 0)
    levels[hidden] = Level.HIDDEN
    unclear = ~hidden & ~full & ~(surname & first)
    unclear &= _may_be_more(old, new, rows_old, rows_new, surname=surname, first=first & ~differ)
    _read_letters(old, new, rows_old, rows_new, levels=levels, at=np.flatnonzero(unclear))
    return levels


def middles_differ_in(old: Side, new: Side, rows_old: AnyInts, rows_new: AnyInts) -> Mask:
    """Whether the names behind the first forename can't be one person's, by their initials and keys."""
    here, there = old.letters[rows_old], new.letters[rows_new]
    both = ((here & _ALL_MIDDLES) != 0) & ((there & _ALL_MIDDLES) != 0)
    initial = ((here ^ there) >> _FIRST_MIDDLE) & LETTER != 0
    whole = ((here | there) & MIDDLES_ARE_INITIALS) == 0
    as_many = _count_middles(here) == _count_middles(there)
    differ: Mask = both & (initial | (whole & as_many & (old.rest[rows_old] != new.rest[rows_new])))
    return differ


def _count_middles(letters: NDArray[np.int32]) -> NDArray[np.int32]:
    count = np.zeros(len(letters), dtype=np.int32)
    for place in range(2, 2 + MIDDLES):
        count += (letters >> (place * LETTER_BITS)) & LETTER != 0
    return count


def _may_be_more(old: Side, new: Side, rows_old: AnyInts, rows_new: AnyInts, *, surname: Mask, first: Mask) -> Mask:
    """Whether the letters could show more than nothing, or more than the surname."""
    here, there = old.letters[rows_old], new.letters[rows_new]
    named = (old.first[rows_old] != 0) & (new.first[rows_new] != 0)
    initials = ((here ^ there) & ((1 << _FIRST_MIDDLE) - 1)) == 0
    swapped = (old.surname[rows_old] == new.first[rows_new]) | (old.first[rows_old] == new.surname[rows_new])
    initial = ((here | there) & FIRST_IS_INITIAL) != 0
    may: Mask = named & ((surname & ~(initial & ~initials)) | (first & ~initial) | initials)
    may |= swapped
    return may


def _read_letters(old: Side, new: Side, rows_old: AnyInts, rows_new: AnyInts, *, levels: Levels, at: Ints) -> None:
    seen: dict[tuple[str, str], Name] = {}
    pairs = zip(at.tolist(), old.read_names(rows_old[at]), new.read_names(rows_new[at]), strict=True)
    for where, one, other in pairs:
        here = seen.get(one) or seen.setdefault(one, name_of(*one))
        there = seen.get(other) or seen.setdefault(other, name_of(*other))
        levels[where] = level_of(here, there)
