"""The county's ground: streets, water, parks and front doors, from a seed."""

from dataclasses import dataclass
from itertools import pairwise

from muster.county import lie
from muster.county.chance import Chance
from muster.county.crossings import Crossing, lay_footways, mark_zebras
from muster.county.growth import grow_streets
from muster.county.houses import Door, build_houses
from muster.county.network import Network
from muster.county.osm import Area, Spot, write_osm
from muster.county.plane import Point, beside, distance, warped
from muster.county.roads import LATTICE_DM, Land, lay_land, lay_roads
from muster.county.streetnames import name_streets

DOORS = 12_000
SHOPS = (
    "bakery", "butcher", "greengrocer", "convenience", "chemist", "hairdresser", "charity", "books", "shoes", "clothes",
    "florist", "hardware", "optician", "newsagent", "mobile_phone", "jewelry", "bicycle", "betting", "laundry", "gift",
)  # fmt: skip
SHOP_EVERY_DM = 95


@dataclass(frozen=True, slots=True)
class Town:
    """The ground of the county, in decimetres from the market cross.

    Attributes:
        network: nodes and ways; nothing changes it any more.
        land: river, parks, quarters, and the middle line of the dual carriageway.
        doors: every front door, in street order.
        crossings: the only places where people get over the dual carriageway.
        shops: shops on the market streets.
        named: places with a name, and what they are.
    """

    network: Network
    land: Land
    doors: tuple[Door, ...]
    crossings: tuple[Crossing, ...]
    shops: tuple[Spot, ...]
    named: tuple[tuple[str, str, Point], ...]


def make_town(seed: int) -> Town:
    """Make the ground of the county from a seed."""
    network = Network()
    land, shifts = lay_land(Chance(seed, "land"))
    closed = tuple(ring for _, _, ring in land.parks)
    lay_roads(network, land, shifts)
    grow_streets(network, quarters=land.quarters, closed=closed, chance=Chance(seed, "streets"))
    name_streets(network, Chance(seed, "street names"))
    crossings = lay_footways(network, shifts, land.bypass)
    mark_zebras(network)
    doors = build_houses(network, quarters=land.quarters, closed=closed, wanted=DOORS, chance=Chance(seed, "houses"))
    places = (("town", lie.TOWN, (0, 0)), *(("village", name, at) for name, at in lie.VILLAGES.items()))
    named = tuple(
        (kind, name, warped((x * lie.PLACE_DM, y * lie.PLACE_DM), shifts, cell_dm=LATTICE_DM))
        for kind, name, (x, y) in places
    )
    return Town(network, land, doors, crossings, _shops(network, Chance(seed, "shops")), named)


def streets_osm(town: Town) -> bytes:
    """Write the streets, water and parks as OpenStreetMap XML."""
    areas = [Area(town.land.water, (("natural", "water"), ("water", "river")))]
    for name, kind, ring in town.land.parks:
        key = {"park": "leisure", "wood": "natural"}.get(kind, "landuse")
        areas.append(Area(ring.points, ((key, kind), ("name", name))))
    spots = [Spot(place, (("name", name), ("place", kind))) for kind, name, place in town.named]
    return write_osm(town.network, areas=areas, spots=[*spots, *town.shops])


def _shops(network: Network, chance: Chance) -> tuple[Spot, ...]:
    """Set shops along the High Street and its neighbours, at the pavement."""
    found = []
    for way in network.ways:
        if way.name not in {"High Street", "Westgate", "Eastgate", "Bridge Street"}:
            continue
        for side in (1, -1):
            ahead = 60
            for a, b in pairwise(way.nodes):
                p, q = network.nodes[a], network.nodes[b]
                while ahead < distance(p, q):
                    place = beside(p, q, along_dm=ahead, left_dm=side * 75)
                    found.append(Spot(place, (("shop", chance.pick(SHOPS)),)))
                    ahead += SHOP_EVERY_DM + chance.below(50)
                ahead -= distance(p, q)
    return tuple(found)
