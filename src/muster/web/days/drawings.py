"""Drawings of a day for its map: GeoJSON for the browser, and one plain picture where there is no script."""

import json
from collections.abc import Iterable, Sequence
from math import cos, radians
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from muster.plan.area import Area
from muster.plan.backdrop import Shape
from muster.plan.doors import Doors

Box = tuple[float, float, float, float]
WIDE = 1000  # units of the picture from west to east
FILLS = ("#77aadd", "#ee8866", "#d9c45a", "#f2a3b8", "#44b596", "#9c8ac4")  # as in muster.css
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


def turfs_geojson(areas: Sequence[Area], *, addresses: Sequence[str]) -> str:
    """Write each turf as an area and a point for its number."""
    features = []
    for area, address in zip(areas, addresses, strict=True):
        facts = {"number": area.number, "colour": area.colour, "href": address}
        features += [
            _feature(facts, "MultiPolygon", area.polygons),
            _feature(facts, "Point", area.label),
        ]
    return _collection(features)


def picture(shapes: Iterable[Shape], areas: Sequence[Area], *, within: Box, credit: str) -> str:
    """Draw the whole as SVG with neither script nor style, as an `<img>` may show it."""
    west, south, east, north = within
    scale = WIDE / (east - west)
    stretch = 1 / cos(radians((south + north) / 2))
    high = round((north - south) * scale * stretch)

    def path(places: Sequence[tuple[float, float]]) -> str:
        return "M" + "L".join(f"{(x - west) * scale:.1f} {(north - y) * scale * stretch:.1f}" for x, y in places)

    drawn = [f'<rect width="{WIDE}" height="{high}" fill="#f1ebdc"/>']
    for shape in sorted(shapes, key=_under):
        fill, stroke, width = _paint(shape)
        line = "".join(path(ring) for ring in (shape.places, *shape.holes))
        drawn.append(f'<path d="{line}" fill="{fill}" fill-rule="evenodd" stroke="{stroke}" stroke-width="{width}"/>')
    for area in areas:
        rings = "".join(path(ring) + "Z" for part in area.polygons for ring in part)
        fill = FILLS[area.colour - 1]
        drawn.append(f'<path d="{rings}" fill="{fill}" fill-opacity=".55" fill-rule="evenodd" stroke="#1b2022"/>')
    for area in areas:
        x, y = path([area.label]).removeprefix("M").split()
        drawn.append(f'<text x="{x}" y="{y}" dy=".35em">{area.number}</text>')
    drawn.append(f'<text x="{WIDE - 6}" y="{high - 6}" font-size="26" text-anchor="end">{escape(credit)}</text>')
    view = quoteattr(f"0 0 {WIDE} {high}")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox={view} stroke-linecap="round" stroke-linejoin="round"'
    return f'{head} font-family="sans-serif" font-size="11" text-anchor="middle">' + "\n".join(drawn) + "</svg>\n"


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
