"""What a person is told about a pair: the reason, what speaks for it and what against."""

import numpy as np
from numpy.typing import NDArray

from muster.register.candidates import Pairs, Place, Rest
from muster.register.joins import AnyInts, Mask
from muster.register.levels import middles_differ_in
from muster.register.names_alike import Level
from muster.register.reasons import Against, For, Reason

Flags = NDArray[np.int16]
RARE = 30  # decibans: so much must the parts of a name tell to be called rare
_HERE = {
    Level.FULL: Reason.NAME_HERE, Level.SHORT: Reason.SHORT_HERE, Level.MIDDLE: Reason.MIDDLE_HERE,
    Level.INITIAL: Reason.INITIAL_HERE, Level.FORENAME_ALIKE: Reason.RESPELLED_HERE,
    Level.SURNAME_ALIKE: Reason.RESPELLED_HERE, Level.BOTH_ALIKE: Reason.RESPELLED_HERE,
    Level.MARRIED: Reason.MARRIED_HERE, Level.NICKNAME: Reason.CALLED_HERE, Level.CALLED: Reason.CALLED_HERE,
    Level.SWAPPED: Reason.RESPELLED_HERE,
}  # fmt: skip
_AT_HERE = np.array([_HERE.get(level, Reason.NUMBER_HERE) for level in Level], dtype=np.int8)


def reasons_of(rest: Rest, pairs: Pairs, together: AnyInts) -> NDArray[np.int8]:
    """Give each pair's best `Reason`."""
    here, hidden = pairs.place == Place.HERE, pairs.level == Level.HIDDEN
    respelled = here & (pairs.level == Level.FULL)
    respelled &= (rest.old.door[pairs.old] != rest.new.door[pairs.new]) & (rest.old.door[pairs.old] != 0)
    respelled |= pairs.place == Place.STREET
    choices: list[tuple[Mask, NDArray[np.int8] | Reason]] = [
        (hidden, Reason.ANONYMOUS_NUMBER),
        (respelled, Reason.NAME_AT_RESPELLED_DOOR),
        (here, _AT_HERE[pairs.level]),
        (pairs.place == Place.NUMBER, Reason.NUMBER),
        (together > 0, Reason.MOVED_TOGETHER),
    ]
    conditions = [condition for condition, _ in choices]
    return np.select(conditions, [chosen for _, chosen in choices], Reason.MOVED).astype(np.int8)


def speaks_for(rest: Rest, pairs: Pairs, *, together: AnyInts, known: AnyInts) -> Flags:
    """Give what speaks for each pair, as flags of `For`."""
    surname, first = _same_parts(rest, pairs)
    before, after = rest.old.attains[pairs.old], rest.new.attains[pairs.new]
    here = pairs.place == Place.HERE
    return _flags({
        For.SAME_NAME: pairs.level == Level.FULL,
        For.SAME_SURNAME: surname,
        For.SAME_FORENAME: first,
        For.SAME_DOOR: here,
        For.SAME_NUMBER: pairs.same_number,
        For.SAME_DAY: (before == after) & (before > 0),
        For.HOUSEHOLD_STAYED: here & rest.stayed_old[pairs.old],
        For.TOGETHER: together > 0,
        For.RARE_NAME: (known >= RARE) & np.isin(pairs.level, (Level.FULL, Level.SHORT)),
    })  # fmt: skip


def speaks_against(rest: Rest, pairs: Pairs, *, ahead: Mask, known: AnyInts, renumbered: bool) -> Flags:
    """Give what speaks against each pair, as flags of `Against`; `ahead`: it has no rival."""
    surname, first = _same_parts(rest, pairs)
    before, after = rest.old.attains[pairs.old], rest.new.attains[pairs.new]
    here, named = pairs.place == Place.HERE, pairs.level != Level.HIDDEN
    number_old, number_new = rest.old.number[pairs.old], rest.new.number[pairs.new]
    whole = pairs.level == Level.FULL
    return _flags({
        Against.RIVAL: ~ahead,
        Against.OTHER_SURNAME: ~surname & ~whole & named,
        Against.OTHER_FORENAME: ~first & ~whole & named,
        Against.OTHER_MIDDLE: middles_differ_in(rest.old, rest.new, pairs.old, pairs.new) & ~whole,
        Against.OTHER_DOOR: ~here,
        Against.OTHER_NUMBER: (number_old != number_new) & (number_old != 0) & (number_new != 0) & (not renumbered),
        Against.OTHER_DAY: (before > 0) & (after > 0) & (before != after),
        Against.TOO_YOUNG: (before == 0) & (after > 0) & rest.ages_known,
        Against.HOUSEHOLD_LEFT: here & ~rest.stayed_old[pairs.old],
        Against.COMMON_NAME: ~here & named & (known < RARE),
    })  # fmt: skip


def _same_parts(rest: Rest, pairs: Pairs) -> tuple[Mask, Mask]:
    def same(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> Mask:
        both: Mask = (one[pairs.old] == other[pairs.new]) & (one[pairs.old] != 0)
        return both

    return same(rest.old.surname, rest.new.surname), same(rest.old.first, rest.new.first)


def _flags(told: dict[For, Mask] | dict[Against, Mask]) -> Flags:
    length = len(next(iter(told.values())))
    flags = np.zeros(length, dtype=np.int16)
    for flag, where in told.items():
        flags[where] |= int(flag)
    return flags
