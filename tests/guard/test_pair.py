"""Two persons: the exact words, a second reader, four hours, once."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from muster.guard import pair
from muster.guard.pair import HOLDS_FOR, MOVES, Request, State, check_approver, check_use, state_of

AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
ASKED = Request(body=b"words", asked_by="ann", subjects=frozenset({"cem"}), asked_at=AT)


def test_every_state_says_where_it_may_go() -> None:
    assert set(MOVES) == set(State)
    assert {state for state, next_ in MOVES.items() if not next_} == {State.REFUSED, State.USED, State.LAPSED}


@pytest.mark.parametrize(
    ("by", "interests", "after", "refusal"),
    [
        ("bea", set(), dt.timedelta(0), None),
        ("bea", {"dot"}, HOLDS_FOR - dt.timedelta(seconds=1), None),
        ("ann", set(), dt.timedelta(0), pair.OwnRequestError),
        ("cem", set(), dt.timedelta(0), pair.OwnCaseError),
        ("bea", {"cem"}, dt.timedelta(0), pair.InterestError),
        ("bea", {"ann"}, dt.timedelta(0), pair.InterestError),
        ("bea", set(), HOLDS_FOR, pair.NotOpenError),
    ],
)
def test_who_is_a_second_person(
    by: str, interests: set[str], after: dt.timedelta, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        check_approver(ASKED, by=by, interests=interests, at=AT + after)
    else:
        with pytest.raises(refusal):
            check_approver(ASKED, by=by, interests=interests, at=AT + after)


def test_only_the_approved_words_hold_and_only_for_who_asked() -> None:
    approved = replace(ASKED, state=State.APPROVED)
    check_use(approved, by="ann", body=b"words", at=AT)
    for by, body in [("bea", b"words"), ("ann", b"other words")]:
        with pytest.raises(pair.OtherWordsError):
            check_use(approved, by=by, body=body, at=AT)
    with pytest.raises(pair.NotOpenError):
        check_use(ASKED, by="ann", body=b"words", at=AT)
    with pytest.raises(pair.NotOpenError):
        check_use(approved, by="ann", body=b"words", at=AT + HOLDS_FOR)


class Life(RuleBasedStateMachine):
    """One request, whatever anybody tries: it is used at most once, after another's yes, within four hours."""

    def __init__(self) -> None:
        super().__init__()
        self.request = ASKED
        self.at = AT
        self.yes_by = ""
        self.uses: list[dt.datetime] = []

    @rule(minutes=st.integers(1, 200))
    def wait(self, minutes: int) -> None:
        self.at += dt.timedelta(minutes=minutes)

    @rule(by=st.sampled_from(["ann", "bea", "cem", "dot"]), yes=st.booleans())
    def answer(self, by: str, yes: bool) -> None:  # noqa: FBT001
        try:
            check_approver(self.request, by=by, interests={"cem"} if by == "dot" else set(), at=self.at)
        except ValueError:
            return
        self.request = replace(self.request, state=State.APPROVED if yes else State.REFUSED)
        self.yes_by = by if yes else ""

    @rule(by=st.sampled_from(["ann", "bea"]), body=st.sampled_from([b"words", b"others"]))
    def use(self, by: str, body: bytes) -> None:
        try:
            check_use(self.request, by=by, body=body, at=self.at)
        except ValueError:
            return
        assert (by, body) == ("ann", b"words")
        self.request = replace(self.request, state=State.USED)
        self.uses.append(self.at)

    @precondition(lambda self: self.uses)
    @invariant()
    def used_once_in_time_after_another_said_yes(self) -> None:
        assert len(self.uses) == 1
        assert self.uses[0] < AT + HOLDS_FOR
        assert self.yes_by == "bea"

    @invariant()
    def lapsed_is_what_was_left_open(self) -> None:
        open_still = state_of(self.request, at=self.at) in {State.ASKED, State.APPROVED}
        assert not (open_still and self.at >= AT + HOLDS_FOR)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=12)
