"""First past the post and approval: whoever has the most marks. One stage, and no transfers."""

import numpy as np

from muster.count.contest import Contest
from muster.count.limits import Limits
from muster.count.piles import Orders, deal_papers
from muster.count.poll import Poll, elect_those, finish, judge, standing, stop
from muster.count.result import Count, FirstPreferences, MostVotes, Stage, Tally
from muster.count.ties import Settler, UndecidedError


def count_marks(
    contest: Contest,
    totals: list[int] | None,
    tally: Tally,
    *,
    rule: str,
    limits: Limits,
    settler: Settler,
    papers: Orders | None = None,
) -> Count:
    """Elect those with the most votes, as far as the constraints allow.

    Args:
        contest: who stands.
        totals: everybody's votes, or None to count first preferences.
        tally: how papers were read.
        rule: approval or fptp.
        limits: the constraints and places.
        settler: of ties.
        papers: as strict orders, where first preferences are counted.

    Raises:
        UndecidedError: at a tie that nothing settles.
    """
    hopeful = standing(contest)
    if totals is None:
        assert papers is not None  # noqa: S101 - one of the two is given
        _, totals = deal_papers(papers, np.ones(len(contest.names), np.bool_), value=1)
    poll = Poll(contest, limits, settler, totals, hopeful)
    able = hopeful if tally.valid or len(hopeful) <= limits.places else []
    try:
        elected, passed = elect_those(poll, able, MostVotes())
    except UndecidedError as error:
        poll.stages.append(Stage(1, FirstPreferences(), tuple(totals), 0, ties=settler.take()))
        raise stop(poll, error, rule=rule, places=0, tally=tally) from None
    judge(poll)
    last = min((one.votes for one in elected), default=0)
    passed = tuple(one for one in passed if one.votes > last)  # others had too few votes anyway
    poll.stages.append(
        Stage(1, FirstPreferences(), tuple(totals), 0, elected=elected, passed_over=passed, ties=settler.take())
    )
    return finish(poll, rule=rule, places=0, tally=tally)
