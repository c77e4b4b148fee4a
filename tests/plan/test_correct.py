"""Corrections of a cut: whatever the steps, no door is lost or doubled, and every figure is that of the turfs then."""

import hashlib
import itertools
import json
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from muster.audit.plan import check_plan
from muster.cli.plan import turfs_csv
from muster.plan.certificate import Asked, certify
from muster.plan.correct import (
    Draft,
    floor_dm,
    lock_turf,
    measure_turf,
    merge_turfs,
    move_doors,
    plan_again,
    split_turf,
)
from muster.plan.corrections import (
    CorrectionError,
    LockedError,
    NoSuchDoorError,
    NoSuchTurfError,
    NothingLeftError,
    OneDoorError,
    SameTurfError,
)
from muster.plan.cut import cut_turfs
from muster.plan.doors import read_doors
from muster.plan.floor import floor_under
from muster.plan.ground import Ground, lay_ground
from muster.plan.streets import read_streets
from tests.audit.towns import random_doors, random_streets
from tests.little_town import doors_at

TURFS = 5
Held = dict[int, set[int]]


def _ground(seed: int, doors: int = 40) -> Ground:
    random = Random(seed)
    return lay_ground(doors_at([(random.randrange(6_000), random.randrange(6_000)) for _ in range(doors)]), None)


def _draft(ground: Ground, turfs: int = TURFS) -> Draft:
    return Draft(cut_turfs(ground, turfs=turfs, effort=2, seed=1).turfs)


def _all_far(ground: Ground) -> NDArray[np.float64]:
    """Measure between all doors, by an algorithm of somebody else."""
    links = ground.links
    points = len(links.first) - 1
    here = np.repeat(np.arange(points), np.diff(links.first))
    order = np.lexsort((links.length_dm, links.adj, here))  # of two links between the same points, the shorter
    _, first = np.unique(here[order] * points + links.adj[order], return_index=True)
    kept = order[first]
    length = links.length_dm[kept].astype(float) + 1e-9
    table = csr_array((length, (here[kept], links.adj[kept])), shape=(points, points))
    at = ground.stop_point[ground.stop_of_door]
    return np.rint(np.asarray(dijkstra(table, indices=at)[:, at]))


def _held(draft: Draft) -> Held:
    return {turf.number: set(turf.doors) for turf in draft.turfs}


Step = tuple[str, int, int, frozenset[int]]
steps = st.lists(
    st.tuples(
        st.sampled_from(["move", "split", "merge", "lock", "unlock"]),
        st.integers(0, 8), st.integers(0, 8), st.frozensets(st.integers(0, 41), min_size=1, max_size=12),
    ),
    max_size=8,
)  # fmt: skip


def _slowly(held: Held, locked: set[int], step: Step) -> tuple[Held, type[CorrectionError] | None]:  # noqa: C901, PLR0911, PLR0912 - one look
    """Say what a step must give, door by door; what a split gives is looked at apart."""
    kind, one, other, doors = step
    if kind in {"lock", "unlock"}:
        return held, None if one in held else NoSuchTurfError
    if one not in held:
        return held, NoSuchTurfError
    if kind == "merge":
        if one == other and one not in locked:
            return held, SameTurfError
        if other not in held and one not in locked:
            return held, NoSuchTurfError
        if {one, other} & locked:
            return held, LockedError
        return {k: v | (held[other] if k == one else set()) for k, v in held.items() if k != other}, None
    if one in locked:
        return held, LockedError
    if kind == "split":
        return held, OneDoorError if len(held[one]) == 1 else None
    if not doors <= set().union(*held.values()):
        return held, NoSuchDoorError
    if doors <= held[one]:
        return held, SameTurfError
    after = {k: v | doors if k == one else v - doors for k, v in held.items()}
    for number, had in held.items():
        if number != one and had & doors:
            if number in locked:
                return held, LockedError
            if not after[number]:
                return held, NothingLeftError
    return after, None


def _done(draft: Draft, step: Step, ground: Ground) -> Draft:
    kind, one, other, doors = step
    if kind == "move":
        return move_doors(draft, doors, to=one, ground=ground, seed=1)
    if kind == "split":
        return split_turf(draft, one, ground=ground, seed=1)
    if kind == "merge":
        return merge_turfs(draft, one, other=other, ground=ground, seed=1)
    return lock_turf(draft, one, locked=kind == "lock")


GROUND = _ground(1)
FAR = _all_far(GROUND)
FIRST = _draft(GROUND)


@settings(max_examples=60)
@given(steps)
def test_no_door_is_lost_or_doubled_and_every_walk_is_as_long_as_it_is_said_to_be(taken: list[Step]) -> None:
    draft = FIRST
    for step in taken:
        was = draft
        should, refused = _slowly(_held(was), set(was.locked), step)
        if refused:
            with pytest.raises(refused):
                _done(was, step, GROUND)
            continue
        draft = _done(was, step, GROUND)
        if step[0] == "split":
            _split_in_the_middle(was, draft, step[1])
        else:
            assert _held(draft) == should
        assert sorted(door for turf in draft.turfs for door in turf.doors) == list(range(len(GROUND.doors)))
        untouched = set(was.turfs) & set(draft.turfs)
        assert {turf for turf in was.turfs if turf.number in was.locked} <= untouched
        assert [turf.number for turf in draft.turfs] == sorted({turf.number for turf in draft.turfs})
        for turf in set(draft.turfs) - untouched:
            _is_measured(turf.doors, turf.walk_dm, turf.service_s, turf.work_s)


