"""Driving times, worked out a second time by docs/methods/rides.md alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import osmium
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

R_DM = 63_710_088
KMH = {
    "motorway": 100, "motorway_link": 60, "trunk": 80, "trunk_link": 50, "primary": 60, "primary_link": 45,
    "secondary": 50, "secondary_link": 40, "tertiary": 45, "tertiary_link": 40, "unclassified": 40, "residential": 30,
    "living_street": 15, "service": 15, "road": 30,
}  # fmt: skip
SHUT = {"no", "private", "agricultural", "forestry", "emergency", "delivery", "bus", "psv"}
NEVER_S = 1_000_000
NEAR_DM = 10_000


@dataclass(frozen=True, slots=True)
class Roads:
    """Nodes in the largest piece, and the quickest arcs between them: milliseconds and decimetres."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    ms: csr_array
    dm: Mapping[tuple[int, int], int]


class _Ways(osmium.SimpleHandler):
    def __init__(self) -> None:
        super().__init__()
        self.ways: list[tuple[tuple[int, ...], float, int]] = []

    def way(self, way: osmium.osm.Way) -> None:
        tags = {tag.k: tag.v for tag in way.tags}
        if tags.get("highway") not in KMH:
            return
        word = next((tags[key] for key in ("motorcar", "motor_vehicle", "vehicle", "access") if key in tags), "yes")
        if word not in SHUT:
            self.ways.append((tuple(node.ref for node in way.nodes), _kmh(tags), _direction(tags)))


class _Nodes(osmium.SimpleHandler):
    def __init__(self, wanted: set[int]) -> None:
        super().__init__()
        self.wanted, self.place = wanted, dict[int, tuple[float, float]]()

    def node(self, node: osmium.osm.Node) -> None:
        if node.id in self.wanted and node.location.valid():
            self.place[node.id] = (node.location.lon, node.location.lat)


def _kmh(tags: Mapping[str, str]) -> float:
    words = tags.get("maxspeed", "").strip()
    for unit, factor in (("mph", 1.609344), ("km/h", 1.0), ("kmh", 1.0), ("kph", 1.0), ("", 1.0)):
        number = words.removesuffix(unit).strip() if words.endswith(unit) else ""
        whole, _, part = number.partition(".")
        if whole.isdecimal() and (part.isdecimal() or "." not in number) and float(number) > 0:
            return float(number) * factor
    return float(KMH[tags["highway"]])


def _direction(tags: Mapping[str, str]) -> int:
    said = tags.get("oneway", "")
    if said in {"yes", "true", "1"}:
        return 1
    if said in {"-1", "reverse"}:
        return -1
    return int(said != "no" and (tags.get("junction") in {"roundabout", "circular"} or tags["highway"] == "motorway"))


