"""What an agreement is worth, learned from the two files themselves: Fellegi and Sunter's weights in whole decibans."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.register.joins import Ints, Mask, decibans, decibans_of
from muster.register.levels import Levels
from muster.register.names_alike import Level

Days = NDArray[np.int32]
SURE = 20  # decibans: a hundred to one
SURE_ELSEWHERE = 25  # three hundred to one, for those who'd be elsewhere
LEAD = 10  # decibans by which a sure pair is ahead of any other of either elector
ASK = 0  # decibans from which a person is asked: as likely as not
SAME_NUMBER = 20  # hardly one number in a hundred passes to another elector at the same door
SAME_DAY = 20  # few share a date of attainment
OTHER_DAY = -20
TOO_YOUNG = -40  # who could vote last year can't come of age next year
MIDDLE_MISSING = -6  # of names elsewhere
MOST_TOGETHER = 60
MOST_BY_NUMBER = 40
_RARITY = 10  # decibans at most by which a rare or common forename moves a weight
_FEW = 500  # pairs or people that the tables below stand for, beside those that are counted
_SHARES = 10_000
# In 10,000 electors who stayed and whose name isn't the same in both files; and in 10,000 pairs of others at one door
_SAME_PERSON = {
    Level.FULL: 300, Level.SHORT: 3_500, Level.MIDDLE: 50, Level.INITIAL: 900, Level.FORENAME_ALIKE: 900,
    Level.SURNAME_ALIKE: 900, Level.BOTH_ALIKE: 50, Level.MARRIED: 2_200, Level.NICKNAME: 150, Level.CALLED: 150,
    Level.SWAPPED: 50, Level.SURNAME: 50, Level.OTHER: 100, Level.HIDDEN: 1,
}  # fmt: skip
_OTHERS = {
    Level.FULL: 10, Level.SHORT: 10, Level.MIDDLE: 10, Level.INITIAL: 300, Level.FORENAME_ALIKE: 40,
    Level.SURNAME_ALIKE: 20, Level.BOTH_ALIKE: 5, Level.MARRIED: 150, Level.NICKNAME: 20, Level.CALLED: 20,
    Level.SWAPPED: 5, Level.SURNAME: 5_000, Level.OTHER: 9_000, Level.HIDDEN: 10_000,
}  # fmt: skip
TELLING = tuple(level for level in Level if level not in {Level.OTHER, Level.SURNAME, Level.HIDDEN})
TWINS_SHARE = (Level.FORENAME_ALIKE, Level.BOTH_ALIKE, Level.SURNAME, Level.OTHER)  # a date of attainment, that is


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, one number for each `Level` where it is an array.

    Attributes:
        stayed: pairs left at doors where somebody else was linked.
        emptied: pairs left at doors where nobody was.
        left_stayed, left_emptied: old electors in these pairs.
        housemates: pairs of two electors at one door of the old version.
        strangers: pairs of an old elector and a new one of another door.
        old_left, new_left: electors that are not linked yet.
        met: pairs of one name among these.
        met_linked: pairs of one name between the old electors left and the new ones that are linked to others.
        expected: how many `met_linked` would be if names were as common as their parts.
        new_linked: new electors that are linked.
        numbers_same, numbers_all: of the pairs linked by name at one door, those with equal numbers, and all.
    """

    stayed: Ints
    emptied: Ints
    left_stayed: int
    left_emptied: int
    housemates: Ints
    strangers: Ints
    old_left: int
    new_left: int
    met: int
    met_linked: int
    expected: int
    new_linked: int
    numbers_same: int
    numbers_all: int


@dataclass(frozen=True, slots=True)
class Weights:
    """Decibans, learned from one pair of versions.

    Attributes:
        names: for each `Level`, at one door.
        stayed, emptied: that an elector left is still at the door, where somebody else is linked there, and not.
        moved: that an elector left lives elsewhere in the area.
        kin: whole names meet more often than their parts tell: so much is taken off names elsewhere.
        other_number: the number differs in versions that were not renumbered.
        mean_first: how many electors share an elector's first forename, in the mean.
        at_once: links by the same name at the same door, against those that chance would give.
    """

    names: tuple[int, ...]
    stayed: int
    emptied: int
    moved: int
    kin: int
    other_number: int
    mean_first: int
    at_once: int


