"""From a contest to its result, by any of the rules. docs/methods/count.md."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, TypeAlias, get_args

from muster.count.contest import MOST_CANDIDATES, Contest, ContestError
from muster.count.limits import Category, Limits, set_limits
from muster.count.meek import count_meek
from muster.count.piles import approvals, read_orders
from muster.count.plurality import count_marks
from muster.count.poll import standing
from muster.count.result import Count, DeclaredTied, Tie
from muster.count.scottish import count_av, count_scottish
from muster.count.ties import Lots, Settler, UndecidedError

Rule: TypeAlias = Literal["scottish", "av", "meek", "approval", "fptp"]
RULES: tuple[Rule, ...] = get_args(Rule)
MOST_TRIED = 400  # counts, to see whether a tie makes a difference
_TRIED_PAPERS = 20_000_000  # or papers in all these counts together
_FEWEST_TRIED = 12


def count_votes(
    contest: Contest,
    *,
    rule: Rule = "scottish",
    seats: int | None = None,
    constraints: tuple[Category, ...] = (),
    refuse_unmet: bool = False,
    lots: Lots | None = None,
) -> Count:
    """Count a contest.

    Args:
        contest: who stands, and the papers.
        rule: scottish (weighted inclusive Gregory, five decimals), av (one seat), meek (the Proportional
            Representation Foundation's reference rule), approval or fptp.
        seats: to be filled, if not as many as the contest says.
        constraints: on who is elected together.
        refuse_unmet: count nothing where those who stand can't meet the constraints; otherwise as few seats as can
            be stay vacant.
        lots: how ties are settled that no earlier stage settles; without them a tie that makes no difference to who
            is elected is passed over, and any other is declared: the result isn't finished then.

    Returns:
        The result with every stage. The same input gives the same result on every machine: whole numbers only.

    Raises:
        ContestError: if the rule can't fill so many seats.
        ConstraintError: if nobody could meet the constraints.
    """
    wanted = contest.seats if seats is None else seats
    if not 1 <= wanted <= MOST_CANDIDATES:
        raise ContestError(f"a contest fills from 1 to {MOST_CANDIDATES:,} seats")
    if rule == "av" and wanted != 1:
        raise ContestError(f"av fills one seat and {wanted} are wanted: count one, or by scottish or meek")
    limits = set_limits(constraints, candidates=standing(contest), seats=wanted, refuse=refuse_unmet)
    given = lots or Lots()
    papers = max(len(contest.papers.votes), 1)
    tries = iter(range(min(MOST_TRIED, max(_FEWEST_TRIED, _TRIED_PAPERS // papers))))
    return _settle(contest, rule, limits, given, tries)


def _settle(contest: Contest, rule: Rule, limits: Limits, lots: Lots, tries: Iterator[int]) -> Count:
    """Count; at a tie that nothing settles, count on with each choice and see whether the same are elected."""
    try:
        return _count(contest, rule, limits, lots)
    except UndecidedError as error:
        ends: list[Count] = []
        for candidate in error.candidates:
            if next(tries, None) is None:
                return _declared(error)
            ends.append(_settle(contest, rule, limits, replace(lots, tried=(*lots.tried, candidate)), tries))
            if not ends[-1].finished or set(ends[-1].elected) != set(ends[0].elected):
                return _declared(error)
        return ends[0]


def _count(contest: Contest, rule: Rule, limits: Limits, lots: Lots) -> Count:
    settler = Settler(lots)
    if rule == "approval":
        totals, tally = approvals(contest)
        return count_marks(contest, totals, tally, rule=rule, limits=limits, settler=settler)
    papers, tally = read_orders(contest)
    match rule:
        case "scottish":
            return count_scottish(contest, papers, tally, limits=limits, settler=settler)
        case "av":
            return count_av(contest, papers, tally, limits=limits, settler=settler)
        case "meek":
            return count_meek(contest, papers, tally, limits=limits, settler=settler)
    return count_marks(contest, None, tally, papers=papers, rule=rule, limits=limits, settler=settler)


def _declared(error: UndecidedError) -> Count:
    """Give what was counted until a tie that decides, with that tie."""
    assert error.so_far is not None  # noqa: S101 - every rule fills it in on the way
    tie = Tie(error.stage, error.to, error.candidates, None, DeclaredTied())
    *before, last = error.so_far.stages
    return replace(error.so_far, stages=(*before, replace(last, ties=(*last.ties, tie))))
