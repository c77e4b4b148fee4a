"""Who sits in which vehicle, and in what order it fetches them: compiled insertion, removal and their undoing.

A route is a row of visits; whoever gets in at the same place shares a visit. Times are when a vehicle leaves a visit.
All of it is whole seconds. Visits that stand (a timetable's, or those already driven to) keep their place and time.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.fleet import BOARD_S, NEVER, Trip

NO_WAY = 1 << 50  # the cost of what can't be done
FITS, FULL, LATE, APART, NO_OPTION = 0, 1, 2, 3, 4  # why an option fails, the mildest last but one


class Seating(NamedTuple):
    """Who sits where: v vehicles, at most w visits each, n people.

    `early` and `late` are the earliest and the latest that a visit may be left with everything after it still in time;
    `evening` is when the vehicle is there on the way home, `slack` how much later all visits before one may become.
    """

    visits: NDArray[np.int64]  # [v] how many
    place: NDArray[np.int32]  # [v, w]
    home: NDArray[np.int32]  # [v, w]
    opens: NDArray[np.int32]  # [v, w] the latest of what its riders and its timetable ask
    shuts: NDArray[np.int32]  # [v, w] a standing visit's own time, otherwise NEVER
    closes: NDArray[np.int32]  # [v, w] the earliest of what its riders ask of the way home
    stands: NDArray[np.bool_]  # [v, w]
    leg: NDArray[np.int32]  # [v, w + 1] seconds of driving to each visit, and to the day's place
    home_leg: NDArray[np.int32]  # [v, w + 1] the way home, from the visit after; the first ends where it stands
    early: NDArray[np.int32]  # [v, w]
    late: NDArray[np.int32]  # [v, w]
    evening: NDArray[np.int32]  # [v, w]
    slack: NDArray[np.int32]  # [v, w + 1]
    back: NDArray[np.int64]  # [v]
    driven: NDArray[np.int64]  # [v] seconds of driving there
    fixed: NDArray[np.int64]  # [v] visits driven to already: nothing is put before or among them
    seats: NDArray[np.int64]  # [v] free
    wheels: NDArray[np.int64]  # [v] free
    riders: NDArray[np.int32]  # [v, c] in no order
    riding: NDArray[np.int64]  # [v]
    vehicle: NDArray[np.int32]  # [n] or -1
    option: NDArray[np.int32]  # [n] or -1
    at: NDArray[np.int32]  # [n] the place where they get in
    out_at: NDArray[np.int32]  # [n] the place where they get out on the way home
    aboard: NDArray[np.bool_]  # [n] can't change vehicles any more


def empty_seating(trip: Trip, *, most_visits: int) -> Seating:
    """Make a seating with nobody in it and no visits."""
    v, n = len(trip.start), len(trip.seats)
    wide = max(most_visits, 1)
    c = max(int((trip.capacity + trip.wheelchairs).max(initial=0)), 1)
    seating = Seating(
        visits=np.zeros(v, dtype=np.int64),
        place=np.zeros((v, wide), dtype=np.int32),
        home=np.zeros((v, wide), dtype=np.int32),
        opens=np.zeros((v, wide), dtype=np.int32),
        shuts=np.full((v, wide), NEVER, dtype=np.int32),
        closes=np.full((v, wide), NEVER, dtype=np.int32),
        stands=np.zeros((v, wide), dtype=np.bool_),
        leg=np.zeros((v, wide + 1), dtype=np.int32),
        home_leg=np.zeros((v, wide + 1), dtype=np.int32),
        early=np.zeros((v, wide), dtype=np.int32),
        late=np.zeros((v, wide), dtype=np.int32),
        evening=np.zeros((v, wide), dtype=np.int32),
        slack=np.zeros((v, wide + 1), dtype=np.int32),
        back=np.zeros(v, dtype=np.int64),
        driven=np.zeros(v, dtype=np.int64),
        fixed=np.zeros(v, dtype=np.int64),
        seats=trip.capacity.copy(),
        wheels=trip.wheelchairs.copy(),
        riders=np.zeros((v, c), dtype=np.int32),
        riding=np.zeros(v, dtype=np.int64),
        vehicle=np.full(n, -1, dtype=np.int32),
        option=np.full(n, -1, dtype=np.int32),
        at=np.full(n, -1, dtype=np.int32),
        out_at=np.full(n, -1, dtype=np.int32),
        aboard=np.zeros(n, dtype=np.bool_),
    )
    for vehicle in range(v):
        retime(trip, seating, vehicle)
    return seating


def copy_of(seating: Seating) -> Seating:
    """Copy every array."""
    return seating._replace(**{name: array.copy() for name, array in seating._asdict().items()})


@njit(cache=True)
def retime(trip: Trip, s: Seating, v: int) -> None:
    """Work out a vehicle's legs and times again, both ways."""
    n = s.visits[v]
    at = trip.start[v]
    driven = 0
    for i in range(n):
        s.leg[v, i] = trip.drive[at, s.place[v, i]]
        driven += s.leg[v, i]
        at = s.place[v, i]
    s.leg[v, n] = trip.drive[at, 0]
    s.driven[v] = driven + s.leg[v, n]
    at = 0
    for i in range(n - 1, -1, -1):
        s.home_leg[v, i + 1] = trip.drive[at, s.home[v, i]]
        at = s.home[v, i]
    s.home_leg[v, 0] = trip.drive[at, trip.start[v]]
    reclock(trip, s, v)


