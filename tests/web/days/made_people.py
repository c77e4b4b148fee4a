"""People who are asked to a day, and answer, through the deeds and pages that people use."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils.timezone import now

from muster.guard.need import LONGEST_GRANT, Held
from muster.web.days import actions_of_people as actions
from muster.web.days import inviting
from muster.web.days.answering import Said
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Invitation
from muster.web.power.models import Grant
from muster.web.record.actor import Actor
from muster.web.record.lines import lines
from muster.web.record.worker import work_once
from muster.web.roll.models import Account, Group, Person
from tests.entered import entered
from tests.web.roll import made_roll

NORTH = "group:north"
KINDS = ("days.seat_people", "days.write_invitations", "days.write_telling", "days.tell_adult", "days.tell_young")
SATURDAY = dt.date(2026, 5, 9)


def organiser(compartment: str = NORTH) -> Actor:
    person = granted(Person.objects.create(known_as="Olu"), "organiser", compartment)
    return Actor(person.pk, person.pseudonym, frozenset({Held("organiser", compartment, "canvass")}))


def officer(compartment: str = NORTH) -> Actor:
    person = granted(Person.objects.create(known_as="Odd"), "officer", compartment)
    return Actor(person.pk, person.pseudonym, frozenset({Held("officer", compartment, "members")}))


def own(person: Person) -> Actor:
    return Actor(person.pk, person.pseudonym)


def group(name: str = "North", lon: float = -0.65, lat: float = 52.67) -> Group:
    made = made_roll.group(name)
    made.lon, made.lat = lon, lat
    made.save()
    return made


def member(of: Group, name: str = "Ada", **changed: Any) -> Person:
    word = name.casefold().replace(" ", ".")
    told = {"forenames": name, "surname": "Okonjo", "email": f"{word}@example.org", "telephone": "", **changed}
    return made_roll.entered(of, **told)


def day(compartment: str = NORTH, *, on: dt.date = SATURDAY, **changed: Any) -> Day:
    wanted: dict[str, Any] = {
        "title": "Saturday at Oakham", "held_on": on, "compartment": compartment, "place": "Oakham",
        "meet_name": "Market Place", "to_lon": -0.73, "to_lat": 52.67, "arrive_min": 600, "leave_min": 1020, "into": 2,
        "seed": 1, "effort_s": 1,
    }  # fmt: skip
    return Day.objects.create(**{**wanted, **changed})


def invited(to: Day, person: Person, *, at: dt.datetime = made_roll.AT) -> Invitation:
    return Invitation.objects.get_or_create(day=to, person=person, defaults={"made_at": at})[0]


def answered(to: Day, person: Person, *, at: dt.datetime = made_roll.AT, **changed: Any) -> Coming:
    row = Coming.objects.filter(day=to, person=person).first()
    said = Said(**changed)
    return actions.answer(invited(to, person), said=said, turn=row.turn if row else 0, by=own(person), at=at)


def link(to: Day, person: Person) -> str:
    return f"/days/asked/{inviting.token(invited(to, person))}/"


def worked() -> None:
    """Let a worker do whatever waits, but for handing messages on."""
    with lines() as said:
        while work_once(said, kinds=KINDS):
            pass


def signed_in(person: Person) -> Client:
    account = Account.objects.filter(person=person).first() or Account.objects.create(person=person)
    return entered(Client(), account)


def granted(person: Person, role: str, compartment: str = NORTH) -> Person:
    """Give somebody a grant that is kept, for pages and jobs that ask for it again."""
    at = now() - dt.timedelta(days=1)
    Grant.objects.create(
        holder=person.pseudonym, role=role, compartment=compartment, purpose="test", granted_by="0" * 32,
        decision="test", starts_at=at, ends_at=at + LONGEST_GRANT,
    )  # fmt: skip
    return person
