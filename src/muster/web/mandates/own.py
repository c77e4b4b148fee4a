"""What is held on whoever asks: to be read, carried away, and objected to."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from muster.guard.need import EVERYWHERE
from muster.register.postcodes import postcode_told
from muster.web.enter.models import ProgramKey
from muster.web.mandates.models import Erasure, Objection
from muster.web.mandates.queries import names_of, sealed
from muster.web.messenger.models import Message, OptOut
from muster.web.messenger.told import told
from muster.web.power.held import in_force
from muster.web.power.models import Glass, Grant, Interest, Look, Suspension
from muster.web.record.actor import Actor
from muster.web.record.erasing import parts
from muster.web.roll.models import Chase, Consent, ContactWay, Membership, Payment, Person, Term

PERSON = ("known_as", "forenames", "surname", "number", "address", "postcode", "kind", "body", "status", "joined_on",
          "paid_until")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection and the words of both."""

    objection: Objection
    who: Person | None
    words: str
    done: str


def record_of(actor: Actor) -> dict[str, Any]:
    """Give everything that is held on whoever asks, as plain values: what a file of it holds."""
    person = Person.objects.select_related("group").get(pk=actor.person or 0)
    ours, me = {"person": person}, actor.pseudonym
    messages = Message.objects.filter(to=me).select_related("sending").order_by("pk")
    looks = Look.objects.filter(whom=me).order_by("pk")
    grants = Grant.objects.filter(holder=me).order_by("pk")
    names = names_of([*looks.values_list("looker", flat=True), *grants.values_list("granted_by", flat=True)])
    return {
        "person": {
            **_plain(person, PERSON),
            "postcode": postcode_told(person.postcode),
            "group": person.group.name if person.group else "",
        },
        "ways": _rows(ContactWay.objects.filter(**ours), ("kind", "value", "bad_at")),
        "consents": _rows(Consent.objects.filter(**ours), ("channel", "agreed", "said_at", "how", "until_at")),
        "memberships": _rows(
            Membership.objects.filter(**ours), ("kind", "status", "move", "since_on", "until_on", "decision")
        ),
        "subscriptions": _rows(Payment.objects.filter(**ours), ("paid_on", "pence", "currency", "pays_until")),
        "asked_for_subscriptions": _rows(Chase.objects.filter(**ours), ("asked_on",)),
        "posts": [
            {"post": str(term.post.title), **_plain(term, ("starts_on", "ends_on", "ended_on", "decision"))}
            for term in Term.objects.filter(**ours).select_related("post").order_by("pk")
        ],
        "powers": [
            {**_plain(one, ("role", "compartment", "purpose", "decision", "starts_at", "ends_at", "ended_at")),
             "given_by": names.get(one.granted_by, "")}
            for one in grants
        ],
        "powers_taken_in_a_hurry": _rows(Glass.objects.filter(holder=me), ("compartment", "broken_at", "ends_at")),
        "suspensions": [
            {**_plain(one, ("starts_at", "ends_at", "ended_at", "end")), **sealed(one)}
            for one in Suspension.objects.filter(holder=me).order_by("pk")
        ],
        "interests_declared": _rows(Interest.objects.filter(holder=me), ("kind", "declared_at", "ended_at")),
        "looked_at_by": [
            {**_plain(one, ("at", "purpose", "page")), "who": names.get(one.looker, "")} for one in looks
        ],
        "messages": [
            {**_plain(one, ("way", "address", "state", "due_at", "handed_at", "answer", "answered_at")),
             **dict(zip(("subject", "text"), _without_links(one), strict=True))}
            for one in messages
        ],
        "no_more_by": _rows(OptOut.objects.filter(who=me), ("way", "at")),
        "objections": [
            {**_plain(one, ("said_at", "heard_at")), **sealed(one)}
            for one in Objection.objects.filter(who=me).order_by("pk")
        ],
        "programs": _rows(
            ProgramKey.objects.filter(account__person=person), ("name", "reads_only", "made_at", "ends_at", "ended_at")
        ),
        "asked_to_be_erased": _rows(Erasure.objects.filter(who=me), ("asked_at",)),
        **{name: rows for part in parts("holding") for name, rows in part.held_on(person.pk, me).items()},
    }  # fmt: skip


def names_beside(actor: Actor, *, at: dt.datetime) -> list[str]:
    """Give who looked at one's record and holds no power: whose names one reads beside that, and nowhere else."""
    lookers = Look.objects.filter(whom=actor.pseudonym).values_list("looker", flat=True)
    known = Grant.objects.filter(in_force(at), holder__in=lookers)
    return sorted(set(lookers) - set(known.values_list("holder", flat=True)))


def _without_links(message: Message) -> tuple[str, str]:
    """Give what was written; its links would let whoever finds the file answer for them."""
    subject, body = told(message)
    return subject, "\n\n".join(part for part in body.split("\n\n") if "/said/" not in part).strip()


def _rows(rows: QuerySet[Any], fields: Iterable[str]) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values(*fields))


def _plain(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in fields}


def objections_heard_by(actor: Actor) -> QuerySet[Objection]:
    """Give the objections that one may hear: of the compartments that one is an officer of, never one's own."""
    kept = {held.compartment for held in actor.grants if held.role == "officer"}
    others = Objection.objects.exclude(who=actor.pseudonym)
    return others if EVERYWHERE in kept else others.filter(compartment__in=kept)


def erasures_carried_out_by(actor: Actor) -> QuerySet[Erasure]:
    """Give who asked to be erased, of the compartments that one is an officer of; never one's own wish."""
    kept = {held.compartment for held in actor.grants if held.role == "officer"}
    others = Erasure.objects.exclude(who=actor.pseudonym)
    return others if EVERYWHERE in kept else others.filter(compartment__in=kept)


def erasure_of(actor: Actor) -> Erasure | None:
    """Give one's own wish to be erased."""
    return Erasure.objects.filter(who=actor.pseudonym).first()


def objected(rows: Iterable[Objection]) -> list[Objected]:
    """Give objections as a page tells them."""
    found = list(rows)
    people: Mapping[str, Person] = {
        one.pseudonym: one for one in Person.objects.filter(pseudonym__in=[row.who for row in found])
    }
    told_of = [(row, sealed(row)) for row in found]
    return [Objected(row, people.get(row.who), one.get("objection", ""), one.get("done", "")) for row, one in told_of]


def objections_of(actor: Actor) -> list[Objected]:
    """Give one's own objections, the latest first."""
    return objected(Objection.objects.filter(who=actor.pseudonym).order_by("-pk")[:20])
