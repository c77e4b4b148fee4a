"""Driving times, worked out a second time by docs/methods/rides.md alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

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
NO_ROAD_MS = 2_147_483_647  # where a closed road leaves no way
NEAR_DM = 10_000


class Arc(NamedTuple):
    """One way from node to node: decimetres, its speed, and which way of the extract it belongs to."""

    tail: int
    head: int
    dm: int
    kmh: float
    way: int


@dataclass(frozen=True, slots=True)
class Roads:
    """Nodes in the largest piece, the arcs between them, and what each way is called (name and numbers, folded)."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    arcs: tuple[Arc, ...]
    names: tuple[frozenset[str], ...]

    def called(self, words: str) -> frozenset[int]:
        """Give the ways of this name or number."""
        wanted = " ".join(words.casefold().split())
        return frozenset(k for k, names in enumerate(self.names) if wanted in names)


@dataclass(frozen=True, slots=True)
class Net:
    """Roads as they can be driven now: the quickest arcs, milliseconds and decimetres, and who can go no faster."""

    roads: Roads | None
    ms: csr_array
    dm: Mapping[tuple[int, int], int]
    kmh: float = 50


class _Ways(osmium.SimpleHandler):
    def __init__(self) -> None:
        super().__init__()
        self.ways: list[tuple[tuple[int, ...], float, int, frozenset[str]]] = []

    def way(self, way: osmium.osm.Way) -> None:
        tags = {tag.k: tag.v for tag in way.tags}
        if tags.get("highway") not in KMH:
            return
        word = next((tags[key] for key in ("motorcar", "motor_vehicle", "vehicle", "access") if key in tags), "yes")
        if word not in SHUT:
            names = (tags.get("name", ""), *tags.get("ref", "").split(";"))
            folded = frozenset(" ".join(name.casefold().split()) for name in names) - {""}
            self.ways.append((tuple(node.ref for node in way.nodes), _kmh(tags), _direction(tags), folded))


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
    nodes = _Nodes({node for refs, _, _, _ in ways.ways for node in refs})
    nodes.apply_buffer(content, form)
    ids = sorted(nodes.place)
    at = {node: k for k, node in enumerate(ids)}
    place = np.array([nodes.place[node] for node in ids])
    arcs = []
    for number, (refs, kmh, direction, _) in enumerate(ways.ways):
        for a, b in pairwise(refs):
            if a == b or a not in at or b not in at:
                continue
            x, y = at[a], at[b]
            if direction >= 0:
                arcs.append(Arc(x, y, _between(place, x, y), kmh, number))
            if direction <= 0:
                arcs.append(Arc(y, x, _between(place, y, x), kmh, number))
    return _largest(place, arcs, tuple(names for _, _, _, names in ways.ways))


def _between(place: NDArray[np.float64], a: int, b: int) -> int:
    return max(int(crow_dm(place[a, 0], place[a, 1], place[b : b + 1, 0], place[b : b + 1, 1])[0]), 1)


def _largest(place: NDArray[np.float64], arcs: Sequence[Arc], names: tuple[frozenset[str], ...]) -> Roads:
    n = len(place)
    tail, head = (np.array([arc[k] for arc in arcs], dtype=np.int64) for k in (0, 1))
    graph = csr_array((np.ones(len(arcs)), (tail, head)), shape=(n, n))
    _, piece = connected_components(graph, directed=True, connection="strong")
    size = np.bincount(piece)
    lowest = np.full(len(size), n)
    np.minimum.at(lowest, piece, np.arange(n))
    best = min(range(len(size)), key=lambda k: (-int(size[k]), int(lowest[k])))
    kept = np.flatnonzero(piece == best)
    new = {int(old): k for k, old in enumerate(kept)}
    inside = (
        arc._replace(tail=new[arc.tail], head=new[arc.head]) for arc in arcs if {arc.tail, arc.head} <= new.keys()
    )
    return Roads(place[kept, 0], place[kept, 1], tuple(inside), names)


def lay_net(roads: Roads | None, *, kmh: float | None = None, closed: frozenset[int] = frozenset()) -> Net:
    """Take the quickest arc from node to node, at no more than so many km/h, past no closed way."""
    if roads is None:
        return Net(None, csr_array((0, 0)), {}, kmh or 50)
    best: dict[tuple[int, int], tuple[int, int]] = {}
    for arc in roads.arcs:
        ms = max(int(np.rint(arc.dm * 360 / min(arc.kmh, kmh or arc.kmh))), 1)
        if arc.way not in closed and (ms, arc.dm) < best.get((arc.tail, arc.head), (NEVER_S * 1000, 0)):
            best[arc.tail, arc.head] = ms, arc.dm
    rows, columns = (np.array([pair[k] for pair in best], dtype=np.int64) for k in (0, 1))
    n = len(roads.lon)
    graph = csr_array((np.array([float(ms) for ms, _ in best.values()]), (rows, columns)), shape=(n, n))
    return Net(roads, graph, {pair: dm for pair, (_, dm) in best.items()}, kmh or 50)


