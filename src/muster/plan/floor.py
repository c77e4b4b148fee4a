"""The floor under a whole plan, on the ground: `bound` fed with what the ground knows. docs/methods/bound.md."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.plan.bound import EFFORT, Bound, forest_bound
from muster.plan.ground import Ground
from muster.plan.near import Place, Ways, neighbours, ways_from
from muster.plan.parcels import WORK, WORK_DM
from muster.plan.turf import Plan

LISTED = 16  # links of each stop that count in full
_ALL_LISTED_DM = 2**30


def raise_floor(
    plan: Plan, ground: Ground, *, start: Place | None = None, end: Place | None = None
) -> tuple[Plan, tuple[tuple[str, int], ...]]:
    """Put a better floor under a plan, if prices give one.

    Returns:
        The plan with its bound and ideal raised; and for each stop its first door's name and its price, with which
        anybody can work out the bound again.
    """
    walks = len(plan.turfs)
    from_start, to_end = (ways_from(ground, place) if place else None for place in (start, end))
    bound = floor_under(ground, walks=walks, start=from_start, end=to_end)
    bound_dm = max(plan.bound_dm, bound.bound_dm)
    ideal_work_s = (int(ground.doors.service_s.sum()) * WORK + WORK_DM * bound_dm) / (WORK * walks)
    _, door = np.unique(ground.stop_of_door, return_index=True)
    prices = tuple((ground.doors.names[first], price) for first, price in zip(door, bound.price.tolist(), strict=True))
    return replace(plan, bound_dm=bound_dm, ideal_work_s=ideal_work_s), prices


def floor_under(
    ground: Ground, *, walks: int, start: Ways | None = None, end: Ways | None = None, effort: int = EFFORT
) -> Bound:
    """Find what every plan of so many walks over these doors must walk at least, and the prices that prove it.

    Args:
        ground: doors laid on kerbs.
        walks: how many, from 1 to the number of doors.
        start: the ways from where every walk begins, None if it may begin anywhere.
        end: the ways to where every walk ends, None if it may end anywhere.
        effort: subgradient steps; 100 take about a second for 40,000 doors.

    Raises:
        ValueError: if there are fewer doors than walks, or no walk.
    """
    a, b, length_dm, radius_dm, doors_at = listed_links(ground)
    return forest_bound(
        a,
        b,
        length_dm,
        radius_dm=radius_dm,
        doors_at=doors_at,
        walks=walks,
        start_dm=None if start is None else start.stop_dm,
        end_dm=None if end is None else end.stop_dm,
        effort=effort,
    )


class Listed(NamedTuple):
    """The links that count in full: what `bound.forest_bound` and `bound.priced_bound` take, one array each."""

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    length_dm: NDArray[np.int32]
    radius_dm: NDArray[np.int32]
    doors_at: NDArray[np.int32]


def listed_links(ground: Ground) -> Listed:
    """List each stop's nearest others, how far those that aren't listed are at least, and how many doors it has."""
    near = neighbours(ground, most=LISTED)
    listed = np.diff(near.first)
    stops = len(listed)
    radius = np.full(stops, _ALL_LISTED_DM, dtype=np.int32)
    full = listed == LISTED
    radius[full] = near.dm[near.first[1:][full] - 1]
    doors_at = np.bincount(ground.stop_of_door, minlength=stops).astype(np.int32)
    return Listed(np.repeat(np.arange(stops), listed).astype(np.int32), near.stop, near.dm, radius, doors_at)
