"""Front doors along the streets: terraces, semis, cottages with names, and blocks of flats."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from muster.county.chance import Chance
from muster.county.growth import STYLES, Quarter, Style, quarter_at
from muster.county.network import Network, Way, near, nearest_m
from muster.county.plane import Point, Ring, beside, distance, inside
from muster.county.streetnames import BLOCK_ENDINGS, BLOCKS, HOUSE_ENDINGS, HOUSES

HALF_ROAD_DM = {"primary": 45, "secondary": 40, "tertiary": 36, "residential": 28}
BACK_DM = (40, 80)  # front doors stand this far from the kerb
FLAT_S = 60
CORNER_DM = 110  # from another street's middle
WATER_DM = 330
BLOCK_FRONT_DM = 340
FLATS = (6, 40)  # in one block, least and most
USUAL_FLATS = 12
CLOSE_DM = {"terrace": 45, "old": 60, "estate": 56}
APART_DM = 75
UNLUCKY = 13


@dataclass(frozen=True, slots=True)
class Door:
    """One front door.

    Attributes:
        name: as people say it, once in the county: '14 Mill Street', 'Flat 3, Keel House'.
        place: decimetres from the market cross.
        street, side: the way it stands on, and the side as the way is drawn.
        service_s: seconds that a visit takes there.
        ward: the ward or village.
        home: house, flat or cottage.
    """

    name: str
    place: Point
    street: str
    side: str
    service_s: int
    ward: str
    home: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Room for a front door or, where `block`, for a block of flats."""

    way: int
    place: Point
    side: str
    number: int
    quarter: Quarter
    block: bool = False


def build_houses(
    network: Network,
    *,
    quarters: tuple[Quarter, ...],
    closed: tuple[Ring, ...],
    wanted: int,
    chance: Chance,
) -> tuple[Door, ...]:
    """Build `wanted` front doors along the streets: houses, and in blocks of flats what is wanted beyond them."""
    plots = [
        plot
        for index, way in enumerate(network.ways)
        if way.highway in HALF_ROAD_DM
        for plot in _plots(network, index, way, quarters, closed, chance)
    ]
    plots = _thinned(_uncrowded(plots), wanted, chance)
    blocks = sum(plot.block for plot in plots)
    flats = _shared_out(wanted - (len(plots) - blocks), blocks, chance)
    names = iter(_block_names(blocks, chance))
    cottages = chance.shuffled([f"{stem} {end}" for stem in HOUSES for end in HOUSE_ENDINGS])
    doors: list[Door] = []
    for plot in plots:
        way = network.ways[plot.way]
        if plot.block:
            doors += _flats(plot, way, next(names), flats.pop(), chance)
        else:
            doors.append(_house(plot, way, cottages, chance))
    return tuple(doors)


def _plots(
    network: Network,
    index: int,
    way: Way,
    quarters: tuple[Quarter, ...],
    closed: tuple[Ring, ...],
    chance: Chance,
) -> Iterator[Plot]:
    """Give the plots along both sides of a way, odd numbers on the left."""
    for side, name, first in ((1, "left", 1), (-1, "right", 2)):
        ahead, number = 80, first
        for a, b in pairwise(way.nodes):
            p, q = network.nodes[a], network.nodes[b]
            length = distance(p, q)
            while ahead < length:
                back = HALF_ROAD_DM[way.highway] + chance.between(*BACK_DM)
                place = beside(p, q, along_dm=ahead, left_dm=side * back)
                quarter = quarter_at(quarters, place)
                if quarter is None or not _clear(network, index, place, closed):
                    ahead += 60
                    continue
                style = STYLES[quarter.style]
                block = _is_block(quarter, way, chance)
                if block or not chance.percent(style.gaps):
                    yield Plot(index, place, name, number, quarter, block)
                number += 4 if number + 2 == UNLUCKY and chance.percent(60) else 2
                ahead += BLOCK_FRONT_DM if block else chance.between(*style.frontage_dm)
            ahead -= length


def _clear(network: Network, index: int, place: Point, closed: tuple[Ring, ...]) -> bool:
    if any(inside(place, ring) for ring in closed):
        return False
    for segment in near(network, place, WATER_DM):
        if segment[0] != index:
            way = network.ways[segment[0]]
            room = CORNER_DM if way.open_to_joins else WATER_DM
            if nearest_m(network, place, segment) < room:
                return False
    return True


def _is_block(quarter: Quarter, way: Way, chance: Chance) -> bool:
    share = {"estate": 5, "old": 4, "terrace": 0, "modern": 1}.get(quarter.style, 0)
    return share > 0 and (quarter.style != "old" or way.style == "old") and chance.percent(share)


def _uncrowded(plots: list[Plot]) -> list[Plot]:
    """Leave out plots that stand on another's ground, the later first."""
    taken: dict[Point, list[Point]] = {}
    kept = []
    for plot in plots:
        x, y = plot.place[0] // 100, plot.place[1] // 100
        room = CLOSE_DM.get(plot.quarter.style, APART_DM)
        around = (p for i in (-1, 0, 1) for j in (-1, 0, 1) for p in taken.get((x + i, y + j), ()))
        if all(distance(plot.place, other) >= room for other in around):
            taken.setdefault((x, y), []).append(plot.place)
            kept.append(plot)
    return kept


def _thinned(plots: list[Plot], wanted: int, chance: Chance) -> list[Plot]:
    """Leave plots empty here and there, where houses alone would be too many."""
    houses = [i for i, plot in enumerate(plots) if not plot.block]
    room = wanted - USUAL_FLATS * (len(plots) - len(houses))
    empty = set(chance.shuffled(houses)[: max(len(houses) - room, 0)])
    return [plot for i, plot in enumerate(plots) if i not in empty]


def _shared_out(flats: int, blocks: int, chance: Chance) -> list[int]:
    """Share flats among blocks, none too small or too large."""
    if not blocks:
        return []
    least, most = FLATS
    shares = [min(max(flats * chance.between(50, 150) // (100 * blocks), least), most) for _ in range(blocks)]
    for i in range(blocks):  # the last few make the sum right, where that can be
        shares[i] = min(max(shares[i] + flats - sum(shares), least), most)
    return shares


def _block_names(blocks: int, chance: Chance) -> list[str]:
    stems = chance.shuffled(BLOCKS)
    return [f"{stems[i % len(stems)]} {BLOCK_ENDINGS[i // len(stems)]}" for i in range(blocks)]


def _flats(plot: Plot, way: Way, name: str, count: int, chance: Chance) -> list[Door]:
    service_s = FLAT_S + chance.between(-1, 1) * 5
    return [
        Door(f"Flat {n}, {name}", plot.place, way.name, plot.side, service_s, plot.quarter.ward, "flat")
        for n in range(1, count + 1)
    ]


def _house(plot: Plot, way: Way, cottages: list[str], chance: Chance) -> Door:
    style: Style = STYLES[plot.quarter.style]
    village = plot.quarter.style == "village"
    named = village and cottages and chance.percent(35)
    where = f"{way.name}, {plot.quarter.ward}" if village else way.name
    name = f"{cottages.pop()}, {where}" if named else f"{plot.number} {where}"
    home = "cottage" if village else "house"
    return Door(name, plot.place, way.name, plot.side, style.service_s, plot.quarter.ward, home)
