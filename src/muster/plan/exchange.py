"""Exchanges of two and three links that shorten a walk, compiled. docs/methods/walk.md draws them.

A walk is held as `tour`: the start (node n), the stops in walking order, the end (node n + 1); `place` is where each
node stands in it. Nodes are unsigned, for numba then need not ask of every index whether it counts from the back.
"""

from typing import Any

import numpy as np
from numba import njit

from muster.plan.chance import draw

NEAR = 8  # most links a stop looks along; more cost time and find little
LEAST = 4  # as few only where all others pass by another stop
LOOK = 12  # nearest stops among which those links are sought
REACH = 12  # most stops in one of the three stretches that a perturbation swaps
LEAST_NODES = 5  # three stretches of a stop each, between the start and the end


@njit(cache=True)
def list_near(grid: Any) -> Any:
    """List each node's links worth trying, shortest first; m where there are fewer.

    A link that passes by a nearer stop already listed is left out, as one can as well stop there, unless few remain.
    """
    m = grid.shape[0]
    near = np.full((m, NEAR), m, dtype=np.uint32)
    row = np.empty(LOOK, dtype=np.uint32)
    for i in range(m):
        held = _nearest(grid, i, row)
        listed = near[i]
        kept = 0
        for k in range(held):
            if kept < NEAR and not _passes(grid, i, row[k], listed, kept):
                listed[kept] = row[k]
                row[k] = m
                kept += 1
        for k in range(held):
            if kept < LEAST and row[k] < m:
                _insert(grid, i, listed, kept, row[k])
                kept += 1
    return near


@njit(cache=True)
def _nearest(grid: Any, i: Any, row: Any) -> Any:
    """Fill row with the nearest to node i, nearest first; the start and the end are none to each other."""
    m = grid.shape[0]
    held = 0
    for j in range(m):
        if j == i or (i >= m - 2 and j >= m - 2):
            continue
        if held < row.size:
            _insert(grid, i, row, held, j)
            held += 1
        elif grid[i, j] < grid[i, row[held - 1]]:
            _insert(grid, i, row, held - 1, j)
    return held


@njit(cache=True)
def _insert(grid: Any, i: Any, row: Any, held: Any, j: Any) -> None:
    """Put j into the first `held` of row, which are sorted by distance from i, after those as near."""
    k = held
    while k > 0 and grid[i, row[k - 1]] > grid[i, j]:
        row[k] = row[k - 1]
        k -= 1
    row[k] = j


@njit(cache=True)
def _passes(grid: Any, i: Any, j: Any, listed: Any, kept: Any) -> Any:
    """Whether the way from i to j leads by a listed stop that is apart from both."""
    for k in range(kept):
        by = listed[k]
        if grid[i, by] > 0 and grid[by, j] > 0 and grid[i, by] + grid[by, j] <= grid[i, j]:
            return True
    return False


@njit(cache=True)
def search(grid: Any, near: Any, tour: Any, place: Any, queue: Any, queued: Any, count: Any) -> Any:
    """Improve round each of the `count` queued nodes until none is left; return the decimetres gained."""
    m = tour.size
    ends = np.empty(6, dtype=np.uint32)
    gained = np.int64(0)
    head = 0
    while count > 0:
        node = queue[head]
        head = head + 1 if head + 1 < m else 0
        count -= 1
        queued[node] = False
        gain, touched = _exchange(grid, near, tour, place, node, ends)
        gained += gain
        for k in range(touched):
            if not queued[ends[k]]:
                queued[ends[k]] = True
                tail = head + count
                queue[tail if tail < m else tail - m] = ends[k]
                count += 1
    return gained


