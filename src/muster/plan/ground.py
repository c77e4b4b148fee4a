"""Ground: doors laid on the kerbs of streets, and the distance between any two. docs/methods/ground.md defines it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from muster.plan.doors import Doors
from muster.plan.kerbs import Kerbs, Links, build_kerbs, kerb_links, links_of, plain_name
from muster.plan.pieces import chain_links, join_pieces, near_links
from muster.plan.plane import Plane, plane_of
from muster.plan.snap import ANY_NAME, nearest_lines
from muster.plan.streets import Streets

NEAREST = 8  # links from each door to others where there is no extract
FAR_DEGREES = 1.0  # beyond this a door is of another place
LEFT, RIGHT = 0, 1


@dataclass(frozen=True, slots=True)
class Ground:
    """Doors laid on streets. Stops are places on a kerb; one stop holds one door or more.

    Attributes:
        doors: the doors as read; n of them.
        stop_of_door: stop index of each door, int32[n].
        stop_lon, stop_lat: where each stop stands (on the kerb's line), float64[stops].
        stop_service_s: seconds at all doors of the stop, int32[stops].
        plane: where the doors are laid out in decimetres.
        links: what joins the points: corners (where there is no extract: stops), then places on kerbs.
        point_x, point_y: where each point lies, in decimetres, int64[points].
        stop_point: the point of each stop, int32[stops].
        point_stop: the stop at each point, or -1, int32[points].
        point_reached: whether stops and point lie on one joined piece, bool[points].
        kerbs: what the places lie on; None without an extract.
        place_segment, place_offset: where on the kerbs people may stand, sorted, int64[places]; place j is point
            corners + 2j on the left kerb and the one after it on the right.
    """

    doors: Doors
    stop_of_door: NDArray[np.int32]
    stop_lon: NDArray[np.float64]
    stop_lat: NDArray[np.float64]
    stop_service_s: NDArray[np.int32]
    plane: Plane
    links: Links
    point_x: NDArray[np.int64]
    point_y: NDArray[np.int64]
    stop_point: NDArray[np.int32]
    point_stop: NDArray[np.int32]
    point_reached: NDArray[np.bool_]
    kerbs: Kerbs | None
    place_segment: NDArray[np.int64]
    place_offset: NDArray[np.int64]


class NoDoorsError(ValueError):
    """There is no door to plan for."""


class FarAwayError(ValueError):
    """Some doors can't be of this place."""


@dataclass(frozen=True, slots=True)
class Spots:
    """Where doors or places stand on kerbs: segment, offset from its start, side (0 left, 1 right); int64[n] each."""

    segment: NDArray[np.int64]
    offset: NDArray[np.int64]
    side: NDArray[np.int64]


def lay_ground(doors: Doors, streets: Streets | None) -> Ground:
    """Lay doors on the kerbs of streets, or, without an extract, make streets of the doors.

    Raises:
        NoDoorsError: if there is no door.
        FarAwayError: if doors lie so far off that they must be of another place, or written the wrong way round.
    """
    if not len(doors):
        raise NoDoorsError("no door can be planned for; the list holds none that could be read")
    _refuse_far_doors(doors, streets)
    plane = plane_of(doors.lon, doors.lat)
    if streets is None or not _can_be_walked(streets):
        return _lay_without_streets(doors, plane)
    kerbs = build_kerbs(streets, plane)
    x, y = plane.lay(doors.lon, doors.lat)
    spots = find_spots(kerbs, x, y, street=doors.street, side=doors.side)
    return _lay_on_kerbs(doors, plane, kerbs, spots)


def far_doors(doors: Doors, streets: Streets | None) -> NDArray[np.int64]:
    """Find the doors that must be of another place: far outside the streets or, without any, far from most doors.

    Returns:
        Their indices, in order.
    """
    if streets is None or not _can_be_walked(streets):
        return np.flatnonzero(_beyond_gap(doors.lon) | _beyond_gap(doors.lat))
    walked = streets.way_walk[streets.segment_way]
    ends = np.concatenate((streets.segment_from[walked], streets.segment_to[walked]))
    lon, lat = streets.node_lon[ends], streets.node_lat[ends]
    out_lon = np.maximum(lon.min() - doors.lon, doors.lon - lon.max())
    out_lat = np.maximum(lat.min() - doors.lat, doors.lat - lat.max())
    return np.flatnonzero(np.maximum(out_lon, out_lat) > FAR_DEGREES)


def _beyond_gap(degrees: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which are parted from the middle one, in their order, by a gap in which nobody lives."""
    order = np.argsort(degrees, kind="stable")
    group = np.concatenate(([0], np.cumsum(np.diff(degrees[order]) > FAR_DEGREES)))
    beyond = np.empty(len(degrees), dtype=np.bool_)
    beyond[order] = group != group[len(group) // 2]
    return beyond


def _refuse_far_doors(doors: Doors, streets: Streets | None) -> None:
    far = far_doors(doors, streets)
    if len(far):
        named = ", ".join(f"'{doors.names[i]}' ({doors.lon[i]:g}, {doors.lat[i]:g})" for i in far[:3].tolist())
        more = f" and {len(far) - 3} more" if len(far) > 3 else ""  # noqa: PLR2004 - as many as are named
        raise FarAwayError(f"{named}{more}: {far_cure(streets)}")


def far_cure(streets: Streets | None) -> str:
    """Say why a far door can't be used, and what to do."""
    where = "the street extract" if streets is not None and _can_be_walked(streets) else "the other doors"
    cure = "are longitude and latitude swapped, or is this another place's list?"
    return f"so far from {where} that this can't be walked; {cure}"


def _can_be_walked(streets: Streets) -> bool:
    return bool(streets.way_walk[streets.segment_way].any())


def find_spots(
    kerbs: Kerbs, x: NDArray[np.int64], y: NDArray[np.int64], *, street: tuple[str, ...], side: tuple[str, ...]
) -> Spots:
    """Find where on the kerbs each place stands; '' leaves street or side to the position."""
    number = {name: kerbs.names.get(plain_name(name), ANY_NAME) for name in set(street)}
    name = np.array([number[one] for one in street], dtype=np.int32)
    lines = kerbs.lines
    segment = nearest_lines(lines, x, y, name=name).astype(np.int64)
    dx, dy = lines.x2[segment] - lines.x1[segment], lines.y2[segment] - lines.y1[segment]
    out, up = x - lines.x1[segment], y - lines.y1[segment]
    long = np.maximum(np.sqrt((dx * dx + dy * dy).astype(np.float64)), 1.0)
    offset = np.clip(np.rint((out * dx + up * dy) / long).astype(np.int64), 0, kerbs.length_dm[segment])
    lies = np.where(dx * up - dy * out >= 0, LEFT, RIGHT)
    said = np.array([{"left": LEFT, "right": RIGHT}.get(one, -1) for one in side], dtype=np.int64)
    return Spots(segment, offset, np.where(said >= 0, said, lies))


def _lay_on_kerbs(doors: Doors, plane: Plane, kerbs: Kerbs, spots: Spots) -> Ground:
    key, stop_of_door = np.unique(spots.segment << 32 | spots.offset << 1 | spots.side, return_inverse=True)
    place_key, place_of_stop = np.unique(key >> 1, return_inverse=True)
    segment, offset = place_key >> 31, place_key & 0x7FFFFFFF
    corners = len(kerbs.corner_x)
    stop_point = corners + 2 * place_of_stop + (key & 1)
    a, b, length = kerb_links(kerbs, segment, offset)
    points = corners + 2 * len(segment)
    piece = _pieces(points, a, b)
    corner = np.flatnonzero(np.isin(piece[:corners], np.unique(piece[stop_point])))
    more_a, more_b, more = join_pieces(piece[corner], kerbs.corner_x[corner], kerbs.corner_y[corner])
    links = links_of(
        points, np.concatenate((a, corner[more_a])), np.concatenate((b, corner[more_b])), np.concatenate((length, more))
    )
    share = offset / kerbs.length_dm[segment]
    lines = kerbs.lines
    place_x = lines.x1[segment] + np.rint((lines.x2[segment] - lines.x1[segment]) * share).astype(np.int64)
    place_y = lines.y1[segment] + np.rint((lines.y2[segment] - lines.y1[segment]) * share).astype(np.int64)
    x = np.concatenate((kerbs.corner_x, np.repeat(place_x, 2)))
    y = np.concatenate((kerbs.corner_y, np.repeat(place_y, 2)))
    reached = np.isin(piece, np.unique(piece[stop_point]))
    return _ground(doors, plane, stop_of_door, stop_point, links, x, y, reached, kerbs, segment, offset)


def _lay_without_streets(doors: Doors, plane: Plane) -> Ground:
    x, y = plane.lay(doors.lon, doors.lat)
    kerb = [(plain_name(street), side) for street, side in zip(doors.street, doors.side, strict=True)]
    stop_of: dict[tuple[int, int, tuple[str, str]], int] = {}
    spots = zip(x.tolist(), y.tolist(), kerb, strict=True)
    stop_of_door = np.array([stop_of.setdefault(spot, len(stop_of)) for spot in spots], dtype=np.int64)
    number = {one: at for at, one in enumerate(dict.fromkeys(kerb))}
    stop_kerb = np.array([number[spot[2]] if spot[2][0] else -1 for spot in stop_of], dtype=np.int64)
    x, y = (np.array([spot[i] for spot in stop_of], dtype=np.int64) for i in (0, 1))
    made = [chain_links(stop_kerb, x, y), near_links(x, y, NEAREST)]
    a, b, length = (np.concatenate([part[i] for part in made]) for i in range(3))
    more_a, more_b, more = join_pieces(_pieces(len(x), a, b), x, y)
    links = links_of(len(x), np.concatenate((a, more_a)), np.concatenate((b, more_b)), np.concatenate((length, more)))
    none = np.zeros(0, dtype=np.int64)
    all_reached = np.ones(len(x), dtype=np.bool_)
    return _ground(doors, plane, stop_of_door, np.arange(len(x)), links, x, y, all_reached, None, none, none)


def _ground(  # noqa: PLR0917 - the one place where a ground is put together
    doors: Doors,
    plane: Plane,
    stop_of_door: NDArray[np.int64],
    stop_point: NDArray[np.int64],
    links: Links,
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    reached: NDArray[np.bool_],
    kerbs: Kerbs | None,
    segment: NDArray[np.int64],
    offset: NDArray[np.int64],
) -> Ground:
    point_stop = np.full(len(x), -1, dtype=np.int32)
    point_stop[stop_point] = np.arange(len(stop_point))
    service = np.bincount(stop_of_door, weights=doors.service_s, minlength=len(stop_point))
    lon, lat = plane.lift(x[stop_point].astype(np.float64), y[stop_point].astype(np.float64))
    return Ground(
        doors=doors,
        stop_of_door=stop_of_door.astype(np.int32),
        stop_lon=lon,
        stop_lat=lat,
        stop_service_s=service.astype(np.int32),
        plane=plane,
        links=links,
        point_x=x,
        point_y=y,
        stop_point=stop_point.astype(np.int32),
        point_stop=point_stop,
        point_reached=reached,
        kerbs=kerbs,
        place_segment=segment,
        place_offset=offset,
    )


def _pieces(points: int, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    table = csr_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(points, points))
    return np.asarray(connected_components(table, directed=False)[1], dtype=np.int64)
