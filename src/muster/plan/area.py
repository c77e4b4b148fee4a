"""The area of each turf, for maps: the ground round its doors, met half way to its neighbours'."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay, QhullError

from muster.plan.doors import Doors
from muster.plan.plane import EARTH_DM, Plane, cosine, plane_of
from muster.plan.turf import Turf

REACH_DM = 250  # how far an area goes from a door: a front garden and half a back one
ROUND_DM = 60  # corners are rounded by so much
FINE_DM = 15  # and lines that stray less than this are drawn straight
COLOURS = 6
_ABOUT_DM = 2_000  # doors farther off than this bound no area


@dataclass(frozen=True, slots=True)
class Area:
    """One turf on a map.

    Attributes:
        number: the turf's.
        polygons: each an outer ring and its holes; a ring is a tuple of (lon, lat), its first point again at its end.
        label: (lon, lat) inside the area, well away from its edge.
        colour: from 1 to `COLOURS`; turfs that touch have different ones wherever that many suffice.
    """

    number: int
    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
    label: tuple[float, float]
    colour: int


def draw_areas(turfs: tuple[Turf, ...], doors: Doors) -> tuple[Area, ...]:
    """Draw every turf's area, in the order given.

    Each door owns the ground that is nearer to it than to any other door (its Voronoi cell), as far as `REACH_DM`;
    a turf's area is the union of its doors'. Of doors at one place of several turfs the first turf's counts.
    """
    owner_of = np.full(len(doors), -1, dtype=np.int32)
    for index, turf in enumerate(turfs):
        owner_of[list(turf.doors)] = index
    used = np.flatnonzero(owner_of >= 0)
    if not len(used):
        return ()
    used = used[np.argsort(owner_of[used], kind="stable")]
    lon, lat, owner = doors.lon[used], doors.lat[used], owner_of[used]
    plane = plane_of(lon, lat)
    places, first = np.unique(np.column_stack(plane.lay(lon, lat)), axis=0, return_index=True)
    owner = owner[first]
    cells = _cells(places)
    colours = _colours(places, owner, len(turfs))
    areas = []
    for index, turf in enumerate(turfs):
        mine = owner == index
        if not mine.any():
            continue
        shape = _rounded(shapely.union_all(cells[mine]))
        label = shapely.get_coordinates(shapely.maximum_inscribed_circle(np.array([shape]), tolerance=2 * FINE_DM))[:1]
        polygons = tuple(_rings(part, plane) for part in shapely.get_parts(shape))
        areas.append(Area(turf.number, polygons, _degrees(label, plane)[0], int(colours[index])))
    return tuple(areas)


def redraw_areas(
    turfs: tuple[Turf, ...], doors: Doors, *, changed: Collection[int], colour_of: Mapping[int, int]
) -> tuple[Area, ...]:
    """Draw the areas of a few turfs that were changed, looking only at the doors about them.

    Args:
        turfs: all of them, as they are now.
        doors: all doors.
        changed: numbers of those to draw.
        colour_of: by number, the colours of all that have one; a turf keeps its own, and a new one gets a colour that
            none about it has, wherever that is to be had.
    """
    near = _about([door for turf in turfs if turf.number in changed for door in turf.doors], doors)
    there = [replace(turf, doors=tuple(door for door in turf.doors if near[door])) for turf in turfs]
    some = tuple(turf for turf in there if turf.doors)
    used = Counter(colour_of.get(turf.number, 0) for turf in some if turf.number in colour_of)
    areas = []
    for area in draw_areas(some, doors):
        if area.number in changed:
            colour = colour_of.get(area.number) or min(range(1, COLOURS + 1), key=lambda one: (used[one], one))
            used[colour] += 1
            areas.append(replace(area, colour=colour))
    return tuple(areas)


def _about(some: list[int], doors: Doors) -> NDArray[np.bool_]:
    """Say which doors are so near to some that they may bound their areas."""
    far_lat = float(np.degrees(_ABOUT_DM / EARTH_DM))
    lon, lat = doors.lon[some], doors.lat[some]
    far_lon = far_lat / max(cosine(float(np.abs(lat).max())), far_lat)
    inside = (doors.lon >= lon.min() - far_lon) & (doors.lon <= lon.max() + far_lon)
    return np.asarray(inside & (doors.lat >= lat.min() - far_lat) & (doors.lat <= lat.max() + far_lat))


def _cells(places: NDArray[np.int64]) -> NDArray[np.object_]:
    points = shapely.points(places)
    reach = shapely.buffer(points, REACH_DM, quad_segs=4)
    if len(places) == 1:
        return np.asarray(reach)
    extent = shapely.box(*(places.min(axis=0) - 2 * REACH_DM), *(places.max(axis=0) + 2 * REACH_DM))
    diagram = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(places), extend_to=extent, ordered=True))
    return np.asarray(shapely.intersection(diagram, reach))


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    """Close gaps and open slivers; an area that is nothing but a sliver stays as it is."""
    smooth = shape
    for grown_dm in (ROUND_DM, -2 * ROUND_DM, ROUND_DM):
        smooth = shapely.buffer(smooth, grown_dm, quad_segs=3)
    return shape if shapely.is_empty(smooth) else shapely.simplify(smooth, FINE_DM)


def _colours(places: NDArray[np.int64], owner: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """Colour turfs so that neighbours differ: those with most neighbours first, the least used free colour each."""
    near: list[set[int]] = [set() for _ in range(count)]
    for one, other in _links(places):
        a, b = int(owner[one]), int(owner[other])
        if a != b:
            near[a].add(b)
            near[b].add(a)
    colours = np.zeros(count, dtype=np.int32)
    used = [0] * (COLOURS + 1)
    for index in sorted(range(count), key=lambda turf: (-len(near[turf]), turf)):
        taken = {int(colours[other]) for other in near[index]}
        free = [colour for colour in range(1, COLOURS + 1) if colour not in taken] or list(range(1, COLOURS + 1))
        colours[index] = min(free, key=lambda colour: (used[colour], colour))
        used[colours[index]] += 1
    return colours


def _links(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pairs of places that are neighbours and so close that their areas may touch."""
    try:
        corners = Delaunay(places).simplices
    except (QhullError, ValueError):  # fewer than three places, or all on one line
        order = np.lexsort(places.T)
        pairs = np.column_stack([order[:-1], order[1:]])
    else:
        pairs = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    square = ((places[pairs[:, 0]] - places[pairs[:, 1]]) ** 2).sum(axis=1)
    return np.asarray(pairs[square <= (2 * (REACH_DM + ROUND_DM)) ** 2])


def _rings(part: shapely.Polygon, plane: Plane) -> tuple[tuple[tuple[float, float], ...], ...]:
    rings = [part.exterior, *part.interiors]
    return tuple(tuple(_degrees(np.array(ring.coords), plane)) for ring in rings)


def _degrees(points: NDArray[np.float64], plane: Plane) -> list[tuple[float, float]]:
    degrees = np.round(np.column_stack(plane.lift(points[:, 0], points[:, 1])), 6)
    return [(float(lon), float(lat)) for lon, lat in degrees]
