"""What every plan must walk at least: the shortest forest, raised by prices. docs/methods/bound.md proves it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

PARTS = 16  # prices are whole sixteenths of a decimetre
EFFORT = 100
_UNLISTED_DM = 2**26  # longer than any link on earth that could matter; stands for "all links of this stop are listed"
_MOST_PRICE = 2**30
_OPENING = 7  # the first step, as a part of a mean link
_SLOWING = 50  # and the last, as a part of the first
_DIGIT = 11  # bits that the sort looks at in one go


@dataclass(frozen=True, slots=True)
class Bound:
    """A floor under the walking of every plan.

    Attributes:
        bound_dm: no plan of as many walks is shorter, in decimetres.
        price: what each link is charged at either stop, in sixteenths of a decimetre, int32[stops].
            Whoever has the prices can work out the bound again: `priced_bound`.
    """

    bound_dm: int
    price: NDArray[np.int32]


def forest_bound(
    a: NDArray[np.int32],
    b: NDArray[np.int32],
    length_dm: NDArray[np.int32],
    *,
    radius_dm: NDArray[np.int32],
    doors_at: NDArray[np.int32],
    walks: int,
    start_dm: NDArray[np.int64] | None = None,
    end_dm: NDArray[np.int64] | None = None,
    effort: int = EFFORT,
) -> Bound:
    """Find prices under which the shortest forest of `walks` trees is long, and with it a floor under every plan.

    A plan gives every door to exactly one of exactly `walks` open walks, none of them empty; doors of one stop may go
    to several walks. Any prices give a floor; good ones come from subgradient steps. Links that aren't listed count
    with half of both radii, which is never more than they are.

    Args:
        a: one stop of each listed link, int32[links].
        b: the other, int32[links]; a link may be listed twice.
        length_dm: of each link, exact, int32[links].
        radius_dm: every stop that isn't listed with stop i is at least so far from it, int32[stops].
        doors_at: how many doors each stop has, at least 1, int32[stops].
        walks: how many, from 1 to the number of doors.
        start_dm: from the start to each stop, int64[stops]; None if walks may start anywhere.
        end_dm: from each stop to the end, int64[stops]; None if walks may end anywhere.
        effort: subgradient steps; with 0 this is the plain forest (of the links listed).

    Raises:
        ValueError: if there are fewer doors than walks, or no walk.

    Sources:
        Held and Karp (1971), The traveling-salesman problem and minimum spanning trees, part II; Fisher (1994), Optimal
        solution of vehicle routing problems using minimum K-trees.
    """
    links = _links_once(a, b, length_dm)
    ground = _scaled(len(radius_dm), radius_dm, doors_at, walks, start_dm, end_dm)
    value, price = _ascend(links, ground, walks, effort)
    return Bound(_floor_dm(value), price.astype(np.int32))


def priced_bound(
    a: NDArray[np.int32],
    b: NDArray[np.int32],
    length_dm: NDArray[np.int32],
    *,
    price: NDArray[np.int32],
    radius_dm: NDArray[np.int32],
    doors_at: NDArray[np.int32],
    walks: int,
    start_dm: NDArray[np.int64] | None = None,
    end_dm: NDArray[np.int64] | None = None,
) -> int:
    """Work out the floor that given prices prove, in decimetres; arguments as `forest_bound`'s."""
    links = _links_once(a, b, length_dm)
    ground = _scaled(len(radius_dm), radius_dm, doors_at, walks, start_dm, end_dm)
    whole = price.astype(np.int64)
    value = _price_forest(links, ground, walks, whole, np.zeros_like(whole))
    return _floor_dm(value)


