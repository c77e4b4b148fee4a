"""One street that a file places in two ways is made one; two doors of one number are told apart by their blocks."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from muster.register.keys import unit_part
from muster.register.runs import Codes, Runs
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


def split_doors(runs: Runs) -> None:
    """Tell doors apart that have street, number and unit in common but not the building's name, by that name.

    'Flat 1', 'North Court', '12 Mill Street' and 'Flat 1', 'South Court', '12 Mill Street' are two doors of number 12.
    """
    parts = list(runs.texts.buildings)
    is_named = np.array([bool(number and name) for number, name in parts], dtype=np.bool_)
    named = np.flatnonzero(is_named[runs.building])
    units = list(runs.texts.units)
    names: dict[tuple[int, str, str], set[tuple[str, ...]]] = defaultdict(set)
    rows = list(zip(named.tolist(), runs.street[named].tolist(), runs.building[named].tolist(), strict=True))
    for run, street, building in rows:
        number, name = parts[building]
        names[street, number, unit_part(units[runs.unit[run]])].add(street_words(name))
    several = {(street, number) for (street, number, _), found in names.items() if len(found) > 1}
    for run, street, building in rows:
        number, name = parts[building]
        if (street, number) in several:
            unit = units[runs.unit[run]]
            runs.unit[run] = runs.texts.units[f"{unit}, {name}" if unit else name]
