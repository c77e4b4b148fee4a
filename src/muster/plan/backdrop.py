"""What a map shows under the turfs: roads, water and green, quietly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import osmium

from muster.plan.streets import SPEED_KMH, WALKED

ROADS = frozenset(SPEED_KMH) | WALKED
WATERWAYS = frozenset({"river", "canal"})
GREEN = {
    "leisure": frozenset({"park", "garden", "recreation_ground", "golf_course", "nature_reserve", "pitch", "common"}),
    "landuse": frozenset({"grass", "forest", "recreation_ground", "village_green", "cemetery", "meadow", "allotments"}),
    "natural": frozenset({"wood", "heath", "scrub"}),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing that a map draws.

    Attributes:
        kind: 'water', 'green', or the road's `highway` value.
        name: '' where unknown.
        area: whether it is filled; its last place is then its first.
        places: (lon, lat), in order.
    """

    kind: str
    name: str
    area: bool
    places: tuple[tuple[float, float], ...]


def draw_backdrop(
    content: bytes, *, form: Literal["pbf", "osm"], within: tuple[float, float, float, float]
) -> tuple[Shape, ...]:
    """Give what lies wholly or partly in a box of west, south, east, north, in the extract's order.

    Water and green that the extract has as relations of several ways are left out.
    """
    places = _places(content, form, within)
    return tuple(_shapes(content, form, places))


def _places(
    content: bytes, form: str, within: tuple[float, float, float, float]
) -> dict[int, tuple[float, float, bool]]:
    west, south, east, north = within
    read = osmium.FileProcessor(osmium.io.FileBuffer(content, form), osmium.osm.NODE)
    return {
        node.id: (node.lon, node.lat, west <= node.lon <= east and south <= node.lat <= north)
        for node in read
        if isinstance(node, osmium.osm.Node) and node.location.valid()
    }


def _shapes(content: bytes, form: str, places: Mapping[int, tuple[float, float, bool]]) -> Iterator[Shape]:
    for way in osmium.FileProcessor(osmium.io.FileBuffer(content, form), osmium.osm.WAY):
        if not isinstance(way, osmium.osm.Way):
            continue
        tags = {tag.k: tag.v for tag in way.tags}
        kind = _kind(tags)
        line = [places[node.ref] for node in way.nodes if node.ref in places] if kind else []
        if len(line) > 1 and any(inside for _, _, inside in line):
            closed = len(line) > 3 and line[0] == line[-1]  # noqa: PLR2004 - a ring has three corners at least
            area = closed and kind in {"water", "green"} and "waterway" not in tags
            if area or kind != "green":
                yield Shape(kind, tags.get("name", ""), area, tuple((lon, lat) for lon, lat, _ in line))


def _kind(tags: Mapping[str, str]) -> str:
    if tags.get("highway") in ROADS:
        return tags["highway"]
    if tags.get("natural") == "water" or tags.get("waterway") in WATERWAYS:
        return "water"
    return "green" if any(tags.get(key) in values for key, values in GREEN.items()) else ""
