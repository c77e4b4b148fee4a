"""A file's streets told apart by town, where more than one town has a locality of one name (see `towns`)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.register.runs import Codes, Runs, best_spelling
from muster.register.towns import (
    TOWN_UNKNOWN,
    Named,
    Standing,
    StandingStreet,
    bare_locality,
    learn_towns,
    localities_named,
    localities_of,
    words,
)

Mask = NDArray[np.bool_]


def tell_towns(runs: Runs, standing: Standing) -> Mask:
    """Make the town part of the street where several towns share its locality. Gives the runs whose town nothing tells.

    Those are put in a street of their own, so that no door of theirs is taken for one of another town.
    """
    texts = runs.texts
    unsure = _as_standing(runs, standing) if standing.update else np.zeros(len(runs.street), dtype=np.bool_)
    local = Codes[str]()
    of_street = np.array([local[key.partition("|")[2]] for key in texts.streets], dtype=np.int32)
    named = [words(behind[0]) if behind else "" for behind in texts.behind]
    stands = localities_of(standing.streets)
    shared = _shared(of_street[runs.street], runs.behind, local=list(local), named=named, stands=stands)
    some = np.flatnonzero(np.isin(of_street[runs.street], shared))
    if len(some):
        _tell(runs, some, of_street, [*local], standing, stands, unsure)
    return unsure


def town_of_streets(runs: Runs) -> dict[int, str]:
    """Give of streets, by number, the text that stands behind most of their addresses, if any does."""
    behind = list(runs.texts.behind)
    held, counts = np.unique(runs.street * np.int64(len(behind)) + runs.behind, return_counts=True)
    found: dict[int, Counter[str]] = {}
    for one, count in zip(held.tolist(), counts.tolist(), strict=True):
        street, code = divmod(one, len(behind))
        if code:
            found.setdefault(street, Counter())[behind[code][0]] += count
    return {street: max(towns, key=lambda town: (towns[town], town)) for street, towns in found.items()}


def _shared(
    local_of_run: NDArray[np.int32],
    behind: NDArray[np.int32],
    *,
    local: Sequence[str],
    named: Sequence[str],
    stands: Mapping[str, Mapping[str, str]],
) -> list[int]:
    """Find the localities whose town must be told: several are named, or others than those that stand."""
    towns: dict[int, set[str]] = {}
    for one in np.unique(local_of_run * np.int64(len(named)) + behind).tolist():
        at, code = divmod(one, len(named))
        towns.setdefault(at, set()).add(named[code])
    found = []
    for at, here in towns.items():
        stood = stands.get(local[at], {})
        several = len({town for town in here | stood.keys() if town}) > 1
        if local[at] and (several or any(words(called) != local[at] for called in stood.values())):
            found.append(at)
    return found


class _Part(NamedTuple):
    """Addresses of one street that have the same behind them, in one postcode, as numbers; and how many."""

    street: int
    behind: int
    postcode: int
    runs: int


def _tell(
    runs: Runs,
    some: NDArray[np.int64],
    of_street: NDArray[np.int32],
    local: Sequence[str],
    standing: Standing,
    stands: Mapping[str, Mapping[str, str]],
    unsure: Mask,
) -> None:
    texts = runs.texts
    width, depth = len(texts.behind), len(texts.postcodes)
    keys = (runs.street[some] * np.int64(width) + runs.behind[some]) * depth + runs.postcode[some]
    held, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    parts = [
        _Part(one // depth // width, one // depth % width, one % depth, count)
        for one, count in zip(held.tolist(), counts.tolist(), strict=True)
    ]
    by_local: dict[int, list[int]] = {}
    for at, part in enumerate(parts):
        by_local.setdefault(int(of_street[part.street]), []).append(at)
    street, behind = (np.zeros(len(parts), dtype=np.int32) for _ in range(2))
    doubt = np.zeros(len(parts), dtype=np.bool_)
    for code, here in by_local.items():
        settled = _settled(runs, [parts[at] for at in here], local[code], standing, stands.get(local[code], {}))
        for at, (one, other, is_unsure) in zip(here, settled, strict=True):
            street[at], behind[at], doubt[at] = one, other, is_unsure
    runs.street[some], runs.behind[some] = street[which], behind[which]
    unsure[some] |= doubt[which]


def _settled(
    runs: Runs, parts: Sequence[_Part], local: str, standing: Standing, stood: Mapping[str, str]
) -> Iterable[tuple[int, int, bool]]:
    """Give each part's street and what is behind it, and whether that is unsure."""
    texts, postcodes, behind = runs.texts, list(runs.texts.postcodes), list(runs.texts.behind)
    towns = [[*map(words, one), "", ""] for one in behind]
    some = [Named(towns[part.behind][0], towns[part.behind][1], postcodes[part.postcode], part.runs) for part in parts]
    told = learn_towns(some, stands=stood, at_standing=_towns_at(some, local, standing, stood))
    town_of = [told.town_of(one) for one in some]
    town_of = _by_street(parts, some, town_of)
    written = _written(parts, behind, town_of)
    locality = _locality(runs, parts)
    called = localities_named(locality, {town: written.get(town, "") for town in town_of if town is not None}, stood)
    for part, town in zip(parts, town_of, strict=True):
        name = f"{locality}, {TOWN_UNKNOWN}" if town is None else called[town]
        street = part.street
        if words(name) != local:
            street = texts.street(best_spelling(texts.spellings[street])[0], name, part.runs)
        texts.told[street] = local, town or ""
        yield street, texts.behind[(written[town],)] if town in written else part.behind, town is None


