import pytest

from muster.plan.ride_store import StoreError, pack_plan, unpack_plan
from tests.paper.made_rides import made_rides


def test_a_packed_plan_is_the_same_plan() -> None:
    plan = made_rides()
    again = unpack_plan(pack_plan(plan))
    assert again.places.drive_s.tolist() == plan.places.drive_s.tolist()
    for part in (
        "people",
        "vehicles",
        "day",
        "routes",
        "itineraries",
        "beds",
        "bound",
        "live",
        "events",
        "seed",
        "effort",
    ):
        assert getattr(again, part) == getattr(plan, part), part


def test_a_plan_packs_to_the_same_bytes() -> None:
    assert pack_plan(made_rides()) == pack_plan(made_rides())


@pytest.mark.parametrize("content", [b"", b"PK", pack_plan(made_rides())[:-40]])
def test_what_is_no_plan_is_said(content: bytes) -> None:
    with pytest.raises(StoreError):
        unpack_plan(content)
