"""A made-up movement's day, built through the same actions that people use, away from any real site."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from muster.web.days.actions import Asked, call
from muster.web.days.models import Day
from muster.web.record.actor import NOBODY, Actor
from muster.web.roll.actions import found, grant, welcome
from muster.web.roll.models import LONGEST_GRANT, Account, Grant, Person
from muster.web.roll.queries import actor_of_person

COMPARTMENT = "demo"
ORGANISER = "Made-up organiser"
FOUNDERS = ("First made-up founder", "Second made-up founder")


def as_organiser(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let everybody who reaches this demo in as its organiser. `muster demo` listens on this computer alone."""

    def respond(request: HttpRequest) -> HttpResponse:
        account = Account.objects.select_related("person").filter(person__known_as=ORGANISER).first()
        if account:
            request.user = account
        return get_response(request)

    return respond


def organiser(at: dt.datetime) -> Actor:
    """Give the made-up organiser; two founders welcome them at the first start, as in any movement."""
    person = Person.objects.filter(known_as=ORGANISER).first()
    if person is None:
        one, _other = found(names=FOUNDERS, by=NOBODY, at=at)
        founder = actor_of_person(one, at=at)
        person = welcome(known_as=ORGANISER, by=founder, at=at)
        grant(
            person,
            role=Grant.Role.ORGANISER,
            compartment=COMPARTMENT,
            purpose="demo",
            decision="muster demo",
            until=at + LONGEST_GRANT,
            by=founder,
            at=at,
        )
    return actor_of_person(person, at=at)


def standing_day() -> Day | None:
    """Give the demo's day, if one stands."""
    return Day.objects.filter(compartment=COMPARTMENT, made_up=True).order_by("-pk").first()


def call_day(asked: Asked, files: Mapping[str, bytes]) -> Day:
    """Call the demo's day, as its organiser."""
    at = timezone.now()
    return call(asked, files=files, by=organiser(at), at=at)
