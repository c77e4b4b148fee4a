"""A seat for everybody who can have one: people and vehicles to a day's rides, with the bound on who is left behind."""

from collections.abc import Sequence

from muster.plan.beds import match_beds
from muster.plan.fill import fill_seats
from muster.plan.fleet import CLOSES, HOME, NEVER, OPENS, PLACE, Layout, Trip, lay_places
from muster.plan.people import Person
from muster.plan.ride_plan import Day, Live, Places, RidePlan, SeatsBound
from muster.plan.roads import UNREACHABLE_S, Roads, drive_times
from muster.plan.seating import SHUTS, STANDS, VISITS, Seating, empty_seating, retime
from muster.plan.tell import tell_plan
from muster.plan.trip import build_trip
from muster.plan.vehicles import Vehicle

EFFORT = 60  # where nobody says
ROUND_US = 42  # microseconds that a round takes on a middling machine; only picks an effort
ROUNDS_A_STEP = 1_000
MOST_VISITS = 24  # of one vehicle whose stops the plan chooses, beyond one a seat in a car


class RideError(ValueError):
    """The vehicles can't do what their list says; the sentence says which and what to do."""


def plan_rides(
    people: Sequence[Person],
    vehicles: Sequence[Vehicle],
    *,
    day: Day,
    roads: Roads,
    effort: int = EFFORT,
    seed: int = 1,
) -> RidePlan:
    """Plan a day's rides: as many people seated as can be, then the least driving and walking; and beds.

    Args:
        people: n of them, as read.
        vehicles: as read; each driver is one of the people.
        day: where and when.
        roads: from `lay_roads`.
        effort: thousands of rounds of ruin and recreate.
        seed: which plan of the many.

    Raises:
        RideError: if a timetable can't be kept or somebody is named who isn't there.
    """
    lon, lat, layout = lay_places(people, vehicles, day)
    places = Places(lon, lat, drive_times(roads, lon, lat))
    live = Live(stopped=_too_late(vehicles, day, places, layout))
    trip = build_trip(people, vehicles, day, places, layout, live)
    seating = with_timetables(trip, vehicles, layout)
    filled = fill_seats(trip, seating, effort=effort, seed=seed)
    blank = RidePlan(
        people=tuple(people),
        vehicles=tuple(vehicles),
        day=day,
        places=places,
        routes=(),
        itineraries=(),
        beds=match_beds(people, places),
        bound=SeatsBound(0, (), (), 0, 0),
        effort=effort,
        seed=seed,
        live=live,
    )
    return tell_plan(blank, trip, filled, bare=seating, roads=roads)


def effort_of_seconds(seconds: float, *, people: int) -> int:
    """Pick an effort that takes about so many seconds on a middling machine."""
    return max(1, round(seconds * 1_000_000 / (ROUND_US * ROUNDS_A_STEP) * min(1.0, 0.5 + people / 2_400)))


def with_timetables(trip: Trip, vehicles: Sequence[Vehicle], layout: Layout) -> Seating:
    """Make an empty seating in which every timetable stands."""
    seating = empty_seating(trip, most_visits=most_visits(vehicles))
    for at, vehicle in enumerate(vehicles):
        if vehicle.timetabled:
            times = [stop.leaves_s or 0 for stop in vehicle.stops]
            stand_visits(trip, seating, at, [(p, p, t) for p, t in zip(layout.stops[at], times, strict=True)])
    return seating


def most_visits(vehicles: Sequence[Vehicle]) -> int:
    """Say how many visits a route may have room for: a stop each, or a door a seat, and some to spare."""
    return (
        max((min(len(x.stops) or x.seats + 1, MOST_VISITS + len(x.stops)) for x in vehicles), default=0) + MOST_VISITS
    )


def stand_visits(trip: Trip, seating: Seating, vehicle: int, visits: Sequence[tuple[int, int, int]]) -> None:
    """Write visits (place, place on the way home, time) that keep their place and time into a vehicle's empty route."""
    for at, (place, home, time) in enumerate(visits):
        seating.cells[vehicle, [PLACE, HOME, OPENS, SHUTS, CLOSES, STANDS], at] = place, home, time, time, NEVER, True
    seating.cars[vehicle, VISITS] = len(visits)
    retime(trip, seating, vehicle)


def _too_late(vehicles: Sequence[Vehicle], day: Day, places: Places, layout: Layout) -> frozenset[int]:
    """Find the vehicles that can't be there, or back, in time even with nobody to fetch.

    Raises:
        RideError: where a timetable itself is too late; that is a slip in the list.
    """
    stopped = set()
    for at, vehicle in enumerate(vehicles):
        if vehicle.timetabled:
            _check_timetable(vehicle, day, int(places.drive_s[layout.stops[at][-1], 0]))
            continue
        there, back = int(places.drive_s[layout.vehicle[at], 0]), int(places.drive_s[0, layout.vehicle[at]])
        too_late_back = (
            vehicle.returns
            and day.leave_s is not None
            and vehicle.back_by_s is not None
            and day.leave_s + back > vehicle.back_by_s
        )
        if vehicle.from_s + there > day.arrive_s or too_late_back:
            stopped.add(at)
    return frozenset(stopped)


def _check_timetable(vehicle: Vehicle, day: Day, drive_s: int) -> None:
    last = vehicle.stops[-1]
    arrives_s = (last.leaves_s or 0) + drive_s
    if drive_s >= UNREACHABLE_S:
        raise RideError(f"{vehicle.name}: no road leads from its last stop, {last.name}, to where everybody goes")
    if arrives_s > day.arrive_s:
        late = -(-(arrives_s - day.arrive_s) // 60)
        raise RideError(
            f"{vehicle.name}: from its last stop, {last.name}, it drives {-(-drive_s // 60)} minutes and would be "
            f"{late} minutes late; let it leave earlier (column stops), or let everybody arrive later (--arrive)"
        )
