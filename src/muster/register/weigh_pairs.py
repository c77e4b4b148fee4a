"""Count what is common in two versions, and weigh each pair of electors left."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.register.candidates import Pairs, Place, Rest, take_pairs
from muster.register.joins import Ints, Keys, Mask, counts_in, decibans, is_in, mixed
from muster.register.levels import compare_names
from muster.register.names_alike import Level
from muster.register.rareness import (
    Parts,
    count_parts,
    expected_meetings,
    take_parts,
    told_by_first,
    told_by_name,
    told_by_rest,
    told_by_surname,
)
from muster.register.side import Halves, Side, side_of_rows
from muster.register.weigh import (
    MIDDLE_MISSING,
    MOST_BY_NUMBER,
    MOST_TOGETHER,
    SAME_NUMBER,
    Counts,
    Weights,
    level_counts,
    weigh_days,
    weigh_here,
)

Ints32: TypeAlias = NDArray[np.int32]
AT_ONCE = 1 << 16  # pairs
SAMPLE = 20_000  # electors: enough to know how often others at one door look alike
_ONE_STREET = -3  # decibans: about half the doors that vanish in a street come back under another spelling


@dataclass(frozen=True, slots=True)
class NameCounts:
    """How many electors share a name.

    Attributes:
        old, new: by its parts, of the old rows left in the old version and of the new rows left in the new one.
        whole: of each old row left, who have its whole name in both.
        first_mean: how many share an elector's first forename, in the mean.
    """

    old: Parts
    new: Parts
    whole: Ints
    first_mean: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """What pairs weigh, in decibans, a value a pair.

    Attributes:
        weight: all in all.
        known: what the name's rareness alone tells.
        together: what others tell who lived at the old door and have their like at the new one.
    """

    weight: Ints32
    known: Ints32
    together: Ints32


def count_names(old: Side, new: Side, rest: Rest, *, among: Side | None = None) -> NameCounts:
    """Count the names of those left, in the two versions or, where these are parts only, `among` more electors."""
    parts, left = count_parts(rest.new, among or new), rest.old.name
    return NameCounts(
        old=count_parts(rest.old, among or old),
        new=parts,
        whole=counts_in(left, _among(left, (among or old).name)) + counts_in(left, _among(left, new.name)),
        first_mean=int(parts.first.sum()) // max(len(rest.new), 1),
    )


def count_agreements(
    new: Side, rest: Rest, pairs: Pairs, *, names: NameCounts, linked: Ints, housemates: Ints, numbers: tuple[int, int]
) -> Counts:
    """Count what `learn_weights` asks for, but for what housemates share and what numbers agree."""
    here = pairs.place == Place.HERE
    stayed = rest.stayed_old[pairs.old] & here
    named = rest.old.name != 0
    new_linked = int((linked >= 0).sum())
    linked_names = _among(rest.old.name[named], new.name, linked >= 0)
    rare = np.flatnonzero(named & (told_by_name(names.old) >= decibans(np.array([names.old.every]))))
    return Counts(
        stayed=level_counts(pairs.level[stayed]),
        emptied=level_counts(pairs.level[here & ~stayed]),
        left_stayed=len(np.unique(pairs.old[stayed])),
        left_emptied=len(np.unique(pairs.old[here & ~stayed])),
        housemates=housemates,
        strangers=_strangers(rest, pairs, np.flatnonzero(here)),
        old_left=int(named.sum()),
        new_left=int((rest.new.name != 0).sum()),
        met=int(counts_in(rest.old.name[named], np.sort(rest.new.name)).sum()),
        met_linked=int(counts_in(rest.old.name[named], linked_names).sum()),
        rare_met=int(counts_in(rest.old.name[rare], linked_names).sum()),
        rare_expected=expected_meetings(take_parts(names.old, rare), new_linked),
        new_linked=new_linked,
        numbers_same=numbers[0],
        numbers_all=numbers[1],
    )


def _among(wanted: Keys, names: Keys, are: Mask | None = None) -> Keys:
    """Give, in order, the names that are among those `wanted`, of all or of those marked."""
    ordered = np.unique(wanted)
    found = [np.zeros(0, dtype=np.uint64)]
    for begin in range(0, len(names), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        some = names[part] if are is None else names[part][are[part]]
        found.append(some[is_in(some, ordered)])
    return np.sort(np.concatenate(found))


def count_numbers(old: Side, new: Side, linked: Ints) -> tuple[int, int]:
    """Count the pairs linked that have one number, and those of whom both have any."""
    rows = np.flatnonzero(linked >= 0)
    before, after = old.number, new.number
    same = every = 0
    for begin in range(0, len(rows), AT_ONCE):
        some = rows[begin : begin + AT_ONCE]
        one, other = before[linked[some]], after[some]
        both = (one != 0) & (other != 0)
        same += int(((one == other) & both).sum())
        every += int(both.sum())
    return same, every


def weigh_pairs(weights: Weights, rest: Rest, pairs: Pairs, names: NameCounts, *, renumbered: bool) -> Weighed:
    """Weigh each pair, some at a time: what is worked out on the way takes ten times the room of what comes of it."""
    together = weigh_together(rest, pairs, names)
    weight, known = (np.zeros(len(pairs), dtype=np.int32) for _ in range(2))
    at_street, at_door = np.sort(rest.new.street[rest.alone_new]), (np.sort(rest.door_old), np.sort(rest.door_new))
    left = int((rest.new.name != 0).sum())
    for begin in range(0, len(pairs), AT_ONCE):
        some = slice(begin, begin + AT_ONCE)
        part = take_pairs(pairs, some)
        known[some] = known_names(weights, part, names)
        told = known[some] + together[some]
        weight[some] = _weigh_some(
            weights, rest, part, names, renumbered=renumbered, known=known[some], told=told, at_street=at_street,
            at_door=at_door, left=left,
        )  # fmt: skip
    return Weighed(weight, known, together)


def _weigh_some(
    weights: Weights,
    rest: Rest,
    pairs: Pairs,
    names: NameCounts,
    *,
    renumbered: bool,
    known: Ints32,
    told: Ints32,
    at_street: Halves,
    at_door: tuple[Keys, Keys],
    left: int,
) -> Ints:
    """Weigh pairs; what names and households tell elsewhere is `told`, `at_street` and `at_door` who is left there."""
    here = weigh_here(
        weights,
        pairs.level,
        stayed=rest.stayed_old[pairs.old],
        rivals=_rivals(rest.door_old[pairs.old], at_door),
        first_count=names.new.first[pairs.new],
    )
    others = np.where(
        pairs.place == Place.STREET,
        _ONE_STREET - decibans(counts_in(rest.new.street[pairs.new], at_street)),
        weights.moved - decibans(np.array([left])),
    )
    both = (rest.old.number[pairs.old] != 0) & (rest.new.number[pairs.new] != 0) & (not renumbered)
    number = np.where(pairs.same_number, SAME_NUMBER, np.where(both, weights.other_number, 0))
    by_number = np.where(
        np.isin(pairs.level, (Level.FULL, Level.SHORT)),
        np.minimum(known, MOST_BY_NUMBER),
        np.array(weights.names, dtype=np.int64)[pairs.level] + _ONE_STREET,
    )
    days = weigh_days(pairs.level, rest.old.attains[pairs.old], rest.new.attains[pairs.new], known=rest.ages_known)
    choices = [pairs.place == Place.HERE, pairs.place == Place.NUMBER]
    weight = np.select(choices, [here + number, by_number], others + told) + days
    return np.where(pairs.level == Level.HIDDEN, SAME_NUMBER, weight)


def known_names(weights: Weights, pairs: Pairs, names: NameCounts) -> Ints:
    """Weigh how rare a name is: by its parts, less what parts go together, and no rarer than it is seen to be."""
    whole = pairs.level == Level.FULL
    parts = told_by_surname(names.new) + told_by_first(names.new) - weights.kin
    told = parts[pairs.new] + np.where(whole, told_by_rest(names.new)[pairs.new], MIDDLE_MISSING)
    more = names.whole[pairs.old] - 2 * whole - (~whole)
    seen = decibans(np.array([2 * names.new.every])) - decibans(more)
    return np.where(more > 0, np.minimum(told, seen), told)


def weigh_together(rest: Rest, pairs: Pairs, names: NameCounts) -> Ints32:
    """Weigh that others of one old door have their like at one new door: by their forenames alone."""
    whole = np.isin(pairs.level, (Level.FULL, Level.SHORT)) & (pairs.place != Place.HERE)
    whole &= (rest.door_old[pairs.old] != 0) & (rest.door_new[pairs.new] != 0)
    at = np.flatnonzero(whole)
    group = mixed(rest.door_old[pairs.old[at]], rest.door_new[pairs.new[at]])
    _, of, size = np.unique(group, return_inverse=True, return_counts=True)
    several = size[of] > 1  # few: what follows is short
    at, group, of = at[several], group[several], of[several]
    old, new = pairs.old[at], pairs.new[at]
    own = told_by_first(names.new)[new]
    total = np.zeros(len(size), dtype=np.int64)
    np.add.at(total, of, own)
    apart = np.zeros(len(at), dtype=np.bool_)
    for rows in (old, new):
        key = mixed(group, rows)
        _, back, count = np.unique(key, return_inverse=True, return_counts=True)
        doubled = np.zeros(len(size), dtype=np.bool_)
        doubled[of[count[back] > 1]] = True
        apart |= doubled[of]
    together = np.zeros(len(pairs), dtype=np.int32)
    together[at] = np.where(apart, 0, np.minimum(total[of] - own, MOST_TOGETHER))
    return together


def _rivals(door: Keys, at_door: tuple[Keys, Keys]) -> Ints:
    return np.maximum(*(counts_in(door, ordered) for ordered in at_door))


def count_housemates(old: Side, doors: Keys) -> Ints:
    """Compare electors of one door with the next three: they are different people, and share what families share."""
    step = np.uint64(max(1, len(old) // SAMPLE))
    chosen = np.zeros(len(doors), dtype=np.bool_)
    for begin in range(0, len(doors), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        chosen[part] = mixed(doors[part]) % step == 0
    rows = np.flatnonzero(chosen)
    rows = rows[old.door[rows] != 0]
    rows = rows[old.name[rows] != 0]
    rows = rows[np.argsort(doors[rows], kind="stable")]
    door, some = doors[rows], side_of_rows(old, rows)
    one, other = [], []
    for lag in (1, 2, 3):
        same = np.flatnonzero(door[:-lag] == door[lag:])
        one.append(same)
        other.append(same + lag)
    return level_counts(compare_names(some, some, np.concatenate(one), np.concatenate(other)))


def _strangers(rest: Rest, pairs: Pairs, here: Ints) -> Ints:
    """Compare each pair's old elector with the new one of a later pair at another door."""
    here = here[:: max(1, len(here) // SAMPLE)]
    old, new = pairs.old[here], np.roll(pairs.new[here], -7)
    apart = rest.door_old[old] != rest.door_new[new]
    return level_counts(compare_names(rest.old, rest.new, old[apart], new[apart]))
