"""Every job asks which powers are held: whoever's power ended before their job runs has nothing done by it."""

import datetime as dt
import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from django.utils.timezone import localdate, now

from muster import web
from muster.web.days.models_of_people import Invitation, Telling
from muster.web.days.models_of_seats import Copy, Difference
from muster.web.intake.models import Upload
from muster.web.messenger import actions as messenger
from muster.web.messenger.models import Message, Sending, Way
from muster.web.power import actions as power
from muster.web.power.models import Grant, Suspension
from muster.web.record.jobs import progress, start
from muster.web.record.lines import lines
from muster.web.record.models import Entry, Job
from muster.web.record.worker import work_once
from muster.web.roll.models import Chase, Group, Person
from muster.web.roll.queries import actor_of_person
from tests.web.days import made_people as made
from tests.web.power.founded import AT, HOUR, acting, founded, give, named
from tests.web.register import made_source

pytestmark = pytest.mark.django_db
DAY: Final = dt.timedelta(days=1)
NORTH: Final = made.NORTH

# Which job nobody's power begins, or whose deed is done: what is left is the site's own to do
OF_THE_SITE: Final = {
    "days.ask_home": "comes round: the day is over",
    "days.sweep": "comes round",
    "days.tell_adult": "somebody's own answer, which needs no power",
    "days.tell_incident": "whoever comes to the day may say that it happened, with no power",
    "days.tell_young": "somebody's own answer, which needs no power",
    "enter.sweep": "comes round",
    "mandates.off_the_disk": "two officers erased somebody: what is left is to overwrite it",
    "letters.tell_unsent": "a letter was stopped: whoever wrote it and whoever leads there are told",
    "messenger.hand_over": "begun by what is due; it asks of every letter whether its writer still may",
    "messenger.sweep": "comes round",
    "register.expire": "comes round",
    "register.off_the_disk": "a register was erased: what is left is to overwrite it",
    "register.tell_erased": "a register was erased: its organisers are told, whoever erased it",
    "roll.come_round": "comes round",
    "roll.count_months": "the demo's: counts what stands",
    "roll.hear_opt_out": "somebody’s own no, which needs no power",
    "roll.tell_left": "a file lay too long: whoever brought it is told",
    "roll.find_doubles": "a file was taken in: what is left is to look through it",
}


def _upload(into: str, state: str = "brought", compartment: str = NORTH, **wanted: Any) -> int:
    row = Upload.objects.create(
        compartment=compartment, into=into, name="a.csv", size=1, sha256="0" * 64, brought_by="0" * 32, state=state,
        wanted={"what": "people", "group": None, **wanted},
    )  # fmt: skip
    return row.pk


def _area(by: Person) -> int:
    ours = actor_of_person(by, at=now())
    return made_source.added(ours, compartment=NORTH, name=f"Register {by.pk}").area_id


def _source(by: Person) -> int:
    return made_source.added(actor_of_person(by, at=now()), compartment=NORTH, name=f"Register {by.pk}").pk


def _copy(_by: Person) -> int:
    asked = {"asked_at": now(), "ends_at": now() + DAY}
    return Copy.objects.create(day=made.day(), number=1, kind="rosters", holder="0" * 32, made_by="0" * 32, **asked).pk


def _difference(_by: Person) -> int:
    return Difference.objects.create(day=made.day(), before=0, after=1, sent_at=now(), sent_by="0" * 32).pk


def _telling(by: Person) -> int:
    row = {"what": "plan", "edition": 1, "at": now(), "by": by.pseudonym}
    return Telling.objects.create(day=made.day(), **row).pk


def _invited(by: Person) -> dict[str, Any]:
    day, at = made.day(), now()
    Invitation.objects.create(day=day, person=_somebody(), made_at=at, asked_at=at, asked_by=by.pseudonym)
    texts = {"subject": "Saturday", "words": "Dear {name}, do you come? {link}"}
    return {"day": day.pk, "asked_at": at.isoformat(), "by": by.pseudonym, "compartment": NORTH, **texts}


def _asked_for(by: Person) -> dict[str, Any]:
    one = _somebody()
    Chase.objects.create(person=one, asked_on=localdate(), asked_by=by.pseudonym)
    return {"what": "chase", "people": [one.pk], "by": by.pseudonym}


def _somebody() -> Person:
    return made.member(Group.objects.get(), "Ada", agrees={"email": True})


# Each other job, as somebody begins it: its arguments
ASKS: Final[dict[str, Callable[[Person], dict[str, Any]]]] = {
    "days.plan": lambda by: {"day": made.day().pk, "by": by.pk},
    "days.print_copy": lambda by: {"copy": _copy(by), "by": by.pk},
    "days.seat_people": lambda by: {"day": made.day().pk, "by": by.pk},
    "days.tell_difference": lambda by: {"difference": _difference(by), "by": by.pseudonym},
    "days.write_invitations": _invited,
    "days.write_telling": lambda by: {"telling": _telling(by)},
    "register.furnish": lambda by: {"upload": _upload(f"register.area:{_area(by)}", kind="paths"), "by": by.pk},
    "register.mark_again": lambda by: {"source": _source(by), "by": by.pk},
    "register.place_again": lambda by: {"area": _area(by), "by": by.pk},
    "register.read": lambda by: {"upload": _upload(f"register.source:{_source(by)}"), "by": by.pk},
    "register.take_in": lambda by: {"upload": _upload(f"register.source:{_source(by)}", "read"), "by": by.pk},
    "register.zone": lambda by: {"area": _area(by), "by": by.pk},
    "roll.read": lambda by: {"upload": _upload("roll.group:0"), "by": by.pk},
    "roll.take_in": lambda by: {"upload": _upload("roll.group:0", "read"), "by": by.pk},
    "roll.tell": _asked_for,
}


