"""What the engine finds in a town whose truth it can't know, over and over."""

import ast

import numpy as np
import pytest

from muster.home import CHECKOUT
from muster.learn.effect import KNOWN
from muster.learn.estimate import estimate_effect, estimate_reached
from muster.learn.power import Planned, power_of
from muster.learn.report import Result, Verdict, judge_trial
from muster.learn.sums import Floats, Ints
from tests.learn.town import PLAN, Town, build_town, canvass, draw_town

SEEDS = 200  # the first: bench/learn_towns.py takes 2,000
DOORS = 700


def judged(seed: int, *, effect: float) -> tuple[Town, Result]:
    rng = np.random.default_rng(seed)
    town = build_town(rng, doors=DOORS, effect=effect)
    return town, judge_trial(canvass(town, draw_town(town, rng), rng), rng=rng)


def test_no_code_of_learn_can_see_the_truth() -> None:
    for path in (CHECKOUT / "src" / "muster" / "learn").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        assert [module for module in modules if module.split(".")[0] not in {"muster", "numpy", "scipy"}
                and module.split(".")[0] not in _STANDARD] == []  # fmt: skip


_STANDARD = {"dataclasses", "enum", "typing", "collections", "hashlib", "hmac", "itertools", "math", "fractions",
             "functools", "re", "__future__"}  # fmt: skip


def test_intervals_hold_the_truth_and_so_does_that_of_those_reached() -> None:
    held = reached = 0
    for seed in range(SEEDS):
        town, result = judged(seed, effect=0.1)
        arm = result.arms[0]
        held += arm.low <= town.truth <= arm.high
        assert arm.reached_set is not None
        reached += arm.reached_set.low <= town.truth_reached <= arm.reached_set.high
    assert 0.93 <= held / SEEDS <= 0.97
    assert 0.93 <= reached / SEEDS <= 0.98


def test_where_nothing_works_it_says_that_we_do_not_know_yet() -> None:
    unknown = sum(judged(seed, effect=0.0)[1].arms[0].verdict is Verdict.UNKNOWN for seed in range(SEEDS))
    assert unknown / SEEDS >= 0.95
    assert unknown < SEEDS  # a test that could never err would see nothing either


@pytest.mark.parametrize(("doors", "effect"), [(100, 0.25), (200, 0.3), (400, 0.1)])
def test_power_is_what_was_promised(doors: int, effect: float) -> None:
    promised, seen = power_beside(doors, effect, times=800)
    assert abs(seen - promised) <= 0.03


def power_beside(doors: int, effect: float, *, times: int) -> tuple[float, float]:
    """Give the power promised for a town, and how often its effect is called known over so many lotteries."""
    town = build_town(np.random.default_rng(7), doors=doors, effect=effect, strays=0.0)
    rng = np.random.default_rng(8)
    trials = (canvass(town, draw_town(town, rng), rng, blocks=False, habits=False) for _ in range(times))
    seen = sum(estimate_effect(trial).effects[0].p_value < KNOWN for trial in trials)
    return power_of(planned(town), effect=town.truth), seen / times


def planned(town: Town) -> Planned:
    """What somebody who knew this town would tell `muster learn power`."""
    size = np.bincount(town.door)
    base = float(town.turnout.mean() + town.truth * PLAN[1].parts / 100)
    return Planned(
        groups=1, electors=len(town.door), holdout=PLAN[0].parts / 100, base=base,
        at_door=float((size**2).sum() / size.sum()), alike=alike(town.turnout, town.door), foreseen=0.0, between=0.0,
    )  # fmt: skip


def alike(chances: Floats, door: Ints) -> float:
    """How outcomes of one door go together."""
    left = chances - chances.mean()
    total, square, size = np.bincount(door, left), np.bincount(door, left**2), np.bincount(door)
    together = float((total**2 - square).sum() / (size * (size - 1)).sum())
    return together / float(chances.mean() * (1 - chances.mean()))


def test_those_reached_are_found_in_a_large_town() -> None:
    rng = np.random.default_rng(3)
    town = build_town(rng, doors=40_000, effect=0.1)
    trial = canvass(town, draw_town(town, rng), rng)
    reached = estimate_reached(trial)
    assert abs(reached.value - town.truth_reached) < 3 * reached.se
    assert reached.se < 0.02
