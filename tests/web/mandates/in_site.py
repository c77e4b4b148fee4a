"""What the console of a site beside us does for the test of erasing: people who are planted everywhere, and erased."""

import datetime as dt
from contextlib import suppress
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session as Kept
from django.test import Client
from django.utils.timezone import now

from muster.guard.need import LONGEST_GRANT
from muster.web.enter import actions as enter
from muster.web.enter.models import ProgramKey, Session
from muster.web.mandates import actions as mandates
from muster.web.mandates import actions_of_erasing as erasing
from muster.web.mandates.models import Erasure
from muster.web.messenger import actions as messenger
from muster.web.messenger.models import Message, Sending, Way
from muster.web.power import actions as power
from muster.web.power.models import Grant, Request, Suspension
from muster.web.power.pairs import NeedsTwoError, carry_out
from muster.web.record.actor import Actor
from muster.web.record.models import Entry, Key
from muster.web.roll import actions as roll
from muster.web.roll import erasing as of_roll
from muster.web.roll.models import Account, ContactWay, Membership, Payment, Person, PersonWord
from muster.web.roll.moves import Kind
from muster.web.roll.queries import actor_of_person
from tests.entered import entered
from tests.web.mandates.in_days import comes, stands_in_days, told_to_another
from tests.web.mandates.planted import plant
from tests.web.power.founded import approved
from tests.web.register.beside import MARK
from tests.web.roll.made_files import work
from tests.web.roll.made_roll import doubled, group, officer

ALL, DAY = "movement", dt.timedelta(days=1)
NUMBERS = {"ilmarinen": "+447700900771", "joukahainen": "+447700900772", "kullervo": "+447700900773"}


def _holder(name: str, role: str) -> Actor:
    person = Person.objects.create(known_as=name)
    at = now() - DAY
    Grant.objects.create(
        holder=person.pseudonym, role=role, compartment=ALL, purpose="care", granted_by="0" * 32, decision="minute 1",
        starts_at=at, ends_at=at + LONGEST_GRANT,
    )  # fmt: skip
    return actor_of_person(person, at=now())


def plant_three() -> dict[str, tuple[int, dict[str, int]]]:
    """Three people, planted in every place that deeds write to; their ids, and how many rows hold each column of it."""
    here = group("Erasham", "ZX7")
    return {name: _planted(f"{MARK}{name}", number, here) for name, number in NUMBERS.items()}


def _planted(mark: str, number: str, here: Any) -> tuple[int, dict[str, int]]:
    by = officer()
    told = roll.Told(
        f"{mark}first", f"{mark}last", known_as=f"{mark}known", email=f"{mark}@example.org", telephone=number,
        address=f"1 {mark} Lane", postcode="ZX71AA", kind=Kind.MEMBER, agrees={"email": True, "text": False},
    )  # fmt: skip
    person = roll.enter(here, told=told, on=now().date(), by=by, at=now())
    named: dict[str, Any] = {"forenames": f"{mark}new", "surname": f"{mark}newer", "known_as": "", "postcode": ""}
    roll.correct(person, address=f"2 {mark} Road", by=by, at=now(), **named)
    old = roll.add_way(person, kind=ContactWay.Kind.EMAIL, value=f"{mark}.old@example.org", by=by, at=now())
    roll.drop_way(old, by=by, at=now())
    told = roll.Told(f"{mark}twin", f"{mark}twinned", email=f"{mark}.twin@example.org")
    twin = roll.enter(here, told=told, on=now().date(), by=by, at=now())
    roll.merge(doubled(person, twin), keep=person.pk, chosen={"name": "gone"}, by=by, at=now())
    today = now().date()
    Payment.objects.create(person=person, paid_on=today, pence=500, pays_until=today, key=f"{mark}key")
    person = Person.objects.select_related("group").get(pk=person.pk)
    _lives(person, mark, by)
    own = actor_of_person(person, at=now())
    mandates.object_to(person, words=f"to {mark} objections", by=own, at=now())
    _suspended(person, mark)
    day = comes(person, mark)
    planted = plant(of_roll.gone(person), mark[: len(MARK) + 2])
    person.refresh_from_db()
    told_to_another(person, day)
    erasing.ask_erasure(person, by=own, at=now())
    return person.pk, planted


def _lives(person: Person, mark: str, by: Actor) -> None:
    """Somebody enters, and is written to."""
    account = enter.invite(person, email=f"{mark}.enters@example.org", by=by, at=now())
    session = entered(Client(), account).session
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": f"{mark}secret"})
    ProgramKey.objects.create(
        account=account, name=f"{mark}program", sha256=mark, reads_only=True, second=True, made_at=now(),
        ends_at=now() + DAY,
    )  # fmt: skip
    Session.objects.create(account=account, key=f"{session.session_key}", device=f"{mark}browser", opened_at=now())
    session["planted"] = mark
    session.save()
    texts = {"en-gb": {"subject": "Saturday, {name}?", "body": "Dear {name}, can you come?"}}
    recipient = messenger.Recipient(
        person.pseudonym, Way.EMAIL, f"{mark}.told@example.org", fields={"name": f"{mark}named"}
    )
    wanted = messenger.Writing(Sending.Kind.CALL, ALL, texts, answers=("yes", "no"))
    messenger.queue(wanted, recipients=[recipient], by=by, at=now())


def _suspended(person: Person, mark: str) -> None:
    by, second = (_holder(f"Founder {one}", "founder") for one in "ab")
    scope = f"the {mark} scope"
    try:
        power.suspend(person.pseudonym, scope=scope, by=by, at=now())
    except NeedsTwoError as need:
        approved(need, by=by, second=second, at=now())
    stopped = power.suspend(person.pseudonym, scope=scope, by=by, at=now())
    power.give_reasons(stopped, reasons=f"because of {mark} reasons", by=by, at=now())
    power.offer_hearing(stopped, when=f"when {mark} can", by=by, at=now())
    power.end_suspension(stopped, by=by, at=now())


def erase(pk: int) -> None:
    """Two officers carry it out; a worker overwrites."""
    person = Person.objects.get(pk=pk)
    one, other = (_holder(f"Officer {each}", "officer") for each in "ab")
    erasure = Erasure.objects.get(who=person.pseudonym)
    with suppress(NeedsTwoError):
        try:
            erasing.erase(erasure, by=one, at=now())
        except NeedsTwoError as need:
            approved(need, by=one, second=other, at=now())
    carry_out(Request.objects.latest("pk"), by=one, at=now())
    work()


def stands(pk: int) -> dict[str, Any]:
    """What is left of somebody."""
    person = Person.objects.get(pk=pk)
    who = person.pseudonym
    return {
        "words": PersonWord.objects.filter(person=pk).count(),
        "ways": person.ways.count(),
        "consents": person.consents.count(),
        "statuses": list(Membership.objects.filter(person=pk).order_by("pk").values_list("status", flat=True)),
        "paid": Payment.objects.filter(person=pk).count(),
        "active": Account.objects.get(person=person).is_active,
        "sessions": sum(MARK in str(one.get_decoded()) for one in Kept.objects.all()),
        "written": Message.objects.filter(to=who).exclude(address="", fields={}).count(),
        "sent": Message.objects.filter(to=who).count(),
        "key": Key.objects.filter(who=who).exists(),
        "entries": Entry.objects.filter(thing=f"roll.person:{pk}").count(),
        **stands_in_days(pk),
        "suspended": list(Suspension.objects.filter(holder=who).values_list("end", flat=True)),
    }