def test_every_job_there_is_asks_or_is_the_sites_own() -> None:
    there = set()
    for path in Path(web.__file__).parent.glob("*/tasks.py"):
        module = importlib.import_module(f"muster.web.{path.parent.name}.tasks")
        named = {
            name for name, one in inspect.getmembers(module, inspect.isfunction) if one.__module__ == module.__name__
        }
        there |= {f"{path.parent.name}.{name}" for name in named if not name.startswith("_")}
    assert there == set(ASKS) | set(OF_THE_SITE)
    assert not set(ASKS) & set(OF_THE_SITE)


def _planner() -> Person:
    made.group()
    person = made.granted(Person.objects.create(known_as="Olu"), "organiser")
    return made.granted(person, "officer")


def _done(job: Job) -> tuple[str, str]:
    Job.objects.exclude(pk=job.pk).delete()  # such as Ada's welcome
    with lines() as said:
        assert work_once(said, kinds=[job.kind])
    told = progress(job)
    return told.state, told.trouble


@pytest.mark.parametrize("how", ["suspended", "withdrawn", "run out"])
@pytest.mark.parametrize("kind", sorted(ASKS))
def test_a_job_of_whoever_holds_no_power_any_more_does_nothing(kind: str, how: str) -> None:
    by = _planner()
    job = start(kind, **ASKS[kind](by))
    entries = Entry.objects.count()
    if how == "suspended":
        Suspension.objects.create(holder=by.pseudonym, asked_by="0" * 32, starts_at=now(), ends_at=now() + DAY)
    else:
        ends = {"withdrawn": {"ended_at": now()}, "run out": {"ends_at": now()}}[how]
        Grant.objects.filter(holder=by.pseudonym).update(**ends)
    state, trouble = _done(job)
    assert (state, trouble.partition(",")[0]) == ("failed", "Whoever asked for this may not have it done any more")
    assert Entry.objects.count() == entries
    assert not Sending.objects.exists()
    # nobody was told or asked: somebody else can
    assert not Telling.objects.exists()
    assert not Chase.objects.exists()
    assert not Invitation.objects.filter(asked_at__isnull=False).exists()


@pytest.mark.parametrize("kind", ["days.write_invitations", "days.tell_difference", "roll.tell", "register.zone"])
def test_the_same_job_of_whoever_still_may_is_not_refused(kind: str) -> None:
    state, trouble = _done(start(kind, **ASKS[kind](_planner())))
    assert "may not have it done" not in trouble
    assert state == "done" or kind == "days.tell_difference"  # whose seating this test never made


def test_that_a_day_is_called_off_is_told_whoever_called_it_off() -> None:
    by, person = _planner(), _somebody()
    day = made.day(on=localdate() + 3 * DAY)
    made.invited(day, person)
    row = Telling.objects.create(day=day, what="cancelled", edition=1, at=now(), by=by.pseudonym)
    Grant.objects.filter(holder=by.pseudonym).update(ended_at=now())
    assert _done(start("days.write_telling", telling=row.pk))[0] == "done"
    assert Sending.objects.get().asked_by == "site"


@pytest.mark.parametrize(("role", "left"), [("officer", 1), ("volunteer", 0)])
def test_a_letter_that_waits_is_stopped_with_its_writers_power(role: str, left: int) -> None:
    made.group()
    writer = made.granted(made.granted(Person.objects.create(known_as="Odd"), "officer"), role)
    texts = {"en-gb": {"subject": "Saturday", "body": "Come, {name}"}}
    to = [messenger.Recipient("1" * 32, Way.EMAIL, "a@example.org", fields={"name": "Ada"})]
    wanted = messenger.Writing(Sending.Kind.NEWS, NORTH, texts)
    messenger.queue(wanted, recipients=to, by=actor_of_person(writer, at=now()), at=now())
    power.withdraw(Grant.objects.earliest("pk"), by=actor_of_person(writer, at=now()), at=now())
    states = Message.objects.filter(state="waiting").count(), Sending.objects.filter(stopped_at=None).count()
    assert states == (left, left)


def test_a_letter_that_waits_is_stopped_when_its_writer_is_suspended() -> None:
    (ann, bea), dot = founded(), named("Dot")
    give(dot, by=acting(ann), second=acting(bea), role="officer", compartment=NORTH)
    at = AT + HOUR
    texts = {"en-gb": {"subject": "Saturday", "body": "Come, {name}"}}
    to = [messenger.Recipient("1" * 32, Way.EMAIL, "a@example.org", fields={"name": "Ada"})]
    wanted = messenger.Writing(Sending.Kind.NEWS, NORTH, texts)
    sending = messenger.queue(wanted, recipients=to, by=acting(dot, at=at), at=at)
    asked = power.Asked("power.suspend", {"holder": dot.pseudonym, "scope": "a case"}, "movement", [dot.pseudonym])
    request = power.ask(asked, by=acting(ann), at=at)
    power.approve(request, seen=bytes(request.body), by=acting(bea), at=at)
    power.suspend(dot.pseudonym, scope="a case", by=acting(ann), at=at)
    sending.refresh_from_db()
    assert (sending.stopped_at, sending.messages.get().state) == (at, "stopped")
