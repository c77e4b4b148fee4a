"""Links that need no weighing: one name at one door in both versions, and nobody there it could be taken for."""

from dataclasses import replace

import numpy as np

from muster.register.candidates import Rest, stands_in
from muster.register.joins import AnyInts, Ints, Keys, Mask, counts_in, is_repeated, met_once, mixed
from muster.register.respelled import respell_doors
from muster.register.side import LETTER, LETTER_BITS, Side, side_of_rows

_COMPARED = ("name", "surname", "first", "letters", "attains")  # where names are the same
AT_ONCE = 1 << 17  # electors: so many are looked at together, which takes 15 MB


def same_names(old: Side, new: Side, door_old: Keys, door_new: Keys) -> tuple[Ints, Ints]:
    """Give pairs (old, new) of one whole name at one door, where nothing else is possible.

    Left out are names that stand twice at the door, people of one surname and forename there who aren't told apart
    (`_told_apart`), and those who come of age in the new version but could vote, or on another day, in the old.
    """
    rows_old, rows_new = _met_by_name(old, new, door_old, door_new)
    short_old = mixed(door_old, old.surname, old.first)
    short_new = mixed(door_new, new.surname, new.first)
    fine = _told_apart(old, new, short_old, short_new, rows_old, rows_new)
    return rows_old[fine], rows_new[fine]


