"""What an event changed, and what a proposal would change against what people were told."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.web.days.heard import Heard, heard_of
from muster.web.days.models import Day
from muster.web.days.models_of_seats import Difference, Seating
from muster.web.days.seats import Move, moves_between
from muster.web.days.standing import chain_of, events_of, told_before

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Round:
    """A driver whose round is another: whom they fetch, where, when."""

    vehicle: str
    driver: str
    before: Body
    after: Body


@dataclass(frozen=True, slots=True)
class Change:
    """What happened, and who rides otherwise than they were told.

    Attributes:
        pk, number, event: of the newest seating in it; takes_back: whether that puts back what the event changed.
        happened: (event, whether it was taken back): what people were told of and is not so, then what happened since
            they were told; what cancels out before anybody heard of it isn't said.
        seconds: how long the newest took to mend.
        moved, left: who rides otherwise; who had a seat and has none.
        rounds: drivers whose round is another.
        undone: whether it was taken back before anybody was told.
        sent: that people were told, if they were.
        is_last: whether nothing happened since.
        untold: whom it touches and who was never told any place: to them it is no correction.
    """

    pk: int
    number: int
    event: str
    takes_back: bool
    happened: tuple[tuple[str, bool], ...]
    seconds: float
    moved: tuple[Move, ...]
    left: tuple[Move, ...]
    rounds: tuple[Round, ...]
    undone: bool
    sent: Difference | None
    is_last: bool
    untold: frozenset[str]

    @property
    def people_moved(self) -> int:
        """How many people ride otherwise than before."""
        return sum(move.size for move in self.moved)

    @property
    def people_left(self) -> int:
        """How many people can't be carried any more."""
        return sum(move.size for move in self.left)

    @property
    def touched(self) -> tuple[str, ...]:
        """Whom it touches, each once: who rides otherwise, and who drives otherwise."""
        riders = [move.name for move in (*self.moved, *self.left)]
        return tuple(dict.fromkeys([*riders, *(one.driver for one in self.rounds)]))


def change_told(after: Seating, *, before: Seating | None = None) -> Change:
    """Tell a seating against what people had been told when it was sent, or are told now (`before`, if at hand)."""
    before = before or _base_of(after)
    heard = Heard(before.body, before.number, {}) if after.undone_at else heard_of(before)
    moves = moves_between(heard.body, after.body, _because(heard, before, after))
    sent = Difference.objects.filter(day=after.day_id, after=after.number).first() if after.sent_at else None
    chain = chain_of(after.day)
    return Change(
        pk=after.pk,
        number=after.number,
        event=after.event,
        takes_back=after.takes_back,
        happened=_happened(heard, after, chain),
        seconds=max(0.1, math.ceil((after.mended_ms or 0) / 100) / 10),
        moved=tuple(move for move in moves if not move.left),
        left=tuple(move for move in moves if move.left),
        rounds=rounds_between(heard.body, after.body),
        undone=after.undone_at is not None,
        sent=sent,
        is_last=after.undone_at is None and chain[-1].number == after.number,
        untold=heard.untold,
    )


def fetched(vehicle: Body) -> tuple[str, ...]:
    """Name whom a vehicle fetches, in the order of its stops."""
    return tuple(name for visit in vehicle["visits"] for name in visit["riders"])


def rounds_between(before: Body, after: Body) -> tuple[Round, ...]:
    """Give every vehicle with a driver of our own whose round is another, in the list's order."""
    was = {one["name"]: one for one in before["vehicles"]}
    return tuple(
        Round(one["name"], one["driver"], was[one["name"]], one)
        for one in after["vehicles"]
        if one["driver"] and was[one["name"]] != one and _round(was[one["name"]]) != _round(one)
    )


def _round(vehicle: Body) -> tuple[object, ...]:
    """Say what a driver is told of their round."""
    stops = tuple(
        (one["stop"], one["lon"], one["lat"], one["leaves_s"], tuple(one["riders"])) for one in vehicle["visits"]
    )
    return (vehicle["runs"], vehicle["starts_s"], stops) if vehicle["runs"] else (False,)


def _base_of(after: Seating) -> Seating:
    if after.undone_at:
        return Seating.objects.get(day=after.day_id, number=after.after or 0)
    return told_before(after)


def _because(heard: Heard, before: Seating, after: Seating) -> dict[str, str]:
    """Say what happened to each since they were told."""
    if after.undone_at:
        return dict(after.body["because"])
    first = min([before.number, *heard.since.values()])
    rows = Seating.objects.filter(day=after.day_id, number__gt=first, number__lt=after.number, undone_at=None)
    return {
        name: why
        for one in [*rows, after]
        for name, why in one.body["because"].items()
        if one.number > heard.since.get(name, before.number)
    }


def _happened(heard: Heard, after: Seating, chain: list[Seating]) -> tuple[tuple[str, bool], ...]:
    if after.undone_at:
        return ((after.event, after.takes_back),)
    events = events_of(chain)
    known, now = events[heard.number], events[after.number]
    not_so = [(event, True) for event in known if event not in now]
    return (*not_so, *((event, False) for event in now if event not in known))


def stopped_by(day: Day, name: str) -> Seating | None:
    """Give the event that a vehicle does not run any further for, if one of those that stand is the reason."""
    ran = True
    for seating in day.seatings.filter(undone_at=None, sent_at__isnull=False):
        runs = any(one["name"] == name and one["runs"] for one in seating.body["vehicles"])
        if ran and not runs and seating.number:
            return seating
        ran = runs
    return None