def _floor_dm(value: Any) -> int:
    """Round up: a plan is whole decimetres, so that a floor of any fraction is one of the next whole number."""
    return -(-int(value) // PARTS)


def _links_once(
    a: NDArray[np.int32], b: NDArray[np.int32], length_dm: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
    _, once = np.unique(low << 32 | high, return_index=True)
    once = once[low[once] < high[once]]
    return low[once].astype(np.int32), high[once].astype(np.int32), length_dm[once].astype(np.int64) * PARTS


def _scaled(
    n: int,
    radius_dm: NDArray[np.int32],
    doors_at: NDArray[np.int32],
    walks: int,
    start_dm: NDArray[np.int64] | None,
    end_dm: NDArray[np.int64] | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    doors = int(doors_at.sum())
    if not 1 <= walks <= doors or (n and doors_at.min() < 1):
        raise ValueError(f"{doors} doors can't be {walks} walks")
    nothing = np.zeros(n, dtype=np.int64)
    half_radius = np.minimum(radius_dm, _UNLISTED_DM).astype(np.int64) * (PARTS // 2)
    start = nothing if start_dm is None else start_dm.astype(np.int64) * PARTS
    end = nothing if end_dm is None else end_dm.astype(np.int64) * PARTS
    return half_radius, doors_at.astype(np.int64), start, end


@njit(cache=True)
def _ascend(links: Any, ground: Any, walks: int, effort: int) -> Any:
    """Raise the price where the forest comes too often and lower it where too seldom, by ever smaller steps."""
    doors = ground[1]
    n = doors.size
    price = np.zeros(n, dtype=np.int64)
    best_price = price.copy()
    over = np.zeros(n, dtype=np.int64)
    before = np.zeros(n, dtype=np.int64)
    best = _price_forest(links, ground, walks, price, over)
    opening = best // (_OPENING * max(doors.sum() - walks, 1))
    for k in range(effort):
        step = 1 + opening // _SLOWING + opening * (effort - k) // effort
        for i in range(n):
            price[i] += step * (7 * over[i] + 3 * before[i]) // (10 * doors[i])
            price[i] = min(max(price[i], -_MOST_PRICE), _MOST_PRICE)
            before[i] = over[i]
        value = _price_forest(links, ground, walks, price, over)
        if value > best:
            best = value
            best_price[:] = price
    return best, best_price


@njit(cache=True)
def _price_forest(links: Any, ground: Any, walks: int, price: Any, over: Any) -> Any:
    """Work out the floor under given prices; `over` gets the links that each stop has beyond two a door (Kruskal)."""
    a, b, length = links
    _, doors, start, end = ground
    n, e = price.size, length.size
    weight, other, hub = _weigh(links, ground, price)
    over[:] = -2 * doors
    lead = np.arange(n)
    left = doors.sum() - walks
    total = -2 * (doors * price).sum()
    for k in _sorted(weight):
        if left == 0:
            break
        if k < e + n:
            i, j = (np.int64(a[k]), np.int64(b[k])) if k < e else (np.int64(k - e), hub)
            x, y = _root(lead, i), _root(lead, j)
            times = np.int64(x != y)
            lead[x] = y
        else:
            i = np.int64(k - e - n)
            j = other[i]
            times = min(doors[i] - 1, left)
        total += times * weight[k]
        over[i] += times
        over[j] += times
        left -= times
    return total + _ends(start, price, doors, walks, over) + _ends(end, price, doors, walks, over)


@njit(cache=True)
def _weigh(links: Any, ground: Any, price: Any) -> Any:
    """Weigh, with prices, the listed links; then the star that is the shortest tree over all links by half radii; then
    the cheapest link of a door beyond its stop's first, which stands where that one stands.

    Returns:
        The weights, int64[links + 2 stops]; where each such door's link leads; the star's hub.
    """  # noqa: D205 - one sentence
    a, b, length = links
    half, doors = ground[0], ground[1]
    n, e = price.size, length.size
    hub = np.argmin(half + price)
    weight = np.empty(e + 2 * n, dtype=np.int64)
    weight[e : e + n] = half + price + (half[hub] + price[hub])
    weight[e + n :] = 2 * price
    beyond = weight[e + n :]
    other = np.arange(n)
    for k in range(e):
        i, j = a[k], b[k]
        weight[k] = length[k] + price[i] + price[j]
        if weight[k] < beyond[i]:
            beyond[i], other[i] = weight[k], j
        if weight[k] < beyond[j]:
            beyond[j], other[j] = weight[k], i
    for i in range(n):
        if doors[i] > 1 and weight[e + i] < beyond[i]:
            beyond[i], other[i] = weight[e + i], hub
    return weight, other, hub


@njit(cache=True)
def _ends(way: Any, price: Any, doors: Any, walks: int, over: Any) -> Any:
    """Sum the cheapest ways from the start (or to the end) for so many walks, each door's once."""
    total = np.int64(0)
    left = np.int64(walks)
    for i in _sorted(way + price):
        times = min(doors[i], left)
        total += times * (way[i] + price[i])
        over[i] += times
        left -= times
        if left == 0:
            break
    return total


@njit(cache=True)
def _root(lead: Any, i: Any) -> Any:
    while lead[i] != i:
        lead[i] = lead[lead[i]]
        i = lead[i]
    return i


@njit(cache=True)
def _sorted(weight: Any) -> Any:
    """Give the indices by weight, then index (a radix sort, least digit first)."""
    n = weight.size
    order = np.arange(n).astype(np.int32)
    if n == 0:
        return order
    least = weight.min()
    most = weight.max() - least
    room = np.empty(n, dtype=np.int32)
    shift = 0
    while shift == 0 or most >> shift > 0:
        count = np.zeros(2**_DIGIT + 1, dtype=np.int64)
        for i in range(n):
            count[(((weight[i] - least) >> shift) & (2**_DIGIT - 1)) + 1] += 1
        count = np.cumsum(count)
        for k in range(n):
            i = order[k]
            digit = ((weight[i] - least) >> shift) & (2**_DIGIT - 1)
            room[count[digit]] = i
            count[digit] += 1
        order, room = room, order
        shift += _DIGIT
    return order
