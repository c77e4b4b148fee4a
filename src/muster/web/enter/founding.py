"""How an empty site becomes a movement: at the terminal or on a page that a code from the terminal opens."""

import datetime as dt
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from muster.home import home, made
from muster.web.enter import letters
from muster.web.enter.actions import begin, invite
from muster.web.enter.links import BEGIN_S, new_link
from muster.web.enter.models import Movement
from muster.web.record.actor import NOBODY
from muster.web.roll.actions import add_way, found
from muster.web.roll.models import Account, ContactWay
from muster.web.roll.queries import actor_of_person

_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that another could be taken for
_LENGTH = 8  # 39 bits, behind a limit


class SamePersonError(ValueError):
    """A movement is founded by two, with an address each."""


@dataclass(frozen=True, slots=True)
class Founder:
    """Who founds a movement, and where mail reaches them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Founding:
    """What a movement is founded with."""

    name: str
    zone: str
    founders: tuple[Founder, Founder]


def found_movement(founding: Founding, *, at: dt.datetime) -> tuple[Account, Account]:
    """Found the movement: its name, two founders, and an account for each that nobody can enter yet.

    Their addresses stand in their records as well: founders are told by message what is due from them.

    Raises:
        SamePersonError: both have one address.
        NotAllowedError: it was founded before.
    """
    one, other = founding.founders
    if one.email.lower() == other.email.lower():
        raise SamePersonError(one.email)
    with transaction.atomic():
        begin(name=founding.name, zone=founding.zone, by=NOBODY, at=at)
        people = found(names=(one.name, other.name), by=NOBODY, at=at)
        first, second = (actor_of_person(person, at=at) for person in people)
        accounts = (
            invite(people[0], email=one.email, by=second, at=at),
            invite(people[1], email=other.email, by=first, at=at),
        )
        for person, actor, founder in zip(people, (first, second), founding.founders, strict=True):
            add_way(person, kind=ContactWay.Kind.EMAIL, value=founder.email.lower(), by=actor, at=at)
    spend_code()
    settle_zone(founding.zone)
    return accounts


def link_to_begin(account: Account, *, address_of: Callable[[str], str]) -> str:
    """Give the address at which somebody invited enters for the first time; `address_of` completes a path."""
    address = EmailAddress.objects.select_related("user").get(user=account, primary=True)
    return address_of(f"/enter/link/{new_link(address, lasts_s=BEGIN_S)}")


def send_link_to_begin(account: Account, *, address_of: Callable[[str], str]) -> None:
    """Send somebody invited the link with which they enter for the first time."""
    movement = Movement.objects.get()
    address = EmailAddress.objects.get(user=account, primary=True)
    link = link_to_begin(account, address_of=address_of)
    letters.send("begin", to=address.email, movement=movement, link=link, name=account.person.name)  # type: ignore[union-attr]


def settle_zone(zone: str) -> None:
    """Show days and hours in this zone from now on; programs started later find it with the movement."""
    settings.TIME_ZONE = str(ZoneInfo(zone))
    timezone.get_default_timezone.cache_clear()  # type: ignore[attr-defined]  # a cache, which stubs don't say


def first_code() -> str:
    """Give the code that opens the first page, made at its first asking and readable by the site's owner alone."""
    path = _path()
    if not path.exists():
        drawn = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{drawn[:4]}-{drawn[4:]}")
    return path.read_text(encoding="ascii")


def is_first_code(said: str) -> bool:
    """Say whether somebody typed the code, in whatever case and with or without its hyphen."""
    path = _path()
    return path.exists() and hmac.compare_digest(_bare(said).encode(), _bare(path.read_text(encoding="ascii")).encode())


def spend_code() -> None:
    """Throw the code away: there is no second founding."""
    _path().unlink(missing_ok=True)


def _bare(code: str) -> str:
    return "".join(code.upper().split()).replace("-", "")


def _path() -> Path:
    return made(made(home()) / "keys") / "first-code"
