"""One street that a file places in two ways is made one; two doors of one number are told apart by their blocks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.register.keys import building_part, key_number, mixed, unit_part
from muster.register.runs import Codes, Runs
from muster.register.towns import NOTHING_STANDS, Standing
from muster.register.words import street_words


def same_streets(runs: Runs) -> None:
    """Give a street one locality within a postcode: the one that most of its addresses there have.

    Some rows name the village and the town, others only the town; a postcode never holds two streets of one name.
    """
    name_of = Codes[str]()
    names = np.array([name_of[key.partition("|")[0]] for key in runs.texts.streets], dtype=np.int64)
    named = np.array([not key.startswith("|") for key in runs.texts.streets], dtype=np.bool_)
    known = np.array([bool(postcode) for postcode in runs.texts.postcodes], dtype=np.bool_)
    some = np.flatnonzero(named[runs.street] & known[runs.postcode])
    here = names[runs.street[some]] * len(runs.texts.postcodes) + runs.postcode[some]  # a name within a postcode
    held, counts = np.unique(here * len(names) + runs.street[some], return_counts=True)
    place, street = held // max(len(names), 1), held % max(len(names), 1)
    order = np.lexsort((street, -counts, place))
    first = np.flatnonzero(np.diff(place[order], prepend=-1))  # of each name within a postcode, its commonest street
    torn = np.diff(np.append(first, len(order))) > 1
    places, best = place[order][first][torn], street[order][first][torn]
    if len(places):
        at = np.minimum(np.searchsorted(places, here), len(places) - 1)
        moved = np.flatnonzero(places[at] == here)
        moved = moved[~_in_two_towns(runs, runs.street[some[moved]], best[at[moved]])]
        runs.street[some[moved]] = best[at[moved]]


def _in_two_towns(runs: Runs, one: NDArray[np.integer], other: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Say which pairs of streets were told apart by their towns: there it is the postcode that was mistyped."""
    told = np.full((len(runs.texts.streets), 2), -1)
    numbers = Codes[str]()
    for street, (locality, town) in runs.texts.told.items():
        told[street] = numbers[locality], numbers[town]
    two: NDArray[np.bool_] = (told[one, 0] >= 0) & (told[one, 0] == told[other, 0]) & (told[one, 1] != told[other, 1])
    return two


class _Named(NamedTuple):
    """A run whose building has a number and a name: its building's key, its unit as a key has it, the name's words."""

    run: int
    building: int
    unit: str
    words: tuple[str, ...]


def split_doors(runs: Runs, standing: Standing = NOTHING_STANDS) -> None:
    """Tell doors apart that have street, number and unit in common but not the building's name, by that name.

    'Flat 1', 'North Court', '12 Mill Street' and 'Flat 1', 'South Court', '12 Mill Street' are two doors of number 12.
    What stands keeps its key: a door that was told apart stays so though nothing else has its unit any more, and one
    that was not told apart stays that of the block that it stood for.
    """
    named = list(_named(runs))
    names: dict[tuple[int, str], set[tuple[str, ...]]] = defaultdict(set)
    for one in named:
        names[one.building, one.unit].add(one.words)
    several = {building for (building, _), found in names.items() if len(found) > 1}
    apart, plain = _stood(named, several, standing)
    texts, units, parts = runs.texts, list(runs.texts.units), list(runs.texts.buildings)
    spelt: dict[tuple[int, tuple[str, ...]], str] = {}
    for one in named:
        told = apart.get(one[1:], "")
        if not told and one.building in several:
            claims = [words for words in names[one.building, one.unit] if (*one[1:3], words) not in apart]
            stood = plain.get(one[1:3])
            if stood is None or (len(claims) > 1 and stood != one.words):
                name = spelt.setdefault((one.building, one.words), parts[runs.building[one.run]][1])
                told = ", ".join(filter(None, (units[runs.unit[one.run]], name)))
        if told:
            runs.unit[one.run] = texts.units[told]


def _named(runs: Runs) -> Iterator[_Named]:
    parts, units = list(runs.texts.buildings), list(runs.texts.units)
    at = np.flatnonzero(np.array([bool(number and name) for number, name in parts], dtype=np.bool_)[runs.building])
    streets = np.array([key_number(key) for key in runs.texts.streets], dtype=np.int64)
    numbers = np.array([key_number(building_part(*one)) for one in parts], dtype=np.int64)
    keys = mixed(streets[runs.street[at]], numbers[runs.building[at]]) if len(at) else at
    for run, key, building, unit in zip(
        at.tolist(), keys.tolist(), runs.building[at].tolist(), runs.unit[at].tolist(), strict=True
    ):
        yield _Named(run, key, unit_part(units[unit]), street_words(parts[building][1]))


def _stood(
    named: Sequence[_Named], several: AbstractSet[int], standing: Standing
) -> tuple[dict[tuple[int, str, tuple[str, ...]], str], dict[tuple[int, str], tuple[str, ...]]]:
    """Give the units of doors that stand told apart, and of those that don't the block that they stand for."""
    called: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for one in named:
        called[one.building].add(one.words)
    apart, plain = {}, {}
    for building, name, told in standing.units(np.array(sorted(called), dtype=np.int64)):
        unit, _comma, last = told.rpartition(", ")
        words = street_words(last)
        if words in called[building]:
            apart[building, unit_part(unit), words] = told
        elif building in several:
            plain[building, unit_part(told)] = street_words(name)
    return apart, plain
