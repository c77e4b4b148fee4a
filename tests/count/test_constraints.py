"""Constraints: what docs/methods/constraints.md promises, and the file they come in."""

import pytest

from muster.count.constraints import read_constraints
from muster.count.count import count_votes
from muster.count.limits import Category, ConstraintError, Limits, UnmetError
from muster.count.result import (
    CannotBeElected,
    ConstraintsUnmet,
    Excluded,
    Fewest,
    PassedOver,
    TooFewCandidates,
    Vacant,
)
from muster.paper.count_words import say_vacant
from muster.table import TableError
from tests.count.made_contests import LOTS, contest

COMMITTEE = contest(5, 3, [(40, [1, 2]), (35, [2, 3]), (30, [3]), (10, [4, 5]), (5, [5, 4])])
WOMEN = Category("women", frozenset({3, 4}), at_least=2)


def test_the_example_by_hand() -> None:
    count = count_votes(COMMITTEE, constraints=(WOMEN,))
    first = count.stages[0]
    assert count.quota == 31 * 10**5
    assert [one.candidate for one in first.elected] == [0, 3, 4]
    assert first.passed_over == (PassedOver(1, 35 * 10**5),)
    assert (first.guarded, first.doomed) == ((3, 4), (1, 2))
    assert len(count.stages) == 1
    assert count.elected == (0, 3, 4)


def test_without_constraints_the_same_papers_elect_others() -> None:
    assert count_votes(COMMITTEE).elected == (0, 1, 2)


def test_a_guarded_candidate_stays_and_the_next_lowest_goes() -> None:
    """Eve has the fewest, but one woman must be elected, and she is the only one."""
    only = Category("women", frozenset({4}), at_least=1)
    count = count_votes(contest(5, 2, [(30, [1]), (29, [2]), (20, [3]), (10, [4]), (3, [5])]), constraints=(only,))
    assert count.stages[0].guarded == (4,)
    assert count.stages[1].deed == Excluded(3, Fewest())
    assert 4 in count.elected


def test_a_doomed_candidate_goes_before_a_surplus_is_lost_on_them() -> None:
    """Only one from the North may be elected; Ann is, so Ben goes, at full value, before Ann's surplus moves."""
    north = Category("North", frozenset({0, 1}), at_most=1)
    papers = [(50, [1, 2, 3]), (12, [2, 4]), (11, [3]), (10, [4]), (2, [5])]
    count = count_votes(contest(5, 2, papers), constraints=(north,))
    assert count.stages[0].doomed == (1,)
    assert count.stages[1].deed == Excluded(1, CannotBeElected())
    assert count.stages[1].totals[3] == 22 * 10**5
    assert count.stages[2].deed.surplus == 21 * 10**5  # type: ignore[union-attr]


def test_seats_stay_vacant_where_nobody_can_fill_them_within_the_constraints() -> None:
    women = Category("women", frozenset({4}), at_least=2)
    count = count_votes(COMMITTEE, constraints=(women,), lots=LOTS)
    assert count.vacant == Vacant(1, ConstraintsUnmet((("women", 1),), ((women,),)))
    assert len(count.elected) == 2
    assert 4 in count.elected
    with pytest.raises(UnmetError, match=r"can't meet women \(at least 2\): re-open nominations"):
        count_votes(COMMITTEE, constraints=(women,), refuse_unmet=True)


def test_constraints_that_clash_are_named_the_fewest_that_do() -> None:
    men, women = Category("men", frozenset({0, 1, 2}), at_least=3), Category("women", frozenset({3, 4}), at_least=1)
    few = Category("young", frozenset({4}), at_most=2)
    clash = "those who stand can't meet men (at least 3) and women (at least 1) together"
    with pytest.raises(UnmetError) as caught:
        count_votes(COMMITTEE, constraints=(men, few, women), refuse_unmet=True)
    assert str(caught.value) == f"{clash}: re-open nominations before the count"
    vacant = count_votes(COMMITTEE, constraints=(men, few, women), lots=LOTS).vacant
    assert vacant is not None
    assert f"nominations are re-opened: {clash}. Still to come: " in say_vacant(vacant)
    at_most = Category("men", frozenset({0, 1, 2, 3}), at_most=1)
    assert count_votes(COMMITTEE, constraints=(at_most,), lots=LOTS).vacant == Vacant(
        1, ConstraintsUnmet((), ((at_most,),))
    )
    assert str(Category("men", frozenset(), 1, 2)) == "men (at least 1 and at most 2)"


