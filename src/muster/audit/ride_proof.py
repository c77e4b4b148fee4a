"""Why nobody could seat more, and why each of those left was left: worked out from what everybody was told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from muster.audit.drive import crow_dm
from muster.audit.ride_clock import Clock, Told, Way, clock, closes_s, fits, opens_s, slots_of, standing_slots
from muster.audit.ride_folder import Lists
from muster.audit.ride_lists import Coach, Rider

NEAREST = 4  # stops of one coach that are open to somebody


class Beside(NamedTuple):
    """What is free in a vehicle, and who rides in it."""

    seats: int
    wheels: int
    people: Sequence[str]


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
    driver, wheel = lists.riders.get(coach.driver), rider.wheels
    room = coach.seats - (driver.size - 1 if driver else 0)
    apart = driver is not None and (driver.name in rider.apart or person in driver.apart)
    goes_home = coach.returns or not rider.returns or lists.leave_s is None
    fits = rider.size - wheel <= room and wheel <= coach.wheelchairs
    return fits and goes_home and not apart and rider.gets_in(coach)


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
        wheel = rider.wheels
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
    wheels = sum(lists.riders[x].wheels for x in people)
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
    wheel = rider.wheels
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
