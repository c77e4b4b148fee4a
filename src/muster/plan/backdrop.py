"""What a map shows under the turfs: roads, water and green, quietly."""

from collections.abc import Iterable, Iterator, Mapping
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
Place = tuple[float, float]
Box = tuple[float, float, float, float]
_AREAS = ("natural", "waterway", *GREEN)
NO_PART = "no part of openstreetmap"  # what an extract's own header says where it is none of theirs


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing that a map draws.

    Attributes:
        kind: 'water', 'green', or the road's `highway` value.
        name: '' where unknown.
        area: whether it is filled; its last place is then its first.
        places: (lon, lat), in order.
        holes: rings, each closed, that are not filled: islands in a lake.
    """

    kind: str
    name: str
    area: bool
    places: tuple[Place, ...]
    holes: tuple[tuple[Place, ...], ...] = ()


def draw_backdrop(content: bytes, *, form: Literal["pbf", "osm"], within: Box) -> tuple[Shape, ...]:
    """Give what lies wholly or partly in a box of west, south, east, north.

    Ways come first, in the extract's order; then what is put together of several ways (relations: large lakes, rivers,
    woods), by its number. Where the extract lacks one of these ways, the whole is left out.
    """
    places = _places(content, form, within)
    return (*_shapes(content, form, places), *_put_together(content, form, within))


def owes_credit(content: bytes, *, form: Literal["pbf", "osm"]) -> bool:
    """Say whether a map of this extract must credit OpenStreetMap: unless its header says that it is no part of it."""
    header = osmium.io.Reader(osmium.io.FileBuffer(content, form)).header()
    return NO_PART not in header.get("generator").lower()


def _places(content: bytes, form: str, within: Box) -> dict[int, tuple[float, float, bool]]:
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


def _put_together(content: bytes, form: str, within: Box) -> Iterator[Shape]:
    if not any(_drawn(one) for one in osmium.FileProcessor(osmium.io.FileBuffer(content, form), osmium.osm.RELATION)):
        return
    read = osmium.FileProcessor(osmium.io.FileBuffer(content, form)).with_areas(osmium.filter.KeyFilter(*_AREAS))
    found: list[tuple[int, Shape]] = []
    for one in read:
        if isinstance(one, osmium.osm.Area) and not one.from_way() and (kind := _drawn(one)):
            for ring in one.outer_rings():
                outer, holes = _line(ring), tuple(_line(hole) for hole in one.inner_rings(ring))
                if _meets(outer, within):
                    name = one.tags.get("name") or ""
                    found.append((one.orig_id(), Shape(kind, name, area=True, places=outer, holes=holes)))
    yield from (shape for _, shape in sorted(found, key=lambda one: one[0]))


def _drawn(one: object) -> str:
    """Give the kind of a relation, or of the area made of it, if maps fill it."""
    if not isinstance(one, osmium.osm.Relation | osmium.osm.Area):
        return ""
    kind = _kind({tag.k: tag.v for tag in one.tags})
    return kind if kind in {"water", "green"} else ""


def _line(ring: Iterable[osmium.osm.NodeRef]) -> tuple[Place, ...]:
    return tuple((node.lon, node.lat) for node in ring)


def _meets(ring: tuple[Place, ...], within: Box) -> bool:
    lon, lat = [lon for lon, _ in ring], [lat for _, lat in ring]
    west, south, east, north = within
    return min(lon) <= east and max(lon) >= west and min(lat) <= north and max(lat) >= south


def _kind(tags: Mapping[str, str]) -> str:
    if tags.get("highway") in ROADS:
        return tags["highway"]
    if tags.get("natural") == "water" or tags.get("waterway") in WATERWAYS:
        return "water"
    return "green" if any(tags.get(key) in values for key, values in GREEN.items()) else ""
