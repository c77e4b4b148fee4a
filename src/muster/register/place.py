"""Where each building lies, from the best that is known, and where that is known from. docs/methods/address.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.register.batch import Place
from muster.register.column import NO_DOOR, Addresses
from muster.register.gazetteer import ENDED, ROUGH, Found, Gazetteer, look_up, postcode_keys, uprn_keys

if TYPE_CHECKING:
    from muster.register.houses import Houses
    from muster.register.place_streets import Why
    from muster.register.spines import Named

PlacedFrom: TypeAlias = Literal["hand", "file", "uprn", "extract house", "extract street", "postcode", "none"]
PLACED_FROM: tuple[PlacedFrom, ...] = ("hand", "file", "uprn", "extract house", "extract street", "postcode", "none")
HAND, FILE, UPRN, HOUSE, STREET, POSTCODE, NONE = range(7)
ACCURACY_M = {HAND: 5, FILE: 10, UPRN: 10, HOUSE: 10, POSTCODE: 100}
ENDED_M, ROUGH_M = 200, 1_500  # of a postcode no longer in use, and of one whose place stands for its sector


@dataclass(frozen=True, slots=True)
class Buildings:
    """What is known of buildings, n of them, on s streets.

    Attributes:
        streets: (name, locality) of each street.
        street: int32[n], each building's street.
        numbers: as `Address.number`.
        names: as `Address.name`.
        postcodes: without a blank and in capitals; '' where unknown.
        uprns: digits; '' where unknown.
        file: where the register's own file says that a building lies, by its index.
        hand: where a person put a building, by its index.
    """

    streets: Sequence[tuple[str, str]]
    street: NDArray[np.int32]
    numbers: Sequence[str]
    names: Sequence[str]
    postcodes: Sequence[str]
    uprns: Sequence[str]
    file: Mapping[int, Place]
    hand: Mapping[int, Place]

    def __len__(self) -> int:
        """Count the buildings."""
        return len(self.street)


@dataclass(frozen=True, slots=True)
class Sources:
    """What buildings can be placed from; None for what nobody brought."""

    uprns: Gazetteer | None = None
    postcodes: Gazetteer | None = None
    houses: "Houses | None" = None
    streets: "Named | None" = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where buildings lie, n of them.

    Attributes:
        lon, lat: degrees, float64[n]; NaN where nothing tells.
        placed_from: int8[n], index into `PLACED_FROM`.
        accuracy_m: int32[n], how far off a place may be; 0 where there's none.
        why: of each building, why it couldn't be placed on its street; '' where it could, or had a better place.
        ended: bool[n], its postcode is no longer in use.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    placed_from: NDArray[np.int8]
    accuracy_m: NDArray[np.int32]
    why: "list[Why]"
    ended: NDArray[np.bool_]


def buildings_of(
    addresses: Addresses,
    *,
    uprns: Sequence[str],
    places: Sequence[Place | None],
    hand: Mapping[int, Place] | None = None,
) -> Buildings:
    """Gather what a file says of each building.

    Args:
        addresses: the file's addresses.
        uprns: each row's, as `Batch.uprns`; a building has its first row's that gives one.
        places: each row's, as `Batch.places`; likewise.
        hand: where a person put a building (`keys.building_number` to place).
    """
    count = len(addresses.building_keys)
    of_row = np.where(addresses.doors == NO_DOOR, -1, np.append(addresses.door_building, -1)[addresses.doors]).tolist()
    numbers = [""] * count
    file: dict[int, Place] = {}
    for building, uprn, place in zip(of_row, uprns, places, strict=True):
        if building >= 0:
            if uprn and not numbers[building]:
                numbers[building] = uprn
            if place is not None:
                file.setdefault(building, place)
    by_hand = {at: hand[key] for at, key in enumerate(addresses.building_keys.tolist()) if key in hand} if hand else {}
    return Buildings(
        addresses.streets, addresses.building_street, addresses.building_numbers, addresses.building_names,
        addresses.building_postcodes, numbers, file, by_hand,
    )  # fmt: skip


def place_buildings(buildings: Buildings, sources: Sources) -> Placed:
    """Place every building from the best source that knows it.

    In this order: a hand, the register's own file, the table of UPRNs, a house of the extract with this address, the
    extract's street of this name near the postcode's middle (set out by number), the postcode's middle.
    """
    n = len(buildings)
    lon, lat = np.full(n, np.nan), np.full(n, np.nan)
    placed = Placed(lon, lat, np.full(n, NONE, np.int8), np.zeros(n, np.int32), [""] * n, np.zeros(n, np.bool_))
    for source, given in ((HAND, buildings.hand), (FILE, buildings.file)):
        at = np.array([building for building in given if np.isnan(lon[building])], dtype=np.int64)
        _put(placed, at, source, [given[building] for building in at.tolist()])
    if sources.uprns is not None and any(buildings.uprns):
        _put_found(placed, look_up(sources.uprns, uprn_keys(buildings.uprns)), UPRN)
    middles = _middles(buildings, sources.postcodes)
    placed.ended[:] = middles.flags & ENDED > 0
    if sources.houses is not None or sources.streets is not None:
        # an extract needs libraries of 40 MB, which nobody loads who has none
        from muster.register.place_extract import place_from_extract  # noqa: PLC0415

        place_from_extract(buildings, sources, placed, middles)
    _put_found(placed, middles, POSTCODE)
    from_postcode = placed.placed_from == POSTCODE
    placed.accuracy_m[from_postcode & placed.ended] = ENDED_M
    placed.accuracy_m[from_postcode & (middles.flags & ROUGH > 0)] = ROUGH_M
    return placed


def _middles(buildings: Buildings, postcodes: Gazetteer | None) -> Found:
    if postcodes is None:
        n = len(buildings)
        return Found(np.full(n, np.nan), np.full(n, np.nan), np.zeros(n, np.bool_), np.zeros(n, np.uint8))
    return look_up(postcodes, postcode_keys(buildings.postcodes))


def _put(placed: Placed, at: NDArray[np.int64], source: int, places: Sequence[Place]) -> None:
    if len(at):
        placed.lon[at], placed.lat[at] = np.array(places, dtype=np.float64).T
        placed.placed_from[at] = source
        placed.accuracy_m[at] = ACCURACY_M[source]


def _put_found(placed: Placed, found: Found, source: int) -> None:
    at = np.flatnonzero((placed.placed_from == NONE) & found.found)
    placed.lon[at], placed.lat[at] = found.lon[at], found.lat[at]
    placed.placed_from[at] = source
    placed.accuracy_m[at] = ACCURACY_M[source]
