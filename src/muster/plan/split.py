"""A first cut: the tree's depth-first order, split where it costs least."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.parcels import WORK_DM

_MOST_STEPS = 40_000_000  # of one split; turfs too large for it are cut evenly


@njit(cache=True)
def walk_tree(  # noqa: C901, PLR0912, PLR0915 - one compiled search
    nodes: Any, a: Any, b: Any, length: Any
) -> Any:
    """Order a tree's nodes depth first, the deepest branch last, from one end of a longest way through it.

    Returns:
        The order, int32[nodes]; and the way round the tree from each node of the order to the next, int64[nodes - 1].
    """
    first = np.zeros(nodes + 1, dtype=np.int64)
    for k in range(len(a)):
        first[a[k] + 1] += 1
        first[b[k] + 1] += 1
    first = np.cumsum(first)
    free = first[:-1].copy()
    adj = np.empty(2 * len(a), dtype=np.int32)
    dm = np.empty(2 * len(a), dtype=np.int64)
    for k in range(len(a)):
        adj[free[a[k]]], dm[free[a[k]]] = b[k], length[k]
        free[a[k]] += 1
        adj[free[b[k]]], dm[free[b[k]]] = a[k], length[k]
        free[b[k]] += 1
    above = np.full(nodes, -1, dtype=np.int32)
    root_dm = np.zeros(nodes, dtype=np.int64)
    met = np.empty(nodes, dtype=np.int32)
    root = 0
    for sweep in range(3):  # the node farthest from any, then the one farthest from that, is an end of a longest way
        met[0], seen = root, 1
        above[root], root_dm[root] = -1, 0
        k = 0
        while k < seen:
            p = met[k]
            k += 1
            for j in range(first[p], first[p + 1]):
                if adj[j] != above[p]:
                    above[adj[j]], root_dm[adj[j]] = p, root_dm[p] + dm[j]
                    met[seen] = adj[j]
                    seen += 1
        last = root
        for p in range(nodes):
            if root_dm[p] > root_dm[last]:
                last = p
        if sweep < 2:  # noqa: PLR2004 - the third only measures
            root = last
    depth = np.zeros(nodes, dtype=np.int64)
    for k in range(nodes - 1, 0, -1):
        p = met[k]
        depth[above[p]] = max(depth[above[p]], depth[p] + root_dm[p] - root_dm[above[p]])
    order = np.empty(nodes, dtype=np.int32)
    way = np.zeros(max(nodes - 1, 0), dtype=np.int64)
    stack = np.empty(nodes, dtype=np.int32)
    stack[0], size, n = root, 1, 0
    while size > 0:
        size -= 1
        p = stack[size]
        order[n] = p
        if n > 0:
            q, climbed = order[n - 1], np.int64(0)
            while q != above[p]:
                climbed += root_dm[q] - root_dm[above[q]]
                q = above[q]
            way[n - 1] = climbed + root_dm[p] - root_dm[above[p]]
        n += 1
        begin = size
        for j in range(first[p], first[p + 1]):
            q = adj[j]
            if q == above[p]:
                continue
            to = size
            key = depth[q] + dm[j]
            while to > begin and depth[stack[to - 1]] + root_dm[stack[to - 1]] - root_dm[p] < key:
                stack[to] = stack[to - 1]
                to -= 1
            stack[to] = q
            size += 1
    return order, way


@njit(cache=True)
def _split_once(work: Any, link: Any, zone: Any, start: Any, end: Any, most: Any, price: Any) -> Any:
    """Split a row where it costs least: walking plus a price for each part, no part's work above the most.

    Work counts in 1/125 s; a part of one is always let be. Beasley (1983), Prins (2004).
    """
    n = len(work)
    best = np.full(n + 1, np.int64(1) << 60, dtype=np.int64)
    came = np.zeros(n + 1, dtype=np.int64)
    parts = np.zeros(n + 1, dtype=np.int64)
    best[0] = 0
    for i in range(n):
        service, walk = np.int64(0), np.int64(0)
        for j in range(i, n):
            if zone[j] != zone[i]:
                break
            service += work[j]
            if j > i:
                walk += link[j - 1]
            whole = walk + start[i] + end[j]
            if j > i and service + WORK_DM * walk > most:
                break
            if j > i and service + WORK_DM * whole > most:
                continue
            cost = best[i] + whole + price
            if cost < best[j + 1] or (cost == best[j + 1] and parts[i] + 1 < parts[j + 1]):
                best[j + 1], came[j + 1], parts[j + 1] = cost, i, parts[i] + 1
    return came, parts[n]


def split_row(
    work: NDArray[np.int64],
    link: NDArray[np.int64],
    zone: NDArray[np.int64],
    *,
    ends: tuple[NDArray[np.int64], NDArray[np.int64]],
    most: int,
    parts: int,
) -> NDArray[np.int64]:
    """Split a row into at most so many parts, each of at most so much work if that can be, where walking is least.

    Args:
        work: at each of n places, 1/125 s, int64[n].
        link: decimetres from each place to the next, int64[n - 1].
        zone: of each place, int64[n]; no part holds two, and each lies in one stretch.
        ends: decimetres from the start to each place and from each place to the end, int64[n] each.
        most: work of a part, walking included, 1/125 s; raised where so few parts can't keep to it.
        parts: wanted, no fewer than zones; fewer may be given.

    Returns:
        Where each part begins, and n, int64[parts + 1].

    Sources:
        Beasley (1983), Route first, cluster second methods for vehicle routing; Prins (2004), A simple and effective
        evolutionary algorithm for the vehicle routing problem. The price of a part is found by halving.
    """
    if len(work) * len(work) > parts * _MOST_STEPS:
        return _even_row(work, zone, parts)
    low, high = -(1 << 20), 1 << 24
    came, count = _split_once(work, link, zone, *ends, most, high)
    all_work = int(work.sum() + WORK_DM * (link.sum() + ends[0].max() + ends[1].max()))
    while count > parts and most < all_work:
        most += most // 16 + 1
        came, count = _split_once(work, link, zone, *ends, most, high)
    while low < high - 1:
        middle = (low + high) // 2
        tried, n = _split_once(work, link, zone, *ends, most, middle)
        if n <= parts:
            high, came, count = middle, tried, n
        else:
            low = middle
        if count == parts:
            break
    at, begins = len(work), [len(work)]
    while at > 0:
        at = int(came[at])
        begins.append(at)
    return np.array(begins[::-1], dtype=np.int64)


def _even_row(work: NDArray[np.int64], zone: NDArray[np.int64], parts: int) -> NDArray[np.int64]:
    """Split each zone's stretch into parts of the same work, the zones with most work in a part given more parts."""
    opens = np.append(np.flatnonzero(np.append(True, zone[1:] != zone[:-1])), len(work))
    total = np.concatenate(([0], np.cumsum(work)))
    held = np.diff(total[opens])
    share = np.ones(len(held), dtype=np.int64)
    while share.sum() < parts:
        share[int(np.argmax(held // share))] += 1
    begins = {0, len(work)}
    for a, b, k in zip(opens[:-1].tolist(), opens[1:].tolist(), share.tolist(), strict=True):
        wanted = total[a] + (total[b] - total[a]) * np.arange(k) // k
        begins |= {a, *np.clip(np.searchsorted(total, wanted), a, b - 1).tolist()}
    return np.array(sorted(begins), dtype=np.int64)
