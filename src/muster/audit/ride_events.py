"""What happened, told a second time from the sentences and from what stood before: docs/methods/rides.md's table."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from muster.audit.drive import NEVER_S, Net, Roads, lay_net, measure, stands_on_the_way
from muster.audit.ride_folder import Call, Lists, Route, Stage
from muster.audit.ride_lists import clock_s
from muster.audit.ride_words import Told

BOARD_S, NOTICE_S, OVERSLEPT_S = 60, 600, 3_600


@dataclass(frozen=True, slots=True)
class Now:
    """What is true when a stage's seats were given.

    Attributes:
        at_s: the moment of the last event; out: who isn't coming; ready: who is ready when, instead of the list's.
        stands: person -> the place where they stand, and the one where they get out on the way home.
        from_s: vehicle -> leaves no earlier; kmh: goes no faster; due_s: slowed on its last leg, is there then.
        closed: ways; net: the roads without them; seconds: from place to place on them; pace: of slow vehicles.
        routes: of the vehicles that run, as told before but for the times that the event itself made later; who has
            lost their seat isn't in them any more.
        seats: of whoever has a seat that the event didn't take: vehicle and place.
    """

    net: Net
    seconds: NDArray[np.int64]
    at_s: int = 0
    out: frozenset[str] = frozenset()
    ready: Mapping[str, int] = field(default_factory=dict)
    stands: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    from_s: Mapping[str, int] = field(default_factory=dict)
    kmh: Mapping[str, float] = field(default_factory=dict)
    due_s: Mapping[str, int] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()
    pace: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    routes: Mapping[str, Route] = field(default_factory=dict)
    roadsides: int = 0

    def drive(self, vehicle: str) -> NDArray[np.int64]:
        """Give the seconds from place to place at a vehicle's own pace."""
        return self.pace.get(vehicle, self.seconds)

    def driven(self, vehicle: str) -> int:
        """Count the calls that a vehicle had left at this moment."""
        route = self.routes.get(vehicle)
        return sum(x.leaves_s <= self.at_s for x in route.calls) if route else 0

    def under_way(self, vehicle: str) -> bool:
        """Whether it had left where it stood."""
        route = self.routes.get(vehicle)
        return route is not None and (route.starts_s <= self.at_s or self.driven(vehicle) > 0)

    def settled(self, vehicle: str) -> int:
        """Count the calls that stand: those left, and the one that it drives to."""
        route = self.routes.get(vehicle)
        return min(self.driven(vehicle) + 1, len(route.calls)) if route and self.under_way(vehicle) else 0

    def arrived(self, vehicle: str) -> bool:
        """Whether it drives to the day's place already, or is there."""
        return self.under_way(vehicle) and self.driven(vehicle) == len(self.routes[vehicle].calls)


def at_first(lists: Lists, roads: Roads | None) -> Now:
    """Give what is true before anything has happened."""
    net = lay_net(roads)
    return Now(net, measure(net, lists.places, []).seconds)


def after_event(  # noqa: PLR0911 - one event a line
    lists: Lists, roads: Roads | None, now: Now, told: Told, before: Stage, routes: Mapping[str, Route]
) -> tuple[Now, list[str]]:
    """Work out what an event did to what stood, and whether the roadside is where the certificate says."""
    now = replace(now, at_s=max(now.at_s, told.at_s or 0), routes=routes)
    if told.kind in {"down", "cancelled"}:
        return _stops(lists, _having_left(now, told.vehicle, told.stop) if told.stop else now, told.vehicle)
    if told.kind == "slow":
        return _slows(lists, roads, now, told), []
    if told.kind == "late":
        return _leaves_late(lists, now, told.vehicle, told.late_s, stop=told.stop), []
    if told.kind == "arrives":
        there_s = routes[told.vehicle].arrives_s + told.late_s
        return replace(now, due_s={**now.due_s, told.vehicle: there_s}), []
    if told.kind == "road":
        return _closes(lists, roads, now, told.road), []
    row, name = before.seats[told.person], told.person
    if told.kind == "away":
        now, wrong = _stops(lists, now, row["vehicle"]) if row["drives"] else (now, [])
        return replace(_without(now, {name}), out=now.out | {name}), wrong
    set_off_s = clock_s(row["set_off"]) if row["vehicle"] else lists.riders[name].ready_s
    until_s = (set_off_s or 0) + OVERSLEPT_S if told.until_s is None else told.until_s
    if row["drives"]:
        return _leaves_late(lists, now, row["vehicle"], max(until_s - routes[row["vehicle"]].starts_s, 0)), []
    now = replace(now, ready={**now.ready, name: max(until_s, lists.riders[name].ready_s)})
    return (_without(now, {name}) if row["vehicle"] and until_s > (set_off_s or 0) else now), []


