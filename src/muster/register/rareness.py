"""How rare a name is, by its parts: the surname's share, the forename's within it, the rest's within that."""

from dataclasses import dataclass, replace

import numpy as np

from muster.register.joins import Ints, Keys, counts_in, decibans, mixed
from muster.register.side import Side

WHOLE = 1 << 20  # what a share of 1 is written as
_LIKE_ALL = 20  # electors: so much is a part's share among all worth beside its share among those of the part before


@dataclass(frozen=True, slots=True)
class Parts:
    """How many electors share the parts of a name, one value a row asked about.

    Attributes:
        surname, first: who share the surname; the first forename.
        first_share: of the first forename among others of that surname, out of `WHOLE`.
        rest_share: of the other forenames among others of that first forename, out of `WHOLE`.
        every: electors among whom was counted.
    """

    surname: Ints
    first: Ints
    first_share: Ints
    rest_share: Ints
    every: int


def count_parts(rows: Side, among: Side) -> Parts:
    """Count how many of `among` share the parts of each row's name, each part within the one before."""
    every = max(len(among), 1)
    surname, first, rest = (
        counts_in(getattr(rows, part), np.sort(getattr(among, part))) for part in ("surname", "first", "rest")
    )

    def share(alike: Ints, of: Ints, over_all: Ints) -> Ints:
        over = np.maximum(alike - 1, 0) * every + _LIKE_ALL * over_all
        shares: Ints = np.maximum(over * WHOLE // ((np.maximum(of - 1, 0) + _LIKE_ALL) * every), 1)
        return shares

    named = _counted(mixed(rows.surname, rows.first), mixed(among.surname, among.first))
    fore = _counted(mixed(rows.first, rows.rest), mixed(among.first, among.rest))
    return Parts(surname, first, share(named, surname, first), share(fore, first, rest), every)


def told_by_first(parts: Parts) -> Ints:
    """Give decibans that the first forename tells."""
    told: Ints = decibans(np.array([WHOLE])) - decibans(parts.first_share)
    return told


def told_by_rest(parts: Parts) -> Ints:
    """Give decibans that the other forenames tell, or that there are none."""
    told: Ints = decibans(np.array([WHOLE])) - decibans(parts.rest_share)
    return told


def told_by_surname(parts: Parts) -> Ints:
    """Give decibans that the surname tells."""
    told: Ints = decibans(np.array([parts.every])) - decibans(parts.surname)
    return told


def told_by_name(parts: Parts) -> Ints:
    """Give decibans that the whole name tells."""
    return told_by_surname(parts) + told_by_first(parts) + told_by_rest(parts)


def take_parts(parts: Parts, rows: Ints) -> Parts:
    """Take some of the rows."""
    kept = {name: getattr(parts, name)[rows] for name in ("surname", "first", "first_share", "rest_share")}
    return replace(parts, **kept)


def expected_meetings(parts: Parts, others: int) -> int:
    """Expect so many meetings of the rows with so many other electors, if names were as common as their parts tell."""
    chance = parts.surname * parts.first_share * parts.rest_share // WHOLE  # out of WHOLE times every
    return int(chance.sum()) * others // (WHOLE * parts.every)


def _counted(keys: Keys, among: Keys) -> Ints:
    """Count each key among others, which are nobody's afterwards: they are sorted where they lie."""
    among.sort()
    return counts_in(keys, among)