def _towns_at(some: Sequence[Named], local: str, standing: Standing, stood: Mapping[str, str]) -> dict[str, str]:
    """Give the town of the locality that stands in each postcode, where a town must be looked for."""
    wanted = {one.postcode for one in some if one.postcode and one.town not in stood} if stood else set()
    found: dict[str, set[str]] = {}
    for postcode, street in standing.look(sorted(wanted)) if wanted else ():
        if words(bare_locality(street)) == local and not street.locality.endswith(TOWN_UNKNOWN):
            found.setdefault(postcode, set()).add(words(street.town))
    return {postcode: next(iter(towns)) for postcode, towns in found.items() if len(towns) == 1}


def _by_street(parts: Sequence[_Part], some: Sequence[Named], town_of: Sequence[str | None]) -> list[str | None]:
    """Give addresses without town and postcode the town of their street, if that stands in one alone."""
    towns: dict[int, set[str]] = {}
    for part, town in zip(parts, town_of, strict=True):
        if town is not None:
            towns.setdefault(part.street, set()).add(town)
    one_of = {street: next(iter(here)) for street, here in towns.items() if len(here) == 1}
    return [
        one_of.get(part.street) if town is None and not named.postcode else town
        for part, named, town in zip(parts, some, town_of, strict=True)
    ]


def _written(parts: Sequence[_Part], behind: Sequence[Sequence[str]], town_of: Sequence[str | None]) -> dict[str, str]:
    """Give each town as most of its addresses write it."""
    found: dict[str, Counter[str]] = {}
    for part, town in zip(parts, town_of, strict=True):
        text = behind[part.behind][0] if behind[part.behind] else ""
        if town and words(text) == town:
            found.setdefault(town, Counter())[text] += part.runs
    return {town: max(texts, key=lambda text: (texts[text], text)) for town, texts in found.items()}


def _locality(runs: Runs, parts: Sequence[_Part]) -> str:
    """Give the locality as most of its addresses write it."""
    spelt: Counter[str] = Counter()
    for street in {part.street for part in parts}:
        for (_name, locality), count in runs.texts.spellings[street].items():
            spelt[locality] += count
    return max(spelt, key=lambda one: (spelt[one], one))


def _as_standing(runs: Runs, standing: Standing) -> Mask:
    """Give an update's runs the street of their name that stands in their postcode, as the whole file would have it.

    Gives the runs that name a street alone, of which there are some elsewhere.
    """
    texts, codes = runs.texts, list(runs.texts.streets)
    there: dict[tuple[str, str], set[StandingStreet]] = {}
    for postcode, street in standing.look([one for one in texts.postcodes if one]):
        there.setdefault((words(street.name), postcode), set()).add(street)
    names = {words(street.name) for street in standing.streets}
    postcodes, behind = list(texts.postcodes), list(texts.behind)
    unsure = np.zeros(len(runs.street), dtype=np.bool_)
    for run, (code, at) in enumerate(zip(runs.street.tolist(), runs.postcode.tolist(), strict=True)):
        name, _, local = codes[code].partition("|")
        found = there.get((name, postcodes[at]), set()) if name else set()
        town = words(behind[runs.behind[run]][0]) if runs.behind[run] else ""
        if len(found) == 1 and not _is_other(next(iter(found)), local, town):
            street = next(iter(found))
            runs.street[run] = texts.street(street.name, street.locality, 1)
            runs.behind[run] = texts.behind[(street.town,) if street.town else ()]
        elif not local and name in names:
            unsure[run] = True
    return unsure


def _is_other(street: StandingStreet, local: str, town: str) -> bool:
    """Say whether a standing street is in another town than an address that names the same locality."""
    return bool(town and street.town) and words(bare_locality(street)) == local and words(street.town) != town
