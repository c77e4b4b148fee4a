"""Fill seats: first as many people as can be, then the least driving and walking. Ruin and recreate, in whole numbers.

Source: Christiaens and Vanden Berghe, Slack induction by string removals for vehicle routing problems, Transportation
Science 54 (2020); here strings of visits, and those without a seat compete for each seat that a ruin frees.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.fleet import COST, RUNS, SEATS, WHEELS, Trip
from muster.plan.ruin import MOST_REMOVED, Ints, call_waiting, chance, list_waiting, ruin
from muster.plan.seat_moves import seat, try_vehicle
from muster.plan.seating import (
    DRIVEN,
    NO_WAY,
    OPTION,
    VEHICLE,
    Seating,
    copy_of,
    copy_vehicle,
)

A_PERSON = 10_000_000  # what one seat more is worth, in seconds: more than all the driving of a day
ROUNDS_A_STEP = 1_000  # rounds of ruin and recreate in one unit of effort
HOT_S, COLD_S = 150, 6  # how much worse a plan may become and still be kept, at first and at last
_STEPS, _LOGS = 256, 4_096


def fill_seats(trip: Trip, seating: Seating, *, effort: int, seed: int) -> Seating:
    """Seat people, beginning from a seating (nobody moves who is aboard), and give a better one.

    Args:
        trip: the arrays.
        seating: left as it is.
        effort: thousands of rounds; 0 for insertion alone.
        seed: which way of many.
    """
    now = copy_of(seating)
    state = np.array([(seed * 2_654_435_761 + 88_172_645_463_325_252) % (1 << 63) or 1], dtype=np.uint64)
    heat = np.array([round(HOT_S * (COLD_S / HOT_S) ** (k / (_STEPS - 1)) * 16) for k in range(_STEPS)], dtype=np.int64)
    logs = np.array([round(-math.log((k + 0.5) / _LOGS) * 256) for k in range(_LOGS)], dtype=np.int64)
    order = _by_distance(trip)
    _insert_all(trip, now, order)
    if effort:
        best = copy_of(now)
        _improve(trip, now, copy_of(now), best, effort * ROUNDS_A_STEP, state, heat, logs)
        return best
    return now


def _by_distance(trip: Trip) -> NDArray[np.int64]:
    """Order people by how few vehicles could take them, then the largest party, then the list's order."""
    n, v = len(trip.who), len(trip.fleet)
    choices = (np.diff(trip.first).reshape(n, v) > 0).sum(axis=1)
    return np.lexsort((np.arange(n), -trip.who.sum(axis=1), choices)).astype(np.int64)


def cost_of(trip: Trip, seating: Seating) -> int:
    """Give the seconds of driving there of all that run, and of walking and lifts."""
    used = seating.folk[seating.folk[:, OPTION] >= 0, OPTION]
    return int(seating.cars[trip.fleet[:, RUNS] > 0, DRIVEN].sum() + trip.options[used, COST].sum())


@njit(cache=True)
def _insert_all(trip: Trip, s: Seating, order: Ints) -> None:
    always = np.zeros(1, dtype=np.uint64)
    for u in order:
        if s.folk[u, VEHICLE] < 0:
            v, o, at, new = _find_best(trip, s, u, always, 1)
            if v >= 0:
                seat(trip, s, v, u, o, at, new)


@njit(cache=True)
def _find_best(trip: Trip, s: Seating, u: int, state: NDArray[np.uint64], mates: int) -> tuple[int, int, int, bool]:
    """Find where u costs least; with a state, each vehicle is overlooked once in a hundred times.

    Where so many mates of one stop wait to be seated, a new visit's driving is shared by as many as find a seat there.
    """
    best, best_v, best_o, best_at, best_new = NO_WAY, -1, -1, -1, False
    for v in range(len(trip.fleet)):
        if s.cars[v, SEATS] < trip.who[u, SEATS] or s.cars[v, WHEELS] < trip.who[u, WHEELS]:
            continue
        if state[0] and chance(state, 100) == 0:
            continue
        share = max(min(mates, s.cars[v, SEATS]), 1)
        cost, o, at, new, _ = try_vehicle(trip, s, v, u, best * share if best < NO_WAY else NO_WAY)
        if o >= 0 and share > 1:
            walk = trip.options[o, COST]
            cost = (cost - walk) // share + walk
        if o >= 0 and cost < best:
            best, best_v, best_o, best_at, best_new = cost, v, o, at, new
    return best_v, best_o, best_at, best_new


