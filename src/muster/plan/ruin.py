"""Whom a round of ruin and recreate takes out, and who of those without a seat competes for the seats."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.fleet import FREE, HOME, PLACE, Trip
from muster.plan.seat_moves import leave_seat, tidy_visit
from muster.plan.seating import (
    ABOARD,
    AT,
    FIXED,
    OUT_AT,
    RIDING,
    VEHICLE,
    VISITS,
    Seating,
    reclock,
    visit_of,
)

Ints = NDArray[np.int64]


MOST_REMOVED = 64


MOST_WAITING = 3


MOST_WANTED = 30  # people that a round sets out to unseat


MOST_ALONG = 4  # visits in a row of one vehicle


@njit(cache=True)
def chance(state: NDArray[np.uint64], below: int) -> int:
    """Draw a whole number below another (xorshift): the same on every machine."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return int((x >> np.uint64(20)) % np.uint64(below))


@njit(cache=True)
def list_waiting(trip: Trip, s: Seating, waiting: Ints) -> int:
    """List those without a seat who could have one, and say how many they are."""
    count, v_count = 0, len(trip.fleet)
    for u in range(len(trip.who)):
        if s.folk[u, VEHICLE] < 0 and trip.first[u * v_count] < trip.first[(u + 1) * v_count]:
            waiting[count] = u
            count += 1
    return count


@njit(cache=True)
def ruin(
    trip: Trip, s: Seating, first: int, r: int, ruined: Ints, met: Ints, moved: Ints, state: NDArray[np.uint64]
) -> int:
    """Unseat people round `first`: from each vehicle met there, those of up to four visits in a row, or some."""
    wanted = 1 + chance(state, MOST_WANTED)
    count = 0
    for u in trip.near[first]:
        if count >= wanted:
            break
        v = s.folk[u, VEHICLE]
        if v < 0 or s.folk[u, ABOARD] or ruined[v] == r:
            continue
        i = visit_of(s, v, u)
        low = high = i
        if trip.fleet[v, FREE]:
            along = 1 + chance(state, MOST_ALONG)
            low = max(i - chance(state, along), s.cars[v, FIXED])
            high = min(low + along, s.cars[v, VISITS]) - 1
        some = trip.fleet[v, FREE] and chance(state, 2) == 0
        ruined[v] = r
        count = _clear(trip, s, v, low, high, not some, u, r, met, moved, count, state)
    return count


@njit(cache=True)
def _clear(  # noqa: PLR0917 - compiled code knows no keywords
    trip: Trip,
    s: Seating,
    v: int,
    low: int,
    high: int,
    some: bool,  # noqa: FBT001 - compiled code knows no keywords
    u: int,
    r: int,
    met: Ints,
    moved: Ints,
    count: int,
    state: NDArray[np.uint64],
) -> int:
    """Take out who gets in at the visits from low to high: all of them, or u and each other one at even chances."""
    for i in range(high, low - 1, -1):
        taken = count
        for k in range(s.cars[v, RIDING]):
            x = s.riders[v, k]
            if count >= MOST_REMOVED or s.folk[x, ABOARD] or met[x] == r:
                continue
            if s.folk[x, AT] != s.cells[v, PLACE, i] or s.folk[x, OUT_AT] != s.cells[v, HOME, i]:
                continue
            if some and x != u and chance(state, 4) != 0:
                continue
            met[x] = r
            moved[count] = x
            count += 1
        for k in range(taken, count):
            leave_seat(trip, s, moved[k])
        tidy_visit(trip, s, v, i)
    reclock(trip, s, v)
    return count


@njit(cache=True)
def call_waiting(  # noqa: PLR0917 - the same
    trip: Trip,
    s: Seating,
    first: int,
    r: int,
    met: Ints,
    moved: Ints,
    count: int,
    waiting: Ints,
    waits: int,
    state: NDArray[np.uint64],
) -> int:
    """Let a few who have no seat compete: those nearest to where the ruin is, and some from anywhere."""
    most = count + MOST_WAITING
    for u in trip.near[first]:
        if waits == 0 or count >= most - 2:
            break
        if (
            s.folk[u, VEHICLE] < 0
            and met[u] != r
            and trip.first[u * len(trip.fleet)] < trip.first[(u + 1) * len(trip.fleet)]
        ):
            met[u] = r
            moved[count] = u
            count += 1
    for _ in range(2):
        if waits:
            u = waiting[chance(state, waits)]
            if s.folk[u, VEHICLE] < 0 and met[u] != r:
                met[u] = r
                moved[count] = u
                count += 1
    return count
