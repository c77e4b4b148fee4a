"""When a told route can be left and come to, and whether one more call fits into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from muster.audit.ride_events import BOARD_S, NOTICE_S, Now
from muster.audit.ride_folder import Lists, Route, Stage

NEVER = 1 << 40


class Way(NamedTuple):
    """How somebody could get in: where, where out, from when, home by when, and whether out of a timetable's way."""

    place: int
    home: int
    opens_s: int
    closes_s: int
    anywhere: bool


class Slot(NamedTuple):
    """A call as it binds a route: a time that stands (or None), or no sooner than; everybody out by closes."""

    place: int
    home: int
    stands_s: int | None
    opens_s: int
    closes_s: int


class Clock(NamedTuple):
    """A vehicle's slots with the earliest and latest at which each can be left, and the evening's."""

    slots: Sequence[Slot]
    early: Sequence[int]
    late: Sequence[int]
    evening: Sequence[int]
    back_s: int


@dataclass(frozen=True, slots=True)
class Told:
    """A stage with all that a proof needs.

    Attributes:
        lists, now, stage: see there; routes: as told, by vehicle.
        aboard: person -> vehicle, of those who can't change any more.
        known: (person, vehicle, place, home) -> when they had been told already that it leaves with them.
    """

    lists: Lists
    now: Now
    stage: Stage
    routes: Mapping[str, Route]
    aboard: Mapping[str, str]
    known: Mapping[tuple[str, str, int, int], int]

    def runs(self, person: str) -> str:
        """Give the vehicle that somebody drives, '' for none."""
        return next((x for x in self.routes if self.lists.coaches[x].driver == person), "")


def tell(lists: Lists, now: Now, stage: Stage, routes: Mapping[str, Route]) -> Told:
    """Put a stage and what had happened by then together."""
    aboard = {x: name for name, r in now.routes.items() for call in r.calls[: now.driven(name)] for x in call.people}
    known = {
        (x, name, call.place, call.home): call.leaves_s
        for name, route in now.routes.items()
        for call in route.calls
        for x in call.people
    }
    return Told(lists, now, stage, routes, aboard, known)


def soonest_start(told: Told, name: str) -> int:
    """Give when a vehicle may leave where it stands, if it is there just in time."""
    lists, now, coach = told.lists, told.now, told.lists.coaches[name]
    before = now.routes.get(name)
    if before is not None and now.under_way(name):
        return before.starts_s
    direct_s = int(now.drive(name)[lists.start[name], 0])
    notice = now.at_s + NOTICE_S if now.at_s else 0
    soonest = max(coach.from_s, lists.arrive_s - direct_s - coach.detour_s, now.from_s.get(name, 0), notice)
    if before is None:
        return soonest
    return min(soonest, max(before.starts_s, now.from_s.get(name, 0)))


def opens_s(told: Told, person: str, vehicle: str, place: int, home: int) -> int:
    """Give from when a vehicle may leave a place with somebody: ten minutes' notice, unless they know already."""
    now, lists, rider = told.now, told.lists, told.lists.riders[person]
    ready = now.ready.get(person, rider.ready_s)
    if person not in now.stands:
        ready = max(ready, now.at_s + NOTICE_S if now.at_s else 0) + rider.way_s(*lists.places[place])
    return min(ready, told.known.get((person, vehicle, place, home), NEVER))


def closes_s(told: Told, person: str, home: int) -> int:
    """Give by when somebody has to get out on the way home."""
    rider = told.lists.riders[person]
    if not rider.returns or rider.home_by_s is None:
        return NEVER
    return rider.home_by_s - rider.way_s(*told.lists.places[home])


def slots_of(told: Told, name: str) -> list[Slot]:
    """Give a told route as it binds what may still change."""
    settled, timed = told.now.settled(name), told.lists.coaches[name].timed
    found = []
    for i, call in enumerate(told.routes[name].calls):
        free = [x for x in call.people if x not in told.aboard]
        closes = min((closes_s(told, x, call.home) for x in free), default=NEVER)
        opens = max((opens_s(told, x, name, call.place, call.home) for x in free), default=0)
        stands = call.leaves_s if i < settled or (timed and call.place < told.lists.first_roadside) else None
        found.append(Slot(call.place, call.home, stands, opens, closes))
    return found


