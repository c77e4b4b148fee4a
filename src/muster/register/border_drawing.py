"""Zones as a map draws them: fewer corners, a place for each one's number, and colours in which neighbours differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

COLOURS = 6
_FINE = 1500  # steps across a whole map that one can tell apart: corners closer than a step are left out
_DIGITS = 6  # of a degree: a decimetre

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One zone of a map.

    Attributes:
        polygons: rings of longitude and latitude, the outer one first.
        label: where its number stands: within it.
        colour: from 1 to `COLOURS`; zones that touch have different ones wherever that many suffice.
    """

    polygons: tuple[tuple[Ring, ...], ...]
    label: tuple[float, float]
    colour: int


def draw_borders(shapes: Sequence[Any]) -> tuple[Drawn, ...]:
    """Draw zones for a map that shows all of them, in their order.

    Args:
        shapes: shapely Polygons or MultiPolygons in WGS84 degrees, as `borders.read_borders` gives them.

    Where the zones cover their land without gaps, neighbours keep one border between them (Visvalingam and Whyatt's
    simplification of a coverage); a zone that would vanish keeps all its corners.
    """
    if not shapes:
        return ()
    kept = [_told(simple) or _told(shape) for simple, shape in zip(_simple(shapes), shapes, strict=True)]
    colours = _colours(shapes)
    points = [shape.representative_point() for shape in shapes]
    return tuple(
        Drawn(polygons, (round(point.x, _DIGITS), round(point.y, _DIGITS)), colour)
        for polygons, point, colour in zip(kept, points, colours, strict=True)
    )


def _simple(shapes: Sequence[Any]) -> Sequence[Any]:
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    step = max(east - west, north - south) / _FINE
    every = np.array(shapes, dtype=object)
    if shapely.coverage_is_valid(every):
        return list(shapely.coverage_simplify(every, step))
    return list(shapely.simplify(every, step))


def _told(shape: Any) -> tuple[tuple[Ring, ...], ...]:
    parts = [part for part in getattr(shape, "geoms", [shape]) if not part.is_empty]
    return tuple(tuple(_ring(ring) for ring in (part.exterior, *part.interiors)) for part in parts)


def _ring(ring: Any) -> Ring:
    return tuple((round(x, _DIGITS), round(y, _DIGITS)) for x, y in ring.coords)


def _colours(shapes: Sequence[Any]) -> list[int]:
    """Colour zones: those with most neighbours first, the least used free colour each."""
    one, other = shapely.STRtree(shapes).query(np.array(shapes, dtype=object), predicate="intersects")
    near: list[set[int]] = [set() for _ in shapes]
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        if a != b:
            near[a].add(b)
    colours, used = [0] * len(shapes), [0] * (COLOURS + 1)
    for at in sorted(range(len(shapes)), key=lambda zone: (-len(near[zone]), zone)):
        taken = {colours[one] for one in near[at]}
        free = [colour for colour in range(1, COLOURS + 1) if colour not in taken] or range(1, COLOURS + 1)
        colours[at] = min(free, key=lambda colour: (used[colour], colour))
        used[colours[at]] += 1
    return colours
