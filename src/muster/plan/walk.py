"""Walk order: in which order to meet the stops of a turf. docs/methods/walk.md says how and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.chance import seeded
from muster.plan.exchange import LEAST_NODES, list_near, perturb, search

EFFORT = 20  # what a published walk gets where nobody says
MOST_DM = 2**28  # more than half round the earth is a mistake, and the sums of a walk stay far below 2**63
_ASYMMETRIC, _BEYOND = 1, 2


@dataclass(frozen=True, slots=True)
class Walk:
    """Stops in walking order.

    Attributes:
        order: each stop of the turf once, int32[n].
        length_dm: decimetres from the start (if given) over all stops to the end (if given).
    """

    order: NDArray[np.int32]
    length_dm: int


class DistanceError(ValueError):
    """These distances can't be walked; the sentence says why."""


def order_walk(
    distance_dm: NDArray[np.int32],
    *,
    start_dm: NDArray[np.int32] | None = None,
    end_dm: NDArray[np.int32] | None = None,
    effort: int = EFFORT,
    seed: int,
) -> Walk:
    """Order the stops of one turf into a short open walk.

    Exchanges of two and three links along each stop's near links, with a queue of stops worth another look; then
    `effort` perturbations for every ten stops (three short stretches swapped), each kept if the walk is no longer.
    The same input gives the same walk on every machine: whole numbers only, and a generator of our own.

    Args:
        distance_dm: decimetres between stops, int32[n, n], symmetric; the diagonal isn't read.
        start_dm: decimetres from the drop-off to each stop, int32[n]; None if the walk may start anywhere.
        end_dm: decimetres from each stop to the pick-up, int32[n]; None if the walk may end anywhere.
        effort: perturbations for every ten stops, 0 or more.
        seed: any whole number.

    Raises:
        DistanceError: if a shape is wrong, the matrix isn't symmetric, or a distance is below 0 or beyond reason.

    Sources:
        Lin (1965), Computer solutions of the traveling salesman problem; Bentley (1992), Fast algorithms for geometric
        traveling salesman problems; Martin, Otto and Felten (1991), Large-step Markov chains for the TSP.
    """
    return order_walks([distance_dm], starts_dm=[start_dm], ends_dm=[end_dm], effort=effort, seed=seed)[0]


def order_walks(
    distances_dm: Sequence[NDArray[np.int32]],
    *,
    starts_dm: Sequence[NDArray[np.int32] | None] | None = None,
    ends_dm: Sequence[NDArray[np.int32] | None] | None = None,
    effort: int = EFFORT,
    seed: int,
) -> tuple[Walk, ...]:
    """Order the stops of many turfs, each as `order_walk` would, in one compiled call.

    Args:
        distances_dm: one int32[n, n] a turf.
        starts_dm: one int32[n] or None a turf; None for none at all.
        ends_dm: the same.
        effort: perturbations for every ten stops.
        seed: the same for each turf.

    Raises:
        DistanceError: as `order_walk`.
    """
    none = [None] * len(distances_dm)
    starts = none if starts_dm is None else starts_dm
    ends = none if ends_dm is None else ends_dm
    sizes = np.array([len(distance) + 2 for distance in distances_dm], dtype=np.int64)
    grids = np.empty(int((sizes * sizes).sum()), dtype=np.int32)
    at = 0
    for distance, start, end, m in zip(distances_dm, starts, ends, sizes.tolist(), strict=True):
        _close(distance, start, end, grids[at : at + m * m].reshape(m, m))
        at += m * m
    orders, lengths = _order_all(grids, sizes, effort, np.uint64(seed & 0xFFFF_FFFF_FFFF_FFFF))
    cuts = [0, *np.cumsum(sizes - 2).tolist()]
    return tuple(
        Walk(orders[low:high], length) for low, high, length in zip(cuts, cuts[1:], lengths.tolist(), strict=False)
    )


def close_grid(
    distance_dm: NDArray[np.int32], start_dm: NDArray[np.int32] | None, end_dm: NDArray[np.int32] | None
) -> NDArray[np.int32]:
    """Add the start as row n and the end as row n + 1, 0 from every stop where none is given; `order_grid` reads this.

    Raises:
        DistanceError: as `order_walk`.
    """
    m = len(distance_dm) + 2
    grid = np.empty((m, m), dtype=np.int32)
    _close(distance_dm, start_dm, end_dm, grid)
    return grid


