"""What each was really told last: whose message was stopped before it left knows only what they knew before it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from muster.web.days.models_of_people import Coming, Telling
from muster.web.days.models_of_seats import Difference, Seating
from muster.web.messenger.models import Message, State

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """What everybody knows, once a seating was sent.

    Attributes:
        body: the seating as its people and drivers know it.
        number: of the newest seating of which anybody was told.
        since: of whoever knows an older seating, its number.
        untold: who was never told any place: it was stopped before it left, and nothing that they were told came after.
    """

    body: Body
    number: int
    since: Mapping[str, int]
    untold: frozenset[str] = frozenset()


def still_due(rows: "QuerySet[Message]") -> "QuerySet[Message]":
    """Leave out what was stopped and is over for its reader: a change that they were told since says how it stands."""
    sent = Difference.objects.filter(sending__isnull=False).values("sending")
    later = Message.objects.filter(
        to=OuterRef("to"),
        sending__about=OuterRef("sending__about"),
        sending__gt=OuterRef("sending"),
        sending__in=sent,
    )
    return rows.exclude(Q(state=State.STOPPED) & (Q(address="") | Exists(later.exclude(state=State.STOPPED))))


def heard_of(seating: Seating) -> Heard:
    """Give what each knows of a seating that was sent: three questions, a few more where messages were stopped."""
    sent = list(Difference.objects.filter(day=seating.day_id, after__lte=seating.number, sending__isnull=False))
    places = Telling.objects.filter(day=seating.day_id, what=Telling.What.PLAN, sending__isnull=False)
    place = [one for one in places.values_list("sending", flat=True) if one]
    told = [*place, *(one.sending for one in sent)]
    stopped = Message.objects.filter(sending__in=told, state=State.STOPPED).exclude(address="")
    unheard: dict[int, set[str]] = defaultdict(set)
    for sending, to in stopped.values_list("sending", "to") if told else ():
        unheard[sending].add(to)
    untold = _untold(seating, place) if unheard.keys() & set(place) else frozenset()
    if not unheard.keys() - set(place):
        return Heard(seating.body, seating.number, {}, untold)
    number, since = _known(seating, sent, unheard)
    kept = Seating.objects.filter(day=seating.day_id, number__in=set(since.values()))
    bodies = {one.number: one.body for one in kept}
    return Heard(_as_known(seating.body, bodies, since), number, since, untold)


def _untold(seating: Seating, place: Collection[int]) -> frozenset[str]:
    """Name whoever was never told their place: that was stopped, in these sendings."""
    rows = still_due(Message.objects.filter(sending__in=place, state=State.STOPPED))
    return frozenset(_names(seating, set(rows.values_list("to", flat=True))).values())


def _names(seating: Seating, whose: Collection[str]) -> dict[str, str]:
    """Give the core's names of these pseudonyms."""
    rows = Coming.objects.filter(day=seating.day_id, person__pseudonym__in=whose).select_related("person")
    return {row.person.pseudonym: row.name for row in rows}


def _known(seating: Seating, sent: list[Difference], unheard: Mapping[int, set[str]]) -> tuple[int, dict[str, int]]:
    """Give the newest seating of which anybody was told, and who knows an older one."""
    whose = {to for each in unheard.values() for to in each}
    names = _names(seating, whose)
    left = Message.objects.filter(sending__in=[one.sending for one in sent]).exclude(state=State.STOPPED)
    heard = set(left.values_list("sending", flat=True).distinct())
    number, since = seating.number, dict[str, int]()
    for one in sent:  # whoever was told of a later seating, or is untouched by it, knows that
        since = {names[to]: since.get(names[to], one.before) for to in unheard.get(one.sending or 0, ()) if to in names}
    for one in reversed(sent):
        if one.after != number or one.sending in heard or one.unreached:
            break
        number = one.before
    return number, since


def _as_known(body: Body, bodies: Mapping[int, Body], since: Mapping[str, int]) -> Body:
    """Put what people and drivers know in the place of what they were never told."""
    people = {number: {one["name"]: one for one in each["people"]} for number, each in bodies.items()}
    vehicles = {number: {one["name"]: one for one in each["vehicles"]} for number, each in bodies.items()}
    return {
        **body,
        "people": [people[since[one["name"]]][one["name"]] if one["name"] in since else one for one in body["people"]],
        "vehicles": [
            vehicles[since[one["driver"]]][one["name"]] if one["driver"] in since else one for one in body["vehicles"]
        ],
    }
