"""Who is told by message that they hold a power, that a second person is asked for, and that one approved."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from muster.guard import pair
from muster.guard.need import EVERYWHERE
from muster.web.enter.queries import movement
from muster.web.mandates.due import OLD, Due, moment_told, plain, standing, tell_each
from muster.web.mandates.queries import names_of, places_of
from muster.web.mandates.worded import deed_told, place_told
from muster.web.messenger.links import whole
from muster.web.power.held import holders_of, in_force
from muster.web.power.models import Grant, Request
from muster.web.power.pairs import asked_in, interests_of

_NO: Final = (pair.OwnRequestError, pair.OwnCaseError, pair.InterestError)


def tell_of_two(*, at: dt.datetime) -> None:
    """Put into the outbox who holds power from now on, and what waits for a second person."""
    tell_each([*_of_grants(at), *_of_requests(at)], at=at)


def _of_grants(at: dt.datetime) -> Iterator[Due]:
    """Tell whoever was given a power; at the founding, founders are sent their links instead."""
    grants, founded = Grant.objects.filter(in_force(at), starts_at__gt=at - OLD), movement()
    if founded:
        grants = grants.exclude(starts_at=founded.founded_at)
    for held in grants.order_by("pk"):
        yield Due(held, "given", held.starts_at, [held.holder], lambda held=held: _given(held))  # type: ignore[misc]


def _of_requests(at: dt.datetime) -> Iterator[Due]:
    """Tell those who may be the second person, nearest first; and whoever asked, once one has approved."""
    for asked in Request.objects.filter(ends_at__gt=at).order_by("pk"):
        if asked.state == pair.State.ASKED:
            to = _seconds(asked, at=at)
            yield Due(asked, "asked", asked.asked_at, to, lambda asked=asked: _asked(asked))  # type: ignore[misc]
        elif asked.state == pair.State.APPROVED and asked.answered_at:
            theirs = [asked.asked_by]
            yield Due(asked, "approved", asked.answered_at, theirs, lambda asked=asked: _approved(asked))  # type: ignore[misc]


def _seconds(asked: Request, *, at: dt.datetime) -> list[str]:
    """Give who may approve a request: of power founders, of anything else its own place's officers; others if none."""
    founders, led = holders_of("founder", EVERYWHERE, at=at), holders_of("officer", EVERYWHERE, at=at)
    there = holders_of("officer", asked.compartment, at=at)
    nearest = [founders, led] if asked.kind.startswith("power.") else [there, led, founders]
    for people in nearest:
        fit = [one for one in standing(people, but=asked.asked_by, at=at) if _is_fit(asked, one, at=at)]
        if fit:
            return fit
    return []


def _is_fit(asked: Request, who: str, *, at: dt.datetime) -> bool:
    try:
        pair.check_approver(asked_in(asked), by=who, interests=interests_of(who), at=at)
    except _NO:
        return False
    return True


def _given(held: Grant) -> tuple[str, str]:
    told = {
        "role": str(dict(Grant.Role.choices).get(held.role, held.role)),
        "where": plain(place_told(held.compartment, places_of([held.compartment]))),
        "decision": plain(held.decision),
        "until": date_format(localtime(held.ends_at - dt.timedelta(seconds=1)), "j F Y"),  # that day included
        "link": whole("/"),
    }
    return _("You hold a power"), "{name},\n\n" + _(
        "you were given a power: %(role)s, %(where)s, by the decision “%(decision)s”, until %(until)s. "
        "Sign in to see what needs you:\n\n%(link)s\n\n"
        "You did not expect it? Ask a founder: who gave it stands under “Who holds power”."
    ) % told


def _asked(asked: Request) -> tuple[str, str]:
    told = {**_request_told(asked), "who": plain(names_of([asked.asked_by]).get(asked.asked_by, ""))}
    return _("%(who)s asks for a second person") % told, "{name},\n\n" + _(
        "%(who)s asks for a second person: “%(what)s”, %(where)s. Unless somebody approves it by %(until)s, it "
        "lapses. Read it, then approve it or say no:\n\n%(link)s"
    ) % told


def _approved(asked: Request) -> tuple[str, str]:
    told = {**_request_told(asked), "who": plain(names_of([asked.answered_by]).get(asked.answered_by, ""))}
    return _("%(who)s approved what you asked for") % told, "{name},\n\n" + _(
        "%(who)s approved “%(what)s”, %(where)s. Nothing has happened yet: do it by %(until)s, here:\n\n%(link)s"
    ) % told


def _request_told(asked: Request) -> dict[str, str]:
    return {
        "what": deed_told(asked.kind),
        "where": plain(place_told(asked.compartment, places_of([asked.compartment]))),
        "until": moment_told(asked.ends_at),
        "link": whole(reverse("mandates:request", args=[asked.pk])),
    }