def _close(
    distance_dm: NDArray[np.int32],
    start_dm: NDArray[np.int32] | None,
    end_dm: NDArray[np.int32] | None,
    grid: NDArray[np.int32],
) -> None:
    n = len(distance_dm)
    nothing = np.zeros(n, dtype=np.int32)
    start = nothing if start_dm is None else start_dm
    end = nothing if end_dm is None else end_dm
    if distance_dm.shape != (n, n) or start.shape != (n,) or end.shape != (n,):
        shapes = f"{distance_dm.shape}, {start.shape} and {end.shape}"
        raise DistanceError(f"{n} stops need {n} x {n} distances and {n} ways to and from them, not {shapes}")
    wrong = _fill(_whole(distance_dm), _whole(start), _whole(end), grid)
    if wrong == _ASYMMETRIC:
        raise DistanceError("the way there must be as long as the way back: distances aren't symmetric")
    if wrong == _BEYOND:
        raise DistanceError(f"a distance is below 0 or above {MOST_DM} dm")


def _whole(given: NDArray[np.int32]) -> NDArray[np.int64]:
    """Give any whole numbers in one type, so that the compiled code is compiled once and no number wraps."""
    return np.ascontiguousarray(given, dtype=np.int64)


@njit(cache=True)
def _fill(distance: Any, start: Any, end: Any, grid: Any) -> int:
    n = distance.shape[0]
    grid[n:, n:] = 0
    for i in range(n):
        grid[i, i] = 0
        for j in range(i):
            if distance[i, j] != distance[j, i]:
                return _ASYMMETRIC
            if not 0 <= distance[i, j] <= MOST_DM:
                return _BEYOND
            grid[i, j] = grid[j, i] = distance[i, j]
        if not (0 <= start[i] <= MOST_DM and 0 <= end[i] <= MOST_DM):
            return _BEYOND
        grid[i, n] = grid[n, i] = start[i]
        grid[i, n + 1] = grid[n + 1, i] = end[i]
    return 0


@njit(cache=True)
def _order_all(grids: Any, sizes: Any, effort: int, seed: Any) -> Any:
    """Order each turf; grids holds their closed grids one after another, sizes their sides."""
    orders = np.empty(sizes.sum() - 2 * sizes.size, dtype=np.int32)
    lengths = np.empty(sizes.size, dtype=np.int64)
    read = 0
    write = 0
    for t in range(sizes.size):
        m = sizes[t]
        grid = grids[read : read + m * m].reshape((m, m))
        lengths[t] = order_grid(grid, effort, seed, orders[write : write + m - 2])
        read += m * m
        write += m - 2
    return orders, lengths


@njit(cache=True)
def order_grid(grid: Any, effort: int, seed: Any, order: Any) -> Any:
    """Order one turf's closed grid into `order` and return the walk's length, for other compiled code.

    Args:
        grid: int32[n + 2, n + 2] as `close_grid` makes it; nothing is checked here.
        effort: perturbations for every ten stops.
        seed: uint64.
        order: int32[n], written.
    """
    m = grid.shape[0]
    tour = _nearest_first(grid)
    if m > 3:  # noqa: PLR2004 - one stop has one order
        _improve(grid, tour, effort * (m - 2) // 10 if m >= LEAST_NODES else 0, seed)
    length = np.int64(0)
    for k in range(m - 1):
        length += grid[tour[k], tour[k + 1]]
    order[:] = tour[1 : m - 1]
    return length


@njit(cache=True)
def _nearest_first(grid: Any) -> Any:
    """Go from the start always to the nearest stop not yet met; the end stands last."""
    m = grid.shape[0]
    n = m - 2
    tour = np.empty(m, dtype=np.uint32)
    tour[0] = n
    tour[m - 1] = n + 1
    for i in range(n):
        tour[i + 1] = i
    for i in range(1, n):
        best = i
        for j in range(i + 1, n + 1):
            if grid[tour[i - 1], tour[j]] < grid[tour[i - 1], tour[best]]:
                best = j
        tour[i], tour[best] = tour[best], tour[i]
    return tour


@njit(cache=True)
def _improve(grid: Any, tour: Any, kicks: int, seed: Any) -> None:
    """Search, then perturb and search again, keeping whatever is no longer."""
    m = grid.shape[0]
    near = list_near(grid)
    place = np.empty(m, dtype=np.uint32)
    for i in range(m):
        place[tour[i]] = i
    queue = tour.copy()
    queued = np.ones(m, dtype=np.bool_)
    search(grid, near, tour, place, queue, queued, m)
    kept, kept_place = tour.copy(), place.copy()
    state = seeded(seed)
    for _ in range(kicks):
        state, added, count = perturb(grid, tour, place, queue, queued, state)
        if added <= search(grid, near, tour, place, queue, queued, count):
            kept[:] = tour
            kept_place[:] = place
        else:
            tour[:] = kept
            place[:] = kept_place
