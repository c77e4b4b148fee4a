"""Whether a place can be meant: in one of the four nations, and not with longitude and latitude changed over."""

from math import asin, cos, hypot, radians, sin, sqrt

HERE = (-9.0, 49.0, 2.5, 61.5)  # west, south, east, north, in degrees: all of the United Kingdom
EARTH_KM = 6_371.0


def is_here(lon: float, lat: float) -> bool:
    """Say whether a place lies in or near the United Kingdom."""
    west, south, east, north = HERE
    return west <= lon <= east and south <= lat <= north


def are_changed_over(lon: float, lat: float) -> bool:
    """Say whether a place that isn't here would be, were longitude and latitude changed over."""
    return not is_here(lon, lat) and is_here(lat, lon)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the way between two places, each as longitude and latitude, over a round earth."""
    (lon, lat), (lon_other, lat_other) = (tuple(map(radians, place)) for place in (one, other))
    across = sqrt(cos(lat) * cos(lat_other)) * sin((lon - lon_other) / 2)
    return 2 * EARTH_KM * asin(min(hypot(sin((lat - lat_other) / 2), across), 1.0))
