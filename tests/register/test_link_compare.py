"""Two versions side by side, and a month's update upon one of them."""

import datetime as dt

import numpy as np
import pytest

from muster.register.batch import Change
from muster.register.compare import Kind, Linked, Tally, compare_versions, linked_wholly
from muster.register.link import link_versions
from muster.register.reasons import Reason
from muster.register.side import Side, joined_sides
from muster.register.update import Update, apply_update
from muster.table import Problem
from tests.register.made_sides import Elector, TwoYears, side, two_years

OLD = (
    Elector("Smith", "John", "1 Mill Lane", 1),
    Elector("Smith", "Ann", "1 Mill Lane", 2),
    Elector("Begum", "Salma", "2 Mill Lane", 3, marker="G"),
    Elector("Ollerenshaw", "Drusilla Xanthe", "3 Mill Lane", 4, dt.date(2026, 5, 6)),
    Elector("Okoro", "Chidi", "4 Mill Lane", 5),
    Elector("Jones", "Gareth", "5 Mill Lane", 6, uprn="77"),
)


def whole(before: Side, after: Side, *, renumbered: bool | None = None) -> Linked:
    return linked_wholly(link_versions(before, after, renumbered=renumbered).old, stood=len(before))


def compared(old: tuple[Elector, ...], new: tuple[Elector, ...]) -> tuple[list[Kind], list[int], Tally]:
    before, after = side(*old), side(*new)
    linked = whole(before, after, renumbered=False)
    kind, tally = compare_versions(before, after, linked)
    return [Kind(one) for one in kind.tolist()], linked.gone.tolist(), tally


def test_each_kind_of_change_is_told() -> None:
    john, ann, salma, drusilla, _, gareth = OLD
    new = (
        john,
        ann._replace(surname="SMITH"),
        salma._replace(marker="", number=33),
        drusilla._replace(attains=None),
        Elector("Novak", "Jan", "4 Mill Lane", 7),
        gareth._replace(at="Rose Cottage, Mill Lane"),
    )
    kinds, gone, tally = compared(OLD, new)
    assert kinds == [Kind.UNCHANGED, Kind.CHANGED, Kind.CHANGED, Kind.CHANGED, Kind.NEW, Kind.MOVED]
    assert gone == [4]
    assert tally == Tally(unchanged=1, renumbered=0, changed=3, moved=1, new=1, gone=1)


def test_only_another_number_is_renumbered_and_another_door_is_moved() -> None:
    new = (OLD[0]._replace(number=101), OLD[3]._replace(at="9 Oak Road"), *OLD[4:])
    kinds, _, tally = compared(OLD, new)
    assert kinds == [Kind.RENUMBERED, Kind.MOVED, Kind.UNCHANGED, Kind.UNCHANGED]
    assert tally == Tally(unchanged=2, renumbered=1, changed=0, moved=1, new=0, gone=2)


@pytest.mark.parametrize("seed", [3, 4])
def test_everybody_is_counted_once_and_the_same_version_has_no_change(seed: int) -> None:
    years = two_years(doors=800, seed=seed)
    _, got = compare_versions(years.old, years.new, whole(years.old, years.new))
    assert sum(got) - got.gone == len(years.new)
    assert sum(got) - got.new == len(years.old)
    _, same = compare_versions(years.old, years.old, whole(years.old, years.old))
    assert same == Tally(len(years.old), 0, 0, 0, 0, 0)


def test_a_row_of_an_update_that_brings_nobody_is_counted_as_nobody() -> None:
    before = side(*OLD)
    after = side(OLD[4], OLD[0]._replace(number=9), Elector("Novak", "Jan", "4 Mill Lane", 7))
    linked = Linked(np.array([-1, 0, -1]), np.array([2]), np.array([4]))  # the first row says that Chidi is gone
    kind, tally = compare_versions(before, after, linked)
    assert kind.tolist() == [Kind.NOBODY, Kind.RENUMBERED, Kind.NEW]
    assert tally == Tally(unchanged=0, renumbered=1, changed=0, moved=0, new=1, gone=1)


