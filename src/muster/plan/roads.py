"""How long it drives from each place to each, by the roads of an extract. docs/methods/rides.md defines it."""

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from muster.plan.plane import EARTH_DM
from muster.plan.streets import Streets

cch: Any
try:
    import routingkit_cch

    cch = routingkit_cch
except ImportError:  # pragma: no cover - a machine without a wheel for it
    cch = None

UNREACHABLE_S = 1_000_000  # longer than any day; kept finite so that sums stay whole numbers
NEAR_DM = 10_000  # as far as this from the nearest road, one drives a lane or a yard
NEAR_KMH = 15
FAR_KMH = 50  # beyond it, as the crow flies: the roads of the rest of the country
_MS_PER_S = 1_000
_DM_PER_MS_AT_1_KMH = 360  # 1 km/h is 1 dm in 360 ms
_NO_ROAD_MS = 2_147_483_647  # routingkit's own infinity


class RoadError(ValueError):
    """No road of this name or number is in the extract, or no road at all; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Roads:
    """Roads laid out for driving; n nodes and a arcs (one each way, one for a one-way street).

    Attributes:
        lon, lat: degrees, float64[n]; only nodes from which one can drive to every other and back.
        tail, head: node indices, int32[a].
        length_dm: decimetres, int64[a]; arc_kmh: the speed, float64[a]; drive_ms: milliseconds, int64[a].
        arc_way: the way's index in the extract, int32[a].
        way_name, way_ref: as in the extract.
        order: the contraction order, int32[n]; empty where the library isn't there.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length_dm: NDArray[np.int64]
    arc_kmh: NDArray[np.float64]
    drive_ms: NDArray[np.int64]
    arc_way: NDArray[np.int32]
    way_name: tuple[str, ...]
    way_ref: tuple[str, ...]
    order: NDArray[np.int32]


