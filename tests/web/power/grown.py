"""More of everything that the movement of `movement.py` has, about the same groups, days, registers and letters."""

import datetime as dt
import itertools
import uuid
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.timezone import now

from muster.web.days import actions_of_copies as of_copies
from muster.web.days import actions_of_people as coming
from muster.web.days import actions_of_saturday as saturday
from muster.web.days.answering import Noted, Noting, Said
from muster.web.days.models import Day
from muster.web.days.models_of_people import Vehicle
from muster.web.days.models_of_seats import Copy, Incident
from muster.web.days.models_of_turfs import Turf
from muster.web.mandates import actions as mandates
from muster.web.mandates import actions_of_erasing as erasing
from muster.web.messenger.models import Message
from muster.web.power import actions as power
from muster.web.power.models import Interest
from muster.web.register.models import Doubt, Elector, Source
from muster.web.roll.models import Group, Person
from muster.web.roll.queries import actor_of_person
from tests.web.power.founded import asked
from tests.web.power.movement import NORTH, SOUTH, Movement, hold, stands
from tests.web.register import made_source
from tests.web.roll import made_files
from tests.web.roll.made_roll import doubled

MORE = 4  # of each
DAY = dt.timedelta(days=1)
Row = TypeVar("Row", bound=Model)


def again(row: Row, **changed: Any) -> Row:
    """Write a row once more, with these changed."""
    other = type(row)._default_manager.get(pk=row.pk)
    other.pk = None
    other._state.adding = True
    for name, value in changed.items():
        setattr(other, name, value)
    other.save()
    return other


def grow(movement: Movement, turn: int) -> None:
    """Let everything grow, for the first time or for the second."""
    groups = {one.slug: one for one in Group.objects.filter(slug__in=("north", "south"))}
    keeper = made_files.keeper()
    for first, (compartment, who) in enumerate(((NORTH, "member"), (SOUTH, "member of south"))):
        begin = 20 + MORE * (2 * turn + first)
        numbers = range(begin, begin + MORE)
        people = [stands(who, number, groups, keeper) for number in numbers]
        _of_people(movement, people, compartment)
        _of_days(movement, people, compartment)
        _of_letters(people, compartment)
    _of_registers(turn)


def _of_people(movement: Movement, people: list[Person], compartment: str) -> None:
    for one, other in itertools.pairwise(people):
        doubled(one, other)
    founder = movement.actor("founder")
    for one in people:
        hold(one, role="driver", compartment=compartment)
        until = int((now() + 30 * DAY).timestamp() * 1000)
        given = power.Given(one.pseudonym, "volunteer", compartment, "lifts", "minute 3", until)
        power.ask(asked(given), by=founder, at=now())
        power.break_glass(
            compartment, reason="a coach is lost", by=movement.actor("another founder"), at=now() - 2 * DAY
        )
        themselves = actor_of_person(one, at=now())
        mandates.object_to(one, words="my address", by=themselves, at=now())
        about = movement.people["officer"].pseudonym
        Interest.objects.create(holder=one.pseudonym, about=about, kind="family", declared_at=now())
    for one in people[:2]:
        erasing.ask_erasure(one, by=actor_of_person(one, at=now()), at=now())


def _of_days(movement: Movement, people: list[Person], compartment: str) -> None:
    day = Day.objects.get(pk__in=movement.ids["days"], compartment=compartment)
    by = movement.actor("organiser" if compartment == NORTH else "organiser of south")
    said = [Noted(one.pk, Said(drives=not at, seats_offered=3 * (not at))) for at, one in enumerate(people)]
    coming.note_answers(Noting(day, said), by=by, at=now())
    for one in people:
        kind = Incident.Kind.DOG
        saturday.report(
            day, kind=kind, place="Mill Lane", words="It bites", by=actor_of_person(one, at=now()), at=now()
        )
        of_copies.print_copy(day, of_copies.Wanted(Copy.Kind.ROSTERS, one.pseudonym), by=by, at=now())
    last = Turf.objects.filter(day=day).latest("number")
    for n in range(1, MORE + 1):
        again(last, number=last.number + n)
    coach = Vehicle.objects.filter(day=day, kind="coach").first()
    for _ in range(MORE if coach else 0):
        again(coach, name=f"Another coach {Vehicle.objects.count()}", driver=None)  # type: ignore[type-var]


def _of_letters(people: list[Person], compartment: str) -> None:
    one = Message.objects.filter(sending__compartment=compartment).earliest("pk")
    for person in people:
        again(one, to=person.pseudonym, ref=uuid.uuid4())
    for _ in people:
        again(one.sending)


def _of_registers(turn: int) -> None:
    source = Source.objects.earliest("pk")
    by = made_source.organiser(compartment=source.area.compartment)
    rows = [("CA1", n, f"lwx{n}yy", "Ada", "ZX1 0AB", f"{n} Mill Lane", "Penbury") for n in range(1, 5)]
    rows += [
        (f"CB{n}", n, f"lwx{n}yy", "Bo", "ZX1 0AB", f"{n % 3 + 1} Long Lane {n % 2}", "Penbury") for n in range(5, 15)
    ]
    rows += [("CA1", n, f"lwx{n}yy", "Cy", "ZX1 0AB", "1 Mill Lane", "Penbury") for n in range(20, 20 + 5 * turn)]
    made_source.taken_in(source, made_source.csv_of(rows), by=by, on=made_source.AFTER + turn * DAY)
    electors = list(Elector.objects.filter(source=source).order_by("pk"))
    said = {"source": source, "version": 2 + turn, "reason": 1, "speaks_for": 0, "against": 0, "weight": 1}
    for one, other in itertools.pairwise(electors):
        Doubt.objects.create(older=one, newer=other, **said)
    for n in range(MORE):
        made_source.added(by, compartment=source.area.compartment, name=f"Another {turn} {n}")
