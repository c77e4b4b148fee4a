"""Why nobody could seat more, and why each of those left was left: worked out from what everybody was told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from muster.audit.drive import crow_dm
from muster.audit.ride_events import BOARD_S, NOTICE_S, Now
from muster.audit.ride_folder import Lists, Route, Stage
from muster.audit.ride_lists import Coach, Rider

NEVER = 1 << 40
NEAREST = 4  # stops of one coach that are open to somebody


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


class Beside(NamedTuple):
    """What is free in a vehicle, and who rides in it."""

    seats: int
    wheels: int
    people: Sequence[str]


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


def ways(told: Told, person: str, name: str) -> Iterator[Way]:
    """Give every way in which a vehicle could take somebody up."""
    lists, rider, coach = told.lists, told.lists.riders[person], told.lists.coaches[name]
    if person in told.now.stands:
        place, home = told.now.stands[person]
        yield Way(place, home, opens_s(told, person, name, place, home), closes_s(told, person, home), anywhere=True)
    elif not coach.stops:
        at = lists.door[person]
        yield Way(at, at, opens_s(told, person, name, at, at), closes_s(told, person, at), anywhere=False)
    else:
        for at in near_stops(lists, rider, coach):
            yield Way(at, at, opens_s(told, person, name, at, at), closes_s(told, person, at), anywhere=False)


def near_stops(lists: Lists, rider: Rider, coach: Coach) -> list[int]:
    """Give the four nearest stops of a coach, as far as somebody gets to them."""
    stops = sorted({lists.stops[lon, lat] for _, lon, lat in coach.stops})
    lon, lat = np.array([lists.places[at] for at in stops]).T
    away = sorted(zip(crow_dm(rider.lon, rider.lat, lon, lat).tolist(), stops, strict=True))[:NEAREST]
    return [at for dm, at in away if dm <= max(rider.walk_m, rider.lift_m) * 10]


def may_ride(told: Told, person: str, name: str) -> bool:
    """Whether somebody could ever ride in a vehicle: needs, size, the way home, and whoever drives it."""
    lists, rider, coach = told.lists, told.lists.riders[person], told.lists.coaches[name]
    driver, wheel = lists.riders.get(coach.driver), int(rider.needs == "wheelchair")
    room = coach.seats - (driver.size - 1 if driver else 0)
    apart = driver is not None and (driver.name in rider.apart or person in driver.apart)
    goes_home = coach.returns or not rider.returns or lists.leave_s is None
    fits = rider.size - wheel <= room and wheel <= coach.wheelchairs
    return fits and goes_home and not apart and rider.gets_in(coach)


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


def check_bound(told: Told) -> list[str]:
    """Weak duality: the places of the counted vehicles, and everybody who could ride in another."""
    lists, said = told.lists, told.stage.said["bound"]
    counted, wheeled = set(said["vehicles_by_seats"]), set(said["vehicles_by_wheelchair_places"])
    driving = {lists.coaches[x].driver for x in told.routes} - {""}
    unknown = (counted | wheeled) - set(lists.coaches)
    if unknown:
        return [f"bound: there is no vehicle {min(unknown)}"]
    beside = _beside(told, told.aboard)
    seats = sum(beside[x].seats for x in counted) + sum(beside[x].wheels for x in wheeled)
    clocks = {x: clock(told, x, standing_slots(told, x), _deadline(told, x)) for x in _open(told)}
    others = 0
    for name, rider in lists.riders.items():
        if name in driving or name in told.aboard or name in told.now.out or not rider.rides:
            continue
        could = {x for x in clocks if _could(told, name, x, clocks[x], beside[x])}
        row = told.stage.seats[name]
        could |= {row["vehicle"]} if row["vehicle"] else set()
        wheel = int(rider.needs == "wheelchair")
        others += (rider.size - wheel) * bool(could - counted) + wheel * bool(could - wheeled)
    at_most = sum(lists.riders[x].size for x in driving | set(told.aboard)) + seats + others
    said_most = said["seated_at_most"]
    return [] if at_most == said_most else [f"bound: it proves {at_most}, the certificate says {said_most}"]


def _open(told: Told) -> list[str]:
    """Give the vehicles that can still take somebody."""
    return [x for x in told.routes if not told.now.arrived(x)]


def _deadline(told: Told, name: str) -> int:
    return max(told.lists.arrive_s, told.routes[name].arrives_s)


def _beside(told: Told, riding: Mapping[str, str]) -> dict[str, Beside]:
    """Give what is free in each vehicle beside its driver's party and those who ride."""
    here: dict[str, list[str]] = {name: [] for name in told.lists.coaches}
    for person, name in riding.items():
        if name in here:
            here[name].append(person)
    return {name: _free(told, name, people) for name, people in here.items()}


def _free(told: Told, name: str, people: Sequence[str]) -> Beside:
    lists, coach = told.lists, told.lists.coaches[name]
    driver = lists.riders.get(coach.driver) if name in told.routes else None
    wheels = sum(lists.riders[x].needs == "wheelchair" for x in people)
    taken = sum(lists.riders[x].size for x in people) - wheels + (driver.size - 1 if driver else 0)
    return Beside(coach.seats - taken, coach.wheelchairs - wheels, people)


def _could(told: Told, person: str, name: str, clock: Clock, beside: Beside) -> bool:
    """Whether somebody could ride in a vehicle beside those, at the times of that clock."""
    if not may_ride(told, person, name) or not _room_for(told, person, beside):
        return False
    return any(fits(told, name, clock, way, _deadline(told, name)) for way in ways(told, person, name))


def _room_for(told: Told, person: str, beside: Beside) -> bool:
    """Whether there is room beside those who ride, and nobody from whom they are kept apart."""
    rider, riders = told.lists.riders[person], told.lists.riders
    wheel = int(rider.needs == "wheelchair")
    if rider.size - wheel > beside.seats or wheel > beside.wheels:
        return False
    return not any(x in rider.apart or person in riders[x].apart for x in beside.people)


def check_left(told: Told) -> list[str]:
    """Try everybody who was left in every vehicle, at every place of its route."""
    riding = {x: row["vehicle"] for x, row in told.stage.seats.items() if row["vehicle"] and not row["drives"]}
    beside = _beside(told, riding)
    clocks = {x: clock(told, x, slots_of(told, x), _deadline(told, x)) for x in _open(told)}
    left = [x for x, r in told.lists.riders.items() if r.rides and not told.stage.seats[x]["vehicle"]]
    return [
        f"{person}: was left behind, and {name} could take them"
        for person in left
        for name, times in clocks.items()
        if person not in told.now.out and _could(told, person, name, times, beside[name])
    ]
