"""The old roads, the river and the dual carriageway, laid on the plane before the streets grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from muster.county import lie
from muster.county.chance import Chance
from muster.county.growth import Quarter
from muster.county.network import Network, Way, add_way, all_met, near, nearest_m, node_of, split
from muster.county.plane import Point, Ring, beside, closed_curve, curve, distance, from_line, ring_of, warped

LATTICE_DM = 7_000
LATTICE_REACH = 8
EVERY_DM = 300
MOST_TO_ROAD_DM = 900


@dataclass(frozen=True, slots=True)
class Land:
    """What the streets must go round."""

    river: tuple[Point, ...]
    water: tuple[Point, ...]
    parks: tuple[tuple[str, str, Ring], ...]
    quarters: tuple[Quarter, ...]
    bypass: tuple[Point, ...]


def lay_land(chance: Chance) -> tuple[Land, dict[Point, Point]]:
    """Push the made-up lie of the land about by chance; give it and the shifts."""
    reach = range(-LATTICE_REACH, LATTICE_REACH + 2)
    shifts = {(i, j): (chance.between(-380, 380), chance.between(-380, 380)) for i in reach for j in reach}

    def moved(places: Sequence[Point]) -> tuple[Point, ...]:
        return tuple(warped((x * lie.PLACE_DM, y * lie.PLACE_DM), shifts, cell_dm=LATTICE_DM) for x, y in places)

    river = _joined(curve(moved(lie.RIVER), every_dm=EVERY_DM))
    half = lie.RIVER_WIDTH_M * 5
    land = Land(
        river=river,
        water=(*_offset(river, half), *reversed(_offset(river, -half))),
        parks=tuple((park.name, park.kind, ring_of(_outline(park.kind, moved(park.ring)))) for park in lie.PARKS),
        quarters=tuple(Quarter(cell.style, cell.ward, ring_of(moved(cell.ring))) for cell in lie.CELLS),
        bypass=_joined(curve(moved(lie.BYPASS), every_dm=EVERY_DM)),
    )
    return land, shifts


def _outline(kind: str, ring: tuple[Point, ...]) -> tuple[Point, ...]:
    """Round off what nature drew; what a council fenced keeps its corners."""
    return closed_curve(ring, every_dm=EVERY_DM) if kind in {"wood", "meadow", "village_green"} else ring


def lay_roads(network: Network, land: Land, shifts: dict[Point, Point]) -> None:
    """Lay the old roads, then the river, then the dual carriageway over or across them."""
    for road in lie.ROADS:
        _lay_road(
            network,
            road,
            [warped((x * lie.PLACE_DM, y * lie.PLACE_DM), shifts, cell_dm=LATTICE_DM) for x, y in road.points],
        )
    _lay_bypass(network, land.bypass)
    river = [node_of(network, place) for place in land.river]
    add_way(network, Way(lie.RIVER_NAME, "", river, {"waterway": "river"}, clear_dm=420, open_to_joins=False))


def _lay_road(network: Network, road: lie.Road, points: list[Point]) -> None:
    pieces = curve(points, every_dm=EVERY_DM)
    ends = [start for start, _ in road.names[1:]] + [len(pieces)]
    for (start, name), end in zip(road.names, ends, strict=True):
        line = list(_joined(pieces[start:end]))
        way = Way(name, road.highway, [], {"maxspeed": "60 mph" if name in lie.COUNTRY else "30 mph"})
        if start == 0:
            line[0] = _on_road(network, line[0])
        if end == len(pieces):
            line[-1] = _on_road(network, line[-1])
        way.nodes = _through(network, line)
        add_way(network, way)


def _on_road(network: Network, place: Point) -> Point:
    """Move the end of a road on to the road that it comes to, if there is one."""
    if place in network.node_at:
        return place
    reach = [s for s in near(network, place, MOST_TO_ROAD_DM) if network.ways[s[0]].open_to_joins]
    if not reach:
        return place
    best = min(reach, key=lambda s: (nearest_m(network, place, s), s))
    a, b = network.nodes[best[1]], network.nodes[best[2]]
    if from_line(place, a, b) > MOST_TO_ROAD_DM:
        return place
    length = max(distance(a, b), 1)
    along = ((place[0] - a[0]) * (b[0] - a[0]) + (place[1] - a[1]) * (b[1] - a[1])) // length
    return network.nodes[split(network, best, beside(a, b, along_dm=min(max(along, 0), length), left_dm=0))]


def _through(network: Network, line: Sequence[Point]) -> list[int]:
    """Make the nodes of a line, with one wherever it crosses a road on the level."""
    nodes = [node_of(network, line[0])]
    for a, b in pairwise(line):
        for _, segment, place in all_met(network, a, b):
            if network.ways[segment[0]].open_to_joins and place not in (a, b):
                node = split(network, segment, place)
                if node not in nodes:
                    nodes.append(node)
        node = node_of(network, b)
        if node not in nodes:
            nodes.append(node)
    return nodes


def _lay_bypass(network: Network, line: tuple[Point, ...]) -> None:
    """Lay both carriageways, each drawn the way it is driven (on the left)."""
    half = lie.BYPASS_HALF_GAP_M * 10
    for track in (_offset(line, half), tuple(reversed(_offset(line, -half)))):
        tags = {"oneway": "yes", "dual_carriageway": "yes", "maxspeed": "60 mph", "lanes": "2", "ref": "A6199"}
        nodes = _bypass_nodes(network, track)
        add_way(network, Way(lie.BYPASS_NAME, "trunk", nodes, tags, clear_dm=450, open_to_joins=False))


def _bypass_nodes(network: Network, track: Sequence[Point]) -> list[int]:
    """Join the roads that cross at signals; pass under Thorn Road."""
    nodes = [node_of(network, track[0])]
    for a, b in pairwise(track):
        for _, segment, place in all_met(network, a, b):
            way = network.ways[segment[0]]
            if way.open_to_joins and way.name not in lie.OVER_BYPASS:
                node = split(network, segment, place, snap_dm=10)
                network.node_tags[node] = {"highway": "traffic_signals", "crossing": "traffic_signals"}
                nodes.append(node)
        nodes.append(node_of(network, b))
    return nodes


def _offset(line: Sequence[Point], left_dm: int) -> tuple[Point, ...]:
    """Draw a line beside a line."""
    moved = []
    for i, place in enumerate(line):
        before, after = line[max(i - 1, 0)], line[min(i + 1, len(line) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        moved.append(beside(place, (place[0] + dx, place[1] + dy), along_dm=0, left_dm=left_dm))
    return tuple(moved)


def _joined(pieces: Sequence[Sequence[Point]]) -> tuple[Point, ...]:
    return (pieces[0][0], *(place for piece in pieces for place in piece[1:]))
