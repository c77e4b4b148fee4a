"""What an event does to a plan before anybody is moved: who has no seat, what is late, where people stand."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from muster.plan.events import (
    ArrivesLate,
    BreaksDown,
    Cancelled,
    Event,
    EventError,
    LeavesLate,
    Overslept,
    RoadClosed,
    SlowsTo,
    StaysAway,
)
from muster.plan.ride_plan import Live, Places, RidePlan, Route
from muster.plan.roads import UNREACHABLE_S, Roads, drive_times, ways_named
from muster.plan.roadside import add_roadside
from muster.plan.standing import path_of, progress_of, slipped

OVERSLEPT_S = 3_600  # where nobody says until when
USUAL_KMH = 50  # against which a slow vehicle is slow, where there are no roads to ask


@dataclass(frozen=True, slots=True)
class Aftermath:
    """A plan just after an event.

    Attributes:
        live: what is true now.
        places: with the roadside where somebody stands, and with ways round.
        routes: with the times that the event itself made later.
        displaced: people who have lost their seat.
        hit: vehicles that the event is about.
        cause: one word for it.
    """

    live: Live
    places: Places
    routes: tuple[Route, ...]
    displaced: frozenset[int]
    hit: frozenset[int]
    cause: str


def aftermath_of(  # noqa: PLR0911 - one event a line
    plan: RidePlan, event: Event, *, roads: Roads | None
) -> Aftermath:
    """Work out what an event does.

    Raises:
        EventError: if it can't have happened.
    """
    at_s = max(plan.live.at_s, event.at_s or 0)
    start = Aftermath(replace(plan.live, at_s=at_s), plan.places, plan.routes, frozenset(), frozenset(), "event")
    if isinstance(event, BreaksDown):
        plan = _having_left(plan, event.vehicle, event.stop, at_s)
        return _stops(plan, replace(start, routes=plan.routes), event.vehicle, roads, cause="broken down")
    if isinstance(event, Cancelled):
        return _stops(plan, start, event.vehicle, roads, cause="cancelled")
    if isinstance(event, SlowsTo):
        return _slows(plan, start, event, roads)
    if isinstance(event, LeavesLate):
        return _leaves_late(plan, start, event.vehicle, event.by_s, stop=event.stop)
    if isinstance(event, ArrivesLate):
        return _arrives_late(plan, start, event.vehicle, event.by_s)
    if isinstance(event, Overslept):
        return _oversleeps(plan, start, event)
    if isinstance(event, StaysAway):
        return _stays_away(plan, start, event.person, roads)
    return _closes(plan, start, event, roads)


def _stops(plan: RidePlan, start: Aftermath, v: int, roads: Roads | None, *, cause: str) -> Aftermath:
    """A vehicle runs no more: whoever is aboard stands beside it, the rest wait where they are."""
    route, at_s = _running(plan, v), start.live.at_s
    if route.arrives_s <= at_s:
        raise EventError(f"{plan.vehicles[v].name} was there at {_clock(route.arrives_s)}; nobody is aboard any more")
    far = progress_of(plan, v, at_s)
    riders = frozenset(u for visit in route.visits for u in visit.riders)
    live = replace(start.live, stopped=start.live.stopped | {v})
    driver = _driver(plan, v)
    if far.left:
        places, here = add_roadside(plan, start.places, v, at_s, roads, live.closed)
        aboard = {u: visit.home_place for visit in route.visits[: far.driven] for u in visit.riders}
        if driver is not None:
            aboard[driver] = _door(driver)
        stands = {**live.stands, **{u: (here, home) for u, home in aboard.items()}}
        live = replace(live, stands=stands, ready_s={**live.ready_s, **dict.fromkeys(aboard, at_s)})
        start = replace(start, places=places)
    displaced = riders | ({driver} if driver is not None else set())
    return replace(start, live=live, displaced=displaced, hit=frozenset({v}), cause=cause)


def _having_left(plan: RidePlan, v: int, stop: str, at_s: int) -> RidePlan:
    """Let a vehicle have left all stops as far as the one that is named, and none after it, whatever the hour.

    Raises:
        EventError: there is no such stop.
    """
    route = plan.routes[v]
    if not stop or not route.runs or route.arrives_s <= at_s:
        return plan
    last = max(_stops_called(plan, v, stop))
    times = [min(x.leaves_s, at_s) if i <= last else max(x.leaves_s, at_s + 1) for i, x in enumerate(route.visits)]
    return replace(plan, routes=_with_route(plan.routes, v, replace(route, visits=slipped(route.visits, 0, times))))


def _slows(plan: RidePlan, start: Aftermath, event: SlowsTo, roads: Roads | None) -> Aftermath:
    """A vehicle crawls: what it drives to, and a timetable, slip; all else it can still do in time, it does."""
    v, at_s = event.vehicle, start.live.at_s
    route = _running(plan, v)
    if route.arrives_s <= at_s:
        raise EventError(f"{plan.vehicles[v].name} was there at {_clock(route.arrives_s)}; it can't slow down any more")
    far = progress_of(plan, v, at_s)
    more = _slower_legs(start, path_of(plan, v), event.kmh, v, roads)
    due = [visit.leaves_s for visit in route.visits] + [route.arrives_s]
    last = far.bound_for if not plan.vehicles[v].timetabled else len(route.visits)
    times: list[int] = []
    for i in range(far.driven, max(last, far.driven + far.done)):
        delay = max(times[-1] - due[i - 1], 0) if times else 0
        longer = more[i]
        if i == far.driven and far.left:  # part of this leg is behind it
            gone = route.starts_s if i == 0 else route.visits[i - 1].leaves_s
            span = max(due[i] - gone, 1)
            longer = longer * min(max(due[i] - at_s, 0), span) // span
        times.append(due[i] + delay + longer)
    live = replace(start.live, cap_kmh={**start.live.cap_kmh, v: event.kmh})
    if far.done:
        live = replace(live, due_s={**live.due_s, v: times[-1]})
    visits = slipped(route.visits, far.driven, [] if far.done else times)
    routes = _with_route(start.routes, v, replace(route, visits=visits))
    return replace(start, live=live, routes=routes, hit=frozenset({v}), cause="slow")


def _slower_legs(start: Aftermath, path: list[int], kmh: float, v: int, roads: Roads | None) -> list[int]:
    """Say how much longer each leg takes at so many km/h than at the pace that it had."""
    drive_s = start.places.drive_s
    at = np.array(path, dtype=np.int64)
    places = Places(start.places.lon[at], start.places.lat[at], drive_s[np.ix_(at, at)])
    was_kmh = start.live.cap_kmh.get(v)
    usual = slow_times(places, was_kmh, roads, start.live.closed) if was_kmh else places.drive_s
    slow = slow_times(places, kmh, roads, start.live.closed)
    return [max(int(slow[i, i + 1] - usual[i, i + 1]), 0) for i in range(len(path) - 1)]


def slow_times(places: Places, kmh: float, roads: Roads | None, closed: Collection[int]) -> NDArray[np.int32]:
    """Give the seconds from each place to each at no more than so many km/h, int32[p, p]."""
    if roads is None:
        return np.asarray(places.drive_s * max(USUAL_KMH / kmh, 1)).astype(np.int32)
    table = drive_times(roads, places.lon, places.lat, cap_kmh=kmh, closed=closed)
    return np.maximum(table, places.drive_s)


def _leaves_late(plan: RidePlan, start: Aftermath, v: int, by_s: int, *, stop: str = "") -> Aftermath:
    """A vehicle stands still where its plan says that it has left: as long as so late it can't have been fetching.

    All that comes after the stop, its first unless one is named, slips by as much.
    """
    route, at_s = _running(plan, v), start.live.at_s
    far, i = progress_of(plan, v, at_s), _stop_at(plan, v, stop, at_s)
    due_s = route.visits[i].leaves_s if route.visits else route.starts_s
    if far.left and due_s + by_s <= at_s:
        where = f" {route.visits[i].stop}" if route.visits and route.visits[i].stop else ""
        raise EventError(
            f"{plan.vehicles[v].name}, so late, would have left{where} at {_clock(due_s + by_s)}; say how much "
            "later than planned it leaves there, or, if it has, how late it leaves the next stop"
        )
    starts_s, live = route.starts_s if i else route.starts_s + by_s, start.live
    live = live if i else replace(live, from_s={**live.from_s, v: starts_s})
    if far.left or plan.vehicles[v].timetabled:
        live = replace(live, due_s={one: due_s for one, due_s in live.due_s.items() if one != v})
        visits = slipped(route.visits, i, [visit.leaves_s + by_s for visit in route.visits[i:]])
        late = replace(route, starts_s=starts_s, visits=visits, arrives_s=route.arrives_s + by_s)
        start = replace(start, routes=_with_route(start.routes, v, late))
    return replace(start, live=live, hit=frozenset({v}), cause="late")


def _stop_at(plan: RidePlan, v: int, stop: str, at_s: int) -> int:
    """Find the stop that is named, by itself or by whoever gets in there; all before it have been left.

    Raises:
        EventError: there is no such stop, or another comes first.
    """
    if not stop:
        return 0
    name, visits, found = plan.vehicles[v].name, plan.routes[v].visits, _stops_called(plan, v, stop)
    driven = progress_of(plan, v, at_s).driven
    if found[0] > driven:
        first = visits[driven].stop or plan.people[visits[driven].riders[0]].name
        raise EventError(
            f"{name} leaves {first} first, at {_clock(visits[driven].leaves_s)}; say how late it leaves there"
        )
    return max(i for i in found if i <= driven)


def _stops_called(plan: RidePlan, v: int, stop: str) -> list[int]:
    """Find the stops of a name, or of whoever gets in there; at least one.

    Raises:
        EventError: there is none.
    """
    visits, wanted = plan.routes[v].visits, stop.casefold()
    called = [{visit.stop.casefold(), *(plan.people[u].name.casefold() for u in visit.riders)} for visit in visits]
    found = [i for i, names in enumerate(called) if wanted in names]
    if not found:
        known = ", ".join(visit.stop for visit in visits if visit.stop)
        name = plan.vehicles[v].name
        raise EventError(f"{name} fetches nobody at '{stop}'" + (f"; it stops at {known}" if known else ""))
    return found


def _arrives_late(plan: RidePlan, start: Aftermath, v: int, by_s: int) -> Aftermath:
    """A vehicle with nobody more to fetch is there later."""
    route, at_s, name = _running(plan, v), start.live.at_s, plan.vehicles[v].name
    if not progress_of(plan, v, at_s).done:
        raise EventError(f"{name} has still to leave a stop, by its plan; say how late it leaves there")
    there_s = route.arrives_s + by_s
    if there_s <= at_s:
        raise EventError(f"{name}, so late, would have been there at {_clock(there_s)}; say how much later it is there")
    live = replace(start.live, due_s={**start.live.due_s, v: there_s})
    return replace(start, live=live, hit=frozenset({v}), cause="late")


def _oversleeps(plan: RidePlan, start: Aftermath, event: Overslept) -> Aftermath:
    u = event.person
    told = plan.itineraries[u]
    if told.drives and told.vehicle is not None:
        was_s = plan.routes[told.vehicle].starts_s
        until_s = was_s + OVERSLEPT_S if event.until_s is None else event.until_s
        return _leaves_late(plan, start, told.vehicle, max(until_s - was_s, 0))
    person = plan.people[u]
    _coming(plan, u)
    if told.vehicle is not None and told.board_s <= start.live.at_s:
        raise EventError(f"{person.name} got in at {_clock(told.board_s)}; they can't have overslept")
    was_s = told.set_off_s if told.vehicle is not None else person.ready_s
    until_s = was_s + OVERSLEPT_S if event.until_s is None else event.until_s
    live = replace(start.live, ready_s={**start.live.ready_s, u: max(until_s, person.ready_s)})
    displaced = frozenset({u}) if told.vehicle is not None and until_s > told.set_off_s else frozenset()
    return replace(start, live=live, displaced=displaced, cause="overslept")


def _stays_away(plan: RidePlan, start: Aftermath, u: int, roads: Roads | None) -> Aftermath:
    told = plan.itineraries[u]
    _coming(plan, u)
    if told.drives and told.vehicle is not None:
        start = _stops(plan, start, told.vehicle, roads, cause="dropped out")
    elif told.vehicle is not None and told.board_s <= start.live.at_s:
        raise EventError(f"{plan.people[u].name} got in at {_clock(told.board_s)}; they are on their way")
    live = replace(start.live, out=start.live.out | {u})
    return replace(start, live=live, displaced=start.displaced | {u}, cause="dropped out")


def _closes(plan: RidePlan, start: Aftermath, event: RoadClosed, roads: Roads | None) -> Aftermath:
    """A road is shut: every way is measured anew; whoever can't be reached any more loses their seat."""
    if roads is None or not len(roads.tail):
        raise EventError("no roads are known here, so none can be closed; plan with --streets")
    closed = start.live.closed | ways_named(roads, event.road)
    drive_s = drive_times(roads, plan.places.lon, plan.places.lat, closed=closed)
    places = replace(start.places, drive_s=drive_s)
    routes, stopped, hit, displaced = list(start.routes), set(start.live.stopped), set(), set()
    due_s = dict(start.live.due_s)
    for v, route in enumerate(start.routes):
        path = path_of(plan, v)
        if not route.runs or all(drive_s[a, b] == plan.places.drive_s[a, b] for a, b in pairwise(path)):
            continue
        hit.add(v)
        far = progress_of(plan, v, start.live.at_s)
        if drive_s[path[0], 0] >= UNREACHABLE_S and not far.left:
            stopped.add(v)
            displaced |= {u for visit in route.visits for u in visit.riders} | ({_driver(plan, v)} - {None})
            continue
        routes[v], delay_s = _behind(plan, v, drive_s, far.driven, start.live.at_s)
        if v in due_s:
            due_s[v] = route.arrives_s + delay_s
    live = replace(start.live, closed=closed, stopped=frozenset(stopped), due_s=due_s)
    lost = frozenset(u for u in displaced if u is not None)
    return replace(
        start, live=live, places=places, routes=tuple(routes), displaced=lost, hit=frozenset(hit), cause="road closed"
    )


