"""British National Grid to degrees, for borders that somebody drew in metres."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EAST_M, NORTH_M = (0.0, 700_000.0), (0.0, 1_300_000.0)  # what the grid covers
GRID_OFF_M = 5  # about how far out `from_grid` may be: the survey of 1936 was not of one piece
# Airy's ellipsoid of 1830 and the grid's projection
_A_M, _B_M = 6_377_563.396, 6_356_256.909
_SCALE = 0.9996012717
_LAT, _LON = np.radians(49.0), np.radians(-2.0)
_EAST_M, _NORTH_M = 400_000.0, -100_000.0
# To WGS84: metres, parts in a million, seconds of arc
_SHIFT_M = 446.448, -125.157, 542.060
_LARGER_PPM = -20.4894
_TURN_S = 0.1502, 0.2470, 0.8421
_WGS84_M = 6_378_137.0, 6_356_752.314_245
_ROUNDS = 12  # until a latitude moves by less than a tenth of a millimetre


def from_grid(east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
    """Give longitudes and latitudes (WGS84, degrees) of places on the British National Grid.

    Args:
        east_m: eastings in metres.
        north_m: northings in metres, of the same shape.

    Sources: Ordnance Survey, *A guide to coordinate systems in Great Britain*, annexes B, C and 6.6 (one transformation
    for all of Great Britain, within about 5 m).
    """
    lat, lon = _to_airy(east_m, north_m)
    x, y, z = _turned(*_to_space(lat, lon, _A_M, _B_M))
    lat, lon = _to_ellipsoid(x, y, z, *_WGS84_M)
    return np.degrees(lon), np.degrees(lat)


def _to_airy(east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
    """Undo the projection: annex C.2, with its own letters."""
    e2 = 1 - (_B_M / _A_M) ** 2
    lat = _LAT + (north_m - _NORTH_M) / (_A_M * _SCALE)
    for _round in range(_ROUNDS):
        lat = lat + (north_m - _NORTH_M - _arc_m(lat)) / (_A_M * _SCALE)
    sin, tan, sec = np.sin(lat), np.tan(lat), 1 / np.cos(lat)
    nu = _A_M * _SCALE / np.sqrt(1 - e2 * sin**2)
    rho = _A_M * _SCALE * (1 - e2) * (1 - e2 * sin**2) ** -1.5
    eta2 = nu / rho - 1
    de = east_m - _EAST_M
    vii = tan / (2 * rho * nu)
    viii = tan / (24 * rho * nu**3) * (5 + 3 * tan**2 + eta2 - 9 * tan**2 * eta2)
    ix = tan / (720 * rho * nu**5) * (61 + 90 * tan**2 + 45 * tan**4)
    x = sec / nu
    xi = sec / (6 * nu**3) * (nu / rho + 2 * tan**2)
    xii = sec / (120 * nu**5) * (5 + 28 * tan**2 + 24 * tan**4)
    xiia = sec / (5040 * nu**7) * (61 + 662 * tan**2 + 1320 * tan**4 + 720 * tan**6)
    return lat - vii * de**2 + viii * de**4 - ix * de**6, _LON + x * de - xi * de**3 + xii * de**5 - xiia * de**7


def _arc_m(lat: Floats) -> Floats:
    """Length of the meridian from the grid's own latitude."""
    n = (_A_M - _B_M) / (_A_M + _B_M)
    less, more = lat - _LAT, lat + _LAT
    arc: Floats = (
        _B_M
        * _SCALE
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 2.625 * n**3) * np.sin(less) * np.cos(more)
            + (1.875 * n**2 + 1.875 * n**3) * np.sin(2 * less) * np.cos(2 * more)
            - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
        )
    )
    return arc


def _to_space(lat: Floats, lon: Floats, a_m: float, b_m: float) -> tuple[Floats, Floats, Floats]:
    nu = a_m / np.sqrt(1 - (1 - (b_m / a_m) ** 2) * np.sin(lat) ** 2)
    return nu * np.cos(lat) * np.cos(lon), nu * np.cos(lat) * np.sin(lon), nu * (b_m / a_m) ** 2 * np.sin(lat)


def _turned(x: Floats, y: Floats, z: Floats) -> tuple[Floats, Floats, Floats]:
    rx, ry, rz = (np.radians(seconds / 3600) for seconds in _TURN_S)
    larger = 1 + _LARGER_PPM / 1e6
    return (
        _SHIFT_M[0] + larger * x - rz * y + ry * z,
        _SHIFT_M[1] + rz * x + larger * y - rx * z,
        _SHIFT_M[2] - ry * x + rx * y + larger * z,
    )


def _to_ellipsoid(x: Floats, y: Floats, z: Floats, a_m: float, b_m: float) -> tuple[Floats, Floats]:
    e2 = 1 - (b_m / a_m) ** 2
    flat = np.hypot(x, y)
    lat = np.arctan2(z, flat * (1 - e2))
    for _round in range(_ROUNDS):
        nu = a_m / np.sqrt(1 - e2 * np.sin(lat) ** 2)
        lat = np.arctan2(z + e2 * nu * np.sin(lat), flat)
    return lat, np.arctan2(y, x)
