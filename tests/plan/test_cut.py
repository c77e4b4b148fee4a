"""Turfs: every door once, zones kept, work that adds up, the same plan from the same seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.plan.cut import (
    CutError,
    Progress,
    TooFewTurfsError,
    TooLongError,
    TooManyTurfsError,
    cut_turfs,
    effort_of_seconds,
)
from muster.plan.doors import Doors
from muster.plan.ground import Ground, lay_ground
from muster.plan.near import Place, legs_dm, ways_from
from muster.plan.turf import Plan, Turf
from tests.little_town import DM, doors_at, town
from tests.naive_ground import naive_distances, naive_forest


def terrace(count: int, *, gap: int = 90, service_s: int = 75) -> Ground:
    return lay_ground(doors_at([(gap * i, 0) for i in range(count)], street=["Row"] * count, service_s=service_s), None)


def check(plan: Plan, ground: Ground, *, start: Place | None = None, end: Place | None = None) -> None:
    """Every door once, and every figure what the distances give."""
    assert sorted(door for turf in plan.turfs for door in turf.doors) == list(range(len(ground.doors)))
    assert [turf.number for turf in plan.turfs] == list(range(1, len(plan.turfs) + 1))
    for turf in plan.turfs:
        assert turf.doors
        stops = ground.stop_of_door[list(turf.doors)]
        walk = int(legs_dm(ground, stops[:-1].astype(np.int64), stops[1:].astype(np.int64)).sum())
        walk += int(ways_from(ground, start).stop_dm[stops[0]]) if start else 0
        walk += int(ways_from(ground, end).stop_dm[stops[-1]]) if end else 0
        assert turf.walk_dm == walk
        assert turf.service_s == sum(int(ground.doors.service_s[door]) for door in turf.doors)
        assert turf.work_s == turf.service_s + int(walk * 9 / 125 + 0.5)
    assert plan.bound_dm <= sum(turf.walk_dm for turf in plan.turfs)
    assert plan.ideal_work_s <= max(turf.work_s for turf in plan.turfs) + 0.5


def test_a_terrace_is_cut_into_stretches() -> None:
    ground = terrace(60)
    plan = cut_turfs(ground, turfs=3, effort=300, seed=1)
    check(plan, ground)
    assert all(turf.doors in {tuple(range(*ends)), tuple(range(*ends))[::-1]} for turf, ends in _stretches(plan))
    assert max(turf.work_s for turf in plan.turfs) <= 1.08 * plan.ideal_work_s
    assert sum(turf.walk_dm for turf in plan.turfs) == plan.bound_dm == 57 * 90


def _stretches(plan: Plan) -> list[tuple[Turf, tuple[int, int]]]:
    return [(turf, (min(turf.doors), max(turf.doors) + 1)) for turf in plan.turfs]


def test_the_same_seed_gives_the_same_plan_and_another_may_not() -> None:
    rng = np.random.default_rng(5)
    ground = lay_ground(doors_at([tuple(spot) for spot in rng.integers(0, 5000, (300, 2)).tolist()]), None)
    plans = [cut_turfs(ground, turfs=12, effort=30, seed=seed) for seed in (4, 4, 5)]
    assert plans[0] == plans[1]
    assert plans[0] != plans[2]


def test_more_effort_walks_less() -> None:
    rng = np.random.default_rng(6)
    ground = lay_ground(doors_at([tuple(spot) for spot in rng.integers(0, 8000, (600, 2)).tolist()]), None)
    few, many = (cut_turfs(ground, turfs=12, effort=effort, seed=1) for effort in (0, 300))
    assert sum(turf.walk_dm for turf in many.turfs) < sum(turf.walk_dm for turf in few.turfs)
    assert max(turf.work_s for turf in many.turfs) <= 1.08 * many.ideal_work_s


def test_one_door() -> None:
    ground = terrace(1)
    plan = cut_turfs(ground, turfs=1, effort=10, seed=1)
    assert [(turf.doors, turf.walk_dm, turf.work_s) for turf in plan.turfs] == [((0,), 0, 75)]


def test_as_many_turfs_as_doors() -> None:
    ground = terrace(7)
    plan = cut_turfs(ground, turfs=7, effort=10, seed=1)
    check(plan, ground)
    assert plan.bound_dm == 0


def test_doors_at_one_place() -> None:
    ground = lay_ground(doors_at([(0, 0)] * 30), None)
    plan = cut_turfs(ground, turfs=4, effort=10, seed=1)
    check(plan, ground)
    assert max(len(turf.doors) for turf in plan.turfs) <= 9


def test_a_block_of_flats_goes_to_several_turfs() -> None:
    streets = town({1: (-1000, 0, ""), 2: (1000, 0, "")}, [((1, 2), "highway=residential")])
    ground = lay_ground(doors_at([(0, 40)] * 200 + [(90 * i - 900, -40) for i in range(20)]), streets)
    plan = cut_turfs(ground, turfs=4, effort=100, seed=1)
    check(plan, ground)
    assert max(turf.work_s for turf in plan.turfs) <= 1.08 * plan.ideal_work_s


def test_zones_are_kept_where_that_is_asked() -> None:
    zone = ["East" if i % 3 else "West" for i in range(60)]
    ground = lay_ground(doors_at([(90 * (i // 2), 100 * (i % 2)) for i in range(60)], zone=zone), None)
    plan = cut_turfs(ground, turfs=6, effort=50, seed=1, keep_zones=True)
    check(plan, ground)
    assert all(len({zone[door] for door in turf.doors}) == 1 for turf in plan.turfs)
    mixed = cut_turfs(ground, turfs=6, effort=50, seed=1)
    assert any(len({zone[door] for door in turf.doors}) == 2 for turf in mixed.turfs)


def test_the_ways_there_and_back_count() -> None:
    ground = terrace(40)
    start, end = (-500 * DM, 0.0), (4500 * DM, 0.0)
    plan = cut_turfs(ground, turfs=2, effort=50, seed=1, start=start, end=end)
    check(plan, ground, start=start, end=end)


def test_minutes_give_few_turfs_that_keep_to_them() -> None:
    ground = terrace(200)
    plan = cut_turfs(ground, minutes=60, effort=50, seed=1)
    check(plan, ground)
    assert max(turf.work_s for turf in plan.turfs) <= 3600
    assert len(plan.turfs) == 5  # 200 doors are 15,000 s and the walk some 1,300 s more


def test_progress_is_told() -> None:
    told: list[Progress] = []
    cut_turfs(terrace(100), turfs=4, effort=40, seed=1, progress=told.append)
    assert told[-1].done == told[-1].total == 400
    assert [one.done for one in told] == sorted(one.done for one in told)


def test_what_cannot_be_is_refused_by_name() -> None:
    ground = lay_ground(doors_at([(0, 0), (90, 0)], zone=["A", "B"], service_s=[75, 4000]), None)
    with pytest.raises(TooManyTurfsError, match="at most 2"):
        cut_turfs(ground, turfs=3, effort=1, seed=1)
    with pytest.raises(TooFewTurfsError, match="at least 2"):
        cut_turfs(ground, turfs=1, effort=1, seed=1, keep_zones=True)
    with pytest.raises(TooLongError, match="door 1 alone takes 67 minutes"):
        cut_turfs(ground, minutes=60, effort=1, seed=1)
    with pytest.raises(CutError, match="one turf or more"):
        cut_turfs(ground, turfs=0, effort=1, seed=1)
    with pytest.raises(CutError, match="either"):
        cut_turfs(ground, effort=1, seed=1)


def test_an_effort_is_picked_for_seconds() -> None:
    assert effort_of_seconds(40_000, 60) > effort_of_seconds(40_000, 10) >= 1
    assert effort_of_seconds(160_000, 1) == 1


@pytest.mark.parametrize("turfs", [2, 160])
def test_a_line_of_ten_thousand_doors(turfs: int) -> None:
    ground = terrace(10_000)
    plan = cut_turfs(ground, turfs=turfs, effort=1, seed=1)
    check(plan, ground)
    assert sum(turf.walk_dm for turf in plan.turfs) <= 1.1 * plan.bound_dm


@st.composite
def grounds(draw: st.DrawFn) -> Doors:
    count = draw(st.integers(1, 24))
    spots = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=count, max_size=count)
    return doors_at(
        [(50 * x, 50 * y) for x, y in draw(spots)],
        street=draw(st.lists(st.sampled_from(["", "A", "B"]), min_size=count, max_size=count)),
        service_s=draw(st.lists(st.integers(0, 900), min_size=count, max_size=count)),
        zone=draw(st.lists(st.sampled_from(["N", "S"]), min_size=count, max_size=count)),
    )


@settings(max_examples=60)
@given(grounds(), st.data())
def test_any_town_is_cut_without_loss(doors: Doors, data: st.DataObject) -> None:
    keep = data.draw(st.booleans())
    turfs = data.draw(st.integers(len(set(doors.zone)) if keep else 1, len(doors)))
    start = data.draw(st.sampled_from([None, (0.0, 0.0), (0.001, 0.002)]))
    end = data.draw(st.sampled_from([None, (0.0, 0.0), (0.002, 0.001)]))
    ground = lay_ground(doors, None)
    plan = cut_turfs(ground, turfs=turfs, effort=30, seed=3, keep_zones=keep, start=start, end=end)
    assert len(plan.turfs) == turfs
    check(plan, ground, start=start, end=end)
    if keep:
        assert all(len({doors.zone[door] for door in turf.doors}) == 1 for turf in plan.turfs)
    if not start and not end:
        assert plan.bound_dm == naive_forest(naive_distances(doors, None), turfs)
