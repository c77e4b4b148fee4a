"""People and groups of a made-up roll, made through the deeds that people use."""

import datetime as dt
from typing import Any

from muster.guard.need import Held
from muster.web.record.actor import Actor
from muster.web.roll import actions
from muster.web.roll import actions_of_groups as of_groups
from muster.web.roll.models import Double, Group, Person
from muster.web.roll.moves import Kind

AT = dt.datetime(2026, 5, 1, 9, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
TODAY = AT.date()


def officer(*compartments: str, person: int | None = None, pseudonym: str = "o" * 32) -> Actor:
    """Somebody who keeps the records of these compartments; of the whole movement if none is named."""
    held = frozenset(Held("officer", one, "members") for one in compartments or ("movement",))
    return Actor(person, pseudonym, held)


def group(name: str = "Merrowby", *districts: str) -> Group:
    return of_groups.add_group(of_groups.Named(name, districts=districts), by=officer(), at=AT)


def told(**changed: Any) -> actions.Told:
    wanted: dict[str, Any] = {"forenames": "Ada Jane", "surname": "Okonjo", "email": "ada@example.org",
                              "telephone": "+447700900123", "postcode": "ZX10AB", "kind": Kind.MEMBER,
                              "agrees": {"email": True, "text": False}}  # fmt: skip
    return actions.Told(**{**wanted, **changed})


def entered(to: Group | None = None, *, at: dt.datetime = AT, **changed: Any) -> Person:
    return actions.enter(to, told=told(**changed), on=at.date(), by=officer(), at=at)


def doubled(one: Person, other: Person) -> Double:
    """Put two people before an officer, whatever speaks for them."""
    pair, _new = Double.objects.get_or_create(
        one=min(one, other, key=lambda p: p.pk), other=max(one, other, key=lambda p: p.pk),
        defaults={"level": 1, "shares": 0, "weight": 10},
    )  # fmt: skip
    return pair
