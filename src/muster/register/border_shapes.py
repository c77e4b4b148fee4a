"""The shapes of zones: into degrees, mended, held against each other; and which of them a place lies in."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from muster.register.grid import EAST_M, GRID_OFF_M, NORTH_M, from_grid

MOST_CORNERS = 2_000_000
_MENDED = 1e-4  # of what lies round it, that a border may win or lose by being mended
_OVERLAP = 0.01  # of the smaller one's area, from which on two zones overlap
_DIGITS = 7  # of a degree, that are kept: a centimetre
_GRID = re.compile(r"27700|british national grid", re.IGNORECASE)
_DEGREES = re.compile(r"4326|crs ?84|4258|wgs ?84", re.IGNORECASE)
_MOST_LON, _MOST_LAT = 180, 90
_LAT_HERE, _LON_HERE = (49.0, 61.5), (-9.0, 2.5)  # of these islands
_SWAPPED = "latitude stands before longitude, and GeoJSON has longitude first; swap them, or save the file anew"
GRID_TURNED = (
    "Its coordinates are those of the British National Grid, in metres. They were turned into degrees, within about"
    f" {GRID_OFF_M} m: a building right at a border may have come to the wrong side."
)


def to_degrees(shapes: Sequence[Any], crs: str) -> tuple[list[Any], tuple[str, ...]]:
    """Turn shapes on the British National Grid into degrees. Gives the shapes, and what is to be said of it.

    Args:
        shapes: Polygons and MultiPolygons.
        crs: the name of their coordinates, '' where the file gives none; then they are degrees.

    Raises:
        ValueError: if they are neither, with what to do.
    """
    corners = shapely.get_coordinates(shapes)
    if len(corners) > MOST_CORNERS:
        raise ValueError(f"its borders have more than {MOST_CORNERS:,} corners; simplify them first")
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    are_degrees = max(abs(west), abs(east)) <= _MOST_LON and max(abs(south), abs(north)) <= _MOST_LAT
    if not are_degrees and EAST_M[0] <= west and east <= EAST_M[1] and NORTH_M[0] <= south and north <= NORTH_M[1]:
        if crs and not (_GRID.search(crs) or _DEGREES.search(crs)):
            raise ValueError(f"its coordinates are those of {crs}; save it in WGS84 (EPSG:4326)")
        return list(shapely.transform(np.array(shapes, dtype=object), _from_grid)), (GRID_TURNED,)
    if not are_degrees or (crs and not _DEGREES.search(crs)):
        named = f" ({crs})" if crs else ""
        such = f"its coordinates{named}, such as {west:.7g}, {south:.7g}"
        raise ValueError(f"{such}, are neither degrees nor British National Grid; save it in WGS84 (EPSG:4326)")
    if _within(_LAT_HERE, west, east) and _within(_LON_HERE, south, north):
        raise ValueError(_SWAPPED)
    return list(shapes), ()


def _within(span: tuple[float, float], least: float, most: float) -> bool:
    return span[0] <= least <= most <= span[1]


def _from_grid(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = from_grid(corners[:, 0], corners[:, 1])
    turned: NDArray[np.float64] = np.stack((lon, lat), axis=1).round(_DIGITS)
    return turned


def mend(shape: Any) -> Any:
    """Give a border that encloses an area without crossing itself; one that merely touches itself is mended.

    Raises:
        ValueError: if it crosses itself, or encloses nothing.
    """
    if shapely.is_valid(shape):
        whole = shape
    else:
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
        whole = shapely.union_all([part for part in parts if part.geom_type == "Polygon"])
        drawn = sum(shapely.area(part) for part in shapely.get_parts(shape))  # less, where a ring crosses itself
        if abs(shapely.area(whole) - drawn) > _MENDED * shapely.area(shapely.convex_hull(shape)):
            raise ValueError(
                f"its border crosses itself{_where(shape)}; mend it in a mapping program, and bring it anew"
            )
    if shapely.area(whole) == 0:
        raise ValueError("its border encloses nothing; draw it anew, or leave the feature out")
    return whole


def _where(shape: Any) -> str:
    found = re.findall(r"-?\d+(?:\.\d+)?", shapely.is_valid_reason(shape))
    return f" at about {float(found[0]):.5f}, {float(found[1]):.5f}" if len(found) > 1 else ""


def find_overlaps(names: Sequence[str], shapes: Sequence[Any], *, most: int) -> tuple[str, ...]:
    """Say which zones overlap by more than a sliver, at most so many pairs by name."""
    tree = shapely.STRtree(shapes)
    one, other = tree.query(np.array(shapes, dtype=object), predicate="intersects")
    told = []
    for first, second in sorted(pair for pair in zip(one.tolist(), other.tolist(), strict=True) if pair[0] < pair[1]):
        common = shapely.area(shapely.intersection(shapes[first], shapes[second]))
        if common > _OVERLAP * min(shapely.area(shapes[first]), shapely.area(shapes[second])):
            told.append(f"{names[first]} and {names[second]} overlap; what lies in both is counted to {names[first]}.")
    more = len(told) - most
    return (*told[:most], *([f"And {more} more pairs overlap."] if more > 0 else []))


def find_zones(places: NDArray[np.float64], shapes: Sequence[Any]) -> NDArray[np.int64]:
    """Say in which zone each place lies.

    Args:
        places: [places, 2]: longitude and latitude in degrees; NaN where nobody knows.
        shapes: of `Borders`.

    Returns:
        [places]: a zone's place in `shapes`, -1 where there is none. A place on a border, or where two zones overlap,
        lies in the one that stands first.
    """
    found = np.full(len(places), len(shapes), dtype=np.int64)
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    if len(known) and len(shapes):
        points: Any = shapely.points(places[known])
        zone, place = shapely.STRtree(points).query(np.array(shapes, dtype=object), predicate="intersects")
        np.minimum.at(found, known[place], zone)
    found[found == len(shapes)] = -1
    return found
