"""Sheets beside the boards: labels for envelopes, covers, rosters for drivers, boards in large print.

docs/methods/boards.md says how they are laid out.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from muster.paper.board_rows import groups_of
from muster.paper.boards import OUTCOMES, Board
from muster.paper.print_frame import Frame
from muster.paper.printing import join_parts, set_part

TEMPLATE = "sheets.typ"
LABELS = 21  # a sheet: 3 by 7, 63.5 mm by 38.1 mm
AT_ONCE = 420  # labels that a press sets before its memory is given back
DOORS_AT_ONCE = 1_600


@dataclass(frozen=True, slots=True)
class Label:
    """One label of an envelope.

    Attributes:
        number: the turf's.
        code: the board's, which names it and opens nothing.
        doors, minutes: of it.
        starts: the street where its walk begins.
    """

    number: int
    code: str
    doors: int
    minutes: int
    starts: str


@dataclass(frozen=True, slots=True)
class RosterRow:
    """Somebody whom a driver fetches."""

    name: str
    party: int
    seats: str
    needs: str
    telephone: str


@dataclass(frozen=True, slots=True)
class RosterStop:
    """Where a driver stops: when, where, for whom."""

    at: str
    stop: str
    riders: tuple[RosterRow, ...]


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """A vehicle's day on paper."""

    vehicle: str
    driver: str
    starts: str
    there: str
    leaves: str
    back: str
    stops: tuple[RosterStop, ...]


class NothingToPrintError(ValueError):
    """There is nothing to print."""


def print_labels(labels: Sequence[Label], *, frame: Frame) -> bytes:
    """Print labels, 21 a sheet, or 8 in large print.

    Raises:
        NothingToPrintError: there are none.
        PressError: if the typesetter refuses.
    """
    if not labels:
        raise NothingToPrintError("no label")
    parts = [
        _set("labels", frame, labels=[asdict(one) for one in labels[at : at + AT_ONCE]])
        for at in range(0, len(labels), AT_ONCE)
    ]
    return join_parts(parts, title=f"{frame.title}: labels")


def print_cover(labels: Sequence[Label], *, frame: Frame) -> bytes:
    """Print the cover of a pack of boards: what is in it, for whom, what to do with it afterwards.

    Raises:
        NothingToPrintError: there are no boards.
        PressError: if the typesetter refuses.
    """
    if not labels:
        raise NothingToPrintError("no board")
    return join_parts([_set("cover", frame, labels=[asdict(one) for one in labels])], title=f"{frame.title}: cover")


def print_rosters(rosters: Sequence[RosterSheet], *, frame: Frame) -> bytes:
    """Print a roster for each vehicle, on pages of its own.

    Raises:
        NothingToPrintError: there are none.
        PressError: if the typesetter refuses.
    """
    if not rosters:
        raise NothingToPrintError("no roster")
    return join_parts(
        [_set("rosters", frame, rosters=[asdict(one) for one in rosters])], title=f"{frame.title}: rosters"
    )


def print_large_boards(boards: Sequence[Board], *, frame: Frame, credit: str = "") -> bytes:
    """Print boards in large print: the same doors in the same order, one column, no map.

    Raises:
        NothingToPrintError: there are none.
        PressError: if the typesetter refuses.
    """
    if not boards:
        raise NothingToPrintError("no board")
    parts: list[bytes] = []
    run: list[dict[str, Any]] = []
    held = 0
    for board in boards:
        doors = sum(len(stop.doors) for stop in board.stops)
        if run and held + doors > DOORS_AT_ONCE:
            parts.append(_set("boards", frame, boards=run, outcomes=OUTCOMES, credit=credit))
            run, held = [], 0
        run.append(_large(board, doors))
        held += doors
    parts.append(_set("boards", frame, boards=run, outcomes=OUTCOMES, credit=credit))
    return join_parts(parts, title=f"{frame.title}: boards")


def _large(board: Board, doors: int) -> dict[str, Any]:
    return {
        "number": board.number,
        "code": board.code,
        "doors": doors,
        "minutes": board.minutes,
        "walk": board.walk_m,
        "groups": groups_of(board.stops),
    }


def _set(kind: str, frame: Frame, **job: Any) -> bytes:
    return set_part(TEMPLATE, {"kind": kind, **asdict(frame), **job})
