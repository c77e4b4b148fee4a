"""What somebody proposes after something happened."""

from collections.abc import Mapping
from dataclasses import dataclass

from muster.plan.ride_plan import RidePlan


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mended plan.

    Attributes:
        event: what happened, as told.
        after: the number of the seating that it was mended from.
        plan: as it would be.
        because: what happened to whom, by name.
        mended_ms: how long it took.
        takes_back: whether it puts back what the seating before it changed.
    """

    event: str
    after: int
    plan: RidePlan
    because: Mapping[str, str]
    mended_ms: int
    takes_back: bool = False
