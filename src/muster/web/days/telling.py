"""A sent difference becomes messages: one to each whom it touches, with what they were told and what holds now."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from muster.web.days import actions_of_seats
from muster.web.days.addressing import addressed
from muster.web.days.changes import Change, change_told, fetched
from muster.web.days.inviting import about, plain
from muster.web.days.leads import whom_to_ring
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.days.models_of_seats import Difference, Seating
from muster.web.days.names import Named, named
from muster.web.days.rehearsing import days_ahead
from muster.web.days.ride_words import driver_told, rider_told
from muster.web.messenger.actions import Recipient, Writing, queue
from muster.web.messenger.languages import in_each, read_by
from muster.web.messenger.models import Sending, Way
from muster.web.record.actor import SITE
from muster.web.roll.audience import audience
from muster.web.roll.models import Person

PLACES = frozenset({"name", "words", "link"})
QUICK = (Way.EMAIL, Way.SMS)  # a letter comes too late
_SOON = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom a message can reach in time, and whom it can't: by the core's short names."""

    recipients: list[Recipient]
    unreached: list[str]


@dataclass(frozen=True, slots=True)
class Due:
    """How many messages a telling would be, and how many people no message reaches in time."""

    messages: int
    to_ring: int


def due(day: Day, touched: Iterable[str]) -> Due:
    """Reckon what telling these (by the core's short names) would send; nothing is written."""
    whom = tuple(touched)
    names = named(day, whom)
    found = reached(day, names, {settings.LANGUAGE_CODE: dict.fromkeys(names, "")})
    return Due(len(found.recipients), len(found.unreached) + len(whom) - len(names))


def tell(difference: Difference, *, at: dt.datetime) -> None:
    """Put one message for everybody whom a difference touches into the outbox; to be called in one transaction."""
    day = difference.day
    after = Seating.objects.get(day=day, number=difference.after)
    change = change_told(after)
    names = named(day, {*change.touched, *(name for one in change.rounds for name in fetched(one.after))})
    codes, ring = {settings.LANGUAGE_CODE, *_languages(names, change)}, plain(whom_to_ring(day))
    ahead = days_ahead(day, at=at) > 0
    words = {code: _words_of(change, names, code, ring=ring, ahead=ahead) for code in codes}
    found = reached(day, {name: names[name] for name in change.touched if name in names}, words)
    unreached = [*found.unreached, *(name for name in change.touched if name not in names)]
    sending = None
    if found.recipients:
        writing = Writing(
            Sending.Kind.SERVICE,
            day.compartment,
            in_each(lambda: _frame(day)),
            about=about(day),
            urgent=is_soon(day, at=at),
            fills=PLACES,
        )
        recipients = addressed(day, found.recipients, words=None, at=at)  # each with their own link
        sending = queue(writing, recipients=recipients, by=SITE, at=at).pk
    actions_of_seats.note_told(difference, sending=sending, unreached=sorted(unreached), by=SITE, at=at)


def reached(day: Day, names: Mapping[str, Named], words: Mapping[str, Mapping[str, str]]) -> Reached:
    """Give how each of these is reached, with the words for them; whoever is under 18 and with one of them as well."""
    people = {one.person: name for name, one in names.items()}
    young = Coming.objects.filter(day=day, under_18=True, with_person__in=people, answer="come", withdrawn_at=None)
    with_whom = dict(young.values_list("person", "with_person"))
    whose = {**{child: people[adult] for child, adult in with_whom.items()}, **people}
    rows = Person.objects.filter(pk__in=whose)
    found = [one for one in audience(rows, kind=Sending.Kind.SERVICE).recipients if one.way in QUICK]
    name_of = {pseudonym: whose[pk] for pk, pseudonym in rows.values_list("pk", "pseudonym")}
    said = read_by(name_of)
    recipients = [
        replace(one, fields={"name": one.fields["name"], "words": _in(words, said.get(one.to, ""))[name_of[one.to]]})
        for one in found
    ]
    reached_now = {one.to for one in found}
    own = {one.pseudonym: name for name, one in names.items()}
    return Reached(recipients, [name for pseudonym, name in own.items() if pseudonym not in reached_now])


def is_soon(day: Day, *, was_on: dt.date | None = None, at: dt.datetime) -> bool:
    """Whether quiet hours must not hold a message back: the day is today or tomorrow, there, or was to be until now."""
    today = at.astimezone(ZoneInfo(day.zone_name)).date()
    return day.held_on - today <= _SOON or (was_on is not None and today <= was_on <= today + _SOON)


def _in(words: Mapping[str, Mapping[str, str]], code: str) -> Mapping[str, str]:
    return words.get(code) or words[settings.LANGUAGE_CODE]


def _languages(names: Mapping[str, Named], change: Change) -> Iterable[str]:
    known = {code for code, _name in settings.LANGUAGES}
    return set(read_by(names[one].pseudonym for one in change.touched if one in names).values()) & known


def _words_of(change: Change, names: Mapping[str, Named], code: str, *, ring: str, ahead: bool) -> dict[str, str]:
    """Give what each is told, in one language; a driver's own ride and round are one message."""
    shown = {name: one.name for name, one in names.items()}
    with translation.override(code):
        riders = {
            move.name: rider_told(move, ring=ring, told_before=move.name not in change.untold, ahead=ahead)
            for move in (*change.moved, *change.left)
        }
        rounds = {
            one.driver: driver_told(one, shown, told_before=one.driver not in change.untold) for one in change.rounds
        }
        return {name: rounds.get(name) or riders[name] for name in change.touched}


def _frame(day: Day) -> tuple[str, str]:
    told = {"day": plain(day.title), "date": date_format(day.held_on, "l j F")}
    ring = whom_to_ring(day)
    body = "{name},\n\n{words}\n\n" + _("All of it, for your calendar and to print, no password needed: {link}")
    if ring:
        body += "\n\n" + _("Something wrong, or not sure? Ring %(who)s.") % {"who": plain(ring)}
    return _("%(date)s: your ride has changed") % told, body + "\n\n" + plain(day.title)


def local(day: Day, at: dt.datetime) -> dt.datetime:
    """Give a moment on the day's own clock."""
    return timezone.localtime(at, ZoneInfo(day.zone_name))
