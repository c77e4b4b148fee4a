"""The rows of a board: doors under their street and side, in walking order."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muster.paper.boards import BoardStop

LONGEST_WORD = 12  # letters that fit beside the boxes; longer ones may break anywhere


def groups_of(stops: "Sequence[BoardStop]") -> list[dict[str, Any]]:
    """Put stops under their street and side, doors numbered through.

    A group's `blocks` are runs of single doors, or the doors of one stop with what their names have in common, `here`.
    """
    groups: list[dict[str, Any]] = []
    order = 1
    for (street, side), run in groupby(stops, key=lambda stop: (stop.street, stop.side)):
        blocks: list[dict[str, Any]] = []
        for stop in run:
            several = len(stop.doors) > 1
            here = _in_common(stop.doors) if several else ""
            names = [door.removesuffix(f", {here}") if here else door for door in stop.doors]
            rows = [[order + at, _breakable(name), *stop.people[at : at + 1]] for at, name in enumerate(names)]
            order += len(rows)
            if several or not blocks or blocks[-1]["several"]:
                blocks.append({"several": several, "here": here, "rows": rows})
            else:
                blocks[-1]["rows"] += rows
        groups.append({"street": street, "side": side, "blocks": blocks})
    return groups


def cut_groups(groups: Sequence[dict[str, Any]], *, most: int) -> list[list[dict[str, Any]]]:
    """Cut groups of doors into pieces of at most so many rows; a group that goes on has its heading again."""
    pieces: list[list[dict[str, Any]]] = [[]]
    room = most
    for group in groups:
        opened = False
        for block in group["blocks"]:
            rows = block["rows"]
            while rows:
                if not room:
                    pieces.append([])
                    room, opened = most, False
                if not opened:
                    pieces[-1].append(group | {"blocks": []})
                    opened = True
                pieces[-1][-1]["blocks"].append(block | {"rows": rows[:room]})
                rows, room = rows[room:], max(room - len(rows), 0)
    return pieces


def _in_common(doors: Sequence[str]) -> str:
    """Give the parts, between commas, with which all doors' names end and before which all have something."""
    parts = [door.split(", ") for door in doors]
    most = min(map(len, parts)) - 1
    same = 0
    while same < most and len({one[-1 - same] for one in parts}) == 1:
        same += 1
    return ", ".join(parts[0][len(parts[0]) - same :])


def _breakable(text: str) -> str:
    """Let a word that is longer than its place break anywhere."""
    words = text.split(" ")
    return " ".join(
        "\u200b".join(word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
        if len(word) > LONGEST_WORD
        else word
        for word in words
    )
