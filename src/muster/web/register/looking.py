"""Where a map begins to look for a building that somebody puts there by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, QuerySet

from muster.web.register.ground import middle_of_ground
from muster.web.register.models import Area, Building, Street, Table

NEAR, STREET, AREA = 17, 16, 13  # zoom
MOST_HOUSES = 400


@dataclass(frozen=True, slots=True)
class Look:
    """Where a map begins, and the street's houses that stand already, as GeoJSON."""

    lon: float
    lat: float
    zoom: int
    houses: Mapping[str, Any]


def look_for(street: Street, building: Building | None = None) -> Look | None:
    """Begin at a building's own place, else amid its street, postcode, area or ground; nowhere if nothing is known."""
    along = Building.objects.filter(street=street, lon__isnull=False)
    others = along.exclude(pk=building.pk) if building else along
    houses = {"type": "FeatureCollection", "features": [_house(one) for one in others.order_by("rank")[:MOST_HOUSES]]}
    if building is not None and building.lon is not None and building.lat is not None:
        return Look(building.lon, building.lat, NEAR, houses)
    near = Building.objects.filter(area=street.area_id, lon__isnull=False)
    tried = [(along, STREET), (near, AREA)]
    if building is not None and building.postcode:
        tried.insert(1, (near.filter(postcode=building.postcode), STREET))
    for rows, zoom in tried:
        if middle := middle_of(rows):
            return Look(*middle, zoom, houses)
    amid = middle_of_ground(Table(area=street.area, kind=Table.Kind.STREETS).ground)
    return Look(*amid, AREA, houses) if amid else None


def look_in(area: Area, *, at: tuple[float, float] | None = None) -> Look | None:
    """Begin at a place, else amid an area's buildings; nowhere if nothing has a place."""
    found = at or middle_of(Building.objects.filter(area=area, lon__isnull=False))
    nothing: Mapping[str, Any] = {"type": "FeatureCollection", "features": []}
    return Look(*found, NEAR if at else AREA, nothing) if found else None


def middle_of(rows: QuerySet[Building]) -> tuple[float, float] | None:
    """Give the middle of some buildings, as longitude and latitude; nothing where there are none."""
    amid = rows.aggregate(lon=Avg("lon"), lat=Avg("lat"))
    return (amid["lon"], amid["lat"]) if amid["lon"] is not None else None


def _house(building: Building) -> dict[str, Any]:
    place = {"type": "Point", "coordinates": [building.lon, building.lat]}
    told = {"number": building.number or building.name}
    return {"type": "Feature", "properties": told, "geometry": place}
