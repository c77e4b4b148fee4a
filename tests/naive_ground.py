"""docs/methods/ground.md again, as slowly and plainly as it reads: dictionaries, loops and Dijkstra by hand."""

import heapq
import math
from collections import defaultdict
from itertools import pairwise
from typing import Any

from muster.plan.doors import Doors
from muster.plan.streets import Streets

R = 63_710_088
Graph = dict[object, dict[object, int]]


def naive_distances(doors: Doors, streets: Streets | None) -> list[list[int]]:
    """Decimetres between every two doors."""
    graph, at = _kerbs(doors, streets) if streets else _no_streets(doors)
    rows = []
    for door in range(len(doors)):
        reached = _flood(graph, at[door])
        rows.append([reached[at[other]] for other in range(len(doors))])
    return rows


def naive_forest(distance: list[list[int]], trees: int) -> int:
    """Decimetres of the shortest forest: Prim's tree less its longest links."""
    best = {door: distance[0][door] for door in range(1, len(distance))}
    links = []
    while best:
        door = min(best, key=lambda one: best[one])
        links.append(best.pop(door))
        for other, length in best.items():
            best[other] = min(length, distance[door][other])
    return sum(sorted(links)[: max(len(links) - trees + 1, 0)])


def _plane(doors: Doors) -> tuple[float, float]:
    return (min(doors.lon) + max(doors.lon)) / 2, (min(doors.lat) + max(doors.lat)) / 2


def _lay(lon: float, lat: float, middle: tuple[float, float]) -> tuple[int, int]:
    x = R * round(math.cos(math.radians(middle[1])), 9) * math.radians(lon - middle[0])
    return round(x), round(R * math.radians(lat - middle[1]))


def _add(graph: Graph, a: object, b: object, length: int) -> None:
    graph[a][b] = min(length, graph[a].get(b, length))
    graph[b][a] = min(length, graph[b].get(a, length))


def _flood(graph: Graph, source: object) -> dict[object, int]:
    reached: dict[object, int] = {}
    heap: list[tuple[int, int, object]] = [(0, 0, source)]
    count = 0
    while heap:
        d, _, here = heapq.heappop(heap)
        if here in reached:
            continue
        reached[here] = d
        for there, length in graph[here].items():
            count += 1
            heapq.heappush(heap, (d + length, count, there))
    return reached


def _kerbs(doors: Doors, streets: Streets) -> tuple[Graph, list[object]]:
    middle = _plane(doors)
    place = [_lay(lon, lat, middle) for lon, lat in zip(streets.node_lon, streets.node_lat, strict=True)]
    segments = [
        (int(a), int(b), int(way))
        for a, b, way in zip(streets.segment_from, streets.segment_to, streets.segment_way, strict=True)
        if streets.way_walk[way]
    ]
    long = [max(round(math.dist(place[a], place[b])), 1) for a, b, _ in segments]
    cost = [_cost(streets, way) for _, _, way in segments]
    corner, ring = _corners(segments, place)
    graph: Graph = defaultdict(dict)
    at: list[object] = []
    held: dict[int, set[int]] = defaultdict(set)
    for door in range(len(doors)):
        s, offset, side = _spot(doors, streets, door, segments, place, long, cost, middle)
        held[s].add(offset)
        at.append(("kerb", s, offset, side))
    for s, (a, b, way) in enumerate(segments):
        for side in (0, 1):
            # the left kerb leaves the start by its left corner, and comes to the end by the end's right one
            row = [(0, corner[s, 0][side]), (long[s], corner[s, 1][1 - side])]
            row[1:1] = [(offset, ("kerb", s, offset, side)) for offset in sorted(held[s])]
            for (o1, p1), (o2, p2) in pairwise(row):
                _add(graph, p1, p2, o2 - o1)
        for end, node in ((0, a), (1, b)):
            price = (
                cost[s] if cost[s] is not None else (250 if streets.node_crossing[node] else _unmarked(streets, way))
            )
            if price is not None:
                _add(graph, corner[s, end][0], corner[s, end][1], price)
        over = cost[s]
        for offset in held[s] if over is not None else ():
            _add(graph, ("kerb", s, offset, 0), ("kerb", s, offset, 1), over or 0)
    _join(graph, at, [(one, place[one[1]]) for one in ring])
    return graph, at


