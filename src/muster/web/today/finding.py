"""Finding: what each app finds for some words, one plain function each, in the order in which they are shown.

An app adds its function to `ASKED`. People and electors are not shown here: to see them says for what one looked, so
what is found is the page that looks for them.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from muster.web.days import comings
from muster.web.days import queries as days
from muster.web.record.actor import Actor
from muster.web.register import queries as registers
from muster.web.roll import queries as roll
from muster.web.today.told import Found

MOST: Final = 20  # of one kind


def days_found(actor: Actor, words: str) -> Iterator[Found]:
    """Find days by their title."""
    for day in days.days_seen_by(actor).filter(title__icontains=words).order_by("-held_on"):
        yield Found(_("Day"), f"{day.title}, {date_format(day.held_on, 'j F Y')}", day.get_absolute_url())


def turfs_found(actor: Actor, words: str) -> Iterator[Found]:
    """Find the turf of a number on the newest day."""
    number = words.lower().removeprefix(_("turf")).strip()
    if number.isascii() and number.isdecimal() and len(number) < 6:  # noqa: PLR2004 - no day has more
        for turf in (
            days.turfs_seen_by(actor).filter(number=int(number)).select_related("day").order_by("-day__held_on")
        ):
            address = reverse("days:turf", args=[turf.day_id, turf.number])
            yield Found(_("Turf"), _("Turf %(n)s of %(day)s") % {"n": turf.number, "day": turf.day.title}, address)


def groups_found(actor: Actor, words: str) -> Iterator[Found]:
    """Find groups that one keeps."""
    for group in roll.groups_kept_by(actor).filter(name__icontains=words).order_by("name"):
        yield Found(_("Group"), group.name, group.get_absolute_url())


def people_looked_for(actor: Actor, words: str) -> Iterator[Found]:
    """Lead on to where people are looked for."""
    if roll.scope_of(actor).keeps:
        address = f"{reverse('roll:find')}?{urlencode({'q': words})}"
        yield Found(_("People"), _("Look for “%(words)s” among people") % {"words": words}, address)


def comers_looked_for(actor: Actor, words: str) -> Iterator[Found]:
    """Lead on to where those who answered for a coming day are looked for."""
    for day in comings.days_peopled_next(actor, today=localdate()):
        told = {"words": words, "day": day.title, "date": date_format(day.held_on, "j F Y")}
        text = _("Look for “%(words)s” among those who answered for %(day)s, %(date)s") % told
        yield Found(_("Who comes"), text, f"{reverse('days:people', args=[day.pk])}?{urlencode({'q': words})}#list")


def registers_looked_in(actor: Actor, words: str) -> Iterator[Found]:
    """Find registers by their name, and lead on to where streets and electors are looked for."""
    for source in registers.sources_seen_by(actor).order_by("name"):
        if words.lower() in source.name.lower():
            yield Found(_("Register"), f"{source.name}, {source.area.name}", source.get_absolute_url())
        address = f"{reverse('register:find', args=[source.pk])}?{urlencode({'q': words})}"
        yield Found(
            _("Streets and electors"),
            _("Look for “%(words)s” in %(name)s, %(area)s")
            % {"words": words, "name": source.name, "area": source.area.name},
            address,
        )


Asked = Callable[[Actor, str], Iterator[Found]]
ASKED: tuple[Asked, ...] = (
    days_found,
    turfs_found,
    groups_found,
    people_looked_for,
    comers_looked_for,
    registers_looked_in,
)


def kinds_found_by(actor: Actor) -> str:
    """Name what the actor may find at all."""
    keeps, organises = roll.scope_of(actor).keeps, any(held.role == "organiser" for held in actor.grants)
    kinds = [_("days"), _("turfs")] if actor.grants else []
    kinds += [_("groups"), _("people")] if keeps else []
    return ", ".join([*kinds, _("registers")] if organises else kinds)


def found_by(actor: Actor, words: str) -> tuple[Found, ...]:
    """Find what the actor may see for some words, each kind of thing cut at `MOST`."""
    return tuple(found for asked in ASKED for found in islice(asked(actor, words), MOST)) if words else ()
