"""Whom a message would reach, and by which way: the first that is known and, but for what they must know, agreed to."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from muster.register.postcodes import postcode_told
from muster.web.messenger.actions import Recipient
from muster.web.messenger.models import OptOut, Sending, Way
from muster.web.roll.models import Consent, ContactWay, Person

_AT_ONCE = 2_000
_MOBILE = "+447"
CHANNELS = {Way.EMAIL: Consent.Channel.EMAIL, Way.SMS: Consent.Channel.TEXT, Way.LETTER: Consent.Channel.POST}


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a letter reaches, how many by each way, and how many by none."""

    recipients: list[Recipient]
    by_way: dict[str, int]
    unreached: int


def audience(people: QuerySet[Person], *, kind: str) -> Audience:
    """Give how each of these people is reached: a few queries, however many they are.

    What people need to know goes by any way that is known. Anything else goes by a way that they agreed to.
    """
    rows = list(people.only("pk", "pseudonym", "known_as", "forenames", "surname", "address", "postcode"))
    reached = [one for part in _parts(rows) for one in _reached(part, agreed_alone=kind != Sending.Kind.SERVICE)]
    by_way = Counter(str(one.way) for one in reached)
    return Audience(reached, dict(by_way), len(rows) - len(reached))


def _parts(rows: list[Person]) -> Iterable[list[Person]]:
    return (rows[first : first + _AT_ONCE] for first in range(0, len(rows), _AT_ONCE))


def _reached(people: list[Person], *, agreed_alone: bool) -> list[Recipient]:
    ids = [person.pk for person in people]
    ways: dict[int, dict[Way, str]] = defaultdict(dict)
    known = ContactWay.objects.filter(person__in=ids, bad_at__isnull=True).order_by("-pk")
    for person, kind, value in known.values_list("person", "kind", "value"):
        if kind == ContactWay.Kind.EMAIL:
            ways[person][Way.EMAIL] = value
        elif value.startswith(_MOBILE):
            ways[person][Way.SMS] = value
    agreed = _agreed(ids) - _opted_out(people) if agreed_alone else None
    return [one for person in people if (one := _way_of(person, ways[person.pk], agreed))]


def _agreed(ids: list[int]) -> set[tuple[int, str]]:
    standing = Consent.objects.filter(person__in=ids, agreed=True, until_at__isnull=True)
    return set(standing.values_list("person", "channel"))


def _opted_out(people: list[Person]) -> set[tuple[int, str]]:
    """Give the channels of which somebody wanted no more, by a link in a message."""
    by_pseudonym = {person.pseudonym: person.pk for person in people}
    rows = OptOut.objects.filter(who__in=by_pseudonym).values_list("who", "way")
    return {(by_pseudonym[who], CHANNELS[Way(way)]) for who, way in rows if Way(way) in CHANNELS}


def _way_of(person: Person, ways: dict[Way, str], agreed: set[tuple[int, str]] | None) -> Recipient | None:
    """Give the first way, e-mail before text before post, that is known and agreed to."""
    fields = {"name": person.name}
    if person.address:
        ways = {**ways, Way.LETTER: f"{person.address}\n{postcode_told(person.postcode)}".strip()[:254]}
    for way, channel in CHANNELS.items():
        if way in ways and (agreed is None or (person.pk, channel) in agreed):
            return Recipient(person.pseudonym, way, ways[way], "", fields)
    return None
