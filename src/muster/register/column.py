"""A file's addresses as streets, buildings and doors, each once, and every row's door."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from muster.register.address import Address
from muster.register.apart import same_streets, split_doors
from muster.register.as_stood import keep_streets, name_as_stood
from muster.register.batch import Lines
from muster.register.keys import building_part, key_number, mixed, unit_part
from muster.register.runs import Gathering, Runs, best_spelling
from muster.register.sectors import split_streets
from muster.register.town_streets import tell_towns, town_of_streets
from muster.register.towns import NOTHING_STANDS, Standing

NO_DOOR = -1
_Number = TypeVar("_Number", np.int64, np.bool_)
_Text = TypeVar("_Text")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Streets, their buildings, their doors, in the order in which the file first names them; and each row's door.

    Attributes:
        streets: (name, locality) of each street; ('', 'Fosseham') holds the houses of a village without street names.
        street_keys: int64[streets], as `keys.street_number`.
        street_towns: the town behind each street's locality, '' where none is given.
        building_street: int32[buildings].
        building_numbers, building_names: as `Address.number` and `.name`.
        building_postcodes: the first that the file gives with the building; '' where it gives none.
        building_keys: int64[buildings], as `keys.building_number`.
        door_building: int32[doors].
        door_units: as `Address.unit`.
        door_keys: int64[doors], as `keys.door_number`.
        door_houses: int64[doors], of number or name, and unit: a door's key whatever its street is called.
        doors: each row's door, int32[rows]; NO_DOOR for a row without an address.
        unsure: rows, int64[n], that may lie in one of several towns, and have a street of their own for that.
    """

    streets: tuple[tuple[str, str], ...]
    street_keys: NDArray[np.int64]
    street_towns: list[str]
    building_street: NDArray[np.int32]
    building_numbers: list[str]
    building_names: list[str]
    building_postcodes: list[str]
    building_keys: NDArray[np.int64]
    door_building: NDArray[np.int32]
    door_units: list[str]
    door_keys: NDArray[np.int64]
    door_houses: NDArray[np.int64]
    doors: NDArray[np.int32]
    unsure: NDArray[np.int64]

    def address(self, door: int) -> Address:
        """Give a door's address."""
        building = int(self.door_building[door])
        street, locality = self.streets[int(self.building_street[building])]
        number, name = self.building_numbers[building], self.building_names[building]
        return Address(street, locality, number, name, self.door_units[door])


def parse_addresses(
    addresses: Sequence[Lines], postcodes: Sequence[str], *, standing: Standing = NOTHING_STANDS
) -> Addresses:
    """Take a whole column apart; for one that comes in batches, feed a `Gathering` and `sort_out` what it holds.

    Args:
        addresses: each row's lines, as `Batch.addresses`; () of a row without an address.
        postcodes: each row's postcode, as `Batch.postcodes`.
        standing: what earlier versions taught.
    """
    gathering = Gathering()
    gathering.take(addresses, postcodes)
    return sort_out(gathering, standing)


def sort_out(gathering: Gathering, standing: Standing = NOTHING_STANDS) -> Addresses:
    """Make streets, buildings and doors of what a gathering took, which is empty then."""
    runs, rows = gathering.close(standing)
    name_as_stood(runs, standing)
    unsure = tell_towns(runs, standing)
    same_streets(runs)
    keep_streets(runs, standing)
    split_streets(runs, standing)
    split_doors(runs, standing)
    texts = runs.texts
    parts = _numbers([key_number(building_part(number, name)) for number, name in texts.buildings], np.int64)
    units = _numbers([key_number(unit_part(unit)) for unit in texts.units], np.int64)
    street, building, door = map(_distinct, _keys(runs, parts, units))
    named = _numbers([bool(name) for _, name in texts.buildings], np.bool_)[runs.building]
    names = _texts(texts.buildings, runs.building[_best(building, named)])
    has_postcode = _numbers([bool(postcode) for postcode in texts.postcodes], np.bool_)[runs.postcode]
    towns, streets = town_of_streets(runs), runs.street[street.first].tolist()
    return Addresses(
        streets=tuple(best_spelling(texts.spellings[one]) for one in streets),
        street_keys=street.keys,
        street_towns=[towns.get(one, "") for one in streets],
        building_street=street.of_run[building.first],
        building_numbers=[number for number, _ in names],
        building_names=[name for _, name in names],
        building_postcodes=_texts(texts.postcodes, runs.postcode[_best(building, has_postcode)]),
        building_keys=building.keys,
        door_building=building.of_run[door.first],
        door_units=_texts(texts.units, runs.unit[door.first]),
        door_keys=door.keys,
        door_houses=mixed(parts[runs.building[door.first]], units[runs.unit[door.first]]),
        doors=np.append(door.of_run, np.int32(NO_DOOR))[rows],  # NO_RUN is the last one
        unsure=np.flatnonzero(np.append(unsure, np.False_)[rows]),
    )


class _Distinct(NamedTuple):
    """Distinct keys in the order of their first runs, which of them every run has, and those first runs."""

    keys: NDArray[np.int64]
    of_run: NDArray[np.int32]
    first: NDArray[np.int32]


def _keys(runs: Runs, parts: NDArray[np.int64], units: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Number every run's street, building and door, one after the other."""
    keys = _numbers([key_number(key) for key in runs.texts.streets], np.int64)[runs.street]
    yield keys
    keys = mixed(keys, parts[runs.building])
    yield keys
    yield mixed(keys, units[runs.unit])


def _distinct(keys: NDArray[np.int64]) -> _Distinct:
    values, first, which = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return _Distinct(values[order], place[which], first[order].astype(np.int32))


def _best(some: _Distinct, good: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Give for every key its first run that is good, or its first where none is."""
    runs, best = np.flatnonzero(good), some.first.copy()
    which, first = np.unique(some.of_run[runs], return_index=True)
    best[which] = runs[first]
    return best


def _numbers(values: list[int], kind: type[_Number]) -> NDArray[_Number]:
    return np.array(values, dtype=kind)


def _texts(codes: Iterable[_Text], which: NDArray[np.int32]) -> list[_Text]:
    texts = list(codes)
    return [texts[code] for code in which.tolist()]
