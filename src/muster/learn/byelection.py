"""A result beside earlier ones, in exact arithmetic: votes, shares, swing, what of a loss is turnout, what share."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from muster.learn.refusal import RefusedError

NO_VOTE = "no valid vote"
NEW = "new on the register"
GONE = "gone from the register"


class NoVotesError(RefusedError):
    """Nobody voted, so there are no shares."""


class TooManyVotesError(RefusedError):
    """More votes than electors."""


class NotStandingError(RefusedError):
    """A party stood in neither or only one of two elections."""


@dataclass(frozen=True, slots=True)
class Result:
    """One election in one place.

    Attributes:
        name: what it is called, such as "2015".
        votes: party and votes, one pair a party.
        electorate: how many might have voted, if known.
    """

    name: str
    votes: tuple[tuple[str, int], ...]
    electorate: int | None = None

    def of(self, party: str) -> int:
        """Give a party's votes; 0 where it didn't stand."""
        return dict(self.votes).get(party, 0)

    @property
    def valid(self) -> int:
        """Give all valid votes."""
        return sum(votes for _, votes in self.votes)


@dataclass(frozen=True, slots=True)
class Change:
    """A party between two elections. `by_turnout` and `by_share` add up to the change in votes.

    Attributes:
        party: its name.
        before, now: votes; 0 where it didn't stand.
        share_before, share_now: of valid votes.
        by_turnout: votes that go with fewer or more valid votes at the share of before.
        by_share: votes that go with another share of the valid votes now.
    """

    party: str
    before: int
    now: int
    share_before: Fraction
    share_now: Fraction
    by_turnout: Fraction
    by_share: Fraction

    @property
    def relative(self) -> Fraction | None:
        """Give the change in votes as a share of those before; None where there were none."""
        return Fraction(self.now - self.before, self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Swing:
    """Swing to one party from another: Butler's of all votes, and the two-party (Steed's) of the votes of these two."""

    to: str
    away_from: str
    butler: Fraction
    two_party: Fraction


@dataclass(frozen=True, slots=True)
class Move:
    """How many went from one choice to another: at least and at most. More can't be known of one place."""

    source: str
    target: str
    least: int
    most: int


def compare_results(now: Result, before: Result) -> tuple[Change, ...]:
    """Set a result beside an earlier one, most votes now first, then most before.

    Raises:
        NoVotesError: if nobody voted in one of them.
    """
    for result in (now, before):
        if not result.valid:
            raise NoVotesError(f"{result.name}: there are no votes in it, so there are no shares; type them in")
    parties = {party: None for result in (now, before) for party, _ in result.votes}
    order = sorted(parties, key=lambda party: (-now.of(party), -before.of(party)))
    return tuple(_change(party, now, before) for party in order)


def find_swing(now: Result, before: Result, *, to: str, away_from: str) -> Swing:
    """Work out the swing to one party from another.

    Raises:
        NotStandingError: if one of the two didn't stand both times.

    Source: Butler, Stokes (1969), Political change in Britain; Steed (1965) in The British general election of 1964.
    """
    for party in (to, away_from):
        for result in (now, before):
            if not result.of(party):
                told = f"{party} has no votes in {result.name}, so there is no swing to speak of"
                raise NotStandingError(f"{told}; name two parties that stood both times")
    gain, loss = (_share(now, party) - _share(before, party) for party in (to, away_from))
    return Swing(to, away_from, (gain - loss) / 2, _of_two(now, to, away_from) - _of_two(before, to, away_from))


def against_mean(now: Result, earlier: Sequence[Result], *, party: str) -> Fraction:
    """Give a party's change in votes, as a share of its mean over earlier elections in which it stood.

    Raises:
        NotStandingError: if it stood in none of them.
    """
    votes = [result.of(party) for result in earlier if result.of(party)]
    if not votes:
        raise NotStandingError(f"{party} has no votes in any earlier result; name a party that stood before")
    return Fraction(now.of(party) * len(votes), sum(votes)) - 1


def bound_moves(now: Result, before: Result, *, gone: int = 0) -> tuple[Move, ...]:
    """Say within which bounds people went from each choice then to each choice now.

    One place tells no more than its margins do: between them every figure is possible, so no best guess is given.
    Without electorates only upper bounds say something, and lower bounds are 0.

    Args:
        now: this result.
        before: the earlier one.
        gone: how many left the register between (died, moved away). As few as can be are assumed to have come and gone.

    Raises:
        TooManyVotesError: if there are more votes than electors.

    Source: Duncan, Davis (1953), An alternative to ecological correlation.
    """
    rows, columns = dict(before.votes), dict(now.votes)
    if now.electorate is None or before.electorate is None:
        pairs = [(a, b, 0, min(m, n)) for a, m in rows.items() for b, n in columns.items()]
        return tuple(Move(*pair) for pair in pairs)
    left = max(gone, before.electorate - now.electorate, 0)
    came = now.electorate - before.electorate + left
    rows |= {NO_VOTE: _no_vote(before)} | ({NEW: came} if came else {})
    columns |= {NO_VOTE: _no_vote(now)} | ({GONE: left} if left else {})
    people = before.electorate + came
    return tuple(
        Move(a, b, max(0, m + n - people), min(m, n))
        for a, m in rows.items()
        for b, n in columns.items()
        if (a, b) != (NEW, GONE)
    )


def _no_vote(result: Result) -> int:
    left = (result.electorate or 0) - result.valid
    if left < 0:
        told = f"{result.name}: {result.valid:,} votes and {result.electorate:,} electors can't both be right"
        raise TooManyVotesError(f"{told}; check the line 'electorate'")
    return left


def _change(party: str, now: Result, before: Result) -> Change:
    was, is_now = _share(before, party), _share(now, party)
    return Change(
        party=party, before=before.of(party), now=now.of(party), share_before=was, share_now=is_now,
        by_turnout=was * (now.valid - before.valid), by_share=now.valid * (is_now - was),
    )  # fmt: skip


def _share(result: Result, party: str) -> Fraction:
    return Fraction(result.of(party), result.valid)


def _of_two(result: Result, one: str, other: str) -> Fraction:
    return Fraction(result.of(one), result.of(one) + result.of(other))
