"""Where buildings lie, by what the file says and by the tables that somebody brought for the area."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.register.column import Addresses
from muster.web.register.models import Building

Ids = NDArray[np.int64]
RANK = {
    name: rank for rank, name in enumerate(("", "postcode", "extract street", "extract house", "uprn", "file", "hand"))
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of its buildings, one value each: 0, '' and NaN where it says nothing."""

    uprn: Ids
    ward: list[str]
    place: NDArray[np.float64]  # [buildings, 2]: longitude and latitude


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a file's buildings lie, one value each; NaN and '' where nobody knows."""

    said: Said
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    placed_from: list[str]
    off_m: Ids

    def at(self, building: int) -> tuple[float | None, float | None, str, int]:
        """Give one building's place as the database has it."""
        if not self.placed_from[building]:
            return None, None, "", 0
        lon, lat = float(self.lon[building]), float(self.lat[building])
        return lon, lat, self.placed_from[building], int(self.off_m[building])


Placing: TypeAlias = Callable[[Addresses, Said], Placed]


def by_file_alone(doors: Addresses, said: Said) -> Placed:
    """Place what the file itself places."""
    del doors
    there = ~np.isnan(said.place[:, 0])
    names = [Building.PlacedFrom.FILE.value if one else "" for one in there.tolist()]
    return Placed(said, said.place[:, 0], said.place[:, 1], names, np.zeros(len(names), dtype=np.int64))