def standing_slots(told: Told, name: str) -> list[Slot]:
    """Give only the calls that a vehicle makes whoever rides."""
    return [x._replace(closes_s=NEVER) for x in slots_of(told, name) if x.stands_s is not None]


def clock(told: Told, name: str, slots: Sequence[Slot], deadline_s: int) -> Clock:
    """Work out when a route's calls may be left, and when they are come to in the evening."""
    lists, drive, home = told.lists, told.now.drive(name), told.now.seconds
    path = [lists.start[name], *(x.place for x in slots), 0]
    early, t = [], soonest_start(told, name)
    for i, slot in enumerate(slots):
        t = max(t + int(drive[path[i], path[i + 1]]) + BOARD_S, slot.opens_s)
        t = t if slot.stands_s is None else slot.stands_s
        early.append(t)
    late, t = [0] * len(slots), deadline_s
    for i in range(len(slots) - 1, -1, -1):
        t -= int(drive[path[i + 1], path[i + 2]]) + (BOARD_S if i + 1 < len(slots) else 0)
        stands = slots[i].stands_s
        t = t if stands is None else stands
        late[i] = t
    evening, t, at = [0] * len(slots), lists.leave_s or 0, 0
    for i in range(len(slots) - 1, -1, -1):
        evening[i] = t + int(home[at, slots[i].home])
        t, at = evening[i] + BOARD_S, slots[i].home
    return Clock(slots, early, late, evening, t + int(home[at, lists.start[name]]))


def there_at(told: Told, name: str, clock: Clock) -> int:
    """Give when a vehicle can be there at the soonest."""
    last = clock.slots[-1].place if clock.slots else told.lists.start[name]
    left = clock.early[-1] if clock.early else soonest_start(told, name)
    return left + int(told.now.drive(name)[last, 0])


def fits(told: Told, name: str, clock: Clock, way: Way, deadline_s: int) -> bool:
    """Whether a vehicle can come by in time, at a call that it makes or at a new one."""
    first, slots = told.now.settled(name), clock.slots
    homeward = told.lists.coaches[name].returns and told.lists.leave_s is not None
    for i in range(first, len(slots)):
        if (slots[i].place, slots[i].home) == (way.place, way.home):
            return way.opens_s <= clock.late[i] and (not homeward or clock.evening[i] <= way.closes_s)
    if told.lists.coaches[name].timed and not way.anywhere:
        return False
    return any(_new(told, name, clock, way, deadline_s, k, homeward=homeward) for k in range(first, len(slots) + 1))


def _new(told: Told, name: str, clock: Clock, way: Way, deadline_s: int, k: int, *, homeward: bool) -> bool:
    slots, drive, start = clock.slots, told.now.drive(name), told.lists.start[name]
    before, t = (slots[k - 1].place, clock.early[k - 1]) if k else (start, soonest_start(told, name))
    after, by = (slots[k].place, clock.late[k] - BOARD_S) if k < len(slots) else (0, deadline_s)
    leaves_s = max(t + int(drive[before, way.place]) + BOARD_S, way.opens_s)
    if leaves_s + int(drive[way.place, after]) > by:
        return False
    return not homeward or _home_with(told, name, clock, way, k)


def _home_with(told: Told, name: str, clock: Clock, way: Way, k: int) -> bool:
    """Whether everybody is home in time if one more gets out between the calls k and k - 1."""
    slots, home, coach = clock.slots, told.now.seconds, told.lists.coaches[name]
    t, at = (clock.evening[k] + BOARD_S, slots[k].home) if k < len(slots) else (told.lists.leave_s or 0, 0)
    t += int(home[at, way.home])
    if t > way.closes_s:
        return False
    then = slots[k - 1].home if k else told.lists.start[name]
    later = t + BOARD_S + int(home[way.home, then]) - (clock.evening[k - 1] if k else clock.back_s)
    if any(clock.evening[i] + later > slots[i].closes_s for i in range(k)):
        return False
    return coach.back_by_s is None or clock.back_s + later <= coach.back_by_s
