"""Sums that add up, for whoever tells a ride plan: seats of a vehicle, and what a mended plan changed for how many."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from muster.plan.ride_plan import DropsOut, Itinerary, RidePlan

Kind = Literal["moves", "other time", "left", "stays away"]


@dataclass(frozen=True, slots=True)
class SeatsTold:
    """Who rides in a vehicle and where they sit: `people == at_wheel + taken + wheels_taken`, `taken + free == seats`.

    Attributes:
        people: who ride in it, the driver too.
        at_wheel: 1 where the driver is on the list of people: the driver's own seat is none of `seats`; else 0.
        seats: seats for riders; taken, free: of them.
        wheels: wheelchair places, which are beside the seats; wheels_taken, wheels_free: of them.
    """

    people: int
    at_wheel: int
    seats: int
    taken: int
    free: int
    wheels: int
    wheels_taken: int
    wheels_free: int


def seats_told(plan: RidePlan, vehicle: int) -> SeatsTold:
    """Sum up a vehicle's seats; all are 0 where it doesn't run."""
    given = plan.vehicles[vehicle]
    here = [one for one in plan.itineraries if one.vehicle == vehicle]
    labels = [label for one in here for label in one.seats.split()]
    wheels_taken = sum(label.startswith("W") for label in labels)
    seats, wheels = (given.seats, given.wheelchairs) if plan.routes[vehicle].runs else (0, 0)
    taken = len(labels) - wheels_taken
    return SeatsTold(
        people=sum(plan.people[one.person].size for one in here),
        at_wheel=sum(one.drives for one in here),
        seats=seats,
        taken=taken,
        free=seats - taken,
        wheels=wheels,
        wheels_taken=wheels_taken,
        wheels_free=wheels - wheels_taken,
    )


def all_seats_told(plan: RidePlan) -> SeatsTold:
    """Sum up the seats of all vehicles that run."""
    each = [seats_told(plan, v) for v in range(len(plan.vehicles))]
    return SeatsTold(*(sum(getattr(one, name) for one in each) for name in SeatsTold.__dataclass_fields__))


def kind_of_change(was: Itinerary, now: Itinerary) -> Kind:
    """Say what is another for somebody: whom they ride with or where, only when, or that they don't ride any more."""
    if now.vehicle is None:
        return "stays away" if isinstance(now.reason, DropsOut) else "left"
    if (was.vehicle, was.stop, was.lon, was.lat) != (now.vehicle, now.stop, now.lon, now.lat):
        return "moves"
    return "other time"


@dataclass(frozen=True, slots=True)
class ChangesTold:
    """How many people a mended plan tells something new, parties by their size.

    Attributes:
        move: ride in another vehicle or get in elsewhere, or have a seat where they had none.
        other_time: the same vehicle and place at another time, or another seat, or home at another time.
        left: can't be carried any more.
        stay_away: aren't coming.
    """

    move: int
    other_time: int
    left: int
    stay_away: int


def changes_told(plan: RidePlan, changes: Iterable[tuple[Itinerary, Itinerary]]) -> ChangesTold:
    """Count the people of each kind of change, given what each was told before and is told now."""
    count: dict[Kind, int] = {"moves": 0, "other time": 0, "left": 0, "stays away": 0}
    for was, now in changes:
        count[kind_of_change(was, now)] += plan.people[now.person].size
    return ChangesTold(count["moves"], count["other time"], count["left"], count["stays away"])
