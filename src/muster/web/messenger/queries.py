"""What pages may ask of the outbox."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from muster.web.messenger.links import opened, token
from muster.web.messenger.models import Message, OptOut, Sending
from muster.web.messenger.questions import ANSWERS
from muster.web.messenger.told import told
from muster.web.record.actor import Actor


@dataclass(frozen=True, slots=True)
class Opened:
    """What a one-tap link opens: a message, its words, and how it stands with its answer."""

    message: Message
    subject: str
    choices: list[tuple[str, object]]
    answered: object
    fresh: bool
    closed: bool
    next_token: str
    turn: int

    @property
    def reader(self) -> Actor:
        """Give who acts by this link: whoever it was sent to, and in nothing else."""
        return Actor(person=None, pseudonym=self.message.to)


def opened_by(link_token: str, purpose: str, *, at: dt.datetime) -> Opened | None:
    """Give what a link opens; None for one that we never made."""
    found = opened(link_token, purpose)
    if found is None:
        return None
    message, turn = found
    closes_at = message.sending.closes_at
    return Opened(
        message=message,
        subject=told(message)[0],
        choices=[(code, ANSWERS[code]) for code in message.sending.answers],
        answered=ANSWERS.get(message.answer, ""),
        fresh=turn == message.turn,
        closed=closes_at is not None and at >= closes_at,
        next_token=token(message, "answer"),
        turn=turn,
    )


def has_opted_out(message: Message) -> bool:
    """Say whether whoever a message is for wants no more of its way."""
    return OptOut.objects.filter(who=message.to, way=message.way).exists()


def tally(sending: Sending) -> dict[str, int]:
    """Count a sending's messages by how far they came, and by what was answered."""
    states = dict(sending.messages.values_list("state").annotate(Count("pk")))
    answers = sending.messages.exclude(answer="").values_list("answer").annotate(Count("pk"))
    return {**states, **{f"answer:{answer}": count for answer, count in answers}}
