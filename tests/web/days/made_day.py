"""A made-up day, step by step through the deeds that make a real one."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.utils.timezone import now

from muster.paper.boards import Board, BoardStop, NearStreet
from muster.table import Problem
from muster.web.days import actions, actions_of_seats
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Turf
from muster.web.power.models import Grant
from muster.web.record.actor import Actor, Held
from muster.web.roll.models import Person
from tests.paper.made_rides import made_rides

AT = dt.datetime(2026, 5, 2, 9, 30, tzinfo=dt.UTC)
DOORS = b"door,lon,lat,street\n1 Mill Lane,-0.65,52.67,Mill Lane\n2 Mill Lane,-0.651,52.67,Mill Lane\n"
CERTIFICATE = {
    "doors": 3, "turfs": 2, "lost": 0, "doubled": 0, "walking_m": 1_000.0, "bound_m": 900.0, "gap": 0.1111,
    "worst_work_s": 5_461, "quickest_work_s": 5_000, "ideal_work_s": 5_100.0, "hours_at_doors": 2.7,
    "hours_on_foot": 0.2, "hours_saveable_at_most": 0.02, "seed": 1, "effort": 1, "set_aside": 0,
}  # fmt: skip


def somebody(role: str = "organiser", compartment: str = "north") -> Actor:
    person = Person.objects.create(known_as="Ann")
    return Actor(person.pk, person.pseudonym, frozenset({Held(role, compartment, "test")}))


def granted(role: str, compartment: str = "north") -> Person:
    """Give somebody a grant that is kept, for work that asks for it again."""
    person = Person.objects.create(known_as="Ann")
    Grant.objects.create(
        holder=person.pseudonym,
        role=role,
        compartment=compartment,
        purpose="test",
        granted_by="0" * 32,
        decision="test",
        starts_at=now() - dt.timedelta(days=1),
        ends_at=now() + dt.timedelta(days=1),
    )
    return person


def asked(**changed: Any) -> actions.Asked:
    wanted: dict[str, Any] = {
        "title": "Saturday at Oakham", "held_on": dt.date(2026, 5, 9), "compartment": "north", "to_lon": -0.65,
        "to_lat": 52.67, "arrive_min": 600, "leave_min": 1020, "into": 2,
    }  # fmt: skip
    return actions.Asked(**{**wanted, **changed})


def called(by: Actor, **changed: Any) -> Day:
    files = {"doors.csv": DOORS, "people.csv": b"person,lon,lat\n"}
    return actions.call(asked(**changed), files=files, by=by, at=AT)


def cut(by: Actor, **changed: Any) -> Day:
    day = called(by, **changed)
    problems = (Problem(3, "lat", "52,67", "write degrees with a decimal point"), Problem(3, "lon", "", "blank"))
    read = {"doors.csv": (2, problems), "people.csv": (0, ())}
    actions.take_in(
        day, read=read, drawings={"streets": "{}", "doors": "{}", "picture": "<svg><!--turfs--></svg>"}, by=by, at=AT
    )
    actions.lay(
        day,
        ground={"doors": 3, "streets": 1, "walk_km": 2, "credit": "Streets © OpenStreetMap contributors"},
        by=by,
        at=AT,
    )
    turfs = [_turf(day, board, work_s) for board, work_s in zip(boards(), (5_000, 5_461), strict=True)]
    actions.cut(day, made=actions.Made(CERTIFICATE, turfs, b""), seen=day.edition, by=by, at=AT)
    return day


def _turf(day: Day, board: Board, work_s: int) -> Turf:
    return Turf(
        day=day,
        number=board.number,
        doors=sum(len(stop.doors) for stop in board.stops),
        walk_m=board.walk_m,
        work_s=work_s,
        streets=["Mill Lane"],
        board=asdict(board),
        shape=f'{{"number":{board.number}}}',
        path="<path/>\n<text/>",
    )


def seated(by: Actor, **changed: Any) -> Day:
    day = cut(by, **changed)
    actions_of_seats.seat(day, plan=made_rides(), by=by, at=AT)
    return day


def boards() -> list[Board]:
    near = (NearStreet("minor", "Mill Lane", ((0.0, 0.0), (50.0, 0.0))),)
    stops = (
        BoardStop(0.0, 0.0, 0.0, 5.0, "Mill Lane", "north side", ("1",)),
        BoardStop(40.0, 0.0, 40.0, 5.0, "Mill Lane", "north side", ("Flat 1", "Flat 2")),
    )
    first = Board(1, "MUSTER:1:ABC:1", "", 84, 40, stops, ((0.0, 0.0), (40.0, 0.0)), near)
    second = Board(2, "MUSTER:1:ABC:2", "", 92, 0, stops[:1], ((0.0, 0.0),), ())
    return [first, second]
