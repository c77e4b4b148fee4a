"""Two persons at a deed: it spends a request whose bytes another has approved, or says that it needs one."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Any

from django.db.models import Q

from muster.guard import pair
from muster.web.power.held import powers_held
from muster.web.power.models import Interest, Request
from muster.web.power.rules import may_answer
from muster.web.record.actor import Actor
from muster.web.record.canonical import Json, canonical
from muster.web.record.deeds import Deed, name_of

Terms = Mapping[str, Json]


class NeedsTwoError(Exception):
    """Another must approve these very terms first."""

    def __init__(self, kind: str, *, terms: Terms, compartment: str, subjects: Collection[str]) -> None:
        """Keep what has to be asked."""
        super().__init__(kind)
        self.kind, self.terms, self.compartment, self.subjects = kind, terms, compartment, frozenset(subjects)


class NoSecondError(Exception):
    """Whoever approved may no longer do so, or has declared an interest since."""


def spend(deed: Deed, terms: Terms, *, compartment: str, subjects: Collection[str]) -> None:
    """Rest a running deed on an approved request of these very terms, which is used up by it.

    Raises:
        NeedsTwoError: there is none.
        NoSecondError: its approver is no second person any more.
    """
    body = body_of(deed.kind, terms)
    approved = {"body": bytes(body), "asked_by": deed.by.pseudonym, "state": pair.State.APPROVED}
    request = Request.objects.select_for_update().filter(**approved, ends_at__gt=deed.at).order_by("pk").first()
    if request is None:
        raise NeedsTwoError(deed.kind, terms=terms, compartment=compartment, subjects=subjects)
    pair.check_use(asked_in(request), by=deed.by.pseudonym, body=body, at=deed.at)
    _check_second(request, at=deed.at)
    Request.objects.filter(pk=request.pk).update(state=pair.State.USED, used_at=deed.at)
    deed.because(name_of(request))


def _check_second(request: Request, *, at: dt.datetime) -> None:
    second = request.answered_by
    actor = Actor(person=None, pseudonym=second, grants=powers_held(second, at=at))
    touched = {request.asked_by, *request.subjects}
    if not may_answer(actor, request) or touched & interests_of(second):
        raise NoSecondError(name_of(request))


def body_of(kind: str, terms: Terms) -> bytes:
    """Give the bytes that say a deed and everything that it will be told."""
    return canonical({"k": kind, "t": dict(terms)})


def terms_of(request: Request) -> dict[str, Any]:
    """Give a request's terms back from its bytes."""
    terms: dict[str, Any] = json.loads(bytes(request.body))["t"]
    return terms


def asked_in(request: Request) -> pair.Request:
    """Give a row as the core judges it."""
    return pair.Request(
        body=bytes(request.body),
        asked_by=request.asked_by,
        subjects=frozenset(request.subjects),
        asked_at=request.asked_at,
        state=pair.State(request.state),
    )


def interests_of(pseudonym: str) -> set[str]:
    """Give everybody with whom an interest stands, whoever of the two declared it."""
    rows = Interest.objects.filter(Q(holder=pseudonym) | Q(about=pseudonym), ended_at__isnull=True)
    return {one for row in rows.values_list("holder", "about") for one in row} - {pseudonym}


def carry_out(request: Request, *, by: Actor, at: dt.datetime) -> Any:
    """Do what was approved, as whoever asked for it: `power.grant` is `grant` in the app's module `paired`."""
    app, deed = request.kind.split(".")
    return getattr(import_module(f"muster.web.{app}.paired"), deed)(terms_of(request), by=by, at=at)
