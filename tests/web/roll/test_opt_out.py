"""Whoever opts out by a link reads so on their own page and is on no list; and may agree again."""

import pytest
from django.utils.timezone import now

from muster.web.messenger.actions import Writing, opt_out, queue
from muster.web.messenger.models import Message, OptOut, Sending
from muster.web.record.actor import SITE, Actor
from muster.web.record.models import Entry
from muster.web.roll import actions, belonging, queries
from muster.web.roll.audience import audience
from muster.web.roll.models import Consent, ContactWay, Group, Person
from tests.web.roll.made_files import work

pytestmark = pytest.mark.usefixtures("transactional_db")

TEXTS = {"en-gb": {"subject": "Saturday", "body": "Dear {name}"}}


def written_to(name: str, *, group: Group) -> tuple[Person, Message]:
    """Somebody who agreed to e-mail, and a call to them."""
    one = Person.objects.create(known_as=name, kind="member", status="standing", group=group)
    ContactWay.objects.create(person=one, kind="email", value=f"{name.lower()}@people.example")
    belonging.say(one, channel="email", agreed=True, how=Consent.How.OFFICER, by="o" * 32, at=now())
    found = audience(Person.objects.filter(pk=one.pk), kind="call")
    writing = Writing(Sending.Kind.CALL, group.compartment, TEXTS)
    sending = queue(writing, recipients=found.recipients, by=SITE, at=now())
    return one, sending.messages.get()


def opts_out(one: Person, message: Message) -> None:
    opt_out(message, by=Actor(None, one.pseudonym), at=now())


def said(one: Person) -> tuple[bool, str]:
    stands = queries.person_told(one, group=None).consents["email"]
    return stands.agreed, stands.how


def reached(one: Person) -> int:
    return len(audience(Person.objects.filter(pk=one.pk), kind="call").recipients)


def test_it_stands_among_what_they_said_and_they_may_agree_again() -> None:
    ann, message = written_to("Ann", group=Group.objects.create(name="North", slug="north"))
    opts_out(ann, message)
    assert reached(ann) == 0  # from that moment, whenever the job comes
    work()
    assert said(ann) == (False, "link")
    assert Consent.objects.get(until_at=None).said_by == ann.pseudonym
    opts_out(ann, message)
    work()
    assert Entry.objects.filter(kind="roll.hear_opt_out").count() == 1
    actions.agree(ann, channel="email", agreed=True, by=Actor(ann.pk, ann.pseudonym), at=now())
    assert (said(ann), reached(ann)) == ((True, "self"), 1)


def test_whoever_agreed_anew_before_the_job_came_is_believed() -> None:
    ann, message = written_to("Ann", group=Group.objects.create(name="North", slug="north"))
    opts_out(ann, message)
    actions.agree(ann, channel="email", agreed=True, by=Actor(ann.pk, ann.pseudonym), at=now())
    work()
    assert (said(ann)[0], reached(ann), OptOut.objects.count()) == (True, 1, 0)


def test_it_follows_whoever_was_made_one_with_another() -> None:
    north = Group.objects.create(name="North", slug="north")
    ann, message = written_to("Ann", group=north)
    kept, _other = written_to("Anna", group=north)
    opts_out(ann, message)
    Person.objects.filter(pk=ann.pk).update(merged_into=kept, status="", kind="", group=None, folded="")
    work()
    assert said(kept) == (False, "link")
    assert [one.agreed for one in queries.consents_told(kept)] == [False, True]
