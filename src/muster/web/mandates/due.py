"""Who is told of broken glass and of suspensions, and when: each once, by the outbox, whoever looks first.

What is told stands in the outbox under the thing that it is about (`power.glass:3 review`), and isn't told again.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from muster.guard.need import EVERYWHERE
from muster.web.mandates.models import Panel
from muster.web.mandates.queries import names_of, places_of
from muster.web.messenger.actions import Writing, queue
from muster.web.messenger.languages import in_each
from muster.web.messenger.models import Sending
from muster.web.power.held import holders_of
from muster.web.power.models import LONGEST_SUSPENSION, SUSPENSION_LASTS, Glass, Suspension
from muster.web.record.actor import SITE
from muster.web.record.deeds import name_of
from muster.web.roll.audience import audience
from muster.web.roll.models import Person

REVIEW_WITHIN: Final = dt.timedelta(hours=72)
REASONS_WITHIN: Final = dt.timedelta(days=3)
_DAY: Final = dt.timedelta(days=1)
_OLD: Final = dt.timedelta(days=3)  # what came due before that is told by pages alone: the program was asleep
_LEADS = ("officer", "organiser")


@dataclass(frozen=True, slots=True)
class Due:
    """Something that somebody is to be told from a moment on."""

    about: Model
    what: str
    at: dt.datetime
    to: list[str]
    words: Callable[[], tuple[str, str]]
    urgent: bool = False

    @property
    def name(self) -> str:
        """Give what the outbox calls it."""
        return f"{name_of(self.about)} {self.what}"


def tell_due(*, at: dt.datetime) -> None:
    """Put into the outbox whatever has come due about power since it was last told."""
    dues = [due for due in _all_due(at) if at - _OLD < due.at <= at]
    if not dues:
        return
    told = set(Sending.objects.filter(about__in=[due.name for due in dues]).values_list("about", flat=True))
    for due in dues:
        if due.name not in told:
            _tell(due, at=at)


def _tell(due: Due, *, at: dt.datetime) -> None:
    people = Person.objects.filter(pseudonym__in=due.to).order_by("pk")
    recipients = audience(people, kind=Sending.Kind.SERVICE).recipients
    if not recipients:
        return
    writing = Writing(Sending.Kind.SERVICE, EVERYWHERE, in_each(due.words), about=due.name, urgent=due.urgent)
    with transaction.atomic():  # of two workers that look at once, the second waits here and finds it told
        type(due.about)._default_manager.select_for_update().get(pk=due.about.pk)  # noqa: SLF001 - as Django names it
        if not Sending.objects.filter(about=due.name).exists():
            queue(writing, recipients=recipients, by=SITE, at=at)


def _all_due(at: dt.datetime) -> Iterator[Due]:
    longest = max(REVIEW_WITHIN, LONGEST_SUSPENSION) + _OLD
    for glass in Glass.objects.filter(broken_at__gt=at - longest).order_by("pk"):
        yield from _of_glass(glass, at=at)
    for stopped in Suspension.objects.filter(starts_at__gt=at - longest).order_by("pk"):
        yield from _of_suspension(stopped, at=at)


def _of_glass(glass: Glass, *, at: dt.datetime) -> Iterator[Due]:
    """Tell who reviews it and who leads there at once; who reviews it a day before that is due, and when it is late."""
    reviewers = _standing([*_founders(at), *holders_of("officer", EVERYWHERE, at=at)], but=glass.holder, at=at)
    there = [one for role in _LEADS for one in holders_of(role, glass.compartment, at=at)]
    everybody = sorted({*reviewers, *_standing(there, but=glass.holder, at=at)})
    due_at = glass.broken_at + REVIEW_WITHIN
    yield Due(glass, "broken", glass.broken_at, everybody, lambda: _glass_broken(glass, due_at), urgent=True)
    if glass.reviewed_at is None:
        yield Due(glass, "review", due_at - _DAY, reviewers, lambda: _glass_review(glass, due_at))
        yield Due(glass, "late", due_at, reviewers, lambda: _glass_review(glass, due_at))


def _of_suspension(stopped: Suspension, *, at: dt.datetime) -> Iterator[Due]:
    """Tell whoever is suspended each thing that happens to them, and founders what is due from them."""
    theirs, founders = [stopped.holder], _standing(_founders(at), but=stopped.holder, at=at)
    reasons_at, hearing_at = stopped.starts_at + REASONS_WITHIN, stopped.starts_at + SUSPENSION_LASTS
    yield Due(stopped, "stopped", stopped.starts_at, theirs, lambda: _stopped(stopped, reasons_at), urgent=True)
    if stopped.reasons_at:
        yield Due(stopped, "reasons given", stopped.reasons_at, theirs, _reasons_given)
    if stopped.hearing_at:
        yield Due(stopped, "hearing offered", stopped.hearing_at, theirs, _hearing_offered)
    longer_at = Panel.objects.filter(suspension=stopped).values_list("longer_at", flat=True).first()
    if longer_at:
        yield Due(stopped, "longer", longer_at, theirs, lambda: _longer(stopped))
    over_at = stopped.ended_at or stopped.ends_at
    if over_at <= at:
        yield Due(stopped, "over", over_at, theirs, _over)
        if stopped.ended_at is None:
            yield Due(stopped, "lapsed", over_at, founders, _lapsed)
        return
    if not stopped.reasons_at:
        yield Due(stopped, "reasons", reasons_at - _DAY, founders, lambda: _reasons_due(reasons_at))
        yield Due(stopped, "reasons late", reasons_at, founders, lambda: _reasons_due(reasons_at))
    if not stopped.hearing_at:
        yield Due(stopped, "hearing", hearing_at - 3 * _DAY, founders, lambda: _hearing_due(hearing_at))
    yield Due(
        stopped,
        "ends longer" if longer_at else "ends",
        stopped.ends_at - 2 * _DAY,
        founders,
        lambda: _ends(stopped.ends_at),
    )


def _founders(at: dt.datetime) -> list[str]:
    return holders_of("founder", EVERYWHERE, at=at)


def _standing(people: list[str], *, but: str, at: dt.datetime) -> list[str]:
    """Give those of these people who hold their power now, and are not whom it is about."""
    stopped = Suspension.objects.filter(holder__in=people, starts_at__lte=at, ends_at__gt=at, ended_at__isnull=True)
    return sorted(set(people) - {but} - set(stopped.values_list("holder", flat=True)))


def _moment(moment: dt.datetime) -> str:
    return date_format(localtime(moment), "j F Y, H:i")


def _glass_broken(glass: Glass, due_at: dt.datetime) -> tuple[str, str]:
    told = _glass_told(glass, due_at)
    return _("A power was taken in a hurry"), "{name},\n\n" + _(
        "%(who)s took an officer’s power over %(where)s alone, on %(when)s, for an hour. Every member can see it, "
        "under “Who holds power”. Another founder, or an officer of the movement, is to say by %(due)s "
        "whether it was right."
    ) % told


def _glass_review(glass: Glass, due_at: dt.datetime) -> tuple[str, str]:
    told = _glass_told(glass, due_at)
    return _("A power taken in a hurry waits for its review"), "{name},\n\n" + _(
        "On %(when)s, %(who)s took an officer’s power over %(where)s alone. Nobody has said yet whether it was right; "
        "that is due by %(due)s. You can say so under “Who holds power”."
    ) % told


def _glass_told(glass: Glass, due_at: dt.datetime) -> dict[str, str]:
    everywhere = _("the whole movement") if glass.compartment == EVERYWHERE else glass.compartment
    where = places_of([glass.compartment]).get(glass.compartment, everywhere)
    who = names_of([glass.holder]).get(glass.holder, _("Somebody erased"))
    plain = {name: words.replace("{", "(").replace("}", ")") for name, words in (("who", who), ("where", where))}
    return {**plain, "when": _moment(glass.broken_at), "due": _moment(due_at)}


def _stopped(stopped: Suspension, reasons_at: dt.datetime) -> tuple[str, str]:
    return _("Your access is stopped"), "{name},\n\n" + _(
        "your access was stopped by two persons, without prejudice. You are still a member, and you still vote. You "
        "are to be told why by %(reasons)s and to be offered a hearing; it comes back by itself on %(until)s unless "
        "you are told otherwise. What is looked into stands on your own page, “Who looked at your record”."
    ) % {"reasons": _moment(reasons_at), "until": _moment(stopped.ends_at)}


def _reasons_given() -> tuple[str, str]:
    return _("Why your access was stopped"), "{name},\n\n" + _(
        "the reasons were written down. They stand on your own page, “Who looked at your record”."
    )


def _hearing_offered() -> tuple[str, str]:
    return _("You are offered a hearing"), "{name},\n\n" + _(
        "when and where stands on your own page, “Who looked at your record”."
    )


def _longer(stopped: Suspension) -> tuple[str, str]:
    return _("Your suspension lasts longer"), "{name},\n\n" + _(
        "the panel that hears you says so. It comes back by itself on %(until)s unless the panel ends it before."
    ) % {"until": _moment(stopped.ends_at)}


def _over() -> tuple[str, str]:
    words = _("your suspension is over. What you held then and still holds, you hold again.")
    return _("Your access is back"), "{name},\n\n" + words


def _lapsed() -> tuple[str, str]:
    return _("A suspension has lapsed"), "{name},\n\n" + _(
        "nobody ended a suspension before its time, so it ended by itself. Whoever it was about has their access back."
    )


def _reasons_due(reasons_at: dt.datetime) -> tuple[str, str]:
    return _("Reasons for a suspension are due"), "{name},\n\n" + _(
        "whoever is suspended is to be told why by %(due)s, and nobody has written it down yet. You can, under "
        "“Suspensions”."
    ) % {"due": _moment(reasons_at)}


def _hearing_due(hearing_at: dt.datetime) -> tuple[str, str]:
    return _("A hearing is to be offered"), "{name},\n\n" + _(
        "whoever is suspended is to be offered a hearing by %(due)s, and nobody has done so yet. You can, under "
        "“Suspensions”."
    ) % {"due": _moment(hearing_at)}


def _ends(ends_at: dt.datetime) -> tuple[str, str]:
    return _("A suspension ends soon"), "{name},\n\n" + _(
        "a suspension ends by itself on %(due)s. You can lift it before. Whether something "
        "was found, and whether it lasts to the 28th day, its panel says, after a hearing was offered."
    ) % {"due": _moment(ends_at)}
