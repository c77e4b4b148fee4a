"""Thirty things go wrong in a row: nobody rides twice, every rule holds, whoever isn't touched stays where they are."""

from typing import Literal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.home import CHECKOUT
from muster.plan.events import (
    FORMS,
    ArrivesLate,
    BreaksDown,
    EventError,
    LeavesLate,
    Overslept,
    RoadClosed,
    SlowsTo,
    read_event,
)
from muster.plan.mend import Mended, mend_rides
from muster.plan.people import Person
from muster.plan.ride_plan import Itinerary, NoSeatLeft, NoStepFreePlace, RidePlan
from muster.plan.rides import plan_rides
from muster.plan.roads import RoadError
from muster.plan.vehicles import Stop, Vehicle
from tests.made_fleets import DAY, HOUR_S, MINUTE_S, ROADS, faults, made_day, seated
from tests.naive_rides import assert_fetched_at_once, assert_left_for_a_reason


def random_event(rng: np.random.Generator, plan: RidePlan, at_s: int) -> str:
    """Make up an event."""
    vehicle = plan.vehicles[int(rng.integers(len(plan.vehicles)))].name
    person = plan.people[int(rng.integers(len(plan.people)))].name
    clock = f"{at_s // 3600:02d}:{at_s // 60 % 60:02d}"
    forms = [
        f"{vehicle} breaks down {clock}",
        f"{vehicle} slows to 20 mph {clock}",
        f"{vehicle} leaves {int(rng.integers(5, 40))} min late {clock}",
        f"{vehicle} leaves {int(rng.integers(5, 40))} min late from {_somewhere(rng, plan, vehicle)} {clock}",
        f"{vehicle} arrives {int(rng.integers(5, 40))} min late {clock}",
        f"{vehicle} cancelled {clock}",
        f"{person} overslept {clock}",
        f"{person} overslept until 09:15 {clock}",
        f"{person} drops out {clock}",
        f"road closed North {int(rng.integers(11))} {clock}",
        f"road closed b{int(rng.integers(11))} {clock}",
    ]
    return forms[int(rng.choice(len(forms), p=[0.06, 0.06, 0.07, 0.12, 0.05, 0.06, 0.2, 0.1, 0.18, 0.05, 0.05]))]


def _somewhere(rng: np.random.Generator, plan: RidePlan, name: str) -> str:
    """Name a stop of a vehicle, or somebody whom it fetches."""
    visits = next(route.visits for route, one in zip(plan.routes, plan.vehicles, strict=True) if one.name == name)
    called = [visit.stop or plan.people[visit.riders[0]].name for visit in visits]
    return called[int(rng.integers(len(called)))] if called else "nowhere"