def _crow_ms(dm: NDArray[np.int64], kmh: float = 50) -> NDArray[np.int64]:
    near, most = np.minimum(dm, NEAR_DM), round(kmh)
    return near * 360 // min(15, most) + (dm - near) * 360 // min(50, most)


@dataclass(frozen=True, slots=True)
class Drives:
    """Seconds from place to place, and metres along a quickest way where they were asked for."""

    seconds: NDArray[np.int64]
    metres: Mapping[tuple[int, int], int]


def measure(net: Net, places: Sequence[tuple[float, float]], legs: Sequence[tuple[int, int]]) -> Drives:
    """Measure every pair of places in seconds, and the legs in metres."""
    at = np.array(places, dtype=np.float64)
    crow = np.array([crow_dm(lon, lat, at[:, 0], at[:, 1]) for lon, lat in places])
    same = (at[:, None, 0] == at[:, 0]) & (at[:, None, 1] == at[:, 1])
    crow_ms = _crow_ms(crow, net.kmh)
    if net.roads is None:
        seconds = np.minimum(-(-crow_ms // 1000), NEVER_S)
        return Drives(np.where(same, 0, seconds), {leg: int(crow[leg] + 5) // 10 for leg in legs})
    node, gap = snap(net.roads, places)
    ends, row = np.unique(node, return_inverse=True)
    road, before = dijkstra(net.ms, indices=ends, return_predecessors=True)
    between = np.where(np.isfinite(road), road, NO_ROAD_MS)[row][:, node].astype(np.int64)
    gap_ms = _crow_ms(gap, net.kmh)
    ms = gap_ms[:, None] + between + gap_ms
    far = (gap > NEAR_DM)[:, None] & (gap > NEAR_DM)
    ms = np.where(far, crow_ms, ms)
    seconds = np.minimum(-(-ms // 1000), NEVER_S)
    metres = {}
    for a, b in legs:
        along = int(gap[a] + gap[b]) + _length(net, before[row[a]], int(node[a]), int(node[b]))
        metres[a, b] = (int(crow[a, b] if far[a, b] or crow[a, b] == 0 else along) + 5) // 10
    return Drives(np.where(same, 0, seconds), metres)


def snap(roads: Roads, places: Sequence[tuple[float, float]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give each place's nearest node and how far it is."""
    away = [crow_dm(lon, lat, roads.lon, roads.lat) for lon, lat in places]
    return np.array([int(np.argmin(x)) for x in away]), np.array([int(x.min()) for x in away])


def stands_on_the_way(
    net: Net, ends: Sequence[tuple[float, float]], place: tuple[float, float], thousandths: int
) -> bool:
    """Whether a place is where a vehicle is after so many thousandths of the time from one end to the other.

    With roads: the last node passed on a quickest way (any of them, where several are as quick); else on the line.
    """
    (lon, lat), (to_lon, to_lat) = ends
    straight = lon + (to_lon - lon) * thousandths / 1000, lat + (to_lat - lat) * thousandths / 1000
    on_the_line = all(abs(a - b) < 1e-5 for a, b in zip(place, straight, strict=True))  # noqa: PLR2004 - a metre
    if net.roads is None:
        return on_the_line
    (a, b, x), gap = snap(net.roads, [*ends, place])
    if min(gap[:2]) > NEAR_DM or a == b:
        return on_the_line
    at = (float(net.roads.lon[x]), float(net.roads.lat[x]))
    there = dijkstra(net.ms, indices=a)
    left = dijkstra(net.ms.T.tocsr(), indices=b)
    gap_ms = _crow_ms(gap)
    share = (float(gap_ms[0] + there[b] + gap_ms[1])) * thousandths
    if at != place or there[x] + left[x] != there[b]:
        return on_the_line and not np.isfinite(there[b])
    row = net.ms[[x]].tocoo()
    next_ms = [there[x] + ms for y, ms in zip(row.col, row.data, strict=True) if there[x] + ms + left[y] == there[b]]
    passed = x == a or float(gap_ms[0] + there[x]) * 1000 <= share
    return bool(passed and (x == b or any(float(gap_ms[0] + ms) * 1000 > share for ms in next_ms)))


def _length(net: Net, before: NDArray[np.int32], start: int, node: int) -> int:
    total = 0
    while node != start and before[node] >= 0:
        total += net.dm[int(before[node]), node]
        node = int(before[node])
    return total
