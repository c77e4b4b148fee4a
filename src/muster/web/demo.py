"""A made-up movement's day, built through the same actions that people use, away from any real site."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from muster.guard.need import LONGEST_GRANT
from muster.web.days.actions import Asked, call
from muster.web.days.models import Day
from muster.web.intake.models import Upload
from muster.web.intake.uploads import OPEN
from muster.web.power import actions as powers
from muster.web.power.models import Grant
from muster.web.record.actor import NOBODY, Actor
from muster.web.record.deeds import ms_of, name_of
from muster.web.record.jobs import progress
from muster.web.record.models import Job
from muster.web.register import actions as registers
from muster.web.register.models import Source, Table
from muster.web.roll.actions import found, welcome
from muster.web.roll.models import Account, Person
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
        one, other = (actor_of_person(founder, at=at) for founder in found(names=FOUNDERS, by=NOBODY, at=at))
        person = welcome(known_as=ORGANISER, by=one, at=at)
        given = powers.Given(
            holder=person.pseudonym,
            role=Grant.Role.ORGANISER,
            compartment=COMPARTMENT,
            purpose="canvass",
            decision="muster demo",
            until=ms_of(at + LONGEST_GRANT),
        )
        give_by_two(given, by=one, second=other, at=at)
    return actor_of_person(person, at=at)


def give_by_two(given: powers.Given, *, by: Actor, second: Actor, at: dt.datetime) -> None:
    """Give a power as two founders do: one asks, the other approves what it says, and it holds."""
    asked = powers.Asked("power.grant", terms=asdict(given), compartment=given.compartment, subjects=[given.holder])
    request = powers.ask(asked, by=by, at=at)
    powers.approve(request, seen=bytes(request.body), by=second, at=at)
    powers.grant(given, by=by, at=at)


def standing_day() -> Day | None:
    """Give the demo's day, if one stands."""
    return Day.objects.filter(compartment=COMPARTMENT, made_up=True).order_by("-pk").first()


def call_day(asked: Asked, files: Mapping[str, bytes]) -> Day:
    """Call the demo's day, as its organiser."""
    at = timezone.now()
    return call(asked, files=files, by=organiser(at), at=at)


LAST_YEAR, THIS_YEAR = "register-last-year.csv", "register.csv"
PUBLISHED_IN = 12  # on the first of December
TABLES = {Table.Kind.POSTCODES: "postcodes.csv", Table.Kind.STREETS: "streets.osm"}


def bring_registers(files: Callable[[], Mapping[str, bytes]], *, today: dt.date) -> bool:
    """Do the next thing on the way to the county's registers; False once nothing is left to do.

    Last year's is taken in. This year's is read, and waits with its preview for whoever looks.
    """
    at = timezone.now()
    by = organiser(at)
    source = Source.objects.filter(area__compartment=COMPARTMENT).first()
    if source is None:
        registers.add(_named(today), by=by, at=at)
        return True
    into = [name_of(source.area), name_of(source)]
    waiting = Upload.objects.filter(into__in=into, state__in=OPEN).first()
    wanted = [kind for kind in TABLES if not source.area.tables.filter(kind=kind).exists()]
    brought = set(Upload.objects.filter(into=into[1]).values_list("name", flat=True))
    if waiting is not None:
        if waiting.name == LAST_YEAR and waiting.state == Upload.State.READ and _rests(waiting):
            registers.accept(waiting, by=by, at=at)
        return waiting.name != THIS_YEAR and waiting.state in {Upload.State.BROUGHT, Upload.State.READ}
    if wanted:
        name = TABLES[wanted[0]]
        registers.furnish(source.area, chunks=[files()[name]], name=name, kind=wanted[0], by=by, at=at)
        return True
    for name in (LAST_YEAR, THIS_YEAR):
        if name not in brought:
            year = today.year - (today.month < PUBLISHED_IN) - (name == LAST_YEAR)
            published_on = dt.date(year, PUBLISHED_IN, 1)
            registers.bring(source, chunks=[files()[name]], name=name, published_on=published_on, by=by, at=at)
            return name == LAST_YEAR
    return False


def _named(today: dt.date) -> registers.Named:
    return registers.Named(
        area="Merrowby",
        compartment=COMPARTMENT,
        name="Register of electors",
        owner="A made-up movement",
        mode=Source.Mode.A,
        basis=Source.Basis.PUBLIC_TASK,
        condition=Source.Condition.PARTY,
        purposes=("canvass", "leaflet", "polling day"),
        expires_on=today + dt.timedelta(days=365),
    )


def _rests(upload: Upload) -> bool:
    """Whether no job of an upload is under way."""
    job = Job.objects.filter(ref=upload.job).first() if upload.job else None
    return job is None or progress(job).ended
