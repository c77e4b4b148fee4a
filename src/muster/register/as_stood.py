"""Addresses keep the street in which they stood, whatever a year's file calls the place that it is in."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from muster.register.keys import building_part, key_number, mixed, street_key
from muster.register.runs import Runs, best_spelling
from muster.register.towns import Standing, StandingStreet, bare_locality, without_sector

LEAST_STOOD = 2  # one in so many of a street's buildings in a postcode must stand there, or it is another street


def key_of(street: StandingStreet) -> str:
    """Give a standing street's key, as `Texts.streets` has it."""
    return street_key(street.name, street.locality)


def part_numbers(runs: Runs) -> NDArray[np.int64]:
    """Number what tells each building of `Texts.buildings` from its street's others, as a building's key has it."""
    return np.array([key_number(building_part(*one)) for one in runs.texts.buildings], dtype=np.int64)


def stands_on(key: str, parts: NDArray[np.int64], standing: Standing) -> NDArray[np.bool_]:
    """Say which buildings of a street stand, by their `part_numbers`."""
    return standing.has(mixed(np.full(len(parts), key_number(key)), parts))


def name_as_stood(runs: Runs, standing: Standing) -> None:
    """Give a street that was renamed the name of its key back, unless the area has another street of its new name.

    An address that leaves the locality out means it only where no other place has a street of that name.
    """
    texts = runs.texts
    stand = {street_key(one.name, bare_locality(one)) for one in standing.streets}
    names = {_name(key) for key in stand}
    for now, was in standing.renamed:
        whole = street_key(now.name, bare_locality(now))
        means = ({whole} - stand) | {f"{key}|" for key in {_name(whole)} - names}
        for key in means & texts.streets.keys():
            locality = best_spelling(texts.spellings[texts.streets[key]])[1]
            here = runs.street == texts.streets[key]
            runs.street[here] = texts.street(was.name, locality, int(here.sum()))


def keep_streets(runs: Runs, standing: Standing) -> None:
    """Give addresses back the street of their name that stands in their postcode, where most of them stand on it.

    A village that a council names one year and leaves out the next makes no other doors. Streets that were told apart
    by their town are left as they are, and so is a street that was told apart by its postcodes: `split_streets` knows.
    """
    by_name: dict[str, dict[str, StandingStreet]] = {}
    for street in standing.streets:
        key = key_of(street)
        by_name.setdefault(key.partition("|")[0], {})[key] = street
    parts = part_numbers(runs) if by_name else np.zeros(0, dtype=np.int64)
    for here, stood in _called_otherwise(runs, standing, by_name):
        buildings = parts[np.unique(runs.building[here])]
        if stands_on(key_of(stood), buildings, standing).sum() * LEAST_STOOD >= len(buildings):
            runs.street[here] = runs.texts.street(stood.name, stood.locality, len(here))


def _called_otherwise(
    runs: Runs, standing: Standing, by_name: Mapping[str, Mapping[str, StandingStreet]]
) -> Iterator[tuple[NDArray[np.intp], StandingStreet]]:
    """Give the runs of a street in a postcode where one street alone of its name stands, with another key."""
    codes, postcodes = list(runs.texts.streets), list(runs.texts.postcodes)
    may = np.array([_may_be_another(key, by_name) for key in codes], dtype=np.bool_)
    may[list(runs.texts.told)] = False
    some = np.flatnonzero(may[runs.street] & np.array([bool(one) for one in postcodes], dtype=np.bool_)[runs.postcode])
    groups = runs.street[some] * np.int64(len(postcodes)) + runs.postcode[some]
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    there: dict[str, set[StandingStreet]] = {}
    for postcode, street in standing.look(sorted({postcodes[at] for at in runs.postcode[some].tolist()})):
        there.setdefault(postcode, set()).add(street)
    for at in np.split(some[order], starts[1:]) if len(some) else ():
        key = codes[runs.street[at[0]]]
        here = [one for one in there.get(postcodes[runs.postcode[at[0]]], ()) if _name(key_of(one)) == _name(key)]
        if len(here) == 1 and key not in (key_of(here[0]), key_of(without_sector(here[0]))):
            yield at, here[0]


def _may_be_another(key: str, by_name: Mapping[str, Mapping[str, StandingStreet]]) -> bool:
    """Say whether a street's name stands with another locality."""
    name = _name(key)
    return bool(name) and any(other != key for other in by_name.get(name, ()))


def _name(key: str) -> str:
    return key.partition("|")[0]
