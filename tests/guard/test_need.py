"""What a power opens, and what never meets in one hand."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.guard.need import (
    EVERYWHERE,
    FromOneselfError,
    Held,
    TooLongError,
    WalledError,
    check_grant,
    opens,
    sides_crossed,
)

AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("held", "opened"),
    [
        (Held("officer", "north", "care"), True),
        (Held("officer", EVERYWHERE, "care"), True),
        (Held("officer", "south", "care"), False),
        (Held("founder", EVERYWHERE, "founding"), False),
        (Held("organiser", "north", "care"), False),
        (Held("officer", "north", "canvass"), False),
    ],
)
def test_a_power_opens_its_own_compartment_for_its_own_purpose(held: Held, opened: bool) -> None:  # noqa: FBT001
    assert opens([held], roles={"officer"}, compartment="north", purposes={"care"}) is opened


def test_two_powers_never_add_up_to_one_that_nobody_gave() -> None:
    held = [Held("officer", "south", "care"), Held("driver", "north", "care"), Held("officer", "north", "lifts")]
    assert not opens(held, roles={"officer"}, compartment="north", purposes={"care"})


@given(st.integers(-10, 200))
def test_a_grant_lasts_from_a_moment_to_92_days(days: int) -> None:
    if 0 < days <= 92:
        check_grant(holder="a", giver="b", starts=AT, ends=AT + days * DAY)
    else:
        with pytest.raises(TooLongError):
            check_grant(holder="a", giver="b", starts=AT, ends=AT + days * DAY)


def test_nobody_gives_power_to_themselves() -> None:
    with pytest.raises(FromOneselfError):
        check_grant(holder="a", giver="a", starts=AT, ends=AT + DAY)


SIDES = st.dictionaries(st.sampled_from("pqr"), st.sampled_from("12"))


@given(stands=SIDES, enters=SIDES)
def test_a_side_is_crossed_where_another_side_of_the_same_conflict_is_entered(
    stands: dict[str, str], enters: dict[str, str]
) -> None:
    crossed = sides_crossed(stands, enters=enters)
    slow = {c: s for c, s in stands.items() for d, t in enters.items() if c == d and s != t}
    assert crossed == slow
    assert not sides_crossed(stands, enters=stands)


def test_a_wall_says_where_one_stands() -> None:
    assert str(WalledError({"q": "2", "p": "1"})) == "p: 1, q: 2"