@njit(cache=True)
def reclock(trip: Trip, s: Seating, v: int) -> None:
    """Work out a vehicle's times again, where its legs are as they were."""
    n = s.visits[v]
    t = trip.from_s[v]
    for i in range(n):
        t += s.leg[v, i] + BOARD_S
        if s.stands[v, i] or s.opens[v, i] > t:
            t = s.opens[v, i]
        s.early[v, i] = t
    t = trip.deadline[v] - s.leg[v, n]
    for i in range(n - 1, -1, -1):
        if s.stands[v, i] or s.shuts[v, i] < t:
            t = s.shuts[v, i]
        s.late[v, i] = t
        t -= s.leg[v, i] + BOARD_S
    if trip.homeward[v]:
        t = trip.leave_s
        for i in range(n - 1, -1, -1):
            t += s.home_leg[v, i + 1]
            s.evening[v, i] = t
            t += BOARD_S
        s.back[v] = t + s.home_leg[v, 0]
        s.slack[v, 0] = trip.back_by[v] - s.back[v]
        for i in range(n):
            s.slack[v, i + 1] = min(s.slack[v, i], s.closes[v, i] - s.evening[v, i])


@njit(cache=True)
def visit_of(s: Seating, v: int, u: int) -> int:
    """Find the visit at which u gets into v, or -1."""
    for i in range(s.visits[v]):
        if s.place[v, i] == s.at[u] and s.home[v, i] == s.out_at[u]:
            return i
    return -1


@njit(cache=True)
def parted(trip: Trip, s: Seating, v: int, u: int) -> bool:
    """Say whether somebody whom u is kept apart from rides in v."""
    for k in range(trip.apart_first[u], trip.apart_first[u + 1]):  # noqa: SIM110 - compiled
        if s.vehicle[trip.apart[k]] == v:
            return True
    return False


@njit(cache=True)
def try_option(  # noqa: C901 - one compiled search
    trip: Trip, s: Seating, v: int, o: int, limit: int
) -> tuple[int, int, bool]:
    """Find an option's cheapest place in v's route below a limit: (seconds more driving, visit, whether it is new).

    Windows alone are asked. The visit is -1 where there is none.
    """
    for i in range(s.fixed[v], s.visits[v]):
        if s.place[v, i] == trip.place[o] and s.home[v, i] == trip.home[o]:
            in_time = trip.opens[o] <= s.late[v, i]
            if in_time and (not trip.homeward[v] or s.evening[v, i] <= trip.closes[o]):
                return 0, i, False
    best, where = limit, -1
    n = s.visits[v]
    if n >= s.place.shape[1] or not (trip.free[v] or trip.anywhere[o]):
        return best, where, True
    p, h = trip.place[o], trip.home[o]
    there, thence = trip.drive_to[p], trip.drive[p]
    home_there, home_thence = trip.drive_to[h], trip.drive[h]
    for k in range(s.fixed[v], n + 1):
        before, t = trip.start[v], trip.from_s[v]
        if k > 0:
            before, t = s.place[v, k - 1], s.early[v, k - 1]
        after, by = 0, trip.deadline[v]
        if k < n:
            after, by = s.place[v, k], s.late[v, k] - BOARD_S
        more = there[before] + thence[after] - s.leg[v, k]
        if more >= best or max(t + there[before] + BOARD_S, trip.opens[o]) + thence[after] > by:
            continue
        if trip.homeward[v]:
            e = trip.leave_s + home_there[0]
            if k < n:
                e = s.evening[v, k] + BOARD_S + home_there[s.home[v, k]]
            then, was = trip.start[v], s.back[v]
            if k > 0:
                then, was = s.home[v, k - 1], s.evening[v, k - 1]
            if e > trip.closes[o] or e + BOARD_S + home_thence[then] - was > s.slack[v, k]:
                continue
        best, where = more, k
    return best, where, True