def _cost(streets: Streets, way: int) -> int | None:
    if streets.way_class[way] in {"trunk", "trunk_link"} or streets.way_dual[way]:
        return None
    return {"primary": 200, "secondary": 120}.get(streets.way_class[way], 80)


def _unmarked(streets: Streets, way: int) -> int | None:
    return 3000 if streets.way_class[way] in {"trunk", "trunk_link"} and not streets.way_dual[way] else None


def _corners(segments: Any, place: Any) -> Any:
    ends = defaultdict(list)
    for s, (a, b, _) in enumerate(segments):
        for end, (here, there) in enumerate(((a, b), (b, a))):
            angle = math.atan2(place[there][1] - place[here][1], place[there][0] - place[here][0])
            ends[here].append((angle if angle >= 0 else angle + 2 * math.pi, s, end))
    corner, ring = {}, []
    for node, met in sorted(ends.items()):
        round_it = sorted(met)
        count = max(len(round_it), 2)
        for i, (_, s, end) in enumerate(round_it):  # its left corner and its right one
            before = (i - 1) % len(round_it) if len(round_it) > 1 else 1
            corner[s, end] = (("corner", node, i), ("corner", node, before))
        ring += [("corner", node, i) for i in range(count)]
    return corner, ring


def _spot(
    doors: Doors, streets: Streets, door: int, segments: Any, place: Any, long: Any, cost: Any, middle: Any
) -> Any:
    x, y = _lay(doors.lon[door], doors.lat[door], middle)
    found = []
    for s, (a, b, way) in enumerate(segments):
        (x1, y1), (x2, y2) = place[a], place[b]
        dx, dy = x2 - x1, y2 - y1
        share = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy) if dx or dy else 0.0
        share = min(max(share, 0.0), 1.0)
        d = round(math.dist((x, y), (x1 + share * dx, y1 + share * dy)))
        side = 0 if dx * (y - y1) - dy * (x - x1) >= 0 else 1
        offset = min(round(share * math.hypot(dx, dy)), long[s])
        found.append((d, cost[s] is None, s, offset, side, streets.way_name[way]))
    name = " ".join(doors.street[door].split()).casefold()
    named = [one for one in found if name and one[0] <= 1500 and " ".join(one[5].split()).casefold() == name]
    _, _, s, offset, side, _ = min(named or found)
    return s, offset, {"left": 0, "right": 1}.get(doors.side[door], side)


def _no_streets(doors: Doors) -> tuple[Graph, list[object]]:
    middle = _plane(doors)
    stops: list[tuple[tuple[int, int], str, str]] = []
    at: list[object] = []
    for door in range(len(doors)):
        street = " ".join(doors.street[door].split()).casefold()
        stop = (_lay(doors.lon[door], doors.lat[door], middle), street, doors.side[door])
        if stop not in stops:
            stops.append(stop)
        at.append(stops.index(stop))
    graph: Graph = defaultdict(dict)
    last: dict[tuple[str, str], int] = {}
    for i, (here, street, side) in enumerate(stops):
        graph[i] = graph[i]
        if street and (street, side) in last:
            before = last[street, side]
            _add(graph, before, i, max(round(math.dist(stops[before][0], here)), 1))
        last[street, side] = i
    for i, (here, *_) in enumerate(stops):
        others = sorted((_square(here, stop[0]), j) for j, stop in enumerate(stops) if j != i)
        for square, j in others[:8]:
            _add(graph, i, j, max(round(1.25 * math.sqrt(square)), 1))
    _join(graph, at, [(i, stop[0]) for i, stop in enumerate(stops)])
    return graph, at


def _square(a: tuple[int, int], b: tuple[int, int]) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _join(graph: Graph, at: list[object], corners: list[tuple[object, tuple[int, int]]]) -> None:
    """Join the pieces that hold doors, nearest first."""
    piece: dict[object, int] = {}
    for number, door in enumerate(at):
        if door not in piece:
            piece.update(dict.fromkeys(_flood(graph, door), number))
    held = [(i, corner, where) for i, (corner, where) in enumerate(corners) if corner in piece]
    links = sorted(
        (_square(w1, w2), i, j, c1, c2) for i, c1, w1 in held for j, c2, w2 in held if i < j and piece[c1] != piece[c2]
    )
    for square, _, _, a, b in links:
        if piece[a] != piece[b]:
            _add(graph, a, b, max(round(1.5 * math.sqrt(square)), 250))
            old, new = piece[a], piece[b]
            piece = {one: new if number == old else number for one, number in piece.items()}