@given(seed=st.integers(0, 100_000))
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_thirty_events_in_a_row(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people, vehicles = made_day(seed % 997, riders=20, cars=4, coaches=2)
    plan = plan_rides(people, vehicles, day=DAY, roads=ROADS, effort=1, seed=1)
    at_s, happened = 6 * HOUR_S, 0
    while happened < 30:
        at_s = min(at_s + int(rng.integers(0, 12)) * MINUTE_S, 9 * HOUR_S + 50 * MINUTE_S)
        happened += 1
        try:
            mended = mend_rides(plan, random_event(rng, plan, at_s), roads=ROADS)
        except EventError:
            continue  # it can't have happened: nothing is changed
        assert faults(mended.plan) == []
        assert_untouched_unmoved(plan, mended)
        assert_left_for_a_reason(mended.plan)
        assert_fetched_at_once(plan, mended.plan)
        plan = mended.plan


def assert_untouched_unmoved(before: RidePlan, mended: Mended) -> None:
    """Whoever isn't listed rides as told; whoever is moved out of a vehicle that nothing happened to keeps a seat."""
    listed = {change.person for change in mended.changes}
    for was, now in zip(before.itineraries, mended.plan.itineraries, strict=True):
        if was.person not in listed:
            assert told(was) == told(now)
    for change in mended.changes:
        if change.because in {"moved up", "shared"}:
            assert change.now.vehicle is not None
        if change.because == "shared":
            assert gains_somebody(before, mended.plan, change.now.vehicle)


def told(one: Itinerary) -> tuple[object, ...]:
    return one.vehicle, one.stop, one.board_s, one.seats, one.home_stop, one.host


def gains_somebody(before: RidePlan, after: RidePlan, v: int | None) -> bool:
    """Whether a vehicle fetches somebody whom it didn't."""
    was = {one.person for one in before.itineraries if one.vehicle == v}
    return bool({one.person for one in after.itineraries if one.vehicle == v} - was)


def test_a_coach_breaks_down_on_the_road_and_a_car_fetches_whom_it_can() -> None:
    stops = (
        Stop("West", DAY.lon - 0.05, DAY.lat, 9 * HOUR_S),
        Stop("Cross", DAY.lon - 0.03, DAY.lat, 9 * HOUR_S + 600),
    )
    coach = Vehicle("1", "coach", 9, "", stops[0].lon, stops[0].lat, stops=stops)
    people = [Person(f"w{k}", DAY.lon - 0.05, DAY.lat + 0.001 * k) for k in range(3)]
    people += [Person("c", DAY.lon - 0.03, DAY.lat), Person("d", DAY.lon - 0.04, DAY.lat + 0.01, walk_m=0)]
    car = Vehicle("2", "car", 3, "d", DAY.lon - 0.04, DAY.lat + 0.01)
    plan = plan_rides(people, [coach, car], day=DAY, roads=ROADS, effort=1)
    assert [one.vehicle for one in plan.itineraries] == [0, 0, 0, 0, 1]
    mended = mend_rides(plan, "coach 1 breaks down 09:05", roads=ROADS)
    aboard = [mended.plan.itineraries[u] for u in range(4)]
    assert sum(one.vehicle == 1 for one in aboard) == 3
    assert {one.stop for one in aboard if one.vehicle == 1 and one.person < 3} <= {"roadside"}
    assert [one.reason for one in aboard if one.vehicle is None] == [NoSeatLeft(1)]
    assert all(change.because in {"broken down", "shared"} for change in mended.changes)
    assert mended.plan.bound.seated_at_most == seated(mended.plan) == 4
    again = mend_rides(mended.plan, "2 cancelled 09:06", roads=ROADS)
    assert seated(again.plan) == 0
    with pytest.raises(EventError, match="doesn't run any more"):
        mend_rides(again.plan, "car 2 breaks down 09:07", roads=ROADS)


@pytest.mark.parametrize(
    ("event", "aboard"),
    [
        ("coach 1 breaks down 09:05", {"w0", "w1", "w2"}),
        ("coach 1 breaks down 09:12", {"w0", "w1", "w2", "c"}),
        ("coach 1 breaks down after West 09:12", {"w0", "w1", "w2"}),  # it is behind its plan
        ("coach 1 breaks down after c 09:05", {"w0", "w1", "w2", "c"}),  # it was early
        ("coach 1 breaks down after Cross 08:55", {"w0", "w1", "w2", "c"}),
    ],
)
def test_whoever_got_in_at_the_stops_that_it_is_said_to_have_left_is_aboard(event: str, aboard: set[str]) -> None:
    stops = (
        Stop("West", DAY.lon - 0.05, DAY.lat, 9 * HOUR_S),
        Stop("Cross", DAY.lon - 0.03, DAY.lat, 9 * HOUR_S + 600),
    )
    coach = Vehicle("1", "coach", 9, "", stops[0].lon, stops[0].lat, stops=stops)
    people = [Person(f"w{k}", DAY.lon - 0.05, DAY.lat + 0.001 * k) for k in range(3)]
    plan = plan_rides([*people, Person("c", DAY.lon - 0.03, DAY.lat)], [coach], day=DAY, roads=ROADS, effort=1)
    mended = mend_rides(plan, event, roads=ROADS).plan
    assert {mended.people[u].name for u in mended.live.stands} == aboard


def test_a_vehicle_breaks_down_after_no_stop_that_it_has_not() -> None:
    stops = (Stop("West", DAY.lon - 0.05, DAY.lat, 9 * HOUR_S),)
    coach = Vehicle("1", "coach", 9, "", stops[0].lon, stops[0].lat, stops=stops)
    plan = plan_rides([Person("w", DAY.lon - 0.05, DAY.lat)], [coach], day=DAY, roads=ROADS, effort=1)
    with pytest.raises(EventError, match="fetches nobody at 'Cross'; it stops at West"):
        mend_rides(plan, "coach 1 breaks down after Cross 09:05", roads=ROADS)
    with pytest.raises(EventError, match="nobody is aboard any more"):
        mend_rides(plan, "coach 1 breaks down after West 11:00", roads=ROADS)


def test_a_seat_that_comes_free_goes_to_whoever_had_none() -> None:
    people = [Person(x, DAY.lon + 0.01, DAY.lat) for x in "abc"]
    plan = plan_rides(people, [Vehicle("1", "car", 2, "", DAY.lon + 0.02, DAY.lat)], day=DAY, roads=ROADS, effort=1)
    (without,) = [one.person for one in plan.itineraries if one.vehicle is None]
    gone = next(one.person for one in plan.itineraries if one.vehicle == 0)
    mended = mend_rides(plan, f"person {people[gone].name} drops out", roads=ROADS)
    assert {(change.person, change.because) for change in mended.changes} == {
        (gone, "dropped out"),
        (without, "seated"),
    }


def test_the_day_worked_by_hand_in_the_method_page() -> None:
    near = (DAY.lon + 0.01, DAY.lat)
    people = [Person("Ada", *near), Person("Ben", *near), Person("Cem", *near, needs="wheelchair", walk_m=0)]
    car = Vehicle("car", "car", 1, "", DAY.lon + 0.02, DAY.lat)
    plan = plan_rides(people, [car], day=DAY, roads=ROADS, effort=1)
    assert (plan.bound.seated_at_most, plan.bound.seats, plan.bound.others) == (1, 1, 0)
    assert plan.itineraries[2].reason == NoStepFreePlace("wheelchair")
    first, second = ("Ada", "Ben") if plan.itineraries[0].vehicle == 0 else ("Ben", "Ada")
    assert [one.reason for one in plan.itineraries[:2] if one.vehicle is None] == [NoSeatLeft(1)]
    mended = mend_rides(plan, f"person {first} drops out", roads=ROADS)
    told = {(people[change.person].name, change.because) for change in mended.changes}
    assert told == {(first, "dropped out"), (second, "seated")}
    assert (mended.plan.bound.seated_at_most, mended.plan.bound.seats, mended.plan.bound.others) == (1, 0, 1)


def test_a_slow_coach_is_late_and_says_so() -> None:
    stop = Stop("West", DAY.lon - 0.05, DAY.lat, 9 * HOUR_S + 50 * MINUTE_S)
    people = [Person("a", DAY.lon - 0.05, DAY.lat)]
    coach = Vehicle("1", "coach", 9, "", stop.lon, stop.lat, stops=(stop,))
    plan = plan_rides(people, [coach], day=DAY, roads=ROADS, effort=1)
    now = mend_rides(plan, "coach 1 slows to 10 km/h 09:51", roads=ROADS).plan.itineraries[0]
    assert now.vehicle == 0
    assert now.late_s == now.arrive_s - DAY.arrive_s > 0


@pytest.mark.parametrize(("stands_m", "leaves"), [(0, 9 * HOUR_S), (0.02, None)])
def test_a_coach_that_is_not_at_its_first_stop_yet_is_late_there(stands_m: float, leaves: int | None) -> None:
    """Told after its hour, whether a timetable says it or the plan, whether it stands there or comes from further."""
    stops = tuple(
        Stop(name, DAY.lon - 0.05 + shift, DAY.lat, leaves and leaves + 600 * order)
        for order, (name, shift) in enumerate((("West", 0.0), ("Mid", 0.02)))
    )
    people = [Person(name, stop.lon, DAY.lat) for name, stop in zip("ab", stops, strict=True)]
    coach = Vehicle("1", "coach", 9, "", stops[0].lon - stands_m, DAY.lat, stops=stops)
    plan = plan_rides(people, [coach], day=DAY, roads=ROADS, effort=1)
    was = plan.itineraries[0].board_s
    told_at = was + 2 * MINUTE_S
    clock = f"{told_at // HOUR_S:02d}:{told_at // MINUTE_S % 60:02d}"
    mended = mend_rides(plan, f"coach 1 leaves 20 min late {clock}", roads=ROADS)
    now = mended.plan.itineraries
    assert [one.vehicle for one in now] == [0, 0]
    assert [one.board_s - was.board_s for one, was in zip(now, plan.itineraries, strict=True)] == [1_200, 1_200]
    assert [change.because for change in mended.changes] == ["late", "late"]
    assert faults(mended.plan) == []
    with pytest.raises(EventError, match=r"so late, would have left West at \d\d:\d\d; say how much later"):
        mend_rides(plan, f"coach 1 leaves 1 min late {clock}", roads=ROADS)


@pytest.mark.parametrize("kind", ["coach", "car"])
def test_past_its_first_stop_a_vehicle_is_late_at_a_later_one_and_at_its_end(kind: Literal["coach", "car"]) -> None:
    """All that follows slips by as much; what it has left behind stays as it was; who is aboard is there later."""
    lons = [DAY.lon - shift for shift in (0.06, 0.04, 0.02)]
    people = [
        Person(name, lon, DAY.lat, walk_m=1_000 if kind == "coach" else 0)
        for name, lon in zip("abc", lons, strict=True)
    ]
    stops = tuple(Stop(f"Stop {name}", lon, DAY.lat, None) for name, lon in zip("ABC", lons, strict=True))
    own = stops if kind == "coach" else ()
    vehicle = Vehicle("1", kind, 9, "", lons[0], DAY.lat, detour_s=HOUR_S, stops=own)
    plan = plan_rides(people, [vehicle], day=DAY, roads=ROADS, effort=1)
    was = plan.itineraries
    second = was[1].board_s
    assert was[0].board_s < second < was[2].board_s
    where, third = ("stop b", "stop c") if own else ("b", "c")
    told_at = clock(second + 5 * MINUTE_S)
    mended = mend_rides(plan, f"1 leaves 20 min late from {where} {told_at}", roads=ROADS)
    now = mended.plan.itineraries
    assert [one.board_s - two.board_s for one, two in zip(now, was, strict=True)] == [0, 1_200, 1_200]
    assert [one.arrive_s - two.arrive_s for one, two in zip(now, was, strict=True)] == [1_200] * 3
    assert [(change.person, change.because) for change in mended.changes] == [(0, "late"), (1, "late"), (2, "late")]
    assert faults(mended.plan) == []
    for words, why in (
        (f"1 leaves 2 min late from {where} {told_at}", r"so late, would have left.* at \d\d:\d\d; .* leaves the next"),
        (f"1 leaves 20 min late from {third} {clock(second - MINUTE_S)}", r"first, at \d\d:\d\d; say how late"),
        (f"1 leaves 20 min late from nowhere {told_at}", "1 fetches nobody at 'nowhere'"),
        (f"1 arrives 20 min late {clock(second)}", "has still to leave a stop"),
        (f"1 arrives 5 min late {clock(was[0].arrive_s + 6 * MINUTE_S)}", "so late, would have been there at"),
    ):
        with pytest.raises(EventError, match=why):
            mend_rides(plan, words, roads=ROADS)
    ended = mend_rides(plan, f"1 arrives 20 min late {clock(was[2].board_s + MINUTE_S)}", roads=ROADS)
    assert [one.board_s for one in ended.plan.itineraries] == [one.board_s for one in was]
    assert [one.arrive_s - two.arrive_s for one, two in zip(ended.plan.itineraries, was, strict=True)] == [1_200] * 3
    assert [change.because for change in ended.changes] == ["late"] * 3
    assert faults(ended.plan) == []


def clock(at_s: int) -> str:
    """Tell a time as events say it."""
    return f"{at_s // HOUR_S:02d}:{at_s // MINUTE_S % 60:02d}"


@pytest.mark.parametrize(
    ("words", "event"),
    [
        ("coach 1 has broken down after St Mary, at 08:10", BreaksDown(0, 8 * HOUR_S + 600, "St Mary")),
        ("coach 1 slows to 20 mph 08:10", SlowsTo(0, 20 * 1.609344, 8 * HOUR_S + 600)),
        ("Car 2 leaves 15 min late", LeavesLate(1, 900, None)),
        ("Car 2 leaves 15 min late at 08:10", LeavesLate(1, 900, 8 * HOUR_S + 600)),
        ("Car 2 leaves 15 min late from St Mary at 08:10", LeavesLate(1, 900, 8 * HOUR_S + 600, "St Mary")),
        ("car 2 arrives 5 minutes late", ArrivesLate(1, 300, None)),
        ("person 231 overslept until 08:50", Overslept(0, 8 * HOUR_S + 3_000, None)),
        ("231 has overslept", Overslept(0, None, None)),
        ("road closed A6003, at 08:00", RoadClosed("A6003", 8 * HOUR_S)),
        ("High Street is closed", RoadClosed("High Street", None)),
    ],
)
def test_a_sentence_is_understood(words: str, event: object) -> None:
    people = [Person("231", 0, 0)]
    vehicles = [Vehicle("1", "coach", 9, "", 0, 0), Vehicle("2", "car", 3, "", 0, 0)]
    assert read_event(words, people, vehicles) == event


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        ("it rains", "write one of\n  coach 2 breaks down 08:40"),
        ("coach 7 breaks down", "no vehicle is called 'coach 7'"),
        ("person 999 overslept", "no person is called 'person 999'"),
        ("car 2 breaks down 25:00", "between 00:00 and 23:59"),
    ],
)
def test_a_sentence_that_makes_no_sense_is_refused_with_a_cure(words: str, cure: str) -> None:
    vehicles = [Vehicle("1", "coach", 9, "", 0, 0), Vehicle("2", "car", 3, "", 0, 0)]
    with pytest.raises(EventError, match=cure):
        read_event(words, [Person("231", 0, 0)], vehicles)


def test_a_road_that_nobody_knows_is_refused_with_near_names() -> None:
    people, vehicles = made_day(1)
    plan = plan_rides(people, vehicles, day=DAY, roads=ROADS, effort=1)
    with pytest.raises(RoadError, match="near it: north 1"):
        mend_rides(plan, "road closed Noth 1", roads=ROADS)


@pytest.mark.parametrize("form", FORMS)
def test_the_guide_lists_every_event_that_is_understood(form: str) -> None:
    assert f"`{form}`" in (CHECKOUT / "docs" / "guide" / "try.md").read_text(encoding="utf-8")
