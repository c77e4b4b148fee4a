"""How odd papers and odd contests are read; docs/methods/count.md says each in words."""

import pytest

from muster.count.contest import Contest, ContestError, Rank, find_candidate, make_papers, withdraw
from muster.count.count import Rule, count_votes
from muster.count.result import Elected, LastPlaces, NoVotes, Tally, TooFewCandidates, Vacant
from muster.count.ties import Lots
from tests.count.made_contests import LOTS, contest

RULES: tuple[Rule, ...] = ("scottish", "meek", "approval", "fptp")
RANKED: tuple[Rule, ...] = ("scottish", "meek", "fptp")


@pytest.mark.parametrize("rule", RULES)
def test_more_seats_than_candidates_all_are_elected_and_the_rest_stays_vacant(rule: Rule) -> None:
    count = count_votes(contest(2, 4, [(3, [1]), (1, [2])]), rule=rule)
    assert set(count.elected) == {0, 1}
    assert count.vacant == Vacant(2, TooFewCandidates())
    assert count.seats == 4


@pytest.mark.parametrize("rule", ["scottish", "meek"])
def test_as_many_candidates_as_seats_are_elected_at_the_first_stage(rule: Rule) -> None:
    count = count_votes(contest(2, 2, [(5, [1]), (1, [2])]), rule=rule)
    assert len(count.stages) == 1
    assert count.stages[0].elected[-1] == Elected(1, 10**count.places, LastPlaces())


@pytest.mark.parametrize("rule", [*RULES, "av"])
def test_without_a_vote_nobody_is_elected_over_anybody(rule: Rule) -> None:
    count = count_votes(contest(3, 1, []), rule=rule, lots=LOTS)
    assert (count.elected, count.vacant, count.finished) == ((), Vacant(1, NoVotes()), True)
    assert len(count.stages) == 1


@pytest.mark.parametrize("rule", [*RULES, "av"])
def test_without_a_vote_an_unopposed_candidate_is_elected(rule: Rule) -> None:
    assert count_votes(contest(1, 1, []), rule=rule).elected == (0,)


def test_empty_papers_are_counted_apart_and_raise_no_quota() -> None:
    count = count_votes(contest(3, 1, [(10, []), (3, [1]), (1, [2])]))
    assert count.tally == Tally(valid=4, empty=10)
    assert count.tally.papers == 14
    assert count.quota == 3 * 10**5


def test_a_repeated_rank_counts_as_far_as_before_it() -> None:
    papers: list[tuple[int, list[Rank]]] = [(2, [1, [2, 3], 4]), (3, [2]), (3, [4])]
    count = count_votes(contest(4, 1, papers), lots=LOTS)
    assert count.tally == Tally(valid=8, repeated_rank=2)
    assert count.stages[1].totals[3] == 3 * 10**5  # Ann is out, and neither Ben, Cem nor Dee gets those two
    assert count.stages[-1].exhausted >= 2 * 10**5


def test_a_skipped_rank_counts_as_far_as_before_it() -> None:
    papers: list[tuple[int, list[Rank]]] = [(2, [1, None, 3]), (3, [2]), (3, [3])]
    count = count_votes(contest(3, 1, papers), lots=LOTS)
    assert count.tally == Tally(valid=8, skipped_rank=2)
    assert count.stages[1].totals == (0, 3 * 10**5, 3 * 10**5)


@pytest.mark.parametrize("ranks", [[[1, 2], 3], [None, 1], [None]])
def test_a_paper_without_one_clear_first_preference_is_not_valid(ranks: list[Rank]) -> None:
    papers: list[tuple[int, list[Rank]]] = [(5, ranks), (1, [2])]
    for rule in RANKED:
        count = count_votes(contest(3, 1, papers), rule=rule)
        assert count.tally == Tally(valid=1, unclear=5)
        assert count.elected == (1,)


def test_somebody_named_again_counts_where_they_stand_first() -> None:
    count = count_votes(contest(3, 1, [(2, [1, 1, 2, 1, 3]), (3, [2]), (4, [3])]))
    assert count.tally == Tally(valid=9, repeated_name=2)
    assert count.stages[1].totals == (0, 5 * 10**5, 4 * 10**5)


def test_approval_asks_for_no_order() -> None:
    papers: list[tuple[int, list[Rank]]] = [(2, [1, [2, 3]]), (1, [3, 3, None, 1]), (4, []), (3, [2])]
    count = count_votes(contest(3, 2, papers), rule="approval", lots=LOTS)
    assert count.stages[0].totals == (3, 5, 3)
    assert count.tally == Tally(valid=6, empty=4)


def test_withdrawn_candidates_are_passed_over_at_full_value() -> None:
    papers = [(5, [1, 2]), (2, [2]), (4, [3]), (1, [1])]
    count = count_votes(contest(3, 1, papers, withdrawn=[1]))
    assert count.stages[0].totals == (0, 7 * 10**5, 4 * 10**5)
    assert count.tally == Tally(valid=11, withdrawn=1)
    assert (count.withdrawn, count.elected) == ((0,), (1,))


def test_whoever_is_elected_first_is_withdrawn_from_the_next() -> None:
    chair = count_votes(contest(3, 1, [(5, [1]), (3, [2])]))
    committee = contest(3, 1, [(5, [1, 3]), (3, [2]), (1, [3, 2])])
    again = withdraw(committee, chair.elected)
    assert count_votes(again).elected == (2,)
    assert committee.withdrawn == frozenset()


def test_exhausted_papers_are_told_apart_from_what_rounding_took() -> None:
    count = count_votes(contest(4, 2, [(7, [1]), (3, [1, 2]), (2, [2]), (2, [3])]), lots=LOTS)
    moved = count.stages[1]
    value = 5 * 10**5 // 10
    assert moved.exhausted == 7 * value + moved.rounding
    assert moved.rounding == 5 * 10**5 - 10 * value


def test_av_fills_one_seat() -> None:
    with pytest.raises(ContestError, match="av fills one seat and 2 are wanted"):
        count_votes(contest(3, 2, [(1, [1])]), rule="av")
    assert count_votes(contest(3, 2, [(1, [1])]), rule="av", seats=1).elected == (0,)


def test_av_needs_more_than_all_others_still_in() -> None:
    count = count_votes(contest(3, 1, [(4, [1]), (3, [2]), (2, [3])]), rule="av")
    assert count.elected == (0,)
    assert [stage.quota for stage in count.stages] == [5, 4]  # two papers name nobody who is still in


def test_seats_can_be_said_anew() -> None:
    assert len(count_votes(contest(4, 1, [(4, [1]), (3, [2])]), seats=2).elected) == 2
    with pytest.raises(ContestError):
        count_votes(contest(4, 1, []), seats=0)


def test_nobody_is_withdrawn_who_isnt_there() -> None:
    with pytest.raises(ContestError, match="there is no candidate 4; they are numbered 1 to 3"):
        withdraw(contest(3, 1, []), [3])


def test_candidates_are_found_by_number_or_whole_name() -> None:
    made = Contest("", ("Ann  Lee", "Ben", "Ben"), 1, make_papers([]))
    assert [find_candidate(made, words) for words in ("1", " ann lee ", "Ann", "Ben", "4", "0")] == [
        0, 0, None, None, None, None
    ]  # fmt: skip


def test_the_same_votes_give_the_same_result_however_often_counted() -> None:
    made = contest(5, 2, [(9, [1, 2]), (4, [3, 4]), (4, [4]), (1, [5])])
    assert count_votes(made, lots=Lots("ab" * 16)) == count_votes(made, lots=Lots("ab" * 16))
