"""Borders of zones from GeoJSON (RFC 7946): read, or refused feature by feature with the cure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from muster.register.border_shapes import find_overlaps, mend, to_degrees

MOST_BYTES = 64 << 20
MOST_FEATURES = 20_000
MOST_LETTERS = 80  # of a name
MOST_SHOWN = 20
# Which property names a zone, the likeliest first; `wd24nm` and its like are the statisticians' own
_NAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"wd\d\dnm", r"(polling_?district|pd)_?(code|ref|letters|id|name)?", r"ward_?(name|nm)?", r"name", r".*_?name",
        r"(zone|district|division|label|title|code|ref|id)", r"wd\d\dcd",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one feature; features count from 1. 0 is the file as a whole."""

    feature: int
    name: str
    cure: str

    def __str__(self) -> str:
        """Say it as one line for people."""
        which = f"feature {self.feature}" if self.feature else "the file"
        return f"{which}{f' ({self.name})' if self.name else ''}: {self.cure}"


class BordersError(ValueError):
    """Borders can't be used as they stand."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        self.wrong = tuple(wrong)
        shown = "\n".join(f"  {one}" for one in self.wrong[:MOST_SHOWN])
        rest = len(self.wrong) - MOST_SHOWN
        more = f"\n  and {rest} more" if rest > 0 else ""
        super().__init__(f"nothing of it was kept, because of\n{shown}{more}")


@dataclass(frozen=True, slots=True)
class Borders:
    """The borders of some zones, in WGS84 degrees.

    Attributes:
        names: each zone's, once.
        shapes: shapely Polygons or MultiPolygons, one a zone.
        features: how many features they were drawn as.
        cautions: what was mended, moved or may be doubted.
    """

    names: tuple[str, ...]
    shapes: tuple[Any, ...]
    features: int
    cautions: tuple[str, ...]


def read_borders(content: bytes) -> Borders:
    """Read zones with their names and borders.

    Features of one name are one zone. Coordinates on the British National Grid are turned into degrees, within about
    5 m. A border that touches itself is mended; one that crosses itself is not.

    Raises:
        BordersError: with each feature that can't be used, what is wrong with it and what to do.
    """
    features, crs = _features(content)
    key = _name_key([_properties(one) for one in features])
    wrong: list[Wrong] = []
    drawn: list[tuple[int, str, Any]] = []
    for at, feature in enumerate(features, start=1):
        name = " ".join(str(_properties(feature).get(key, "")).split())
        try:
            drawn.append((at, _checked(name), _shape(feature)))
        except ValueError as error:
            wrong.append(Wrong(at, name[:MOST_LETTERS], str(error)))
    _stop(wrong)
    try:
        shapes, moved = to_degrees([shape for _at, _name, shape in drawn], _crs(crs))
    except ValueError as error:
        raise BordersError([Wrong(0, "", str(error))]) from None
    mended: dict[str, list[Any]] = {}
    for (at, name, _drawn), shape in zip(drawn, shapes, strict=True):
        try:
            mended.setdefault(name, []).append(mend(shape))
        except ValueError as error:
            wrong.append(Wrong(at, name, str(error)))
    _stop(wrong)
    whole = [parts[0] if len(parts) == 1 else shapely.union_all(parts) for parts in mended.values()]
    cautions = (*moved, *find_overlaps(list(mended), whole, most=MOST_SHOWN))
    return Borders(tuple(mended), tuple(whole), len(features), cautions)


def write_borders(borders: Borders) -> bytes:
    """Write borders as GeoJSON that `read_borders` reads as the same borders."""
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": json.loads(shapely.to_geojson(shape))}
        for name, shape in zip(borders.names, borders.shapes, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


def _stop(wrong: Sequence[Wrong]) -> None:
    if wrong:
        raise BordersError(wrong)


def _features(content: bytes) -> tuple[list[Mapping[str, Any]], Any]:
    if len(content) > MOST_BYTES:
        raise BordersError([Wrong(0, "", f"it has more than {MOST_BYTES >> 20} MB; simplify its borders first")])
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BordersError([Wrong(0, "", "this is no text; save the zones as GeoJSON (RFC 7946)")]) from None
    except json.JSONDecodeError as error:
        cure = (
            f"line {error.lineno}, column {error.colno} is no JSON ({error.msg}); was it cut? Save it anew as GeoJSON"
        )
        raise BordersError([Wrong(0, "", cure)]) from None
    except RecursionError:
        raise BordersError([Wrong(0, "", "its brackets lie too deep; save the zones as GeoJSON (RFC 7946)")]) from None
    kind = told.get("type") if isinstance(told, dict) else None
    features = [told] if kind == "Feature" else told.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        is_topology = kind == "Topology"
        cure = "this is TopoJSON; save it as GeoJSON" if is_topology else "a GeoJSON FeatureCollection is wanted"
        raise BordersError([Wrong(0, "", cure)])
    if not 1 <= len(features) <= MOST_FEATURES:
        cure = "it holds no feature" if not features else f"it holds more than {MOST_FEATURES:,} features"
        raise BordersError([Wrong(0, "", f"{cure}; is it the file of the zones?")])
    return features, told.get("crs")


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _name_key(properties: Sequence[Mapping[str, Any]]) -> str:
    """Find the property that names the zones: of those that most features have, the one called likeliest."""
    here: dict[str, int] = {}
    for one in properties:
        for key, value in one.items():
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                here[key] = here.get(key, 0) + 1
    often = [key for key, count in here.items() if count * 2 > len(properties)]
    for pattern in _NAMES:
        fitting = [key for key in often if pattern.fullmatch(key)]
        if fitting:
            return fitting[0]
    found = f"; it has {', '.join(sorted(here)[:8])}" if here else ""
    raise BordersError([Wrong(0, "", f"no property names the zones; give each feature a property 'name'{found}")])


def _checked(name: str) -> str:
    if not name:
        raise ValueError("it has no name; give it one, as the others have")
    if len(name) > MOST_LETTERS:
        raise ValueError(f"its name is longer than {MOST_LETTERS} letters; shorten it")
    return name


def _shape(feature: Mapping[str, Any]) -> Any:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        what = f"a {str(kind)[:20]}" if kind else "without a geometry"
        raise ValueError(f"it is {what}; a zone is a Polygon or a MultiPolygon")
    assert isinstance(geometry, dict)  # noqa: S101 - it has a kind
    parts = geometry.get("coordinates")
    parts = [parts] if kind == "Polygon" else parts
    if not isinstance(parts, list) or not parts or not all(isinstance(rings, list) and rings for rings in parts):
        raise ValueError("its border has no corners; draw it anew, or leave the feature out")
    polygons = [shapely.Polygon(_ring(rings[0]), [_ring(ring) for ring in rings[1:]]) for rings in parts]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _ring(ring: Any) -> NDArray[np.float64]:
    try:
        corners = np.array([(float(corner[0]), float(corner[1])) for corner in ring], dtype=np.float64)
    except (TypeError, ValueError, IndexError, KeyError):
        raise ValueError("a corner of its border is no pair of numbers; save the file anew") from None
    if not np.isfinite(corners).all():
        raise ValueError("a corner of its border is no number; save the file anew")
    if len(corners) < 4:  # noqa: PLR2004 - a triangle, closed
        raise ValueError("a ring of its border has fewer than four corners, the last being the first again")
    if (corners[0] != corners[-1]).any():
        raise ValueError("a ring of its border is open; its last corner must be its first")
    return corners


def _crs(crs: Any) -> str:
    """Give the name of the coordinates that an older GeoJSON may carry."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return str(properties.get("name", "") if isinstance(properties, dict) else crs or "")[:MOST_LETTERS]
