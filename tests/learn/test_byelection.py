"""By-elections in exact arithmetic: Copeland 2017 to every published figure, and laws that hold of any result."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.learn.byelection import (
    GONE,
    NEW,
    NO_VOTE,
    NotStandingError,
    NoVotesError,
    Result,
    TooManyVotesError,
    against_mean,
    bound_moves,
    compare_results,
    find_swing,
)

NOW = Result(
    "2017",
    (
        ("Con", 13_748),
        ("Lab", 11_601),
        ("LD", 2_252),
        ("UKIP", 2_025),
        ("Guest", 811),
        ("Green", 515),
        ("Ivinson", 116),
    ),
    60_602,
)  # fmt: skip
BEFORE = Result("2015", (("Con", 14_186), ("Lab", 16_750), ("LD", 1_368), ("UKIP", 6_148), ("Green", 1_179)), 62_087)
LABOUR = {"2001": 17_991, "2005": 17_033, "2010": 19_699, "2015": 16_750}


def test_copeland_2017_is_to_the_printed_digits() -> None:
    labour = compare_results(NOW, BEFORE)[1]
    assert (labour.party, labour.before, labour.now) == ("Lab", 16_750, 11_601)
    assert round(100 * float(labour.relative or 0), 2) == -30.74
    assert (labour.now - labour.before, round(labour.by_turnout), round(labour.by_share)) == (-5_149, -3_619, -1_530)
    swing = find_swing(NOW, BEFORE, to="Con", away_from="Lab")
    assert round(100 * float(swing.butler), 3) == 6.690
    earlier = [Result(year, (("Lab", votes),)) for year, votes in LABOUR.items()]
    assert round(100 * float(against_mean(NOW, earlier, party="Lab")), 1) == -35.1


def test_parties_stand_by_votes_now_and_newcomers_have_no_change_in_percent() -> None:
    changes = compare_results(NOW, BEFORE)
    assert [c.party for c in changes] == ["Con", "Lab", "LD", "UKIP", "Guest", "Green", "Ivinson"]
    guest = changes[4]
    assert (guest.before, float(guest.by_turnout), float(guest.by_share)) == (0, 0, 811)
    assert guest.relative is None


votes = st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 9_000), min_size=2)


def result(name: str, counted: dict[str, int], more: int) -> Result:
    return Result(name, tuple(counted.items()), sum(counted.values()) + more)


@given(votes, votes)
def test_turnout_and_share_add_up_and_shares_to_one(one: dict[str, int], other: dict[str, int]) -> None:
    changes = compare_results(result("now", one, 5), result("before", other, 7))
    assert sum(c.share_now for c in changes) == sum(c.share_before for c in changes) == 1
    assert all(c.by_turnout + c.by_share == c.now - c.before for c in changes)
    assert sum(c.by_share for c in changes) == 0


@given(votes, votes)
def test_swing_there_is_swing_back(one: dict[str, int], other: dict[str, int]) -> None:
    now, before = result("now", one | {"A": 10, "B": 20}, 0), result("before", other | {"A": 7, "B": 5}, 0)
    there, back = (find_swing(now, before, to=a, away_from=b) for a, b in ("AB", "BA"))
    assert (there.butler, there.two_party) == (-back.butler, -back.two_party)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60).filter(
        lambda people: any(a < 2 for a, _ in people) and any(b < 2 for _, b in people)
    )
)
def test_bounds_hold_whatever_people_did(people: list[tuple[int, int]]) -> None:
    """Each person of a made-up place: voted A, B, not at all, or wasn't on the register; then and now."""
    names = ("A", "B")
    then = Result(
        "then", tuple((n, sum(a == i for a, _ in people)) for i, n in enumerate(names)), sum(a < 3 for a, _ in people)
    )
    now = Result(
        "now", tuple((n, sum(b == i for _, b in people)) for i, n in enumerate(names)), sum(b < 3 for _, b in people)
    )
    left = sum(a < 3 and b == 3 for a, b in people)
    moves = bound_moves(now, then, gone=left)
    sources, targets = (*names, NO_VOTE, NEW), (*names, NO_VOTE, GONE)
    for move in moves:
        true = sum((sources[a], targets[b]) == (move.source, move.target) for a, b in people)
        assert move.least <= true <= move.most
    for source in names:
        assert sum(m.most for m in moves if m.source == source) >= dict(then.votes)[source]


def test_copelands_bounds_by_hand() -> None:
    moves = {(m.source, m.target): (m.least, m.most) for m in bound_moves(NOW, BEFORE)}
    assert moves["Lab", "Lab"] == (0, 11_601)
    assert moves["Lab", NO_VOTE] == (0, 16_750)
    assert moves["UKIP", "Con"] == (0, 6_148)
    assert moves["Lab", GONE] == (0, 1_485)  # the register shrank by so many
    assert (NEW, "Lab") not in moves
    more = {(m.source, m.target): (m.least, m.most) for m in bound_moves(NOW, BEFORE, gone=6_000)}
    assert more[NEW, "Lab"] == (0, 4_515)


def test_bounds_say_more_where_a_party_is_large() -> None:
    now, before = Result("now", (("A", 90), ("B", 5)), 100), Result("before", (("A", 80), ("B", 15)), 100)
    moves = {(m.source, m.target): (m.least, m.most) for m in bound_moves(now, before)}
    assert moves["A", "A"] == (70, 80)
    assert moves["B", "A"] == (5, 15)


def test_without_electorates_only_upper_bounds_are_told() -> None:
    now, before = Result("now", (("A", 90), ("B", 5))), Result("before", (("A", 80), ("B", 15)))
    assert {(m.source, m.target): (m.least, m.most) for m in bound_moves(now, before)} == {
        ("A", "A"): (0, 80), ("A", "B"): (0, 5), ("B", "A"): (0, 15), ("B", "B"): (0, 5)
    }  # fmt: skip


def test_refusals_name_their_reason() -> None:
    with pytest.raises(NoVotesError, match="empty: there are no votes"):
        compare_results(NOW, Result("empty", (("A", 0),)))
    with pytest.raises(NotStandingError, match="Guest has no votes in 2015"):
        find_swing(NOW, BEFORE, to="Con", away_from="Guest")
    with pytest.raises(NotStandingError):
        against_mean(NOW, [BEFORE], party="Guest")
    with pytest.raises(TooManyVotesError, match=r"31,068 votes and 600 electors"):
        bound_moves(Result("2017", NOW.votes, 600), BEFORE)


def test_shares_are_exact() -> None:
    third = compare_results(Result("n", (("A", 1), ("B", 2))), Result("b", (("A", 1), ("B", 1))))[1]
    assert (third.share_now, third.by_turnout, third.by_share) == (Fraction(1, 3), Fraction(1, 2), Fraction(-1, 2))
