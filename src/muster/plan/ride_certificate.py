"""A day's rides as tables and figures that `muster rides check` works out again. docs/methods/rides.md lists them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from muster.plan.fleet import lay_places
from muster.plan.mend import Change
from muster.plan.people import Person
from muster.plan.ride_plan import Itinerary, Reason, RidePlan
from muster.plan.ride_told import kind_of_change, seats_told

SEATS_HEADER = (
    "person", "size", "vehicle", "drives", "stop", "lon", "lat", "set_off", "board", "arrive", "seats", "home_stop",
    "home", "home_at", "bed_with", "left_because",
)  # fmt: skip
ROUTES_HEADER = ("vehicle", "order", "stop", "lon", "lat", "leaves", "home", "people")
CHANGES_HEADER = (
    "person", "size", "what", "was_vehicle", "was_stop", "was_board", "was_arrive", "was_home_at", "is_vehicle",
    "is_stop", "is_board", "is_arrive", "is_home_at", "because", "left_because",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """What everybody's rides come to.

    Attributes:
        people: who want a seat, parties counted by their size.
        seated, left: how many of them have one, and not.
        late: how many of those seated are there after the time asked.
        person_minutes: from leaving home to being there, over all who are seated, whole minutes.
        drive_km: of all vehicles, the way there.
        drive_minutes: the same in time.
    """

    people: int
    seated: int
    left: int
    late: int
    person_minutes: int
    drive_km: float
    drive_minutes: int


def figures_of(plan: RidePlan) -> Figures:
    """Sum up a plan."""
    wants = [one for one in plan.itineraries if plan.people[one.person].rides and one.person not in plan.live.out]
    size = {one.person: plan.people[one.person].size for one in wants}
    riding = [one for one in wants if one.vehicle is not None]
    people, seated = sum(size.values()), sum(size[one.person] for one in riding)
    return Figures(
        people=people,
        seated=seated,
        left=people - seated,
        late=sum(size[one.person] for one in riding if one.late_s),
        person_minutes=sum(size[one.person] * (one.arrive_s - one.set_off_s) for one in riding) // 60,
        drive_km=sum(route.drive_m for route in plan.routes) / 1000,
        drive_minutes=sum(route.drive_s for route in plan.routes) // 60,
    )


def certify_rides(plan: RidePlan) -> dict[str, Any]:
    """Give the certificate's figures as plain values, ready for JSON."""
    figures = figures_of(plan)
    names = [vehicle.name for vehicle in plan.vehicles]
    left_bound = max(figures.people - plan.bound.seated_at_most, 0)
    left = [one for one in plan.itineraries if _left(plan, one)]
    return {
        **asdict(figures),
        "left_bound": left_bound,
        "proof": "bound" if figures.left == left_bound else "one by one",
        "bound": {
            "seated_at_most": plan.bound.seated_at_most,
            "vehicles_by_seats": [names[v] for v in plan.bound.priced_seats],
            "vehicles_by_wheelchair_places": [names[v] for v in plan.bound.priced_wheelchairs],
            "seats": plan.bound.seats,
            "others": plan.bound.others,
        },
        "left_behind": [
            {
                "person": plan.people[one.person].name,
                "size": plan.people[one.person].size,
                "why": reason_told(one.reason),
            }
            for one in left
        ],
        "free_seats": [
            {"vehicle": names[v], "free": seats.free, "wheelchair_places": seats.wheels_free, "why": route.spare}
            for v, route in enumerate(plan.routes)
            if route.spare and (seats := seats_told(plan, v))
        ],
        "beds": _beds(plan),
        "asked": {
            "to": [plan.day.lon, plan.day.lat],
            "arrive": clock(plan.day.arrive_s),
            "leave": clock(plan.day.leave_s) if plan.day.leave_s is not None else None,
        },
        "events": list(plan.events),
        "roadsides": _roadsides(plan),
        "seed": plan.seed,
        "effort": plan.effort,
    }


def _roadsides(plan: RidePlan) -> list[list[float]]:
    """Give where vehicles have broken down: the places beyond those of the lists."""
    listed = len(lay_places(plan.people, plan.vehicles, plan.day)[0])
    at = zip(plan.places.lon[listed:].tolist(), plan.places.lat[listed:].tolist(), strict=True)
    return [[lon, lat] for lon, lat in at]


