"""Who in a new version of a register is who in the last: sure links, and pairs to ask a person about."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.register.at_once import is_renumbered, link_numbered, link_respelled, rest_of, same_names_by_parts
from muster.register.candidates import Pairs, Place, Rest, find_pairs, stands_in, take_pairs
from muster.register.joins import AnyInts, Ints, Keys, Mask
from muster.register.reasons import Reason
from muster.register.respelled import doors_of
from muster.register.side import Side
from muster.register.weigh import ASK, LEAD, SURE, SURE_ALONE, SURE_TOGETHER, Weights, learn_weights
from muster.register.weigh_pairs import count_agreements, count_housemates, count_names, count_numbers, weigh_pairs
from muster.register.why import reasons_of, speaks_against, speaks_for

MOST_ASKED = 3  # pairs put before a person for one new elector


@dataclass(frozen=True, slots=True)
class Unsure:
    """Pairs for a person to decide, the likeliest first.

    Attributes:
        old, new: the rows.
        weight: decibans.
        reason: the best `Reason`.
        speaks_for, against: flags of `For` and `Against`.
    """

    old: Ints
    new: Ints
    weight: AnyInts
    reason: NDArray[np.int8]
    speaks_for: NDArray[np.int16]
    against: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class DoorHints:
    """Doors with two keys that seem to be one, by the people linked.

    Attributes:
        old, new: the door's key in either version.
        people: how many were linked from one to the other.
        alone: whether each key stands in its own version only: the address was respelled, rather than people moved.
    """

    old: Keys
    new: Keys
    people: Ints
    alone: Mask


@dataclass(frozen=True, slots=True)
class Links:
    """Who is who. One old elector is one new elector at most.

    Attributes:
        old: for each new row the old row, else -1.
        reason: a `Reason` each, NONE where there is no link.
        weight: decibans each, 0 where there is no link.
        unsure: what a person is asked; none of them is linked.
        doors: which doors seem to be one.
        renumbered: whether numbers told nothing.
        weights: what was learned.
    """

    old: Ints
    reason: NDArray[np.int8]
    weight: NDArray[np.int16]
    unsure: Unsure
    doors: DoorHints
    renumbered: bool
    weights: Weights


def link_versions(old: Side, new: Side, *, renumbered: bool | None = None, among: Side | None = None) -> Links:
    """Link the electors of two versions of one register.

    Names that are the same at the same door are linked at once, unless another of that name, or a date of attainment,
    makes them doubtful. For those left, pairs at one door, of one number or of one name are weighed, and a pair is
    linked where it is sure and well ahead of any other pair of either elector.

    Args:
        old: the version that stands.
        new: the version that follows.
        renumbered: whether numbers were given out anew; None to find out by those who stayed.
        among: electors by whom is judged how rare a name is, where the two versions are only parts.

    Source: Fellegi and Sunter (1969), A theory for record linkage; Winkler (2000) on frequencies; Sadinle (2017),
    Bayesian estimation of bipartite matchings, on leaving undecided what more than one could claim.
    """
    found = _link_at_once(old, new, renumbered=renumbered)
    weight, unsure, weights = _link_rest(old, new, found, among=among)
    return Links(
        found.linked, found.reason, weight, unsure, hint_doors(old, new, found.linked), found.renumbered, weights
    )


@dataclass(slots=True)
class _Found:
    """What was linked up to now, and who is left, who take much memory: whoever has weighed them lets go of them."""

    linked: Ints
    reason: NDArray[np.int8]
    renumbered: bool
    housemates: Ints
    rest: list[Rest]


def _link_at_once(old: Side, new: Side, *, renumbered: bool | None) -> _Found:
    door_old, door_new = doors_of(old), doors_of(new)
    linked = np.full(len(new), -1, dtype=np.int64)
    reason = np.zeros(len(new), dtype=np.int8)
    rows_old, rows_new = same_names_by_parts(old, new, door_old, door_new)
    linked[rows_new], reason[rows_new] = rows_old, Reason.NAME_HERE
    renumbered = is_renumbered(old, new, rows_old, rows_new) if renumbered is None else renumbered
    del rows_old, rows_new
    rest = rest_of(old, new, door_old, door_new, linked)
    if not renumbered:
        rest, rows_old, rows_new = link_numbered(rest)
        linked[rows_new], reason[rows_new] = rows_old, Reason.NUMBER_HERE
    rest, rows_old, rows_new = link_respelled(rest)
    linked[rows_new], reason[rows_new] = rows_old, Reason.NAME_AT_RESPELLED_DOOR
    del door_new, rows_old, rows_new
    return _Found(linked, reason, renumbered, count_housemates(old, door_old), [rest])


def _link_rest(old: Side, new: Side, found: _Found, *, among: Side | None) -> tuple[NDArray[np.int16], Unsure, Weights]:
    """Weigh those who are left, and link the sure."""
    linked, rest, renumbered = found.linked, found.rest.pop(), found.renumbered
    numbers = count_numbers(old, new, linked)  # before anything long is held
    pairs = find_pairs(rest, renumbered=renumbered)
    names = count_names(old, new, rest, among=among)
    counts = count_agreements(
        new, rest, pairs, names=names, linked=linked, housemates=found.housemates, numbers=numbers
    )
    weights = learn_weights(counts, mean_first=names.first_mean)
    weighed = weigh_pairs(weights, rest, pairs, names, renumbered=renumbered)
    ahead = are_ahead(pairs, weighed.weight)
    sure = ahead & (weighed.weight >= enough(pairs, weighed.together))

    weight = np.where(linked >= 0, weights.at_once, 0).astype(np.int16)
    rows_old, rows_new = rest.rows_old[pairs.old[sure]], rest.rows_new[pairs.new[sure]]
    linked[rows_new], weight[rows_new] = rows_old, weighed.weight[sure]
    found.reason[rows_new] = reasons_of(rest, take_pairs(pairs, sure), weighed.together[sure])
    asked = are_asked(pairs, weighed.weight, sure)
    together, known = weighed.together[asked], weighed.known[asked]
    pairs, ahead = take_pairs(pairs, asked), ahead[asked]
    unsure = Unsure(
        old=rest.rows_old[pairs.old],
        new=rest.rows_new[pairs.new],
        weight=weighed.weight[asked],
        reason=reasons_of(rest, pairs, together),
        speaks_for=speaks_for(rest, pairs, together=together, known=known),
        against=speaks_against(rest, pairs, ahead=ahead, known=known, renumbered=renumbered),
    )
    return weight, unsure, weights


def enough(pairs: Pairs, together: AnyInts) -> Ints:
    """Give the decibans from which a pair is sure, by where the two are."""
    far = np.isin(pairs.place, (Place.STREET, Place.ELSEWHERE))
    return np.where(far, np.where(together > 0, SURE_TOGETHER, SURE_ALONE), SURE)


def are_ahead(pairs: Pairs, weight: AnyInts) -> Mask:
    """Whether a pair is ahead of every other of either of its two electors by `LEAD`."""
    ahead = np.ones(len(pairs), dtype=np.bool_)
    for rows in (pairs.old, pairs.new):
        order = np.lexsort((-weight, rows))
        row, ordered = rows[order], weight[order]
        first = np.ones(len(row), dtype=np.bool_)
        first[1:] = row[1:] != row[:-1]
        lead = np.full(len(row), LEAD)
        lead[:-1][row[1:] == row[:-1]] = (ordered[:-1] - ordered[1:])[row[1:] == row[:-1]]
        ahead[order] &= first & (lead >= LEAD)
    return ahead


def are_asked(pairs: Pairs, weight: AnyInts, sure: Mask) -> Ints:
    """Choose the pairs that a person is asked about, the heaviest first: neither of the two is linked."""
    rows = np.flatnonzero((weight >= ASK) & ~np.isin(pairs.old, pairs.old[sure]) & ~np.isin(pairs.new, pairs.new[sure]))
    rows = rows[np.lexsort((pairs.old[rows], -weight[rows], pairs.new[rows]))]
    new = pairs.new[rows]
    rank = np.arange(len(rows)) - np.searchsorted(new, new)
    rows = rows[rank < MOST_ASKED]
    return rows[np.lexsort((pairs.old[rows], pairs.new[rows], -weight[rows]))]


def hint_doors(old: Side, new: Side, linked: Ints) -> DoorHints:
    """Find the doors with two keys that people were linked between, by old key, then new."""
    rows = np.flatnonzero(linked >= 0)
    doors_old, doors_new = old.door, new.door
    rows = rows[doors_old[linked[rows]] != doors_new[rows]]
    before, after = doors_old[linked[rows]], doors_new[rows]
    del doors_old, doors_new
    other = (before != 0) & (after != 0)
    doors, people = np.unique(np.stack((before[other], after[other]), axis=1), axis=0, return_counts=True)
    alone = ~stands_in(doors[:, 0], new.door) & ~stands_in(doors[:, 1], old.door)
    return DoorHints(doors[:, 0], doors[:, 1], people.astype(np.int64), alone)
