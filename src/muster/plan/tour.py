"""One round walk over all parcels, before it is cut: exchanges of two links and of short stretches, then small kicks.

Johnson and McGeoch (1997), The traveling salesman problem: a case study in local optimization. Whole numbers only. A
distance that can't be looked up is never added, and counts as the least that it can be where it is taken out.
"""

from typing import Any

import numpy as np
from numba import njit

from muster.plan.lookup import below, between

STRETCH = 3  # most stops that are moved together
KICK = 30  # most stops in each of two stretches that a kick swaps
STRIDE = 100  # a kick comes at most so many stops after the last, so that memory stays warm


@njit(cache=True)
def improve_tour(near: Any, tour: Any, kicks: Any, state: Any) -> Any:
    """Shorten a round tour in place; give the decimetres saved at least.

    Args:
        near: `Nearness`; what isn't there to look up is at least as far as either reach.
        tour: int32[n].
        kicks: how many.
        state: of the generator, uint64[1].
    """
    n = len(tour)
    if n < 8:  # noqa: PLR2004 - fewer leave nothing to exchange
        return np.int64(0)
    place = np.empty(n, dtype=np.int32)
    for i in range(n):
        place[tour[i]] = i
    queue = np.empty(n, dtype=np.int32)
    queued = np.ones(n, dtype=np.bool_)
    queue[:] = tour
    log = np.empty((1, 4), dtype=np.int32)
    saved, _, log = _search(near, tour, place, queue, queued, n, log, -1)
    log = np.empty((64, 4), dtype=np.int32)
    at = np.int64(0)
    for _ in range(kicks):
        at = (at + 1 + below(state, STRIDE)) % n
        first, second = 1 + below(state, KICK), 1 + below(state, KICK)
        if first + second + 2 > n:
            continue
        p, s1, s2 = tour[at], tour[(at + 1) % n], tour[(at + first) % n]
        b1, b2, q = tour[(at + first + 1) % n], tour[(at + first + second) % n], tour[(at + first + second + 1) % n]
        d1, d2, d3 = (
            between(near.row, near.adj, near.dm, p, b1),
            between(near.row, near.adj, near.dm, b2, s1),
            between(near.row, near.adj, near.dm, s2, q),
        )
        if d1 < 0 or d2 < 0 or d3 < 0:
            continue
        gain = _least(near, p, s1) + _least(near, s2, b1) + _least(near, b2, q) - d1 - d2 - d3
        logged = 0
        _exchange(tour, place, p, s1, b2, q, log, logged)
        _exchange(tour, place, p, b2, b1, s2, log, logged + 1)
        _exchange(tour, place, b2, s2, s1, q, log, logged + 2)
        size = 0
        for c in (p, s1, s2, b1, b2, q):
            if not queued[c]:
                queued[c] = True
                queue[size] = c
                size += 1
        more, logged, log = _search(near, tour, place, queue, queued, size, log, 3)
        gain += more
        if gain >= 0:
            saved += gain
            continue
        while logged > 0:
            logged -= 1
            x1, x2, y1, y2 = log[logged, 0], log[logged, 1], log[logged, 2], log[logged, 3]
            _exchange(tour, place, x1, y1, x2, y2, log, -1)
    return saved


@njit(cache=True)
def _least(near: Any, i: Any, j: Any) -> Any:
    """Give the distance, or the least that it can be: farther than all that are known."""
    d = between(near.row, near.adj, near.dm, i, j)
    if d < 0:
        d = between(near.row, near.adj, near.dm, j, i)
    return d if d >= 0 else max(near.reach[i], near.reach[j])


