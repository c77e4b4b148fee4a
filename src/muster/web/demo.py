"""A made-up movement's day, built through the same actions that people use, away from any real site."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone

from muster.guard.need import LONGEST_GRANT
from muster.web.days.actions import Asked, call
from muster.web.days.actions_of_turfs import ask_cut
from muster.web.days.models import Day
from muster.web.enter.actions import invite
from muster.web.enter.founding import Founder, Founding, found_movement
from muster.web.enter.models import Movement
from muster.web.intake.models import Upload
from muster.web.intake.uploads import OPEN
from muster.web.power import actions as powers
from muster.web.power.models import Grant
from muster.web.record.actor import Actor
from muster.web.record.deeds import ms_of, name_of
from muster.web.record.jobs import progress
from muster.web.record.models import Job
from muster.web.register import actions as registers
from muster.web.register import actions_of_files as of_files
from muster.web.register import actions_of_places as of_places
from muster.web.register.models import Source, Table
from muster.web.roll.actions import welcome
from muster.web.roll.models import Account
from muster.web.roll.queries import actor_of

COMPARTMENT = "demo"
MOVEMENT = "A made-up movement"
GRANTED = ("organiser", "officer", "driver", "volunteer")
PEOPLE = {role: f"Made-up {role}" for role in (*GRANTED, "member")}
FOUNDERS = ("First made-up founder", "Second made-up founder")


def cast(at: dt.datetime) -> None:
    """Let the made-up movement be founded, once, and its founders welcome the others, as in any movement."""
    if Movement.objects.exists():
        return
    founders = tuple(Founder(name, address(f"founder{n}")) for n, name in enumerate(FOUNDERS, start=1))
    accounts = found_movement(Founding(MOVEMENT, settings.TIME_ZONE, (founders[0], founders[1])), at=at)
    one, other = (actor_of(account, at=at) for account in accounts)
    for role, name in PEOPLE.items():
        person = welcome(known_as=name, by=one, at=at)
        invite(person, email=address(role), by=one, at=at)
        if role not in GRANTED:
            continue
        given = powers.Given(
            holder=person.pseudonym,
            role=Grant.Role(role),
            compartment=COMPARTMENT,
            purpose="canvass",
            decision="muster demo",
            until=ms_of(at + LONGEST_GRANT),
        )
        give_by_two(given, by=one, second=other, at=at)


def address(role: str) -> str:
    """Give the e-mail address of one of the made-up people, at which nobody reads."""
    return f"{role}@movement.example"


def account_of(role: str) -> Account | None:
    """Give the account of the made-up person in a role."""
    found = EmailAddress.objects.filter(email=address("founder1" if role == "founder" else role))
    one = found.select_related("user__person").first()
    return one.user if one else None


def organiser(at: dt.datetime) -> Actor:
    """Give the made-up organiser."""
    cast(at)
    return actor_of(account_of("organiser"), at=at)


def give_by_two(given: powers.Given, *, by: Actor, second: Actor, at: dt.datetime) -> None:
    """Give a power as two founders do: one asks, the other approves what it says, and it holds."""
    asked = powers.Asked("power.grant", terms=asdict(given), compartment=given.compartment, subjects=[given.holder])
    request = powers.ask(asked, by=by, at=at)
    powers.approve(request, seen=bytes(request.body), by=second, at=at)
    powers.grant(given, by=by, at=at)


def standing_day() -> Day | None:
    """Give the demo's day, if one stands."""
    return Day.objects.filter(compartment=COMPARTMENT, made_up=True).order_by("-pk").first()


def call_day(asked: Asked) -> Day:
    """Call the demo's day, as its organiser; its doors come of the county's register, once that stands."""
    at = timezone.now()
    by = organiser(at)
    source = Source.objects.filter(area__compartment=COMPARTMENT).first() or registers.add(
        _named(timezone.localdate(at)), by=by, at=at
    )
    return call(replace(asked, area=source.area_id), by=by, at=at)


def cut_asked(day: Day) -> bool:
    """Have the day's doors cut as soon as the register stands; False as long as it doesn't."""
    day.refresh_from_db()
    if day.job is None:
        standing = Source.objects.filter(area=day.area_id, standing__gt=0)
        if not standing.filter(area__tables__kind=Table.Kind.STREETS).exists():
            return False
        at = timezone.now()
        ask_cut(day, by=organiser(at), at=at)
        day.refresh_from_db()
    return True


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
            of_files.accept(waiting, by=by, at=at)
        return waiting.name != THIS_YEAR and waiting.state in {Upload.State.BROUGHT, Upload.State.READ}
    if wanted:
        name = TABLES[wanted[0]]
        of_places.furnish(source.area, chunks=[files()[name]], name=name, kind=wanted[0], by=by, at=at)
        return True
    for name in (LAST_YEAR, THIS_YEAR):
        if name not in brought:
            year = today.year - (today.month < PUBLISHED_IN) - (name == LAST_YEAR)
            published_on = dt.date(year, PUBLISHED_IN, 1)
            of_files.bring(source, chunks=[files()[name]], name=name, published_on=published_on, by=by, at=at)
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
