"""Streets, water and parks as OpenStreetMap XML."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import quoteattr

from muster.county.crossings import spans
from muster.county.network import Network, Way
from muster.county.plane import Point, degrees_of

BRIDGE = {"bridge": "yes", "layer": "1"}
GENERATOR = "muster county: a made-up place, no part of OpenStreetMap"


@dataclass(frozen=True, slots=True)
class Spot:
    """A single place with tags: a shop, a village's name."""

    place: Point
    tags: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A ring with tags: a park, the river's water."""

    ring: tuple[Point, ...]
    tags: tuple[tuple[str, str], ...]


def write_osm(
    network: Network,
    *,
    areas: Sequence[Area],
    spots: Sequence[Spot],
) -> bytes:
    """Write OSM XML: nodes in order, then ways, bridges as ways of their own."""
    ways = [piece for way in network.ways for piece in _pieces(network, way)]
    points = [(place, tuple(sorted(network.node_tags.get(i, {}).items()))) for i, place in enumerate(network.nodes)]
    points += [(spot.place, spot.tags) for spot in spots]
    for area in areas:
        first = len(points)
        points += [(place, ()) for place in area.ring]
        ways.append(([*range(first, len(points)), first], dict(area.tags)))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<osm version="0.6" generator={quoteattr(GENERATOR)}>']
    for i, (place, tags) in enumerate(points, start=1):
        lines += _node(i, place, tags)
    for i, (nodes, named) in enumerate(ways, start=1):
        lines.append(f' <way id="{i}" version="1">')
        lines += [f'  <nd ref="{node + 1}"/>' for node in nodes]
        lines += _tags(sorted(named.items()))
        lines.append(" </way>")
    lines.append("</osm>\n")
    return "\n".join(lines).encode()


def _pieces(network: Network, way: Way) -> Iterator[tuple[list[int], dict[str, str]]]:
    """Give a way's parts, on the ground and on bridges, with their tags."""
    tags = {**way.tags, **({"name": way.name} if way.name else {}), **({"highway": way.highway} if way.highway else {})}
    if not way.highway or way.layer:
        yield way.nodes, tags
        return
    over = spans(network, way)
    place = 0
    for bridge, run in groupby(over):
        count = len(list(run))
        yield way.nodes[place : place + count + 1], {**tags, **(BRIDGE if bridge else {})}
        place += count


def _node(number: int, place: Point, tags: Iterable[tuple[str, str]]) -> list[str]:
    lon, lat = degrees_of(place)
    held = _tags(tags)
    head = f' <node id="{number}" version="1" lat="{lat}" lon="{lon}"'
    return [head + ">", *held, " </node>"] if held else [head + "/>"]


def _tags(tags: Iterable[tuple[str, str]]) -> list[str]:
    return [f"  <tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags]
