"""Parcels: the doors of one stop that go to one turf together, and how far parcels lie from each other."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.ground import Ground
from muster.plan.near import neighbours_table

WORK = 125  # parts of a second, so that a decimetre walked at 5 km/h is a whole number of them: 9
WORK_DM = 9
_WHOLE = 4  # a stop up to this part of a turf stays whole
_SLICE = 8  # a larger one is cut into slices of at most this part


@dataclass(frozen=True, slots=True)
class Parcels:
    """Parcels, p of them, in the order in which the tree of stops is walked.

    Attributes:
        stop: of each, int32[p].
        doors: parcel i's doors are door[first[i]:first[i + 1]].
        first: int64[p + 1].
        work: seconds at the doors, in 1/125 s, int64[p].
        zone: a number for each zone, int64[p]; 0 for all where zones don't count.
    """

    stop: NDArray[np.int32]
    door: NDArray[np.int64]
    first: NDArray[np.int64]
    work: NDArray[np.int64]
    zone: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the parcels."""
        return len(self.stop)


class Nearness(NamedTuple):
    """How far parcels are from those near them; a named tuple, as these are what compiled code can take.

    Attributes:
        near, near_dm: each parcel's nearest, nearest first, -1 where there are fewer; int32[p, width].
        reach: what isn't among them is at least so far, int64[p].
        row, adj, dm: the same for looking up: parcel i's are adj[row[i]:row[i + 1]], by number.
    """

    near: NDArray[np.int32]
    near_dm: NDArray[np.int32]
    reach: NDArray[np.int64]
    row: NDArray[np.int64]
    adj: NDArray[np.int32]
    dm: NDArray[np.int32]


def make_parcels(
    ground: Ground, *, rank: NDArray[np.int64], turf_s: int, turfs: int, zone: NDArray[np.int64]
) -> Parcels:
    """Put the doors of each stop (and zone) into parcels; a stop too large for a turf gives several.

    Args:
        ground: with its stops and doors.
        rank: of each stop in the wanted order, int64[stops].
        turf_s: seconds that a turf takes.
        turfs: how many turfs there will be at least; there are no fewer parcels.
        zone: a number for each door's zone, int64[doors].
    """
    stop = ground.stop_of_door.astype(np.int64)
    door = np.lexsort((np.arange(len(stop)), zone, rank[stop]))
    service = ground.doors.service_s.astype(np.int64)[door]
    opens = np.asarray(_slice(stop[door], zone[door], service, turf_s // _WHOLE, turf_s // _SLICE))
    if opens.sum() < turfs:
        opens[:] = True
    first = np.append(np.flatnonzero(opens), len(door)).astype(np.int64)
    work = np.add.reduceat(service, first[:-1]) * WORK
    return Parcels(ground.stop_of_door[door][first[:-1]], door, first, work, zone[door][first[:-1]])


def measure_nearness(ground: Ground, parcels: Parcels, *, wide: int, reach: int) -> Nearness:
    """List each parcel's nearest parcels: `wide` of them to search among, `reach` of them to look up."""
    count, which, dm = neighbours_table(ground, most=reach)
    by_stop = np.argsort(parcels.stop, kind="stable")
    first = np.searchsorted(parcels.stop[by_stop], np.arange(len(count) + 1)).astype(np.int64)
    return Nearness(*_expand(parcels.stop, first, by_stop, count, which, dm, wide, reach))


@njit(cache=True)
def _slice(stop: Any, zone: Any, service: Any, whole: Any, most: Any) -> Any:
    """Say where a parcel begins: at a new stop or zone, and where a slice of a large stop is full."""
    opens = np.zeros(len(stop), dtype=np.bool_)
    i = 0
    while i < len(stop):
        end, total = i, 0
        while end < len(stop) and stop[end] == stop[i] and zone[end] == zone[i]:
            total += service[end]
            end += 1
        opens[i] = True
        held = 0
        for j in range(i, end):
            if total > whole and j > i and held + service[j] > most:
                opens[j] = True
                held = 0
            held += service[j]
        i = end
    return opens


@njit(cache=True)
def _expand(stop: Any, first: Any, by_stop: Any, count: Any, which: Any, dm: Any, wide: Any, most: Any) -> Any:
    """Turn the stops' nearest stops into the parcels' nearest parcels, those of the same stop first."""
    n = len(stop)
    near = np.full((n, wide), -1, dtype=np.int32)
    near_dm = np.zeros((n, wide), dtype=np.int32)
    reach = np.zeros(n, dtype=np.int64)
    row = np.zeros(n + 1, dtype=np.int64)
    adj, adj_dm = np.empty(n * most, dtype=np.int32), np.empty(n * most, dtype=np.int32)
    found, found_dm = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int32)
    for i in range(n):
        s, k = stop[i], 0
        for away in range(1, most // 2 + 1):  # of a large stop, those next in order
            for j in (i - away, i + away):
                if 0 <= j < n and stop[j] == s and k < most:
                    found[k], found_dm[k] = j, 0
                    k += 1
        for c in range(count[s]):
            for b in range(first[which[s, c]], first[which[s, c] + 1]):
                if k < most:
                    found[k], found_dm[k] = by_stop[b], dm[s, c]
                    k += 1
        reach[i] = found_dm[k - 1] if k > 0 else 0
        near[i, : min(k, wide)], near_dm[i, : min(k, wide)] = found[: min(k, wide)], found_dm[: min(k, wide)]
        order = np.argsort(found[:k])
        adj[row[i] : row[i] + k], adj_dm[row[i] : row[i] + k] = found[:k][order], found_dm[:k][order]
        row[i + 1] = row[i] + k
    return near, near_dm, reach, row, adj[: row[n]].copy(), adj_dm[: row[n]].copy()