def crow_dm(
    lon: NDArray[np.float64], lat: NDArray[np.float64], to_lon: NDArray[np.float64], to_lat: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Give the great-circle distance in whole decimetres (haversine, R as in docs/methods/ground.md)."""
    a, b = np.radians(lat), np.radians(to_lat)
    across = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    return np.asarray(np.rint(2 * EARTH_DM * np.arcsin(np.sqrt(across)))).astype(np.int64)


def crow_ms(distance_dm: NDArray[np.int64], *, cap_kmh: float = FAR_KMH) -> NDArray[np.int64]:
    """Give the milliseconds of a straight line off the extract's roads: the first kilometre slowly, the rest faster."""
    near = np.minimum(distance_dm, NEAR_DM)
    far_kmh = min(FAR_KMH, round(cap_kmh))
    near_kmh = min(NEAR_KMH, round(cap_kmh))
    return near * _DM_PER_MS_AT_1_KMH // near_kmh + (distance_dm - near) * _DM_PER_MS_AT_1_KMH // far_kmh


def lay_roads(streets: Streets | None) -> Roads:
    """Lay out the drivable part of an extract: its largest piece in which one can drive from everywhere to everywhere.

    Args:
        streets: the extract, or None: then everything is driven in a straight line.

    Raises:
        RoadError: if nobody can drive on any way of the extract.
    """
    if streets is None:
        return _no_roads()
    tail, head, way = _arcs(streets)
    if not len(tail):
        raise RoadError("no way of this extract is open to cars; fetch one with the roads, or leave --streets out")
    tail, head, way, kept = _largest_piece(tail, head, way, len(streets.node_lon))
    lon, lat = streets.node_lon[kept], streets.node_lat[kept]
    length_dm = np.maximum(crow_dm(lon[tail], lat[tail], lon[head], lat[head]), 1)
    kmh = streets.way_speed_kmh[way]
    return Roads(
        lon=lon,
        lat=lat,
        tail=tail,
        head=head,
        length_dm=length_dm,
        arc_kmh=kmh,
        drive_ms=_arc_ms(length_dm, kmh),
        arc_way=way,
        way_name=streets.way_name,
        way_ref=streets.way_ref or ("",) * len(streets.way_name),
        order=_order(lon, lat, tail, head),
    )


def drive_times(
    roads: Roads,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    *,
    sources: Sequence[int] | None = None,
    targets: Sequence[int] | None = None,
    cap_kmh: float | None = None,
    closed: Collection[int] = (),
    library: bool = True,
) -> NDArray[np.int32]:
    """Give the seconds of driving from each place to each.

    Args:
        roads: from `lay_roads`.
        lon: degrees of p places, float64[p].
        lat: the same.
        sources: from which of them, otherwise from all.
        targets: to which of them, otherwise to all.
        cap_kmh: a vehicle that can't go faster.
        closed: way indices that are shut.
        library: whether contraction hierarchies may be used, where they are there; the answer is the same.

    Returns:
        int32[sources, targets], rounded up; 0 from a place to itself; at least UNREACHABLE_S where no road leads.
    """
    rows = np.arange(len(lon)) if sources is None else np.asarray(sources, dtype=np.int64)
    columns = np.arange(len(lon)) if targets is None else np.asarray(targets, dtype=np.int64)
    cap = float(FAR_KMH if cap_kmh is None else cap_kmh)
    crow = crow_ms(crow_dm(lon[rows, None], lat[rows, None], lon[columns], lat[columns]), cap_kmh=cap)
    if not len(roads.tail):
        return _seconds(crow)
    node, gap_dm = _snap(roads, lon, lat)
    gap_ms = crow_ms(gap_dm, cap_kmh=cap)
    ends, back = np.unique(node[rows], return_inverse=True), np.unique(node[columns], return_inverse=True)
    weights = _weights(roads, cap_kmh, closed)
    table = _by_library if library and cch is not None else _by_scipy
    road = table(roads, weights, ends[0], back[0])[ends[1]][:, back[1]]
    whole = gap_ms[rows, None] + road + gap_ms[columns]
    far = gap_dm > NEAR_DM
    whole = np.where(far[rows, None] & far[columns], crow, whole)
    same = (lon[rows, None] == lon[columns]) & (lat[rows, None] == lat[columns])
    return _seconds(np.where(same, 0, whole))


def drive_metres(
    roads: Roads,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    legs: Sequence[tuple[int, int]],
    *,
    closed: Collection[int] = (),
) -> tuple[int, ...]:
    """Give the metres of each leg (from place, to place) along the quickest way, rounded."""
    a, b = np.array([leg[0] for leg in legs], dtype=np.int64), np.array([leg[1] for leg in legs], dtype=np.int64)
    crow = crow_dm(lon[a], lat[a], lon[b], lat[b])
    if not len(roads.tail):
        return tuple(_whole_metres(crow))
    node, gap_dm = _snap(roads, lon, lat)
    paths = _paths(roads, [(int(node[x]), int(node[y])) for x, y in legs], _weights(roads, None, closed))
    along = np.array([int(roads.length_dm[path].sum()) for path in paths], dtype=np.int64)
    straight = (gap_dm[a] > NEAR_DM) & (gap_dm[b] > NEAR_DM)
    return tuple(_whole_metres(np.where(straight | (crow == 0), crow, gap_dm[a] + along + gap_dm[b])))


def place_on_the_way(
    roads: Roads,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    leg: tuple[int, int],
    *,
    thousandths: int,
    closed: Collection[int] = (),
) -> tuple[float, float]:
    """Find where a vehicle is after so many thousandths of a leg's time: the last node passed, or on the line."""
    a, b = leg
    if len(roads.tail):
        node, gap_dm = _snap(roads, lon, lat)
        path = _paths(roads, [(int(node[a]), int(node[b]))], _weights(roads, None, closed))[0]
        if path and min(gap_dm[a], gap_dm[b]) <= NEAR_DM:
            gap_ms = crow_ms(gap_dm[[a, b]])
            passed_ms = gap_ms[0] + np.concatenate([[0], np.cumsum(roads.drive_ms[path])])
            total_ms = int(passed_ms[-1] + gap_ms[1])
            nodes = np.concatenate([roads.tail[path[:1]], roads.head[path]])
            at = nodes[max(int(np.searchsorted(passed_ms * 1000, total_ms * thousandths, side="right")) - 1, 0)]
            return float(roads.lon[at]), float(roads.lat[at])
    lons = round(lon[a] + (lon[b] - lon[a]) * thousandths / 1000, 6)
    return float(lons), float(round(lat[a] + (lat[b] - lat[a]) * thousandths / 1000, 6))


def ways_named(roads: Roads, words: str) -> frozenset[int]:
    """Find the ways of a name or a road number, compared without case and doubled spaces.

    Raises:
        RoadError: if no way one may drive on bears it; the sentence offers near ones.
    """
    wanted = " ".join(words.casefold().split())
    known: dict[str, set[int]] = {}
    for way in np.unique(roads.arc_way).tolist():
        for name in (roads.way_name[way], *roads.way_ref[way].split(";")):
            known.setdefault(" ".join(name.casefold().split()), set()).add(way)
    found = known.get(wanted)
    if not wanted or not found:
        near = difflib.get_close_matches(wanted, [name for name in known if name], n=3)
        offer = f"; near it: {', '.join(near)}" if near else "; use its name or number as the map has it"
        raise RoadError(f"no road here is called '{words}'{offer}")
    return frozenset(found)


def _no_roads() -> Roads:
    none32, none64 = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
    nowhere = np.zeros(0, dtype=np.float64)
    return Roads(nowhere, nowhere, none32, none32, none64, nowhere, none64, none32, (), (), none32)


def _arcs(streets: Streets) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Give tail, head and way of every arc: along the drawn direction first, then against it, in segment order."""
    way = streets.segment_way
    drive = streets.way_drive[way] & (streets.way_speed_kmh[way] > 0)
    along, against = drive & (streets.way_oneway[way] >= 0), drive & (streets.way_oneway[way] <= 0)
    start, end = streets.segment_from, streets.segment_to
    tail = np.concatenate([start[along], end[against]]).astype(np.int32)
    head = np.concatenate([end[along], start[against]]).astype(np.int32)
    return tail, head, np.concatenate([way[along], way[against]]).astype(np.int32)


def _largest_piece(
    tail: NDArray[np.int32], head: NDArray[np.int32], way: NDArray[np.int32], nodes: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    graph = csr_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(nodes, nodes))
    _, piece = connected_components(graph, directed=True, connection="strong")
    first_of = np.full(nodes, nodes)
    np.minimum.at(first_of, piece, np.arange(nodes))  # of two pieces as large, the one with the lower node
    size = np.bincount(piece, minlength=nodes)
    best = int(np.lexsort((first_of, -size))[0])
    kept = np.flatnonzero(piece == best)
    new = np.full(nodes, -1, dtype=np.int32)
    new[kept] = np.arange(len(kept))
    inside = (new[tail] >= 0) & (new[head] >= 0)
    return new[tail[inside]], new[head[inside]], way[inside], kept


def _arc_ms(length_dm: NDArray[np.int64], kmh: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.maximum(np.rint(length_dm * _DM_PER_MS_AT_1_KMH / kmh), 1).astype(np.int64)


def _order(
    lon: NDArray[np.float64], lat: NDArray[np.float64], tail: NDArray[np.int32], head: NDArray[np.int32]
) -> NDArray[np.int32]:
    if cch is None:
        return np.zeros(0, dtype=np.int32)
    order = cch.compute_order_inertial(len(lon), tail.tolist(), head.tolist(), lat.tolist(), lon.tolist())
    return np.asarray(order, dtype=np.int32)


def _snap(
    roads: Roads, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give each place's nearest node (straight through the earth; the lower index when equal) and how far it is."""
    count = min(4, len(roads.lon))
    _, near = cKDTree(_sphere(roads.lon, roads.lat)).query(_sphere(lon, lat), k=count)
    near = np.sort(near.reshape(len(lon), count), axis=1)
    away = crow_dm(lon[:, None], lat[:, None], roads.lon[near], roads.lat[near])
    best = np.argmin(away, axis=1)
    at = np.arange(len(lon))
    return near[at, best].astype(np.int64), away[at, best]


def _sphere(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)], axis=1)


