"""Buildings placed by a street extract: at its houses, and along its streets."""

import numpy as np
from numpy.typing import NDArray

from muster.plan.plane import Plane, plane_of
from muster.register.gazetteer import ROUGH, Found
from muster.register.houses import Houses
from muster.register.match_houses import NO_HOUSE, Wanted, match_houses
from muster.register.place import ACCURACY_M, HOUSE, NONE, STREET, Buildings, Placed, Sources
from muster.register.place_streets import Onto, put_on_streets


def place_from_extract(buildings: Buildings, sources: Sources, placed: Placed, middles: Found) -> None:
    """Place what has no place yet by the extract's houses, then along its streets.

    Args:
        buildings: what is known of them.
        sources: with houses, streets or both.
        placed: is filled in.
        middles: of their postcodes.
    """
    plane = _plane(sources)
    near = middles.found & (middles.flags & ROUGH == 0)
    x, y = _laid(plane, middles.lon, middles.lat, near)
    if sources.houses is not None:
        _from_houses(buildings, sources.houses, placed, (x, y, near), plane)
    if sources.streets is not None:
        known = placed.placed_from <= HOUSE
        known_x, known_y = _laid(plane, placed.lon, placed.lat, known)
        onto = Onto(buildings.streets, buildings.street, buildings.numbers, known, known_x, known_y, near, x, y)
        put = put_on_streets(onto, sources.streets)
        at = np.array(sorted(put.places), dtype=np.int64)
        if len(at):
            points = np.array([put.places[building].point for building in at.tolist()], dtype=np.float64)
            placed.lon[at], placed.lat[at] = plane.lift(points[:, 0], points[:, 1])
            placed.placed_from[at] = STREET
            placed.accuracy_m[at] = [put.places[building].accuracy_m for building in at.tolist()]
        for building, why in put.why.items():
            placed.why[building] = why


def _from_houses(
    buildings: Buildings,
    houses: Houses,
    placed: Placed,
    middle: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]],
    plane: Plane,
) -> None:
    at = np.flatnonzero(placed.placed_from == NONE)
    named = [buildings.streets[street][0] for street in buildings.street[at].tolist()]
    numbers, names = ([column[building] for building in at.tolist()] for column in (buildings.numbers, buildings.names))
    wanted = Wanted(named, numbers, names, middle[0][at], middle[1][at], middle[2][at])
    matched = match_houses(wanted, houses, *plane.lay(houses.lon, houses.lat))
    found = matched != NO_HOUSE
    placed.lon[at[found]], placed.lat[at[found]] = houses.lon[matched[found]], houses.lat[matched[found]]
    placed.placed_from[at[found]] = HOUSE
    placed.accuracy_m[at[found]] = ACCURACY_M[HOUSE]


def _plane(sources: Sources) -> Plane:
    if sources.streets is not None:
        return sources.streets.plane
    houses = sources.houses
    return plane_of(houses.lon, houses.lat) if houses is not None and len(houses) else Plane(0.0, 0.0)


def _laid(
    plane: Plane, lon: NDArray[np.float64], lat: NDArray[np.float64], known: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return plane.lay(np.where(known, lon, plane.lon0), np.where(known, lat, plane.lat0))
