"""From a seating in arrays to what everybody is told: routes, times, seats, and the reasons of those left behind."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.fleet import (
    DEADLINE,
    HOME,
    HOMEWARD,
    PLACE,
    ROUND_TENTHS,
    SEATS,
    START,
    WANTED,
    WHEELS,
    Layout,
    Trip,
    drivers_of,
    lay_places,
)
from muster.plan.ride_plan import RidePlan, Route, Visit
from muster.plan.ride_times import settle
from muster.plan.roads import Roads, crow_dm, drive_metres
from muster.plan.seat_moves import try_vehicle
from muster.plan.seating import (
    ABOARD,
    AT,
    BACK,
    EVENING,
    LEG,
    NO_WAY,
    OUT_AT,
    RIDING,
    VEHICLE,
    VISITS,
    Seating,
    reclock,
)
from muster.plan.seats_bound import bound_seats
from muster.plan.tell_people import tell_people
from muster.plan.why import Why, why_spare

ROADSIDE = "roadside"


def tell_plan(plan: RidePlan, trip: Trip, seating: Seating, *, bare: Seating, roads: Roads | None) -> RidePlan:
    """Write a plan anew from a seating.

    Args:
        plan: people, vehicles, day, places, events and live as they are now; routes and itineraries as they were told
            before (empty the first time): whoever is where they were keeps their time and seat.
        trip: the arrays.
        seating: who sits where now.
        bare: the same with nobody but those who can't change any more.
        roads: for metres; without them, changed routes are measured as the crow flies and three tenths.
    """
    layout = lay_places(plan.people, plan.vehicles, plan.day)[2]
    names = _stop_names(plan, layout)
    routes = _measure(plan, [_route(plan, trip, seating, v, names) for v in range(len(plan.vehicles))], layout, roads)
    trip = _as_late_as_told(trip, seating, bare, routes)
    could = could_with(trip, bare, seating)
    drivers = drivers_of(plan.people, plan.vehicles, plan.live)
    sure = sum(plan.people[u].size for u in drivers) + sum(
        plan.people[u].size for u in np.flatnonzero(bare.folk[:, VEHICLE] >= 0)
    )
    bound = bound_seats(trip.who, bare.cars[:, [SEATS, WHEELS]], could, sure=int(sure))
    why = Why(plan.people, plan.vehicles, plan.live, trip, seating, could, _who_drives(plan, drivers))
    routes = [replace(route, spare=why_spare(why, v)) for v, route in enumerate(routes)]
    told = replace(plan, routes=tuple(routes), bound=bound)
    return replace(told, itineraries=tell_people(told, plan, why, drivers))


def _who_drives(plan: RidePlan, drivers: Mapping[int, int]) -> NDArray[np.bool_]:
    return np.array([u in drivers for u in range(len(plan.people))], dtype=np.bool_)


def _as_late_as_told(trip: Trip, seating: Seating, bare: Seating, routes: Sequence[Route]) -> Trip:
    """Let no proof rest on a vehicle's being later than its riders are told."""
    trip = trip._replace(fleet=trip.fleet.copy())
    for v, route in enumerate(routes):
        if route.runs and route.arrives_s < int(trip.fleet[v, DEADLINE]):
            trip.fleet[v, DEADLINE] = max(route.arrives_s, int(trip.fleet[v, WANTED]))
            reclock(trip, seating, v)
            reclock(trip, bare, v)
    return trip


def could_with(trip: Trip, bare: Seating, seating: Seating) -> NDArray[np.bool_]:
    """Say who could ride in what, bool[n, v]; whoever rides in it could, whatever was done to its times since."""
    could = np.asarray(could_ride(trip, bare))
    riding = np.flatnonzero((seating.folk[:, VEHICLE] >= 0) & ~seating.folk[:, ABOARD])
    could[riding, seating.folk[riding, VEHICLE]] = True
    return could


@njit(cache=True)
def could_ride(trip: Trip, bare: Seating) -> NDArray[np.bool_]:
    """Say who could ride in what with nobody else but those aboard, bool[n, v]."""
    n, v_count = len(trip.who), len(trip.fleet)
    could = np.zeros((n, v_count), dtype=np.bool_)
    for u in range(n):
        if bare.folk[u, VEHICLE] < 0:
            for v in range(v_count):
                could[u, v] = try_vehicle(trip, bare, v, u, NO_WAY)[1] >= 0
    return could