def same_names_by_parts(old: Side, new: Side, door_old: Keys, door_new: Keys) -> tuple[AnyInts, AnyInts]:
    """Give what `same_names` gives, in no order, some doors at a time: all who live at one door are in one part."""
    parts = np.uint64(1 + max(len(old), len(new)) // AT_ONCE)
    part_old, part_new = ((mixed(doors) % parts).astype(np.uint16) for doors in (door_old, door_new))
    found = []
    for part in range(int(parts)):
        here, there = np.flatnonzero(part_old == part), np.flatnonzero(part_new == part)
        sides = side_of_rows(old, here, arrays=_COMPARED), side_of_rows(new, there, arrays=_COMPARED)
        rows_old, rows_new = same_names(*sides, door_old[here], door_new[there])
        found.append((here[rows_old].astype(np.int32), there[rows_new].astype(np.int32)))
    return np.concatenate([rows for rows, _ in found]), np.concatenate([rows for _, rows in found])


def is_renumbered(old: Side, new: Side, rows_old: AnyInts, rows_new: AnyInts) -> bool:
    """Whether most of those who stayed have another number, or none: then numbers tell nothing."""
    before, after = old.number[rows_old], new.number[rows_new]
    both = (before != 0) & (after != 0)
    same = int(((before == after) & both).sum())
    return same == 0 or same * 2 < int(both.sum())


def rest_of(old: Side, new: Side, door_old: Keys, door_new: Keys, linked: Ints) -> Rest:
    """Take the electors that are not linked yet; `linked` has the old row, or -1, of each new one."""
    free = np.ones(len(old), dtype=np.bool_)
    free[linked[linked >= 0]] = False
    rows_old, rows_new = np.flatnonzero(free), np.flatnonzero(linked < 0)
    left_old, left_new = door_old[rows_old], door_new[rows_new]
    return Rest(
        old=side_of_rows(old, rows_old),
        new=side_of_rows(new, rows_new),
        rows_old=rows_old,
        rows_new=rows_new,
        door_old=left_old,
        door_new=left_new,
        alone_old=~stands_in(left_old, door_new) & (old.door[rows_old] != 0),
        alone_new=~stands_in(left_new, door_old) & (new.door[rows_new] != 0),
        stayed_old=stands_in(left_old, door_old[linked[linked >= 0]]),
        ages_known=bool(old.attains.any()),
    )


def link_numbered(rest: Rest) -> tuple[Rest, Ints, Ints]:
    """Link one name of one number at one door, in versions that were not renumbered: father and son are told apart."""
    here, there = mixed(rest.door_old, rest.old.number), mixed(rest.door_new, rest.new.number)
    here[(rest.door_old == 0) | (rest.old.number == 0)] = 0
    there[(rest.door_new == 0) | (rest.new.number == 0)] = 0
    rows_old, rows_new = _met_by_name(rest.old, rest.new, here, there)
    return _without(rest, rows_old, rows_new), rest.rows_old[rows_old], rest.rows_new[rows_new]


def link_respelled(rest: Rest) -> tuple[Rest, Ints, Ints]:
    """Link the same names at doors whose address is spelt otherwise; give who is left then, and the pairs."""
    respelled = respell_doors(rest.old, rest.new, alone_old=rest.alone_old, alone_new=rest.alone_new)
    found = respelled != 0
    of_found = np.where(stands_in(rest.door_old, respelled[found]), rest.door_old, np.uint64(0))
    rows_old, rows_new = same_names(rest.old, rest.new, of_found, respelled)
    spelt = replace(rest, door_new=np.where(found, respelled, rest.door_new))
    return _without(spelt, rows_old, rows_new), rest.rows_old[rows_old], rest.rows_new[rows_new]


def _without(rest: Rest, rows_old: Ints, rows_new: Ints) -> Rest:
    """Leave out the pairs that were linked."""
    old = np.setdiff1d(np.arange(len(rest.old)), rows_old)
    new = np.setdiff1d(np.arange(len(rest.new)), rows_new)
    return Rest(
        old=side_of_rows(rest.old, old),
        new=side_of_rows(rest.new, new),
        rows_old=rest.rows_old[old],
        rows_new=rest.rows_new[new],
        door_old=rest.door_old[old],
        door_new=rest.door_new[new],
        alone_old=rest.alone_old[old],
        alone_new=rest.alone_new[new],
        stayed_old=(rest.stayed_old | stands_in(rest.door_old, rest.door_old[rows_old]))[old],
        ages_known=rest.ages_known,
    )


def _met_by_name(old: Side, new: Side, here: Keys, there: Keys) -> tuple[Ints, Ints]:
    """Give pairs of one whole name whose place (0: none) is one, where their dates of attainment agree."""
    rows_old, rows_new = met_once(_keyed(here, old), _keyed(there, new))
    before, after = old.attains[rows_old], new.attains[rows_new]
    fine = (here[rows_old] != 0) & (old.name[rows_old] != 0) & ((after == 0) | (after == before))
    return rows_old[fine], rows_new[fine]


def _keyed(places: Keys, side: Side) -> Keys:
    """Mix place and name; those without either get a key that nobody else has."""
    keys = mixed(places, side.name)
    none = np.flatnonzero((places == 0) | (side.name == 0))
    keys[none] = mixed(none.astype(np.uint64), np.full(len(none), len(side)))
    return keys


def _told_apart(old: Side, new: Side, short_old: Keys, short_new: Keys, rows_old: Ints, rows_new: Ints) -> Mask:
    """Whether a pair's surname and first forename stand once at the door, or those of one are told apart.

    They are told apart where all of them have their like in the other version, or all have middle names with
    different initials.
    """
    twice_old, twice_new = is_repeated(short_old), is_repeated(short_new)
    doubtful = twice_old[rows_old] | twice_new[rows_new]
    keys = short_old[rows_old[doubtful]]
    paired = counts_in(keys, np.sort(keys))
    whole = (counts_in(keys, np.sort(short_old)) == paired) & (counts_in(keys, np.sort(short_new)) == paired)
    initials = _all_initials(old, short_old, keys) & _all_initials(new, short_new, keys)
    fine = ~doubtful
    fine[doubtful] = whole | initials
    return fine


def _all_initials(side: Side, short: Keys, keys: Keys) -> Mask:
    """Whether all of a side who share a key have middle initials, no two the same."""
    rows = np.flatnonzero(np.isin(short, keys))
    middle = (side.letters[rows] >> (2 * LETTER_BITS)) & LETTER
    own = mixed(short[rows], middle)
    told = short[rows][(middle != 0) & ~is_repeated(own)]
    all_told: Mask = counts_in(keys, np.sort(told)) == counts_in(keys, np.sort(short[rows]))
    return all_told
