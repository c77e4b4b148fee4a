"""Ruin and recreate: strings of parcels are taken out of neighbouring turfs and put back where they cost least.

Christiaens and Vanden Berghe (2020), Slack induction by string removals for vehicle routing problems, Transportation
Science 54(2). Here walks are open, there is no depot, and what a turf can hold is work, walking included. Whole numbers
only.
"""

from typing import Any

import numpy as np
from numba import njit

from muster.plan.lookup import below, between, draw
from muster.plan.parcels import WORK_DM

NEAR_FIRST = 3  # of eight times, those that put parcels back by their nearness to the seed
MOST_OUT = 64  # parcels out at once
STRING = 10  # most parcels in one string
TURFS_OUT = 3  # most turfs ruined at once
BLINK = 655  # of 65,536: how often a good place is overlooked, so that the next best is tried
_FINE_SHIFT = 2  # a quarter of a decimetre for each part of a second (1/125) outside the limits
_NONE = np.int64(1) << 60


@njit(cache=True)
def fine(work: Any, least: Any, most: Any) -> Any:
    """Price a turf's work outside the limits, in decimetres."""
    over = work - most if work > most else (least - work if work < least else np.int64(0))
    return over >> _FINE_SHIFT


@njit(cache=True)
def resplit(  # noqa: C901, PLR0912, PLR0915 - one compiled search: cut into calls it ran at half the speed
    near: Any, loads: Any, walks: Any, limits: Any, look: Any, losses: Any, rounds: Any, state: Any
) -> Any:
    """Improve turfs and their walks in place; give the change of the cost in decimetres.

    Args:
        near: `Nearness`.
        loads: `Loads`.
        walks: `Walks`.
        limits: least and most work of a turf, int64[2]; being outside is dear.
        look: next to how many of its nearest a parcel is tried.
        losses: what a round may lose is drawn from these, int64[m].
        rounds: how many times to ruin and recreate.
        state: of the generator, uint64[1].
    """
    row, adj, dm, nearest, nearest_dm = near.row, near.adj, near.dm, near.near, near.near_dm
    serve, zone, start, end = loads
    nxt, prv, turf, link, head, tail, work, turf_zone = walks
    least, most = limits[0], limits[1]
    n, width = nearest.shape
    out = np.empty(MOST_OUT, dtype=np.int32)
    key = np.empty(MOST_OUT, dtype=np.int64)
    ruined = np.empty(TURFS_OUT, dtype=np.int32)
    log = np.empty((2 * MOST_OUT, 4), dtype=np.int64)  # stop, previous, next, turf; below 0 for a removal
    log_dm = np.empty((2 * MOST_OUT, 3), dtype=np.int64)  # previous to stop, stop to next, previous to next
    string = np.empty(2 * STRING + 2, dtype=np.int32)
    total = np.int64(0)
    for _ in range(rounds):
        seed = below(state, n)
        logged, taken, change = 0, 0, np.int64(0)
        wanted = 1 + below(state, TURFS_OUT)
        done = 0
        for k in range(-1, width):
            c = seed if k < 0 else nearest[seed, k]
            if c < 0 or done == wanted:
                break
            t = turf[c]
            if t < 0:
                continue
            again = False
            for j in range(done):
                if ruined[j] == t:
                    again = True
            if again:
                continue
            ruined[done] = t
            done += 1
            size = 1 + below(state, STRING)
            back = below(state, size)
            p = c
            while back > 0 and prv[p] >= 0:
                p = prv[p]
                back -= 1
            found = 0
            skip_at, skip = -1, 0
            if size > 1 and below(state, 2) == 0:  # keep a few stops in the middle of the string
                skip = 1 + below(state, STRING // 2)
                skip_at = 1 + below(state, size - 1)
            while p >= 0 and found < size:
                if found == skip_at and skip > 0:
                    skip -= 1
                else:
                    string[found] = p
                    found += 1
                p = nxt[p]
            before = fine(work[t], least, most)
            for j in range(found):
                c = string[j]
                p, q = prv[c], nxt[c]
                to = link[p] if p >= 0 else start[c]
                fro = link[c] if q >= 0 else end[c]
                across = np.int64(0)
                if p >= 0 and q >= 0:
                    across = between(row, adj, dm, p, q)
                    if across < 0:
                        across = to + fro
                elif p >= 0:
                    across = end[p]
                elif q >= 0:
                    across = start[q]
                log[logged, 0], log[logged, 1], log[logged, 2], log[logged, 3] = c, p, q, -1 - t
                log_dm[logged, 0], log_dm[logged, 1], log_dm[logged, 2] = to, fro, across
                logged += 1
                if p >= 0:
                    nxt[p] = q
                    link[p] = across if q >= 0 else np.int64(0)
                else:
                    head[t] = q
                if q >= 0:
                    prv[q] = p
                else:
                    tail[t] = p
                turf[c] = -1
                less = across - to - fro
                change += less
                work[t] += WORK_DM * less - serve[c]
                out[taken] = c
                taken += 1
            change += fine(work[t], least, most) - before
        how = below(state, 8)
        for j in range(taken):
            key[j] = np.int64(draw(state) >> np.uint64(2))
            if how < NEAR_FIRST:
                d = between(row, adj, dm, seed, out[j]) if out[j] != seed else np.int64(0)
                if d < 0:
                    d = np.int64(1) << 20
                key[j] = d if how == 0 else -d
        for j in range(1, taken):
            c, kj, to = out[j], key[j], j
            while to > 0 and key[to - 1] > kj:
                out[to], key[to] = out[to - 1], key[to - 1]
                to -= 1
            out[to], key[to] = c, kj
        failed = False
        for j in range(taken):
            c = out[j]
            best = _NONE
            best_p: Any = np.int64(-1)
            best_q: Any = np.int64(-1)
            best_t: Any = np.int64(-1)
            best_to, best_fro = np.int64(0), np.int64(0)
            for k in range(min(look, width)):
                m = nearest[c, k]
                if m < 0:
                    break
                t = turf[m]
                if t < 0 or turf_zone[t] != zone[c]:
                    continue
                d = np.int64(nearest_dm[c, k])
                was = fine(work[t], least, most)
                chance = draw(state)
                for after in range(2):
                    chance >>= np.uint64(16)
                    if chance & np.uint64(0xFFFF) < np.uint64(BLINK):
                        continue
                    if after == 1:
                        p, q = np.int64(m), np.int64(nxt[m])
                    else:
                        p, q = np.int64(prv[m]), np.int64(m)
                    to, fro, across = d, d, np.int64(0)
                    if after == 1:
                        if q >= 0:
                            across = link[m]
                            fro = between(row, adj, dm, c, q)
                            if fro < 0:
                                fro = d + across
                        else:
                            across = end[m]
                            fro = end[c]
                    elif p >= 0:
                        across = link[p]
                        to = between(row, adj, dm, c, p)
                        if to < 0:
                            to = d + across
                    else:
                        across = start[m]
                        to = start[c]
                    more = to + fro - across
                    cost = more + fine(work[t] + serve[c] + WORK_DM * more, least, most) - was
                    if cost < best:
                        best, best_p, best_q, best_t, best_to, best_fro = cost, p, q, np.int64(t), to, fro
            for k in range(done):  # a turf left without any stop takes one for nothing but the ways to it
                t = ruined[k]
                if head[t] < 0 and turf_zone[t] == zone[c]:
                    more = start[c] + end[c]
                    cost = more + fine(work[t] + serve[c] + WORK_DM * more, least, most) - fine(work[t], least, most)
                    if cost < best:
                        best, best_p, best_q, best_t, best_to, best_fro = cost, -1, -1, np.int64(t), start[c], end[c]
            if best == _NONE:
                failed = True
                break
            p, q, t = best_p, best_q, best_t
            across = np.int64(0)
            if p >= 0 and q >= 0:
                across = link[p]
            elif p >= 0:
                across = end[p]
            elif q >= 0:
                across = start[q]
            log[logged, 0], log[logged, 1], log[logged, 2], log[logged, 3] = c, p, q, t
            log_dm[logged, 0], log_dm[logged, 1], log_dm[logged, 2] = best_to, best_fro, across
            logged += 1
            if p >= 0:
                nxt[p] = c
                link[p] = best_to
            else:
                head[t] = c
            if q >= 0:
                prv[q] = c
                link[c] = best_fro
            else:
                tail[t] = c
                link[c] = 0
            prv[c], nxt[c], turf[c] = p, q, t
            more = best_to + best_fro - across
            work[t] += WORK_DM * more + serve[c]
            change += best
        for k in range(done):
            failed = failed or head[ruined[k]] < 0
        if not failed and change <= losses[below(state, len(losses))]:
            total += change
            continue
        while logged > 0:
            logged -= 1
            c, p, q, t = log[logged, 0], log[logged, 1], log[logged, 2], log[logged, 3]
            to, fro, across = log_dm[logged, 0], log_dm[logged, 1], log_dm[logged, 2]
            if t >= 0:  # it was put in: take it out
                if p >= 0:
                    nxt[p] = q
                    link[p] = across if q >= 0 else np.int64(0)
                else:
                    head[t] = q
                if q >= 0:
                    prv[q] = p
                else:
                    tail[t] = p
                turf[c] = -1
                work[t] -= WORK_DM * (to + fro - across) + serve[c]
            else:  # it was taken out: put it back
                t = -1 - t
                if p >= 0:
                    nxt[p] = c
                    link[p] = to
                else:
                    head[t] = c
                if q >= 0:
                    prv[q] = c
                    link[c] = fro
                else:
                    tail[t] = c
                    link[c] = 0
                prv[c], nxt[c], turf[c] = p, q, t
                work[t] += WORK_DM * (to + fro - across) + serve[c]
    return total