def _weights(roads: Roads, cap_kmh: float | None, closed: Collection[int]) -> NDArray[np.int64]:
    weights = roads.drive_ms
    if cap_kmh is not None:
        weights = _arc_ms(roads.length_dm, np.minimum(roads.arc_kmh, cap_kmh))
    if closed:
        weights = np.where(np.isin(roads.arc_way, sorted(closed)), _NO_ROAD_MS, weights)
    return weights


def _by_library(
    roads: Roads, weights: NDArray[np.int64], sources: NDArray[np.int64], targets: NDArray[np.int64]
) -> NDArray[np.int64]:
    query = cch.CCHOneToMany(_metric(roads, weights), targets.tolist())
    table = np.empty((len(sources), len(targets)), dtype=np.int64)
    for row, source in enumerate(sources.tolist()):
        table[row] = [_NO_ROAD_MS if time is None else time for time in query.distances_from(source)]
    return table


def _metric(roads: Roads, weights: NDArray[np.int64]) -> Any:
    hierarchy = cch.CCH(roads.order.tolist(), roads.tail.tolist(), roads.head.tolist(), False)  # noqa: FBT003 - its only form
    return cch.CCHMetric(hierarchy, weights.tolist())


def _by_scipy(
    roads: Roads, weights: NDArray[np.int64], sources: NDArray[np.int64], targets: NDArray[np.int64]
) -> NDArray[np.int64]:
    graph, _ = _graph(roads, weights)
    table = dijkstra(graph, indices=sources)[:, targets]
    return np.where(np.isfinite(table), table, _NO_ROAD_MS).astype(np.int64)


