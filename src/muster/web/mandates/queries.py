"""What pages may ask of power. Who holds it is no secret from any member; who looked at one's record is one's own."""

import datetime as dt
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from muster.guard.need import EVERYWHERE
from muster.guard.pair import State, state_of
from muster.web.mandates.worded import deed_told, term_told
from muster.web.power.held import in_force
from muster.web.power.models import Glass, Grant, Interest, Request, Suspension
from muster.web.power.pairs import asked_in, terms_of
from muster.web.power.rules import may_answer, may_review
from muster.web.record.actor import Actor
from muster.web.record.deeds import name_of
from muster.web.record.models import Payload
from muster.web.record.sealing import ErasedError, keys_of, opened
from muster.web.roll.models import ContactWay, Group, Person

ENDS_SOON = dt.timedelta(days=14)
EVERY = Q()
REVIEW_WITHIN = dt.timedelta(hours=72)
THINGS = ("title", "register", "group")  # terms that name what a deed is done to


class NobodyKnownError(LookupError):
    """Nobody, or more than one, is known by what was typed."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A power as a page tells it."""

    grant: Grant
    holder: str
    giver: str
    proposer: str
    place: str
    ours: bool
    soon: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a page tells it: what is asked, in words and in bytes, and what one may do about it."""

    request: Request
    what: str
    thing: str
    state: State
    asker: str
    answerer: str
    terms: list[tuple[str, str]]
    words: str
    may_answer: bool
    may_do: bool

    @property
    def told(self) -> str:
        """What is to be done, and to what."""
        return f"{self.what}: {self.thing}" if self.thing else self.what

    @property
    def carries(self) -> bool:
        """Whether doing it gives a list to carry away."""
        return self.request.kind.endswith(".export")


@dataclass(frozen=True, slots=True)
class Stopped:
    """A suspension, whose, and the words that were written to them."""

    suspension: Suspension
    holder: str
    ours: bool
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """Glass, who broke it, whether one may review it now, and the reason for who may."""

    glass: Glass
    holder: str
    may_review: bool
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for somebody."""

    what: str
    of: Any


def names_of(pseudonyms: Iterable[str]) -> dict[str, str]:
    """Give the names behind pseudonyms: one query."""
    people = Person.objects.filter(pseudonym__in=set(pseudonyms))
    return {person.pseudonym: person.name for person in people}


def places_of(compartments: Iterable[str]) -> dict[str, str]:
    """Give the names of the groups behind compartments: one query."""
    slugs = {compartment.removeprefix("group:") for compartment in compartments}
    return {group.compartment: group.name for group in Group.objects.filter(slug__in=slugs)}


def holdings(
    actor: Actor, *, at: dt.datetime, only: Q = EVERY, first: int = 0, most: int | None = None
) -> list[Holding]:
    """Give the powers that are held now, for any member to see; to anybody else none: three queries."""
    if actor.person is None:
        return []
    held_now = Grant.objects.filter(in_force(at), only)
    grants = list(held_now.order_by("role", "compartment", "pk")[first : None if most is None else first + most])
    names = names_of(one for held in grants for one in (held.holder, held.granted_by, held.proposed_by))
    places = places_of(held.compartment for held in grants)
    return [
        Holding(
            grant=held,
            holder=names.get(held.holder, ""),
            giver=names.get(held.granted_by, ""),
            proposer=names.get(held.proposed_by, ""),
            place=places.get(held.compartment, "" if held.compartment == EVERYWHERE else held.compartment),
            ours=held.holder == actor.pseudonym,
            soon=held.ends_at <= at + ENDS_SOON,
        )
        for held in grants
    ]


def holdings_of(actor: Actor, *, at: dt.datetime) -> list[Holding]:
    """Give the powers that one holds oneself."""
    return holdings(actor, at=at, only=Q(holder=actor.pseudonym))


def grants_seen_by(actor: Actor) -> QuerySet[Grant]:
    """Give the powers that one may see: all, to any member."""
    return Grant.objects.all() if actor.person is not None else Grant.objects.none()


def requests_seen_by(actor: Actor) -> QuerySet[Request]:
    """Give the requests that one made, or may answer; whoever one is about never finds it."""
    led = {held.compartment for held in actor.grants if held.role == "officer"}
    theirs = Request.objects.all()
    if EVERYWHERE not in led and not actor.holds("founder", compartment=EVERYWHERE):
        theirs = theirs.filter(Q(compartment__in=led) | Q(asked_by=actor.pseudonym))
    about = Cast("subjects", TextField())
    return theirs.annotate(about=about).exclude(about__contains=actor.pseudonym)


def asked_told(actor: Actor, requests: Iterable[Request], *, at: dt.datetime) -> list[Asked]:
    """Give requests as a page tells them: a query for all names, one for all groups."""
    rows = list(requests)
    terms = [terms_of(row) for row in rows]
    named = [str(value) for told in terms for value in told.values()]
    names = names_of([*named, *(one for row in rows for one in (row.asked_by, row.answered_by))])
    places = places_of(str(told["compartment"]) for told in terms if "compartment" in told)
    words = [
        [term_told(key, one, names=names, places=places) for key, one in told.items() if one != ""] for told in terms
    ]
    # what it is done to, if that is a thing: a home page names nobody whom somebody is asked about
    things = [next((str(told[key]) for key in THINGS if told.get(key)), "") for told in terms]
    return [_asked(actor, *each, names, at=at) for each in zip(rows, words, things, strict=True)]


