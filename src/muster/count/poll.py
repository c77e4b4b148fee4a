"""What a rule knows while it counts: who is in, who is out, what the constraints allow, and the stages so far."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

from muster.count.contest import Contest
from muster.count.limits import Limits, find_clashes, shortfalls
from muster.count.result import (
    CannotBeElected,
    ConstraintsUnmet,
    Count,
    Elected,
    Excluded,
    Fewest,
    LastPlaces,
    MoreThanAllOthers,
    MostVotes,
    NoVotes,
    PassedOver,
    ReachedQuota,
    Stage,
    Tally,
    TooFewCandidates,
    Vacant,
)
from muster.count.ties import Settler, UndecidedError


@dataclass(slots=True)
class Poll:
    """The state of a count, whatever its rule.

    Attributes:
        contest: what is counted.
        limits: its constraints and places.
        settler: of ties.
        totals: each candidate's votes now.
        hopeful: who is neither elected nor excluded.
        elected: who is, in order.
        stages: those finished.
        guarded, doomed: what the constraints say of the hopeful now.
    """

    contest: Contest
    limits: Limits
    settler: Settler
    totals: list[int]
    hopeful: list[int]
    elected: list[int] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    guarded: frozenset[int] = frozenset()
    doomed: frozenset[int] = frozenset()

    @property
    def stage(self) -> int:
        """The number of the stage that is going on."""
        return len(self.stages) + 1

    @property
    def left(self) -> int:
        """How many places are still to be filled."""
        return self.limits.places - len(self.elected)


def standing(contest: Contest) -> list[int]:
    """List who stands."""
    return [candidate for candidate in range(len(contest.names)) if candidate not in contest.withdrawn]


def judge(poll: Poll) -> None:
    """Work out anew who must stay and who must go."""
    poll.guarded, poll.doomed = poll.limits.judge(poll.elected, poll.hopeful)


def elect_those(
    poll: Poll, reached: Collection[int], why: ReachedQuota | MoreThanAllOthers | MostVotes
) -> tuple[tuple[Elected, ...], tuple[PassedOver, ...]]:
    """Elect those who reached what is to be reached, most votes first, as far as the constraints allow."""
    if not reached:
        return (), ()
    elected, passed = list[Elected](), list[PassedOver]()
    waiting = set(reached)
    while waiting and poll.left:
        judge(poll)
        barred = waiting & poll.doomed
        passed += [PassedOver(candidate, poll.totals[candidate]) for candidate in sorted(barred)]
        waiting -= barred
        if not waiting:
            break
        most = max(poll.totals[candidate] for candidate in waiting)
        first = _first_of(poll, [candidate for candidate in waiting if poll.totals[candidate] == most])
        elected.append(_elect(poll, first, why))
        waiting.remove(first)
    return tuple(elected), tuple(passed)


def elect_rest(poll: Poll) -> tuple[Elected, ...]:
    """Elect everybody who may still be, if they are just as many as the places that are left; `judge` comes before."""
    able = [candidate for candidate in poll.hopeful if candidate not in poll.doomed]
    if not able or len(able) != poll.left:
        return ()
    return tuple(_elect(poll, candidate, LastPlaces()) for candidate in sorted(able, key=partial(_placing, poll)))


def next_excluded(poll: Poll, *, spare: int = 0) -> Excluded:
    """Say who goes next: somebody who can't be elected, else who has the fewest votes of those who needn't stay.

    Args:
        poll: as it stands.
        spare: candidates within so much of the fewest are held to have as few.
    """
    among: Collection[int] = poll.doomed or [one for one in poll.hopeful if one not in poll.guarded]
    fewest = min(poll.totals[candidate] for candidate in among)
    lowest = [candidate for candidate in among if poll.totals[candidate] <= fewest + spare]
    candidate = poll.settler.choose(lowest, to="exclude", lowest=True, stage=poll.stage, past=poll.stages)
    return Excluded(candidate, CannotBeElected() if poll.doomed else Fewest())


def finish(poll: Poll, *, rule: str, places: int, tally: Tally, finished: bool = True) -> Count:
    """Put the result together."""
    return Count(
        rule=rule,
        title=poll.contest.title,
        names=poll.contest.names,
        seats=poll.limits.places + poll.limits.vacant,
        places=places,
        quota=poll.stages[-1].quota if poll.stages else None,
        elected=tuple(poll.elected),
        stages=tuple(poll.stages),
        tally=tally,
        withdrawn=tuple(sorted(poll.contest.withdrawn)),
        constraints=poll.limits.categories,
        vacant=_vacant(poll, finished=finished),
        finished=finished,
    )


def stop(poll: Poll, error: UndecidedError, *, rule: str, places: int, tally: Tally) -> UndecidedError:
    """Give a tie that stops the count what was counted until then."""
    error.so_far = finish(poll, rule=rule, places=places, tally=tally, finished=False)
    return error


def _vacant(poll: Poll, *, finished: bool) -> Vacant | None:
    number = poll.limits.vacant
    if finished and not poll.elected and poll.limits.places:
        return Vacant(poll.limits.places + number, NoVotes())
    if not number:
        return None
    standing = {*range(len(poll.contest.names))} - poll.contest.withdrawn
    if len(standing) <= poll.limits.places:
        return Vacant(number, TooFewCandidates())
    clashes = find_clashes(poll.limits.categories, candidates=standing, seats=poll.limits.places + number)
    return Vacant(number, ConstraintsUnmet(shortfalls(poll.limits, poll.elected), clashes))


def _elect(poll: Poll, candidate: int, why: ReachedQuota | MoreThanAllOthers | LastPlaces | MostVotes) -> Elected:
    poll.hopeful.remove(candidate)
    poll.elected.append(candidate)
    return Elected(candidate, poll.totals[candidate], why)


def _placing(poll: Poll, candidate: int) -> tuple[int, ...]:
    """Order those elected together: most votes now, then at the last stage, the one before... then by number."""
    return (-poll.totals[candidate], *(-stage.totals[candidate] for stage in reversed(poll.stages)), candidate)


def _first_of(poll: Poll, equal: Sequence[int]) -> int:
    """Choose who is elected first; where all can be, no lot is needed and an earlier stage or the list decides."""
    if len(equal) == 1:
        return equal[0]
    rest = [candidate for candidate in poll.hopeful if candidate not in equal]
    if poll.limits.may_be([*poll.elected, *equal], rest):
        return min(equal, key=partial(_placing, poll))
    return poll.settler.choose(equal, to="elect", lowest=False, stage=poll.stage, past=poll.stages)
