"""Need-to-know: what a power opens, for how long, and which powers never meet in one hand.

Source: docs/methods/power.md. Walls are those of Brewer and Nash (1989): whoever stands on one side of a conflict
can't go over to another.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

LONGEST_GRANT = dt.timedelta(days=92)
EVERYWHERE = "movement"  # the compartment of what concerns everybody


class TooLongError(ValueError):
    """A grant would outlive 92 days, or end before it begins."""


class FromOneselfError(ValueError):
    """Nobody gives power to themselves, nor says that they may keep it."""


class WalledError(ValueError):
    """A power would take its holder to the other side of a conflict."""

    def __init__(self, walls: Mapping[str, str]) -> None:
        """Keep which conflicts, and the side on which the holder stands in each."""
        super().__init__(", ".join(f"{conflict}: {side}" for conflict, side in sorted(walls.items())))
        self.walls = dict(walls)


@dataclass(frozen=True, slots=True)
class Held:
    """One power that somebody holds at this moment."""

    role: str
    compartment: str
    purpose: str


def opens(held: Iterable[Held], *, roles: Collection[str], compartment: str, purposes: Collection[str] = ()) -> bool:
    """Say whether any power of one of `roles` opens `compartment`, for one of `purposes` where these are named.

    A power over the whole movement opens every compartment, to its own role alone: a founder gives power and does not
    thereby read anybody's file.
    """
    return any(
        power.role in roles
        and power.compartment in {compartment, EVERYWHERE}
        and (not purposes or power.purpose in purposes)
        for power in held
    )


def check_grant(*, holder: str, giver: str, starts: dt.datetime, ends: dt.datetime) -> None:
    """Refuse a grant that nobody may give.

    Raises:
        FromOneselfError: holder and giver are one.
        TooLongError: it ends more than 92 days after it starts, or not after it.
    """
    if holder == giver:
        raise FromOneselfError(holder)
    if not starts < ends <= starts + LONGEST_GRANT:
        latest = starts + LONGEST_GRANT
        raise TooLongError(f"a grant from {starts:%d %B %Y} must end by {latest:%d %B %Y}; it can be given again")


def sides_crossed(stands: Mapping[str, str], *, enters: Mapping[str, str]) -> dict[str, str]:
    """Give the conflicts in which somebody who stands on one side would enter another, with the side they stand on.

    Both arguments map a conflict's name to a side of it.
    """
    there = [conflict for conflict in enters if conflict in stands]
    return {conflict: stands[conflict] for conflict in there if stands[conflict] != enters[conflict]}
