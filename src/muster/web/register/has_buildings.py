"""Which buildings stand in an area, of some that a file may mean, and how their doors are told apart."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from muster.register.towns import Has, Units
from muster.web.register.models import Building, Door

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


def units_of(area: int) -> Units:
    """Make the function that gives the doors of an area's buildings, by the buildings' keys."""

    def units(keys: NDArray[np.int64]) -> Iterator[tuple[int, str, str]]:
        for start in range(0, len(keys), _AT_ONCE):
            some = Building.objects.filter(area=area, key__in=keys[start : start + _AT_ONCE].tolist()).order_by()
            called = {pk: (key, name) for pk, key, name in some.values_list("pk", "key", "name")}
            doors = Door.objects.filter(building__in=called).order_by().values_list("building", "unit")
            yield from ((*called[building], unit) for building, unit in doors.iterator())

    return units
