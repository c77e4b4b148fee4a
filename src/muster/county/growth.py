"""Streets that grow from the old roads, each quarter in the manner of its time."""

from collections import deque
from dataclasses import dataclass
from itertools import pairwise

from muster.county.chance import Chance
from muster.county.network import Network, Way, add_way, first_met, near, nearest_m, node_of, split
from muster.county.plane import TURN, Point, Ring, beside, distance, from_line, heading_of, inside, step

STEP_DM = 150
FARTHEST_DM = 450  # between two nodes of a street
TOUCH_DM = 4
START_SNAP_DM = 40
LEAST_APART_DM = 280  # between two junctions on an old road
QUARTER = TURN // 4
VERGE_DM = 250  # so far from a road's middle its quarter begins
LEAST_NODES = 3  # one step is no street
LEAST_ANGLE = 80  # streets meet no more sharply than this, in 1,024ths of a turn: 28 degrees


@dataclass(frozen=True, slots=True)
class Style:
    """How a quarter is laid out and built up. Lengths in decimetres, shares in percent.

    Attributes:
        off_roads_dm: between side streets along an old road.
        off_streets_dm: between side streets along a street that grew.
        clear_dm: how near another street may come.
        bend: the most that a street turns in one step, in 1,024ths of a turn.
        joins: share of streets that join one that lies ahead; the others end before it.
        goes_on: share of those that cross it and go on.
        least_dm, most_dm: how long a street may be.
        frontage_dm: least and most between two front doors.
        gaps: share of plots without a house.
        service_s: seconds at a door.
    """

    off_roads_dm: int
    off_streets_dm: int
    clear_dm: int
    bend: int
    joins: int
    goes_on: int
    least_dm: int
    most_dm: int
    frontage_dm: tuple[int, int]
    gaps: int
    service_s: int


STYLES = {
    "old": Style(900, 700, 360, 10, 100, 20, 600, 2200, (90, 140), 22, 60),
    "terrace": Style(560, 1400, 400, 1, 100, 92, 700, 4800, (54, 62), 2, 70),
    "interwar": Style(1250, 1000, 600, 4, 95, 45, 900, 4600, (92, 110), 3, 80),
    "semi": Style(1300, 900, 560, 7, 80, 20, 900, 4000, (96, 122), 4, 80),
    "estate": Style(1150, 850, 540, 5, 90, 25, 800, 3800, (64, 84), 5, 75),
    "modern": Style(1700, 780, 500, 10, 35, 5, 750, 3200, (100, 140), 4, 85),
    "village": Style(1500, 1100, 600, 9, 45, 0, 700, 2200, (130, 230), 12, 100),
}


@dataclass(frozen=True, slots=True)
class Quarter:
    """A piece of town on the plane: its manner, its ward and its outline."""

    style: str
    ward: str
    ring: Ring


@dataclass(frozen=True, slots=True)
class Sprout:
    """Where a street may begin: a place on a way, and which way it leaves."""

    way: int
    place: Point
    heading: int


@dataclass(slots=True)
class _Tip:
    """The growing end of a street: where it is, where it last touched another, and what it has passed through."""

    place: Point
    heading: int
    turning: int
    root: Point
    parents: tuple[int, ...]
    places: list[Point]
    joins: dict[Point, int]  # the way that it meets, by place
    since_dm: int = 0
    length_dm: int = 0


def quarter_at(quarters: tuple[Quarter, ...], place: Point) -> Quarter | None:
    """Find the quarter that holds a place."""
    return next((quarter for quarter in quarters if inside(place, quarter.ring)), None)


def grow_streets(network: Network, *, quarters: tuple[Quarter, ...], closed: tuple[Ring, ...], chance: Chance) -> None:
    """Grow streets from every way that may be joined until no room is left; `closed` are rings that none may enter."""
    waiting: deque[Sprout] = deque()
    for index in range(len(network.ways)):
        if network.ways[index].open_to_joins:
            waiting.extend(_sprouts(network, index, quarters, chance))
    while waiting:
        sprout = waiting.popleft()
        grown = _grow(network, sprout, quarters, closed, chance)
        if grown is not None:
            waiting.extend(_sprouts(network, grown, quarters, chance))


def _sprouts(network: Network, index: int, quarters: tuple[Quarter, ...], chance: Chance) -> list[Sprout]:
    """Set places for side streets along a way, on both sides."""
    way = network.ways[index]
    found = []
    for side in (1, -1):
        ahead = 0
        for a, b in pairwise(way.nodes):
            p, q = network.nodes[a], network.nodes[b]
            length = distance(p, q)
            while ahead < length:
                place = beside(p, q, along_dm=ahead, left_dm=0)
                quarter = quarter_at(quarters, beside(p, q, along_dm=ahead, left_dm=side * VERGE_DM))
                if quarter is None:
                    ahead += STEP_DM
                    continue
                style = STYLES[quarter.style]
                gap = style.off_streets_dm if way.style else style.off_roads_dm
                if way.style or ahead > 0:
                    lean = chance.between(-style.bend, style.bend)
                    found.append(Sprout(index, place, (heading_of(p, q) + side * QUARTER + lean) % TURN))
                ahead += gap * chance.between(90, 125) // 100
            ahead -= length
    return found


