"""Whoever joins is welcomed with one first thing to do, and whoever owes is asked: by the outbox, once."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate, now

from muster.guard.need import Held
from muster.web.messenger import languages
from muster.web.messenger.models import Message
from muster.web.messenger.told import told
from muster.web.record.actor import SITE, Actor
from muster.web.record.jobs import Run
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.roll import actions, telling
from muster.web.roll.models import Account, Consent, ContactWay, Group, Person
from muster.web.roll.moves import Move
from muster.web.roll.tasks import tell

pytestmark = pytest.mark.django_db


def person(name: str, *, status: str = "standing", group: Group | None = None, email: bool = True) -> Person:
    one = Person.objects.create(known_as=name, kind="member", status=status, group=group)
    if email:
        ContactWay.objects.create(person=one, kind="email", value=f"{name.lower()}@people.example")
    return one


def worked() -> None:
    for job in Job.objects.filter(kind="roll.tell", end=""):
        with lines() as said:
            tell(Run(job, said), **job.arguments)


def test_somebody_new_is_welcomed_once_with_the_first_thing_that_their_group_asks() -> None:
    group = Group.objects.create(name="North", slug="north", first_thing="come on {Tuesday}")
    telling.welcome(person("Ann", group=group), at=now())
    worked()
    worked()
    message = Message.objects.get()
    text = message.sending.texts["en-gb"]
    assert (message.address, text["subject"]) == ("ann@people.example", "Welcome to North")
    assert "One thing to begin with: come on (Tuesday)" in text["body"]
    assert f"you see and change here: {settings.LOCAL_ADDRESS}/\n" in text["body"]
    assert message.sending.compartment == "group:north"


def test_whoever_asked_to_join_is_thanked_and_not_told_that_they_belong() -> None:
    telling.welcome(person("Ann", status="applied"), at=now())
    worked()
    body = Message.objects.get().sending.texts["en-gb"]["body"]
    assert "Thank you for asking to join" in body
    assert "You belong" not in body
    assert "What is held on you" not in body  # they could not sign in yet


def test_whoever_asks_again_and_can_sign_in_is_shown_where_their_own_record_is() -> None:
    ann = person("Ann", status="applied")
    account = Account.objects.create(person=ann)
    EmailAddress.objects.create(user=account, email="ann@people.example", primary=True, verified=True)
    telling.welcome(ann, at=now())
    worked()
    body = Message.objects.get().sending.texts["en-gb"]["body"]
    assert "Thank you for asking to join" in body
    assert body.count(settings.LOCAL_ADDRESS) == 1
    assert f"you see and change here: {settings.LOCAL_ADDRESS}/" in body


def test_whoever_asked_to_join_hears_that_they_are_admitted() -> None:
    group = Group.objects.create(name="North", slug="north")
    officer = Actor(person=0, pseudonym="f" * 32, grants=frozenset({Held("officer", "group:north", "care")}))
    asked = person("Ann", status="applied", group=group)
    actions.move(asked, move=Move.ADMIT, on=localdate(), by=officer, at=now())
    worked()
    assert "You belong" in Message.objects.get().sending.texts["en-gb"]["body"]
    actions.move(asked, move=Move.LEAVE, on=localdate(), by=officer, at=now())
    actions.move(asked, move=Move.ADMIT, on=localdate(), by=officer, at=now())
    assert Job.objects.filter(kind="roll.tell").count() == 1  # who comes back is spoken to by whoever let them


def refused(who: Person, group: Group | None) -> None:
    place = group.compartment if group else "movement"
    officer = Actor(person=0, pseudonym="f" * 32, grants=frozenset({Held("officer", place, "care")}))
    actions.move(who, move=Move.REFUSE, on=localdate(), decision="minute {12}", by=officer, at=now())


def test_whoever_is_not_admitted_hears_by_which_decision_and_how_they_object() -> None:
    group = Group.objects.create(name="North", slug="north", first_thing="come on Tuesday")
    ann, dot = person("Ann", status="applied", group=group), person("Dot", status="applied", group=group, email=False)
    Person.objects.filter(pk=dot.pk).update(address="1 Mill Lane", postcode="ZX10AB")
    Consent.objects.create(person=ann, channel="email", agreed=False, said_at=now(), said_by="", how="form")
    languages.keep(ann.pseudonym, "cy", at=now())
    for one in (ann, dot):
        refused(one, group)
    worked()
    worked()
    first, second = Message.objects.order_by("pk")
    assert (first.way, first.address, first.language) == ("email", "ann@people.example", "cy")
    assert (second.way, second.address) == ("letter", "1 Mill Lane\nZX1 0AB")
    subject, body = told(second)
    assert (subject, body.splitlines()[0]) == ("Your wish to join", "Dot,")
    assert "you are not admitted. The decision is this: minute (12)." in body
    assert f"an officer answers you: {settings.LOCAL_ADDRESS}{reverse('mandates:object')}\n" in body
    assert "come on Tuesday" not in body
    assert "nid ydych wedi’ch derbyn" in told(first)[1]
    assert second.sending.compartment == "group:north"


def test_whoever_is_admitted_after_all_is_not_told_that_they_are_not() -> None:
    ann = person("Ann", status="applied")
    refused(ann, None)
    officer = Actor(person=0, pseudonym="f" * 32, grants=frozenset({Held("officer", "movement", "care")}))
    actions.move(ann, move=Move.ADMIT, on=localdate(), by=officer, at=now())
    worked()
    assert "You belong" in told(Message.objects.select_related("sending").get())[1]


def test_whoever_owes_is_asked_and_whoever_no_way_reaches_is_left_out() -> None:
    telling.chase([person("Ann"), person("Bea", email=False), person("Cem")], by=SITE.pseudonym, at=now())
    telling.chase([], by=SITE.pseudonym, at=now())
    worked()
    assert [one.address for one in Message.objects.order_by("pk")] == ["ann@people.example", "cem@people.example"]
    assert Message.objects.earliest("pk").sending.texts["en-gb"]["subject"] == "Your subscription is due"
