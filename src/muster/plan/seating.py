"""Who sits in which vehicle, and in what order it fetches them: compiled insertion, removal and their undoing.

A route is a row of visits; whoever gets in at the same place shares a visit. Times are when a vehicle leaves a visit.
All of it is whole seconds. Visits that stand (a timetable's, or those already driven to) keep their place and time.
The arrays are packed into few, as each that a compiled function takes costs seconds of compiling.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.fleet import (
    BACK_BY,
    BOARD_S,
    CLOSES,
    DEADLINE,
    FROM_S,
    HOME,
    HOMEWARD,
    NEVER,
    OPENS,
    PACE,
    PLACE,
    SEATS,
    START,
    WHEELS,
    Trip,
)

NO_WAY = 1 << 50  # the cost of what can't be done
FITS, FULL, LATE_OR_FAR, APART, NO_OPTION = 0, 1, 2, 3, 4  # why somebody can't ride in a vehicle

# of a visit, beside PLACE, HOME, OPENS and CLOSES: shared names, shared columns
SHUTS, STANDS, LEG, HOME_LEG, EARLY, LATE, EVENING, SLACK = 4, 5, 6, 7, 8, 9, 10, 11
TOLD, SOON = 12, 13
_CELLS = 14
# of a vehicle, beside SEATS and WHEELS
VISITS, BACK, DRIVEN, FIXED, RIDING, LEFT, STARTS, FIRST = 2, 3, 4, 5, 6, 7, 8, 9
_CARS = 10
VEHICLE, OPTION, AT, OUT_AT, ABOARD = range(5)  # of a person


class Seating(NamedTuple):
    """Who sits where: v vehicles, fewer than w visits each, n people.

    Attributes:
        cells: int32[v, 14, w], a column of which is a visit: PLACE and HOME, where it is there and on the way home;
            OPENS, the latest of what its riders or its timetable ask; SHUTS, a standing visit's own time, otherwise
            NEVER; CLOSES, the earliest of what its riders ask of the way home; STANDS; LEG, the driving to it (and
            after the last, to the day's place); HOME_LEG, the driving to the one before on the way home; EARLY and
            LATE, when it may be left with all in time; EVENING, when it is there on the way home; SLACK, how much later
            all before it may become; TOLD, when its riders have been told that it leaves, or NEVER; SOON, somebody
            newly stands at a roadside there.
        cars: int64[v, 10]: SEATS and WHEELS, free; VISITS, how many; BACK, when; DRIVEN, seconds of driving there;
            FIXED, visits driven to already, before which nothing is put; RIDING, how many of `riders` count; LEFT,
            under way already; STARTS and FIRST, when it was told to leave (or NEVER) and for which place.
        folk: int32[n, 5]: VEHICLE and OPTION or -1; AT and OUT_AT, where they get in and out; ABOARD, can't change now.
        riders: int32[v, c], in no order; without those aboard.
    """

    cells: NDArray[np.int32]
    cars: NDArray[np.int64]
    folk: NDArray[np.int32]
    riders: NDArray[np.int32]


def empty_seating(trip: Trip, *, most_visits: int) -> Seating:
    """Make a seating with nobody in it and no visits."""
    v, n = len(trip.fleet), len(trip.who)
    c = max(int((trip.capacity + trip.wheelchairs).max(initial=0)), 1)
    seating = Seating(
        cells=np.zeros((v, _CELLS, most_visits + 2), dtype=np.int32),
        cars=np.zeros((v, _CARS), dtype=np.int64),
        folk=np.full((n, 5), -1, dtype=np.int32),
        riders=np.zeros((v, c), dtype=np.int32),
    )
    seating.cells[:, [SHUTS, CLOSES, TOLD]] = NEVER
    seating.cars[:, STARTS] = NEVER
    seating.folk[:, ABOARD] = 0
    seating.cars[:, SEATS], seating.cars[:, WHEELS] = trip.capacity, trip.wheelchairs
    for vehicle in range(v):
        retime(trip, seating, vehicle)
    return seating


def copy_of(seating: Seating) -> Seating:
    """Copy every array."""
    return Seating(seating.cells.copy(), seating.cars.copy(), seating.folk.copy(), seating.riders.copy())


@njit(cache=True)
def retime(trip: Trip, s: Seating, v: int) -> None:
    """Work out a vehicle's legs and times again, both ways."""
    n, pace = s.cars[v, VISITS], trip.fleet[v, PACE]
    at = trip.fleet[v, START]
    driven = 0
    for i in range(n):
        s.cells[v, LEG, i] = trip.drive[pace + at, s.cells[v, PLACE, i]]
        driven += s.cells[v, LEG, i]
        at = s.cells[v, PLACE, i]
    s.cells[v, LEG, n] = trip.drive[pace + at, 0]
    s.cars[v, DRIVEN] = driven + s.cells[v, LEG, n]
    at = 0
    for i in range(n - 1, -1, -1):
        s.cells[v, HOME_LEG, i + 1] = trip.drive[at, s.cells[v, HOME, i]]  # by evening it has been mended
        at = s.cells[v, HOME, i]
    s.cells[v, HOME_LEG, 0] = trip.drive[at, trip.fleet[v, START]]
    reclock(trip, s, v)


@njit(cache=True)
def reclock(trip: Trip, s: Seating, v: int) -> None:
    """Work out a vehicle's times again, where its legs are as they were."""
    n = s.cars[v, VISITS]
    t = trip.fleet[v, FROM_S]
    for i in range(n):
        t += s.cells[v, LEG, i] + BOARD_S
        if s.cells[v, STANDS, i] or s.cells[v, OPENS, i] > t:
            t = s.cells[v, OPENS, i]
        s.cells[v, EARLY, i] = t
    t = trip.fleet[v, DEADLINE] - s.cells[v, LEG, n]
    for i in range(n - 1, -1, -1):
        if s.cells[v, STANDS, i] or s.cells[v, SHUTS, i] < t:
            t = s.cells[v, SHUTS, i]
        s.cells[v, LATE, i] = t
        t -= s.cells[v, LEG, i] + BOARD_S
    if trip.fleet[v, HOMEWARD]:
        t = trip.leave_s
        for i in range(n - 1, -1, -1):
            t += s.cells[v, HOME_LEG, i + 1]
            s.cells[v, EVENING, i] = t
            t += BOARD_S
        s.cars[v, BACK] = t + s.cells[v, HOME_LEG, 0]
        s.cells[v, SLACK, 0] = trip.fleet[v, BACK_BY] - s.cars[v, BACK]
        for i in range(n):
            s.cells[v, SLACK, i + 1] = min(s.cells[v, SLACK, i], s.cells[v, CLOSES, i] - s.cells[v, EVENING, i])


@njit(cache=True)
def visit_of(s: Seating, v: int, u: int) -> int:
    """Find the last visit of v at u's places, or -1: one driven to before is nobody's any more."""
    for i in range(s.cars[v, VISITS] - 1, -1, -1):
        if s.cells[v, PLACE, i] == s.folk[u, AT] and s.cells[v, HOME, i] == s.folk[u, OUT_AT]:
            return i
    return -1


@njit(cache=True)
def parted(trip: Trip, s: Seating, v: int, u: int) -> bool:
    """Say whether somebody whom u is kept apart from rides in v."""
    for k in range(trip.apart_first[u], trip.apart_first[u + 1]):  # noqa: SIM110 - compiled
        if s.folk[trip.apart[k], VEHICLE] == v:
            return True
    return False


@njit(cache=True)
def copy_vehicle(s: Seating, t: Seating, v: int) -> None:
    """Copy one vehicle's rows from s to t."""
    n = s.cars[v, VISITS] + 1
    for f in range(s.cells.shape[1]):
        for i in range(n):
            t.cells[v, f, i] = s.cells[v, f, i]
    for f in range(s.cars.shape[1]):
        t.cars[v, f] = s.cars[v, f]
    for k in range(s.cars[v, RIDING]):
        t.riders[v, k] = s.riders[v, k]
