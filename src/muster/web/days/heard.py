"""What each was really told last: whose message was stopped before it left knows only what they knew before it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.web.days.models_of_people import Coming
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
    """

    body: Body
    number: int
    since: Mapping[str, int]


def heard_of(seating: Seating) -> Heard:
    """Give what each knows of a seating that was sent: two questions, a few more where messages were stopped."""
    sent = list(Difference.objects.filter(day=seating.day_id, after__lte=seating.number, sending__isnull=False))
    stopped = Message.objects.filter(sending__in=[one.sending for one in sent], state=State.STOPPED).exclude(address="")
    unheard: dict[int, set[str]] = defaultdict(set)
    for sending, to in stopped.values_list("sending", "to") if sent else ():
        unheard[sending].add(to)
    if not unheard:
        return Heard(seating.body, seating.number, {})
    number, since = _known(seating, sent, unheard)
    kept = Seating.objects.filter(day=seating.day_id, number__in=set(since.values()))
    bodies = {one.number: one.body for one in kept}
    return Heard(_as_known(seating.body, bodies, since), number, since)


def _known(seating: Seating, sent: list[Difference], unheard: Mapping[int, set[str]]) -> tuple[int, dict[str, int]]:
    """Give the newest seating of which anybody was told, and who knows an older one."""
    whose = {to for each in unheard.values() for to in each}
    rows = Coming.objects.filter(day=seating.day_id, person__pseudonym__in=whose).select_related("person")
    names = {row.person.pseudonym: row.name for row in rows}
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
