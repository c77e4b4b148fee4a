"""The lottery: what anybody would get with the standard library and this page's rule alone."""

import hashlib
import hmac
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from muster.learn.assign import (
    Arm,
    ArmsError,
    DoorInTwoBlocksError,
    NoDoorsError,
    NoHoldoutError,
    SeedError,
    draw_lots,
    hash_doors,
    join_doors,
    promise_of,
)

SEED = bytes(range(32))
PLAN = (Arm("holdout", 15), Arm("visit", 85))


def by_hand(doors: dict[str, str], plan: tuple[Arm, ...]) -> dict[str, str]:
    """The rule as the method page says it, in fractions."""
    drawn = {}
    for block in set(doors.values()):
        inside = [door for door in doors if doors[door] == block]
        inside.sort(key=lambda door: hmac.new(SEED, b"door\0" + door.encode(), hashlib.sha256).digest())
        first = hmac.new(SEED, b"block\0" + block.encode(), hashlib.sha256).digest()[:8]
        u = Fraction(int.from_bytes(first, "big"), 2**64)
        for i, door in enumerate(inside):
            stands, end = (i + u) / len(inside), Fraction(0)
            for arm in plan:
                end += Fraction(arm.parts, sum(one.parts for one in plan))
                if stands < end:
                    drawn[door] = arm.name
                    break
    return drawn


@pytest.mark.parametrize(
    "plan", [PLAN, (Arm("control", 1), Arm("a", 1), Arm("b", 1)), (Arm("holdout", 1), Arm("v", 9))]
)
def test_anybody_draws_the_same(plan: tuple[Arm, ...]) -> None:
    doors = {f"door {i}": f"street {i % 7}" for i in range(300)} | {"Ysgol 1½": "Heol Tŷ"}
    drawn = draw_lots(doors, seed=SEED, plan=plan)
    assert dict(zip(drawn.doors, drawn.arms, strict=True)) == by_hand(doors, plan)
    whole = sum(arm.parts for arm in plan)
    size = Counter(doors.values())
    for arm in plan:
        in_block = Counter(block for block, got in zip(drawn.blocks, drawn.arms, strict=True) if got == arm.name)
        assert all(abs(in_block[block] - Fraction(arm.parts, whole) * many) < 1 for block, many in size.items())


def test_each_door_has_each_arm_as_often_as_its_part_says() -> None:
    doors = {"a": "1", "b": "1", "c": "1", "alone": "2"}
    rng = np.random.default_rng(5)
    times = 4000
    held = Counter(
        door for _ in range(times) for door, arm in zip(doors, draw_lots(doors, seed=rng.bytes(32), plan=PLAN).arms,
                                                        strict=True) if arm == "holdout"
    )  # fmt: skip
    for door in doors:
        assert held[door] / times == pytest.approx(0.15, abs=4 * (0.15 * 0.85 / times) ** 0.5)


def test_the_order_of_the_list_changes_nothing() -> None:
    doors = {f"{i}": f"{i % 3}" for i in range(50)}
    back = dict(reversed(doors.items()))
    one, other = draw_lots(doors, seed=SEED, plan=PLAN), draw_lots(back, seed=SEED, plan=PLAN)
    assert dict(zip(one.doors, one.arms, strict=True)) == dict(zip(other.doors, other.arms, strict=True))
    assert one.doors_hash == other.doors_hash == hash_doors(doors) != hash_doors(doors | {"x": "0"})


def test_what_makes_no_lottery_is_refused() -> None:
    with pytest.raises(SeedError, match="64 hexadecimal digits"):
        draw_lots({"a": ""}, seed=b"short", plan=PLAN)
    with pytest.raises(SeedError, match="promised"):
        draw_lots({"a": ""}, seed=SEED, plan=PLAN, promise="0" * 64)
    assert draw_lots({"a": ""}, seed=SEED, plan=PLAN, promise=promise_of(SEED).upper()).promise == promise_of(SEED)
    with pytest.raises(ArmsError):
        draw_lots({"a": ""}, seed=SEED, plan=(Arm("holdout", 1),))
    with pytest.raises(NoDoorsError):
        draw_lots({}, seed=SEED, plan=PLAN)
    everybody = (Arm("letter", 1), Arm("visit", 1))
    with pytest.raises(NoHoldoutError):
        draw_lots({"a": ""}, seed=SEED, plan=everybody)
    assert draw_lots({"a": ""}, seed=SEED, plan=everybody, no_holdout="two scripts are compared").arms[0]
    with pytest.raises(DoorInTwoBlocksError, match="'1 Mill Lane'"):
        join_doors([("1 Mill Lane", "a"), ("1 Mill Lane", "b")])
