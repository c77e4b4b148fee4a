"""A walk meets each stop once, is as long as it says, and is about as short as a walk can be."""

from itertools import permutations
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from muster.plan.held_karp import walk_bound
from muster.plan.walk import DistanceError, Walk, order_walk, order_walks

Ways = NDArray[np.int32]
KNOWN_ORDER = [6, 1, 3, 10, 5, 11, 8, 0, 7, 4, 2, 9]
KNOWN_LENGTH_DM = 8_339


class Make(Protocol):
    def __call__(self, n: int, *, seed: int) -> Ways: ...


def town_distances(n: int, *, seed: int, size_dm: int = 3_000) -> Ways:
    """Draw places in a town where streets run along two directions."""
    at = np.random.default_rng(seed).integers(0, size_dm, (n, 2))
    distance: Ways = np.abs(at[:, None] - at[None]).sum(axis=2).astype(np.int32)
    return distance


def wild_distances(n: int, *, seed: int, most_dm: int = 1_000) -> Ways:
    """Draw symmetric distances that no map could have."""
    half = np.triu(np.random.default_rng(seed).integers(0, most_dm, (n, n)), 1)
    return (half + half.T).astype(np.int32)


def wild_ways(n: int, *, seed: int) -> Ways:
    return np.random.default_rng(seed + 10_000).integers(0, 1_000, n).astype(np.int32)


def length_of(order: NDArray[np.int32], distance: Ways, start: Ways | None, end: Ways | None) -> int:
    inner = int(distance[order[:-1], order[1:]].sum())
    return inner + (int(start[order[0]]) if start is not None else 0) + (int(end[order[-1]]) if end is not None else 0)


def shortest_of(distance: Ways, start: Ways | None, end: Ways | None) -> int:
    """Try every order."""
    orders = (np.array(order) for order in permutations(range(len(distance))))
    return min(length_of(order, distance, start, end) for order in orders)


@pytest.mark.parametrize("make", [town_distances, wild_distances])
@pytest.mark.parametrize("given_ends", [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 7])
def test_small_walks_are_the_shortest(n: int, given_ends: tuple[bool, bool], make: Make) -> None:
    for seed in range(3):
        distance: Ways = make(n, seed=seed)
        start = wild_ways(n, seed=seed) if given_ends[0] else None
        end = wild_ways(n, seed=seed + 1) if given_ends[1] else None
        walk = order_walk(distance, start_dm=start, end_dm=end, effort=200, seed=1)
        assert walk.length_dm == length_of(walk.order, distance, start, end) == shortest_of(distance, start, end)


@settings(max_examples=200)
@given(
    n=st.integers(1, 90),
    seed=st.integers(0, 2**32 - 1),
    effort=st.integers(0, 12),
    make=st.sampled_from(["town", "wild"]),
    ends=st.tuples(st.booleans(), st.booleans()),
)
def test_a_walk_meets_each_stop_once_and_is_as_long_as_it_says(
    n: int, seed: int, effort: int, make: str, ends: tuple[bool, bool]
) -> None:
    distance = town_distances(n, seed=seed, size_dm=60) if make == "town" else wild_distances(n, seed=seed, most_dm=9)
    start = wild_ways(n, seed=seed) if ends[0] else None
    end = wild_ways(n, seed=seed + 1) if ends[1] else None
    walk = order_walk(distance, start_dm=start, end_dm=end, effort=effort, seed=seed)
    assert sorted(walk.order.tolist()) == list(range(n))
    assert walk.length_dm == length_of(walk.order, distance, start, end)


def test_no_two_or_three_links_can_be_exchanged_for_less() -> None:
    """Against a naive search over every reversal and every moved stretch of up to three stops."""
    for seed in range(10):
        distance = town_distances(25, seed=seed)
        walk = order_walk(distance, effort=30, seed=1)
        for order in _neighbours(walk.order):
            assert length_of(order, distance, None, None) >= walk.length_dm


def _neighbours(order: NDArray[np.int32]) -> list[NDArray[np.int32]]:
    n = len(order)
    found = []
    for i in range(n):
        for j in range(i + 2, n + 1):
            found.append(np.concatenate([order[:i], order[i:j][::-1], order[j:]]))
            if j - i <= 3:
                rest = np.concatenate([order[:i], order[j:]])
                found += [np.insert(rest, k, order[i:j]) for k in range(len(rest) + 1)]
    return found


