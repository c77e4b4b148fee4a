"""When a vehicle leaves each of its places: as told where that can be, at once for a roadside, otherwise late."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.fleet import BOARD_S, DEADLINE, FROM_S, LONGEST, NEVER, OPENS, PLACE, SOONEST, Trip
from muster.plan.seating import EARLY, FIRST, LATE, LEFT, LEG, SOON, STANDS, STARTS, TOLD, VISITS, Seating


@njit(cache=True)
def settle(trip: Trip, s: Seating, v: int, times: NDArray[np.int64]) -> int:
    """Write when each visit of v is left into `times` (int64, at least as many as visits) and give when it starts.

    Whoever was told a time keeps it where that can be; whoever stands at a roadside is fetched as soon as that
    disturbs nobody; all others are fetched as late as lets everybody be there in time.
    """
    n, by = s.cars[v, VISITS], NEVER
    for i in range(n - 1, -1, -1):  # a new visit before one that was told leaves that one its time
        times[i] = min(s.cells[v, TOLD, i], s.cells[v, LATE, i], by)
        if s.cells[v, STANDS, i]:
            times[i] = s.cells[v, OPENS, i]
        by = times[i] - BOARD_S - s.cells[v, LEG, i]
    for i in range(n):
        if s.cells[v, STANDS, i]:
            times[i] = s.cells[v, OPENS, i]
            continue
        times[i] = max(times[i], s.cells[v, EARLY, i])
        if i:
            times[i] = max(times[i], times[i - 1] + s.cells[v, LEG, i] + BOARD_S)
    start = _start(trip, s, v, times)
    return _hurry(trip, s, v, times, start)


@njit(cache=True)
def _start(trip: Trip, s: Seating, v: int, times: NDArray[np.int64]) -> int:
    """Say when it leaves where it stands: as told if that is soon enough, otherwise as late as can be."""
    n = s.cars[v, VISITS]
    if s.cars[v, LEFT]:
        return int(s.cars[v, STARTS])
    first, latest = 0, trip.fleet[v, DEADLINE] - s.cells[v, LEG, 0]
    if n:
        first, latest = s.cells[v, PLACE, 0], times[0] - BOARD_S - s.cells[v, LEG, 0]
    if s.cars[v, STARTS] <= latest and s.cars[v, FIRST] == first:
        return int(max(s.cars[v, STARTS], trip.fleet[v, FROM_S]))
    if n and s.cells[v, STANDS, 0]:
        return int(latest)
    return int(max(latest, trip.fleet[v, FROM_S]))


@njit(cache=True)
def _hurry(trip: Trip, s: Seating, v: int, times: NDArray[np.int64], start: int) -> int:
    """Bring forward the visits to roadsides, and the start where one comes first; no other visit's time changes."""
    n, every, some = s.cars[v, VISITS], True, False
    for i in range(n):
        every, some = every and s.cells[v, SOON, i] != 0, some or s.cells[v, SOON, i] != 0
    if not some:
        return start
    if s.cells[v, SOON, 0] and not s.cars[v, LEFT]:
        soonest = trip.fleet[v, SOONEST]
        if not every:  # then it waits for somebody later: its whole way may take no longer than it may
            soonest = max(soonest, times[n - 1] + s.cells[v, LEG, n] - trip.fleet[v, LONGEST])
        start = min(start, soonest)
    t = start
    for i in range(n):
        t += s.cells[v, LEG, i] + BOARD_S
        if s.cells[v, SOON, i]:
            times[i] = max(t, s.cells[v, OPENS, i])
        t = times[i]
    return start
