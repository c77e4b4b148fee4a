"""Towns that share a suburb's name: 'Northfield, Anytown' and 'Northfield, Otherton' are two places.

A street's key holds its locality and not its town, so that an address that leaves the town out has the same key. Only
where more than one town has a locality of one name is the town part of it; and whatever stands keeps the name that it
has, so that a second town changes no key of the first.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.register.streets import NOTHING_KNOWN, Known
from muster.register.words import street_words

TOWN_UNKNOWN = "town not given"  # what stands in the place of a town that nothing tells
ESTABLISHED = 3  # addresses: a town that has fewer of a locality's may be a slip of the pen
_SECTOR = re.compile(r" ?\(([A-Z0-9]+ \d)\)$")


class StandingStreet(NamedTuple):
    """A street that stands: its name, its locality as it is part of the key, and the town behind it, '' if unknown."""

    name: str
    locality: str
    town: str


class Renaming(NamedTuple):
    """A street as it is called since, and as its key has it: doors stay what they are whatever a street is called."""

    now: StandingStreet
    was: StandingStreet


Look: TypeAlias = Callable[[Sequence[str]], Iterable[tuple[str, StandingStreet]]]
Has: TypeAlias = Callable[[NDArray[np.int64]], NDArray[np.bool_]]
Units: TypeAlias = Callable[[NDArray[np.int64]], Iterable[tuple[int, str, str]]]


def _nothing(_postcodes: Sequence[str]) -> Iterable[tuple[str, StandingStreet]]:
    return ()


def _none(keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.zeros(len(keys), dtype=np.bool_)


def _no_units(_keys: NDArray[np.int64]) -> Iterable[tuple[int, str, str]]:
    return ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What an earlier version taught, of which a file's addresses are a year's later spelling.

    Attributes:
        streets: every street that stands.
        look: gives of some postcodes each street that stands there.
        has: says of buildings, by their keys, which stand.
        units: gives of buildings, by their keys, each door that stands: the building's key and name, the door's unit.
        known: for a file that tells only what changed, and is too short to learn from: streets and places.
        update: whether the file is such a one; its streets are then those that stand in their postcodes.
        renamed: streets that were given another name; `streets` and `look` have them as their keys do.
    """

    streets: Sequence[StandingStreet] = ()
    look: Look = _nothing
    has: Has = _none
    units: Units = _no_units
    known: Known = NOTHING_KNOWN
    update: bool = False
    renamed: Sequence[Renaming] = ()


NOTHING_STANDS = Standing()


class Named(NamedTuple):
    """Addresses of one locality that name one town in one postcode.

    Attributes:
        town: its words, '' where none is named.
        within: the words of what stands behind the town, such as the county.
        postcode: '' where none is known.
        runs: how many addresses.
    """

    town: str
    within: str
    postcode: str
    runs: int


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a locality's towns, all of them as words.

    Attributes:
        is_called: each town's town: a misspelt or larger one is another's; None if it is no town's name at all.
        at: the town of each postcode, and of each sector that lies in one town alone.
        established: towns that an address without any may lie in.
    """

    is_called: Mapping[str, str | None]
    at: Mapping[str, str]
    established: frozenset[str]

    def town_of(self, named: Named) -> str | None:
        """Give the town of some addresses, None where nothing tells."""
        called = self.is_called.get(named.town) if named.town else None
        if called is not None:
            return called
        by_postcode = self.at.get(named.postcode, self.at.get(named.postcode[:-2])) if named.postcode else None
        if by_postcode is not None or len(self.established) != 1:
            return by_postcode
        return next(iter(self.established))


def words(text: str) -> str:
    """Write a locality or a town as it stands in a key."""
    return " ".join(word for part in text.split(",") for word in street_words(part))


def localities_of(streets: Iterable[StandingStreet]) -> dict[str, dict[str, str]]:
    """Give of each locality, in words, the towns that stand, in words, and what each's locality is called."""
    found: dict[str, dict[str, str]] = {}
    for street in streets:
        if street.locality.endswith(TOWN_UNKNOWN):
            continue
        called = without_sector(street).locality  # of two streets in one town, neither's sector is part of its name
        found.setdefault(words(bare_locality(street)), {}).setdefault(words(street.town), called)
    return found


def sector_of(street: StandingStreet) -> str:
    """Give the postcode sector that tells a street from another, as a postcode begins: 'E174'; '' where none does."""
    found = _SECTOR.search(street.locality)
    return found[1].replace(" ", "") if found else ""


