"""Sums that add up: seats of a vehicle, changes of a mended plan, and why free seats help nobody."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.plan.mend import mend_rides
from muster.plan.people import Person
from muster.plan.ride_plan import RidePlan, Spare
from muster.plan.ride_told import ChangesTold, all_seats_told, changes_told, seats_told
from muster.plan.rides import plan_rides
from muster.plan.vehicles import Vehicle
from tests.made_fleets import DAY, HOUR_S, ROADS, made_day, seated


@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_seats_add_up_in_each_vehicle_and_in_all(seed: int) -> None:
    people, vehicles = made_day(seed)
    plan = plan_rides(people, vehicles, day=DAY, roads=ROADS, effort=1)
    for told in [*(seats_told(plan, v) for v in range(len(vehicles))), all_seats_told(plan)]:
        assert told.people == told.at_wheel + told.taken + told.wheels_taken
        assert told.taken + told.free == told.seats
        assert told.wheels_taken + told.wheels_free == told.wheels
        assert min(told.free, told.wheels_free) >= 0
    assert all_seats_told(plan).people == seated(plan)
    for v, route in enumerate(plan.routes):
        free = seats_told(plan, v).free + seats_told(plan, v).wheels_free
        left = any(one.vehicle is None and people[one.person].rides for one in plan.itineraries)
        assert bool(route.spare) == bool(free and left and route.runs)


def near(name: str, **more: object) -> Person:
    """Somebody one street from where everybody goes."""
    return Person(name, DAY.lon + 0.01, DAY.lat, walk_m=0, **more)  # type: ignore[arg-type] # a test's own


def plan_of(people: list[Person], *seats: int) -> RidePlan:
    """Plan cars of so many seats."""
    cars = [Vehicle(f"{k}", "car", n, "", DAY.lon + 0.02, DAY.lat, 7 * HOUR_S) for k, n in enumerate(seats)]
    return plan_rides(people, cars, day=DAY, roads=ROADS, effort=1)


@pytest.mark.parametrize(
    ("people", "seats", "why"),
    [
        ([near("a"), near("b")], 2, ""),
        ([near("a")], 2, ""),
        ([near("a", size=3)], 2, "out of reach"),
        ([near("a", size=2), near("b", size=2)], 3, "too few together"),
        ([near("a", needs="wheelchair"), near("b")], 2, "out of reach"),
        ([near("a", apart_from=("b",)), near("b")], 2, "kept apart"),
        ([near("a", ready_s=DAY.arrive_s - 60), near("b")], 2, "out of reach"),
    ],
)
def test_a_vehicle_says_why_its_free_seats_help_nobody(people: list[Person], seats: int, why: Spare) -> None:
    assert plan_of(people, seats).routes[0].spare == why


def test_a_car_that_is_on_its_way_says_so() -> None:
    plan = plan_of([near("a", apart_from=("b",)), near("b")], 2, 2)
    assert {one.vehicle for one in plan.itineraries} == {0, 1}
    gone_min = max(route.visits[-1].leaves_s for route in plan.routes) // 60 + 1
    mended = mend_rides(plan, f"car 1 breaks down {gone_min // 60:02d}:{gone_min % 60:02d}", roads=ROADS)
    assert [route.spare for route in mended.plan.routes] == ["on its way", ""]


def test_changes_are_counted_by_people() -> None:
    """A party of two drops out, and another of two has their seats; nobody else is touched."""
    people = [near("a", size=2), near("b", size=2), near("c")]
    plan = plan_of(people, 3)
    gone = next(one.person for one in plan.itineraries[:2] if one.vehicle == 0)
    mended = mend_rides(plan, f"person {people[gone].name} drops out", roads=ROADS)
    changes = [(one.was, one.now) for one in mended.changes]
    assert changes_told(plan, changes) == ChangesTold(move=2, other_time=0, left=0, stay_away=2)
