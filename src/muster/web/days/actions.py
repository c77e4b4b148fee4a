"""What can be done with a day. Each deed replaces what an earlier attempt of the same job may have left."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.files.base import ContentFile

from muster.paper.boards import Board
from muster.table import Problem
from muster.web.days.models import Day, Drawing, Given
from muster.web.days.models_of_turfs import Turf
from muster.web.days.queries import DOORS, PEOPLE, STREETS, VEHICLES
from muster.web.days.rules import may_plan, may_plan_in
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.jobs import start

__all__ = ["DOORS", "PEOPLE", "STREETS", "VEHICLES"]  # the names that a day's files have


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants of a day.

    Attributes:
        title: what the day is called.
        held_on: when.
        compartment: who may know of it.
        to_lon, to_lat: where everybody goes.
        arrive_min, leave_min: by when everybody is there and when vehicles go home, minutes of that day.
        into: how many turfs; or
        minutes: the longest that a turf may take.
        seed, effort_s: which plan of the many it is, and about how long to improve it.
        made_up: whether nobody in it is real.
        rehearsal: an event that the day's page offers to try, such as 'coach 2 breaks down 08:40'.
    """

    title: str
    held_on: dt.date
    compartment: str
    to_lon: float
    to_lat: float
    arrive_min: int
    leave_min: int | None
    into: int | None = None
    minutes: int | None = None
    seed: int = 1
    effort_s: int = 10
    made_up: bool = False
    rehearsal: str = ""


@recorded("days.call", may=may_plan_in)
def call(deed: Deed, asked: Asked, *, files: Mapping[str, bytes], by: Actor, at: dt.datetime) -> Day:
    """Call a day: keep its files and have it planned."""
    del at
    day = Day.objects.create(**asdict(asked))
    deed.concerns(day)
    for place, (name, content) in enumerate(files.items()):
        Given.objects.create(day=day, place=place, name=name, content=ContentFile(content, name=name))
    day.job = start("days.plan", day=day.pk, by=by.person).ref
    day.save(update_fields=["job"])
    return day


@recorded("days.take_in", may=may_plan)
def take_in(
    deed: Deed,
    day: Day,
    *,
    read: Mapping[str, tuple[int, Sequence[Problem]]],
    drawings: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Note what could be read of each file, which rows are set aside with what cure, and what a map can show."""
    del deed, by, at
    for name, (count, problems) in read.items():
        rows = [[problem.row, problem.column, problem.value, problem.cure] for problem in problems]
        day.given.filter(name=name).update(read=count, problems=rows)
    _draw(day, drawings)


@recorded("days.lay", may=may_plan)
def lay(deed: Deed, day: Day, *, ground: Mapping[str, int | str], by: Actor, at: dt.datetime) -> None:
    """Note that every door stands at its kerb."""
    del deed, by, at
    day.ground = dict(ground)
    day.save(update_fields=["ground"])


@recorded("days.cut", may=may_plan)
def cut(
    deed: Deed,
    day: Day,
    *,
    certificate: Mapping[str, Any],
    boards: Sequence[Board],
    work_s: Sequence[int],
    drawings: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Keep the turfs as they were cut, and their certificate."""
    del deed, by, at
    day.turfs.all().delete()
    Turf.objects.bulk_create(
        Turf(
            day=day,
            number=board.number,
            doors=sum(len(stop.doors) for stop in board.stops),
            walk_m=board.walk_m,
            work_s=seconds,
            streets=list(dict.fromkeys(stop.street for stop in board.stops if stop.street)),
            board=asdict(board),
        )
        for board, seconds in zip(boards, work_s, strict=True)
    )
    _draw(day, drawings)
    day.certificate = dict(certificate)
    day.save(update_fields=["certificate"])


def _draw(day: Day, drawings: Mapping[str, str]) -> None:
    for kind, body in drawings.items():
        Drawing.objects.update_or_create(day=day, kind=kind, defaults={"body": body})