@njit(cache=True)
def _exchange(tour: Any, place: Any, x1: Any, x2: Any, y1: Any, y2: Any, log: Any, logged: Any) -> None:
    """Take out the links x1-x2 and y1-y2, which run the same way round, and put in x1-y1 and x2-y2."""
    n = len(tour)
    i: Any
    j: Any
    if logged >= 0:
        log[logged, 0], log[logged, 1], log[logged, 2], log[logged, 3] = x1, x2, y1, y2
    if tour[(place[x1] + 1) % n] == x2:
        i, j = np.int64(place[x2]), np.int64(place[y1])
    else:
        i, j = np.int64(place[x1]), np.int64(place[y2])
    inner = j - i
    if inner < 0:
        inner += n
    inner += 1
    if 2 * inner > n:
        i, j = j + 1, i - 1
        inner = n - inner
        if i == n:
            i = 0
        if j < 0:
            j = n - 1
    for _ in range(inner // 2):
        a, b = tour[i], tour[j]
        tour[i], tour[j] = b, a
        place[b], place[a] = i, j
        i += 1
        if i == n:
            i = 0
        j -= 1
        if j < 0:
            j = n - 1


@njit(cache=True)
def _search(  # noqa: C901, PLR0912, PLR0915 - one compiled search
    near: Any, tour: Any, place: Any, queue: Any, queued: Any, size: Any, log: Any, logged: Any
) -> Any:
    """Exchange until nothing queued gets shorter; give the saving, how many moves are logged (if any), and the log."""
    n, width = near.near.shape
    width = min(width, 8)
    saved, first = np.int64(0), 0
    moved = np.empty(8, dtype=np.int32)
    while size > 0:
        a = queue[first]
        first = first + 1 if first + 1 < n else 0
        size -= 1
        queued[a] = False
        again = True
        while again:
            again = False
            if logged >= 0 and logged + 4 > len(log):
                longer = np.empty((2 * len(log), 4), dtype=np.int32)
                longer[: len(log)] = log
                log = longer
            for way in (1, -1):
                b = tour[(place[a] + way) % n]
                ab = _least(near, a, b)
                count = 0
                gain = np.int64(0)
                for k in range(width):
                    c = near.near[a, k]
                    if c < 0 or near.near_dm[a, k] >= ab:
                        break
                    d = tour[(place[c] + way) % n]
                    bd = between(near.row, near.adj, near.dm, b, d)
                    if bd < 0 or c == b or d == a:
                        continue
                    gain = ab - near.near_dm[a, k] + _least(near, c, d) - bd
                    if gain > 0:
                        _exchange(tour, place, a, b, c, d, log, logged)
                        if logged >= 0:
                            logged += 1
                        moved[0], moved[1], moved[2], moved[3], count = a, b, c, d, 4
                        break
                if count == 0:  # move a stretch that ends with a, to lie next to one of a's nearest
                    s = a
                    for long in range(STRETCH):
                        if long > 0:
                            s = tour[(place[s] - way) % n]
                        p = tour[(place[s] - way) % n]
                        if b in (p, s):
                            break
                        pb = between(near.row, near.adj, near.dm, p, b)
                        if pb < 0:
                            continue
                        off = _least(near, p, s) + ab - pb
                        if off <= 0:
                            continue
                        for k in range(width):
                            c = near.near[a, k]
                            if c < 0 or near.near_dm[a, k] >= off:
                                break
                            away = (place[a] - place[c]) * way % n
                            if away <= long:
                                continue
                            for side in (1, -1):
                                e = tour[(place[c] + side * way) % n]
                                if (c == p and side == 1) or (c == b and side == -1):
                                    continue
                                se = between(near.row, near.adj, near.dm, s, e)
                                if se < 0:
                                    continue
                                gain = off - near.near_dm[a, k] + _least(near, c, e) - se
                                if gain <= 0:
                                    continue
                                if side == 1:
                                    _move(tour, place, p, s, a, b, c, e, log, logged)
                                    if logged >= 0:
                                        logged += 2
                                else:  # e-s, a-c
                                    _move(tour, place, p, s, a, b, e, c, log, logged)
                                    _exchange(tour, place, e, a, s, c, log, logged + 2 if logged >= 0 else -1)
                                    if logged >= 0:
                                        logged += 3
                                moved[0], moved[1], moved[2] = a, b, c
                                moved[3], moved[4], moved[5], count = e, s, p, 6
                                break
                            if count > 0:
                                break
                        if count > 0:
                            break
                if count > 0:
                    saved += gain
                    again = True
                    for k in range(1, count):
                        c = moved[k]
                        if not queued[c]:
                            queued[c] = True
                            end = first + size
                            queue[end if end < n else end - n] = c
                            size += 1
                    break
    return saved, logged, log


@njit(cache=True)
def _move(  # noqa: PLR0917 - compiled: no keywords
    tour: Any, place: Any, p: Any, s: Any, a: Any, b: Any, c: Any, e: Any, log: Any, logged: Any
) -> None:
    """Turn p s..a b ... c e into p b ... c a..s e, in two exchanges."""
    _exchange(tour, place, p, s, c, e, log, logged)
    _exchange(tour, place, p, c, b, a, log, logged + 1 if logged >= 0 else -1)