def _graph(roads: Roads, weights: NDArray[np.int64]) -> tuple[csr_array, dict[tuple[int, int], int]]:
    """Make a graph of the quickest arc between each two nodes."""
    quickest: dict[tuple[int, int], int] = {}
    for arc in np.argsort(-weights, kind="stable").tolist():
        if weights[arc] < _NO_ROAD_MS:
            quickest[int(roads.tail[arc]), int(roads.head[arc])] = arc
    arcs = np.array(sorted(quickest.values()), dtype=np.int64)
    n = len(roads.lon)
    return csr_array((weights[arcs].astype(np.float64), (roads.tail[arcs], roads.head[arcs])), shape=(n, n)), quickest


def _paths(roads: Roads, pairs: Sequence[tuple[int, int]], weights: NDArray[np.int64]) -> list[list[int]]:
    """Give the arcs from node to node, in order; none where they are one node or no road leads."""
    if cch is None:
        return _paths_by_scipy(roads, pairs, weights)
    query = cch.CCHQuery(_metric(roads, weights))
    paths = []
    for source, target in pairs:
        found = query.run(source, target)
        paths.append([int(arc) for arc in found.arc_path] if found.distance is not None and source != target else [])
        del found  # the library refuses the next question while an answer is held
    return paths


def _paths_by_scipy(roads: Roads, pairs: Sequence[tuple[int, int]], weights: NDArray[np.int64]) -> list[list[int]]:
    graph, quickest = _graph(roads, weights)
    sources = sorted({source for source, _ in pairs})
    _, before = dijkstra(graph, indices=sources, return_predecessors=True)
    paths = []
    for source, target in pairs:
        row, arcs, node = before[sources.index(source)], [], target
        while node != source and row[node] >= 0:
            arcs.append(quickest[int(row[node]), node])
            node = int(row[node])
        paths.append(arcs[::-1] if node == source else [])
    return paths


def _seconds(ms: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.minimum(-(-ms // _MS_PER_S), UNREACHABLE_S).astype(np.int32)


def _whole_metres(dm: NDArray[np.int64]) -> list[int]:
    return [int(x) for x in (dm + 5) // 10]
