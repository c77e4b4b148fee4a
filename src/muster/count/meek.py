"""Meek's method: the Proportional Representation Foundation's reference rule, in whole billionths.

https://prfound.org/resources/reference/reference-meek-rule/; its steps are named by its letters.
"""

import numpy as np
from numpy.typing import NDArray

from muster.count.compiled import share_votes
from muster.count.contest import Contest
from muster.count.limits import Limits
from muster.count.piles import Orders
from muster.count.poll import Poll, elect_rest, elect_those, finish, judge, next_excluded, standing, stop
from muster.count.result import Count, Deed, Elected, Excluded, FirstPreferences, ReachedQuota, Shared, Stage, Tally
from muster.count.ties import Settler, UndecidedError

PLACES = 9
ONE = 10**PLACES
OMEGA = 10**3  # a surplus below a millionth of a vote is none


def count_meek(contest: Contest, papers: Orders, tally: Tally, *, limits: Limits, settler: Settler) -> Count:
    """Count by Meek's method: those elected keep just the quota of what comes to them, and pass on the rest.

    A stage here ends whenever somebody is elected, or nobody more can be and the lowest goes.

    Raises:
        UndecidedError: at a tie that nothing settles.
    """
    hopeful = standing(contest)
    poll = Poll(contest, limits, settler, [0] * len(contest.names), hopeful)
    keep = np.zeros(len(contest.names), np.int64)
    keep[hopeful] = ONE
    deed: Deed = FirstPreferences()
    try:
        while True:
            quota, surplus, rounds = _iterate(poll, papers, keep)
            if not isinstance(deed, FirstPreferences | Excluded):
                deed = Shared(rounds)
            elected = _close(poll, deed, keep, quota=quota, valid=tally.valid * ONE)
            if not poll.left or not poll.hopeful or not tally.valid:
                return finish(poll, rule="meek", places=PLACES, tally=tally)
            deed = Shared(0)
            if not elected or poll.doomed:
                deed = next_excluded(poll, spare=0 if poll.doomed else surplus)
                poll.hopeful.remove(deed.candidate)
                keep[deed.candidate] = 0
    except UndecidedError as error:
        raise stop(poll, error, rule="meek", places=PLACES, tally=tally) from None


def _iterate(poll: Poll, papers: Orders, keep: NDArray[np.int64]) -> tuple[int, int, int]:
    """Share papers and move keep factors until somebody reaches the quota or hardly any surplus is left (B.2).

    Returns:
        The quota, the surplus, and how often papers were shared.
    """
    seats = poll.limits.places + poll.limits.vacant
    before = -1
    rounds = 0
    totals = np.zeros(len(keep), np.int64)
    while True:
        rounds += 1
        share_votes(papers.orders, papers.first, papers.end, papers.votes, keep, ONE, totals)  # B.2.a
        poll.totals = totals.tolist()
        quota = sum(poll.totals) // (seats + 1) + 1  # B.2.b
        surplus = max(sum(poll.totals[candidate] - quota for candidate in poll.elected), 0)  # B.2.d
        able = [one for one in poll.hopeful if one not in poll.doomed]
        if any(poll.totals[candidate] >= quota for candidate in able):  # B.2.c, e
            return quota, surplus, rounds
        if surplus < OMEGA or 0 <= before <= surplus:
            return quota, surplus, rounds
        before = surplus
        for candidate in poll.elected:  # B.2.f; Python's whole numbers, as these pass 64 bits
            kept = -(-int(keep[candidate]) * quota // ONE)
            keep[candidate] = -(-kept * ONE // poll.totals[candidate])


def _close(poll: Poll, deed: Deed, keep: NDArray[np.int64], *, quota: int, valid: int) -> tuple[Elected, ...]:
    """End a stage: elect whom it elects and note it."""
    reached = [candidate for candidate in poll.hopeful if poll.totals[candidate] >= quota]
    elected, passed = elect_those(poll, reached, ReachedQuota())
    judge(poll)
    if poll.left and (valid or len(poll.hopeful) <= poll.left):
        elected += elect_rest(poll)  # B.1 and C
    poll.stages.append(
        Stage(
            number=poll.stage,
            deed=deed,
            totals=tuple(poll.totals),
            exhausted=valid - sum(poll.totals),
            quota=quota,
            elected=elected,
            passed_over=passed,
            guarded=tuple(sorted(poll.guarded)),
            doomed=tuple(sorted(poll.doomed)),
            ties=poll.settler.take(),
            keep=tuple(keep.tolist()),
        )
    )
    return elected
