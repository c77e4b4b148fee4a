"""Asking people to come: whom, by which way, in which words, and the one link by which each of them answers.

A link names an invitation by its 128 random bits and carries half of an HMAC over them, under a key that lies beside
the database and never in it.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from muster.guard.need import EVERYWHERE
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Invitation
from muster.web.days.rules import may_stop_asking
from muster.web.messenger.actions import Recipient, Writing
from muster.web.messenger.links import is_sealed, seal, whole
from muster.web.messenger.models import Sending, State
from muster.web.messenger.wording import WordingError, check_texts
from muster.web.record.actor import Actor
from muster.web.roll.audience import Audience, audience
from muster.web.roll.models import GROUP, Group, Person
from muster.web.roll.moves import Kind, Status
from muster.web.roll.queries import groups_kept_by

FILLS = frozenset({"name", "group", "link"})
Whom = Literal["new", "silent"]
_AT_ONCE = 2_000
_ABOUT = "days.day:"  # of a sending
_PURPOSE = "day"  # of a link
_LINK = re.compile(r"([0-9a-f]{32})-([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Calling:
    """Whom somebody asks to come to a day.

    Attributes:
        day: to which.
        groups: whose people.
        whom: 'new' for those who were never asked, 'silent' for those who were and have not answered.
    """

    day: Day
    groups: tuple[Group, ...]
    whom: Whom = "new"


def token(invitation: Invitation) -> str:
    """Give the part of a link that opens an invitation."""
    return f"{invitation.ref.hex}-{seal(_PURPOSE, invitation.ref.hex)}"


def link(invitation: Invitation) -> str:
    """Give a whole link."""
    return whole(reverse("days:asked", args=[token(invitation)]))


def opened(link_token: str) -> Invitation | None:
    """Give the invitation that a link opens; None if we never made it."""
    parts = _LINK.fullmatch(link_token)
    if parts is None or not is_sealed(parts[2], _PURPOSE, parts[1]):
        return None
    rows = Invitation.objects.select_related("day", "person__group")
    found = rows.filter(ref=UUID(parts[1])).first()
    while found is not None and found.person.merged_into_id is not None:  # both were asked: the one answers for both
        kept = rows.filter(day=found.day_id, person=found.person.merged_into_id).first()
        if kept is None:
            break
        found = kept
    return found


def groups_asked_by(actor: Actor, day: Day) -> QuerySet[Group]:
    """Give the groups whose people somebody may ask: an organiser all that the day is for, an officer their own."""
    groups = Group.objects.filter(closed_on=None).order_by("name")
    if not actor.holds("organiser", compartment=day.compartment):
        return groups_kept_by(actor).filter(closed_on=None).order_by("name")
    if day.compartment.startswith(GROUP):
        return groups.filter(slug=day.compartment.removeprefix(GROUP))
    return groups


def people_called(calling: Calling) -> QuerySet[Person]:
    """Give those who belong to these groups and are yet to be asked, or to answer."""
    belong = Person.objects.filter(
        group__in=calling.groups, kind__in=Kind.values, status__in=[Status.STANDING, Status.DUE], merged_into=None
    )
    answered = Coming.objects.filter(day=calling.day, person=OuterRef("pk"))
    asked = Invitation.objects.filter(day=calling.day, person=OuterRef("pk"), asked_at__isnull=False)
    wanted = Exists(asked) if calling.whom == "silent" else ~Exists(asked)
    return belong.filter(wanted & ~Exists(answered)).order_by("folded", "pk")


def reached(calling: Calling) -> Audience:
    """Give whom an invitation would reach, and by which way: those who agreed to be asked by it."""
    return audience(people_called(calling), kind=Sending.Kind.CALL)


def by_group(calling: Calling, found: Audience) -> list[tuple[str, int]]:
    """Count whom an invitation would reach, group by group; also where it is nobody."""
    reaches = {one.to for one in found.recipients}
    people = people_called(calling).order_by().values_list("pseudonym", "group__name")
    counts = Counter(group for who, group in people if who in reaches)
    return [(group.name, counts[group.name]) for group in calling.groups]


def keep_invitations(day: Day, people: Iterable[int], *, by: str, at: dt.datetime) -> int:
    """Give each of these people their link and note that they are asked now; gives how many."""
    wanted = list(people)
    for first in range(0, len(wanted), _AT_ONCE):
        part = wanted[first : first + _AT_ONCE]
        rows = [Invitation(day=day, person_id=one, made_at=at) for one in part]
        Invitation.objects.bulk_create(rows, ignore_conflicts=True)
        Invitation.objects.filter(day=day, person__in=part).update(asked_at=at, asked_by=by)
    return len(wanted)


def asking(day: Day, *, asked_at: dt.datetime, by: str) -> Calling:
    """Give whom one asking was of, as its rule judges it: the groups of whoever was asked then."""
    asked = Invitation.objects.filter(day=day, asked_at=asked_at, asked_by=by)
    return Calling(day, tuple(Group.objects.filter(people__in=asked.values("person")).distinct()))


def take_back(day: Day, *, asked_at: dt.datetime, by: str) -> None:
    """Let an asking that nobody was written of be none."""
    Invitation.objects.filter(day=day, asked_at=asked_at, asked_by=by).update(asked_at=None, asked_by="")


def unask(sending: Sending, people: Sequence[str]) -> None:
    """Let whoever was not written to after all, by pseudonym, be asked by nobody yet."""
    for first in range(0, len(people), _AT_ONCE):
        part = people[first : first + _AT_ONCE]
        rows = Invitation.objects.filter(day=day_of(sending), person__pseudonym__in=part)
        rows.update(asked_at=None, asked_by="")


def about(day: Day) -> str:
    """Say of a sending that it is about a day."""
    return f"{_ABOUT}{day.pk}"


def day_of(sending: Sending) -> int:
    """Give the day that a sending is about, by its number; 0 where it is about none."""
    told = sending.about.removeprefix(_ABOUT)
    return int(told) if sending.about.startswith(_ABOUT) and told.isdecimal() else 0


def compartments_of(calling: Calling, *, by: Actor) -> tuple[str, ...]:
    """Give who may read how an asking went: whoever runs the day, or each group's own officers for their people."""
    if by.holds("organiser", compartment=calling.day.compartment):
        return (calling.day.compartment,)
    if by.holds("officer", compartment=EVERYWHERE):
        return (EVERYWHERE,)
    return tuple(group.compartment for group in calling.groups)


