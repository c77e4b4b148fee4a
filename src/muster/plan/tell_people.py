"""What each person is told: vehicle, place, times, seats; or why they have none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from muster.plan.fleet import (
    BOARD_S,
    CLOSES,
    COST,
    NEVER,
    Trip,
)
from muster.plan.ride_plan import DropsOut, Itinerary, RidePlan, Visit
from muster.plan.seating import (
    ABOARD,
    OPTION,
    VEHICLE,
    Seating,
)
from muster.plan.why import Why, why_left


def tell_people(plan: RidePlan, was: RidePlan, why: Why, drivers: Mapping[int, int]) -> tuple[Itinerary, ...]:
    """Tell everybody what their vehicle does with them; `was` is what they were told before."""
    before = was.itineraries or tuple(Itinerary(u) for u in range(len(plan.people)))
    visits = {u: visit for route in plan.routes for visit in route.visits for u in visit.riders}
    host = dict(plan.beds.host_of)
    bare = []
    for u, person in enumerate(plan.people):
        told = Itinerary(u, host=host.get(u))
        if u in plan.live.out:
            told = replace(told, reason=DropsOut())
        elif u in drivers:
            told = _driving(plan, told, drivers[u])
        elif u in visits:
            told = _riding(plan, told, before[u], why.trip, why.seating, visits[u])
        elif person.rides:
            told = replace(told, reason=why_left(why, u))
        bare.append(told)
    return _label_seats(plan, bare, before)


def _driving(plan: RidePlan, told: Itinerary, v: int) -> Itinerary:
    route, person = plan.routes[v], plan.people[told.person]
    return replace(
        told,
        vehicle=v,
        drives=True,
        lon=plan.vehicles[v].lon,
        lat=plan.vehicles[v].lat,
        set_off_s=route.starts_s,
        board_s=route.starts_s,
        arrive_s=route.arrives_s,
        late_s=max(0, route.arrives_s - plan.day.arrive_s),
        home_stop="" if route.back_s is not None and person.returns else None,
        home_s=route.back_s if person.returns else None,
        home_at_s=route.back_s if person.returns else None,
    )


def _riding(
    plan: RidePlan, told: Itinerary, before: Itinerary, trip: Trip, seating: Seating, visit: Visit
) -> Itinerary:
    u, v = told.person, int(seating.folk[told.person, VEHICLE])
    route, option = plan.routes[v], int(seating.folk[told.person, OPTION])
    walk = int(trip.options[option, COST]) if option >= 0 else before.board_s - before.set_off_s
    home_walk = _home_walk(plan, trip, before, option, u)
    stays = u in plan.live.stands or seating.folk[u, ABOARD]
    waits = 0 if visit.stop else BOARD_S
    goes_home = visit.home_s is not None and plan.people[u].returns
    home_stop = _home_stop(plan, visit, u)
    return replace(
        told,
        vehicle=v,
        stop=visit.stop,
        lon=float(plan.places.lon[visit.place]),
        lat=float(plan.places.lat[visit.place]),
        set_off_s=before.set_off_s if stays and before.vehicle is not None else visit.leaves_s - walk - waits,
        board_s=visit.leaves_s,
        arrive_s=route.arrives_s,
        late_s=max(0, route.arrives_s - plan.day.arrive_s),
        home_stop=home_stop if goes_home else None,
        home_s=visit.home_s if goes_home else None,
        home_at_s=visit.home_s + home_walk if goes_home and visit.home_s is not None else None,
    )


def _home_walk(plan: RidePlan, trip: Trip, before: Itinerary, option: int, u: int) -> int:
    """Say how long they walk or are lifted from where they get out."""
    if option < 0:
        return before.home_at_s - before.home_s if before.home_at_s is not None and before.home_s is not None else 0
    person = plan.people[u]
    latest = person.home_by_s if person.home_by_s is not None and person.returns else NEVER
    return int(latest - trip.options[option, CLOSES])


def _home_stop(plan: RidePlan, visit: Visit, u: int) -> str:
    if visit.home_place == visit.place:
        return visit.stop
    if visit.home_place == u + 1:
        return ""
    names = {(stop.lon, stop.lat): stop.name for vehicle in plan.vehicles for stop in vehicle.stops}
    here = (float(plan.places.lon[visit.home_place]), float(plan.places.lat[visit.home_place]))
    return names.get(here, "")


def _label_seats(
    plan: RidePlan, itineraries: Sequence[Itinerary], before: Sequence[Itinerary]
) -> tuple[Itinerary, ...]:
    """Give everybody their seats: those they had in the same vehicle, otherwise the lowest free."""
    labelled = list(itineraries)
    for v, vehicle in enumerate(plan.vehicles):
        here = [one for one in itineraries if one.vehicle == v]
        kept = {one.person for one in here if before[one.person].vehicle == v and before[one.person].seats}
        taken = {label for u in kept for label in before[u].seats.split()}
        seats = _free_labels("", vehicle.seats, taken)
        wheels = _free_labels("W", vehicle.wheelchairs, taken)
        for one in sorted(here, key=lambda one: (not one.drives, one.board_s, one.person)):
            if one.person in kept:
                labelled[one.person] = replace(one, seats=before[one.person].seats)
                continue
            person = plan.people[one.person]
            rolling = 0 if one.drives else person.wheels
            size = person.size - rolling - int(one.drives)
            labels = [next(seats) for _ in range(size)] + [next(wheels) for _ in range(rolling)]
            labelled[one.person] = replace(one, seats=" ".join(labels))
    return tuple(labelled)


def _free_labels(prefix: str, count: int, taken: set[str]) -> Iterator[str]:
    return iter([f"{prefix}{k}" for k in range(1, count + 1) if f"{prefix}{k}" not in taken])
