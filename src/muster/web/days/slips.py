"""Somebody's own slip: their part of the plan on paper, with nobody's name but of those whom they need."""

from dataclasses import replace
from functools import lru_cache

from muster.paper.itineraries import NobodyRidesError, print_itineraries
from muster.plan.ride_plan import RidePlan
from muster.plan.ride_store import unpack_plan
from muster.web.days.days_on_paper import day_of_print
from muster.web.days.models_of_people import Coming
from muster.web.days.names import named
from muster.web.days.standing import standing_plan
from muster.web.days.whereabouts import party_of


def own_slip(coming: Coming) -> bytes | None:
    """Print the slip of somebody who was told their place; None where the plan has nothing for them."""
    packed = standing_plan(coming.day)
    if packed is None:
        return None
    plan = _unpacked(packed)
    key = party_of(coming).name
    at = next((index for index, one in enumerate(plan.people) if one.name == key), None)
    if at is None:
        return None
    try:
        return print_itineraries(
            _with_names(plan, at, coming), frame=day_of_print(coming.day), only=[at], rosters=False
        )
    except NobodyRidesError:
        return None


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> RidePlan:
    """Read a plan once: on its morning everybody of a day opens their slip."""
    return unpack_plan(packed)


def _with_names(plan: RidePlan, at: int, coming: Coming) -> RidePlan:
    """Name whoever stands on one slip: whose it is, the driver, the host, the guests."""
    one = plan.itineraries[at]
    beds = {guest for guest, host in plan.beds.host_of if host == at} | ({one.host} if one.host is not None else set())
    driver = plan.vehicles[one.vehicle].driver if one.vehicle is not None else ""
    wanted = {plan.people[index].name for index in beds | {at}} | ({driver} if driver else set())
    shown = {short: who.name for short, who in named(coming.day, wanted).items()}
    shown[plan.people[at].name] = coming.person.name
    people = tuple(replace(each, name=shown[each.name]) if each.name in shown else each for each in plan.people)
    vehicles = tuple(
        replace(each, driver=shown[each.driver]) if each.driver in shown else each for each in plan.vehicles
    )
    return replace(plan, people=people, vehicles=vehicles)