def crow_dm(lon: float, lat: float, to_lon: NDArray[np.float64], to_lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give great-circle distances in whole decimetres."""
    a, b = np.radians(lat), np.radians(to_lat)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    return np.asarray(np.rint(2 * R_DM * np.arcsin(np.sqrt(half)))).astype(np.int64)


def read_roads(content: bytes | None, form: str) -> Roads | None:
    """Read an extract; None without one: then all is straight lines."""
    if content is None:
        return None
    ways = _Ways()
    ways.apply_buffer(content, form)
    nodes = _Nodes({node for refs, _, _ in ways.ways for node in refs})
    nodes.apply_buffer(content, form)
    ids = sorted(nodes.place)
    at = {node: k for k, node in enumerate(ids)}
    place = np.array([nodes.place[node] for node in ids])
    arcs: dict[tuple[int, int], tuple[int, int]] = {}
    for refs, kmh, direction in ways.ways:
        for a, b in pairwise(refs):
            if a == b or a not in at or b not in at:
                continue
            x, y = at[a], at[b]
            dm = max(int(crow_dm(place[x, 0], place[x, 1], place[y : y + 1, 0], place[y : y + 1, 1])[0]), 1)
            back = max(int(crow_dm(place[y, 0], place[y, 1], place[x : x + 1, 0], place[x : x + 1, 1])[0]), 1)
            for pair, length, open_ in (((x, y), dm, direction >= 0), ((y, x), back, direction <= 0)):
                arc = (max(int(np.rint(length * 360 / kmh)), 1), length)
                if open_ and arc < arcs.get(pair, (NEVER_S * 1000, 0)):
                    arcs[pair] = arc
    return _largest(place, arcs)


def _largest(place: NDArray[np.float64], arcs: Mapping[tuple[int, int], tuple[int, int]]) -> Roads:
    n = len(place)
    tail, head = (np.array([pair[k] for pair in arcs], dtype=np.int64) for k in (0, 1))
    graph = csr_array((np.ones(len(arcs)), (tail, head)), shape=(n, n))
    _, piece = connected_components(graph, directed=True, connection="strong")
    size = np.bincount(piece)
    lowest = np.full(len(size), n)
    np.minimum.at(lowest, piece, np.arange(n))
    best = min(range(len(size)), key=lambda k: (-int(size[k]), int(lowest[k])))
    kept = np.flatnonzero(piece == best)
    new = {int(old): k for k, old in enumerate(kept)}
    inside = {(new[a], new[b]): arc for (a, b), arc in arcs.items() if a in new and b in new}
    rows, columns = (np.array([pair[k] for pair in inside], dtype=np.int64) for k in (0, 1))
    ms = csr_array(
        (np.array([float(arc[0]) for arc in inside.values()]), (rows, columns)), shape=(len(kept), len(kept))
    )
    return Roads(place[kept, 0], place[kept, 1], ms, {pair: arc[1] for pair, arc in inside.items()})


def _crow_ms(dm: NDArray[np.int64]) -> NDArray[np.int64]:
    near = np.minimum(dm, NEAR_DM)
    return near * 360 // 15 + (dm - near) * 360 // 50


@dataclass(frozen=True, slots=True)
class Drives:
    """Seconds from place to place, and metres along a quickest way where they were asked for."""

    seconds: NDArray[np.int64]
    metres: Mapping[tuple[int, int], int]


def measure(roads: Roads | None, places: Sequence[tuple[float, float]], legs: Sequence[tuple[int, int]]) -> Drives:
    """Measure every pair of places in seconds, and the legs in metres."""
    at = np.array(places, dtype=np.float64)
    crow = np.array([crow_dm(lon, lat, at[:, 0], at[:, 1]) for lon, lat in places])
    same = (at[:, None, 0] == at[:, 0]) & (at[:, None, 1] == at[:, 1])
    if roads is None:
        seconds = np.minimum(-(-_crow_ms(crow) // 1000), NEVER_S)
        return Drives(np.where(same, 0, seconds), {leg: int(crow[leg] + 5) // 10 for leg in legs})
    away = [crow_dm(lon, lat, roads.lon, roads.lat) for lon, lat in places]
    node = np.array([int(np.argmin(x)) for x in away])
    gap = np.array([int(x.min()) for x in away])
    ends, row = np.unique(node, return_inverse=True)
    road, before = dijkstra(roads.ms, indices=ends, return_predecessors=True)
    between = np.where(np.isfinite(road), road, NEVER_S * 1000)[row][:, node].astype(np.int64)
    ms = _crow_ms(gap)[:, None] + between + _crow_ms(gap)
    far = (gap > NEAR_DM)[:, None] & (gap > NEAR_DM)
    ms = np.where(far, _crow_ms(crow), ms)
    seconds = np.minimum(-(-ms // 1000), NEVER_S)
    metres = {}
    for a, b in legs:
        along = int(gap[a] + gap[b]) + _length(roads, before[row[a]], int(node[a]), int(node[b]))
        metres[a, b] = (int(crow[a, b] if far[a, b] or crow[a, b] == 0 else along) + 5) // 10
    return Drives(np.where(same, 0, seconds), metres)


def _length(roads: Roads, before: NDArray[np.int32], start: int, node: int) -> int:
    total = 0
    while node != start and before[node] >= 0:
        total += roads.dm[int(before[node]), node]
        node = int(before[node])
    return total