def _asked(
    actor: Actor, row: Request, terms: list[tuple[str, str]], thing: str, names: dict[str, str], *, at: dt.datetime
) -> Asked:
    state, ours = state_of(asked_in(row), at=at), row.asked_by == actor.pseudonym
    return Asked(
        request=row,
        what=deed_told(row.kind),
        thing=thing,
        state=state,
        asker=names.get(row.asked_by, ""),
        answerer=names.get(row.answered_by, ""),
        terms=terms,
        words=bytes(row.body).decode(),
        may_answer=state is State.ASKED and not ours and may_answer(actor, row),
        may_do=state is State.APPROVED and ours,
    )


def interests_of(actor: Actor) -> list[tuple[Interest, str]]:
    """Give the interests that one has declared, with the names of those whom they are in: two queries."""
    rows = list(Interest.objects.filter(holder=actor.pseudonym, ended_at__isnull=True).order_by("pk"))
    names = names_of(row.about for row in rows)
    return [(row, names.get(row.about, "")) for row in rows]


def suspensions_seen_by(actor: Actor, *, at: dt.datetime) -> list[Stopped]:
    """Give the suspensions that stand: all to a founder, one's own to whoever is suspended."""
    now = Suspension.objects.filter(in_force(at))
    rows = list(now if actor.holds("founder", compartment=EVERYWHERE) else now.filter(holder=actor.pseudonym))
    names, words = names_of(row.holder for row in rows), sealed_beside(rows)
    ours = actor.pseudonym
    return [Stopped(row, names.get(row.holder, ""), row.holder == ours, words[name_of(row)]) for row in rows]


def glass_seen_by(actor: Actor) -> list[Broken]:
    """Give the glass that was broken: every member is told; the reason to who may review it."""
    if actor.person is None:
        return []
    rows = list(Glass.objects.order_by("-pk")[:20])
    names = names_of(row.holder for row in rows)
    reviews = [may_review(actor, row) for row in rows]
    words = sealed_beside(row for row, reads in zip(rows, reviews, strict=True) if reads)
    return [
        Broken(row, names.get(row.holder, ""), reads and row.reviewed_at is None, words.get(name_of(row), {}))
        for row, reads in zip(rows, reviews, strict=True)
    ]


def sealed(thing: Model) -> dict[str, str]:
    """Give the words that deeds sealed beside their entries about a thing."""
    return sealed_beside([thing])[name_of(thing)]


def sealed_beside(things: Iterable[Model]) -> dict[str, dict[str, str]]:
    """Give them of many things, by their names in entries: two queries."""
    told: dict[str, dict[str, str]] = {name_of(one): {} for one in things}
    rows = list(Payload.objects.filter(entry__thing__in=told).select_related("entry").order_by("pk"))
    keys = keys_of(rows)
    for row in rows:
        with suppress(ErasedError):
            words = json.loads(opened(row, keys=keys))
            told[row.entry.thing] |= {key: str(value) for key, value in words.items()}
    return told


def person_known_by(text: str) -> Person:
    """Give whom somebody means by an e-mail address, or the number on a card: exactly one.

    Raises:
        NobodyKnownError: there is nobody, or more than one.
    """
    wanted = text.strip().casefold()
    by_way = ContactWay.objects.filter(kind=ContactWay.Kind.EMAIL, value=wanted).values("person")
    found = list(Person.objects.filter(Q(pk__in=by_way) | Q(number=text.strip()) & ~Q(number=""))[:2]) if wanted else []
    if len(found) != 1:
        raise NobodyKnownError(text)
    return found[0]


def compartment_called(text: str) -> str:
    """Give the compartment that somebody means: a group's by its name or short name, else as they wrote it."""
    wanted = text.strip()
    group = Group.objects.filter(Q(slug=wanted.casefold()) | Q(name__iexact=wanted)).first()
    return group.compartment if group else wanted


def needs_of(actor: Actor, *, at: dt.datetime) -> list[Need]:
    """Give what waits for somebody: requests to answer or to carry out, powers that end soon, glass to review."""
    if not actor.grants:
        return []
    waiting = requests_seen_by(actor).filter(state__in=[State.ASKED, State.APPROVED], ends_at__gt=at)
    told = asked_told(actor, waiting.order_by("pk"), at=at)
    needs = [Need("answer", one) for one in told if one.may_answer] + [Need("do", one) for one in told if one.may_do]
    if actor.holds("founder", compartment=EVERYWHERE):
        soon = holdings(actor, at=at, only=Q(ends_at__lte=at + ENDS_SOON) & ~Q(holder=actor.pseudonym))
        broken = Glass.objects.filter(reviewed_at__isnull=True).exclude(holder=actor.pseudonym)
        needs += [Need("renew", held) for held in soon] + [Need("review", glass) for glass in broken]
    return needs
