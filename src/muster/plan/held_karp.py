"""The Held-Karp bound: no walk over these stops is shorter. docs/methods/bound.md says how and why."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

PARTS = 64  # prices are whole sixty-fourths of a decimetre
EFFORT = 1_000
_NEVER = 2**60
_OPENING = 3  # the first step, as a part of a mean link
_SLOWING = 1000  # and the last, as a part of the first


def walk_bound(
    distance_dm: NDArray[np.int32],
    *,
    start_dm: NDArray[np.int32] | None = None,
    end_dm: NDArray[np.int32] | None = None,
    effort: int = EFFORT,
) -> int:
    """Find a length in decimetres that no walk over all stops, in any order, goes below.

    A walk is a tree over its stops, with one way from the start and one to the end; the shortest of those is no longer.
    Prices on stops change all walks alike and so may be chosen to make that shortest tree long.

    Args:
        distance_dm: decimetres between stops, int32[n, n], symmetric, n at least 1.
        start_dm: from the start to each stop, int32[n]; None if the walk may start anywhere.
        end_dm: from each stop to the end, int32[n]; None if the walk may end anywhere.
        effort: subgradient steps.

    Sources:
        Held and Karp (1970 and 1971), The traveling-salesman problem and minimum spanning trees.
    """
    n = len(distance_dm)
    ways = [np.zeros(n) if way is None else way for way in (start_dm, end_dm)]
    start, end = (way.astype(np.int64) * PARTS for way in ways)
    return -(-int(_ascend(distance_dm.astype(np.int64) * PARTS, start, end, effort)) // PARTS)


@njit(cache=True)
def _ascend(grid: Any, start: Any, end: Any, effort: int) -> Any:
    """Raise the price where the tree comes too often and lower it where too seldom, by ever smaller steps."""
    n = start.size
    price = np.zeros(n, dtype=np.int64)
    over = np.zeros(n, dtype=np.int64)
    before = np.zeros(n, dtype=np.int64)
    best = _price_tree(grid, start, end, price, over)
    opening = abs(best) // (_OPENING * n)
    for k in range(effort):
        if not over.any():
            break  # the tree is a walk: nothing is longer
        step = 1 + opening // _SLOWING + opening * (effort - k) // effort
        for i in range(n):
            price[i] += step * (7 * over[i] + 3 * before[i]) // 10
            before[i] = over[i]
        best = max(best, _price_tree(grid, start, end, price, over))
    return best


@njit(cache=True)
def _price_tree(grid: Any, start: Any, end: Any, price: Any, over: Any) -> Any:
    """Work out the bound under given prices (Prim); `over` gets the links that each stop has beyond two."""
    n = price.size
    over[:] = -2
    reach = np.full(n, _NEVER)
    by = np.zeros(n, dtype=np.int64)
    waiting = np.ones(n, dtype=np.bool_)
    total = -2 * price.sum()
    node = 0
    for _ in range(n - 1):
        waiting[node] = False
        following = -1
        for j in range(n):
            if waiting[j]:
                link = grid[node, j] + price[node] + price[j]
                if link < reach[j]:
                    reach[j], by[j] = link, node
                if following < 0 or reach[j] < reach[following]:
                    following = j
        node = following
        total += reach[node]
        over[node] += 1
        over[by[node]] += 1
    first, last = _cheapest_ends(start + price, end + price)
    over[first] += 1
    over[last] += 1
    return total + start[first] + price[first] + end[last] + price[last]


@njit(cache=True)
def _cheapest_ends(start: Any, end: Any) -> Any:
    """Choose the first and last stop, two different ones where there are two."""
    first, last = np.argmin(start), np.argmin(end)
    if first != last or start.size == 1:
        return first, last
    other_first, other_last = -1, -1
    for i in range(start.size):
        if i != first:
            if other_first < 0 or start[i] < start[other_first]:
                other_first = i
            if other_last < 0 or end[i] < end[other_last]:
                other_last = i
    if start[other_first] + end[last] < start[first] + end[other_last]:
        return other_first, last
    return first, other_last