def _is_measured(doors: tuple[int, ...], walk_dm: int, service_s: int, work_s: int) -> None:
    far = int(sum(FAR[a, b] for a, b in itertools.pairwise(doors)))
    assert walk_dm == far
    assert service_s == 75 * len(doors)
    assert work_s == (125 * service_s + 9 * far + 62) // 125


def _split_in_the_middle(was: Draft, now: Draft, number: int) -> None:
    (before,) = (turf for turf in was.turfs if turf.number == number)
    one, two = _held(now)[number], _held(now)[max(_held(now))]
    cuts = [set(before.doors[:at]) for at in range(1, len(before.doors))]
    assert one in cuts
    assert one | two == set(before.doors)

    def uneven(first: set[int]) -> int:
        parts = [door for door in before.doors if door in first], [d for d in before.doors if d not in first]
        work = [9_375 * len(part) + 9 * sum(FAR[a, b] for a, b in itertools.pairwise(part)) for part in parts]
        return abs(int(work[0] - work[1]))

    assert uneven(one) == min(map(uneven, cuts))


def test_there_and_back_is_as_it_was_and_the_same_steps_give_the_same() -> None:
    doors = FIRST.turfs[0].doors[:3]
    there = move_doors(FIRST, doors, to=2, ground=GROUND, seed=1)
    assert there == move_doors(FIRST, reversed(doors), to=2, ground=GROUND, seed=1)  # type: ignore[arg-type]
    assert _held(move_doors(there, doors, to=1, ground=GROUND, seed=1)) == _held(FIRST)
    assert merge_turfs(split_turf(FIRST, 1, ground=GROUND, seed=1), 1, other=6, ground=GROUND, seed=1).locked == set()


def test_a_street_given_to_a_neighbour_makes_that_walk_shorter_than_going_there_and_on() -> None:
    """Ten doors in a row, cut in two; the walks after a move are in the order of the row again."""
    row = lay_ground(doors_at([(200 * n, 0) for n in range(10)]), None)
    two = Draft((measure_turf(row, 1, range(5)), measure_turf(row, 2, range(5, 10))))
    moved = move_doors(two, [5], to=1, ground=row, seed=1)
    assert [turf.walk_dm for turf in moved.turfs] == [
        1_250,
        750,
    ]  # a way without a street is reckoned a quarter longer than straight
    assert moved.turfs[0].doors in {(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0)}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("extract", [True, False])
def test_whoever_works_it_out_again_agrees(seed: int, *, extract: bool) -> None:
    random = Random(seed)
    content = random_streets(random) if extract else None
    while len(doors := read_doors(listed := random_doors(random))[0]) < 3 * 4:
        pass
    ground = lay_ground(doors, read_streets(content, form="osm") if content else None)
    cut = cut_turfs(ground, turfs=4, effort=2, seed=seed)
    price = floor_under(ground, walks=4).price
    draft = Draft(cut.turfs)
    draft = move_doors(
        draft,
        next(turf for turf in draft.turfs if len(turf.doors) > 1 and turf.number != 3).doors[:1],
        to=3,
        ground=ground,
        seed=seed,
    )
    draft = split_turf(draft, 3, ground=ground, seed=seed)
    draft = merge_turfs(draft, 2, other=4, ground=ground, seed=seed)
    assert [turf.number for turf in draft.turfs] == [1, 2, 3, 5]
    plan = plan_again(draft, ground=ground, price=price, effort=cut.effort)
    renumbered = replace(plan, turfs=tuple(replace(turf, number=n) for n, turf in enumerate(plan.turfs, start=1)))
    said = certify(renumbered, doors, Asked(turfs=4, minutes=None, seed=seed, effort=cut.effort))
    assert said == certify(plan, doors, Asked(turfs=4, minutes=None, seed=seed, effort=cut.effort))
    inputs = {"doors.csv": hashlib.sha256(listed).hexdigest()}
    if content:
        inputs["streets.osm"] = hashlib.sha256(content).hexdigest()
    _, first = np.unique(ground.stop_of_door, return_index=True)
    prices = "".join(f"{doors.names[door]},{at}\n" for door, at in zip(first, price.tolist(), strict=True))
    found = check_plan(
        doors=listed,
        streets=content,
        form="osm",
        turfs=turfs_csv(renumbered, doors),
        certificate=json.dumps({**said, "inputs": inputs}).encode(),
        prices=f"door,price\n{prices}".encode(),
    )
    assert found == ()


def test_fewer_walks_never_have_a_higher_floor_than_more_need() -> None:
    """With one turf more, less has to be walked: the floor under five can't be above that under four."""
    price = floor_under(GROUND, walks=TURFS).price
    floors = [floor_dm(GROUND, price, walks) for walks in range(1, 12)]
    assert floors == sorted(floors, reverse=True)
    assert floors[TURFS - 1] == floor_under(GROUND, walks=TURFS).bound_dm
