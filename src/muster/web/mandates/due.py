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

from muster.guard import lot
from muster.guard.need import EVERYWHERE
from muster.web.mandates.lots import fallen_out
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
OLD: Final = dt.timedelta(days=3)  # what came due before that is told by pages alone: the program was asleep
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
    tell_each(list(_all_due(at)), at=at)


def tell_each(everything: list[Due], *, at: dt.datetime) -> None:
    """Put into the outbox whatever of this has come due and was not told."""
    dues = [due for due in everything if at - OLD < due.at <= at]
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
    longest = max(REVIEW_WITHIN, LONGEST_SUSPENSION) + OLD
    for glass in Glass.objects.filter(broken_at__gt=at - longest).order_by("pk"):
        yield from _of_glass(glass, at=at)
    for stopped in Suspension.objects.filter(starts_at__gt=at - longest).order_by("pk"):
        yield from _of_suspension(stopped, at=at)


def _of_glass(glass: Glass, *, at: dt.datetime) -> Iterator[Due]:
    """Tell who reviews it and who leads there at once; who reviews it a day before that is due, and when it is late."""
    reviewers = standing([*_founders(at), *holders_of("officer", EVERYWHERE, at=at)], but=glass.holder, at=at)
    there = [one for role in _LEADS for one in holders_of(role, glass.compartment, at=at)]
    everybody = sorted({*reviewers, *standing(there, but=glass.holder, at=at)})
    due_at = glass.broken_at + REVIEW_WITHIN
    yield Due(glass, "broken", glass.broken_at, everybody, lambda: _glass_broken(glass, due_at), urgent=True)
    if glass.reviewed_at is None:
        yield Due(glass, "review", due_at - _DAY, reviewers, lambda: _glass_review(glass, due_at))
        yield Due(glass, "late", due_at, reviewers, lambda: _glass_review(glass, due_at))


def _of_suspension(stopped: Suspension, *, at: dt.datetime) -> Iterator[Due]:
    """Tell whoever is suspended each thing that happens to them, and founders what is due from them."""
    theirs, founders = [stopped.holder], standing(_founders(at), but=stopped.holder, at=at)
    reasons_at, hearing_at = stopped.starts_at + REASONS_WITHIN, stopped.starts_at + SUSPENSION_LASTS
    yield Due(stopped, "stopped", stopped.starts_at, theirs, lambda: _stopped(stopped, reasons_at), urgent=True)
    if stopped.reasons_at:
        yield Due(stopped, "reasons given", stopped.reasons_at, theirs, _reasons_given)
    if stopped.hearing_at:
        yield Due(stopped, "hearing offered", stopped.hearing_at, theirs, _hearing_offered)
    panel = Panel.objects.filter(suspension=stopped).exclude(drawn_at=None).select_related("suspension").first()
    if panel and stopped.ended_at is None and at < stopped.ends_at:
        yield from _of_panel(panel, founders, at=at)
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


def _of_panel(panel: Panel, founders: list[str], *, at: dt.datetime) -> Iterator[Due]:
    """Tell whoever sits that they do, and founders of each place that opened by itself or as somebody said so."""
    drawn, out = list(panel.drawn.order_by("place")), fallen_out(panel, at=at)
    sit = lot.seated([seat.who for seat in drawn], declined=out)
    for seat in drawn:
        if seat.who in sit:
            yield Due(seat, "sits", at, [seat.who], _sits)
        elif seat.who in out and (
            len(sit) < lot.SEATS or seat.place < max(one.place for one in drawn if one.who in sit)
        ):
            yield Due(seat, "opened", at, founders, lambda: _opened(len(sit)))


def _founders(at: dt.datetime) -> list[str]:
    return holders_of("founder", EVERYWHERE, at=at)


def standing(people: list[str], *, but: str, at: dt.datetime) -> list[str]:
    """Give those of these people who hold their power now, and are not whom it is about."""
    stopped = Suspension.objects.filter(holder__in=people, starts_at__lte=at, ends_at__gt=at, ended_at__isnull=True)
    return sorted(set(people) - {but} - set(stopped.values_list("holder", flat=True)))


def moment_told(moment: dt.datetime) -> str:
    """Write a moment as messages do."""
    return date_format(localtime(moment), "j F Y, H:i")


def plain(words: str) -> str:
    """Give words in which nothing is read as a place to be filled."""
    return words.replace("{", "(").replace("}", ")")


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
    return {"who": plain(who), "where": plain(where), "when": moment_told(glass.broken_at), "due": moment_told(due_at)}


def _stopped(stopped: Suspension, reasons_at: dt.datetime) -> tuple[str, str]:
    return _("Your access is stopped"), "{name},\n\n" + _(
        "your access was stopped by two persons, without prejudice. You are still a member, and you still vote. You "
        "are to be told why by %(reasons)s and to be offered a hearing; it comes back by itself on %(until)s unless "
        "you are told otherwise. What is looked into stands on your own page, “Who looked at your record”."
    ) % {"reasons": moment_told(reasons_at), "until": moment_told(stopped.ends_at)}


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
    ) % {"until": moment_told(stopped.ends_at)}


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
    ) % {"due": moment_told(reasons_at)}


def _hearing_due(hearing_at: dt.datetime) -> tuple[str, str]:
    return _("A hearing is to be offered"), "{name},\n\n" + _(
        "whoever is suspended is to be offered a hearing by %(due)s, and nobody has done so yet. You can, under "
        "“Suspensions”."
    ) % {"due": moment_told(hearing_at)}


def _ends(ends_at: dt.datetime) -> tuple[str, str]:
    return _("A suspension ends soon"), "{name},\n\n" + _(
        "a suspension ends by itself on %(due)s. You can lift it before. Whether something "
        "was found, and whether it lasts to the 28th day, its panel says, after a hearing was offered."
    ) % {"due": moment_told(ends_at)}


def _sits() -> tuple[str, str]:
    return _("You sit on a panel"), "{name},\n\n" + _(
        "the lot fell on you: with two others you hear a member whose access is stopped. What is looked into and when "
        "the hearing is stands on the panel’s page, to which your first page leads. If you can’t, or have an interest "
        "in anybody concerned, say so there, and the next by lot sits."
    )


def _opened(sit: int) -> tuple[str, str]:
    return _("A place on a panel has opened"), "{name},\n\n" + _(
        "somebody on whom the lot fell can’t sit on a panel that hears a member whose access is stopped. The next by "
        "lot sits in their place, as long as there is one: %(sit)s of three sit now. The panel’s page shows who."
    ) % {"sit": sit}
