"""Two persons: one asks in exact words, another reads those words, and they hold once, for a few hours.

Source: docs/methods/power.md; the control group of four-eyes systems. Nothing here knows what is asked for.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

HOLDS_FOR = dt.timedelta(hours=4)


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    USED = "used"
    LAPSED = "lapsed"


MOVES: dict[State, frozenset[State]] = {
    State.ASKED: frozenset({State.APPROVED, State.REFUSED, State.LAPSED}),
    State.APPROVED: frozenset({State.USED, State.LAPSED}),
    State.REFUSED: frozenset(),
    State.USED: frozenset(),
    State.LAPSED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for: whose doing, about whom, and the bytes that say everything else."""

    body: bytes
    asked_by: str
    subjects: frozenset[str]
    asked_at: dt.datetime
    state: State = State.ASKED


class NotOpenError(ValueError):
    """The request was answered, used, or has lapsed."""


class OwnRequestError(ValueError):
    """Whoever asks can't approve."""


class OwnCaseError(ValueError):
    """Whoever it is about can't approve."""


class InterestError(ValueError):
    """An interest is declared between the approver and whoever asks, or whoever it is about."""


class OtherWordsError(ValueError):
    """What is to be done is not, byte for byte, what was approved."""


def state_of(request: Request, *, at: dt.datetime) -> State:
    """Give where a request stands at a moment: what was not used within four hours of the asking has lapsed."""
    still_open = request.state in {State.ASKED, State.APPROVED}
    return State.LAPSED if still_open and at >= request.asked_at + HOLDS_FOR else request.state


def check_approver(request: Request, *, by: str, interests: Collection[str], at: dt.datetime) -> None:
    """Refuse an approver who is not a second person.

    Args:
        request: what is asked.
        by: who would approve.
        interests: everybody with whom `by` has declared an interest.
        at: when.

    Raises:
        NotOpenError: it is no longer to be answered.
        OwnRequestError, OwnCaseError, InterestError: why `by` is no second person.
    """
    if state_of(request, at=at) is not State.ASKED:
        raise NotOpenError(state_of(request, at=at))
    if by == request.asked_by:
        raise OwnRequestError(by)
    if by in request.subjects:
        raise OwnCaseError(by)
    if not (request.subjects | {request.asked_by}).isdisjoint(interests):
        raise InterestError(by)


def check_use(request: Request, *, by: str, body: bytes, at: dt.datetime) -> None:
    """Refuse the use of a request that does not carry it.

    Raises:
        NotOpenError: it was not approved, was used, or has lapsed.
        OtherWordsError: `body` is not what was approved, or `by` is not who asked.
    """
    if state_of(request, at=at) is not State.APPROVED:
        raise NotOpenError(state_of(request, at=at))
    if body != request.body or by != request.asked_by:
        raise OtherWordsError