def learn_weights(counts: Counts, *, mean_first: int) -> Weights:
    """Learn what agreements are worth.

    Among pairs at one door that are no match, a level comes about as often as between housemates or as between
    strangers, whichever is more (u). What stands above that among the pairs left must be matches (m): a moment
    estimate in the place of EM, and the same whole numbers on every machine.

    Source: Fellegi and Sunter (1969), A theory for record linkage; Winkler (1988, 2000) on frequencies and on u from
    pairs that can't match.
    """
    others = [_rate_of_others(counts, level) for level in Level]
    above_stayed, above_emptied = (_above(pairs, others) for pairs in (counts.stayed, counts.emptied))
    above = [stayed + emptied for stayed, emptied in zip(above_stayed, above_emptied, strict=True)]
    all_above = sum(above) + _FEW
    names = []
    for level in Level:
        over, under = others[level]
        same = above[level] * _SHARES + _FEW * _SAME_PERSON[level]
        names.append(decibans_of(same * under, all_above * _SHARES * over))
    chance, of = others[Level.FULL]
    differing = counts.numbers_all - counts.numbers_same
    coincidences = counts.met_linked * counts.new_left // max(counts.new_linked, 1)
    return Weights(
        names=tuple(names),
        stayed=decibans_of(sum(above_stayed) + 50, max(counts.left_stayed, sum(above_stayed)) + 100),
        emptied=decibans_of(sum(above_emptied) + 5, max(counts.left_emptied, sum(above_emptied)) + 100),
        moved=decibans_of(max(counts.met - coincidences, 0) + 10, counts.old_left + 100),
        kin=max(0, decibans_of(counts.met_linked + 10, counts.expected + 5)),
        other_number=max(-20, -decibans_of(counts.numbers_all + 10, differing + 1)),
        mean_first=max(mean_first, 1),
        at_once=decibans_of((counts.new_linked + 1) * of, counts.old_left * chance + of),
    )


def level_counts(levels: Levels) -> Ints:
    """Count pairs by level."""
    return np.bincount(levels, minlength=len(Level)).astype(np.int64)


def _rate_of_others(counts: Counts, level: Level) -> tuple[int, int]:
    """Give u of a level as a ratio of whole numbers."""
    rates = [
        (int(pairs[level]) * _SHARES + _FEW * _OTHERS[level], (int(pairs.sum()) + _FEW) * _SHARES)
        for pairs in (counts.housemates, counts.strangers)
    ]
    (over, under), (again, beneath) = rates
    return rates[0] if over * beneath >= again * under else rates[1]


def _above(pairs: Ints, others: list[tuple[int, int]]) -> list[int]:
    """Count the pairs of each level beyond those that chance gives."""
    every = int(pairs.sum())
    above = [0] * len(Level)
    for level in TELLING:
        over, under = others[level]
        above[level] = max(0, int(pairs[level]) - every * over // under)
    return above


def weigh_here(weights: Weights, levels: Levels, *, stayed: Mask, rivals: Ints, first_count: Ints) -> Ints:
    """Weigh pairs at one door.

    Args:
        weights: as learned.
        levels: how the names compare.
        stayed: whether somebody else of the door is linked there.
        rivals: electors left at the door in the version that has more of them.
        first_count: how many electors have the new elector's first forename.
    """
    prior = np.where(stayed, weights.stayed, weights.emptied) - decibans(rivals)
    rare = np.clip(decibans(np.array([weights.mean_first])) - decibans(first_count), -_RARITY, _RARITY)
    by_first = (levels == Level.MARRIED) | (levels == Level.SURNAME_ALIKE)
    return prior + np.array(weights.names, dtype=np.int64)[levels] + np.where(by_first, rare, 0)


def weigh_days(levels: Levels, old: Days, new: Days, *, known: bool) -> Ints:
    """Weigh dates of attainment (0: none); `known`: whether the old version has any."""
    twins = np.isin(levels, TWINS_SHARE)
    same = np.where((old == new) & (old > 0) & ~twins, SAME_DAY, 0)
    young = np.where((old == 0) & (new > 0) & known, TOO_YOUNG, 0)
    return same + young + np.where((old > 0) & (new > 0) & (old != new), OTHER_DAY, 0)
