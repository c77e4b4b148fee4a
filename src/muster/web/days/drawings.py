"""Drawings of a day for its map: GeoJSON for the browser, and one plain picture where there is no script."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from muster.plan.area import Area
from muster.plan.backdrop import Shape
from muster.plan.doors import Doors

Box = tuple[float, float, float, float]
WIDE = 1000  # units of the picture from west to east
FILLS = ("#77aadd", "#ee8866", "#d9c45a", "#f2a3b8", "#44b596", "#9c8ac4")  # as in muster.css
MARGIN = 0.06  # of the doors' box, round what a map shows
LEAST_DEG = 0.001  # where all doors stand on one line, there is ground beside it
TURFS_HERE = "<!--turfs-->"
MAIN = ("motorway", "trunk", "primary", "secondary", "tertiary")


def streets_geojson(shapes: Iterable[Shape], *, within: Box, credit: str) -> str:
    """Write roads, water and green as GeoJSON, with the box that holds all doors and whom the map owes its streets."""
    features = [
        _feature({"class": shape.kind, "name": shape.name}, "Polygon", [shape.places, *shape.holes])
        if shape.area
        else _feature({"class": shape.kind, "name": shape.name}, "LineString", shape.places)
        for shape in shapes
    ]
    return _collection(features, bbox=list(within), credit=credit)


def doors_geojson(doors: Doors) -> str:
    """Write where the doors are, to a tenth of a metre or so, and nothing about them."""
    places = [[round(lon, 6), round(lat, 6)] for lon, lat in zip(doors.lon.tolist(), doors.lat.tolist(), strict=True)]
    return _collection([_feature({}, "MultiPoint", places)])


def turf_shape(area: Area, *, address: str) -> str:
    """Write a turf's area and the point for its number as two GeoJSON features, which `turfs_geojson` joins."""
    facts = {"number": area.number, "colour": area.colour, "href": address}
    features = [_feature(facts, "MultiPolygon", area.polygons), _feature(facts, "Point", area.label)]
    return ",".join(json.dumps(one, separators=(",", ":")) for one in features)


def turfs_geojson(shapes: Iterable[str]) -> str:
    """Put turfs' shapes together."""
    return f'{{"type":"FeatureCollection","features":[{",".join(shapes)}]}}'


@dataclass(frozen=True, slots=True)
class Sheet:
    """The picture's plane: a box of degrees, and how many units of the picture a degree has."""

    west: float
    north: float
    scale: float
    stretch: float
    high: int

    def path(self, places: Sequence[tuple[float, float]]) -> str:
        """Draw a line through places."""
        x, y = self.scale, self.scale * self.stretch
        return "M" + "L".join(f"{(lon - self.west) * x:.1f} {(self.north - lat) * y:.1f}" for lon, lat in places)


def sheet_of(within: Box) -> Sheet:
    """Lay a picture over a box."""
    west, south, east, north = within
    scale = WIDE / (east - west)
    stretch = 1 / cos(radians((south + north) / 2))
    return Sheet(west, north, scale, stretch, round((north - south) * scale * stretch))


def box_of(doors: Doors) -> Box:
    """Give the doors' west, south, east and north, with a margin."""
    west, east, south, north = (
        float(edge) for edge in (doors.lon.min(), doors.lon.max(), doors.lat.min(), doors.lat.max())
    )
    x, y = max(MARGIN * (east - west), LEAST_DEG), max(MARGIN * (north - south), LEAST_DEG)
    return (west - x, south - y, east + x, north + y)


def turf_path(area: Area, sheet: Sheet) -> str:
    """Draw a turf for the picture: its area, then on a line of its own its number."""
    rings = "".join(sheet.path(ring) + "Z" for part in area.polygons for ring in part)
    fill = FILLS[area.colour - 1]
    x, y = sheet.path([area.label]).removeprefix("M").split()
    drawn = f'<path d="{rings}" fill="{fill}" fill-opacity=".55" fill-rule="evenodd" stroke="#1b2022"/>'
    return f'{drawn}\n<text x="{x}" y="{y}" dy=".35em">{area.number}</text>'


def picture(shapes: Iterable[Shape], *, within: Box, credit: str) -> str:
    """Draw the ground as SVG with neither script nor style, as an `<img>` may show it, and room for the turfs."""
    sheet = sheet_of(within)
    drawn = [f'<rect width="{WIDE}" height="{sheet.high}" fill="#f1ebdc"/>']
    for shape in sorted(shapes, key=_under):
        fill, stroke, width = _paint(shape)
        line = "".join(sheet.path(ring) for ring in (shape.places, *shape.holes))
        drawn.append(f'<path d="{line}" fill="{fill}" fill-rule="evenodd" stroke="{stroke}" stroke-width="{width}"/>')
    drawn.append(TURFS_HERE)
    drawn.append(f'<text x="{WIDE - 6}" y="{sheet.high - 6}" font-size="26" text-anchor="end">{escape(credit)}</text>')
    view = quoteattr(f"0 0 {WIDE} {sheet.high}")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox={view} stroke-linecap="round" stroke-linejoin="round"'
    return f'{head} font-family="sans-serif" font-size="11" text-anchor="middle">' + "\n".join(drawn) + "</svg>\n"


def with_turfs(ground: str, paths: Iterable[str]) -> str:
    """Put turfs into a picture of the ground: all areas, then all numbers."""
    parts = [path.split("\n") for path in paths]
    return ground.replace(TURFS_HERE, "\n".join([part[0] for part in parts] + [part[-1] for part in parts]))


def _under(shape: Shape) -> int:
    return {"green": 0, "water": 1}.get(shape.kind, 3 if shape.kind in MAIN else 2)


def _paint(shape: Shape) -> tuple[str, str, float]:
    if shape.area:
        return {"water": "#b9d5da", "green": "#d8e2c2"}[shape.kind], "none", 0
    if shape.kind == "water":
        return "none", "#b9d5da", 6
    return "none", "#b7ad98" if shape.kind in MAIN else "#cfc6b2", 3 if shape.kind in MAIN else 1.2


def _feature(facts: dict[str, Any], kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": facts, "geometry": {"type": kind, "coordinates": coordinates}}


def _collection(features: list[dict[str, Any]], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": features}, separators=(",", ":"))
