"""A ground that was kept is the ground that was laid."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from muster.plan.backdrop import Shape
from muster.plan.ground import lay_ground
from muster.plan.ground_store import GroundStoreError, Laid, pack_ground, unpack_ground
from muster.plan.near import ways_from
from tests.little_town import DM, doors_at, town

STREETS = town(
    {1: (0, 0, ""), 2: (4000, 0, "highway=crossing"), 3: (4000, 3000, "")},
    [((1, 2), "highway=residential name=Mill_Lane"), ((2, 3), "highway=primary oneway=yes")],
)
WATER = Shape("water", "Mere", True, ((0.0, 0.0), (0.1, 0.0), (0.0, 0.0)), (((0.01, 0.0), (0.02, 0.0), (0.01, 0.0)),))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if dataclasses.is_dataclass(one):
        names = [field.name for field in dataclasses.fields(one)]
        return type(one) is type(other) and all(_same(getattr(one, n), getattr(other, n)) for n in names)
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("streets", [STREETS, None])
def test_it_comes_back_as_it_was(streets: Any) -> None:
    doors = doors_at([(100, 50), (900, -50), (4050, 2000)], street=["Mill Lane", "Mill Lane", ""], zone=["A", "", "é"])
    laid = Laid(lay_ground(doors, streets), np.array([3, -1, 0], dtype=np.int32), streets, (WATER,))
    packed = pack_ground(laid)
    back = unpack_ground(packed)
    assert _same(laid, back)
    assert packed == pack_ground(back)
    assert (ways_from(back.ground, (0.0, 50 * DM)).stop_dm == ways_from(laid.ground, (0.0, 50 * DM)).stop_dm).all()


@pytest.mark.parametrize("content", [b"", b"PK nothing", pack_ground.__doc__.encode() if pack_ground.__doc__ else b"x"])
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(GroundStoreError):
        unpack_ground(content)
