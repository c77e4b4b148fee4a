"""A floor is never above the shortest plan, found by trying every way to part the doors into walks."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from numpy.typing import NDArray

from muster.plan.bound import forest_bound, priced_bound
from muster.plan.held_karp import walk_bound

FAR_DM = 2**40


@dataclass(frozen=True, slots=True)
class Town:
    """Stops of one door or more, some links listed, and any distance between doors at hand."""

    distance: NDArray[np.int32]  # between stops
    doors_at: NDArray[np.int32]
    start: NDArray[np.int64] | None
    end: NDArray[np.int64] | None
    a: NDArray[np.int32]
    b: NDArray[np.int32]
    radius: NDArray[np.int32]

    @property
    def length(self) -> NDArray[np.int32]:
        return self.distance[self.a, self.b]


def make_town(seed: int, *, most_doors: int = 9, alone: bool = False) -> Town:
    """Draw a town; its distances are a map's half of the time, and half of the time there are ways to and from it.

    `alone`: every stop has one door.
    """
    rng = np.random.default_rng(seed)
    doors = int(rng.integers(1, most_doors + 1))
    stop_of = np.sort(rng.integers(0, doors, doors)) if rng.random() < 0.4 and not alone else np.arange(doors)
    doors_at = np.unique(stop_of, return_counts=True)[1].astype(np.int32)
    n = len(doors_at)
    at = rng.integers(0, rng.choice([20, 300, 5_000]), (n + 2, 2))
    distance = np.abs(at[:, None] - at[None]).sum(axis=2)
    if rng.random() < 0.5:
        distance = np.triu(rng.integers(0, 1_000, (n + 2, n + 2)), 1)
        distance += distance.T
    start, end = (distance[n + k, :n].astype(np.int64) if rng.random() < 0.5 else None for k in (0, 1))
    distance = distance[:n, :n].astype(np.int32)
    most = int(rng.integers(1, n + 1))
    order = np.argsort(distance + np.where(np.eye(n, dtype=bool), -1, 0), axis=1, kind="stable")[:, 1 : 1 + most]
    a = np.repeat(np.arange(n), order.shape[1]).astype(np.int32)
    radius = np.full(n, 2**30, dtype=np.int32)
    if most < n - 1:
        radius = distance[np.arange(n), order[:, -1]]
    return Town(distance, doors_at, start, end, a, order.ravel().astype(np.int32), radius)


def shortest_plans(town: Town) -> list[int]:
    """Try all: give the length of the shortest plan of 1, 2, ... walks."""
    stop = np.repeat(np.arange(len(town.doors_at)), town.doors_at)
    nothing = np.zeros(len(stop), dtype=np.int64)
    start = nothing if town.start is None else town.start[stop]
    end = nothing if town.end is None else town.end[stop]
    found: list[int] = _part(town.distance[np.ix_(stop, stop)].astype(np.int64), start, end).tolist()
    return found


@njit
def _part(distance: Any, start: Any, end: Any) -> Any:  # noqa: C901 - compiled in one piece
    n = len(distance)
    full = 1 << n
    reach = np.full((full, n), FAR_DM)
    for i in range(n):
        reach[1 << i, i] = start[i]
    walk = np.full(full, FAR_DM)
    for group in range(1, full):
        for i in range(n):
            if reach[group, i] < FAR_DM:
                walk[group] = min(walk[group], reach[group, i] + end[i])
                for j in range(n):
                    if not group >> j & 1:
                        grown = group | 1 << j
                        reach[grown, j] = min(reach[grown, j], reach[group, i] + distance[i, j])
    plan = np.full((n + 1, full), FAR_DM)
    plan[0, 0] = 0
    for walks in range(1, n + 1):
        for group in range(1, full):
            lowest = group & -group
            part = group
            while part > 0:
                if part & lowest:
                    plan[walks, group] = min(plan[walks, group], plan[walks - 1, group ^ part] + walk[part])
                part = (part - 1) & group
    return plan[1:, full - 1]


def floor_of(town: Town, walks: int, *, effort: int) -> int:
    return forest_bound(
        town.a,
        town.b,
        town.length,
        radius_dm=town.radius,
        doors_at=town.doors_at,
        walks=walks,
        start_dm=town.start,
        end_dm=town.end,
        effort=effort,
    ).bound_dm


def test_no_floor_is_above_the_shortest_of_1000_plans() -> None:
    reached = 0
    for seed in range(1_000):
        town = make_town(seed)
        for walks, shortest in enumerate(shortest_plans(town), start=1):
            floors = [floor_of(town, walks, effort=effort) for effort in (0, 40)]
            assert floors[0] <= floors[1] <= shortest, (seed, walks)
            reached += floors[1] == shortest
    assert reached > 1_000  # a floor of nought would pass as well; of some 5,000 plans these are proved shortest


@settings(max_examples=300)
@given(seed=st.integers(0, 2**32 - 1), swing=st.integers(0, 100_000))
def test_no_prices_prove_what_is_not_so(seed: int, swing: int) -> None:
    town = make_town(seed, most_doors=7)
    rng = np.random.default_rng(seed + 1)
    price = rng.integers(-swing, swing + 1, len(town.doors_at)).astype(np.int32)
    for walks, shortest in enumerate(shortest_plans(town), start=1):
        floor = priced_bound(
            town.a,
            town.b,
            town.length,
            price=price,
            radius_dm=town.radius,
            doors_at=town.doors_at,
            walks=walks,
            start_dm=town.start,
            end_dm=town.end,
        )
        assert floor <= shortest


def test_prices_prove_the_floor_again() -> None:
    for seed in range(50):
        town = make_town(seed)
        given_town = {
            "radius_dm": town.radius,
            "doors_at": town.doors_at,
            "walks": 1,
            "start_dm": town.start,
            "end_dm": town.end,
        }
        bound = forest_bound(town.a, town.b, town.length, effort=30, **given_town)  # type: ignore[arg-type]
        again = priced_bound(town.a, town.b, town.length, price=bound.price, **given_town)  # type: ignore[arg-type]
        assert again == bound.bound_dm


def test_the_pages_example() -> None:
    """Three arms of 100 dm about a middle: the tree is 300, but two walks must go 200 + 0, and one 400."""
    arm = [[0, 100, 100, 100], [100, 0, 200, 200], [100, 200, 0, 200], [100, 200, 200, 0]]
    town = Town(
        np.array(arm, dtype=np.int32),
        np.ones(4, dtype=np.int32),
        None,
        None,
        np.array([0, 0, 0, 1, 1, 2], dtype=np.int32),
        np.array([1, 2, 3, 2, 3, 3], dtype=np.int32),
        np.full(4, 2**30, dtype=np.int32),
    )
    assert [floor_of(town, walks, effort=0) for walks in (1, 2, 3, 4)] == [300, 200, 100, 0]
    assert [floor_of(town, walks, effort=100) for walks in (1, 2, 3, 4)] == [400, 200, 100, 0]
    assert shortest_plans(town) == [400, 200, 100, 0]


def test_walks_there_must_be() -> None:
    town = make_town(3)
    doors = int(town.doors_at.sum())
    for walks in (0, -1, doors + 1):
        with pytest.raises(ValueError, match=f"{doors} doors can't be {walks} walks"):
            floor_of(town, walks, effort=1)


def test_no_held_karp_floor_is_above_the_shortest_walk() -> None:
    reached = 0
    for seed in range(1_000):
        town = make_town(seed, alone=True)
        start, end = (None if way is None else way.astype(np.int32) for way in (town.start, town.end))
        shortest = shortest_plans(town)[0]
        floors = [walk_bound(town.distance, start_dm=start, end_dm=end, effort=effort) for effort in (0, 200)]
        assert floors[0] <= floors[1] <= shortest, seed
        reached += floors[1] == shortest
    assert reached > 700
