"""Ruin and recreate: strings of parcels are taken out of neighbouring turfs and put back where they cost least.

Christiaens and Vanden Berghe (2020), Slack induction by string removals for vehicle routing problems, Transportation
Science 54(2). Here walks are open, there is no depot, and what a turf can hold is work, walking included. Whole numbers only.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.lookup import below, between, draw
from muster.plan.parcels import WORK_DM

STRING = 10  # most parcels in one string
TURFS_OUT = 3  # most turfs ruined at once
OUT = STRING * TURFS_OUT
BLINK = 655  # of 65,536: how often a good place is overlooked, so that the next best is tried
_FINE_SHIFT = 2  # a quarter of a decimetre for each part of a second (1/125) outside the limits
_NONE = np.int64(1) << 60


class _Round(NamedTuple):
    """What one round keeps: parcels out, turfs ruined, and every change, so that it can be undone."""

    out: NDArray[np.int64]
    key: NDArray[np.int64]
    ruined: NDArray[np.int64]
    change: NDArray[np.int64]  # a row each: parcel, previous, next, turf, and the three distances between these
    put: NDArray[np.bool_]  # whether it was put in or taken out


@njit(cache=True)
def resplit(near: Any, loads: Any, walks: Any, limits: Any, look: Any, losses: Any, rounds: Any, state: Any) -> Any:
    """Improve turfs and their walks in place; give the change of the cost in decimetres.

    Args:
        near: `Nearness`.
        loads, walks: as there.
        limits: least and most work of a turf, int64[2]; being outside is dear.
        look: next to how many of its nearest a parcel is tried.
        losses: what a round may lose is drawn from these, int64[m].
        rounds: how many times to ruin and recreate.
        state: of the generator, uint64[1].
    """
    one = _Round(
        np.empty(OUT, np.int64), np.empty(OUT, np.int64), np.empty(TURFS_OUT, np.int64),
        np.empty((2 * OUT, 7), np.int64), np.empty(2 * OUT, np.bool_),
    )  # fmt: skip
    total = np.int64(0)
    for _ in range(rounds):
        seed = below(state, len(loads.work))
        taken, done, cost = _ruin(near, loads, walks, limits, seed, one, state)
        _shuffle(near, seed, one, taken, state)
        logged, failed = taken, False
        for k in range(taken):
            more = _recreate(near, loads, walks, limits, look, one, k, done, logged, state)
            if more == _NONE:
                failed = True
                break
            cost += more
            logged += 1
        for k in range(done):
            failed = failed or walks.head[one.ruined[k]] < 0
        if failed or cost > losses[below(state, len(losses))]:
            _undo(loads, walks, one, logged)
        else:
            total += cost
    return total


@njit(cache=True, inline="always")
def fine(work: Any, limits: Any) -> Any:
    """Price a turf's work outside the limits, in decimetres."""
    if work > limits[1]:
        return (work - limits[1]) >> _FINE_SHIFT
    return (limits[0] - work) >> _FINE_SHIFT if work < limits[0] else np.int64(0)


@njit(cache=True)
def _ruin(near: Any, loads: Any, walks: Any, limits: Any, seed: Any, one: Any, state: Any) -> Any:
    """Take strings out of the turfs next to the seed; give how many parcels, how many turfs and the change of the cost."""
    wanted = 1 + below(state, TURFS_OUT)
    taken, done, cost = 0, 0, np.int64(0)
    for k in range(-1, near.near.shape[1]):
        c = seed if k < 0 else np.int64(near.near[seed, k])
        if c < 0 or done == wanted:
            break
        t = np.int64(walks.turf[c])
        known = t < 0
        for j in range(done):
            known = known or one.ruined[j] == t
        if known:
            continue
        one.ruined[done] = t
        done += 1
        found = _choose(walks, c, one.out, taken, state)
        before = fine(walks.work[t], limits)
        for j in range(taken, found):
            cost += _take_out(near, loads, walks, one.out[j], one, j)
        cost += fine(walks.work[t], limits) - before
        taken = found
    return taken, done, cost


