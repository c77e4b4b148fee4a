"""Ground: doors laid on the kerbs of streets, and the distance between any two. docs/methods/ground.md defines it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.plan.doors import Doors


@dataclass(frozen=True, slots=True)
class Ground:
    """Doors laid on streets. Stops are places on a kerb; one stop holds one door or more.

    Attributes:
        doors: the doors as read; n of them.
        stop_of_door: stop index of each door, int32[n].
        stop_lon, stop_lat: where each stop stands (on the kerb's line), float64[stops].
        stop_service_s: seconds at all doors of the stop, int32[stops].
    """

    doors: Doors
    stop_of_door: NDArray[np.int32]
    stop_lon: NDArray[np.float64]
    stop_lat: NDArray[np.float64]
    stop_service_s: NDArray[np.int32]