def _left(plan: RidePlan, one: Itinerary) -> bool:
    return one.vehicle is None and plan.people[one.person].rides and one.person not in plan.live.out


def _beds(plan: RidePlan) -> dict[str, Any]:
    beds = plan.beds
    return {
        "wanted": beds.wanted,
        "found": beds.found,
        "found_at_most": beds.found_at_most,
        "travel_minutes": beds.travel_s // 60,
        "travel_s": beds.travel_s,
        "travel_least_s": beds.travel_least_s,
        "every_way_tried": beds.exact,
        "dual": {
            "bed_found": beds.found_price,
            "guests": {plan.people[u].name: price for u, price in beds.guest_price},
            "hosts": {plan.people[u].name: price for u, price in beds.host_price},
        },
    }


def reason_told(reason: Reason | None) -> dict[str, Any] | None:
    """Give a reason as plain values."""
    return None if reason is None else {"kind": type(reason).__name__, **asdict(reason)}


def clock(seconds: int | None) -> str:
    """Write a moment as HH:MM:SS, '' for none."""
    return "" if seconds is None else f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def seat_rows(plan: RidePlan) -> list[tuple[object, ...]]:
    """Give seats.csv's rows, one a person of the list who rides, waits or hosts."""
    return [_seat_row(plan, one, plan.people[one.person]) for one in plan.itineraries]


def _seat_row(plan: RidePlan, one: Itinerary, person: Person) -> tuple[object, ...]:
    host = plan.people[one.host].name if one.host is not None else ""
    if one.vehicle is None:
        why = type(one.reason).__name__ if one.reason is not None else ""
        return (person.name, person.size, "", "", "", "", "", "", "", "", "", "", "", "", host, why)
    return (
        person.name,
        person.size,
        plan.vehicles[one.vehicle].name,
        "yes" if one.drives else "",
        one.stop,
        one.lon,
        one.lat,
        clock(one.set_off_s),
        clock(one.board_s),
        clock(one.arrive_s),
        one.seats,
        one.home_stop or "",
        clock(one.home_s),
        clock(one.home_at_s),
        host,
        "",
    )


def route_rows(plan: RidePlan) -> list[tuple[object, ...]]:
    """Give routes.csv's rows: where each vehicle starts (order 0), each visit, and when it is there (the last)."""
    rows: list[tuple[object, ...]] = []
    for vehicle, route in zip(plan.vehicles, plan.routes, strict=True):
        if not route.runs:
            continue
        home = clock(plan.day.leave_s) if route.back_s is not None else ""
        rows.append((vehicle.name, 0, "", vehicle.lon, vehicle.lat, clock(route.starts_s), clock(route.back_s), ""))
        for order, visit in enumerate(route.visits, start=1):
            lon, lat = float(plan.places.lon[visit.place]), float(plan.places.lat[visit.place])
            names = "; ".join(plan.people[u].name for u in visit.riders)
            rows.append((vehicle.name, order, visit.stop, lon, lat, clock(visit.leaves_s), clock(visit.home_s), names))
        last = len(route.visits) + 1
        rows.append((vehicle.name, last, "", plan.day.lon, plan.day.lat, clock(route.arrives_s), home, ""))
    return rows


def change_rows(plan: RidePlan, changes: Sequence[Change]) -> list[tuple[object, ...]]:
    """Give changes.csv's rows."""
    return [
        (
            plan.people[change.person].name,
            plan.people[change.person].size,
            kind_of_change(change.was, change.now),
            *_where(plan, change.was),
            *_where(plan, change.now),
            change.because,
            type(change.now.reason).__name__ if change.now.reason is not None else "",
        )
        for change in changes
    ]


def _where(plan: RidePlan, one: Itinerary) -> tuple[str, str, str, str, str]:
    if one.vehicle is None:
        return "", "", "", "", ""
    stop = one.stop or "own door"
    return plan.vehicles[one.vehicle].name, stop, clock(one.board_s), clock(one.arrive_s), clock(one.home_at_s)
