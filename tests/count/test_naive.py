"""Every rule beside a slow twin written from its text: the same totals at every stage, the same people elected."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.count.count import RULES, Rule, count_votes
from muster.count.limits import ConstraintError
from muster.count.result import Count
from tests.count.made_contests import LOTS, SEED, categories_of, contest, elections
from tests.count.naive_count import Asked, Naive, naive_av, naive_meek, naive_scottish, places_with

CALM = settings(max_examples=100, suppress_health_check=list(HealthCheck))


def compare(count: Count, twin: Naive) -> None:
    one = Decimal(10) ** count.places
    assert [[total / one for total in stage.totals] for stage in count.stages] == twin.totals
    assert [stage.exhausted / one for stage in count.stages] == twin.exhausted
    assert list(count.elected) == twin.elected
    assert [set(stage.guarded) for stage in count.stages] == twin.guarded
    assert [set(stage.doomed) for stage in count.stages] == twin.doomed


def asked_for(election: tuple[int, int, list[tuple[int, list[int]]]]) -> Asked:
    people, seats, papers = election
    return Asked(people, [(many, [x - 1 for x in ranks]) for many, ranks in papers], seats, seed=SEED)


@given(election=elections())
@CALM
def test_scottish_stv_is_its_text(election: tuple[int, int, list[tuple[int, list[int]]]]) -> None:
    compare(count_votes(contest(*election), lots=LOTS), naive_scottish(asked_for(election)))


@given(election=elections())
@CALM
def test_meek_is_its_text(election: tuple[int, int, list[tuple[int, list[int]]]]) -> None:
    compare(count_votes(contest(*election), rule="meek", lots=LOTS), naive_meek(asked_for(election)))


@given(election=elections(seats=1))
@CALM
def test_av_is_its_text(election: tuple[int, int, list[tuple[int, list[int]]]]) -> None:
    compare(count_votes(contest(*election), rule="av", lots=LOTS), naive_av(asked_for(election)))


@given(election=elections(candidates=7, seats=5), data=st.data(), rule=st.sampled_from(["scottish", "meek"]))
@settings(CALM, max_examples=150)
def test_constraints_are_what_trying_every_subset_finds(
    election: tuple[int, int, list[tuple[int, list[int]]]], data: st.DataObject, rule: Rule
) -> None:
    people, seats, _ = election
    categories = data.draw(categories_of(people, seats))
    asked = asked_for(election)
    asked.categories = categories
    filled = places_with(asked)
    if filled < 0:
        with pytest.raises(ConstraintError):
            count_votes(contest(*election), rule=rule, constraints=categories, lots=LOTS)
        return
    asked.filled = filled
    count = count_votes(contest(*election), rule=rule, constraints=categories, lots=LOTS)
    compare(count, naive_scottish(asked) if rule == "scottish" else naive_meek(asked))
    assert (count.vacant.seats if count.vacant else 0) in {seats - filled, seats}
    if len(count.elected) == seats:
        for one in categories:
            got = len(one.candidates & set(count.elected))
            assert one.at_least <= got <= (seats if one.at_most is None else one.at_most)


@given(election=elections(candidates=6, seats=6), data=st.data(), rule=st.sampled_from(["approval", "fptp"]))
@CALM
def test_most_votes_win_as_far_as_constraints_allow(
    election: tuple[int, int, list[tuple[int, list[int]]]], data: st.DataObject, rule: Rule
) -> None:
    """Whoever isn't elected had no more votes than whoever is, unless the constraints had no place for them."""
    people, seats, papers = election
    categories = data.draw(st.one_of(st.just(()), categories_of(people, seats)))
    try:
        count = count_votes(contest(*election), rule=rule, constraints=categories, lots=LOTS)
    except ConstraintError:
        return
    marked = [[x - 1 for x in (ranks if rule == "approval" else ranks[:1])] * many for many, ranks in papers]
    assert list(count.stages[0].totals) == [sum(one.count(at) for one in marked) for at in range(people)]
    passed = {one.candidate for one in count.stages[0].passed_over}
    votes = count.stages[0].totals
    for loser in set(range(people)) - set(count.elected) - passed:
        assert all(votes[winner] >= votes[loser] for winner in count.elected)
    assert categories or not passed


@given(election=elections(), order=st.randoms(use_true_random=False), rule=st.sampled_from(RULES))
@CALM
def test_the_order_of_papers_changes_nothing(
    election: tuple[int, int, list[tuple[int, list[int]]]], order: Random, rule: Rule
) -> None:
    people, seats, papers = election
    if rule == "av":
        seats = 1
    split = [(1, ranks) for many, ranks in papers for _ in range(many)]
    order.shuffle(split)
    first = count_votes(contest(people, seats, papers), rule=rule, lots=LOTS)
    again = count_votes(contest(people, seats, split), rule=rule, lots=LOTS)
    assert first == again
