"""How a day stands and what may follow: one table. docs/methods/day.md draws it."""

from typing import Final

from muster.web.days.models import Day

State = Day.State
OPEN: Final = (State.DRAFT, State.CALLED, State.CUT, State.PUBLISHED)

MOVES: Final[dict[State, dict[str, State]]] = {
    State.DRAFT: {"call": State.CALLED, "postpone": State.DRAFT, "cancel": State.CANCELLED},
    State.CALLED: {"cut": State.CUT, "postpone": State.CALLED, "cancel": State.CANCELLED},
    State.CUT: {
        "cut": State.CUT, "publish": State.PUBLISHED, "postpone": State.CUT, "cancel": State.CANCELLED,
    },
    State.PUBLISHED: {
        "recall": State.CUT, "end": State.HELD, "postpone": State.CUT, "cancel": State.CANCELLED,
    },
    State.HELD: {},
    State.CANCELLED: {},
}  # fmt: skip


class NotNowError(ValueError):
    """A day that stands so can't do this."""

    def __init__(self, day: Day, verb: str) -> None:
        """Keep how it stands and what was wanted."""
        super().__init__(f"a day that is {day.state} can't {verb}")
        self.state, self.verb = day.state, verb


def move(day: Day, verb: str) -> None:
    """Let a day stand as it does after `verb`; its row is not written.

    Raises:
        NotNowError: the table holds no such move.
    """
    moves = MOVES[State(day.state)]
    if verb not in moves:
        raise NotNowError(day, verb)
    day.state = moves[verb]


def diagram() -> str:
    """Draw the table as text: a line a move."""
    return "".join(f"{state} --{verb}--> {after}\n" for state, moves in MOVES.items() for verb, after in moves.items())