# One piece, as a compiled call with arrays costs more than the work that it would hold.
@njit(inline="always")
def _exchange(grid: Any, near: Any, tour: Any, place: Any, t1: Any, ends: Any) -> Any:  # noqa: C901, PLR0912, PLR0915
    """Make the first gainful exchange that drops a link of t1; return the gain and how many ends it touched.

    Links (t1, t2) and (t3, t4) are dropped and (t2, t3) is made, always gaining so far (Lin's criterion). Seen from t2:
    with t4 before t3 all hangs together as a path from t4 by t2 and t3 to t1, which closes by (t4, t1), or by (t4, t5)
    and (t6, t1) where t6 comes before t5 on it. With t4 after t3 the stretch from t2 to t3 falls off as a round; t5 on
    it opens it again, either neighbour of t5 on the round being t6.
    """
    m = tour.size
    p1 = np.int64(place[t1])
    for way in (1, -1):
        p2 = p1 + way
        if p2 < 0 or p2 >= m:
            continue
        t2 = tour[p2]
        for k in range(NEAR):
            t3 = near[t2, k]
            if t3 == m:
                break
            open2 = np.int64(grid[t1, t2]) - grid[t2, t3]
            if open2 <= 0:
                break
            p3 = np.int64(place[t3])
            far3 = (p3 - p2) * way
            if far3 < 0:
                far3 += m
            p4 = p3 - way
            if far3 > 1 and 0 <= p4 < m:
                t4 = tour[p4]
                open4 = open2 + grid[t3, t4]
                gain = open4 - grid[t4, t1]
                if gain > 0:
                    _turn(tour, place, t1, t2, t4, t3)
                    ends[0], ends[1], ends[2], ends[3] = t1, t2, t3, t4
                    return gain, 4
                for h in range(NEAR):
                    t5 = near[t4, h]
                    if t5 == m or open4 <= grid[t4, t5]:
                        break
                    p5 = np.int64(place[t5])
                    far5 = (p5 - p2) * way
                    if far5 < 0:
                        far5 += m
                    if far5 > far3:
                        p6 = p5 - way
                    elif far5 + 2 < far3:
                        p6 = p5 + way
                    else:
                        continue
                    if p6 < 0 or p6 >= m:
                        continue
                    t6 = tour[p6]
                    gain = open4 - grid[t4, t5] + grid[t5, t6] - grid[t6, t1]
                    if gain > 0:
                        _turn(tour, place, t1, t2, t4, t3)
                        _turn(tour, place, t1, t4, t6, t5)
                        ends[0], ends[1], ends[2], ends[3], ends[4], ends[5] = t1, t2, t3, t4, t5, t6
                        return gain, 6
            p4 = p3 + way
            if far3 == m - 1 or p4 < 0 or p4 >= m:
                continue
            t4 = tour[p4]
            open4 = open2 + grid[t3, t4]
            for h in range(NEAR):
                t5 = near[t4, h]
                if t5 == m or open4 <= grid[t4, t5]:
                    break
                p5 = np.int64(place[t5])
                far5 = (p5 - p2) * way
                if far5 < 0:
                    far5 += m
                if far5 >= far3:
                    continue
                open5 = open4 - grid[t4, t5]
                p6 = p5 + way
                if 0 <= p6 < m:
                    t6 = tour[p6]
                    gain = open5 + grid[t5, t6] - grid[t6, t1]
                    if gain > 0:
                        _turn(tour, place, t1, t2, t3, t4)
                        _turn(tour, place, t1, t3, t6, t5)
                        _turn(tour, place, t3, t5, t2, t4)
                        ends[0], ends[1], ends[2], ends[3], ends[4], ends[5] = t1, t2, t3, t4, t5, t6
                        return gain, 6
                p6 = p5 - way
                if far5 > 0 and 0 <= p6 < m:
                    t6 = tour[p6]
                    gain = open5 + grid[t5, t6] - grid[t6, t1]
                    if gain > 0:
                        _turn(tour, place, t1, t2, t6, t5)
                        _turn(tour, place, t2, t5, t3, t4)
                        ends[0], ends[1], ends[2], ends[3], ends[4], ends[5] = t1, t2, t3, t4, t5, t6
                        return gain, 6
    return np.int64(0), 0


@njit(cache=True)
def _turn(tour: Any, place: Any, a: Any, b: Any, c: Any, d: Any) -> None:
    """Turn a-b ... c-d into a-c ... b-d, whichever way round it is held; the start stays first and the end last."""
    # Between the two dropped links lie b..c and d..a: the stretch that holds neither start nor end is turned.
    low = np.int64(min(max(place[a], place[b]), max(place[c], place[d])))
    high = np.int64(max(min(place[a], place[b]), min(place[c], place[d])))
    while low < high:
        u, v = tour[low], tour[high]
        tour[low], tour[high] = v, u
        place[v], place[u] = low, high
        low += 1
        high -= 1


@njit(cache=True)
def perturb(grid: Any, tour: Any, place: Any, queue: Any, queued: Any, state: Any) -> Any:
    """Swap the first and the last of three short neighbouring stretches (a double bridge), and queue its eight ends.

    Returns:
        The generator's next state, the decimetres added, and how many nodes are queued.
    """
    m = tour.size
    reach = min(REACH, (m - 2) // 3)
    state, x = draw(state, reach)
    state, y = draw(state, reach)
    state, z = draw(state, reach)
    b, c, d = x + 1, y + 1, z + 1
    state, at = draw(state, m - 1 - b - c - d)
    added = -_joints(grid, tour, at, b, c, d)
    swapped = np.empty(b + c + d, dtype=np.uint32)
    swapped[:d] = tour[at + 1 + b + c : at + 1 + b + c + d]
    swapped[d : d + c] = tour[at + 1 + b : at + 1 + b + c]
    swapped[d + c :] = tour[at + 1 : at + 1 + b]
    for k in range(swapped.size):
        tour[at + 1 + k] = swapped[k]
        place[swapped[k]] = at + 1 + k
    added += _joints(grid, tour, at, d, c, b)
    count = 0
    for offset in (0, d, d + c, d + c + b):
        for p in (at + offset, at + offset + 1):
            if not queued[tour[p]]:
                queued[tour[p]] = True
                queue[count] = tour[p]
                count += 1
    return state, added, count


@njit(cache=True)
def _joints(grid: Any, tour: Any, at: Any, b: Any, c: Any, d: Any) -> Any:
    """Sum the four links at the ends of stretches of b, c and d stops after place `at`."""
    total = np.int64(0)
    for p in (at, at + b, at + b + c, at + b + c + d):
        total += grid[tour[p], tour[p + 1]]
    return total