@njit(cache=True)
def _improve(  # noqa: C901 - one compiled loop
    trip: Trip, s: Seating, kept: Seating, best: Seating, rounds: int, state: NDArray[np.uint64], heat: Ints, logs: Ints
) -> None:
    """Ruin and recreate, round by round. `kept` is what the last kept round left, `best` the best so far."""
    n, v_count = len(trip.who), len(trip.fleet)
    moved = np.zeros(2 * MOST_REMOVED, dtype=np.int64)
    met, ruined = np.full(n, -1, dtype=np.int64), np.full(v_count, -1, dtype=np.int64)
    stale = np.zeros(v_count, dtype=np.bool_)
    waiting = np.zeros(n, dtype=np.int64)
    keys = np.zeros(2 * MOST_REMOVED, dtype=np.int64)
    waits = list_waiting(trip, s, waiting)
    excess = 0  # seconds, and people, by which `kept` is worse than `best`
    for r in range(rounds):
        first = chance(state, n)
        count = ruin(trip, s, first, r, ruined, met, moved, state)
        if count == 0:
            continue
        removed = count
        count = call_waiting(trip, s, first, r, met, moved, count, waiting, waits, state)
        together = _shuffle(trip, moved, keys, count, state)
        _recreate(trip, s, moved, count, ruined, r, state, together)
        change, left = _difference(trip, s, kept, moved, count, ruined, r)
        step = r * _STEPS // rounds
        if change <= heat[step] * logs[chance(state, _LOGS)] // 4_096:
            excess += change
            for v in range(v_count):
                if ruined[v] == r:
                    copy_vehicle(s, kept, v)
                    stale[v] = True
            for k in range(count):
                _put_back(s, kept, moved[k])
            if left or count > removed:
                waits = list_waiting(trip, s, waiting)
            if excess < 0:
                excess = 0
                _keep_best(s, best, stale)
        else:
            for v in range(v_count):
                if ruined[v] == r:
                    copy_vehicle(kept, s, v)
            for k in range(count):
                _put_back(kept, s, moved[k])


@njit(cache=True)
def _put_back(s: Seating, t: Seating, u: int) -> None:
    for f in range(s.folk.shape[1]):
        t.folk[u, f] = s.folk[u, f]


@njit(cache=True)
def _keep_best(s: Seating, best: Seating, stale: NDArray[np.bool_]) -> None:
    for v in range(len(stale)):
        if stale[v]:
            copy_vehicle(s, best, v)
            stale[v] = False
    for u in range(len(s.folk)):
        _put_back(s, best, u)


@njit(cache=True)
def _shuffle(trip: Trip, moved: Ints, keys: Ints, count: int, state: NDArray[np.uint64]) -> bool:
    """Order those to be seated: by chance, the largest, farthest or nearest first, or stop by stop (then True)."""
    way, salt = chance(state, 16), chance(state, 1 << 20)
    for k in range(count):
        u = moved[k]
        keys[k] = chance(state, 1 << 20)
        far = trip.drive[u + 1, 0]  # a person's own place comes after the day's
        if way == 0:
            keys[k] = far
        elif way <= 2:  # noqa: PLR2004 - two chances in eight
            keys[k] = -far
        elif way >= 8:  # noqa: PLR2004 - half of the chances
            keys[k] = (trip.mates[u] * 2_654_435_761 + salt * 40_503) % 1_048_573 * 64 + keys[k] % 64
        elif way <= 4:  # noqa: PLR2004 - two more
            keys[k] -= (trip.who[u, SEATS] + trip.who[u, WHEELS]) << 20
    for k in range(1, count):
        key, u, j = keys[k], moved[k], k
        while j > 0 and keys[j - 1] > key:
            keys[j], moved[j] = keys[j - 1], moved[j - 1]
            j -= 1
        keys[j], moved[j] = key, u
    return way >= 8  # noqa: PLR2004 - as above


@njit(cache=True)
def _recreate(
    trip: Trip,
    s: Seating,
    moved: Ints,
    count: int,
    ruined: Ints,
    r: int,
    state: NDArray[np.uint64],
    together: bool,  # noqa: FBT001 - the same
) -> None:
    for k in range(count):
        mates = 1
        while together and k + mates < count and trip.mates[moved[k + mates]] == trip.mates[moved[k]]:
            mates += 1
        v, o, at, new = _find_best(trip, s, moved[k], state, mates)
        if v >= 0:
            ruined[v] = r
            seat(trip, s, v, moved[k], o, at, new)


@njit(cache=True)
def _difference(
    trip: Trip, s: Seating, kept: Seating, moved: Ints, count: int, ruined: Ints, r: int
) -> tuple[int, int]:
    """Give how much worse than kept this is, and how many more are left behind."""
    change, left = 0, 0
    for v in range(len(ruined)):
        if ruined[v] == r:
            change += s.cars[v, DRIVEN] - kept.cars[v, DRIVEN]
    for k in range(count):
        u = moved[k]
        size = trip.who[u, SEATS] + trip.who[u, WHEELS]
        if s.folk[u, VEHICLE] >= 0:
            change += trip.options[s.folk[u, OPTION], COST]
            left -= size
        if kept.folk[u, VEHICLE] >= 0:
            change -= trip.options[kept.folk[u, OPTION], COST]
            left += size
    return change + left * A_PERSON, left
