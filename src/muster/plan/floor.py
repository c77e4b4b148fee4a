"""The floor under a whole plan, on the ground: `bound` fed with what the ground knows. docs/methods/bound.md."""

import numpy as np

from muster.plan.bound import EFFORT, Bound, forest_bound
from muster.plan.ground import Ground
from muster.plan.near import Ways, neighbours

LISTED = 16  # links of each stop that count in full
_ALL_LISTED_DM = 2**30


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
    near = neighbours(ground, most=LISTED)
    listed = np.diff(near.first)
    stops = len(listed)
    radius = np.full(stops, _ALL_LISTED_DM, dtype=np.int32)
    full = listed == LISTED
    radius[full] = near.dm[near.first[1:][full] - 1]
    return forest_bound(
        np.repeat(np.arange(stops), listed).astype(np.int32),
        near.stop,
        near.dm,
        radius_dm=radius,
        doors_at=np.bincount(ground.stop_of_door, minlength=stops).astype(np.int32),
        walks=walks,
        start_dm=None if start is None else start.stop_dm,
        end_dm=None if end is None else end.stop_dm,
        effort=effort,
    )
