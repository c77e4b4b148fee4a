"""A first cut: the tree's depth-first order, shortened as one walk, then split where it costs least."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from muster.plan.lookup import seeded
from muster.plan.near import legs_dm
from muster.plan.split import split_row
from muster.plan.tour import improve_tour
from muster.plan.walks import Task, Walks, walks_of

MOST_KICKS = 1  # for every parcel


def cut_first(task: Task, *, turfs: int, most: int, effort: int) -> Walks:
    """Cut the parcels, which lie in the tree's depth-first order, into exactly so many turfs of at most so much work.

    Where that can't be, some have more.
    """
    parcels, near, loads = task.parcels, task.near, task.loads
    n = len(parcels)
    tour = np.arange(n, dtype=np.int32)
    kicks = n * min(effort, MOST_KICKS * _FULL) // _FULL
    improve_tour(near, tour, kicks, seeded(task.seed + 12_345))
    row = tour[np.argsort(loads.zone[tour], kind="stable")].astype(np.int64)
    stop = parcels.stop[row].astype(np.int64)
    link = legs_dm(task.ground, stop[:-1], stop[1:])
    row, link = _begin_after_longest(row, link, task)
    ends = (loads.start[row], loads.end[row])
    begins = split_row(loads.work[row], link, loads.zone[row], ends=ends, most=most, parts=turfs)
    return walks_of(task, row, link, _fill_up(begins, loads.work[row], turfs))


_FULL = 100  # the effort at which each parcel is kicked once


def _begin_after_longest(
    row: NDArray[np.int64], link: NDArray[np.int64], task: Task
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Turn a round walk so that it begins after its longest link; with zones it stays as it is."""
    if len(row) < 2 or task.loads.zone[row[0]] != task.loads.zone[row[-1]]:  # noqa: PLR2004 - one needs no turning
        return row, link
    stop = task.parcels.stop[row].astype(np.int64)
    whole = np.append(link, legs_dm(task.ground, stop[-1:], stop[:1]))
    at = int(np.argmax(whole)) + 1
    return np.roll(row, -at), np.roll(whole, -at)[:-1]


def _fill_up(begins: NDArray[np.int64], work: NDArray[np.int64], turfs: int) -> NDArray[np.int64]:
    """Cut the parts with the most work in two until there are as many as wanted."""
    parts = begins.tolist()
    total = np.concatenate(([0], np.cumsum(work)))
    while len(parts) - 1 < turfs:
        sizes = [int(total[b] - total[a]) if b - a > 1 else -1 for a, b in pairwise(parts)]
        at = int(np.argmax(sizes))
        a, b = parts[at], parts[at + 1]
        half = int(np.searchsorted(total, (total[a] + total[b]) // 2))
        parts.insert(at + 1, min(max(half, a + 1), b - 1))
    return np.array(parts, dtype=np.int64)
