"""Mend a seating: insertion where nobody is disturbed, then chains of people who move up so that one more sits."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.fleet import ANYWHERE, HOME, NEVER, PLACE, SEATS, TAKES, WHEELS, Trip
from muster.plan.ride_times import settle
from muster.plan.seat_moves import seat, try_option, try_vehicle, unseat
from muster.plan.seating import (
    ABOARD,
    AT,
    FIXED,
    NO_WAY,
    OPTION,
    OUT_AT,
    RIDING,
    STANDS,
    TOLD,
    VEHICLE,
    VISITS,
    Seating,
    copy_of,
    copy_vehicle,
)

DISTURBED_S = 600  # what it costs to fetch somebody by a new stop, for each who rides there already
ANOTHER_TIME_S = 100_000  # to tell one rider another time is worse than any wait of somebody at a roadside
MOST_MOVES = 3  # people who move up to seat one more


def mend_seats(trip: Trip, seating: Seating, wanting: NDArray[np.int64], *, seated_at_most: int) -> Seating:
    """Seat as many of `wanting` (in this order) as can be, moving as few others as can be.

    Args:
        trip: the arrays.
        seating: left as it is.
        wanting: people without a seat, int64[k].
        seated_at_most: people; when so many of those who may move sit, no more is tried.

    Nobody who sits loses their seat: a chain ends at a free one. Source: augmenting paths, as in bipartite matching
    (Berge 1957), with each step tried against the vehicle's windows.
    """
    mended = copy_of(seating)
    _insert_gently(trip, mended, copy_of(seating), wanting)
    movable = (mended.folk[:, VEHICLE] >= 0) & (mended.folk[:, ABOARD] == 0)
    if int(trip.who[movable].sum()) < seated_at_most:
        _move_up(trip, mended, copy_of(mended), wanting, MOST_MOVES)
    return mended


@njit(cache=True)
def _insert_gently(trip: Trip, s: Seating, kept: Seating, wanting: NDArray[np.int64]) -> None:
    times = np.zeros(s.cells.shape[2], dtype=np.int64)
    for u in wanting:
        best, best_v, best_o, best_at, best_new = NO_WAY, -1, -1, -1, False
        for v in range(len(trip.fleet)):
            cost, o, at, new, _ = try_vehicle(trip, s, v, u, NO_WAY)
            if o >= 0 and trip.options[o, ANYWHERE]:
                cost, at = _soonest(trip, s, kept, v, u, o, at, new, times)
            elif o >= 0 and new:
                cost += DISTURBED_S * s.cars[v, RIDING]
            if o >= 0 and cost < best:
                best, best_v, best_o, best_at, best_new = cost, v, o, at, new
        if best_v >= 0:
            seat(trip, s, best_v, u, best_o, best_at, best_new)


@njit(cache=True)
def _soonest(  # noqa: PLR0917 - the same
    trip: Trip,
    s: Seating,
    kept: Seating,
    v: int,
    u: int,
    o: int,
    at: int,
    new: bool,  # noqa: FBT001 - compiled code knows no keywords
    times: NDArray[np.int64],
) -> tuple[int, int]:
    """Find where v fetches u off a roadside: fewest others told another time, then soonest; (its cost, the visit)."""
    if not new:
        settle(trip, s, v, times)
        return int(times[at]), at
    best, where = NO_WAY, at
    copy_vehicle(s, kept, v)
    for k in range(s.cars[v, FIXED], s.cars[v, VISITS] + 1):
        if try_option(trip, s, v, o, NO_WAY, k, k)[1] == k:
            seat(trip, s, v, u, o, k, True)  # noqa: FBT003 - compiled
            settle(trip, s, v, times)
            cost = times[k] + ANOTHER_TIME_S * _told_another_time(s, v, times)
            copy_vehicle(kept, s, v)
            s.folk[u, VEHICLE] = s.folk[u, OPTION] = -1
            if cost < best:
                best, where = cost, k
    return best, where


@njit(cache=True)
def _told_another_time(s: Seating, v: int, times: NDArray[np.int64]) -> int:
    """Count the riders of v who would be told another time than before."""
    count = 0
    for i in range(s.cars[v, VISITS]):
        if s.cells[v, STANDS, i] or s.cells[v, TOLD, i] == NEVER or s.cells[v, TOLD, i] == times[i]:
            continue
        for k in range(s.cars[v, RIDING]):
            w = s.riders[v, k]
            count += s.folk[w, AT] == s.cells[v, PLACE, i] and s.folk[w, OUT_AT] == s.cells[v, HOME, i]
    return count


@njit(cache=True)
def _move_up(trip: Trip, s: Seating, kept: Seating, wanting: NDArray[np.int64], most: int) -> None:
    """Try a chain for each who wants a seat, as long as a seat is free anywhere for its last one."""
    tried = np.zeros((most + 2, len(trip.fleet)), dtype=np.bool_)
    for u in wanting:
        if s.folk[u, VEHICLE] < 0 and _some_seat_free(trip, s):
            tried[:, :] = False
            _chain(trip, s, kept, u, tried, most)


@njit(cache=True)
def _some_seat_free(trip: Trip, s: Seating) -> bool:
    for v in range(len(trip.fleet)):  # noqa: SIM110 - compiled
        if trip.fleet[v, TAKES] and (s.cars[v, SEATS] > 0 or s.cars[v, WHEELS] > 0):
            return True
    return False


@njit(cache=True)
def _chain(trip: Trip, s: Seating, kept: Seating, first: int, tried: NDArray[np.bool_], most: int) -> bool:
    """Seat somebody, if need be where somebody else sits who can move up, and so on, through at most so many moves.

    `tried` says, for each length, in which vehicles all were asked; its last row, which this chain stands on. Step d of
    the chain seats who[d] in vehicle[d] in the place of its rider number `asked[d] - 1`. (Not recursive: numba
    can't keep
    such code.)
    """
    who = np.zeros(most + 1, dtype=np.int64)
    vehicle, asked = np.full(most + 1, -1, dtype=np.int64), np.zeros(most + 1, dtype=np.int64)
    who[0], d, back = first, 0, False
    while d >= 0:
        if back:  # the one who was to move up can't: as it was
            _as_it_was(s, kept, vehicle[d], who[d], kept.riders[vehicle[d], asked[d] - 1])
        elif _sit_anywhere(trip, s, who[d]):
            return True
        else:
            vehicle[d] = -1
        back = d == most or not _next_step(trip, s, kept, who[d], vehicle, asked, d, tried)
        if back:
            d -= 1
        else:
            who[d + 1] = kept.riders[vehicle[d], asked[d] - 1]
            d += 1
    return False


@njit(cache=True)
def _sit_anywhere(trip: Trip, s: Seating, u: int) -> bool:
    for v in range(len(trip.fleet)):
        _, o, at, new, _ = try_vehicle(trip, s, v, u, NO_WAY)
        if o >= 0:
            seat(trip, s, v, u, o, at, new)
            return True
    return False


@njit(cache=True)
def _as_it_was(s: Seating, kept: Seating, v: int, u: int, w: int) -> None:
    copy_vehicle(kept, s, v)
    s.folk[u, VEHICLE] = s.folk[u, OPTION] = -1
    s.folk[w, VEHICLE], s.folk[w, OPTION], s.folk[w, AT], s.folk[w, OUT_AT] = (
        v,
        kept.folk[w, OPTION],
        kept.folk[w, AT],
        kept.folk[w, OUT_AT],
    )


@njit(cache=True)
def _next_step(
    trip: Trip,
    s: Seating,
    kept: Seating,
    u: int,
    vehicle: NDArray[np.int64],
    asked: NDArray[np.int64],
    d: int,
    tried: NDArray[np.bool_],
) -> bool:
    """Seat u where the next rider sat who would make room, and leave that one without a seat."""
    path, width = len(tried) - 1, len(trip.fleet)
    while True:
        v = vehicle[d]
        if v < 0 or asked[d] >= kept.cars[v, RIDING]:
            if v >= 0:
                tried[path, v] = False
            v += 1
            while v < width and (
                tried[d, v] or tried[path, v] or trip.first[u * width + v] == trip.first[u * width + v + 1]
            ):
                v += 1
            if v == width:
                return False
            tried[d, v] = tried[path, v] = True
            vehicle[d], asked[d] = v, 0
            copy_vehicle(s, kept, v)
            continue
        w = kept.riders[v, asked[d]]
        asked[d] += 1
        if (
            s.folk[w, ABOARD]
            or trip.who[w, SEATS] + s.cars[v, SEATS] < trip.who[u, SEATS]
            or trip.who[w, WHEELS] + s.cars[v, WHEELS] < trip.who[u, WHEELS]
        ):
            continue
        kept.folk[w, OPTION], kept.folk[w, AT], kept.folk[w, OUT_AT] = (
            s.folk[w, OPTION],
            s.folk[w, AT],
            s.folk[w, OUT_AT],
        )
        unseat(trip, s, w)
        _, o, at, new, _ = try_vehicle(trip, s, v, u, NO_WAY)
        if o >= 0:
            seat(trip, s, v, u, o, at, new)
            return True
        _as_it_was(s, kept, v, u, w)