def _behind(plan: RidePlan, v: int, drive_s: np.ndarray, driven: int, at_s: int) -> tuple[Route, int]:
    """Let what a vehicle is driving to, and a timetable, slip by what the way is longer, and say how much."""
    route, path = plan.routes[v], path_of(plan, v)
    timetabled = plan.vehicles[v].timetabled
    left = progress_of(plan, v, at_s).left
    delay, times = 0, []
    for i in range(driven, len(route.visits)):
        longer = int(drive_s[path[i], path[i + 1]]) - int(plan.places.drive_s[path[i], path[i + 1]])
        stands = timetabled or (i == driven and left)
        delay = max(delay + longer, 0) if stands and longer < UNREACHABLE_S // 2 else delay
        times.append(route.visits[i].leaves_s + (delay if stands else 0))
    longer = int(drive_s[path[-2], 0]) - int(plan.places.drive_s[path[-2], 0])
    return replace(route, visits=slipped(route.visits, driven, times)), max(delay + longer, 0)


def _door(person: int) -> int:
    return person + 1


def _running(plan: RidePlan, v: int) -> Route:
    if not plan.routes[v].runs:
        raise EventError(f"{plan.vehicles[v].name} doesn't run any more")
    return plan.routes[v]


def _coming(plan: RidePlan, u: int) -> None:
    if u in plan.live.out or not plan.people[u].rides:
        raise EventError(f"{plan.people[u].name} wasn't going to ride anyway")


def _driver(plan: RidePlan, v: int) -> int | None:
    return next((one.person for one in plan.itineraries if one.drives and one.vehicle == v), None)


def _with_route(routes: tuple[Route, ...], v: int, route: Route) -> tuple[Route, ...]:
    return (*routes[:v], route, *routes[v + 1 :])


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
