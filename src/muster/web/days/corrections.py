"""A correction of turfs, as somebody asks for it, and why it can't be done."""

from dataclasses import dataclass

from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Correction


class NoGroundError(ValueError):
    """The ground on which the day's turfs were cut is not there any more: they must be cut anew."""


class OtherStreetsError(ValueError):
    """The area's streets were brought anew since the turfs were cut: these turfs can't be worked out again on them."""


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """One correction.

    Attributes:
        day: of whose turfs.
        kind: what to do.
        turf: the turf that it is done to; of a move, the one that gets the doors.
        seen: the day's edition that the asker saw.
        other: of a merger, the turf that goes.
        doors: of a move, the doors' ids.
        street: of a move, the street that was chosen, if one was.
    """

    day: Day
    kind: Correction.Kind
    turf: int
    seen: int
    other: int = 0
    doors: tuple[int, ...] = ()
    street: str = ""