def _grow(
    network: Network, sprout: Sprout, quarters: tuple[Quarter, ...], closed: tuple[Ring, ...], chance: Chance
) -> int | None:
    """Grow one street and lay it if it came to something; give its index."""
    quarter = quarter_at(quarters, step(sprout.place, sprout.heading, VERGE_DM))
    if quarter is None:
        return None
    style = STYLES[quarter.style]
    tip = _Tip(
        place=sprout.place,
        heading=sprout.heading,
        turning=chance.between(-style.bend, style.bend),
        root=sprout.place,
        parents=(sprout.way,),
        places=[sprout.place],
        joins={sprout.place: sprout.way},
    )
    most = style.most_dm * chance.between(60, 100) // 100
    while tip.length_dm < most and _advance(network, tip, style, quarters, closed, chance):
        pass
    if tip.since_dm < STEP_DM * 2 and tip.root != sprout.place:  # a stub beyond the last crossing
        while tip.places[-1] != tip.root:
            tip.places.pop()
    return _lay_street(network, tip, quarter) if tip.length_dm >= style.least_dm else None


def _advance(
    network: Network,
    tip: _Tip,
    style: Style,
    quarters: tuple[Quarter, ...],
    closed: tuple[Ring, ...],
    chance: Chance,
) -> bool:
    """Take one step, or meet the street ahead; say whether the street goes on from there."""
    met = _ahead(network, tip, style)
    if met:
        return _meet(network, tip, met, style, chance)
    tip.heading += tip.turning + chance.between(-1, 1) * (style.bend // 4)
    onward = step(tip.place, tip.heading, STEP_DM)
    if not _room(network, tip, onward, style, quarters, closed):
        return False
    tip.places.append(onward)
    tip.place = onward
    tip.since_dm += STEP_DM
    tip.length_dm += STEP_DM
    return True


def _meet(network: Network, tip: _Tip, met: tuple[int, Point], style: Style, chance: Chance) -> bool:
    """Join the street ahead, or end before it; say whether this one goes on beyond."""
    index, place = met
    if not _may_join(network, tip, index, place, style) or not chance.percent(style.joins):
        return False
    length = distance(tip.place, place)
    if length > FARTHEST_DM:
        tip.places.append(beside(tip.place, place, along_dm=length // 2, left_dm=0))
    tip.places.append(place)
    tip.joins[place] = index
    tip.length_dm += length
    if not network.ways[index].style or not chance.percent(style.goes_on):
        return False
    tip.place = tip.root = place
    tip.parents, tip.since_dm = (index,), 0
    return True


def _ahead(network: Network, tip: _Tip, style: Style) -> tuple[int, Point] | None:
    """Find the street that lies straight ahead, as near as one may come to it."""
    reach = step(tip.place, tip.heading, STEP_DM + style.clear_dm)
    beyond = step(tip.place, tip.heading, TOUCH_DM * 3) if tip.since_dm == 0 else tip.place
    met = first_met(network, beyond, reach)
    if met is None:
        return None
    segment, place = met
    if from_line(tip.root, network.nodes[segment[1]], network.nodes[segment[2]]) <= TOUCH_DM:
        return None
    return segment[0], place


def _may_join(network: Network, tip: _Tip, index: int, place: Point, style: Style) -> bool:
    """Say whether a street may meet another: squarely, and with room to the next junction."""
    way = network.ways[index]
    if not way.open_to_joins or distance(tip.place, place) < STEP_DM // 2:
        return False
    apart = style.off_streets_dm // 2 if way.style else LEAST_APART_DM
    if any(len(network.ways_at[n]) > 1 and distance(network.nodes[n], place) < apart for n in way.nodes):
        return False
    pairs = pairwise(way.nodes)
    a, b = min(pairs, key=lambda pair: from_line(place, network.nodes[pair[0]], network.nodes[pair[1]]))
    turn = (heading_of(network.nodes[a], network.nodes[b]) - tip.heading) % (TURN // 2)
    return LEAST_ANGLE < turn < TURN // 2 - LEAST_ANGLE


def _room(
    network: Network,
    tip: _Tip,
    onward: Point,
    style: Style,
    quarters: tuple[Quarter, ...],
    closed: tuple[Ring, ...],
) -> bool:
    """Say whether a street may come to a place: in town, on no closed ground, clear of every other street."""
    if quarter_at(quarters, onward) is None or any(inside(onward, ring) for ring in closed):
        return False
    for segment in near(network, onward, 600):
        way = network.ways[segment[0]]
        if segment[0] in tip.parents and tip.since_dm < style.clear_dm * 3 // 2:
            continue
        if from_line(tip.root, network.nodes[segment[1]], network.nodes[segment[2]]) <= TOUCH_DM:
            continue
        if nearest_m(network, onward, segment) < max(style.clear_dm * 9 // 10, way.clear_dm):
            return False
    return True


def _lay_street(network: Network, tip: _Tip, quarter: Quarter) -> int | None:
    """Put the street into the network, with a node where it meets others."""
    nodes: list[int] = []
    for place in tip.places:
        node = _join(network, tip.joins[place], place) if place in tip.joins else node_of(network, place)
        if node not in nodes:
            nodes.append(node)
    if len(nodes) < LEAST_NODES:
        return None
    return add_way(network, Way("", "residential", nodes, style=quarter.style, ward=quarter.ward))


def _join(network: Network, index: int, place: Point) -> int:
    """Put a node into the way's segment nearest to a place."""
    way = network.ways[index]
    pairs = pairwise(way.nodes)
    a, b = min(pairs, key=lambda pair: (from_line(place, network.nodes[pair[0]], network.nodes[pair[1]]), pair))
    return split(network, (index, a, b), place, snap_dm=START_SNAP_DM)
