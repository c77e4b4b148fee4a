"""Numbers that stand twice in one file, found without keeping an object for each elector."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_NUMBER_BITS, _SUFFIX_BITS, _CHANGE_BITS = 27, 14, 2  # of a key of 64, below the polling district's index
_CHANGES = {"": 0, "new": 1, "changed": 2, "gone": 3}


class Run(NamedTuple):
    """Numbers in ascending order, each once, and the row of each."""

    keys: NDArray[np.int64]
    rows: NDArray[np.int64]


@dataclass(slots=True)
class Seen:
    """The numbers seen so far, in a few runs, each at least twice as long as the next."""

    districts: dict[str, int] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)


def find_doubles(
    seen: Seen,
    *,
    rows: Sequence[int],
    districts: Sequence[str],
    numbers: Sequence[int],
    suffixes: Sequence[int],
    changes: Sequence[str],
) -> dict[int, int]:
    """Find electors whose district, number and suffix stood before, and remember the others.

    An update may name an elector twice, if it does two different things to them.

    Returns:
        For the place of each such elector, from 0, the row in which the number stood first.
    """
    for district in dict.fromkeys(districts):
        seen.districts.setdefault(district, len(seen.districts))
    keys = np.fromiter(map(seen.districts.__getitem__, districts), np.int64, len(rows))
    keys = keys << _NUMBER_BITS | np.array(numbers, np.int64)
    keys = keys << _SUFFIX_BITS | np.array(suffixes, np.int64)
    keys = keys << _CHANGE_BITS | np.fromiter(map(_CHANGES.__getitem__, changes), np.int64, len(rows))
    order = np.argsort(keys, kind="stable")  # of equal keys, the earlier row comes first
    keys, places = keys[order], np.array(rows, np.int64)[order]
    first = np.searchsorted(keys, keys)  # a file in the order of its numbers is in order here too
    found = np.where(first == np.arange(len(keys)), 0, places[first])
    for run in seen.runs:
        at = np.searchsorted(run.keys, keys).clip(max=len(run.keys) - 1)
        found = np.where(run.keys[at] == keys, run.rows[at], found)
    new = found == 0
    _remember(seen, Run(keys[new], places[new]))
    return dict(sorted(zip(order[~new].tolist(), found[~new].tolist(), strict=True)))


def _remember(seen: Seen, run: Run) -> None:
    """Add a run, and join it with those that are not much longer: each number is moved only a few times."""
    runs = seen.runs
    if len(run.keys):
        runs.append(run)
    while len(runs) > 1 and len(runs[-2].keys) < 2 * len(runs[-1].keys):
        later, earlier = runs.pop(), runs.pop()
        keys = np.concatenate([earlier.keys, later.keys])
        order = np.argsort(keys, kind="stable")
        runs.append(Run(keys[order], np.concatenate([earlier.rows, later.rows])[order]))
