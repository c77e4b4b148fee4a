"""A street network while it grows: nodes, ways, and where each segment lies."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from muster.county.plane import Point, distance, from_line, meeting

CELL_DM = 600
SNAP_DM = 130  # a new junction this near to a node takes that node
Segment = tuple[int, int, int]  # way, from node, to node


@dataclass(slots=True)
class Way:
    """A street as it is drawn.

    Attributes:
        name: its name, '' until it is given one.
        highway: OpenStreetMap's class.
        nodes: its node indices, in drawn order.
        tags: OpenStreetMap's other tags.
        style: the manner in which it is built up.
        ward: the ward it belongs to.
        clear_dm: how near another street may come beside it.
        open_to_joins: whether streets may meet it on the level.
        layer: 0 on the ground, 1 a bridge, -1 below.
    """

    name: str
    highway: str
    nodes: list[int]
    tags: dict[str, str] = field(default_factory=dict)
    style: str = ""
    ward: str = ""
    clear_dm: int = 0
    open_to_joins: bool = True
    layer: int = 0


@dataclass(slots=True)
class Network:
    """Nodes and ways, and the segments by the cells of a grid that they touch."""

    nodes: list[Point] = field(default_factory=list)
    node_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    cells: dict[Point, list[Segment]] = field(default_factory=dict)
    node_at: dict[Point, int] = field(default_factory=dict)
    ways_at: dict[int, list[int]] = field(default_factory=dict)


def node_of(network: Network, point: Point) -> int:
    """Find the node at a point, or make it."""
    if point not in network.node_at:
        network.node_at[point] = len(network.nodes)
        network.nodes.append(point)
    return network.node_at[point]


def add_way(network: Network, way: Way) -> int:
    """Lay a way whose nodes are known; give its index."""
    index = len(network.ways)
    network.ways.append(way)
    for node in way.nodes:
        _attend(network, node, index)
    for a, b in pairwise(way.nodes):
        _lay(network, (index, a, b))
    return index


def extend_way(network: Network, index: int, node: int) -> None:
    """Draw a way on to one more node."""
    way = network.ways[index]
    last = way.nodes[-1]
    way.nodes.append(node)
    _attend(network, node, index)
    _lay(network, (index, last, node))


def split(network: Network, segment: Segment, point: Point, *, snap_dm: int = SNAP_DM) -> int:
    """Put a node into a segment, or take the segment's end where it is near; give the node."""
    index, a, b = segment
    end = min((a, b), key=lambda node: distance(network.nodes[node], point))
    if distance(network.nodes[end], point) <= snap_dm:
        return end
    node = node_of(network, point)
    way = network.ways[index]
    if node in way.nodes:
        return node
    place = next(i for i, pair in enumerate(pairwise(way.nodes)) if pair == (a, b))
    way.nodes.insert(place + 1, node)
    for cell in _cells(network.nodes[a], network.nodes[b]):
        network.cells[cell].remove(segment)
    _attend(network, node, index)
    _lay(network, (index, a, node))
    _lay(network, (index, node, b))
    return node


def near(network: Network, point: Point, reach_dm: int) -> Iterator[Segment]:
    """Give the segments that may lie within `reach_dm` of a point, each once."""
    low, high = (point[0] - reach_dm, point[1] - reach_dm), (point[0] + reach_dm, point[1] + reach_dm)
    seen: set[Segment] = set()
    for cell in _cells(low, high):
        for segment in network.cells.get(cell, ()):
            if segment not in seen:
                seen.add(segment)
                yield segment


def first_met(
    network: Network, a: Point, b: Point, *, but: frozenset[int] = frozenset()
) -> tuple[Segment, Point] | None:
    """Find the first segment that the line from `a` to `b` crosses, leaving out those that end at nodes `but`."""
    best: tuple[int, Segment, Point] | None = None
    middle = ((a[0] + b[0]) // 2, (a[1] + b[1]) // 2)
    for segment in near(network, middle, distance(a, b) // 2 + 1):
        if segment[1] in but or segment[2] in but:
            continue
        met = meeting(a, b, network.nodes[segment[1]], network.nodes[segment[2]])
        if met and (best is None or (met[0], segment) < best[:2]):
            best = (met[0], segment, met[1])
    return (best[1], best[2]) if best else None


def all_met(network: Network, a: Point, b: Point) -> list[tuple[int, Segment, Point]]:
    """Find every segment that the line from `a` to `b` crosses, in order from `a`."""
    middle = ((a[0] + b[0]) // 2, (a[1] + b[1]) // 2)
    found = []
    for segment in near(network, middle, distance(a, b) // 2 + 1):
        met = meeting(a, b, network.nodes[segment[1]], network.nodes[segment[2]])
        if met:
            found.append((met[0], segment, met[1]))
    return sorted(found)


def nearest_m(network: Network, point: Point, segment: Segment) -> int:
    """Give the decimetres from a point to a segment."""
    return from_line(point, network.nodes[segment[1]], network.nodes[segment[2]])


def _attend(network: Network, node: int, index: int) -> None:
    ways = network.ways_at.setdefault(node, [])
    if index not in ways:
        ways.append(index)


def _lay(network: Network, segment: Segment) -> None:
    for cell in _cells(network.nodes[segment[1]], network.nodes[segment[2]]):
        network.cells.setdefault(cell, []).append(segment)


def _cells(a: Point, b: Point) -> Iterator[Point]:
    for i in range(min(a[0], b[0]) // CELL_DM, max(a[0], b[0]) // CELL_DM + 1):
        for j in range(min(a[1], b[1]) // CELL_DM, max(a[1], b[1]) // CELL_DM + 1):
            yield i, j