@njit(cache=True)
def try_vehicle(trip: Trip, s: Seating, v: int, u: int, limit: int) -> tuple[int, int, int, bool, int]:
    """Find u's cheapest way into v below a limit: (cost, option, visit, whether it is new, why not)."""
    first = trip.first[u * len(trip.start) + v]
    last = trip.first[u * len(trip.start) + v + 1]
    if first == last:
        return NO_WAY, -1, -1, False, NO_OPTION
    if s.seats[v] < trip.seats[u] or s.wheels[v] < trip.wheels[u]:
        return NO_WAY, -1, -1, False, FULL
    if parted(trip, s, v, u):
        return NO_WAY, -1, -1, False, APART
    best, option, where, new = limit, -1, -1, False
    for o in range(first, last):
        if trip.cost[o] >= best:
            break
        more, at, fresh = try_option(trip, s, v, o, best - trip.cost[o])
        if at >= 0:
            best, option, where, new = more + trip.cost[o], o, at, fresh
    return best, option, where, new, FITS if option >= 0 else LATE


@njit(cache=True)
def _mend_legs(trip: Trip, s: Seating, v: int, k: int) -> None:
    """Look up again how long it drives between visit k and the one before it, both ways; the driving's sum with it."""
    n = s.visits[v]
    before = s.place[v, k - 1] if k > 0 else trip.start[v]
    after = s.place[v, k] if k < n else 0
    s.leg[v, k] = trip.drive[before, after]
    s.driven[v] = s.leg[v, : n + 1].sum()
    before = s.home[v, k - 1] if k > 0 else trip.start[v]
    after = s.home[v, k] if k < n else 0
    s.home_leg[v, k] = trip.drive[after, before]


@njit(cache=True)
def seat(trip: Trip, s: Seating, v: int, u: int, o: int, where: int, new: bool) -> None:  # noqa: FBT001 - compiled
    """Put u into v by option o at a visit that `try_option` found."""
    if new:
        s.leg[v, s.visits[v] + 1] = s.leg[v, s.visits[v]]
        s.home_leg[v, s.visits[v] + 1] = s.home_leg[v, s.visits[v]]
        for i in range(s.visits[v], where, -1):
            s.leg[v, i] = s.leg[v, i - 1]
            s.home_leg[v, i] = s.home_leg[v, i - 1]
            s.place[v, i] = s.place[v, i - 1]
            s.home[v, i] = s.home[v, i - 1]
            s.opens[v, i] = s.opens[v, i - 1]
            s.shuts[v, i] = s.shuts[v, i - 1]
            s.closes[v, i] = s.closes[v, i - 1]
            s.stands[v, i] = s.stands[v, i - 1]
        s.place[v, where] = trip.place[o]
        s.home[v, where] = trip.home[o]
        s.opens[v, where] = trip.opens[o]
        s.shuts[v, where] = NEVER
        s.closes[v, where] = trip.closes[o]
        s.stands[v, where] = False
        s.visits[v] += 1
    s.riders[v, s.riding[v]] = u
    s.riding[v] += 1
    s.seats[v] -= trip.seats[u]
    s.wheels[v] -= trip.wheels[u]
    s.vehicle[u] = v
    s.option[u] = o
    s.at[u] = trip.place[o]
    s.out_at[u] = trip.home[o]
    if new:
        _mend_legs(trip, s, v, where)
        _mend_legs(trip, s, v, where + 1)
        reclock(trip, s, v)
    elif trip.opens[o] > s.opens[v, where] or trip.closes[o] < s.closes[v, where]:
        s.closes[v, where] = min(s.closes[v, where], trip.closes[o])
        if not s.stands[v, where]:
            s.opens[v, where] = max(s.opens[v, where], trip.opens[o])
        reclock(trip, s, v)


