"""What came back: the message says so, and an address where nobody is is written to no more."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from muster.web.messenger import actions as messenger
from muster.web.messenger.models import Message
from muster.web.messenger.notices import Notice
from muster.web.record.actor import SITE
from muster.web.roll import actions_of_time as roll
from muster.web.roll.models import ContactWay


@dataclass(frozen=True, slots=True)
class Taken:
    """How many messages came back, how many were known to, how many are none of ours, and addresses lost."""

    bounced: int = 0
    known: int = 0
    strange: int = 0
    lost: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.bounced + other.bounced,
            self.known + other.known,
            self.strange + other.strange,
            self.lost + other.lost,
        )


def take(notices: Iterable[Notice], *, at: dt.datetime) -> Taken:
    """Note what came back, as the site itself."""
    return sum((_take(notice, at=at) for notice in notices), Taken())


def _take(notice: Notice, *, at: dt.datetime) -> Taken:
    message = Message.objects.select_related("sending").filter(ref=notice.ref).first()
    if message is None:
        return Taken(strange=1)
    lost = _lose(message, notice, at=at) if notice.nobody_there else 0
    try:
        messenger.bounce(message, why=notice.why, by=SITE, at=at)
    except messenger.EndedAlreadyError:
        return Taken(known=1, lost=lost)
    return Taken(bounced=1, lost=lost)


def _lose(message: Message, notice: Notice, *, at: dt.datetime) -> int:
    """Note that nobody is at the address: in the record of whoever the message was for, and in nobody else's."""
    address = (message.address or notice.address).casefold()
    theirs = Q(person__pseudonym=message.to) | Q(person__merged__pseudonym=message.to)
    ways = ContactWay.objects.filter(theirs, kind=ContactWay.Kind.EMAIL, value=address, bad_at=None)
    rows = list(ways.select_related("person").distinct())
    for way in rows:
        roll.lose_way(way, by=SITE, at=at)
    return len(rows)
