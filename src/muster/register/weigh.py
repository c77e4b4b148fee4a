"""What an agreement is worth, learned from the two files themselves: Fellegi and Sunter's weights in whole decibans."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.register.joins import Ints, Mask, decibans, decibans_of
from muster.register.levels import Levels
from muster.register.names_alike import Level

Days = NDArray[np.int32]
SURE = 20  # decibans: a hundred to one
SURE_TOGETHER = 25  # three hundred to one, for those who'd be elsewhere with others of their old door
SURE_ALONE = 40  # ten thousand to one, for those alone: in a small community more share a name than a file can tell
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
_IN_THE_FAMILY = 20  # one home in so many that changes hands, we assume, goes to somebody of the family
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
        rare_met: such pairs of names that, by their parts, hardly anybody has.
        rare_expected: how many `rare_met` would be if names were as common as their parts tell.
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
    rare_met: int
    rare_expected: int
    new_linked: int
    numbers_same: int
    numbers_all: int


@dataclass(frozen=True, slots=True)
class Weights:
    """Decibans, learned from one pair of versions.

    Attributes:
        names: for each `Level`, at a door where somebody else is linked.
        names_emptied: the same where nobody is: whoever came was mostly a stranger.
        stayed, emptied: that an elector left is still at the door, where somebody else is linked there, and not.
        moved: that an elector left lives elsewhere in the area.
        kin: rare names meet more often than their parts tell: so much is taken off names elsewhere.
        other_number: the number differs in versions that were not renumbered.
        mean_first: how many electors share an elector's first forename, in the mean.
        at_once: links by the same name at the same door, against those that chance would give.
    """

    names: tuple[int, ...]
    names_emptied: tuple[int, ...]
    stayed: int
    emptied: int
    moved: int
    kin: int
    other_number: int
    mean_first: int
    at_once: int


def learn_weights(counts: Counts, *, mean_first: int) -> Weights:
    """Learn what agreements are worth.

    Among pairs at one door that are no match, a level comes as often as between housemates or as between strangers,
    whichever is more (u); where nobody stayed, those who came are strangers but for one in twenty. What stands above
    that among the pairs left must be matches (m): a moment estimate in the place of EM, in whole numbers that are the
    same on every machine.

    Source: Fellegi and Sunter (1969), A theory for record linkage; Winkler (1988, 2000) on frequencies and on u from
    pairs that can't match.
    """
    others = [_greater(_rate(counts.housemates, level), _rate(counts.strangers, level)) for level in Level]
    comers = [_greater(_kin(_rate(counts.housemates, level)), _rate(counts.strangers, level)) for level in Level]
    above_stayed, above_emptied = _above(counts.stayed, others), _above(counts.emptied, comers)
    above = [stayed + emptied for stayed, emptied in zip(above_stayed, above_emptied, strict=True)]
    chance, of = others[Level.FULL]
    differing = counts.numbers_all - counts.numbers_same
    coincidences = counts.met_linked * counts.new_left // max(counts.new_linked, 1)
    return Weights(
        names=_weigh_names(above, others),
        names_emptied=_weigh_names(above, comers),
        stayed=decibans_of(sum(above_stayed) + 50, max(counts.left_stayed, sum(above_stayed)) + 100),
        emptied=decibans_of(sum(above_emptied) + 5, max(counts.left_emptied, sum(above_emptied)) + 100),
        moved=decibans_of(max(counts.met - coincidences, 0) + 10, counts.old_left + 100),
        kin=max(0, decibans_of(counts.rare_met + 10, counts.rare_expected + 3)),
        other_number=max(-20, -decibans_of(counts.numbers_all + 10, differing + 1)),
        mean_first=max(mean_first, 1),
        at_once=decibans_of((counts.new_linked + 1) * of, counts.old_left * chance + of),
    )


def level_counts(levels: Levels) -> Ints:
    """Count pairs by level."""
    return np.bincount(levels, minlength=len(Level)).astype(np.int64)


def _weigh_names(above: list[int], others: list[tuple[int, int]]) -> tuple[int, ...]:
    """Weigh each level by its share among matches (m) and among others (u)."""
    every = (sum(above) + _FEW) * _SHARES
    same = [above[level] * _SHARES + _FEW * _SAME_PERSON[level] for level in Level]
    return tuple(decibans_of(same[level] * others[level][1], every * others[level][0]) for level in Level)


def _rate(pairs: Ints, level: Level) -> tuple[int, int]:
    """Give a level's share among pairs that are no match, as a ratio of whole numbers."""
    return int(pairs[level]) * _SHARES + _FEW * _OTHERS[level], (int(pairs.sum()) + _FEW) * _SHARES


def _kin(rate: tuple[int, int]) -> tuple[int, int]:
    """Give the share among those who come into an emptied home, as far as they are of the family."""
    return rate[0], rate[1] * _IN_THE_FAMILY


def _greater(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one if one[0] * other[1] >= other[0] * one[1] else other


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
    names = np.where(stayed, np.array(weights.names)[levels], np.array(weights.names_emptied)[levels])
    told: Ints = prior + names + np.where(by_first, rare, 0)
    return told


def weigh_days(levels: Levels, old: Days, new: Days, *, known: bool) -> Ints:
    """Weigh dates of attainment (0: none); `known`: whether the old version has any."""
    twins = np.isin(levels, TWINS_SHARE)
    same = np.where((old == new) & (old > 0) & ~twins, SAME_DAY, 0)
    young = np.where((old == 0) & (new > 0) & known, TOO_YOUNG, 0)
    return same + young + np.where((old > 0) & (new > 0) & (old != new), OTHER_DAY, 0)