@njit(cache=True)
def unseat(trip: Trip, s: Seating, u: int) -> None:
    """Take u out of their vehicle; a visit that nobody needs goes, unless it stands."""
    v = s.vehicle[u]
    i = leave_seat(trip, s, u)
    tidy_visit(trip, s, v, i)
    reclock(trip, s, v)


@njit(cache=True)
def leave_seat(trip: Trip, s: Seating, u: int) -> int:
    """Take u off the vehicle's list and give their visit; the visit and the times are as before."""
    v = s.vehicle[u]
    for k in range(s.riding[v]):
        if s.riders[v, k] == u:
            s.riders[v, k] = s.riders[v, s.riding[v] - 1]
            break
    s.riding[v] -= 1
    s.seats[v] += trip.seats[u]
    s.wheels[v] += trip.wheels[u]
    s.vehicle[u] = -1
    s.option[u] = -1
    return visit_of(s, v, u)


@njit(cache=True)
def tidy_visit(trip: Trip, s: Seating, v: int, i: int) -> None:
    """Ask again what a visit's riders ask; take the visit out where none are left, unless it stands."""
    others, opens, closes = 0, 0, NEVER
    for k in range(s.riding[v]):
        u = s.riders[v, k]
        if s.at[u] == s.place[v, i] and s.out_at[u] == s.home[v, i]:
            o = s.option[u]
            others += 1
            opens, closes = max(opens, trip.opens[o]), min(closes, trip.closes[o])
    if others or s.stands[v, i]:
        if not s.stands[v, i]:
            s.opens[v, i] = opens
        s.closes[v, i] = closes
        return
    for j in range(i, s.visits[v]):
        s.leg[v, j] = s.leg[v, j + 1]
        s.home_leg[v, j] = s.home_leg[v, j + 1]
    for j in range(i, s.visits[v] - 1):
        s.place[v, j] = s.place[v, j + 1]
        s.home[v, j] = s.home[v, j + 1]
        s.opens[v, j] = s.opens[v, j + 1]
        s.shuts[v, j] = s.shuts[v, j + 1]
        s.closes[v, j] = s.closes[v, j + 1]
        s.stands[v, j] = s.stands[v, j + 1]
    s.visits[v] -= 1
    _mend_legs(trip, s, v, i)


@njit(cache=True)
def copy_vehicle(s: Seating, t: Seating, v: int) -> None:
    """Copy one vehicle's rows from s to t."""
    n = max(s.visits[v], 1)
    t.visits[v] = s.visits[v]
    for i in range(n):
        t.place[v, i] = s.place[v, i]
        t.home[v, i] = s.home[v, i]
        t.opens[v, i] = s.opens[v, i]
        t.shuts[v, i] = s.shuts[v, i]
        t.closes[v, i] = s.closes[v, i]
        t.stands[v, i] = s.stands[v, i]
        t.leg[v, i] = s.leg[v, i]
        t.home_leg[v, i] = s.home_leg[v, i]
        t.early[v, i] = s.early[v, i]
        t.late[v, i] = s.late[v, i]
        t.evening[v, i] = s.evening[v, i]
        t.slack[v, i] = s.slack[v, i]
    t.leg[v, s.visits[v]] = s.leg[v, s.visits[v]]
    t.home_leg[v, s.visits[v]] = s.home_leg[v, s.visits[v]]
    t.slack[v, n] = s.slack[v, n]
    t.back[v] = s.back[v]
    t.driven[v] = s.driven[v]
    t.seats[v] = s.seats[v]
    t.wheels[v] = s.wheels[v]
    t.riding[v] = s.riding[v]
    for k in range(s.riding[v]):
        t.riders[v, k] = s.riders[v, k]