def _without(now: Now, people: set[str]) -> Now:
    """Take people out of the routes; the calls stay for now."""
    kept = {
        name: replace(
            route, calls=tuple(replace(x, people=tuple(p for p in x.people if p not in people)) for x in route.calls)
        )
        for name, route in now.routes.items()
    }
    return replace(now, routes=kept)


def _path(lists: Lists, now: Now, vehicle: str) -> list[int]:
    return [lists.start[vehicle], *(x.place for x in now.routes[vehicle].calls), 0]


def _stops(lists: Lists, now: Now, vehicle: str) -> tuple[Now, list[str]]:
    route, wrong = now.routes[vehicle], list[str]()
    rest = {name: other for name, other in now.routes.items() if name != vehicle}
    if not now.under_way(vehicle):
        return replace(now, routes=rest), []
    driven = now.driven(vehicle)
    gone = route.starts_s if not driven else route.calls[driven - 1].leaves_s
    due = route.arrives_s if driven == len(route.calls) else route.calls[driven].leaves_s - BOARD_S
    share = min(max((now.at_s - gone) * 1000 // max(due - gone, 1), 0), 1000)
    here, path = lists.first_roadside + now.roadsides, _path(lists, now, vehicle)
    if here >= len(lists.places):
        return replace(now, routes=rest), [f"{vehicle}: the certificate doesn't say at which roadside it stands"]
    ends = [lists.places[path[driven]], lists.places[path[driven + 1]]]
    if not stands_on_the_way(now.net, ends, lists.places[here], share):
        wrong.append(f"{vehicle}: can't have come to stand where the certificate says")
    aboard = {x: call.home for call in route.calls[:driven] for x in call.people}
    driver = lists.coaches[vehicle].driver
    aboard |= {driver: lists.door[driver]} if driver else {}
    stands = {**now.stands, **{x: (here, home) for x, home in aboard.items()}}
    ready = {**now.ready, **dict.fromkeys(aboard, now.at_s)}
    return replace(now, routes=rest, stands=stands, ready=ready, roadsides=now.roadsides + 1), wrong


def _slows(lists: Lists, roads: Roads | None, now: Now, told: Told) -> Now:
    name, route = told.vehicle, now.routes[told.vehicle]
    net = lay_net(roads, kmh=told.kmh, closed=now.closed)
    slow = np.maximum(measure(net, lists.places, []).seconds, now.seconds)
    usual, path = now.drive(name), _path(lists, now, name)
    driven, left = now.driven(name), now.under_way(name)
    due = [x.leaves_s for x in route.calls] + [route.arrives_s]
    last = len(route.calls) if lists.coaches[name].timed else now.settled(name)
    times: list[int] = []
    for i in range(driven, max(last, driven + now.arrived(name))):
        longer = max(int(slow[path[i], path[i + 1]] - usual[path[i], path[i + 1]]), 0)
        if i == driven and left:
            span = max(due[i] - (due[i - 1] if i else route.starts_s), 1)
            longer = longer * min(max(due[i] - now.at_s, 0), span) // span
        times.append(due[i] + longer + (max(times[-1] - due[i - 1], 0) if times else 0))
    due_s = {**now.due_s, name: times[-1]} if now.arrived(name) else now.due_s
    routes = {**now.routes, name: _later(route, driven, [] if now.arrived(name) else times)}
    return replace(now, routes=routes, due_s=due_s, kmh={**now.kmh, name: told.kmh}, pace={**now.pace, name: slow})


def _later(route: Route, first: int, times: list[int]) -> Route:
    calls = list(route.calls)
    for i, leaves_s in enumerate(times, start=first):
        calls[i] = replace(calls[i], leaves_s=leaves_s)
    return replace(route, calls=tuple(calls))


def _called(call: Call, stop: str) -> bool:
    """Say whether a stop is meant, named by itself or by who gets in there."""
    return stop.casefold() in {call.stop.casefold(), *(person.casefold() for person in call.people)}


def _having_left(now: Now, vehicle: str, stop: str) -> Now:
    """Let it have left each call as far as this stop by now, and none after it."""
    route = now.routes[vehicle]
    last = [_called(x, stop) for x in route.calls]
    left = len(last) - last[::-1].index(True)
    before = [min(x.leaves_s, now.at_s) for x in route.calls[:left]]
    after = [max(x.leaves_s, now.at_s + 1) for x in route.calls[left:]]
    return replace(now, routes={**now.routes, vehicle: _later(route, 0, before + after)})


def _leaves_late(lists: Lists, now: Now, vehicle: str, late_s: int, *, stop: str = "") -> Now:
    route, at = now.routes[vehicle], 0
    if stop:
        at = max(i for i, x in enumerate(route.calls) if _called(x, stop) and i <= now.driven(vehicle))
    slips = lists.coaches[vehicle].timed or now.under_way(vehicle)  # it was told after its hour: it has not left yet
    starts_s = route.starts_s if at else route.starts_s + late_s
    if not at:
        now = replace(now, from_s={**now.from_s, vehicle: starts_s})
    if slips:
        route = replace(_later(route, at, [x.leaves_s + late_s for x in route.calls[at:]]), starts_s=starts_s)
        now = replace(now, due_s={name: due_s for name, due_s in now.due_s.items() if name != vehicle})
    return replace(now, routes={**now.routes, vehicle: route})


def _closes(lists: Lists, roads: Roads | None, now: Now, road: str) -> Now:
    closed = now.closed | (roads.called(road) if roads else frozenset())
    net, was = lay_net(roads, closed=closed), now.seconds
    seconds = measure(net, lists.places, []).seconds
    routes, due_s = dict(now.routes), dict(now.due_s)
    for name, route in now.routes.items():
        path = _path(lists, now, name)
        if all(seconds[a, b] == was[a, b] for a, b in pairwise(path)):
            continue
        if seconds[path[0], 0] >= NEVER_S and not now.under_way(name):
            del routes[name]
            continue
        routes[name], delay_s = _behind(lists, now, name, seconds)
        if name in due_s:
            due_s[name] = route.arrives_s + delay_s
    pace = {
        name: np.maximum(measure(lay_net(roads, kmh=kmh, closed=closed), lists.places, []).seconds, seconds)
        for name, kmh in now.kmh.items()
    }
    now = replace(now, closed=closed, net=net, seconds=seconds, pace=pace, routes=routes, due_s=due_s)
    return _who_can_stay(lists, now)


def _behind(lists: Lists, now: Now, name: str, seconds: NDArray[np.int64]) -> tuple[Route, int]:
    """Let what it drives to, and a timetable, slip by what the way is longer."""
    route, path, driven = now.routes[name], _path(lists, now, name), now.driven(name)
    delay, times = 0, []
    for i in range(driven, len(route.calls)):
        longer = int(seconds[path[i], path[i + 1]] - now.seconds[path[i], path[i + 1]])
        stands = lists.coaches[name].timed or (i == driven and now.under_way(name))
        delay = max(delay + longer, 0) if stands and longer < NEVER_S // 2 else delay
        times.append(route.calls[i].leaves_s + (delay if stands else 0))
    longer = int(seconds[path[-2], 0] - now.seconds[path[-2], 0])
    return _later(route, driven, times), max(delay + longer, 0)


def _who_can_stay(lists: Lists, now: Now) -> Now:
    """Let those go whom no road reaches now, and those whom their vehicle would bring home too late."""
    gone = {
        x
        for name, route in now.routes.items()
        for call in route.calls[now.driven(name) :]
        for x in call.people
        if now.seconds[call.place, 0] >= NEVER_S
    }
    now = _without(now, gone)
    while late := {x for name in now.routes for x in _late_home(lists, now, name)}:
        now = _without(now, late)
    return now


def calls_left(lists: Lists, now: Now, name: str) -> list[Call]:
    """Give the calls that a vehicle still makes: those that stand, and those where somebody gets in."""
    stand = len(now.routes[name].calls) if now.arrived(name) else now.settled(name)
    timed = lists.coaches[name].timed
    return [
        x for i, x in enumerate(now.routes[name].calls)
        if i < stand or x.people or (timed and x.place < lists.first_roadside)
    ]  # fmt: skip


def _late_home(lists: Lists, now: Now, name: str) -> list[str]:
    if lists.leave_s is None or not lists.coaches[name].returns or now.arrived(name):
        return []
    aboard = {x for call in now.routes[name].calls[: now.driven(name)] for x in call.people}
    t, at, late = lists.leave_s, 0, []
    for call in reversed(calls_left(lists, now, name)):
        t += int(now.seconds[at, call.home])
        for x in call.people:
            rider = lists.riders[x]
            by = rider.home_by_s if rider.returns else None
            if x not in aboard and by is not None and t + rider.way_s(*lists.places[call.home]) > by:
                late.append(x)
        t, at = t + BOARD_S, call.home
    return late