def _stop_names(plan: RidePlan, layout: Layout) -> dict[int, str]:
    """Name every stop's place; doors have no name, and places beyond those of the lists are roadsides."""
    first = 1 + len(plan.people) + len(plan.vehicles)
    names = dict.fromkeys(range(first, len(plan.places.lon)), ROADSIDE)
    for vehicle, places in zip(plan.vehicles, layout.stops, strict=True):
        names.update({place: stop.name for stop, place in zip(vehicle.stops, places, strict=True)})
    return names


def _route(plan: RidePlan, trip: Trip, seating: Seating, v: int, names: Mapping[int, str]) -> Route:
    was = plan.routes[v] if plan.routes else None
    if v in plan.live.stopped:
        return _stopped_route(was)
    n = int(seating.cars[v, VISITS])
    settled = np.zeros(n + 1, dtype=np.int64)
    start_s = int(settle(trip, seating, v, settled))
    times = settled[:n].tolist()
    riders = _riders(seating, v, was)
    homeward = bool(trip.fleet[v, HOMEWARD])
    visits = tuple(
        Visit(
            place=int(seating.cells[v, PLACE, i]),
            home_place=int(seating.cells[v, HOME, i]),
            stop=names.get(int(seating.cells[v, PLACE, i]), ""),
            leaves_s=times[i],
            home_s=int(seating.cells[v, EVENING, i]) if homeward else None,
            timetabled=plan.vehicles[v].timetabled and names.get(int(seating.cells[v, PLACE, i]), "") != ROADSIDE,
            riders=riders[i],
        )
        for i in range(n)
    )
    arrives_s = plan.live.due_s.get(v, (times[-1] if n else start_s) + int(seating.cells[v, LEG, n]))
    back_s = int(seating.cars[v, BACK]) if homeward else None
    path = [int(trip.fleet[v, START]), *(visit.place for visit in visits), 0]
    drive_s = sum(int(trip.drive[a, b]) for a, b in pairwise(path))
    return Route(
        runs=True, starts_s=start_s, visits=visits, arrives_s=arrives_s, back_s=back_s, drive_s=drive_s, drive_m=0
    )


def _stopped_route(was: Route | None) -> Route:
    """Keep when it would have left; nobody is fetched."""
    starts_s = was.starts_s if was else 0
    return Route(runs=False, starts_s=starts_s, visits=(), arrives_s=0, back_s=None, drive_s=0, drive_m=0)


def _riders(seating: Seating, v: int, was: Route | None) -> list[tuple[int, ...]]:
    """Give who gets in at each visit; whoever is aboard got in where they were told."""
    n = int(seating.cars[v, VISITS])
    last = {(int(seating.cells[v, PLACE, i]), int(seating.cells[v, HOME, i])): i for i in range(n)}
    found: list[list[int]] = [[] for _ in range(n)]
    for u in seating.riders[v, : seating.cars[v, RIDING]].tolist():
        found[last[int(seating.folk[u, AT]), int(seating.folk[u, OUT_AT])]].append(u)
    for i, visit in enumerate(was.visits[:n] if was else ()):
        found[i] += [u for u in visit.riders if seating.folk[u, ABOARD] and seating.folk[u, VEHICLE] == v]
    return [tuple(sorted(who)) for who in found]


def _measure(plan: RidePlan, routes: Sequence[Route], layout: Layout, roads: Roads | None) -> list[Route]:
    """Measure each route's metres; routes over the same places as before keep theirs."""
    legs: list[tuple[int, int]] = []
    parts: list[tuple[int, int]] = []
    for v, route in enumerate(routes):
        path = [int(layout.vehicle[v]), *(x.place for x in route.visits), 0] if route.runs else []
        parts.append((len(legs), len(legs) + max(len(path) - 1, 0)))
        legs += list(pairwise(path))
    metres = _metres(plan, legs, roads)
    return [replace(route, drive_m=sum(metres[a:b])) for route, (a, b) in zip(routes, parts, strict=True)]


def _metres(plan: RidePlan, legs: Sequence[tuple[int, int]], roads: Roads | None) -> Sequence[int]:
    if not legs:
        return ()
    lon, lat = plan.places.lon, plan.places.lat
    if roads is not None:
        return drive_metres(roads, lon, lat, legs, closed=plan.live.closed)
    a, b = np.array(legs, dtype=np.int64).T
    return [int(x) for x in crow_dm(lon[a], lat[a], lon[b], lat[b]) * ROUND_TENTHS // 100]
