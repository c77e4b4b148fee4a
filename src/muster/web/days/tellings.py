"""What everybody of a day is told, once: their place, that it was put off, that it was called off; and invitations."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from muster.web.days import inviting, itinerary_words
from muster.web.days.addressing import addressed
from muster.web.days.inviting import plain
from muster.web.days.leads import whom_to_ring
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Invitation, Telling, Vehicle
from muster.web.days.telling import QUICK, is_soon
from muster.web.messenger.actions import Recipient, Writing, queue
from muster.web.messenger.languages import in_each
from muster.web.messenger.models import Sending
from muster.web.record.actor import SITE
from muster.web.record.jobs import start
from muster.web.record.models import Job
from muster.web.roll.audience import audience
from muster.web.roll.models import Person

FILLS = inviting.FILLS | {"words"}
A_LIST = 100  # people on a page
Words = Callable[[int], str]  # what a person is told, by their id, in the language that is on


def begin(
    day: Day, *, what: Telling.What, edition: int, was_on: dt.date | None = None, by: str, at: dt.datetime
) -> Telling:
    """Have everybody told something, once; again where that came to no good end. To be called within a deed.

    Args:
        day: of which day.
        what: what.
        edition: which plan, or which edition of the day.
        was_on: of a day that is put off, the date on which people count until they read it.
        by: who has them told, by pseudonym.
        at: when.
    """
    told = {"was_on": was_on, "at": at, "by": by}
    row, new = Telling.objects.get_or_create(day=day, what=what, edition=edition, defaults=told)
    if new or fell(row):
        row.job, row.at, row.by = start("days.write_telling", telling=row.pk).ref, at, by
        row.save(update_fields=["job", "at", "by"])
    return row


def fell(row: Telling) -> bool:
    """Whether nobody was told, and nobody will be: the job that was to write it came to no good end."""
    ends = (Job.End.FAILED, Job.End.CANCELLED)
    return bool(row.job) and row.written_at is None and Job.objects.filter(ref=row.job or "", end__in=ends).exists()


def news_of(day: Day) -> Telling | None:
    """Give the telling by which everybody learns that a day was put off or called off, as it stands now."""
    news = (Telling.What.MOVED, Telling.What.CANCELLED)
    return Telling.objects.filter(day=day, what__in=news, edition=day.state_edition).first()


def unreached_of(row: Telling, *, first: int = 0) -> tuple[list[tuple[str, str]], int]:
    """Give some of those whom a telling does not reach, pseudonym and name, and from which on there are more; 0: none.

    They stand in the order of their names.
    """
    people = Person.objects.filter(pk__in=row.unreached).order_by("folded", "pk")[first : first + A_LIST + 1]
    some = [(one.pseudonym, one.name) for one in people]
    return some[:A_LIST], first + A_LIST if len(some) > A_LIST else 0


def lapse(day: Day, *, at: dt.datetime) -> None:
    """Let every answer, coach, car and seat of a day stand no more, as it was put off or called off: all are free.

    To be called within the deed that does so, once the day says on which date it is held now.
    """
    rows = Coming.objects.filter(day=day)
    rows.filter(answer=Coming.Answer.COME, withdrawn_at=None).update(withdrawn_at=at, turn=F("turn") + 1)
    rows.update(held_on=day.held_on)
    vehicles = Vehicle.objects.filter(day=day)
    vehicles.filter(withdrawn_at=None).update(withdrawn_at=at)
    vehicles.update(held_on=day.held_on)
    Telling.objects.filter(day=day, what=Telling.What.PLAN).delete()
    day.differences.all().delete()
    day.seatings.all().delete()


def touched(row: Telling) -> "QuerySet[Person]":
    """Give those whom a telling concerns: who comes; of a day put off or called off also who was asked and may come."""
    answers = Coming.objects.filter(day=row.day)
    if row.what == Telling.What.PLAN:
        wanted = answers.filter(answer=Coming.Answer.COME, withdrawn_at=None).values("person")
        return Person.objects.filter(pk__in=wanted)
    cant = answers.filter(answer=Coming.Answer.CANT).values("person")
    asked = Invitation.objects.filter(day=row.day).values("person")
    return Person.objects.filter(pk__in=asked).exclude(pk__in=cant)


def write(row: Telling, *, at: dt.datetime) -> tuple[int | None, list[int]]:
    """Put a telling's messages into the outbox; gives the sending, and whom none of them reaches, by their ids."""
    people, soon = touched(row).order_by("pk"), is_soon(row.day, was_on=row.was_on, at=at)
    found = audience(people, kind=Sending.Kind.SERVICE).recipients
    in_time = [one for one in found if one.way in QUICK] if soon else found  # no letter comes by tomorrow
    ids = dict(people.values_list("pseudonym", "pk"))
    words = itinerary_words.words_of(row.day) if row.what == Telling.What.PLAN else None
    recipients = addressed(row.day, in_time, words=words, at=at)
    named = {one.to for one in recipients}
    unreached = sorted(pk for who, pk in ids.items() if who not in named)
    if not recipients:
        return None, unreached
    frame = {
        Telling.What.PLAN: _plan,
        Telling.What.MOVED: _moved,
        Telling.What.CANCELLED: _cancelled,
    }[Telling.What(row.what)]
    return _queued(row.day, lambda: frame(row), recipients, urgent=soon, at=at), unreached


