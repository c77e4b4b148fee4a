"""A slow naive judge of those who are left: every vehicle, car or coach, at every place of its route, one at a time.

It knows the rules from docs/methods/rides.md and reads a plan's values alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.plan.ride_plan import RidePlan
from muster.plan.roads import drive_times
from tests.made_fleets import BOARD_S, ROADS, metres

NOTICE_S = 600


class Way(NamedTuple):
    """How somebody could get in: where, where they get out, seconds to it and home from it, ready there from when."""

    place: int
    home: int
    opens_s: int
    home_walk_s: int


class Call(NamedTuple):
    """A visit: where, where on the way home, when it has to be left (or None), and no sooner than when."""

    place: int
    home: int
    stands_s: int | None
    opens_s: int
    closes_s: list[int]


def assert_left_for_a_reason(plan: RidePlan) -> None:
    """As many are left as must be, or nobody left can be put into any vehicle at any place of its route."""
    sit = sum(plan.people[one.person].size for one in plan.itineraries if one.vehicle is not None)
    assert sit <= plan.bound.seated_at_most
    if sit == plan.bound.seated_at_most:
        return
    for one in plan.itineraries:
        if plan.people[one.person].rides and one.person not in plan.live.out and one.vehicle is None:
            assert one.reason is not None
            taking = [x.name for v, x in enumerate(plan.vehicles) if could_be_added(plan, one.person, v)]
            assert taking == [], (plan.people[one.person].name, one.reason)


def could_be_added(plan: RidePlan, u: int, v: int) -> bool:
    """Whether vehicle v could take u as it stands, all times that may still change let go."""
    route, live = plan.routes[v], plan.live
    driven = sum(visit.leaves_s <= live.at_s for visit in route.visits)
    left = route.starts_s <= live.at_s or driven > 0
    if not route.runs or (left and driven == len(route.visits)) or not has_room(plan, u, v):
        return False
    fixed = min(driven + 1, len(route.visits)) if left else 0
    timed = plan.vehicles[v].timetabled
    calls = []
    for i, visit in enumerate(route.visits):
        closes = [home_by(plan, x, visit.home_place) for x in visit.riders] if i >= driven else []
        opens = 0 if i < driven else max((opens_at(plan, x, visit.place) for x in visit.riders), default=0)
        stands = visit.leaves_s if i < fixed or (timed and visit.stop != "roadside") else None
        calls.append(Call(visit.place, visit.home_place, stands, min(opens, visit.leaves_s), closes))
    pace = pace_of(plan, v)
    return any(
        in_time(plan, v, tried, pace)
        for way in ways(plan, u, v)
        for tried in with_one_more(plan, u, v, way, calls, fixed)
    )


def has_room(plan: RidePlan, u: int, v: int) -> bool:
    """Whether seats, needs, wishes and the way home let u into v."""
    car, person = plan.vehicles[v], plan.people[u]
    here = [one for one in plan.itineraries if one.vehicle == v]
    wheel = person.wheelchairs if person.needs == "wheelchair" else 0
    rolling = [plan.people[x.person] for x in here if not x.drives and plan.people[x.person].needs == "wheelchair"]
    wheels_taken = sum(one.wheelchairs for one in rolling)
    taken = sum(plan.people[x.person].size - x.drives for x in here) - wheels_taken
    if taken + person.size - wheel > car.seats or wheels_taken + wheel > car.wheelchairs:
        return False
    names = {plan.people[x.person].name for x in here}
    if names & set(person.apart_from) or any(person.name in plan.people[x.person].apart_from for x in here):
        return False
    if person.needs and not (car.wheelchairs or (car.step_free and person.needs == "step-free")):
        return False
    return car.returns or not person.returns or plan.day.leave_s is None


def ways(plan: RidePlan, u: int, v: int) -> Iterator[Way]:
    """Give every way in which u could get into v."""
    if u in plan.live.stands:
        place, home = plan.live.stands[u]
        yield Way(place, home, plan.live.ready_s[u], walk_s(plan, u, home))
    elif not plan.vehicles[v].stops:
        yield Way(u + 1, u + 1, ready(plan, u), 0)
    else:
        person, first = plan.people[u], 1 + len(plan.people) + len(plan.vehicles)
        stops = {(x.lon, x.lat) for x in plan.vehicles[v].stops}
        roadsides = {x.place for route in plan.routes for x in route.visits if x.stop == "roadside"}
        roadsides |= {stand for stand, _ in plan.live.stands.values()}
        at = list(zip(plan.places.lon.tolist(), plan.places.lat.tolist(), strict=True))
        known = [k for k in range(first, len(at)) if at[k] in stops and k not in roadsides]
        for k in sorted(known, key=lambda k: (away_m(plan, u, k), k))[:4]:
            if away_m(plan, u, k) <= max(person.walk_m, person.lift_m):
                yield Way(k, k, ready(plan, u) + walk_s(plan, u, k), walk_s(plan, u, k))


def with_one_more(plan: RidePlan, u: int, v: int, way: Way, calls: list[Call], fixed: int) -> Iterator[list[Call]]:
    """Give the route with u at a call that is there, or else at a call of their own in every place."""
    by = closes_s(plan, u, way.home_walk_s)
    for i in range(fixed, len(calls)):
        if (calls[i].place, calls[i].home) == (way.place, way.home):
            opens = max(calls[i].opens_s, way.opens_s)
            yield [*calls[:i], calls[i]._replace(opens_s=opens, closes_s=[*calls[i].closes_s, by]), *calls[i + 1 :]]
            return
    if not plan.vehicles[v].timetabled or u in plan.live.stands:
        for k in range(fixed, len(calls) + 1):
            yield [*calls[:k], Call(way.place, way.home, None, way.opens_s, [by]), *calls[k:]]


def in_time(plan: RidePlan, v: int, calls: list[Call], pace: NDArray[np.int32]) -> bool:
    """Whether a vehicle that makes these calls is there in time, and everybody home."""
    car, route, live, at = plan.vehicles[v], plan.routes[v], plan.live, 1 + len(plan.people) + v
    soonest = max(car.from_s, plan.day.arrive_s - int(pace[at, 0]) - car.detour_s)
    soonest = max(soonest, live.from_s.get(v, 0), live.at_s + NOTICE_S if live.at_s else 0)
    t = route.starts_s if route.starts_s <= live.at_s else min(soonest, route.starts_s)
    for k, call in enumerate(calls):
        t += int(pace[at, call.place]) + BOARD_S
        if call.stands_s is not None:
            before = calls[k - 1].stands_s if k else None
            trusted = before is not None or k == 0  # a timetable, or what has happened
            if call.opens_s > call.stands_s or (t > call.stands_s and not trusted):
                return False
            t = call.stands_s
        t, at = max(t, call.opens_s), call.place
    if t + int(pace[at, 0]) > max(plan.day.arrive_s, live.deadline_s.get(v, 0)):
        return False
    return home_in_time(plan, v, calls)


def home_in_time(plan: RidePlan, v: int, calls: list[Call]) -> bool:
    """Whether everybody is home by when they asked, and the vehicle back."""
    drive, car = plan.places.drive_s, plan.vehicles[v]
    if not car.returns or plan.day.leave_s is None:
        return True
    t, at = plan.day.leave_s, 0
    for call in reversed(calls):
        t += int(drive[at, call.home])
        if any(t > by for by in call.closes_s):
            return False
        t, at = t + BOARD_S, call.home
    return car.back_by_s is None or t + int(drive[at, 1 + len(plan.people) + v]) <= car.back_by_s


def pace_of(plan: RidePlan, v: int) -> NDArray[np.int32]:
    """Give the seconds from place to place at the pace that v still has."""
    kmh = plan.live.cap_kmh.get(v)
    if kmh is None:
        return plan.places.drive_s
    table = drive_times(ROADS, plan.places.lon, plan.places.lat, cap_kmh=kmh, closed=plan.live.closed, library=False)
    return np.maximum(table, plan.places.drive_s)


def ready(plan: RidePlan, u: int) -> int:
    live = plan.live
    return max(live.ready_s.get(u, plan.people[u].ready_s), live.at_s + NOTICE_S if live.at_s else 0)


def opens_at(plan: RidePlan, u: int, place: int) -> int:
    """From when a vehicle may leave with somebody who rides in it."""
    if u in plan.live.stands:
        return plan.live.ready_s[u]
    return ready(plan, u) + walk_s(plan, u, place)


def away_m(plan: RidePlan, u: int, place: int) -> float:
    return metres(plan.people[u].lon, plan.people[u].lat, float(plan.places.lon[place]), float(plan.places.lat[place]))


def walk_s(plan: RidePlan, u: int, place: int) -> int:
    """How long they walk, or are driven by somebody of their own, between their door and a place."""
    if place == u + 1:
        return 0
    away = away_m(plan, u, place)
    return int(np.ceil(round(away * 10) * 13 * 360 / (50_000 if away <= plan.people[u].walk_m else 300_000)))


def closes_s(plan: RidePlan, u: int, walk: int) -> int:
    """When they have to get out on the way home."""
    person = plan.people[u]
    return person.home_by_s - walk if person.returns and person.home_by_s is not None else 1 << 40


def home_by(plan: RidePlan, u: int, place: int) -> int:
    return closes_s(plan, u, walk_s(plan, u, place))


def assert_fetched_at_once(before: RidePlan, after: RidePlan) -> int:
    """Whoever is newly fetched off a roadside waits for nothing but the way there; give how many calls that is."""
    count = 0
    for v, route in enumerate(after.routes):
        pace, at, t = pace_of(after, v), 1 + len(after.people) + v, route.starts_s
        for i, visit in enumerate(route.visits):
            new = visit.riders and all(before.itineraries[u].vehicle != v for u in visit.riders)
            if visit.stop == "roadside" and new:
                count += 1
                ready_s = max(after.live.ready_s[u] for u in visit.riders)
                assert visit.leaves_s == max(t + int(pace[at, visit.place]) + BOARD_S, ready_s)
                assert i or sets_off_at_once(before, after, v)
            t, at = visit.leaves_s, visit.place
    return count


def sets_off_at_once(before: RidePlan, after: RidePlan, v: int) -> bool:
    """Whether a vehicle that first goes to a roadside leaves with ten minutes' notice, or as its detour allows."""
    car, route, live = after.vehicles[v], after.routes[v], after.live
    if before.routes[v].starts_s <= live.at_s:
        return True  # it had left
    direct_s = int(pace_of(after, v)[1 + len(after.people) + v, 0])
    soonest = max(car.from_s, live.from_s.get(v, 0), live.at_s + NOTICE_S)
    return route.starts_s <= max(soonest, route.arrives_s - direct_s - car.detour_s)
