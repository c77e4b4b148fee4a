"""Every way in which somebody could ride in a vehicle: at their door, at a stop that they get to, at a roadside."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.plan.fleet import (
    HOMEWARD,
    LIFT_DM_PER_H,
    MOST_STOPS_EACH,
    NEVER,
    NOTICE_S,
    ROUND_TENTHS,
    SEATS,
    TAKES,
    WALK_DM_PER_H,
    WHEELS,
    Layout,
    Trip,
    apart_pairs,
    needs_met,
)
from muster.plan.people import Person
from muster.plan.ride_plan import Live, Places
from muster.plan.roads import crow_dm
from muster.plan.vehicles import Vehicle


class _Ways(NamedTuple):
    """Options as they are found: columns of the same length."""

    pair: NDArray[np.int64]
    place: NDArray[np.int32]
    home: NDArray[np.int32]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    cost: NDArray[np.int64]
    anywhere: NDArray[np.bool_]


def with_options(
    trip: Trip,
    people: Sequence[Person],
    vehicles: Sequence[Vehicle],
    layout: Layout,
    places: Places,
    live: Live,
    drivers: Mapping[int, int],
) -> Trip:
    """Put every way in which anybody could ride in anything into the arrays."""
    may = _may_share(trip, people, vehicles, live, drivers)
    told_s = live.at_s + NOTICE_S if live.at_s else 0
    ready = np.array(
        [
            live.ready_s[at] if at in live.stands else max(live.ready_s.get(at, x.ready_s), told_s)
            for at, x in enumerate(people)
        ],
        dtype=np.int64,
    )
    homeby = np.array([NEVER if x.home_by_s is None or not x.returns else x.home_by_s for x in people], dtype=np.int64)
    parts = [
        _at_doors(may, vehicles, layout, ready, homeby, live),
        _at_stops(may, people, vehicles, layout, places, ready, homeby, live),
        _where_they_stand(may, people, layout, places, ready, homeby, live),
    ]
    every = _Ways(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.lexsort((every.place, every.cost, every.pair))
    pair = every.pair[order]
    columns = (every.place, every.home, every.opens, every.closes, every.cost, every.anywhere)
    return trip._replace(
        first=np.searchsorted(pair, np.arange(len(trip.first))).astype(np.int32),
        options=np.stack([column[order].astype(np.int64) for column in columns], axis=1),
        mates=_mates(len(people), parts[1], len(vehicles)),
    )


def _mates(n: int, at_stops: _Ways, width: int) -> NDArray[np.int32]:
    """Number people by the stop that is nearest to them; whoever reaches none has a number of their own."""
    mates = -1 - np.arange(n)
    order = np.lexsort((at_stops.place, at_stops.cost))[::-1]
    mates[at_stops.pair[order] // width] = at_stops.place[order]
    return np.unique(mates, return_inverse=True)[1].astype(np.int32)


def _may_share(
    trip: Trip, people: Sequence[Person], vehicles: Sequence[Vehicle], live: Live, drivers: Mapping[int, int]
) -> NDArray[np.bool_]:
    """Say who may ride in what at all, windows and other riders apart, bool[n, v]."""
    may = needs_met(people, vehicles) & (trip.fleet[:, TAKES] > 0)
    may &= (trip.who[:, [SEATS]] <= trip.capacity) & (trip.who[:, [WHEELS]] <= trip.wheelchairs)
    wants_home = np.array([x.returns and trip.leave_s >= 0 for x in people], dtype=np.bool_)
    may &= ~wants_home[:, None] | (trip.fleet[:, HOMEWARD] > 0)
    for a, b in apart_pairs(people):
        if b in drivers:
            may[a, drivers[b]] = False
    riding = np.array([x.rides and at not in drivers and at not in live.out for at, x in enumerate(people)])
    return np.asarray(may & riding[:, None])


def _at_doors(
    may: NDArray[np.bool_],
    vehicles: Sequence[Vehicle],
    layout: Layout,
    ready: NDArray[np.int64],
    homeby: NDArray[np.int64],
    live: Live,
) -> _Ways:
    cars = np.array([not vehicle.stops for vehicle in vehicles], dtype=np.bool_)
    stays = np.array([at not in live.stands for at in range(len(may))], dtype=np.bool_)
    person, vehicle = np.nonzero(may & cars & stays[:, None])
    return _Ways(
        pair=person * may.shape[1] + vehicle,
        place=layout.person[person],
        home=layout.person[person],
        opens=ready[person],
        closes=homeby[person],
        cost=np.zeros(len(person), dtype=np.int64),
        anywhere=np.zeros(len(person), dtype=np.bool_),
    )


def _at_stops(
    may: NDArray[np.bool_],
    people: Sequence[Person],
    vehicles: Sequence[Vehicle],
    layout: Layout,
    places: Places,
    ready: NDArray[np.int64],
    homeby: NDArray[np.int64],
    live: Live,
) -> _Ways:
    door, found = layout.person, []
    walk_dm = np.array([x.walk_m * 10 for x in people], dtype=np.int64)
    lift_dm = np.array([x.lift_m * 10 for x in people], dtype=np.int64)
    for at, vehicle in enumerate(vehicles):
        if not vehicle.stops or not may[:, at].any():
            continue
        stops = np.array(sorted(set(layout.stops[at])), dtype=np.int32)
        who = np.array([u for u in np.flatnonzero(may[:, at]).tolist() if u not in live.stands], dtype=np.int64)
        far = crow_dm(places.lon[door[who], None], places.lat[door[who], None], places.lon[stops], places.lat[stops])
        nearest = np.argsort(far, axis=1, kind="stable")[:, :MOST_STOPS_EACH]
        far = np.take_along_axis(far, nearest, axis=1)
        row, column = np.nonzero((far <= walk_dm[who, None]) | (far <= lift_dm[who, None]))
        far_dm, person = far[row, column], who[row]
        cost = access_s(far_dm, walked=far_dm <= walk_dm[person])
        place = stops[nearest[row, column]]
        none = np.zeros(len(person), dtype=np.bool_)
        pair = person * len(vehicles) + at
        found.append(_Ways(pair, place, place, ready[person] + cost, homeby[person] - cost, cost, none))
    if not found:
        i32, i64 = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
        return _Ways(i64, i32, i32, i64, i64, i64, np.zeros(0, dtype=np.bool_))
    return _Ways(*(np.concatenate(column) for column in zip(*found, strict=True)))


def access_s(far_dm: NDArray[np.int64], *, walked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give the seconds to a stop that is so far in a straight line, on foot or lifted, rounded up."""
    speed = np.where(walked, WALK_DM_PER_H, LIFT_DM_PER_H)
    return np.asarray(-(-far_dm * ROUND_TENTHS * 3_600 // (10 * speed)))


def _where_they_stand(
    may: NDArray[np.bool_],
    people: Sequence[Person],
    layout: Layout,
    places: Places,
    ready: NDArray[np.int64],
    homeby: NDArray[np.int64],
    live: Live,
) -> _Ways:
    """Anything that runs may fetch those who stand at a roadside."""
    who = np.array(sorted(live.stands), dtype=np.int64)
    rows, vehicle = np.nonzero(may[who]) if len(who) else (np.zeros(0, np.int64), np.zeros(0, np.int64))
    person = who[rows]
    stand = np.array([live.stands[u][0] for u in person.tolist()], dtype=np.int32)
    home = np.array([live.stands[u][1] for u in person.tolist()], dtype=np.int32)
    door = layout.person[person]
    far_dm = crow_dm(places.lon[home], places.lat[home], places.lon[door], places.lat[door])
    walk_dm = np.array([people[u].walk_m * 10 for u in person.tolist()], dtype=np.int64)
    walk = access_s(far_dm, walked=far_dm <= walk_dm)
    return _Ways(
        pair=person * may.shape[1] + vehicle,
        place=stand,
        home=home,
        opens=ready[person],
        closes=homeby[person] - walk,
        cost=np.zeros(len(person), dtype=np.int64),
        anywhere=np.ones(len(person), dtype=np.bool_),
    )
