"""The streets of an extract by name, each place where a name occurs as one line along which houses can be set out."""

import heapq
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import isqrt

import numpy as np
from scipy.spatial import cKDTree

from muster.plan.plane import Plane, plane_of
from muster.plan.streets import Streets
from muster.register.words import street_words

GAP_DM = 2_000  # parts of one name that lie closer are one street
Point = tuple[int, int]  # decimetres east and north
_Graph = dict[int, dict[int, int]]  # node to its neighbours, and how far they are in decimetres


@dataclass(frozen=True, slots=True)
class Spine:
    """The longest of a street's shortest ways from end to end.

    Attributes:
        points: at least two, on the plane.
        along: how far each is from the first, decimetres.
    """

    points: tuple[Point, ...]
    along: tuple[int, ...]

    @property
    def length_dm(self) -> int:
        """How long the line is."""
        return self.along[-1]


class Named:
    """An extract's named streets; a name's lines are worked out when first asked for."""

    def __init__(self, streets: Streets) -> None:
        self.plane: Plane = plane_of(streets.node_lon, streets.node_lat)
        self._x, self._y = self.plane.lay(streets.node_lon, streets.node_lat)
        self._from, self._to = streets.segment_from, streets.segment_to
        self.spelt: dict[tuple[str, ...], str] = {}  # words of a name to the name as the extract first spells it
        code: dict[tuple[str, ...], int] = {(): 0}
        for name in streets.way_name:
            words = street_words(name)
            code.setdefault(words, len(code))
            if words:
                self.spelt.setdefault(words, name)
        of_way = np.array([code[street_words(name)] for name in streets.way_name], dtype=np.int64)
        of_segment = of_way[streets.segment_way]
        self._order = np.argsort(of_segment, kind="stable")
        self._begins = np.searchsorted(of_segment[self._order], np.arange(len(code) + 1))
        self._code = code
        self._spines: dict[tuple[str, ...], tuple[Spine, ...]] = {}

    def spines(self, words: tuple[str, ...]) -> tuple[Spine, ...]:
        """Give every place where a street of this name lies, in the extract's order; () where none does."""
        if words not in self._spines:
            self._spines[words] = self._lines(words)
        return self._spines[words]

    def _lines(self, words: tuple[str, ...]) -> tuple[Spine, ...]:
        code = self._code.get(words, 0)
        if not code:
            return ()
        segments = self._order[self._begins[code] : self._begins[code + 1]]
        graph: _Graph = defaultdict(dict)
        place: dict[int, Point] = {}
        for a, b in zip(self._from[segments].tolist(), self._to[segments].tolist(), strict=True):
            place[a], place[b] = (int(self._x[a]), int(self._y[a])), (int(self._x[b]), int(self._y[b]))
            _join(graph, a, b, place)
        parts = _join_near(graph, place)
        return tuple(spine for spine in (_spine(graph, place, part) for part in parts) if spine.length_dm)


def nearest_on(spine: Spine, point: Point) -> tuple[int, int, int]:
    """Give how far along the line its nearest point to `point` is, how far off that is, and on which side.

    Returns:
        Decimetres along, decimetres off, and 1 if the point lies left of the line, -1 right of it, 0 on it.
    """
    best = (-1, 0, 0)
    for at, ((ax, ay), (bx, by)) in enumerate(pairwise(spine.points)):
        dx, dy, px, py = bx - ax, by - ay, point[0] - ax, point[1] - ay
        square = dx * dx + dy * dy
        dot = min(max(px * dx + py * dy, 0), square)
        off = px * px + py * py - (dot * (2 * (px * dx + py * dy) - dot) // square if square else 0)
        if best[0] < 0 or off < best[0]:
            cross = dx * py - dy * px
            run = spine.along[at + 1] - spine.along[at]
            along = spine.along[at] + ((2 * run * dot + square) // (2 * square) if square else 0)
            best = (off, along, (cross > 0) - (cross < 0))
    return best[1], isqrt(best[0]), best[2]


def point_on(spine: Spine, along_dm: int, off_dm: int) -> Point:
    """Give the point so far along the line and so far to its left (to its right if negative)."""
    at = min(bisect_left(spine.along, along_dm, lo=1), len(spine.along) - 1)
    (ax, ay), (bx, by) = spine.points[at - 1], spine.points[at]
    run = max(spine.along[at] - spine.along[at - 1], 1)
    part = min(max(along_dm - spine.along[at - 1], 0), run)
    x, y = ax + (bx - ax) * part // run, ay + (by - ay) * part // run
    return x - (by - ay) * off_dm // run, y + (bx - ax) * off_dm // run


def _join(graph: _Graph, a: int, b: int, place: dict[int, Point]) -> None:
    if a != b:
        graph[a][b] = graph[b][a] = max(_far(place[a], place[b]), 1)


def _far(one: Point, other: Point) -> int:
    return isqrt((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2)


def _join_near(graph: _Graph, place: dict[int, Point]) -> list[list[int]]:
    """Link parts of a street that a gap cuts, nearest first; give the parts that are left, each as its nodes."""
    parts = _pieces(graph)
    if len(parts) == 1:
        return parts
    part_of = {node: at for at, part in enumerate(parts) for node in part}
    nodes = sorted(place)
    pairs = cKDTree(np.array([place[node] for node in nodes])).query_pairs(GAP_DM, output_type="ndarray")
    near = [(nodes[a], nodes[b]) for a, b in pairs.tolist() if part_of[nodes[a]] != part_of[nodes[b]]]
    joined = list(range(len(parts)))
    for a, b in sorted(near, key=lambda pair: (_far(place[pair[0]], place[pair[1]]), pair)):
        one, other = joined[part_of[a]], joined[part_of[b]]
        if one != other:
            _join(graph, a, b, place)
            joined = [one if at == other else at for at in joined]
    return _pieces(graph)


def _pieces(graph: _Graph) -> list[list[int]]:
    seen: set[int] = set()
    pieces = []
    for start in graph:
        if start in seen:
            continue
        piece, heap = [], [start]
        seen.add(start)
        while heap:
            node = heap.pop()
            piece.append(node)
            fresh = [other for other in graph[node] if other not in seen]
            seen.update(fresh)
            heap += fresh
        pieces.append(piece)
    return pieces


def _spine(graph: _Graph, place: dict[int, Point], part: list[int]) -> Spine:
    """Go to the farthest node, and from there to the farthest again: the way between them is the line."""
    one = _farthest(graph, min(part))[0]
    other, before = _farthest(graph, one)
    way = [other]
    while way[-1] in before:
        way.append(before[way[-1]])
    if way[0] > way[-1]:
        way.reverse()
    along = [0]
    for a, b in pairwise(way):
        along.append(along[-1] + graph[a][b])
    return Spine(tuple(place[node] for node in way), tuple(along))


def _farthest(graph: _Graph, start: int) -> tuple[int, dict[int, int]]:
    far, before = {start: 0}, {}
    heap = [(0, start)]
    while heap:
        dm, node = heapq.heappop(heap)
        if dm > far[node]:
            continue
        for other, step in graph[node].items():
            if dm + step < far.get(other, dm + step + 1):
                far[other], before[other] = dm + step, node
                heapq.heappush(heap, (dm + step, other))
    return max(far, key=lambda node: (far[node], -node)), before
