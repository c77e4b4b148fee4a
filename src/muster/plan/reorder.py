"""Put every turf's parcels into a shorter order, each by itself."""

from typing import Any

import numpy as np
from numba import njit

from muster.plan.lookup import between, draw
from muster.plan.walk import order_grid

MOST_ORDERED = 1_000  # parcels of a turf whose order is searched all at once
KICKS = 4  # perturbations for every ten parcels


@njit(cache=True)
def order_turfs(near: Any, loads: Any, walks: Any, state: Any) -> None:
    """Shorten walks in place.

    A distance that can't be looked up counts as the way along the walk as it stands, which is never too short.
    """
    row, adj, dm, start, end = near.row, near.adj, near.dm, loads.start, loads.end
    for t in range(len(walks.head)):
        n = 0
        p = walks.head[t]
        while p >= 0:
            n += 1
            p = walks.nxt[p]
        if n == 1 or n > MOST_ORDERED:
            continue
        met = np.empty(n, dtype=np.int64)
        along = np.zeros(n, dtype=np.int64)
        p = walks.head[t]
        for i in range(n):
            met[i] = p
            if i + 1 < n:
                along[i + 1] = along[i] + walks.link[p]
            p = walks.nxt[p]
        grid = _grid(row, adj, dm, start, end, met, along)
        order = np.empty(n, dtype=np.int32)
        length = order_grid(grid, KICKS, draw(state), order)
        if length < along[n - 1] + start[met[0]] + end[met[n - 1]]:
            _relink(walks, t, met, order, grid)


@njit(cache=True)
def _grid(row: Any, adj: Any, dm: Any, start: Any, end: Any, met: Any, along: Any) -> Any:
    n = len(met)
    grid = np.zeros((n + 2, n + 2), dtype=np.int32)
    for i in range(n):
        for j in range(i):
            d = between(row, adj, dm, met[i], met[j])
            if d < 0:
                d = between(row, adj, dm, met[j], met[i])
            grid[i, j] = grid[j, i] = d if d >= 0 else along[i] - along[j]
        grid[i, n] = grid[n, i] = start[met[i]]
        grid[i, n + 1] = grid[n + 1, i] = end[met[i]]
    return grid


@njit(cache=True)
def _relink(walks: Any, t: Any, met: Any, order: Any, grid: Any) -> None:
    n = len(met)
    walks.head[t], walks.tail[t] = met[order[0]], met[order[n - 1]]
    for i in range(n):
        c = met[order[i]]
        walks.prv[c] = met[order[i - 1]] if i > 0 else -1
        walks.nxt[c] = met[order[i + 1]] if i + 1 < n else -1
        walks.link[c] = grid[order[i], order[i + 1]] if i + 1 < n else 0
