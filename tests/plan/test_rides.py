"""A day's rides: rules kept, seats filled to the bound, the same plan again, and a bound that no plan can beat."""

import dataclasses
from itertools import permutations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.plan.people import Person
from muster.plan.ride_plan import Day, NoSeatLeft, NoStepFreePlace, RidePlan, TooFarFromAnyStop, WindowCannotBeMet
from muster.plan.ride_store import StoreError, load_plan, store_plan
from muster.plan.rides import RideError, plan_rides
from muster.plan.vehicles import Stop, Vehicle
from tests.made_fleets import BOARD_S, DAY, HOUR_S, ROADS, faults, made_day, seated

CALM = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@given(seed=st.integers(0, 10_000))
@CALM
def test_every_rule_is_kept_and_nobody_is_left_in_vain(seed: int) -> None:
    people, vehicles = made_day(seed)
    plan = plan_rides(people, vehicles, day=DAY, roads=ROADS, effort=1, seed=seed)
    assert faults(plan) == []
    assert seated(plan) <= plan.bound.seated_at_most
    for one in plan.itineraries:
        wants = plan.people[one.person].rides
        assert (one.reason is None) == (one.vehicle is not None or not wants)


def test_the_same_seed_gives_the_same_plan_and_another_seed_is_no_worse_than_insertion() -> None:
    people, vehicles = made_day(3, riders=40)
    first, second = (plan_rides(people, vehicles, day=DAY, roads=ROADS, effort=2, seed=7) for _ in range(2))
    assert store_plan(first) == store_plan(second)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_the_bound_is_never_below_what_trying_everything_seats(seed: int) -> None:
    people, vehicles = made_day(seed, riders=5, cars=2, coaches=0)
    plan = plan_rides(people, vehicles, day=DAY, roads=ROADS, effort=1, seed=1)
    best = try_everything(plan)
    assert seated(plan) <= best <= plan.bound.seated_at_most


def try_everything(plan: RidePlan) -> int:
    """Seat a handful of riders in two cars in every way, and in every order."""
    riders = [u for u, x in enumerate(plan.people) if x.rides and not x.name.startswith("driver")]
    drivers = sum(x.size for x in plan.people if x.name.startswith("driver"))
    best = 0
    fits = {
        (v, who): _fits(plan, v, who) for v in range(2) for k in range(len(riders) + 1) for who in _subsets(riders, k)
    }
    for where in product((None, 0, 1), repeat=len(riders)):
        parts = [tuple(u for u, v in zip(riders, where, strict=True) if v == car) for car in (0, 1)]
        size = sum(plan.people[u].size for part in parts for u in part)
        if size > best and all(fits[v, part] for v, part in enumerate(parts)):
            best = size
    return best + drivers


def _subsets(riders: list[int], k: int) -> list[tuple[int, ...]]:
    return [x for x in permutations(riders, k) if list(x) == sorted(x)]


def _fits(plan: RidePlan, v: int, who: tuple[int, ...]) -> bool:
    car, people = plan.vehicles[v], plan.people
    driver = next(x for x in people if x.name == car.driver)
    wheels = sum(people[u].needs == "wheelchair" for u in who)
    if wheels > car.wheelchairs or sum(people[u].size for u in who) - wheels > car.seats - (driver.size - 1):
        return False
    names = {people[u].name: set(people[u].apart_from) for u in who} | {driver.name: set()}
    if any(apart & set(names) for apart in names.values()):
        return False
    if any(people[u].needs and not (car.step_free or car.wheelchairs) for u in who):
        return False
    if any(people[u].returns and not car.returns for u in who):
        return False
    return any(_in_time(plan, v, order) for order in permutations(who))


def _in_time(plan: RidePlan, v: int, order: tuple[int, ...]) -> bool:
    car, people, drive = plan.vehicles[v], plan.people, plan.places.drive_s
    at = start = 1 + len(people) + v
    t = max(car.from_s, plan.day.arrive_s - int(drive[start, 0]) - car.detour_s)
    for u in order:
        t = max(t + int(drive[at, u + 1]) + BOARD_S, people[u].ready_s)
        at = u + 1
    if t + int(drive[at, 0]) > plan.day.arrive_s:
        return False
    assert plan.day.leave_s is not None
    t, at = plan.day.leave_s, 0
    for u in reversed(order):
        t += int(drive[at, u + 1])
        home_by_s = people[u].home_by_s
        if people[u].returns and home_by_s is not None and t > home_by_s:
            return False
        t, at = t + BOARD_S, u + 1
    back = t + int(drive[at, start])
    return not car.returns or car.back_by_s is None or back <= car.back_by_s


