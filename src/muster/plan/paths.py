"""Shortest paths over the links, compiled: every search the planner needs. Lengths are whole decimetres."""

from typing import Any

import numpy as np
from numba import njit

FAR = np.int64(1) << 40  # farther than any way on earth
_LOW = np.int64(0xFFFFFFFF)


@njit(cache=True)
def push(heap: Any, size: Any, key: Any) -> Any:
    """Put a key (distance in the high half, point in the low one) into the heap; give its new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= key:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = key
    return size + 1


@njit(cache=True)
def pop(heap: Any, size: Any) -> Any:
    """Take the least key, heap[0], out of the heap; give its new size."""
    size -= 1
    key = heap[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= key:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = key
    return size


@njit(cache=True)
def spread(first: Any, adj: Any, length: Any, seed: Any, seed_dm: Any, label: Any) -> Any:
    """Flood from the seeds: each point's least distance, and the label of the seed that reaches it so.

    Of equally near seeds the one whose path was met first counts, which is the same in every run.
    """
    points = len(first) - 1
    far = np.full(points, FAR, dtype=np.int64)
    whose = np.full(points, -1, dtype=np.int32)
    heap = np.empty(len(adj) + len(seed) + 1, dtype=np.int64)
    size = 0
    for k in range(len(seed)):
        if seed_dm[k] < far[seed[k]]:
            far[seed[k]] = seed_dm[k]
            whose[seed[k]] = label[k]
            size = push(heap, size, (seed_dm[k] << 32) | np.int64(seed[k]))
    while size > 0:
        d, p = heap[0] >> 32, heap[0] & _LOW
        size = pop(heap, size)
        if d > far[p]:
            continue
        for k in range(first[p], first[p + 1]):
            q, e = adj[k], d + length[k]
            if e < far[q]:
                far[q] = e
                whose[q] = whose[p]
                size = push(heap, size, (e << 32) | np.int64(q))
    return far, whose


@njit(cache=True)
def _reach(  # noqa: PLR0917 - what the compiled searches share
    first: Any, adj: Any, length: Any, start: Any, end: Any, far: Any, came: Any, heap: Any, touched: Any
) -> Any:
    """Search from one point until another is met; give how many points have been touched."""
    size = push(heap, 0, np.int64(start))
    far[start] = 0
    touched[0] = start
    reached = 1
    while size > 0:
        d, p = heap[0] >> 32, heap[0] & _LOW
        if p == end:
            break
        size = pop(heap, size)
        if d > far[p]:
            continue
        for k in range(first[p], first[p + 1]):
            q, e = adj[k], d + length[k]
            if e < far[q]:
                if far[q] == FAR:
                    touched[reached] = q
                    reached += 1
                far[q] = e
                came[q] = p
                size = push(heap, size, (e << 32) | np.int64(q))
    return reached


@njit(cache=True)
def nearest(first: Any, adj: Any, length: Any, point_of: Any, stop_at: Any, most: Any) -> Any:
    """Find each stop's nearest others, by distance then in order met.

    Returns:
        How many were found, int32[stops]; which, int32[stops, most]; how far, int32[stops, most].
    """
    stops = len(point_of)
    count = np.zeros(stops, dtype=np.int32)
    which = np.full((stops, most), -1, dtype=np.int32)
    how_far = np.zeros((stops, most), dtype=np.int32)
    far = np.full(len(first) - 1, FAR, dtype=np.int64)
    heap = np.empty(len(adj) + 1, dtype=np.int64)
    touched = np.empty(len(first), dtype=np.int64)
    for s in range(stops):
        size = push(heap, 0, np.int64(point_of[s]))
        far[point_of[s]] = 0
        touched[0] = point_of[s]
        reached = 1
        while size > 0 and count[s] < most:
            d, p = heap[0] >> 32, heap[0] & _LOW
            size = pop(heap, size)
            if d > far[p]:
                continue
            t = stop_at[p]
            if t >= 0 and t != s:
                which[s, count[s]] = t
                how_far[s, count[s]] = d
                count[s] += 1
            for k in range(first[p], first[p + 1]):
                q, e = adj[k], d + length[k]
                if e < far[q]:
                    if far[q] == FAR:
                        touched[reached] = q
                        reached += 1
                    far[q] = e
                    size = push(heap, size, (e << 32) | np.int64(q))
        for k in range(reached):
            far[touched[k]] = FAR
    return count, which, how_far


@njit(cache=True)
def among(  # noqa: C901, PLR0912 - one compiled search
    first: Any, adj: Any, length: Any, point_of: Any, group: Any, member: Any
) -> Any:
    """Measure every distance between the stops of each group: member[group[g]:group[g + 1]].

    Returns:
        The groups' square matrices, flat and one after the other, int32.
    """
    total = 0
    for g in range(len(group) - 1):
        total += (group[g + 1] - group[g]) ** 2
    table = np.zeros(total, dtype=np.int32)
    far = np.full(len(first) - 1, FAR, dtype=np.int64)
    wanted = np.zeros(len(first) - 1, dtype=np.bool_)
    heap = np.empty(len(adj) + 1, dtype=np.int64)
    touched = np.empty(len(first), dtype=np.int64)
    at = 0
    for g in range(len(group) - 1):
        n = group[g + 1] - group[g]
        places = 0
        for k in range(group[g], group[g + 1]):
            if not wanted[point_of[member[k]]]:
                places += 1
            wanted[point_of[member[k]]] = True
        for i in range(n):
            source = point_of[member[group[g] + i]]
            left = places
            size = push(heap, 0, np.int64(source))
            far[source] = 0
            touched[0] = source
            reached = 1
            while size > 0 and left > 0:
                d, p = heap[0] >> 32, heap[0] & _LOW
                size = pop(heap, size)
                if d > far[p]:
                    continue
                if wanted[p]:
                    left -= 1
                    if left == 0:
                        break
                for k in range(first[p], first[p + 1]):
                    q, e = adj[k], d + length[k]
                    if e < far[q]:
                        if far[q] == FAR:
                            touched[reached] = q
                            reached += 1
                        far[q] = e
                        size = push(heap, size, (e << 32) | np.int64(q))
            for j in range(n):
                table[at + i * n + j] = far[point_of[member[group[g] + j]]]
            for k in range(reached):
                far[touched[k]] = FAR
        for k in range(group[g], group[g + 1]):
            wanted[point_of[member[k]]] = False
        at += n * n
    return table


@njit(cache=True)
def trace(first: Any, adj: Any, length: Any, start: Any, end: Any) -> Any:
    """Find the points of a shortest path from start[k] to end[k], for every leg k.

    Returns:
        Where each leg's points begin, int64[legs + 1], and all points, both ends included.
    """
    far = np.full(len(first) - 1, FAR, dtype=np.int64)
    came = np.full(len(first) - 1, -1, dtype=np.int64)
    heap = np.empty(len(adj) + 1, dtype=np.int64)
    touched = np.empty(len(first), dtype=np.int64)
    begins = np.zeros(len(start) + 1, dtype=np.int64)
    path = np.empty(1024, dtype=np.int64)
    for leg in range(len(start)):
        reached = _reach(first, adj, length, start[leg], end[leg], far, came, heap, touched)
        n, p = 1, np.int64(end[leg])
        while p != start[leg]:
            p = came[p]
            n += 1
        at = begins[leg] + n
        begins[leg + 1] = at
        if at > len(path):
            longer = np.empty(2 * at, dtype=np.int64)
            longer[: begins[leg]] = path[: begins[leg]]
            path = longer
        p = np.int64(end[leg])
        while n > 0:
            at, n = at - 1, n - 1
            path[at] = p
            p = came[p]
        for k in range(reached):
            far[touched[k]] = FAR
    return begins, path[: begins[len(start)]]


@njit(cache=True)
def measure(first: Any, adj: Any, length: Any, start: Any, end: Any) -> Any:
    """Find the distance from start[k] to end[k], for every leg k, int64[legs]."""
    far = np.full(len(first) - 1, FAR, dtype=np.int64)
    came = np.empty(len(first) - 1, dtype=np.int64)
    heap = np.empty(len(adj) + 1, dtype=np.int64)
    touched = np.empty(len(first), dtype=np.int64)
    legs = np.empty(len(start), dtype=np.int64)
    for leg in range(len(start)):
        reached = _reach(first, adj, length, start[leg], end[leg], far, came, heap, touched)
        legs[leg] = far[end[leg]]
        for k in range(reached):
            far[touched[k]] = FAR
    return legs