def test_regions_of_one_group_need_a_vacant_seat_each() -> None:
    none = frozenset[int]()
    alone = (Category("women", none, at_least=1), Category("young", none, at_least=1))
    regions = (Category("North", none, at_least=1, group="region"), Category("South", none, at_least=1, group="region"))
    assert count_votes(COMMITTEE, constraints=alone, lots=LOTS).vacant == Vacant(
        1, ConstraintsUnmet((("women", 1), ("young", 1)), tuple((one,) for one in alone))
    )
    assert count_votes(COMMITTEE, constraints=regions, lots=LOTS).vacant == Vacant(
        2, ConstraintsUnmet((("North", 1), ("South", 1)), tuple((one,) for one in regions))
    )


def test_too_few_candidates_arent_blamed_on_the_constraints() -> None:
    count = count_votes(contest(2, 3, [(2, [1])]), constraints=(Category("women", frozenset({0}), at_least=1),))
    assert (count.elected, count.vacant) == ((0, 1), Vacant(1, TooFewCandidates()))


@pytest.mark.parametrize(
    ("categories", "said"),
    [
        ((Category("women", frozenset({0}), 3, 2),), "women: at least 3 and at most 2 exclude each other"),
        ((Category("women", frozenset({0}), 4),), "women: at least 4 are asked for, and there are 3 seats"),
        (
            (Category("N", frozenset({0}), 2, group="r"), Category("S", frozenset({1}), 2, group="r")),
            r"N, S of group r: at least 2 \+ 2 are asked for, and there are 3 seats",
        ),
        (
            (Category("N", frozenset({0, 1}), group="r"), Category("S", frozenset({1}), group="r")),
            "candidate 2 is in N and S, of one group; choose one",
        ),
        (tuple(Category(f"c{k}", frozenset()) for k in range(17)), "at most 16 categories"),
    ],
)
def test_what_no_people_could_meet_is_refused(categories: tuple[Category, ...], said: str) -> None:
    with pytest.raises(ConstraintError, match=said):
        count_votes(COMMITTEE, constraints=categories)


def test_forty_candidates_in_many_categories_are_judged_quickly() -> None:
    """Counted in what is looked at, not in time: classes, however many people are alike."""
    categories = tuple(Category(f"c{k}", frozenset(range(k, 40, k + 2)), at_least=2, at_most=6) for k in range(6))
    guarded, doomed = Limits(categories, places=12).judge((), range(40))
    assert not guarded & doomed


def test_the_file_is_read_with_numbers_and_names() -> None:
    text = "category;at_least;at_most;group;candidates\nwomen;2;;;4 | eve\nNorth;;1;region;1\nSouth;0;2;region;-\n"
    assert read_constraints(text.encode(), COMMITTEE) == (
        Category("women", frozenset({3, 4}), 2),
        Category("North", frozenset({0}), 0, 1, "region"),
        Category("South", frozenset(), 0, 2, "region"),
    )


def test_json_says_the_same_as_a_table() -> None:
    text = """[{"category": "women", "at_least": 2, "candidates": [4, "Eve"]},
        {"category": "North", "at_most": 1, "group": "region", "candidates": [1]},
        {"category": "South", "at_most": 2, "group": "region", "candidates": []}]"""
    assert read_constraints(text.encode(), COMMITTEE) == (
        Category("women", frozenset({3, 4}), 2),
        Category("North", frozenset({0}), 0, 1, "region"),
        Category("South", frozenset(), 0, 2, "region"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("category,at_least\nwomen,2\n", "the header has no column 'candidates'"),
        ("category,candidates\nwomen,1\n", "no row says how many"),
        ("category,candidates,at_least,maximum\nwomen,1,1,2\n", "row 1, column maximum, 'maximum': there is no such"),
        ('[{"category": "women", "candidates": [1], "at_least": 1, "max": 2}]', "column max, 'max': there is no such"),
        ("category,candidates\nwomen,1;Zed\n", "row 2, column candidates, '1;Zed': nobody is called 'Zed'"),
        ("category,candidates,at_least\nwomen,1,two\n", "row 2, column at_least, 'two': write a whole number"),
        ("category,candidates\nwomen,1\nwomen,2\n", "this stands in row 2 as well"),
        ("category,candidates\n,1\n", "row 2, column category"),
        ("category,candidates\nwomen,\n", "row 2, column candidates, '': this may not be blank"),
    ],
)
def test_a_file_that_is_wrong_says_where(text: str, said: str) -> None:
    with pytest.raises(TableError) as refused:
        read_constraints(text.encode(), COMMITTEE, name="places.csv")
    assert said in str(refused.value)


def test_a_header_is_read_as_people_write_it() -> None:
    text = "Category,At least,At most,Candidates\nwomen,1,2,1\n"
    (women,) = read_constraints(text.encode(), COMMITTEE)
    assert (women.at_least, women.at_most) == (1, 2)


def test_a_table_whose_lines_end_as_on_old_macs_is_read() -> None:
    table = b"category,At least,candidates\nwomen,1,4;5\n"
    assert read_constraints(table.replace(b"\n", b"\r"), COMMITTEE) == read_constraints(table, COMMITTEE)
