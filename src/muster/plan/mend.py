"""Mend a standing plan when something happens: whoever isn't touched stays where they are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from muster.plan.aftermath import Aftermath, aftermath_of, slow_times
from muster.plan.events import Event, read_event
from muster.plan.fleet import DEADLINE, SEATS, WHEELS, Layout, Trip, lay_places
from muster.plan.repair import mend_seats
from muster.plan.ride_plan import DropsOut, Itinerary, Live, RidePlan
from muster.plan.roads import Roads
from muster.plan.seating import VEHICLE, Seating
from muster.plan.seats_bound import bound_seats
from muster.plan.standing import brings_home_late, finished, latest_arrival, stand_up, without_option
from muster.plan.tell import could_with, tell_plan
from muster.plan.trip import build_trip

Slow = Mapping[int, NDArray[np.int32]]
MOST_ROUNDS = 50  # of letting people go whom a slower way home would bring back too late


@dataclass(frozen=True, slots=True)
class Change:
    """What is another for one person: whom they ride with, where, when, or that they ride at all.

    Attributes:
        person: index.
        was, now: before and after.
        because: what happened to them ('broken down', 'late', ...), or 'moved up' where they made room, 'shared' where
            their vehicle fetches somebody else as well, 'fewer stops' where it fetches fewer, 'seated' where a seat
            came free.
    """

    person: int
    was: Itinerary
    now: Itinerary
    because: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A plan after an event.

    Attributes:
        plan: as it is now.
        event: as understood.
        changes: for whom something changed, in the list's order.
    """

    plan: RidePlan
    event: Event
    changes: tuple[Change, ...]


def mend_rides(plan: RidePlan, words: str, *, roads: Roads | None = None) -> Mended:
    """Mend a plan after an event.

    Args:
        plan: standing; left as it is.
        words: what happened, in one of `events.FORMS`. An event without a time happened when the last one did.
        roads: to find where a vehicle stands, how long a slow one takes, and ways round; without them it stands in
            a straight line between its stops, a slow one is slower by its speed against the usual, and no road can
            be closed.

    Raises:
        EventError: if the event can't be understood or can't have happened.
        RoadError: if no road of that name is known.
    """
    event = read_event(words, plan.people, plan.vehicles)
    after = aftermath_of(plan, event, roads=roads)
    layout = lay_places(plan.people, plan.vehicles, plan.day)[2]
    standing = replace(plan, places=after.places, routes=after.routes)
    slow = {
        v: slow_times(after.places, kmh, roads, after.live.closed)
        for v, kmh in after.live.cap_kmh.items()
        if plan.routes[v].runs and v not in after.live.stopped
    }
    after, seating, bare, trip = _stand(standing, after, layout, slow)
    could = could_with(trip, bare, seating)
    bound = bound_seats(trip.who, bare.cars[:, [SEATS, WHEELS]], could, sure=0).seated_at_most
    mended = mend_seats(trip, seating, _wanting(plan, after, seating, could), seated_at_most=bound)
    told = replace(standing, live=after.live, events=(*plan.events, words), beds=plan.beds)
    told = tell_plan(told, trip, mended, bare=bare, roads=roads)
    return Mended(told, event, _changes(plan, told, after))


def _stand(plan: RidePlan, after: Aftermath, layout: Layout, slow: Slow) -> tuple[Aftermath, Seating, Seating, Trip]:
    """Rebuild the seating, and let go of those whose seat is no use to them any more."""
    gone = finished(plan, after.live.at_s)
    after = replace(after, live=replace(after.live, deadline_s=dict(after.live.due_s)))
    trip = _trip(plan, after.live, layout, gone, slow)
    lost = after.displaced | without_option(plan, trip, after.live, after.displaced)
    for _ in range(MOST_ROUNDS):
        seating, bare, now = stand_up(plan, trip, after.live, displaced=lost)
        live = _late_as_they_are(plan, after, now, seating)
        if live != after.live:
            after = replace(after, live=live)
            trip = _trip(plan, live, layout, gone, slow)
            continue
        late_home = frozenset(u for v in range(len(plan.vehicles)) for u in brings_home_late(seating, v))
        if not late_home:
            break
        lost |= late_home
    return replace(after, displaced=lost), seating, bare, now


def _trip(plan: RidePlan, live: Live, layout: Layout, gone: frozenset[int], slow: Slow) -> Trip:
    live = replace(live, full=live.full | gone)
    return build_trip(plan.people, plan.vehicles, plan.day, plan.places, layout, live, searched=False, slow=slow)


def _late_as_they_are(plan: RidePlan, after: Aftermath, trip: Trip, seating: Seating) -> Live:
    """Let a vehicle that what happened has made late be so late, as it is with those it has."""
    deadline = dict(after.live.deadline_s)
    for v in range(len(plan.vehicles)):
        if plan.routes[v].runs and v not in after.live.due_s:
            arrives_s = latest_arrival(trip, seating, v)
            if arrives_s > int(trip.fleet[v, DEADLINE]):
                deadline[v] = arrives_s
    return replace(after.live, deadline_s=deadline)


def _wanting(plan: RidePlan, after: Aftermath, seating: Seating, could: np.ndarray) -> np.ndarray:
    """Order those without a seat: at a roadside, then without theirs, then who had none; fewest choices first."""
    without = [u for u in range(len(plan.people)) if seating.folk[u, VEHICLE] < 0 and could[u].any()]
    choices = could.sum(axis=1)
    without.sort(key=lambda u: (u not in after.live.stands, u not in after.displaced, int(choices[u]), u))
    return np.array(without, dtype=np.int64)


def _changes(before: RidePlan, after: RidePlan, what: Aftermath) -> tuple[Change, ...]:
    found = []
    both = list(zip(before.itineraries, after.itineraries, strict=True))
    gaining = {now.vehicle for was, now in both if now.vehicle is not None and now.vehicle != was.vehicle}
    for was, now in both:
        if _told(was) != _told(now) or _later(was.arrive_s, now.arrive_s) or _later(was.home_at_s, now.home_at_s):
            found.append(Change(was.person, was, now, _because(was, now, what, gaining)))
    return tuple(found)


def _told(one: Itinerary) -> tuple[object, ...]:
    return one.vehicle, one.stop, one.board_s, one.seats, one.home_stop, one.reason is None, one.reason == DropsOut()


def _later(was_s: int | None, now_s: int | None) -> bool:
    return was_s is not None and now_s is not None and now_s > was_s


def _because(was: Itinerary, now: Itinerary, what: Aftermath, gaining: set[int]) -> str:
    if was.person in what.displaced or was.vehicle in what.hit or was.person in what.live.out:
        return what.cause
    if was.vehicle is None:
        return "seated"
    if was.vehicle != now.vehicle:
        return "moved up"
    return "shared" if now.vehicle in gaining else "fewer stops"
