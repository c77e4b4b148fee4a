"""Improve a cut: ruin and recreate, stopping now and then to measure again and to put walks in order."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from muster.plan.cooling import cooled, exponential_draws
from muster.plan.lookup import known_links, seeded
from muster.plan.near import legs_dm
from muster.plan.reorder import order_turfs
from muster.plan.resplit import resplit
from muster.plan.walks import Task, Walks, add_up, walked_dm

LOOK = 8  # next to how many of its nearest a parcel is tried
STEPS = 16  # stops to measure again and to put walks in order
HOT_DM, HOTTEST_DM, COLD_DM = 400, 1_000, 15  # what a round may lose on average, at first and at last
_SHARES = 256
_PARTS = 1 << 20


def improve_walks(
    task: Task,
    walks: Walks,
    *,
    least: int,
    most: int,
    effort: int,
    say: Callable[[int, int, int], None] | None,
) -> None:
    """Improve walks in place.

    Args:
        task: what is cut.
        walks: the turfs as they stand.
        least: work that a turf should have, 1/125 s; less is dear, not forbidden, so that any cut can be improved.
        most: work that no turf should exceed, the same.
        effort: rounds for every ten parcels.
        say: told rounds done, rounds in all and decimetres walked.
    """
    total = effort * len(task.parcels) // 10
    state = seeded(task.seed)
    limits = np.array([least, most], dtype=np.int64)
    _put_in_order(task, walks, state)
    for step in range(STEPS if total else 0):
        rounds = total * (step + 1) // STEPS - total * step // STEPS
        resplit(task.near, task.loads, walks, limits, LOOK, _losses(step, effort), rounds, state)
        _put_in_order(task, walks, state)
        if say:
            say(total * (step + 1) // STEPS, total, walked_dm(task, walks))


def _losses(step: int, effort: int) -> NDArray[np.int64]:
    """Give what rounds may lose, as whole decimetres drawn from an exponential spread that cools step by step.

    Much effort can begin hotter, as it has the time to mend what that costs.
    """
    hot = min(HOT_DM + effort // 2, HOTTEST_DM)
    mean = cooled(hot, COLD_DM, step=step, steps=STEPS, parts=_PARTS)
    draws = exponential_draws(_SHARES, parts=_PARTS)
    return np.array([(mean * draw + _PARTS**2 // 2) // _PARTS**2 for draw in draws], dtype=np.int64)


def _put_in_order(task: Task, walks: Walks, state: NDArray[np.uint64]) -> None:
    """Measure what was only known as a way round, then shorten each walk by itself."""
    _measure_unknown(task, walks)
    order_turfs(task.near, task.loads, walks, state)
    _measure_unknown(task, walks)
    add_up(task, walks)


def _measure_unknown(task: Task, walks: Walks) -> None:
    near, stop = task.near, task.parcels.stop.astype(np.int64)
    here = np.flatnonzero(walks.nxt >= 0)
    there = walks.nxt[here].astype(np.int64)
    unknown = np.asarray(known_links(near, here, there)) < 0
    walks.link[here[unknown]] = legs_dm(task.ground, stop[here[unknown]], stop[there[unknown]])