def invite(
    day: Day, *, asked_at: dt.datetime, by: str, compartment: str, subject: str, words: str, at: dt.datetime
) -> int:
    """Put the invitations of one asking into the outbox; gives how many."""
    asked = Invitation.objects.filter(inviting.asked_in(compartment), day=day, asked_at=asked_at, asked_by=by)
    found = audience(Person.objects.filter(pk__in=asked.values("person")).order_by("pk"), kind=Sending.Kind.CALL)
    recipients = addressed(day, found.recipients, words=None, at=at)
    if not recipients:
        return 0
    usual = inviting.usual_words(day) == (subject, words)
    own = {settings.LANGUAGE_CODE: {"subject": subject, "body": words}}
    texts = in_each(lambda: inviting.words_in_this_language(day)) if usual else own
    writing = Writing(Sending.Kind.CALL, compartment, texts, about=inviting.about(day), fills=inviting.FILLS)
    queue(writing, recipients=recipients, by=SITE, at=at)
    return len(recipients)


def tell_adult(young: Coming, *, at: dt.datetime) -> None:
    """Tell the adult whom somebody under 18 named, who may say that it isn't so."""
    if young.with_person is None:
        return
    name = plain(young.person.name)

    def words() -> tuple[str, str]:
        told = {"who": name, "day": plain(young.day.title), "date": date_format(young.day.held_on, "l j F")}
        subject = _("%(who)s comes with you on %(date)s") % told
        body = _(
            "{name},\n\n%(who)s is under 18 and says that they come with you to %(day)s on %(date)s. You ride "
            "together, and they are never driven by somebody alone.\n\nIf that isn’t so, say it here: {link}"
        )
        return subject, body % told

    _tell_one(young.day, young.with_person, words, at=at)


def tell_young(young: Coming, *, at: dt.datetime) -> None:
    """Tell somebody under 18 that their adult says they don't come together, or doesn't come."""

    def words() -> tuple[str, str]:
        told = {"day": plain(young.day.title), "date": date_format(young.day.held_on, "l j F")}
        subject = _("%(date)s: with whom do you come?") % told
        body = _(
            "{name},\n\nthe adult with whom you wanted to come to %(day)s doesn’t come with you. You are under 18, so "
            "somebody has to. Name another adult who comes, or say that you can’t: {link}"
        )
        return subject, body % told

    _tell_one(young.day, young.person, words, at=at)


def _tell_one(day: Day, person: Person, words: Callable[[], tuple[str, str]], *, at: dt.datetime) -> None:
    found = audience(Person.objects.filter(pk=person.pk), kind=Sending.Kind.SERVICE)
    recipients = addressed(day, found.recipients, words=None, at=at)
    if recipients:
        _queued(day, words, recipients, urgent=is_soon(day, at=at), at=at)


def _queued(
    day: Day, words: Callable[[], tuple[str, str]], to: Sequence[Recipient], *, urgent: bool, at: dt.datetime
) -> int:
    writing = Writing(
        Sending.Kind.SERVICE,
        day.compartment,
        in_each(words),
        about=inviting.about(day),
        urgent=urgent,
        fills=FILLS,
    )
    return int(queue(writing, recipients=to, by=SITE, at=at).pk)


def _ring(day: Day) -> str:
    who = whom_to_ring(day)
    return "\n\n" + _("Something wrong, or not sure? Ring %(who)s.") % {"who": plain(who)} if who else ""


def _plan(row: Telling) -> tuple[str, str]:
    day = row.day
    told = {"day": plain(day.title), "date": date_format(day.held_on, "l j F")}
    body = "{name},\n\n{words}\n\n" + _("All of it, for your calendar and to print, no password needed: {link}")
    body += "\n\n" + _("You can’t after all? Say so there, the sooner the better: somebody waits for your seat.")
    return _("%(day)s, %(date)s: where to be, and when") % told, body + _ring(day)


def _moved(row: Telling) -> tuple[str, str]:
    day = row.day
    told = {"day": plain(day.title), "date": date_format(day.held_on, "l j F")}
    told["was"] = date_format(row.was_on or day.held_on, "l j F")
    body = _(
        "{name},\n\n%(day)s is not on %(was)s: it is put off to %(date)s. Whatever you answered stands no more, and "
        "nobody expects you on %(was)s.\n\nDo you come on %(date)s? {link}"
    )
    return _("%(day)s is put off to %(date)s") % told, body % told + _ring(day)


def _cancelled(row: Telling) -> tuple[str, str]:
    day = row.day
    told = {"day": plain(day.title), "date": date_format(day.held_on, "l j F")}
    body = _("{name},\n\n%(day)s on %(date)s is called off. Nobody goes, and nobody expects you.") % told
    if day.cancelled_because:
        body += "\n\n" + plain(day.cancelled_because)
    body += "\n\n" + _("To take it out of your calendar: {link}")
    return _("%(day)s on %(date)s is called off") % told, body + _ring(day)
