"""Ways over, under and across what divides the town: bridges, a footbridge, an underpass, zebra crossings."""

from dataclasses import dataclass
from itertools import pairwise

from muster.county import lie
from muster.county.network import Network, Segment, Way, add_way, all_met, near, node_of, split
from muster.county.plane import Point, beside, distance, from_line, meeting, warped
from muster.county.roads import LATTICE_DM

FAR_DM = 3_500
ZEBRA_EVERY_DM = 2_500
SPAN_DM = 200
BRIDGE_END_DM = 40
BYPASS_ROOM_DM = 150  # how far beyond the carriageways a footbridge comes down


@dataclass(frozen=True, slots=True)
class Crossing:
    """A planned place where people get over the dual carriageway: what it is and its nodes."""

    kind: str
    nodes: tuple[int, ...]


def lay_footways(network: Network, shifts: dict[Point, Point], bypass: tuple[Point, ...]) -> tuple[Crossing, ...]:
    """Lay the footbridge and the underpass between streets on both sides; list every planned crossing."""
    found = []
    for kind, (west, east), tags, layer in (
        ("footbridge", lie.FOOTBRIDGE, {"bridge": "yes", "layer": "1"}, 1),
        ("underpass", lie.UNDERPASS, {"tunnel": "yes", "layer": "-1"}, -1),
    ):
        ends = [warped((x * lie.PLACE_DM, y * lie.PLACE_DM), shifts, cell_dm=LATTICE_DM) for x, y in (west, east)]
        a, b = _nearest_pair(network, ends[0], ends[1], bypass)
        found.append(Crossing(kind, _lay_footway(network, a, b, bypass, tags, layer)))
    signals = [node for node, tags in network.node_tags.items() if tags.get("crossing") == "traffic_signals"]
    return (*found, *(Crossing("signals", (node,)) for node in sorted(signals)))


def _nearest_pair(network: Network, west: Point, east: Point, bypass: tuple[Point, ...]) -> tuple[int, int]:
    """Find the two street nodes, one a side, that are nearest to each other near the planned place."""
    streets = sorted({node for way in network.ways if way.style for node in way.nodes})
    middle = ((west[0] + east[0]) // 2, (west[1] + east[1]) // 2)
    close = [node for node in streets if distance(network.nodes[node], middle) <= FAR_DM]
    sides = {node: _is_west(network.nodes[node], bypass) for node in close}
    return min(
        ((a, b) for a in close if sides[a] for b in close if not sides[b]),
        key=lambda pair: (
            distance(network.nodes[pair[0]], west) + distance(network.nodes[pair[1]], east)
            + 2 * distance(network.nodes[pair[0]], network.nodes[pair[1]]),
            pair,
        ),
    )  # fmt: skip


def _is_west(place: Point, bypass: tuple[Point, ...]) -> bool:
    """Say on which side of the bypass, drawn from north to south, a place lies."""
    a, b = min(
        pairwise(bypass),
        key=lambda pair: min(distance(place, pair[0]), distance(place, pair[1])),
    )
    return (b[0] - a[0]) * (place[1] - a[1]) - (b[1] - a[1]) * (place[0] - a[0]) < 0


def _lay_footway(
    network: Network, start: int, end: int, bypass: tuple[Point, ...], tags: dict[str, str], layer: int
) -> tuple[int, ...]:
    """Lay approach, span and approach; give the span's two nodes."""
    a, b = network.nodes[start], network.nodes[end]
    over = next(met[1] for p, q in pairwise(bypass) if (met := meeting(a, b, p, q)) is not None)
    half = lie.BYPASS_HALF_GAP_M * 10 + BYPASS_ROOM_DM
    whole = distance(a, over)
    near_side = beside(a, b, along_dm=whole - half, left_dm=0)
    far_side = beside(a, b, along_dm=whole + half, left_dm=0)
    span = (node_of(network, near_side), node_of(network, far_side))
    for nodes in (_approach(network, start, span[0]), _approach(network, span[1], end)):
        add_way(network, Way("", "footway", nodes, open_to_joins=False))
    add_way(network, Way("", "footway", list(span), tags, open_to_joins=False, layer=layer))
    return span


def _approach(network: Network, start: int, end: int) -> list[int]:
    nodes = [start]
    for _, segment, place in all_met(network, network.nodes[start], network.nodes[end]):
        if network.ways[segment[0]].open_to_joins:
            node = split(network, segment, place, snap_dm=40)
            if node not in (*nodes, end):
                nodes.append(node)
    return [*nodes, end]


def mark_zebras(network: Network) -> None:
    """Mark a zebra crossing now and then along the main roads in town."""
    for way in network.ways:
        if way.highway not in {"primary", "secondary"} or way.name in lie.COUNTRY:
            continue
        since = ZEBRA_EVERY_DM // 2
        for a, b in pairwise(way.nodes):
            since += distance(network.nodes[a], network.nodes[b])
            if since >= ZEBRA_EVERY_DM and len(network.ways_at[b]) == 1:
                network.node_tags.setdefault(b, {"highway": "crossing", "crossing": "zebra"})
                since = 0


def spans(network: Network, way: Way) -> list[bool]:
    """Say for each segment of a way whether it stands on a bridge: over the river, or over the dual carriageway."""
    over = []
    for a, b in pairwise(way.nodes):
        p, q = network.nodes[a], network.nodes[b]
        middle = ((p[0] + q[0]) // 2, (p[1] + q[1]) // 2)
        reach = distance(p, q) // 2 + SPAN_DM
        over.append(any(_goes_over(network, way, (p, q), segment) for segment in near(network, middle, reach)))
    return over


def _goes_over(network: Network, way: Way, line: tuple[Point, Point], segment: Segment) -> bool:
    """Say whether a line crosses a river or, where roads there go over it, a carriageway; or ends close beside it."""
    other = network.ways[segment[0]]
    river = other.tags.get("waterway") == "river"
    if other is way or not (river or (other.highway == "trunk" and way.name in lie.OVER_BYPASS)):
        return False
    a, b = network.nodes[segment[1]], network.nodes[segment[2]]
    beside_dm = lie.RIVER_WIDTH_M * 5 if river else BRIDGE_END_DM
    return meeting(*line, a, b) is not None or any(from_line(end, a, b) < beside_dm for end in line)
