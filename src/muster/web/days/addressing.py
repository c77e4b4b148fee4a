"""Each reader's own link into what they are told of a day, and their own words where there are any."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.conf import settings

from muster.web.days import inviting
from muster.web.days.models import Day
from muster.web.days.models_of_people import Invitation
from muster.web.messenger.actions import Recipient
from muster.web.messenger.languages import read_by
from muster.web.roll.models import Person

_AT_ONCE = 2_000


def addressed(
    day: Day, recipients: Sequence[Recipient], *, words: Mapping[int, Mapping[str, str]] | None, at: dt.datetime
) -> list[Recipient]:
    """Give each their own link, and their own words where there are any: person -> language -> words."""
    parts = (recipients[first : first + _AT_ONCE] for first in range(0, len(recipients), _AT_ONCE))
    return [one for part in parts for one in _addressed(day, part, words=words, at=at)]


def _addressed(
    day: Day, recipients: Sequence[Recipient], *, words: Mapping[int, Mapping[str, str]] | None, at: dt.datetime
) -> list[Recipient]:
    pk_of = dict(Person.objects.filter(pseudonym__in=[one.to for one in recipients]).values_list("pseudonym", "pk"))
    rows = [Invitation(day=day, person_id=pk, made_at=at) for pk in pk_of.values()]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    kept = Invitation.objects.filter(day=day, person__in=pk_of.values())
    link_of = {row.person_id: inviting.link(row) for row in kept}
    said = read_by(pk_of)
    fields_of = {
        who: {"link": link_of[pk], **_own(words, pk, said.get(who))} for who, pk in pk_of.items() if pk in link_of
    }
    return [replace(one, fields={**one.fields, **fields_of[one.to]}) for one in recipients if one.to in fields_of]


def _own(words: Mapping[int, Mapping[str, str]] | None, person: int, language: str | None) -> dict[str, str]:
    if words is None:
        return {}
    told = words.get(person, {})
    return {"words": told.get(language or "", "") or told.get(settings.LANGUAGE_CODE, "")}
