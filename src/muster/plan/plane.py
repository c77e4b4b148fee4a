"""The plane on which a plan is made: whole decimetres about the middle of the doors."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

EARTH_DM = 63_710_088
_PLACES = 10**9
_FINE = 10**40


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane that touches the earth at a place, in degrees."""

    lon0: float
    lat0: float

    def lay(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Turn degrees into whole decimetres east and north of the middle."""
        x = EARTH_DM * cosine(self.lat0) * np.radians(np.asarray(lon) - self.lon0)
        y = EARTH_DM * np.radians(np.asarray(lat) - self.lat0)
        return np.rint(x).astype(np.int64), np.rint(y).astype(np.int64)

    def lift(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Turn decimetres back into degrees."""
        lon = self.lon0 + np.degrees(x / (EARTH_DM * max(cosine(self.lat0), 1 / _PLACES)))
        return lon, self.lat0 + np.degrees(y / EARTH_DM)


def plane_of(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Plane:
    """Find the plane half way between the least and the greatest degrees."""
    return Plane(float((lon.min() + lon.max()) / 2), float((lat.min() + lat.max()) / 2))


def cosine(degrees: float) -> float:
    """Give an angle's cosine to nine places, by its series in whole numbers: libraries differ in the last bit."""
    angle = int(Fraction(math.radians(degrees)) * _FINE)
    square = angle * angle // _FINE
    term = total = _FINE
    n = 0
    while term:
        n += 2
        term = term * square // _FINE // (n * (n - 1))
        total += -term if n % 4 else term
    return round(Fraction(total, _FINE) * _PLACES) / _PLACES
