"""Houses of an extract that are buildings of a register: one street's name, one number or name, and near enough."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.register.houses import Houses
from muster.register.keys import key_number, mixed
from muster.register.words import street_words

FARTHEST_DM = 20_000  # from where a postcode's middle says
FARTHEST_UNNAMED_DM = 7_000  # for a house whose name is known and its street isn't
COMPACT_DM = 5_000  # where nothing says where a building lies, all houses of its address lie so close together
NO_HOUSE = -1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Buildings to be found, n of them.

    Attributes:
        streets: each one's street's name.
        numbers: as `Address.number`.
        names: as `Address.name`.
        x: decimetres east of where it must be near, int64[n]; any where `has_near` is not set.
        y: decimetres north.
        has_near: bool[n].
    """

    streets: list[str]
    numbers: list[str]
    names: list[str]
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    has_near: NDArray[np.bool_]


def match_houses(wanted: Wanted, houses: Houses, x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give each building's house in the extract, int64[n]; NO_HOUSE where none is surely it.

    Args:
        wanted: the buildings.
        houses: the extract's houses.
        x: decimetres east of each house, on the plane of `wanted`.
        y: decimetres north.
    """
    matched = np.full(len(wanted.numbers), NO_HOUSE, dtype=np.int64)
    if not len(houses):
        return matched
    texts = _Numbers()
    of_house, key = _house_keys(houses, texts)
    order = np.argsort(key, kind="stable")
    of_house, key = of_house[order], key[order]
    streets = [" ".join(street_words(street)) for street in wanted.streets]
    by_number = _keys(texts, streets, [number.casefold() for number in wanted.numbers])
    names = [f"={' '.join(street_words(name))}" if name else "" for name in wanted.names]
    by_name, nameless = _keys(texts, streets, names), _keys(texts, [""] * len(names), names)
    has_number = np.array([bool(number) for number in wanted.numbers], dtype=np.bool_)
    has_name = np.array([bool(name) for name in wanted.names], dtype=np.bool_)
    for keys, asked, farthest in (
        (by_number, has_number, FARTHEST_DM),
        (by_name, has_name & np.array([bool(street) for street in streets], dtype=np.bool_), FARTHEST_DM),
        (nameless, has_name & wanted.has_near, FARTHEST_UNNAMED_DM),
    ):
        asking = np.flatnonzero(asked & (matched == NO_HOUSE))
        matched[asking] = _nearest(asking, keys[asking], key, of_house, wanted, (x, y), farthest)
    return matched


class _Numbers(dict[str, int]):
    """Numbers of texts, each worked out once."""

    def __missing__(self, text: str) -> int:
        found = self[text] = key_number(text)
        return found


def _keys(texts: _Numbers, streets: list[str], parts: list[str]) -> NDArray[np.int64]:
    outer = np.array([texts[street] for street in streets], dtype=np.int64)
    return mixed(outer, np.array([texts[part] for part in parts], dtype=np.int64))


def _house_keys(houses: Houses, texts: _Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number each house by street and number, by street and name, and by its name alone."""
    streets = [" ".join(street_words(street)) for street in houses.streets]
    names = [f"={' '.join(street_words(name))}" for name in houses.names]
    numbered = [at for at, number in enumerate(houses.numbers) if number and streets[at]]
    named = [at for at, name in enumerate(houses.names) if name]
    unplaced = [at for at in named if not streets[at]]
    keys = (
        _keys(texts, [streets[at] for at in numbered], [houses.numbers[at].casefold() for at in numbered]),
        _keys(texts, [streets[at] for at in named], [names[at] for at in named]),
        _keys(texts, [""] * len(unplaced), [names[at] for at in unplaced]),
    )
    return np.array([*numbered, *named, *unplaced], dtype=np.int64), np.concatenate(keys)


def _nearest(
    asking: NDArray[np.int64],
    wanted_key: NDArray[np.int64],
    key: NDArray[np.int64],
    of_house: NDArray[np.int64],
    wanted: Wanted,
    at: tuple[NDArray[np.int64], NDArray[np.int64]],
    farthest: int,
) -> NDArray[np.int64]:
    """Of the houses that have a building's key, give the nearest that is near enough."""
    found = np.full(len(asking), NO_HOUSE, dtype=np.int64)
    begin, end = np.searchsorted(key, wanted_key), np.searchsorted(key, wanted_key, side="right")
    count = end - begin
    some = np.flatnonzero(count)
    if not len(some):
        return found
    who = np.repeat(some, count[some])
    firsts = np.cumsum(count[some]) - count[some]
    house = of_house[np.arange(len(who)) - np.repeat(firsts - begin[some], count[some])]
    x, y = at[0][house], at[1][house]
    square = (x - wanted.x[asking[who]]) ** 2 + (y - wanted.y[asking[who]]) ** 2
    wide = np.maximum(_spread(x, firsts), _spread(y, firsts))
    near = wanted.has_near[asking[some]]
    good = np.where(np.repeat(near, count[some]), square <= farthest**2, np.repeat(wide, count[some]) <= COMPACT_DM)
    who, house, square = who[good], house[good], np.where(wanted.has_near[asking[who]], square, 0)[good]
    order = np.lexsort((house, square, who))
    first = np.flatnonzero(np.concatenate(([True], who[order][1:] != who[order][:-1]))) if len(order) else order
    found[who[order][first]] = house[order][first]
    return found


def _spread(values: NDArray[np.int64], firsts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.maximum.reduceat(values, firsts) - np.minimum.reduceat(values, firsts)