def without_sector(street: StandingStreet) -> StandingStreet:
    """Give a street as it is called where no sector tells it from another."""
    return street._replace(locality=_SECTOR.sub("", street.locality))


def bare_locality(street: StandingStreet) -> str:
    """Give a street's locality without the town and postcode that may tell it from others."""
    locality = without_sector(street).locality
    return locality.removesuffix(f", {street.town}") if street.town else locality


def learn_towns(some: Sequence[Named], *, stands: Mapping[str, str], at_standing: Mapping[str, str]) -> Told:
    """Learn a locality's towns.

    A text that stands behind most addresses of another of its towns is what both lie in (a county). A postcode is in
    one town, the one that most of its addresses name; a town most of whose addresses lie in postcodes of another is
    that one misspelt.

    Args:
        some: its addresses.
        stands: the towns of it that stand.
        at_standing: of postcodes, the town of it that stands there.
    """
    towns: Counter[str] = Counter()
    for one in some:
        towns[one.town] += one.runs
    is_called: dict[str, str | None] = dict.fromkeys(_larger(some, towns), None)
    held = [one for one in some if one.town and one.postcode and one.town not in is_called]
    at = {postcode: max(here, key=lambda town: (here[town], town)) for postcode, here in _by_postcode(held)}
    of_town: dict[str, list[Named]] = {}
    for one in held:
        of_town.setdefault(one.town, []).append(one)
    for town in sorted(towns.keys() - is_called.keys() - {""}, key=lambda town: (-towns[town], town)):
        here = of_town.get(town, [])
        other = None if town in stands else _mostly(town, here, at_standing)
        other = other if other is not None else _mostly(town, here, at)
        more = other is not None and (other in stands or (towns[other], other) > (towns[town], town))
        is_called[town] = (is_called.get(other) or other) if more and other is not None else town
    at = {postcode: is_called[town] or "" for postcode, town in at.items()}
    counts: Counter[str] = Counter()
    for one in some:
        counts[is_called.get(one.town) or ""] += one.runs
    established = {town for town, count in counts.items() if town and count >= ESTABLISHED} | stands.keys()
    return Told(is_called, _with_sectors({**at_standing, **at}), frozenset(established or counts.keys() - {""}))


def _larger(some: Sequence[Named], towns: Mapping[str, int]) -> Iterator[str]:
    """Give what is no town of the locality, but stands behind most addresses of one of its towns that go on."""
    behind: Counter[tuple[str, str]] = Counter()
    go_on: Counter[str] = Counter()
    for one in some:
        if one.town and one.within:
            behind[one.town, one.within] += one.runs
            go_on[one.town] += one.runs
    for (town, within), count in behind.items():
        if within in towns and within != town and 2 * count > go_on[town]:
            yield within


def _by_postcode(some: Iterable[Named]) -> Iterable[tuple[str, Counter[str]]]:
    found: dict[str, Counter[str]] = {}
    for one in some:
        found.setdefault(one.postcode, Counter())[one.town] += one.runs
    return found.items()


def _mostly(town: str, some: Sequence[Named], at: Mapping[str, str]) -> str | None:
    """Give the other town in whose postcodes most of a town's addresses lie, if any."""
    elsewhere: Counter[str] = Counter()
    for one in some:
        other = at.get(one.postcode, town)
        if other != town:
            elsewhere[other] += one.runs
    if 2 * elsewhere.total() <= sum(one.runs for one in some):
        return None
    return max(elsewhere, key=lambda other: (elsewhere[other], other))


def _with_sectors(at: Mapping[str, str]) -> dict[str, str]:
    """Add the sectors all of whose postcodes are in one town."""
    found: dict[str, set[str]] = {}
    for postcode, town in at.items():
        found.setdefault(postcode[:-2], set()).add(town)
    return {**at, **{sector: next(iter(towns)) for sector, towns in found.items() if len(towns) == 1}}


def localities_named(locality: str, towns: Mapping[str, str], stands: Mapping[str, str]) -> dict[str, str]:
    """Say what a locality is called in each town.

    Args:
        locality: as it is written.
        towns: the towns that it is in, by their words.
        stands: as `localities_of` has it: what stands is called as it is.
    """
    if not stands and len(towns) == 1:
        return dict.fromkeys(towns, locality)
    return {town: stands.get(town, f"{locality}, {written}") for town, written in towns.items()}