@njit(cache=True)
def _choose(walks: Any, c: Any, out: Any, taken: Any, state: Any) -> Any:
    """List a string of parcels about c, sometimes sparing a few in its middle; give the end of the list."""
    size = 1 + below(state, STRING)
    back = below(state, size)
    spare_at, spare = np.int64(-1), np.int64(0)
    if size > 1 and below(state, 2) == 0:
        spare = 1 + below(state, STRING // 2)
        spare_at = 1 + below(state, size - 1)
    p = c
    while back > 0 and walks.prv[p] >= 0:
        p = np.int64(walks.prv[p])
        back -= 1
    found = 0
    while p >= 0 and found < size:
        if found == spare_at and spare > 0:
            spare -= 1
        else:
            out[taken + found] = p
            found += 1
        p = np.int64(walks.nxt[p])
    return taken + found


@njit(cache=True)
def _take_out(near: Any, loads: Any, walks: Any, c: Any, one: Any, at: Any) -> Any:
    p, q, t = np.int64(walks.prv[c]), np.int64(walks.nxt[c]), np.int64(walks.turf[c])
    to = walks.link[p] if p >= 0 else loads.start[c]
    fro = walks.link[c] if q >= 0 else loads.end[c]
    across = np.int64(0)
    if p >= 0 and q >= 0:
        across = between(near.row, near.adj, near.dm, p, q)
        if across < 0:
            across = to + fro  # never too short; measured again at the next stop
    elif p >= 0:
        across = loads.end[p]
    elif q >= 0:
        across = loads.start[q]
    row = one.change[at]
    row[0], row[1], row[2], row[3], row[4], row[5], row[6] = c, p, q, t, to, fro, across
    one.put[at] = False
    _unlink(loads, walks, row)
    return across - to - fro


@njit(cache=True, inline="always")
def _unlink(loads: Any, walks: Any, row: Any) -> None:
    c, p, q, t = row[0], row[1], row[2], row[3]
    if p >= 0:
        walks.nxt[p] = q
        walks.link[p] = row[6] if q >= 0 else 0
    else:
        walks.head[t] = q
    if q >= 0:
        walks.prv[q] = p
    else:
        walks.tail[t] = p
    walks.turf[c] = -1
    walks.work[t] += WORK_DM * (row[6] - row[4] - row[5]) - loads.work[c]


@njit(cache=True, inline="always")
def _link(loads: Any, walks: Any, row: Any) -> None:
    c, p, q, t = row[0], row[1], row[2], row[3]
    if p >= 0:
        walks.nxt[p] = c
        walks.link[p] = row[4]
    else:
        walks.head[t] = c
    if q >= 0:
        walks.prv[q] = c
        walks.link[c] = row[5]
    else:
        walks.tail[t] = c
        walks.link[c] = 0
    walks.prv[c], walks.nxt[c], walks.turf[c] = p, q, t
    walks.work[t] += WORK_DM * (row[4] + row[5] - row[6]) + loads.work[c]


@njit(cache=True)
def _undo(loads: Any, walks: Any, one: Any, logged: Any) -> None:
    for k in range(logged - 1, -1, -1):
        if one.put[k]:
            _unlink(loads, walks, one.change[k])
        else:
            _link(loads, walks, one.change[k])


@njit(cache=True)
def _shuffle(near: Any, seed: Any, one: Any, taken: Any, state: Any) -> None:
    """Sort the parcels by chance, or now and then by nearness to the seed, either way round."""
    how = below(state, 8)
    for j in range(taken):
        one.key[j] = np.int64(draw(state) >> np.uint64(2))
        if how < 3:  # noqa: PLR2004 - three times of eight
            d = between(near.row, near.adj, near.dm, seed, one.out[j]) if one.out[j] != seed else np.int64(0)
            d = d if d >= 0 else _NONE
            one.key[j] = d if how == 0 else -d
    for j in range(1, taken):
        c, key, to = one.out[j], one.key[j], j
        while to > 0 and one.key[to - 1] > key:
            one.out[to], one.key[to] = one.out[to - 1], one.key[to - 1]
            to -= 1
        one.out[to], one.key[to] = c, key


@njit(cache=True)
def _recreate(  # noqa: C901 - one look round
    near: Any, loads: Any, walks: Any, limits: Any, look: Any, one: Any, at: Any, done: Any, logged: Any, state: Any
) -> Any:
    """Put one parcel where it costs least, next to one of its nearest or into a turf left empty; give the cost."""
    # Taken out of their tuples once: in the loop that would cost as much as the search itself.
    turf, work, nxt, prv, zone = walks.turf, walks.work, walks.nxt, walks.prv, walks.zone
    near_near, near_dm = near.near, near.near_dm
    ways = (near.row, near.adj, near.dm, walks.link, loads.start, loads.end)
    c = one.out[at]
    own, own_zone = loads.work[c], loads.zone[c]
    best = _NONE
    best_p, best_q, best_t = np.int64(-1), np.int64(-1), np.int64(-1)
    best_to, best_fro, best_across = np.int64(0), np.int64(0), np.int64(0)
    for k in range(look):
        m = np.int64(near_near[c, k])
        if m < 0:
            break
        t = np.int64(turf[m])
        if t < 0 or zone[t] != own_zone:
            continue
        was = fine(work[t], limits)
        chance = draw(state)
        for after in range(2):
            chance >>= np.uint64(16)
            if chance & np.uint64(0xFFFF) < np.uint64(BLINK):
                continue
            p = m if after else np.int64(prv[m])
            q = np.int64(nxt[m]) if after else m
            to, fro, across = _detour(ways, c, p, q, np.int64(near_dm[c, k]), after)
            more = to + fro - across
            cost = more + fine(work[t] + own + WORK_DM * more, limits) - was
            if cost < best:
                best, best_p, best_q, best_t, best_to, best_fro, best_across = cost, p, q, t, to, fro, across
    for k in range(done):
        t = one.ruined[k]
        if walks.head[t] < 0 and zone[t] == own_zone:
            to, fro = loads.start[c], loads.end[c]
            cost = to + fro + fine(own + WORK_DM * (to + fro), limits) - fine(np.int64(0), limits)
            if cost < best:
                best, best_p, best_q, best_t, best_to, best_fro, best_across = cost, -1, -1, t, to, fro, 0
    if best < _NONE:
        row = one.change[logged]
        row[0], row[1], row[2], row[3] = c, best_p, best_q, best_t
        row[4], row[5], row[6] = best_to, best_fro, best_across
        one.put[logged] = True
        _link(loads, walks, row)
    return best


@njit(cache=True, inline="always")
def _detour(ways: Any, c: Any, p: Any, q: Any, d: Any, after: Any) -> Any:
    """Give the ways from p to c, from c to q, and from p to q without c; d is to p if after, else to q.

    A way that isn't known counts as the way through the neighbour, which is never too short.
    """
    row, adj, dm, link, start, end = ways
    to, fro = d, d
    if after:
        if q < 0:
            fro, across = end[c], end[p]
        else:
            across = link[p]
            fro = between(row, adj, dm, c, q)
            if fro < 0:
                fro = d + across
    elif p < 0:
        to, across = start[c], start[q]
    else:
        across = link[p]
        to = between(row, adj, dm, c, p)
        if to < 0:
            to = d + across
    return to, fro, across
