"""Parcels: the doors of one stop that go to one turf together, and how far parcels lie from each other."""

from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Nearness:
    """How far parcels are from those near them.

    Attributes:
        near, near_dm: each parcel's nearest, nearest first, -1 where there are fewer; int32[p, width].
        row, adj, dm: the same for looking up: parcel i's are adj[row[i]:row[i + 1]], by number.
    """

    near: NDArray[np.int32]
    near_dm: NDArray[np.int32]
    row: NDArray[np.int64]
    adj: NDArray[np.int32]
    dm: NDArray[np.int32]


def make_parcels(
    ground: Ground, *, rank: NDArray[np.int64], turf_s: float, turfs: int, zone: NDArray[np.int64]
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
    opens = np.asarray(_slice(stop[door], zone[door], service, int(turf_s / _WHOLE), int(turf_s / _SLICE)))
    if opens.sum() < turfs:
        opens[:] = True
    first = np.append(np.flatnonzero(opens), len(door)).astype(np.int64)
    work = np.add.reduceat(service, first[:-1]) * WORK
    return Parcels(ground.stop_of_door[door][first[:-1]], door, first, work, zone[door][first[:-1]])


def measure_nearness(ground: Ground, parcels: Parcels, *, wide: int, reach: int) -> Nearness:
    """List each parcel's nearest parcels: `wide` of them to search among, `reach` of them to look up."""
    count, which, dm = neighbours_table(ground, most=reach)
    first = np.searchsorted(parcels.stop[np.argsort(parcels.stop, kind="stable")], np.arange(len(count) + 1))
    by_stop = np.argsort(parcels.stop, kind="stable")
    near, near_dm = _expand(parcels.stop, first.astype(np.int64), by_stop, count, which, dm, reach)
    held = near >= 0
    row = np.concatenate(([0], np.cumsum(held.sum(axis=1)))).astype(np.int64)
    order = np.argsort(np.where(held, near, np.iinfo(np.int32).max), axis=1)
    held = np.take_along_axis(held, order, axis=1)
    adj, dms = np.take_along_axis(near, order, axis=1)[held], np.take_along_axis(near_dm, order, axis=1)[held]
    return Nearness(near[:, :wide].copy(), near_dm[:, :wide].copy(), row, adj, dms)


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
def _expand(stop: Any, first: Any, by_stop: Any, count: Any, which: Any, dm: Any, most: Any) -> Any:
    """Turn the stops' nearest stops into the parcels' nearest parcels: of the same stop first."""
    n = len(stop)
    near = np.full((n, most), -1, dtype=np.int32)
    near_dm = np.zeros((n, most), dtype=np.int32)
    for i in range(n):
        s, k = stop[i], 0
        for away in range(1, most // 2 + 1):  # of a large stop, those next in order
            for j in (i - away, i + away):
                if 0 <= j < n and stop[j] == s and k < most:
                    near[i, k] = j
                    k += 1
        for c in range(count[s]):
            t = which[s, c]
            for b in range(first[t], first[t + 1]):
                if k < most:
                    near[i, k], near_dm[i, k] = by_stop[b], dm[s, c]
                    k += 1
    return near, near_dm
