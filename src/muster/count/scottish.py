"""Scottish STV: the weighted inclusive Gregory method to five decimals; and AV, its like for one seat.

Scottish Local Government Elections Orders 2007 and 2011, schedule 1, the rules from 'First stage' to 'Filling of last
vacancies'. docs/methods/count.md goes through them.
"""

from functools import partial

import numpy as np

from muster.count.contest import Contest
from muster.count.limits import Limits
from muster.count.piles import Orders, Piles, deal_papers, move_papers
from muster.count.poll import Poll, elect_rest, elect_those, finish, judge, next_excluded, standing, stop
from muster.count.result import (
    NO_PARCELS,
    Count,
    Deed,
    Excluded,
    FirstPreferences,
    MoreThanAllOthers,
    Parcels,
    ReachedQuota,
    Stage,
    SurplusMoved,
    Tally,
)
from muster.count.ties import Settler, UndecidedError

PLACES = 5
ONE = 10**PLACES  # what a paper is worth at first


def count_scottish(contest: Contest, papers: Orders, tally: Tally, *, limits: Limits, settler: Settler) -> Count:
    """Count by the Scottish rules: the largest surplus first, one a stage; then the lowest candidate goes.

    Raises:
        UndecidedError: at a tie that nothing settles.
    """
    seats = limits.places + limits.vacant
    quota = (tally.valid // (seats + 1) + 1) * ONE
    poll, piles = _begin(contest, papers, limits, settler, one=ONE)
    pending: list[int] = []  # elected, their surplus not moved yet
    deed: Deed = FirstPreferences()
    parcels = NO_PARCELS
    exhausted = rounding = 0
    try:
        while True:
            pending += _close(
                poll, deed, parcels, quota=quota, exhausted=exhausted, valid=tally.valid, rounding=rounding
            )
            if not poll.left or not poll.hopeful or not tally.valid:
                return finish(poll, rule="scottish", places=PLACES, tally=tally)
            deed = _next(poll, pending, quota)
            parcels, nobodys, lost = _moved(poll, piles, deed, quota)
            exhausted, rounding = exhausted + nobodys + lost, rounding + lost
    except UndecidedError as error:
        raise stop(poll, error, rule="scottish", places=PLACES, tally=tally) from None


def count_av(contest: Contest, papers: Orders, tally: Tally, *, limits: Limits, settler: Settler) -> Count:
    """Fill one seat by the alternative vote: until somebody has more than all others together, the lowest goes.

    Raises:
        UndecidedError: at a tie that nothing settles.
    """
    poll, piles = _begin(contest, papers, limits, settler, one=1)
    deed: Deed = FirstPreferences()
    parcels = NO_PARCELS
    exhausted = 0
    try:
        while True:
            quota = (tally.valid - exhausted) // 2 + 1
            _close(poll, deed, parcels, quota=quota, exhausted=exhausted, valid=tally.valid, why=MoreThanAllOthers())
            if not poll.left or not poll.hopeful or not tally.valid:
                return finish(poll, rule="av", places=0, tally=tally)
            deed = next_excluded(poll)
            parcels, nobodys, _ = _moved(poll, piles, deed, 0)
            exhausted += nobodys
    except UndecidedError as error:
        raise stop(poll, error, rule="av", places=0, tally=tally) from None


def _begin(contest: Contest, papers: Orders, limits: Limits, settler: Settler, *, one: int) -> tuple[Poll, Piles]:
    hopeful = standing(contest)
    continuing = np.zeros(len(contest.names), np.bool_)
    continuing[hopeful] = True
    piles, firsts = deal_papers(papers, continuing, value=one)
    return Poll(contest, limits, settler, [number * one for number in firsts], hopeful), piles


def _close(
    poll: Poll,
    deed: Deed,
    parcels: Parcels,
    *,
    quota: int,
    exhausted: int,
    valid: int,
    rounding: int = 0,
    why: ReachedQuota | MoreThanAllOthers | None = None,
) -> list[int]:
    """End a stage: elect whom it elects and note it. Gives who now has a surplus."""
    reached = [candidate for candidate in poll.hopeful if poll.totals[candidate] >= quota]
    elected, passed = elect_those(poll, reached, why or ReachedQuota())
    surplus = [one.candidate for one in elected if one.votes > quota]
    judge(poll)
    if poll.left and (valid or len(poll.hopeful) <= poll.left):  # without a vote nobody wins over anybody
        elected += elect_rest(poll)
    poll.stages.append(
        Stage(
            number=poll.stage,
            deed=deed,
            totals=tuple(poll.totals),
            exhausted=exhausted,
            rounding=rounding,
            quota=quota,
            parcels=parcels,
            elected=elected,
            passed_over=passed,
            guarded=tuple(sorted(poll.guarded)),
            doomed=tuple(sorted(poll.doomed)),
            ties=poll.settler.take(),
        )
    )
    return surplus


def _next(poll: Poll, pending: list[int], quota: int) -> Deed:
    """Say what is done next. Whoever can't be elected goes before anybody's surplus could be lost on them."""
    if poll.doomed or not pending:
        return next_excluded(poll)
    most = max(poll.totals[candidate] for candidate in pending)
    largest = [candidate for candidate in pending if poll.totals[candidate] == most]
    candidate = poll.settler.choose(largest, to="transfer", lowest=False, stage=poll.stage, past=poll.stages)
    pending.remove(candidate)
    return SurplusMoved(candidate, poll.totals[candidate] - quota)


def _moved(poll: Poll, piles: Piles, deed: Deed, quota: int) -> tuple[Parcels, int, int]:
    """Move the papers. Gives the parcels, the votes that nobody gets, and how much rounding took."""
    assert isinstance(deed, SurplusMoved | Excluded)  # noqa: S101 - nothing else moves papers
    totals, candidate = poll.totals, deed.candidate
    piles.continuing[[candidate, *poll.elected]] = False
    if isinstance(deed, Excluded):
        poll.hopeful.remove(candidate)
        parcels, gains = move_papers(piles, candidate)
        totals[candidate] = lost = 0
    else:
        parcels, gains = move_papers(
            piles, candidate, partial(transfer_value, surplus=deed.surplus, votes=totals[candidate])
        )
        totals[candidate] = quota
        lost = deed.surplus - sum(gains)
    nobodys = gains.pop()
    poll.totals = [total + gain for total, gain in zip(totals, gains, strict=True)]
    return parcels, nobodys, lost


def transfer_value(value: int, *, surplus: int, votes: int) -> int:
    """Give what a paper counts for when a surplus moves: surplus times its value over the votes, the rest ignored."""
    return surplus * value // votes
