"""Trying where somebody could sit, seating them, and taking them out again: compiled, on the arrays of a seating."""

from numba import njit

from muster.plan.fleet import (
    ANYWHERE,
    BOARD_S,
    CLOSES,
    COST,
    DEADLINE,
    FREE,
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
from muster.plan.seating import (
    APART,
    AT,
    BACK,
    DRIVEN,
    EARLY,
    EVENING,
    FITS,
    FIXED,
    FULL,
    HOME_LEG,
    LATE,
    LATE_OR_FAR,
    LEG,
    NO_OPTION,
    NO_WAY,
    OPTION,
    OUT_AT,
    RIDING,
    SHUTS,
    SLACK,
    SOON,
    STANDS,
    TOLD,
    VEHICLE,
    VISITS,
    Seating,
    parted,
    reclock,
    visit_of,
)


@njit(cache=True)
def try_option(  # noqa: C901 - one compiled search
    trip: Trip, s: Seating, v: int, o: int, limit: int, low: int, high: int
) -> tuple[int, int, bool]:
    """Find an option's cheapest place in v's route below a limit: (seconds more driving, visit, whether it is new).

    Windows alone are asked; a new visit comes before one of the visits from low to high. The visit is -1 where there
    is none.
    """
    for i in range(s.cars[v, FIXED], s.cars[v, VISITS]):
        if s.cells[v, PLACE, i] == trip.options[o, PLACE] and s.cells[v, HOME, i] == trip.options[o, HOME]:
            in_time = trip.options[o, OPENS] <= s.cells[v, LATE, i]
            if in_time and (not trip.fleet[v, HOMEWARD] or s.cells[v, EVENING, i] <= trip.options[o, CLOSES]):
                return 0, i, False
            return NO_WAY, -1, False  # nobody comes to one place twice
    best, where = limit, -1
    n = s.cars[v, VISITS]
    if n >= s.cells.shape[2] - 1 or not (trip.fleet[v, FREE] or trip.options[o, ANYWHERE]):
        return best, where, True
    p, h, pace = trip.options[o, PLACE], trip.options[o, HOME], trip.fleet[v, PACE]
    there, thence = trip.drive_to[pace + p], trip.drive[pace + p]
    home_there, home_thence = trip.drive_to[h], trip.drive[h]
    for k in range(max(s.cars[v, FIXED], low), min(n, high) + 1):
        before, t = trip.fleet[v, START], trip.fleet[v, FROM_S]
        if k > 0:
            before, t = s.cells[v, PLACE, k - 1], s.cells[v, EARLY, k - 1]
        after, by = 0, trip.fleet[v, DEADLINE]
        if k < n:
            after, by = s.cells[v, PLACE, k], s.cells[v, LATE, k] - BOARD_S
        more = there[before] + thence[after] - s.cells[v, LEG, k]
        if more >= best or max(t + there[before] + BOARD_S, trip.options[o, OPENS]) + thence[after] > by:
            continue
        if trip.fleet[v, HOMEWARD]:
            e = trip.leave_s + home_there[0]
            if k < n:
                e = s.cells[v, EVENING, k] + BOARD_S + home_there[s.cells[v, HOME, k]]
            then, was = trip.fleet[v, START], s.cars[v, BACK]
            if k > 0:
                then, was = s.cells[v, HOME, k - 1], s.cells[v, EVENING, k - 1]
            if e > trip.options[o, CLOSES] or e + BOARD_S + home_thence[then] - was > s.cells[v, SLACK, k]:
                continue
        best, where = more, k
    return best, where, True


@njit(cache=True)
def try_vehicle(trip: Trip, s: Seating, v: int, u: int, limit: int) -> tuple[int, int, int, bool, int]:
    """Find u's cheapest way into v below a limit: (cost, option, visit, whether it is new, why not)."""
    first = trip.first[u * len(trip.fleet) + v]
    last = trip.first[u * len(trip.fleet) + v + 1]
    if first == last:
        return NO_WAY, -1, -1, False, NO_OPTION
    if s.cars[v, SEATS] < trip.who[u, SEATS] or s.cars[v, WHEELS] < trip.who[u, WHEELS]:
        return NO_WAY, -1, -1, False, FULL
    if parted(trip, s, v, u):
        return NO_WAY, -1, -1, False, APART
    best, option, where, new = limit, -1, -1, False
    for o in range(first, last):
        if trip.options[o, COST] >= best:
            break
        more, at, fresh = try_option(trip, s, v, o, best - trip.options[o, COST], 0, NEVER)
        if at >= 0:
            best, option, where, new = more + trip.options[o, COST], o, at, fresh
    return best, option, where, new, FITS if option >= 0 else LATE_OR_FAR


@njit(cache=True)
def _mend_legs(trip: Trip, s: Seating, v: int, k: int) -> None:
    """Look up again how long it drives between visit k and the one before it, both ways; the driving's sum with it."""
    n, pace = s.cars[v, VISITS], trip.fleet[v, PACE]
    before = s.cells[v, PLACE, k - 1] if k > 0 else trip.fleet[v, START]
    after = s.cells[v, PLACE, k] if k < n else 0
    s.cells[v, LEG, k] = trip.drive[pace + before, after]
    s.cars[v, DRIVEN] = s.cells[v, LEG, : n + 1].sum()
    before = s.cells[v, HOME, k - 1] if k > 0 else trip.fleet[v, START]
    after = s.cells[v, HOME, k] if k < n else 0
    s.cells[v, HOME_LEG, k] = trip.drive[after, before]


@njit(cache=True)
def seat(trip: Trip, s: Seating, v: int, u: int, o: int, where: int, new: bool) -> None:  # noqa: FBT001 - compiled
    """Put u into v by option o at a visit that `try_option` found."""
    if new:
        s.cells[v, LEG, s.cars[v, VISITS] + 1] = s.cells[v, LEG, s.cars[v, VISITS]]
        s.cells[v, HOME_LEG, s.cars[v, VISITS] + 1] = s.cells[v, HOME_LEG, s.cars[v, VISITS]]
        for i in range(s.cars[v, VISITS], where, -1):
            s.cells[v, LEG, i] = s.cells[v, LEG, i - 1]
            s.cells[v, HOME_LEG, i] = s.cells[v, HOME_LEG, i - 1]
            s.cells[v, PLACE, i] = s.cells[v, PLACE, i - 1]
            s.cells[v, HOME, i] = s.cells[v, HOME, i - 1]
            s.cells[v, OPENS, i] = s.cells[v, OPENS, i - 1]
            s.cells[v, SHUTS, i] = s.cells[v, SHUTS, i - 1]
            s.cells[v, CLOSES, i] = s.cells[v, CLOSES, i - 1]
            s.cells[v, STANDS, i] = s.cells[v, STANDS, i - 1]
            s.cells[v, TOLD, i] = s.cells[v, TOLD, i - 1]
            s.cells[v, SOON, i] = s.cells[v, SOON, i - 1]
        s.cells[v, PLACE, where] = trip.options[o, PLACE]
        s.cells[v, HOME, where] = trip.options[o, HOME]
        s.cells[v, OPENS, where] = trip.options[o, OPENS]
        s.cells[v, SHUTS, where] = NEVER
        s.cells[v, CLOSES, where] = trip.options[o, CLOSES]
        s.cells[v, STANDS, where] = False
        s.cells[v, TOLD, where] = NEVER
        s.cells[v, SOON, where] = trip.options[o, ANYWHERE]
        s.cars[v, VISITS] += 1
    s.riders[v, s.cars[v, RIDING]] = u
    s.cars[v, RIDING] += 1
    s.cars[v, SEATS] -= trip.who[u, SEATS]
    s.cars[v, WHEELS] -= trip.who[u, WHEELS]
    s.folk[u, VEHICLE] = v
    s.folk[u, OPTION] = o
    s.folk[u, AT] = trip.options[o, PLACE]
    s.folk[u, OUT_AT] = trip.options[o, HOME]
    if new:
        _mend_legs(trip, s, v, where)
        _mend_legs(trip, s, v, where + 1)
        reclock(trip, s, v)
    elif trip.options[o, OPENS] > s.cells[v, OPENS, where] or trip.options[o, CLOSES] < s.cells[v, CLOSES, where]:
        s.cells[v, CLOSES, where] = min(s.cells[v, CLOSES, where], trip.options[o, CLOSES])
        if not s.cells[v, STANDS, where]:
            s.cells[v, OPENS, where] = max(s.cells[v, OPENS, where], trip.options[o, OPENS])
        reclock(trip, s, v)


@njit(cache=True)
def unseat(trip: Trip, s: Seating, u: int) -> None:
    """Take u out of their vehicle; a visit that nobody needs goes, unless it stands."""
    v = s.folk[u, VEHICLE]
    i = leave_seat(trip, s, u)
    tidy_visit(trip, s, v, i)
    reclock(trip, s, v)


@njit(cache=True)
def leave_seat(trip: Trip, s: Seating, u: int) -> int:
    """Take u off the vehicle's list and give their visit; the visit and the times are as before."""
    v = s.folk[u, VEHICLE]
    for k in range(s.cars[v, RIDING]):
        if s.riders[v, k] == u:
            s.riders[v, k] = s.riders[v, s.cars[v, RIDING] - 1]
            break
    s.cars[v, RIDING] -= 1
    s.cars[v, SEATS] += trip.who[u, SEATS]
    s.cars[v, WHEELS] += trip.who[u, WHEELS]
    s.folk[u, VEHICLE] = -1
    s.folk[u, OPTION] = -1
    return visit_of(s, v, u)


@njit(cache=True)
def tidy_visit(trip: Trip, s: Seating, v: int, i: int) -> None:
    """Ask again what a visit's riders ask; take the visit out where none are left, unless it stands."""
    others, opens, closes = 0, 0, NEVER
    for k in range(s.cars[v, RIDING]):
        u = s.riders[v, k]
        if s.folk[u, AT] == s.cells[v, PLACE, i] and s.folk[u, OUT_AT] == s.cells[v, HOME, i]:
            o = s.folk[u, OPTION]
            others += 1
            opens, closes = max(opens, trip.options[o, OPENS]), min(closes, trip.options[o, CLOSES])
    if others or s.cells[v, STANDS, i]:
        if not s.cells[v, STANDS, i]:
            s.cells[v, OPENS, i] = opens
        s.cells[v, CLOSES, i] = closes
        return
    for j in range(i, s.cars[v, VISITS]):
        s.cells[v, LEG, j] = s.cells[v, LEG, j + 1]
        s.cells[v, HOME_LEG, j] = s.cells[v, HOME_LEG, j + 1]
    for j in range(i, s.cars[v, VISITS] - 1):
        s.cells[v, PLACE, j] = s.cells[v, PLACE, j + 1]
        s.cells[v, HOME, j] = s.cells[v, HOME, j + 1]
        s.cells[v, OPENS, j] = s.cells[v, OPENS, j + 1]
        s.cells[v, SHUTS, j] = s.cells[v, SHUTS, j + 1]
        s.cells[v, CLOSES, j] = s.cells[v, CLOSES, j + 1]
        s.cells[v, STANDS, j] = s.cells[v, STANDS, j + 1]
        s.cells[v, TOLD, j] = s.cells[v, TOLD, j + 1]
        s.cells[v, SOON, j] = s.cells[v, SOON, j + 1]
    s.cars[v, VISITS] -= 1
    _mend_legs(trip, s, v, i)
