"""A letter that waits is its writer's until it leaves: once their power is over it is stopped, and they are told."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from muster.guard.need import Held
from muster.web.letters.tasks import tell_unsent
from muster.web.messenger import actions, due
from muster.web.messenger.models import Message, Sending
from muster.web.messenger.tasks import hand_over
from muster.web.messenger.told import told
from muster.web.power.models import Grant, Suspension
from muster.web.record.actor import SITE, Actor
from muster.web.record.jobs import Run
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.roll.models import ContactWay, Group, Person
from muster.web.roll.queries import actor_of_person
from tests.web.messenger.sent import Sink, holds, mail_server, named, states, writing

pytestmark = pytest.mark.django_db
NORTH = "group:north"
Enter = Callable[[Actor], Client]
DAY = dt.timedelta(days=1)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as server:
        yield server


def holder(name: str, role: str = "officer", place: str = NORTH) -> Person:
    one = Person.objects.create(known_as=name)
    ContactWay.objects.create(person=one, kind="email", value=f"{name.lower()}@people.example")
    holds(Actor(one.pk, one.pseudonym, frozenset({Held(role, place, "care")})))
    return one


def run_out(person: Person) -> None:
    Grant.objects.filter(holder=person.pseudonym).update(starts_at=now() - 2 * DAY, ends_at=now() - DAY)


def written_by(person: Person, *names: str) -> Sending:
    Group.objects.get_or_create(name="North", slug="north")
    wanted = writing(compartment=NORTH, urgent=True, answers=["yes", "no"])
    return actions.queue(wanted, recipients=map(named, names), by=actor_of_person(person, at=now()), at=now())


def worked() -> None:
    for kind, task in (("messenger.hand_over", hand_over), ("letters.tell_unsent", tell_unsent)):
        for job in Job.objects.filter(kind=kind, end="").order_by("pk"):
            with lines() as said:
                task(Run(job, said), **job.arguments)


def told_of(sending: Sending) -> dict[str, str]:
    """Who was told that a letter didn't go, and what."""
    rows = Message.objects.filter(sending__about=f"power.unsent:{sending.pk}").select_related("sending")
    return {row.address.partition("@")[0]: told(row)[1] for row in rows}


@pytest.mark.parametrize("how", ["run out", "suspended"])
def test_what_waits_when_its_writers_power_ends_does_not_go_and_who_is_there_is_told(sink: Sink, how: str) -> None:
    olu, ann, org = holder("Olu"), holder("Ann"), holder("Org", "organiser")
    for name, role, place in (
        ("Vol", "volunteer", NORTH),
        ("Far", "officer", "group:south"),
        ("All", "officer", "movement"),
    ):
        holder(name, role, place)
    sending = written_by(olu, "Dot", "Eve")
    if how == "run out":
        run_out(olu)
    else:
        Suspension.objects.create(holder=olu.pseudonym, asked_by=ann.pseudonym, starts_at=now(), ends_at=now() + DAY)
    worked()
    assert sink.mails == []
    assert states(sending) == {"Dot": "stopped", "Eve": "stopped"}
    sending.refresh_from_db()
    assert sending.stopped_at is not None
    said = told_of(sending)
    assert set(said) == {"olu", "ann", "org"}
    assert said["ann"].splitlines()[0] == "Ann,"
    assert (
        "“Saturday, (name)?” (North) has not gone to 2 people: the power by which it was written ended" in said["ann"]
    )
    assert f"{settings.LOCAL_ADDRESS}{reverse('letters:sending', args=[sending.pk])}" in said["olu"]
    assert org.pseudonym not in said["olu"]


def test_where_nobody_leads_those_of_the_movement_are_told(sink: Sink) -> None:
    olu = holder("Olu")
    holder("All", "officer", "movement")
    sending = written_by(olu, "Dot")
    run_out(olu)
    worked()
    assert set(told_of(sending)) == {"olu", "all"}
    assert sink.mails == []


def test_what_somebody_still_may_write_goes(sink: Sink) -> None:
    olu = holder("Olu")
    holds(Actor(olu.pk, olu.pseudonym, frozenset({Held("officer", "group:south", "care")})))
    Grant.objects.filter(holder=olu.pseudonym, compartment="group:south").update(
        starts_at=now() - 2 * DAY, ends_at=now() - DAY
    )
    sending = written_by(olu, "Dot")
    worked()
    assert states(sending) == {"Dot": "handed"}
    assert told_of(sending) == {}


def test_another_sends_it_after_all_and_it_goes_by_their_power(sink: Sink, enter: Enter) -> None:
    olu, ann = holder("Olu"), holder("Ann")
    sending = written_by(olu, "Dot", "Eve")
    run_out(olu)
    worked()
    address, page = (reverse(f"letters:{name}", args=[sending.pk]) for name in ("go_on", "sending"))
    for who, status in ((olu, 404), (holder("Far", "officer", "group:south"), 404), (holder("Org", "organiser"), 404)):
        assert enter(actor_of_person(who, at=now())).post(address).status_code == status
    client = enter(actor_of_person(ann, at=now()))
    assert address in client.get(page).content.decode()
    assert client.post(address).status_code == 302
    assert address not in client.get(page).content.decode()
    worked()
    assert sorted(str(mail["To"]).partition("@")[0] for mail in sink.mails if "Saturday" in str(mail["Subject"])) == [
        "dot",
        "eve",
    ]
    sending.refresh_from_db()
    assert sending.asked_by == ann.pseudonym
    again = client.post(address, follow=True)
    assert "It was not stopped, or its words are gone." in again.content.decode()


def test_a_reminder_goes_by_its_writers_power_as_well(sink: Sink) -> None:
    olu = holder("Olu")
    sending = written_by(olu, "Dot")
    worked()
    assert len(sink.mails) == 1
    Sending.objects.filter(pk=sending.pk).update(remind_at=now())
    run_out(olu)
    due.start_due(at=now())
    reminder = Sending.objects.get(reminder_of=sending)
    assert reminder.asked_by == olu.pseudonym
    worked()
    assert states(reminder) == {"Dot": "stopped"}
    assert set(told_of(reminder)) == {"olu"}


def test_what_another_tries_again_goes_by_their_power(sink: Sink) -> None:
    olu, ann = holder("Olu"), holder("Ann")
    sending = written_by(olu, "Dot")
    Message.objects.filter(sending=sending).update(state="failed")
    run_out(olu)
    actions.try_again(Message.objects.get(sending=sending), by=actor_of_person(ann, at=now()), at=now())
    worked()
    assert states(sending) == {"Dot": "handed"}
    assert len(sink.mails) == 1


def test_what_the_site_itself_tells_is_nobodys_power() -> None:
    Group.objects.create(name="North", slug="north")
    wanted = writing(compartment=NORTH, urgent=True)
    sending = actions.queue(wanted, recipients=[named("Dot", address="nobody")], by=SITE, at=now())
    worked()
    assert states(sending) == {"Dot": "waiting"}  # no server is there
