"""What votes don't decide: earlier stages, a lot that anybody can draw again, the chair's lot, or declared tied."""

import hashlib

import pytest

from muster.count.count import count_votes
from muster.count.result import ChairsLot, DeclaredTied, EarlierStage, Excluded, LotDrawn, MakesNoDifference, Tie
from muster.count.ties import Drawn, LotError, Lots, check_seed, draw_tickets, make_seed
from tests.count.made_contests import LOTS, SEED, contest

DEAD_HEAT = contest(2, 1, [(3, [1]), (3, [2])])


def test_the_most_recent_earlier_stage_decides() -> None:
    """Ben and Cem end stage 2 with 6 each; at stage 1 Cem had fewer, so Cem goes."""
    count = count_votes(contest(4, 1, [(9, [1]), (6, [2]), (5, [3]), (1, [4, 3])]))
    assert count.ties == (Tie(3, "exclude", (1, 2), 2, EarlierStage(1)),)
    assert count.stages[2].deed.candidate == 2  # type: ignore[union-attr]


def test_of_three_tied_the_stages_are_gone_back_through_until_one_is_left() -> None:
    """Ben, Cem and Dee have 6 at stage 3; Ben had more at stage 2, and of Cem and Dee Dee had fewer at stage 1."""
    papers = [(9, [1]), (6, [2]), (5, [3]), (4, [4]), (1, [5, 3]), (1, [5, 4]), (1, [6, 4])]
    count = count_votes(contest(6, 1, papers))
    assert count.ties[0] == Tie(4, "exclude", (1, 2, 3), 3, EarlierStage(1))


def test_a_lot_is_drawn_from_the_seed_and_its_tickets_can_be_drawn_again() -> None:
    count = count_votes(DEAD_HEAT, lots=LOTS)
    tie = count.ties[0]
    assert isinstance(tie.by, LotDrawn)
    for ticket in tie.by.tickets:
        assert ticket.words == f"{SEED} stage 2: exclude candidate {ticket.candidate + 1}"
        assert hashlib.sha256(ticket.words.encode()).hexdigest() == ticket.drew
    assert tie.chosen == min(tie.by.tickets, key=lambda ticket: ticket.drew).candidate
    assert count.elected == (1 - tie.chosen,)


def test_lots_fall_on_either_as_often() -> None:
    chosen = [draw_tickets(f"{seed:032x}", (0, 1), to="exclude", stage=2)[0].candidate for seed in range(2_000)]
    assert 900 < sum(chosen) < 1_100


def test_the_seed_is_made_of_the_records_head_and_dice() -> None:
    head = "AB" * 32
    assert make_seed(head, "4 1 6, 2") == hashlib.sha256(f"{'ab' * 32} 4162".encode()).hexdigest()
    assert check_seed("0x" + "Ab" * 16) == "ab" * 16


@pytest.mark.parametrize("head", ["", "abc", "zz" * 32, "ab" * 8])
def test_a_head_that_is_none_is_refused(head: str) -> None:
    with pytest.raises(LotError, match="at least 32 hex digits"):
        make_seed(head, "1")


@pytest.mark.parametrize("dice", ["", "7", "1 0", "six"])
def test_dice_that_are_none_are_refused(dice: str) -> None:
    with pytest.raises(LotError, match="what the dice showed"):
        make_seed("ab" * 32, dice)


def test_the_chairs_lot_counts_with_its_witness() -> None:
    for chosen in (0, 1):
        count = count_votes(DEAD_HEAT, lots=Lots(drawn=(Drawn(2, chosen, "J. Bloggs"),)))
        assert count.ties == (Tie(2, "exclude", (0, 1), chosen, ChairsLot("J. Bloggs")),)
        assert count.elected == (1 - chosen,)


def test_the_chairs_lot_goes_before_the_seed_and_only_at_its_stage() -> None:
    count = count_votes(DEAD_HEAT, lots=Lots(SEED, (Drawn(3, 0, "J. Bloggs"),)))
    assert isinstance(count.ties[0].by, LotDrawn)


@pytest.mark.parametrize("rule", ["scottish", "meek", "av", "fptp", "approval"])
def test_a_tie_that_decides_is_declared_and_the_count_stops(rule: str) -> None:
    count = count_votes(DEAD_HEAT, rule=rule)  # type: ignore[arg-type]
    assert not count.finished
    assert count.elected == ()
    assert count.vacant is None
    assert (count.ties[-1].candidates, count.ties[-1].chosen, count.ties[-1].by) == ((0, 1), None, DeclaredTied())


def test_a_tie_that_makes_no_difference_stops_nothing() -> None:
    """Cem and Dee have one paper each and no earlier stage; Ann wins whoever of them goes first."""
    count = count_votes(contest(4, 1, [(9, [1]), (8, [2]), (1, [3]), (1, [4])]))
    assert count.finished
    assert count.elected == (0,)
    assert count.ties[0] == Tie(2, "exclude", (2, 3), 2, MakesNoDifference())
    assert isinstance(count.stages[1].deed, Excluded)


def test_who_is_elected_before_a_declared_tie_stays_so() -> None:
    count = count_votes(contest(3, 2, [(10, [1]), (3, [2]), (3, [3])]))
    assert count.elected == (0,)
    assert not count.finished


def test_surpluses_of_one_size_are_ordered_too() -> None:
    count = count_votes(contest(4, 2, [(10, [1, 3]), (10, [2, 4]), (1, [3]), (1, [4])]), lots=LOTS)
    assert count.elected == (0, 1)
    three = count_votes(contest(5, 3, [(10, [1, 3]), (10, [2, 4]), (1, [3]), (1, [4])]), lots=LOTS)
    assert (three.ties[0].to, three.ties[0].candidates) == ("transfer", (0, 1))


def test_no_lot_is_needed_where_all_who_are_equal_are_elected() -> None:
    count = count_votes(contest(3, 2, [(5, [1]), (5, [2]), (1, [3])]), rule="fptp")
    assert (count.elected, count.ties) == ((0, 1), ())


def test_many_equal_candidates_dont_take_for_ever() -> None:
    count = count_votes(contest(12, 1, [(1, [x]) for x in range(1, 13)]))
    assert not count.finished
