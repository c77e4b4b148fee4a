"""Traps that well-known counting programs fall into."""

import ast

import pytest

from muster.count.count import count_votes
from muster.count.exchange import decimal
from muster.count.result import Excluded, FirstPreferences, SurplusMoved
from muster.home import CHECKOUT
from tests.count.made_contests import LOTS, contest

COUNTING = (
    "contest",
    "count",
    "limits",
    "meek",
    "piles",
    "plurality",
    "poll",
    "scottish",
    "ties",
    "result",
    "compiled",
)


def test_pending_surpluses_go_one_a_stage_the_largest_first() -> None:
    """Moved together, Ann's and Ben's surpluses would both lie with Cem, and Eve would win by 20 votes to Dee's 15.68.

    One at a time, Ann's elects Cem; Ben's then passes Cem by and goes to Dee, who has 22.3331.
    """
    papers = [(40, [1, 3]), (5, [1, 4]), (35, [2, 3, 4]), (10, [3]), (9, [4]), (20, [5])]
    count = count_votes(contest(5, 4, papers))
    deeds = [stage.deed for stage in count.stages]
    assert deeds[:3] == [FirstPreferences(), SurplusMoved(0, 21 * 10**5), SurplusMoved(1, 11 * 10**5)]
    assert [decimal(total, 5) for total in count.stages[1].totals] == ["24", "35", "28.66640", "11.33330", "20"]
    assert [decimal(total, 5) for total in count.stages[2].totals] == ["24", "24", "28.66640", "22.33310", "20"]
    assert count.elected == (0, 1, 2, 3)


def test_a_candidate_elected_by_a_transfer_has_a_surplus_of_all_papers_at_their_own_values() -> None:
    """The inclusive method: papers got later are part of the surplus, each times its own value."""
    papers = [(60, [1, 2, 3]), (20, [2, 3]), (10, [3]), (9, [4, 3]), (8, [5])]
    count = count_votes(contest(5, 3, papers))
    assert count.quota == 27 * 10**5
    assert count.stages[1].deed == SurplusMoved(0, 33 * 10**5)
    worth = 33 * 10**5 // 60
    had = count.stages[1].totals[1]
    assert had == 20 * 10**5 + 60 * worth
    surplus = had - 27 * 10**5
    assert count.stages[2].deed == SurplusMoved(1, surplus)
    values = {parcel.was: parcel.value for parcel in count.stages[2].parcels}
    assert values == {10**5: surplus * 10**5 // had, worth: surplus * worth // had}


def test_an_excluded_candidates_papers_keep_their_values_and_go_in_one_stage() -> None:
    papers = [(60, [1, 2, 3]), (5, [2, 3]), (28, [3]), (30, [4]), (30, [5])]
    count = count_votes(contest(5, 3, papers), lots=LOTS)
    excluded = [stage for stage in count.stages if isinstance(stage.deed, Excluded)]
    moved = [(one.to, one.papers, one.was, one.value) for one in excluded[0].parcels]
    assert moved == [(2, 5, 10**5, 10**5), (2, 60, 35_000, 35_000)]


def test_sums_that_floats_get_wrong_are_exact() -> None:
    """Ann and Ben have exactly the same votes made of different parts; in floats one of them has a trifle more."""
    papers = [(10, [5, 1]), (20, [5, 2]), (3, [1]), (2, [2]), (1, [3]), (1, [4])]
    count = count_votes(contest(5, 1, papers), rule="meek")
    assert all(isinstance(total, int) for stage in count.stages for total in stage.totals)
    assert all(sum(stage.totals) + stage.exhausted == 37 * 10**9 for stage in count.stages)


@pytest.mark.parametrize("name", COUNTING)
def test_no_module_that_counts_knows_a_float_or_chance(name: str) -> None:
    path = CHECKOUT / "src" / "muster" / "count" / f"{name}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    floats = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    divided = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]
    called = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)}
    assert (floats, divided) == ([], [])
    assert not called & {"float", "random", "np.random", "np.float64", "round", "secrets"}


@pytest.mark.parametrize("rule", ["scottish", "meek"])
def test_at_every_stage_every_paper_is_accounted_for(rule: "str") -> None:
    papers = [(23, [1, 2, 3]), (11, [2, 4]), (7, [3]), (5, [4, 5, 1]), (13, [5]), (2, [6, 5, 4])]
    count = count_votes(contest(6, 3, papers), rule="scottish" if rule == "scottish" else "meek")
    one = 10**count.places
    assert len(count.stages) > 3
    assert all(sum(stage.totals) + stage.exhausted == 61 * one for stage in count.stages)
