"""Itineraries: a slip for everybody who rides, waits or puts somebody up, and a roster for every driver.

docs/methods/boards.md says how they are laid out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from math import ceil
from typing import Any

from muster.paper.print_frame import Frame
from muster.paper.printing import join_parts, set_part
from muster.plan.ride_plan import (
    DropsOut,
    Itinerary,
    KeptApart,
    NoSeatLeft,
    NoStepFreePlace,
    NoWayHome,
    RidePlan,
    Route,
    TooFarFromAnyStop,
    Visit,
    WindowCannotBeMet,
)

TEMPLATE = "itineraries.typ"
PLAIN = Frame()
SLIPS, ROSTERS = 400, 60  # that a press sets before its memory is given back
HERE = 8  # a page of slips needs no press of its own
S_PER_MIN, MIN_PER_H, H_PER_DAY = 60, 60, 24
M_PER_KM = 1000
SORRY = {
    NoSeatLeft: "Every vehicle that could fetch you is full.",
    NoStepFreePlace: "No vehicle near you has the place you need without steps.",
    WindowCannotBeMet: "No vehicle with room can fetch you after you are ready and be there in time.",
    TooFarFromAnyStop: "No car has room for your party, and no coach stops near enough.",
    KeptApart: "The only places left are beside somebody from whom you are kept apart.",
    NoWayHome: "No vehicle with room could bring you home.",
}
NEEDS = {"step-free": "gets in without steps", "wheelchair": "wheelchair place"}


class NobodyRidesError(ValueError):
    """There is nobody to print a slip for."""


def print_itineraries(
    plan: RidePlan,
    *,
    frame: Frame = PLAIN,
    only: Collection[int] | None = None,
    rosters: bool = True,
) -> bytes:
    """Print slips to cut, eight a page, by vehicle and stop, and then a roster a vehicle.

    Args:
        plan: everybody's ride.
        frame: what stands on each: the day, the place to which all go, whom to ring, which copy this is.
        only: print slips for these people (indices) alone, such as those whom a mended plan tells something new;
            rosters are printed whole all the same.
        rosters: whether a roster a vehicle follows; somebody's own slip comes without, as they name others.

    Raises:
        NobodyRidesError: if nobody rides, waits for a seat or puts somebody up.
        PressError: if the typesetter refuses.
    """
    tell = [one for one in plan.itineraries if only is None or one.person in only]
    slips = list(_slips(plan, tell))
    if not slips:
        raise NobodyRidesError("nobody in this plan rides; add people to the list first")
    drivers = list(_rosters(plan)) if rosters else []
    told = asdict(replace(frame, place=frame.place or "the meeting place"))
    apart = len(slips) > HERE or rosters
    parts = [
        set_part(TEMPLATE, {**told, "first": not at, "slips": slips[at : at + SLIPS], "rosters": []}, apart=apart)
        for at in range(0, len(slips), SLIPS)
    ]
    parts += [
        set_part(TEMPLATE, {**told, "slips": [], "rosters": drivers[at : at + ROSTERS]})
        for at in range(0, len(drivers), ROSTERS)
    ]
    return join_parts(parts, title=frame.title or "Itineraries")


def moment(at_s: int, *, up: bool = False) -> str:
    """Say a time of day as HH:MM: down to the minute for what leaves, up for what arrives."""
    minutes = ceil(at_s / S_PER_MIN) if up else at_s // S_PER_MIN
    return f"{minutes // MIN_PER_H % H_PER_DAY:02}:{minutes % MIN_PER_H:02}"


def _slips(plan: RidePlan, told: Sequence[Itinerary]) -> Iterable[dict[str, Any]]:
    """Give the slips by vehicle and stop, then those who wait for a seat, then those who only put somebody up."""
    guests: dict[int, list[int]] = {}
    for guest, host in plan.beds.host_of:
        guests.setdefault(host, []).append(guest)
    riding = [one for one in told if one.vehicle is not None]
    waiting = [one for one in told if one.vehicle is None and _waits(one)]
    hosting = [one for one in told if one.vehicle is None and one.reason is None and one.person in guests]
    for one in sorted(riding, key=lambda one: (one.vehicle, not one.drives, one.board_s, one.stop, _name(plan, one))):
        yield _whose(plan, one, guests) | _ride(plan, one)
    for one in sorted(waiting, key=lambda one: _name(plan, one)):
        yield _whose(plan, one, guests) | {"kind": "waiting", "sorry": SORRY[type(one.reason)]}
    for one in sorted(hosting, key=lambda one: _name(plan, one)):
        yield _whose(plan, one, guests) | {"kind": "hosting"}


def _waits(one: Itinerary) -> bool:
    return one.reason is not None and not isinstance(one.reason, DropsOut)


def _name(plan: RidePlan, one: Itinerary) -> str:
    return plan.people[one.person].name


def _whose(plan: RidePlan, one: Itinerary, guests: dict[int, list[int]]) -> dict[str, Any]:
    person = plan.people[one.person]
    return {
        "name": person.name,
        "group": person.group,
        "party": f"party of {person.size}" if person.size > 1 else "",
        "bed": plan.people[one.host].name if one.host is not None else "",
        "guests": [plan.people[guest].name for guest in guests.get(one.person, ())],
    }


def _ride(plan: RidePlan, one: Itinerary) -> dict[str, Any]:
    assert one.vehicle is not None  # noqa: S101 - only riders come here
    vehicle, route, person = plan.vehicles[one.vehicle], plan.routes[one.vehicle], plan.people[one.person]
    return {
        "kind": "driving" if one.drives else "riding",
        "vehicle": vehicle.name,
        "by": vehicle.kind,
        "driver": "" if one.drives else vehicle.driver,
        "set_off": moment(route.starts_s if one.drives else one.set_off_s),
        "leaves": moment(route.starts_s if one.drives else one.board_s),
        "stop": one.stop or "your own door",
        "walks": bool(one.stop) and one.set_off_s < one.board_s,
        "seats": _seats_told(one.seats),
        "needs": NEEDS.get(person.needs, ""),
        "there": moment(one.arrive_s, up=True),
        "late": ceil(one.late_s / S_PER_MIN),
        "home": _home(plan, one, route),
    }


def _seats_told(labels: str) -> str:
    """Say '4 5 W1' as 'seats 4, 5, W1'."""
    seats = labels.split()
    return f"seat{'s' * (len(seats) > 1)} {', '.join(seats)}" if seats else ""


def _home(plan: RidePlan, one: Itinerary, route: Route) -> dict[str, str]:
    leaves = "" if plan.day.leave_s is None else moment(plan.day.leave_s)
    if one.drives:
        return {"leaves": leaves, "stop": "", "at": moment(route.back_s, up=True)} if route.back_s is not None else {}
    if one.home_stop is None:
        return {}
    at = one.home_at_s if one.home_at_s is not None else one.home_s
    return {"leaves": leaves, "stop": one.home_stop, "at": moment(at, up=True) if at is not None else ""}


def _rosters(plan: RidePlan) -> Iterable[dict[str, Any]]:
    """Give a roster for each vehicle that fetches somebody."""
    rides = {one.person: one for one in plan.itineraries}
    for vehicle, route in zip(plan.vehicles, plan.routes, strict=True):
        if not route.runs or not route.visits:
            continue
        going_home = [visit for visit in reversed(route.visits) if visit.home_s is not None]
        home = [_call(plan, visit, visit.home_s or 0, rides, home=True) for visit in going_home]
        on_board = sum(plan.people[rider].size for visit in route.visits for rider in visit.riders)
        yield {
            "vehicle": vehicle.name,
            "kind": vehicle.kind,
            "driver": vehicle.driver,
            "places": _places(vehicle.seats, vehicle.wheelchairs),
            "on_board": on_board,
            "starts": moment(route.starts_s),
            "there": moment(route.arrives_s, up=True),
            "km": f"{route.drive_m / M_PER_KM:,.1f}",
            "stops": [_call(plan, visit, visit.leaves_s, rides) for visit in route.visits],
            "leaves": "" if plan.day.leave_s is None else moment(plan.day.leave_s),
            "home": [call for call in home if call["riders"]],
            "back": "" if route.back_s is None else moment(route.back_s, up=True),
        }


def _door(plan: RidePlan, place: int) -> str:
    """Say where a door is, as latitude and longitude, which any phone takes."""
    return f"{plan.places.lat[place]:.5f}, {plan.places.lon[place]:.5f}"


def _places(seats: int, wheelchairs: int) -> str:
    more = f" and {wheelchairs} wheelchair place" + "s" * (wheelchairs != 1) if wheelchairs else ""
    return f"{seats} seat" + "s" * (seats != 1) + more


def _call(
    plan: RidePlan, visit: Visit, at_s: int, rides: Mapping[int, Itinerary], *, home: bool = False
) -> dict[str, Any]:
    """Say a stop as its roster does: when, where, and who with what needs; on the way home those who come."""
    people = plan.people
    here = [rides[rider] for rider in visit.riders if not home or rides[rider].home_stop is not None]
    return {
        "at": moment(at_s),
        "stop": visit.stop or _door(plan, visit.home_place if home else visit.place),
        "people": sum(people[one.person].size for one in here),
        "riders": [
            {
                "name": people[one.person].name,
                "party": people[one.person].size,
                "seats": _seats_told(one.seats),
                "needs": NEEDS.get(people[one.person].needs, ""),
                "home": one.home_stop is not None,
            }
            for one in sorted(here, key=lambda one: people[one.person].name)
        ],
    }
