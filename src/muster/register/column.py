"""A file's addresses as streets, buildings and doors, each once, and every row's door."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from muster.register.address import Address
from muster.register.apart import same_streets, split_doors, split_streets
from muster.register.batch import Lines
from muster.register.keys import building_part, key_number, mixed, unit_part
from muster.register.runs import NO_RUN, Gathering, Runs

NO_DOOR = -1
_Number = TypeVar("_Number", np.int64, np.bool_)
_Text = TypeVar("_Text")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Streets, their buildings, their doors, in the order in which the file first names them; and each row's door.

    Attributes:
        streets: (name, locality) of each street; ('', 'Fosseham') holds the houses of a village without street names.
        street_keys: int64[streets], as `keys.street_number`.
        building_street: int32[buildings].
        building_numbers, building_names: as `Address.number` and `.name`.
        building_postcodes: the first that the file gives with the building; '' where it gives none.
        building_keys: int64[buildings], as `keys.building_number`.
        door_building: int32[doors].
        door_units: as `Address.unit`.
        door_keys: int64[doors], as `keys.door_number`.
        doors: each row's door, int32[rows]; NO_DOOR for a row without an address.
    """

    streets: tuple[tuple[str, str], ...]
    street_keys: NDArray[np.int64]
    building_street: NDArray[np.int32]
    building_numbers: list[str]
    building_names: list[str]
    building_postcodes: list[str]
    building_keys: NDArray[np.int64]
    door_building: NDArray[np.int32]
    door_units: list[str]
    door_keys: NDArray[np.int64]
    doors: NDArray[np.int32]

    def address(self, door: int) -> Address:
        """Give a door's address."""
        building = int(self.door_building[door])
        street, locality = self.streets[int(self.building_street[building])]
        number, name = self.building_numbers[building], self.building_names[building]
        return Address(street, locality, number, name, self.door_units[door])


def parse_addresses(addresses: Sequence[Lines], postcodes: Sequence[str]) -> Addresses:
    """Take a whole column apart; for one that comes in batches, feed a `Gathering` and `sort_out` what it holds.

    Args:
        addresses: each row's lines, as `Batch.addresses`; () of a row without an address.
        postcodes: each row's postcode, as `Batch.postcodes`.
    """
    gathering = Gathering()
    gathering.take(addresses, postcodes)
    return sort_out(gathering)


def sort_out(gathering: Gathering) -> Addresses:
    """Make streets, buildings and doors of what a gathering took."""
    runs, rows = gathering.close()
    same_streets(runs)
    split_streets(runs)
    split_doors(runs)
    street_of, building_of, door_of = _keys(runs)
    named = _numbers([bool(name) for _, name in runs.texts.buildings], np.bool_)[runs.building]
    has_postcode = _numbers([bool(postcode) for postcode in runs.texts.postcodes], np.bool_)[runs.postcode]
    streets, at_street, first_street = _distinct(street_of)
    buildings, at_building, first_building = _distinct(building_of)
    doors, at_door, first_door = _distinct(door_of)
    names = _texts(runs.texts.buildings, runs.building[_best(building_of, named, buildings)])
    coded = runs.postcode[_best(building_of, has_postcode, buildings)]
    return Addresses(
        streets=tuple(_best_spelling(runs.texts.spellings[street]) for street in runs.street[first_street].tolist()),
        street_keys=streets,
        building_street=at_street[first_building],
        building_numbers=[number for number, _ in names],
        building_names=[name for _, name in names],
        building_postcodes=_texts(runs.texts.postcodes, coded),
        building_keys=buildings,
        door_building=at_building[first_door],
        door_units=_texts(runs.texts.units, runs.unit[first_door]),
        door_keys=doors,
        doors=np.where(rows == NO_RUN, NO_DOOR, np.append(at_door, NO_DOOR)[rows]).astype(np.int32),
    )


def _keys(runs: Runs) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Number every run's street, building and door."""
    texts = runs.texts
    streets = _numbers([key_number(key) for key in texts.streets], np.int64)
    parts = _numbers([key_number(building_part(number, name)) for number, name in texts.buildings], np.int64)
    units = _numbers([key_number(unit_part(unit)) for unit in texts.units], np.int64)
    street = streets[runs.street]
    building = mixed(street, parts[runs.building])
    return street, building, mixed(building, units[runs.unit])


def _distinct(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Give the distinct keys in the order of their first runs, which of them every run has, and those first runs."""
    values, first, which = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return values[order], place[which], first[order]


def _best(keys: NDArray[np.int64], good: NDArray[np.bool_], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give for every wanted key its first run that is good, or its first where none is."""
    order = np.concatenate((np.flatnonzero(good), np.flatnonzero(~good)))
    values, first = np.unique(keys[order], return_index=True)
    return np.asarray(order[first[np.searchsorted(values, wanted)]])


def _best_spelling(spellings: Counter[tuple[str, str]]) -> tuple[str, str]:
    """The spelling that most addresses have; of equally common ones the longest, as it has the fewest short words."""
    return max(spellings, key=lambda one: (spellings[one], len(one[0]) + len(one[1]), one))


def _numbers(values: list[int], kind: type[_Number]) -> NDArray[_Number]:
    return np.array(values, dtype=kind)


def _texts(codes: Iterable[_Text], which: NDArray[np.int32]) -> list[_Text]:
    texts = list(codes)
    return [texts[code] for code in which.tolist()]
