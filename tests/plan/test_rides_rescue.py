"""Whoever stands at a roadside is fetched at once; a slow vehicle still takes whom it can."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.plan.events import EventError
from muster.plan.mend import Mended, mend_rides
from muster.plan.people import Person
from muster.plan.ride_plan import RidePlan
from muster.plan.rides import plan_rides
from muster.plan.vehicles import Stop, Vehicle
from tests.made_fleets import BOARD_S, DAY, HOUR_S, MINUTE_S, ROADS, faults, made_day
from tests.naive_rides import assert_fetched_at_once, assert_left_for_a_reason

NOTICE_S = 600
WEST = Stop("West", DAY.lon - 0.05, DAY.lat, 8 * HOUR_S + 58 * MINUTE_S)
AT_S = 9 * HOUR_S


def broken_down(*others: Vehicle, people: tuple[Person, ...] = ()) -> tuple[RidePlan, Mended]:
    """A coach with three aboard breaks down at nine, on its way to a place where all are wanted at ten."""
    coach = Vehicle("1", "coach", 9, "", WEST.lon, WEST.lat, stops=(WEST,))
    aboard = [Person(f"w{k}", WEST.lon, WEST.lat, walk_m=800) for k in range(3)]
    plan = plan_rides([*aboard, *people], [coach, *others], day=DAY, roads=ROADS, effort=1)
    assert [one.vehicle for one in plan.itineraries[:3]] == [0, 0, 0]
    return plan, mend_rides(plan, "coach 1 breaks down 09:00", roads=ROADS)


def car(name: str, east: float, **more: object) -> Vehicle:
    """A car of three seats with a hired driver, so far east of the day's place."""
    return Vehicle(name, "car", 3, "", DAY.lon + east, DAY.lat, 7 * HOUR_S, **more)  # type: ignore[arg-type] # a test's own


def drive_s(plan: RidePlan, a: int, b: int) -> int:
    return int(plan.places.drive_s[a, b])


def test_an_empty_car_comes_with_ten_minutes_notice_and_not_as_late_as_it_could() -> None:
    _, mended = broken_down(car("2", -0.02))
    now, roadside, start = mended.plan, len(mended.plan.places.lon) - 1, 1 + 3 + 1
    (visit,) = now.routes[1].visits
    soonest = AT_S + NOTICE_S + drive_s(now, start, roadside) + BOARD_S
    assert (visit.stop, visit.leaves_s) == ("roadside", soonest)
    assert now.routes[1].arrives_s == soonest + drive_s(now, roadside, 0) < DAY.arrive_s - 20 * MINUTE_S


def test_of_two_cars_the_one_that_can_be_there_first_comes() -> None:
    """The farther one would drive less in all, as it starts behind the coach; the nearer is there sooner."""
    _, mended = broken_down(car("2", -0.12), car("3", 0.01))
    by = {one.vehicle for one in mended.plan.itineraries}
    boards = {one.board_s for one in mended.plan.itineraries}
    now, roadside, first = mended.plan, len(mended.plan.places.lon) - 1, 1 + 3
    soonest = [AT_S + NOTICE_S + drive_s(now, first + v, roadside) + BOARD_S for v in (1, 2)]
    assert by == {1 + soonest.index(min(soonest))}
    assert boards == {min(soonest)}


def test_a_car_that_fetches_somebody_else_too_keeps_their_time() -> None:
    other = Person("d", DAY.lon + 0.01, DAY.lat, walk_m=0)
    plan, mended = broken_down(
        Vehicle("2", "car", 4, "", DAY.lon - 0.01, DAY.lat, 7 * HOUR_S, detour_s=2 * HOUR_S), people=(other,)
    )
    was, now = plan.itineraries[3], mended.plan.itineraries[3]
    assert was.vehicle == now.vehicle == 1
    assert was.board_s == now.board_s
    visits = mended.plan.routes[1].visits
    assert [visit.stop for visit in visits] == ["roadside", ""]
    start, roadside = 1 + 4 + 1, len(mended.plan.places.lon) - 1
    soonest = AT_S + NOTICE_S + drive_s(mended.plan, start, roadside) + BOARD_S
    assert visits[0].leaves_s == soonest


def test_a_slow_car_still_takes_somebody_where_the_times_hold() -> None:
    """The first has a seat in the other car, which is cancelled; the slow one fetches them and is not late."""
    people = [Person("a", DAY.lon + 0.01, DAY.lat, walk_m=0), Person("b", DAY.lon + 0.02, DAY.lat, walk_m=0)]
    cars = [Vehicle(f"{k}", "car", 1, "", DAY.lon + 0.03, DAY.lat, 7 * HOUR_S) for k in (1, 2)]
    plan = plan_rides(people, cars, day=DAY, roads=ROADS, effort=1)
    slow = plan.itineraries[0].vehicle
    assert slow is not None
    away = mend_rides(plan, "person a drops out 08:00", roads=ROADS).plan
    crawls = mend_rides(away, f"car {slow + 1} slows to 20 km/h 08:05", roads=ROADS).plan
    mended = mend_rides(crawls, f"car {2 - slow} cancelled 08:10", roads=ROADS).plan
    assert mended.itineraries[1].vehicle == slow
    assert mended.itineraries[1].late_s == 0
    route = mended.routes[slow]
    assert route.arrives_s - route.visits[0].leaves_s > int(plan.places.drive_s[2, 0])  # at its own pace


def test_a_slow_car_takes_nobody_whom_it_would_make_late() -> None:
    people = [Person("a", DAY.lon + 0.01, DAY.lat, walk_m=0), Person("b", DAY.lon + 0.05, DAY.lat, walk_m=0)]
    cars = [
        Vehicle("1", "car", 2, "", DAY.lon + 0.02, DAY.lat, 7 * HOUR_S),
        Vehicle("2", "car", 1, "", DAY.lon + 0.05, DAY.lat, 7 * HOUR_S),
    ]
    plan = plan_rides(people, cars, day=DAY, roads=ROADS, effort=1)
    assert [one.vehicle for one in plan.itineraries] == [0, 1]
    crawls = mend_rides(plan, "car 1 slows to 5 km/h 09:00", roads=ROADS).plan
    mended = mend_rides(crawls, "car 2 cancelled 09:01", roads=ROADS).plan
    assert mended.itineraries[1].vehicle is None
    assert mended.itineraries[0].late_s == crawls.itineraries[0].late_s


@given(seed=st.integers(0, 10_000), minutes=st.integers(1, 45))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_nobody_stands_at_a_roadside_longer_than_it_takes_to_come(seed: int, minutes: int) -> None:
    """Days with seats to spare, whose coach breaks down somewhere on its timetable."""
    people, vehicles = made_day(seed, riders=12, cars=6, coaches=1)
    plan = plan_rides(people, vehicles, day=DAY, roads=ROADS, effort=1)
    try:
        mended = mend_rides(plan, f"coach 0 breaks down 08:{minutes:02d}", roads=ROADS)
    except EventError:
        return  # it was there already
    assert faults(mended.plan) == []
    assert_left_for_a_reason(mended.plan)
    assert_fetched_at_once(plan, mended.plan)
