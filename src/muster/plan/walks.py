"""Walks as linked lists of parcels, and what a cut works on. Named tuples, as these are what compiled code can take."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.plan.ground import Ground
from muster.plan.parcels import WORK_DM, Nearness, Parcels


class Loads(NamedTuple):
    """What each of p parcels brings with it.

    Attributes:
        work: seconds at the doors, in 1/125 s, int64[p].
        zone: a number, int64[p].
        start, end: decimetres from the start and to the end, 0 where none is given, int64[p].
    """

    work: NDArray[np.int64]
    zone: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


class Walks(NamedTuple):
    """Walks over p parcels in t turfs, changed in place by the compiled searches.

    Attributes:
        nxt, prv: next and previous parcel on the walk, or -1, int32[p].
        turf: of each parcel, int32[p].
        link: decimetres to the next parcel, 0 from a last one, int64[p].
        head, tail: first and last parcel of each turf, int32[t].
        work: of each turf, walking included, in 1/125 s, int64[t].
        zone: of each turf, int64[t].
    """

    nxt: NDArray[np.int32]
    prv: NDArray[np.int32]
    turf: NDArray[np.int32]
    link: NDArray[np.int64]
    head: NDArray[np.int32]
    tail: NDArray[np.int32]
    work: NDArray[np.int64]
    zone: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Task:
    """What a cut works on: the doors in parcels, how near these are, what they bring, and the seed of all chance."""

    ground: Ground
    parcels: Parcels
    near: Nearness
    loads: Loads
    seed: int


def walks_of(task: Task, row: NDArray[np.int64], link: NDArray[np.int64], begins: NDArray[np.int64]) -> Walks:
    """Make walks of a row of parcels that is cut where each turf begins.

    Args:
        task: what is cut.
        row: every parcel once, int64[p].
        link: decimetres from each to the next, int64[p - 1].
        begins: where in the row each turf begins, and p; int64[t + 1].
    """
    n, turfs = len(row), len(begins) - 1
    nxt, prv, turf = (np.empty(n, dtype=np.int32) for _ in range(3))
    dm = np.zeros(n, dtype=np.int64)
    after, before = np.append(row[1:], -1), np.insert(row[:-1], 0, -1)
    after[begins[1:] - 1] = -1
    before[begins[:-1]] = -1
    nxt[row], prv[row], dm[row] = after, before, np.append(link, 0)
    dm[row[begins[1:] - 1]] = 0
    turf[row] = np.repeat(np.arange(turfs), np.diff(begins))
    head, tail = row[begins[:-1]].astype(np.int32), row[begins[1:] - 1].astype(np.int32)
    work = np.zeros(turfs, dtype=np.int64)
    walks = Walks(nxt, prv, turf, dm, head, tail, work, task.loads.zone[head].copy())
    add_up(task, walks)
    return walks


def add_up(task: Task, walks: Walks) -> None:
    """Work out each turf's work from its walk."""
    walks.work[:] = WORK_DM * (task.loads.start[walks.head] + task.loads.end[walks.tail])
    np.add.at(walks.work, walks.turf, task.loads.work + WORK_DM * walks.link)


def walked_dm(task: Task, walks: Walks) -> int:
    """Sum all walks, the ways from the start and to the end included."""
    return int(walks.link.sum() + task.loads.start[walks.head].sum() + task.loads.end[walks.tail].sum())
