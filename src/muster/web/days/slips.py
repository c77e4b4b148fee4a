"""Somebody's own slip: their part of the plan on paper, with nobody's name but of those whom they need."""

from dataclasses import replace

from muster.paper.itineraries import NobodyRidesError, print_itineraries
from muster.plan.ride_plan import RidePlan
from muster.plan.ride_store import unpack_plan
from muster.web.days.models_of_people import Coming
from muster.web.days.names import named
from muster.web.days.standing import standing_of
from muster.web.days.telling import whom_to_ring
from muster.web.days.whereabouts import party_of


def own_slip(coming: Coming) -> bytes | None:
    """Print the slip of somebody who was told their place; None where the plan has nothing for them."""
    seating = standing_of(coming.day)
    if seating is None:
        return None
    plan = unpack_plan(seating.plan.read())
    key = party_of(coming).name
    at = next((index for index, one in enumerate(plan.people) if one.name == key), None)
    if at is None:
        return None
    day = coming.day
    place = day.meet_name or day.place
    ring = whom_to_ring(day)
    try:
        return print_itineraries(
            _with_names(plan, at, coming), title=day.title, place=place, ring=ring, only=[at], rosters=False
        )
    except NobodyRidesError:
        return None


def _with_names(plan: RidePlan, at: int, coming: Coming) -> RidePlan:
    """Name whoever stands on one slip: whose it is, the driver, the host, the guests."""
    one = plan.itineraries[at]
    beds = {guest for guest, host in plan.beds.host_of if host == at} | ({one.host} if one.host is not None else set())
    driver = plan.vehicles[one.vehicle].driver if one.vehicle is not None else ""
    wanted = {plan.people[index].name for index in beds | {at}} | ({driver} if driver else set())
    shown = {short: who.name for short, who in named(coming.day, wanted).items()}
    shown[plan.people[at].name] = coming.person.name
    people = tuple(replace(person, name=shown.get(person.name, person.name)) for person in plan.people)
    vehicles = tuple(replace(vehicle, driver=shown.get(vehicle.driver, vehicle.driver)) for vehicle in plan.vehicles)
    return replace(plan, people=people, vehicles=vehicles)
