"""Boards: what was published, joined again with the labels of its doors, and with names for whoever may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, QuerySet

from muster.paper import boards as paper
from muster.paper.door_labels import door_labels, house_order
from muster.register.address import Address
from muster.register.to_doors import door_told
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Board, Turf
from muster.web.record.actor import Actor
from muster.web.register.models import Door, Entry, Source

S_PER_MIN = 60
_ADDRESS = (
    "building__street__name", "building__street__locality", "building__number", "building__name", "unit",
)  # fmt: skip
_NAMED = (Source.Mode.A, Source.Mode.C)


@dataclass(frozen=True, slots=True)
class BoardTold:
    """A board as it is printed.

    Attributes:
        board: with the labels of its doors.
        title: the day's.
        credit: whom its map owes its streets.
        names: by door, the electors' names; none where the source's mode keeps none or the asker may not see them.
        sources: the registers that those names are of, for the imprint.
    """

    board: paper.Board
    title: str
    credit: str
    names: Mapping[int, tuple[str, ...]]
    sources: tuple[str, ...]


def board_told(board: Board, actor: Actor, *, named: bool = False) -> BoardTold:
    """Join labels to a published board; and names where the register's mode keeps them and the actor organises the day.

    The names stand behind its doors if they are asked for (`named`). Whoever shows the names notes the look.
    """
    day = board.publication.day
    names, sources = names_at(board.door_ids) if may_name(actor, day) else ({}, ())
    drawn = labelled(paper_of(board.drawn), labels_of(board.door_ids), names if named else None)
    return BoardTold(
        board=replace(drawn, code=board.code),
        title=day.title,
        credit=(day.ground or {}).get("credit", ""),
        names=names,
        sources=sources,
    )


def draft_board(turf: Turf) -> paper.Board:
    """Give a draft's board with its labels, as it would be printed."""
    drawn = paper_of(turf.board)
    return labelled(drawn, labels_of(turf.door_ids)) if turf.door_ids else drawn


def paper_of(kept: Mapping[str, Any]) -> paper.Board:
    """Read a board's drawing back as it was kept."""
    stops = tuple(paper.BoardStop(**{**stop, "doors": tuple(stop["doors"])}) for stop in kept["stops"])
    near = tuple(paper.NearStreet(one["kind"], one["name"], _places(one["line"])) for one in kept["streets_near"])
    under = tuple(
        paper.NearGround(one["kind"], tuple(map(_places, one["rings"]))) for one in kept.get("ground_near", ())
    )
    parts = {"stops": stops, "line": _places(kept["line"]), "streets_near": near, "ground_near": under}
    return paper.Board(**{**kept, **parts})


def labelled(
    board: paper.Board, labels: Mapping[int, str], names: Mapping[int, tuple[str, ...]] | None = None
) -> paper.Board:
    """Put labels where the drawing has ids, each stop's doors in the order of the house; and names behind them."""
    return replace(board, stops=tuple(_stop_told(stop, labels, names) for stop in board.stops))


def _stop_told(
    stop: paper.BoardStop, labels: Mapping[int, str], names: Mapping[int, tuple[str, ...]] | None
) -> paper.BoardStop:
    told = doors_in_order(map(int, stop.doors), labels)
    people = () if names is None else tuple(", ".join(names.get(door, ())) for door, _label in told)
    return replace(stop, doors=tuple(label for _door, label in told), people=people)


def doors_in_order(doors: Iterable[int], labels: Mapping[int, str]) -> list[tuple[int, str]]:
    """Give the doors of one stop with their labels, in the order of the house.

    A door that is in no register any more has its number for a label.
    """
    told = [(door, labels.get(door, f"#{door}")) for door in doors]
    return sorted(told, key=lambda one: house_order(one[1]))


def labels_of(door_ids: Iterable[int]) -> dict[int, str]:
    """Give what a board calls each door: its number and unit, and no more of its address than it takes."""
    rows = list(Door.objects.filter(pk__in=list(door_ids)).values_list("pk", *_ADDRESS))
    streets = [street for _pk, street, *_rest in rows]
    named = [door_told(Address(*address)) for _pk, *address in rows]
    return dict(zip((row[0] for row in rows), door_labels(named, streets), strict=True))


def names_at(door_ids: Iterable[int]) -> tuple[dict[int, tuple[str, ...]], tuple[str, ...]]:
    """Give the electors' names at each door, by the registers that keep names, and what those are called."""
    standing = _standing(door_ids)
    names: dict[int, list[str]] = {}
    sources: dict[str, None] = {}
    rows = standing.order_by("door", "surname", "forenames", "pk")
    for door, forenames, surname, source in rows.values_list("door", "forenames", "surname", "source__name"):
        names.setdefault(door, []).append(f"{forenames} {surname}".strip())
        sources[source] = None
    return {door: tuple(told) for door, told in names.items()}, tuple(sorted(sources))


def electors_at(door_ids: Iterable[int]) -> dict[int, int]:
    """Count the electors who are named at these doors, by the id of their register."""
    rows = _standing(door_ids).order_by().values("source").annotate(count=Count("pk"))
    return dict(rows.values_list("source", "count"))


def may_name(actor: Actor, day: Day) -> bool:
    """Whether somebody may see electors' names on a day's boards: whoever organises it."""
    return actor.holds("organiser", compartment=day.compartment)


def _standing(door_ids: Iterable[int]) -> "QuerySet[Entry]":
    """Give the entries of electors at these doors, in the registers that stand and keep names."""
    named = Entry.objects.filter(source__mode__in=_NAMED, source__expired_at=None)
    return named.filter(door__in=list(door_ids), ending=None)


def _places(kept: Iterable[Iterable[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in kept)
