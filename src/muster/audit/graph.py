"""A graph in the plainest form, and Dijkstra on it, for what the audit works out again."""

import heapq
from collections.abc import Callable, Iterable

Row = dict[int, int]  # neighbour -> decimetres, the least where there are several links
Graph = list[Row]


def link(graph: Graph, a: int, b: int, dm: int) -> None:
    """Lay a link both ways, unless a shorter one lies there."""
    if a != b and dm < graph[a].get(b, dm + 1):
        graph[a][b] = graph[b][a] = dm


def near_points(graph: Graph, source: int, found: Callable[[int, int], bool]) -> None:
    """Meet points by their distance from the source until `found(point, dm)` says that it is enough."""
    far = {source: 0}
    heap = [(0, source)]
    while heap:
        dm, point = heapq.heappop(heap)
        if dm > far[point]:
            continue
        if found(point, dm):
            return
        for other, length in graph[point].items():
            reach = dm + length
            if reach < far.get(other, reach + 1):
                far[other] = reach
                heapq.heappush(heap, (reach, other))


def distance_dm(graph: Graph, source: int, target: int) -> int:
    """Measure from one point to another to which a path leads."""
    answer = -1

    def found(point: int, dm: int) -> bool:
        nonlocal answer
        answer = dm
        return point == target

    near_points(graph, source, found)
    return answer


def flood(graph: Graph, seeds: Iterable[tuple[int, int]]) -> tuple[dict[int, int], dict[int, int]]:
    """Flood from (point, decimetres) seeds: how far each point is from the nearest, and which seed's point that is.

    Of seeds equally near, a seed's own point is its own.
    """
    far: dict[int, int] = {}
    whose: dict[int, int] = {}
    heap = [(dm, False, point, point) for point, dm in seeds]
    heapq.heapify(heap)
    while heap:
        dm, _, point, seed = heapq.heappop(heap)
        if point in far:
            continue
        far[point], whose[point] = dm, seed
        for other, length in graph[point].items():
            if other not in far:
                heapq.heappush(heap, (dm + length, True, other, seed))
    return far, whose


def pieces(graph: Graph) -> list[int]:
    """Number each point's connected piece."""
    piece = [-1] * len(graph)
    for root in range(len(graph)):
        if piece[root] < 0:
            piece[root] = root
            stack = [root]
            while stack:
                for other in graph[stack.pop()]:
                    if piece[other] < 0:
                        piece[other] = root
                        stack.append(other)
    return piece


class Sets:
    """Sets that only ever join (union-find)."""

    def __init__(self, size: int) -> None:
        self.lead = list(range(size))

    def root(self, i: int) -> int:
        """Name the set of i."""
        while self.lead[i] != i:
            self.lead[i] = self.lead[self.lead[i]]
            i = self.lead[i]
        return i

    def join(self, i: int, j: int) -> bool:
        """Join two sets; false if they were one."""
        x, y = self.root(i), self.root(j)
        self.lead[x] = y
        return x != y