def near_by(name: str, k: int = 0, **more: object) -> Person:
    """Somebody one street from where everybody goes."""
    return dataclasses.replace(Person(name, DAY.lon + 0.01, DAY.lat + 0.001 * k), **more)  # type: ignore[arg-type] # a test's own


def car(name: str, seats: int, **more: object) -> Vehicle:
    """A car with a hired driver near the same place."""
    plain = Vehicle(name, "car", seats, "", DAY.lon + 0.02, DAY.lat, from_s=7 * HOUR_S)
    return dataclasses.replace(plain, **more)  # type: ignore[arg-type] # a test's own


def plan_of(people: list[Person], vehicles: list[Vehicle], day: Day = DAY) -> RidePlan:
    """Plan with little effort."""
    return plan_rides(people, vehicles, day=day, roads=ROADS, effort=1)


def test_who_is_left_is_told_why() -> None:
    people = [near_by("a"), near_by("b", 1), near_by("c", 2, needs="wheelchair", walk_m=0)]
    plan = plan_of(people, [car("x", 1)])
    assert [one.reason for one in plan.itineraries if one.vehicle is None] == [
        NoSeatLeft(1),
        NoStepFreePlace("wheelchair"),
    ]
    assert plan.bound.seated_at_most == 1
    far = plan_of([near_by("a", walk_m=50, size=4)], [car("x", 3)])
    assert far.itineraries[0].reason == TooFarFromAnyStop(50, 0)
    late = plan_of([near_by("a", ready_s=DAY.arrive_s - 60)], [car("x", 3)])
    assert late.itineraries[0].reason == WindowCannotBeMet(1)


def test_a_wheelchair_takes_its_place_and_a_companion_a_seat() -> None:
    people = [near_by("a", needs="wheelchair", size=2, walk_m=0), near_by("b", 1)]
    plan = plan_of(people, [car("x", 1, wheelchairs=1)])
    assert plan.itineraries[0].seats == "1 W1"
    assert plan.itineraries[1].reason == NoSeatLeft(1)


def test_two_wheelchairs_of_one_party_take_two_places() -> None:
    people = [near_by("a", needs="wheelchair", wheelchairs=2, size=3, walk_m=0), near_by("b", 1)]
    one_place = plan_of(people, [car("x", 3, wheelchairs=1)])
    assert one_place.itineraries[0].reason == NoStepFreePlace("wheelchair")
    assert one_place.itineraries[1].vehicle == 0
    two_places = plan_of(people, [car("x", 1, wheelchairs=2)])
    assert two_places.itineraries[0].seats == "1 W1 W2"
    assert two_places.itineraries[1].reason == NoSeatLeft(1)


def test_a_coach_keeps_its_timetable_and_people_walk_to_it() -> None:
    stop = Stop("Cross", DAY.lon + 0.02, DAY.lat, 9 * HOUR_S)
    coach = Vehicle("1", "coach", 5, "", stop.lon, stop.lat, stops=(stop,))
    plan = plan_of([near_by("a")], [coach])
    one = plan.itineraries[0]
    assert (one.stop, one.board_s, one.seats) == ("Cross", 9 * HOUR_S, "1")
    assert one.set_off_s < one.board_s < one.arrive_s <= DAY.arrive_s
    assert one.home_stop == "Cross"


def test_a_timetable_that_is_too_late_is_refused_with_its_cure() -> None:
    stop = Stop("Cross", DAY.lon + 0.02, DAY.lat, DAY.arrive_s)
    with pytest.raises(RideError, match="minutes late; let it leave earlier"):
        plan_of([near_by("a")], [Vehicle("1", "coach", 5, "", stop.lon, stop.lat, stops=(stop,))])


def test_a_car_that_cannot_be_there_leaves_its_driver_wanting_a_seat() -> None:
    driver = near_by("d", ready_s=DAY.arrive_s - 10)
    plan = plan_of([driver], [car("x", 3, driver="d", from_s=DAY.arrive_s - 10)])
    assert not plan.routes[0].runs
    assert plan.itineraries[0].vehicle is None


def test_a_plan_is_read_back_as_it_was_written() -> None:
    people, vehicles = made_day(11)
    plan = plan_rides(people, vehicles, day=DAY, roads=ROADS, effort=1)
    files = store_plan(plan)
    again = load_plan(files, people, vehicles)
    assert store_plan(again) == files
    assert again.itineraries == plan.itineraries
    with pytest.raises(StoreError, match="plan the rides again"):
        load_plan(files, people[:-1], vehicles)
