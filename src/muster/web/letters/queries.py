"""What the pages of letters ask."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.utils.functional import Promise

from muster.guard.need import EVERYWHERE
from muster.web.messenger.models import Message, Sending, State, Way
from muster.web.messenger.queries import tally
from muster.web.messenger.questions import ANSWERS
from muster.web.messenger.rules import is_of_a_day
from muster.web.messenger.told import for_a_chat, text_read, told
from muster.web.messenger.wording import worded
from muster.web.record.actor import Actor
from muster.web.roll.audience import Audience, audience
from muster.web.roll.models import Group, Person
from muster.web.roll.moves import Kind, Status
from muster.web.roll.queries import groups_kept_by, people_kept_by

StrOrPromise: TypeAlias = str | Promise


@dataclass(frozen=True, slots=True)
class SendingTold:
    """How a sending stands: how far its messages came, what was answered, what stops it."""

    sending: Sending
    subject: str
    total: int
    states: Sequence[tuple[StrOrPromise, int]]
    answers: Sequence[tuple[StrOrPromise, int]]
    trouble: str
    goes_at: dt.datetime | None  # until then quiet hours hold it back
    by_hand: int
    of_a_day: bool  # whoever organises that day stops it, on its own page, and nobody else
    may_stop: bool
    may_go_on: bool


def sendings_told(actor: Actor) -> list[tuple[Sending, str]]:
    """Give the last sendings of what one writes for, each with its subject."""
    return [(one, text_read(one)["subject"]) for one in _sendings(actor).order_by("-asked_at", "-pk")[:60]]


def _sendings(actor: Actor) -> QuerySet[Sending]:
    """Give what was written for the groups that one keeps: its pages name people."""
    kept = {held.compartment for held in actor.grants if held.role == "officer"}
    theirs = Sending.objects.all() if EVERYWHERE in kept else Sending.objects.filter(compartment__in=kept)
    return theirs.exclude(about__startswith="power.")  # whom power is about is no officer's to read


def sending_seen_by(actor: Actor, pk: int) -> Sending | None:
    """Give one sending, if one writes there."""
    return _sendings(actor).filter(pk=pk).first()


def sending_told(sending: Sending, *, at: dt.datetime) -> SendingTold:
    """Give how a sending stands: five queries."""
    counts = tally(sending)
    states = [(State(state).label, counts[state]) for state in State.values if state in counts]
    answers = [(ANSWERS[code], counts.get(f"answer:{code}", 0)) for code in sending.answers]
    waiting = sending.messages.filter(state=State.WAITING)
    text = text_read(sending)
    return SendingTold(
        sending=sending,
        subject=text["subject"],
        total=sum(count for _state, count in states),
        states=states,
        answers=answers,
        trouble=waiting.exclude(trouble="").values_list("trouble", flat=True).first() or "",
        goes_at=waiting.filter(trouble="").aggregate(first=Min("due_at", filter=Q(due_at__gt=at)))["first"],
        by_hand=waiting.filter(way__in=[Way.LETTER, Way.CHAT]).count(),
        of_a_day=is_of_a_day(sending),
        may_stop=sending.stopped_at is None and State.WAITING in counts,
        may_go_on=sending.stopped_at is not None and sending.let_go_at is None and State.STOPPED in counts,
    )


def chat_told(sending: Sending) -> list[tuple[str, str, str]]:
    """Give a sending's words for a chat: language, what that is called, and the words."""
    called = dict(settings.LANGUAGES)
    return [(code, str(called.get(code, code)), words) for code, words in for_a_chat(sending).items()]


def letters_of(sending: Sending) -> list[tuple[Message, str, str]]:
    """Give the letters that somebody has to print: whom to, subject and words."""
    rows = sending.messages.filter(way=Way.LETTER, state=State.WAITING).select_related("sending").order_by("pk")
    return [(row, *told(row)) for row in rows]


def stuck_of(sending: Sending) -> list[Message]:
    """Give the messages that failed, or of which nobody can tell."""
    stuck = [State.FAILED, State.UNCLEAR, State.BOUNCED]
    return list(sending.messages.filter(state__in=stuck).select_related("sending").order_by("pk")[:60])


def groups_written_to_by(actor: Actor) -> QuerySet[Group]:
    """Give the groups to which one may write."""
    return groups_kept_by(actor).filter(closed_on=None).order_by("name")


def reached(actor: Actor, group: Group, *, kind: str) -> Audience:
    """Give whom a letter to a group would reach."""
    belong = people_kept_by(actor).filter(group=group, kind__in=Kind.values, status__in=[Status.STANDING, Status.DUE])
    return audience(belong.order_by("folded", "pk"), kind=kind)


def myself(actor: Actor) -> Audience:
    """Give the way by which whoever writes is reached, for a test."""
    return audience(Person.objects.filter(pseudonym=actor.pseudonym), kind=Sending.Kind.SERVICE)


def as_read(subject: str, body: str, *, name: str) -> tuple[str, str]:
    """Give a text as somebody of that name would read it."""
    return worded({"subject": subject, "body": body}, fields={"name": name})
