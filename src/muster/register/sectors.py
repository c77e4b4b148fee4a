"""Two streets of one name and town, told apart by their postcodes' sectors; and as they were told apart before."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from muster.register.as_stood import key_of, part_numbers, stands_on
from muster.register.keys import mixed
from muster.register.runs import Codes, Runs
from muster.register.towns import Standing, StandingStreet, sector_of, without_sector

LEAST_SHARED = 2  # doors that two sectors both have, before they are taken to be two streets
SHARE = 4  # and they must be a quarter of the lesser sector's doors: a mistyped postcode makes no street


def split_streets(runs: Runs, standing: Standing) -> None:
    """Tell two streets of one name and town apart: where two postcode sectors number the same doors, each is a street.

    Their localities are then 'London (E17 4)' and 'London (SE25 1)'. Addresses without a postcode stay as they are.
    What stands keeps its street: one that was told apart stays so, and one that wasn't keeps its doors.
    """
    sector_at = Codes[str]()
    postcodes = list(runs.texts.postcodes)
    sectors = np.array([sector_at[one[:-2]] for one in postcodes], dtype=np.int64)[runs.postcode]
    names, codes = list(sector_at), list(runs.texts.streets)
    before: dict[str, list[StandingStreet]] = {}
    for street in standing.streets:
        before.setdefault(key_of(without_sector(street)), []).append(street)
    apart = {at for at, key in enumerate(codes) if any(sector_of(one) for one in before.get(key, ()))}
    several = sorted(apart | set(_torn(runs, sectors, names)))
    parts = part_numbers(runs) if several else np.zeros(0, dtype=np.int64)
    stood = [at for at in several if codes[at] in before]
    look = {postcodes[at] for at in np.unique(runs.postcode[np.isin(runs.street, stood)]).tolist()} - {""}
    lies: dict[str, set[str]] = {}  # key of a street: sectors whose postcodes stand on it
    for postcode, street in standing.look(sorted(look)):
        lies.setdefault(key_of(street), set()).add(postcode[:-2])
    for at in several:
        here = np.flatnonzero(runs.street == at)
        if len(here):
            streets = {sector_of(one): one for one in before.get(codes[at], ())}
            on_bare = lies.get(codes[at], set())
            split = _Split(runs, parts, here, sectors[here], names, streets, on_bare, standing)
            runs.street[here] = split.streets()


def _torn(runs: Runs, sectors: NDArray[np.int64], names: list[str]) -> list[int]:
    """Give the streets of which two sectors number the same doors."""
    known = np.array([bool(sector) for sector in names], dtype=np.bool_)[sectors]
    in_sectors = np.unique(runs.street[known] * np.int64(len(names)) + sectors[known]) // max(len(names), 1)
    several = np.bincount(in_sectors, minlength=len(runs.texts.streets)) > 1
    some = np.flatnonzero(known & several[runs.street])
    street, door, sector = runs.street[some].astype(np.int64), _doors(runs, some), sectors[some]
    same_door = mixed(street, door)
    order = np.argsort(same_door)
    here, there = order[1:], order[:-1]
    twice = (same_door[here] == same_door[there]) & (sector[here] != sector[there])
    maybe = sorted(set(street[here[twice]].tolist()))
    return [one for one in maybe if _are_several(door[street == one], sector[street == one])]


def _doors(runs: Runs, some: NDArray[np.intp]) -> NDArray[np.int64]:
    return runs.building[some].astype(np.int64) * len(runs.texts.units) + runs.unit[some]


def _are_several(door: NDArray[np.int64], sector: NDArray[np.int64]) -> bool:
    """Say whether two sectors share so many doors of a street that it must be two."""
    doors = [set(door[sector == one].tolist()) for one in np.unique(sector)]
    return any(_are_two(one, other) for one, other in combinations(doors, 2))


def _are_two(one: set[int], other: set[int]) -> bool:
    return len(one & other) >= LEAST_SHARED and len(one & other) * SHARE >= min(len(one), len(other))


@dataclass(frozen=True, slots=True)
class _Split:
    """One street of a file that is several: its runs, their sectors, and the streets that stand of it.

    The street without a sector in its name, if it stands, is the home of those sectors that stood on it first.

    Attributes:
        parts: as `part_numbers`.
        here: its runs; `sectors`: the sector of each, as numbers of `names`.
        stood: the streets that stand of it, by sector.
        on_bare: the sectors whose postcodes stand on the street without one.
    """

    runs: Runs
    parts: NDArray[np.int64]
    here: NDArray[np.intp]
    sectors: NDArray[np.int64]
    names: list[str]
    stood: Mapping[str, StandingStreet]
    on_bare: set[str]
    standing: Standing

    def streets(self) -> NDArray[np.int32]:
        """Give each run's street."""
        at_home = np.isin(self.sectors, self._home())
        building = self.runs.building[self.here]
        shared = np.isin(building, building[at_home])
        found = np.full(len(self.here), self._code(""), dtype=np.int32)
        for sector in sorted(set(self.sectors[~at_home].tolist())):
            which = np.flatnonzero(self.sectors == sector)
            name = self.names[sector]
            known = name in self.stood or name in self.on_bare
            of_sector = self._of_known if name and known else self._of_new
            found[which] = of_sector(name, building[which], shared[which])
        return found

    def _home(self) -> list[int]:
        """Give the sectors that stand on the street without one, but for those that must be another street."""
        on_it = [self.names.index(one) for one in self.on_bare & set(self.names) - self.stood.keys()]
        doors = {one: set(_doors(self.runs, self.here[self.sectors == one]).tolist()) for one in on_it}
        home: list[int] = []
        for one in sorted(doors, key=lambda sector: (-len(doors[sector]), self.names[sector])):
            if not any(_are_two(doors[one], doors[other]) for other in home):
                home.append(one)
        return home

    def _of_known(self, name: str, building: NDArray[np.int32], shared: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Give the street of a sector's buildings: its own, but for what stands on the other and is nobody else's."""
        stays = self._stand("", building) & ~self._stand(name, building) & ~shared
        return np.where(stays, self._code(""), self._code(name)).astype(np.int32)

    def _of_new(self, name: str, building: NDArray[np.int32], shared: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Do the same where a sector is new to the street, or unknown: what stands on one of its streets alone stays.

        A postcode was mistyped, put right or left out, unless this file has that building under the old one too.
        """
        found, held = np.full(len(building), self._code(name), dtype=np.int32), np.zeros(len(building), dtype=np.int64)
        for sector in self.stood:
            there = (
                self.runs.building[self.here[self.sectors == self.names.index(sector)]] if sector in self.names else ()
            )
            free = ~np.isin(building, there) if sector else ~shared
            stands = self._stand(sector, building) & free
            found[stands] = self._code(sector)
            held += stands
        return np.where(held == 1, found, self._code(name)).astype(np.int32)

    def _stand(self, sector: str, building: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Say which buildings stand on the street of a sector."""
        if sector not in self.stood:
            return np.zeros(len(building), dtype=np.bool_)
        return stands_on(key_of(self.stood[sector]), self.parts[building], self.standing)

    def _code(self, sector: str) -> int:
        """Number the street of a sector, '' for that without one."""
        if sector in self.stood:
            return self.runs.texts.street(self.stood[sector].name, self.stood[sector].locality, 1)
        spellings = self.runs.texts.spellings[self.runs.street[self.here[0]]]
        name, locality = max(spellings, key=lambda one: (spellings[one], one))
        told = f" ({sector[:-1]} {sector[-1]})" if sector else ""
        return self.runs.texts.street(name, f"{locality}{told}".strip(), 1)