def updated(standing: tuple[Elector, ...], *rows: tuple[Change, Elector]) -> Update:
    town: TwoYears = two_years(doors=300, seed=12)
    everybody = joined_sides([side(*standing), town.old])
    update = side(*(one for _, one in rows))
    return apply_update(
        everybody,
        update,
        changes=[change for change, _ in rows],
        rows=range(2, len(rows) + 2),
        numbers=[f"{one.district}-{one.number}" for _, one in rows],
    )


def test_new_changed_and_gone_find_their_elector() -> None:
    got = updated(
        OLD,
        ("changed", OLD[0]._replace(forenames="John Paul")),
        ("gone", OLD[4]),
        ("new", Elector("Novak", "Jan", "4 Mill Lane", 7)),
        ("changed", OLD[2]._replace(surname="Rahman")),
    )
    assert got.old.tolist() == [0, 4, -1, 2]
    assert got.does.tolist() == [True] * 4
    assert (got.gone.tolist(), got.new.tolist(), got.problems) == ([4], [2], ())


def test_another_name_under_the_number_is_doubtful_and_does_nothing() -> None:
    got = updated(
        OLD, ("changed", OLD[0]._replace(surname="Novak", forenames="Jan")), ("gone", OLD[1]._replace(surname="X"))
    )
    assert got.old.tolist() == [0, 1]
    assert got.doubtful.tolist() == [True, False]  # Ann X was Ann Smith: a name may change
    assert got.does.tolist() == [False, True]
    got = updated(OLD, ("gone", OLD[1]._replace(surname="Novak", forenames="Jan")))
    assert (got.doubtful.tolist(), got.gone.tolist()) == ([True], [])


def test_rows_that_find_nobody_are_named_with_a_cure() -> None:
    got = updated(
        OLD,
        ("changed", Elector("Novak", "Jan", number=99)),
        ("new", Elector("Novak", "Jan", number=1)),
        ("new", Elector("Novak", "Jan", number=0)),
        ("gone", OLD[4]),
        ("gone", OLD[4]),
    )
    assert [(problem.row, problem.value) for problem in got.problems] == [
        (2, "AA-99"), (3, "AA-1"), (4, "AA-0"), (5, "AA-5"), (6, "AA-5"),
    ]  # fmt: skip
    assert got.problems[0] == Problem(
        2,
        "ElectorNumber",
        "AA-99",
        "nobody on the version that stands has this number: bring in the months between first, or leave the row out",
    )
    assert len({problem.cure for problem in got.problems}) == 4
    assert not got.does.any()


def test_a_number_may_pass_on_to_somebody_else_in_one_month() -> None:
    got = updated(OLD, ("gone", OLD[4]), ("new", Elector("Novak", "Jan", number=5)))
    assert (got.gone.tolist(), got.new.tolist(), got.problems) == ([4], [1], ())


def test_who_goes_here_and_comes_there_moved() -> None:
    got = updated(OLD, ("gone", OLD[3]), ("new", OLD[3]._replace(at="9 Oak Road", number=50)))
    assert got.moved.old.tolist() == [0]
    assert Reason(int(got.moved.reason[0])) == Reason.MOVED


def test_the_same_update_again_comes_to_nothing() -> None:
    came = Elector("Novak", "Jan", "4 Mill Lane", 7)
    got = updated((*OLD, came), ("new", came))
    assert (got.old.tolist(), got.new.tolist(), got.problems) == ([6], [], ())


def test_an_update_without_rows_does_nothing() -> None:
    got = updated(OLD)
    assert (len(got.old), got.problems, len(got.gone)) == (0, (), 0)


def test_an_anonymous_elector_is_found_by_number_and_never_by_it_alone_if_the_other_has_a_name() -> None:
    hidden = Elector("", "", "", number=8)
    assert updated((*OLD, hidden), ("gone", hidden)).gone.tolist() == [6]
    assert updated((*OLD, hidden), ("gone", Elector("Novak", "Jan", number=8))).doubtful.tolist() == [True]
    assert updated(OLD, ("changed", hidden._replace(number=1))).doubtful.tolist() == [True]


def test_rows_are_given_back_in_their_order() -> None:
    rows: list[tuple[Change, Elector]] = [("gone", one) for one in reversed(OLD)]
    assert updated(OLD, *rows).old.tolist() == list(range(len(OLD)))[::-1]
    assert np.array_equal(updated(OLD, *rows).gone, np.arange(len(OLD)))