def test_walks_come_near_the_bound() -> None:
    """Of 40 turfs of 60 stops; the bench measures real ones."""
    distances = [town_distances(60, seed=seed) for seed in range(40)]
    bounds = [walk_bound(distance, effort=200) for distance in distances]
    gaps = [walk.length_dm / bound - 1 for walk, bound in zip(order_walks(distances, seed=1), bounds, strict=True)]
    assert min(gaps) >= 0
    assert sum(gaps) / len(gaps) < 0.01


def test_more_effort_never_makes_a_longer_walk() -> None:
    distance = town_distances(60, seed=3)
    lengths = [order_walk(distance, effort=effort, seed=5).length_dm for effort in (0, 2, 8, 32, 128)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] < lengths[0]


def test_the_seed_decides_and_nothing_else() -> None:
    distance = wild_distances(60, seed=4)
    walks = [order_walk(distance, effort=10, seed=seed) for seed in (-1, -1, 2**64 - 1, 0, 1, 2, 3)]
    assert walks[0].order.tolist() == walks[1].order.tolist() == walks[2].order.tolist()
    assert len({tuple(walk.order.tolist()) for walk in walks}) > 2


def test_a_known_walk_stays_known() -> None:
    """The same bytes on every machine: this order was written down once."""
    walk = order_walk(town_distances(12, seed=1), effort=5, seed=1)
    assert (walk.order.tolist(), walk.length_dm) == (KNOWN_ORDER, KNOWN_LENGTH_DM)


def test_both_kerbs_of_a_street() -> None:
    """The page's example: five doors 10 m apart on each side, 8 m to cross; there on one side, back on the other."""
    along = np.array([0, 1, 2, 3, 4] * 2) * 100
    side = np.repeat([0, 1], 5)
    across = np.where(side[:, None] != side[None], 80, 0)
    distance = (np.abs(along[:, None] - along[None]) + across).astype(np.int32)
    assert order_walk(distance, effort=20, seed=1).length_dm == 4 * 100 + 5 * 80
    from_west = (along + 80 * side).astype(np.int32)
    there_and_back = order_walk(distance, start_dm=from_west, end_dm=from_west, effort=20, seed=1)
    assert there_and_back.length_dm == 2 * 4 * 100 + 2 * 80
    assert there_and_back.order.tolist() in ([0, 1, 2, 3, 4, 9, 8, 7, 6, 5], [5, 6, 7, 8, 9, 4, 3, 2, 1, 0])


def test_many_turfs_are_ordered_as_each_alone() -> None:
    distances = [town_distances(n, seed=n) for n in (1, 30, 2, 61)]
    starts = [None, wild_ways(30, seed=1), None, wild_ways(61, seed=2)]
    ends = [wild_ways(1, seed=3), None, None, wild_ways(61, seed=4)]
    together = order_walks(distances, starts_dm=starts, ends_dm=ends, effort=10, seed=7)
    alone = [
        order_walk(distance, start_dm=start, end_dm=end, effort=10, seed=7)
        for distance, start, end in zip(distances, starts, ends, strict=True)
    ]
    assert [_plain(walk) for walk in together] == [_plain(walk) for walk in alone]
    assert order_walks([], effort=10, seed=7) == ()


def _plain(walk: Walk) -> tuple[list[int], int]:
    return walk.order.tolist(), walk.length_dm


def test_a_turf_without_stops_is_no_walk() -> None:
    walk = order_walk(np.zeros((0, 0), dtype=np.int32), effort=10, seed=1)
    assert _plain(walk) == ([], 0)


def test_what_cannot_be_walked_is_refused() -> None:
    good = town_distances(4, seed=1)
    lame = good.copy()
    lame[1, 2] += 1
    with pytest.raises(DistanceError, match="aren't symmetric"):
        order_walk(lame, effort=1, seed=1)
    with pytest.raises(DistanceError, match="4 stops need 4 x 4"):
        order_walk(good[:, :3], effort=1, seed=1)
    with pytest.raises(DistanceError, match="4 stops need 4 x 4"):
        order_walk(good, start_dm=np.zeros(3, dtype=np.int32), effort=1, seed=1)
    with pytest.raises(DistanceError, match="below 0 or above"):
        order_walk(-good, effort=1, seed=1)
    with pytest.raises(DistanceError, match="below 0 or above"):
        order_walk(good, end_dm=np.full(4, 2**30, dtype=np.int32), effort=1, seed=1)
