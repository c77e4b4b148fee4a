"""Which buildings stand in an area, of some that a file may mean."""

import numpy as np
from numpy.typing import NDArray

from muster.register.towns import Has
from muster.web.register.models import Building

_AT_ONCE = 500


def has_buildings(area: int) -> Has:
    """Make the function that says which of an area's buildings stand, by their keys."""

    def has(keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        found: list[int] = []
        for start in range(0, len(keys), _AT_ONCE):
            some = Building.objects.filter(area=area, key__in=keys[start : start + _AT_ONCE].tolist())
            found += some.order_by().values_list("key", flat=True)
        return np.isin(keys, np.array(found, dtype=np.int64))

    return has
