"""What the API tells of people, and what it is told of them."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, Field, StrictBool

from muster.register.postcodes import postcode_told
from muster.web.api.reading import MOST, Asked, Paged
from muster.web.roll import queries

Kind = Literal["member", "supporter", "affiliate"]
Stands = Literal["", "applied", "standing", "due", "lapsed", "left", "refused", "removed", "died"]
Moves = Literal["apply", "admit", "refuse", "owe", "pay", "lapse", "become", "leave", "remove", "restore", "die"]
Channel = Literal["email", "telephone", "text", "post"]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _only_a_day(said: Any) -> Any:
    """Let nothing else become a day: 3 would be one in 1970."""
    if isinstance(said, str) and _DAY.fullmatch(said):
        return said
    raise ValueError("write a day as 2026-05-31")


IsoDay = Annotated[dt.date, BeforeValidator(_only_a_day)]


class PersonListed(Schema):
    """A person in a list. `group` is the group's slug; '' is nothing known."""

    id: int
    name: str
    forenames: str
    surname: str
    number: str
    group: str | None
    kind: Kind | Literal[""]
    status: Stands
    joined_on: dt.date | None


class Way(Schema):
    """A way to reach somebody; nothing arrives by a bad one."""

    id: int
    kind: Literal["email", "telephone"]
    value: str
    bad: bool

    @staticmethod
    def resolve_bad(way: Any) -> bool:
        """Say whether nothing arrives there."""
        return way.bad_at is not None


class Consent(Schema):
    """What stands of what somebody said of being told by one channel."""

    channel: Channel
    agreed: bool
    said_at: dt.datetime


class Membership(Schema):
    """How somebody stood from a day until before another."""

    kind: Kind
    status: Stands
    move: Moves
    since_on: dt.date
    until_on: dt.date | None
    decision: str


class PersonTold(PersonListed):
    """A person as their page tells them; `moves` are what may follow from how they stand."""

    known_as: str
    address: str
    postcode: str
    body: str
    paid_until: dt.date | None
    ways: list[Way]
    consents: list[Consent]
    memberships: list[Membership]
    moves: list[Moves]


class People(Schema):
    """A part of a list: `next` is what to give as `after` for the part behind it; null at the end."""

    people: list[PersonListed]
    next: int | None


class Found(Schema):
    """Whom a search found. `more`: there are others; say more of whom you look for."""

    people: list[PersonListed]
    more: bool


class Listing(Paged):
    """Whom to list: of one group, who stand so."""

    group: str = Field("", max_length=34)
    status: Stands = ""


class Sought(Asked):
    """What to look for: the beginning of a name, a postcode, telephone, e-mail, or the number on a card."""

    q: str = Field(min_length=1, max_length=100)
    limit: int = Field(20, ge=1, le=MOST)


class Joining(Asked):
    """Somebody who asks to join, as they describe themselves."""

    forenames: str = Field(min_length=1, max_length=80)
    surname: str = Field(min_length=1, max_length=80)
    email: str = Field(min_length=1, max_length=254)
    telephone: str = Field("", max_length=30)
    postcode: str = Field(min_length=1, max_length=10)
    kind: Kind = "member"
    body: str = Field("", max_length=80)
    agrees: list[Channel] = Field(default=[], max_length=4)


class Entered(Asked):
    """Somebody who joined on paper or by telephone. `group` is a slug; '' is the one of the postcode."""

    forenames: str = Field(min_length=1, max_length=80)
    surname: str = Field(min_length=1, max_length=80)
    email: str = Field("", max_length=254)
    telephone: str = Field("", max_length=30)
    address: str = Field("", max_length=240)
    postcode: str = Field("", max_length=10)
    kind: Kind = "member"
    body: str = Field("", max_length=80)
    agrees: list[Channel] = Field(default=[], max_length=4)
    on: IsoDay
    group: str = Field("", max_length=34)


class Joined(Schema):
    """The group that somebody joined, if their postcode tells one."""

    group: str | None


class Taken(Schema):
    """Somebody who was taken in."""

    id: int
    number: str


class AsRead(Asked):
    """What somebody was called and where they lived when you read it."""

    forenames: str = Field("", max_length=80)
    surname: str = Field("", max_length=80)
    known_as: str = Field("", max_length=120)
    address: str = Field("", max_length=240)
    postcode: str = Field("", max_length=10)


class Correction(AsRead):
    """What somebody is called and where they live, whole. Nothing is written if it no longer stands as it `was`."""

    surname: str = Field(min_length=1, max_length=80)
    was: AsRead


class NewWay(Asked):
    """An e-mail address or a telephone."""

    kind: Literal["email", "telephone"]
    value: str = Field(min_length=1, max_length=254)


class WayKept(Schema):
    """Its number."""

    id: int


class Said(Asked):
    """What somebody said."""

    agreed: StrictBool


class Moving(Asked):
    """What happened, from which day on, by which decision if it needs one."""

    move: Moves
    on: IsoDay
    decision: str = Field("", max_length=60)


class Transferring(Asked):
    """The slug of the group that somebody goes to; null is none."""

    group: str | None = Field(max_length=34)


def listed(person: Any) -> dict[str, Any]:
    """Tell a person as lists do."""
    plain = ("name", "forenames", "surname", "number", "kind", "status", "joined_on")
    group = person.group.slug if person.group else None
    return {"id": person.pk, "group": group, **{name: getattr(person, name) for name in plain}}


def told(person: queries.PersonTold) -> dict[str, Any]:
    """Tell a person as their page does."""
    plain = ("known_as", "address", "body", "paid_until")
    return {
        **listed(person.person), **{name: getattr(person.person, name) for name in plain},
        "postcode": postcode_told(person.person.postcode),
        "ways": person.ways, "consents": list(person.consents.values()), "memberships": person.history,
        "moves": person.moves,
    }  # fmt: skip
