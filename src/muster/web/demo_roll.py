"""The made-up movement's roll: groups, people and posts, brought through the same deeds and files that people use."""

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress

from django.utils import timezone
from django.utils.timezone import localdate

from muster.county.roll import district_of, roll_bytes
from muster.guard.need import EVERYWHERE, LONGEST_GRANT
from muster.web.demo import PEOPLE as CAST
from muster.web.demo import account_of, address, cast, give_by_two
from muster.web.enter.actions import invite
from muster.web.intake.models import Upload
from muster.web.intake.told import upload_told
from muster.web.intake.uploads import OPEN
from muster.web.power import actions as powers
from muster.web.power.models import Grant
from muster.web.record.actor import Actor
from muster.web.record.deeds import ms_of
from muster.web.record.jobs import start
from muster.web.record.models import Job
from muster.web.roll import actions as of_people
from muster.web.roll import actions_of_files as files_of_roll
from muster.web.roll import actions_of_groups as of_groups
from muster.web.roll.models import Consent, ContactWay, Group, Person, Post
from muster.web.roll.moves import Move
from muster.web.roll.queries import actor_of

NAME = "roll.csv"
KEEPER = "Made-up keeper of the roll"
OFFICES = ("Chair", "Secretary", "Treasurer")
MONTHS = 36
_ALONE = 12  # one group in so many has one officer left
_TERM_DAYS = 365


def bring_roll(county: Callable[[], Mapping[str, bytes]], *, seed: int) -> bool:
    """Do the next thing on the way to the movement's roll; False once nothing is left to do."""
    at = timezone.now()
    keeper = keeper_of(at)
    upload = Upload.objects.filter(into="roll.people:0", name=NAME).order_by("-pk").first()
    if upload is None:
        groups_stand(county(), by=keeper, at=at)
        content = roll_bytes(county()["members.csv"], county()["groups.csv"], seed=seed)
        files_of_roll.bring(None, file=files_of_roll.Brought(NAME, [content], "people"), by=keeper, at=at)
        return True
    if upload.state == Upload.State.READ and not upload_told(upload).working:
        files_of_roll.accept(upload, by=keeper, at=at)
        return True
    if upload.state in OPEN:
        return upload.state != Upload.State.REFUSED
    officers_stand(by=keeper, at=at)
    if not Job.objects.filter(kind="roll.count_months").exists():
        start("roll.count_months", months=MONTHS)
    return False


def keeper_of(at: dt.datetime) -> Actor:
    """Give the made-up officer of the whole movement."""
    cast(at)
    account = account_of("keeper")
    if account is None:
        founder = actor_of(account_of("founder"), at=at)
        person = of_people.welcome(known_as=KEEPER, by=founder, at=at)
        invite(person, email=address("keeper"), by=founder, at=at)
        _give(person, EVERYWHERE, at)
        account = account_of("keeper")
    return actor_of(account, at=at)


def _give(person: Person, compartment: str, at: dt.datetime) -> None:
    one, other = (actor_of(account_of(role), at=at) for role in ("founder1", "founder2"))
    given = powers.Given(
        holder=person.pseudonym,
        role=Grant.Role.OFFICER,
        compartment=compartment,
        purpose="care",
        decision="muster demo",
        until=ms_of(at + LONGEST_GRANT),
    )
    give_by_two(given, by=one, second=other, at=at)


def _give_group(at: dt.datetime) -> None:
    """Let the made-up officer keep the county's own group."""
    account = account_of("officer")
    own = Group.objects.order_by("pk").first()
    if account and account.person and own:
        _give(account.person, own.compartment, at)


def groups_stand(county: Mapping[str, bytes], *, by: Actor, at: dt.datetime) -> None:
    """Let the made-up groups begin, once, and the made-up officer keep the county's own."""
    if not Group.objects.exists():
        _groups(county, by=by, at=at)
        _give_group(at)
        _cast_belongs(by=by, at=at)


def _cast_belongs(*, by: Actor, at: dt.datetime) -> None:
    """Let the made-up people belong to the county's own group and be reached, as whoever is real there."""
    own = Group.objects.order_by("pk").first()
    for role in (*CAST, "founder1", "founder2"):
        account = account_of(role)
        person = account.person if account else None
        if person is None:
            continue
        with suppress(of_people.HasThatError):  # founders were founded with theirs
            of_people.add_way(person, kind=ContactWay.Kind.EMAIL, value=address(role), by=by, at=at)
        of_people.agree(person, channel=Consent.Channel.EMAIL, agreed=True, by=by, at=at)
        of_people.move(person, move=Move.ADMIT, on=localdate(at), by=by, at=at)
        of_people.transfer(person, to=own, by=by, at=at)


def _groups(county: Mapping[str, bytes], *, by: Actor, at: dt.datetime) -> None:
    known = set(Group.objects.values_list("name", flat=True))
    for place, line in enumerate(county["groups.csv"].decode().splitlines()[1:]):
        name, lon, lat, _members = line.rsplit(",", 3)
        plain = name.strip('"')
        if plain not in known:
            named = of_groups.Named(
                plain,
                about=f"The group of {plain} and the villages round it. Nobody in it is real.",
                first_thing="Come to our next meeting: the first Tuesday of the month, half past seven.",
                lon=float(lon),
                lat=float(lat),
                districts=[district_of(place)],
            )
            of_groups.add_group(named, by=by, at=at)


def officers_stand(*, by: Actor, at: dt.datetime) -> None:
    """Put people of each group into those of its offices that nobody holds; some groups have one officer left."""
    today = localdate(at)
    held = set(Post.objects.values_list("group", "title"))
    for n, group in enumerate(Group.objects.order_by("pk")):
        free = [title for title in (OFFICES if n % _ALONE else OFFICES[:1]) if (group.pk, title) not in held]
        people = Person.objects.filter(group=group, status="standing").exclude(terms__post__group=group)
        for title, person in zip(free, people.order_by("folded", "pk")[: len(free)], strict=False):
            post = of_groups.add_post(group, title=title, by=by, at=at)
            ends_on = today + dt.timedelta(days=_TERM_DAYS - n)
            starts_on = ends_on - dt.timedelta(days=_TERM_DAYS)
            of_groups.appoint(
                post, person=person, starts_on=starts_on, ends_on=ends_on, decision="annual meeting", by=by, at=at
            )