def asked_in(compartment: str) -> Q:
    """Give whom of those who were asked at once a sending of a compartment tells: of a group's its own people."""
    return Q(person__group__slug=compartment.removeprefix(GROUP)) if compartment.startswith(GROUP) else Q()


def askings_going(actor: Actor, day: Day) -> list[Sending]:
    """Give the askings of a day that somebody may stop, with `waiting`: how many of their messages have not gone."""
    rows = Sending.objects.filter(about=about(day), kind=Sending.Kind.CALL, stopped_at=None).order_by("pk")
    waits = Count("messages", filter=Q(messages__state=State.WAITING))
    return [one for one in rows.annotate(waiting=waits).filter(waiting__gt=0) if may_stop_asking(actor, one)]


def trial(day: Day, *, subject: str, words: str, by: Actor) -> tuple[Writing, list[Recipient]]:
    """Give an invitation as whoever writes it gets it to try it: behind its link is their own page of the day."""
    texts = {settings.LANGUAGE_CODE: {"subject": subject, "body": words}}
    where = next(iter(compartments_of(Calling(day, tuple(groups_asked_by(by, day)[:1])), by=by)), "")
    found = audience(Person.objects.filter(pseudonym=by.pseudonym), kind=Sending.Kind.SERVICE).recipients
    own = whole(reverse("days:mine", args=[day.pk]))
    told = [replace(one, fields={**one.fields, "link": own}) for one in found]
    return Writing(Sending.Kind.SERVICE, where, texts, urgent=True, fills=FILLS), told  # who writes at night is awake


def link_of(day: Day, person: Person, *, at: dt.datetime) -> str:
    """Give the link of somebody who may never have been asked."""
    row, _new = Invitation.objects.get_or_create(day=day, person=person, defaults={"made_at": at})
    return link(row)


def usual_words(day: Day) -> tuple[str, str]:
    """Give the subject and the words that an invitation begins with; whoever asks may change them."""
    with translation.override(settings.LANGUAGE_CODE):
        return words_in_this_language(day)


def words_in_this_language(day: Day) -> tuple[str, str]:
    """Give the same in the language that is on."""
    told = {"day": plain(day.title), "date": date_format(day.held_on, "l j F"), "place": plain(day.place)}
    subject = _("%(day)s, %(date)s: do you come?") % told
    words = _(
        "Dear {name},\n\non %(date)s we go to %(day)s. Can you come? We find you a seat there and home again.\n\n"
        "Say so with one tap, no password needed: {link}\n\n"
        "It takes a minute. You can change your answer there until everybody is told their place."
    )
    return subject, words % {**told, "day": told["place"] or told["day"]}  # one goes to a place


def check_words(subject: str, words: str) -> None:
    """Refuse words that would go out wrong, or without the link.

    Raises:
        WordingError: saying what to mend.
    """
    texts = {settings.LANGUAGE_CODE: {"subject": subject, "body": words}}
    check_texts(texts, default=settings.LANGUAGE_CODE, fields=FILLS)
    if "{link}" not in words:
        raise WordingError(_("Put {link} where each reader’s own link is to stand: without it nobody can answer."))


def plain(words: str) -> str:
    """Take away what the outbox would read as a place to fill."""
    return words.replace("{", "(").replace("}", ")")
