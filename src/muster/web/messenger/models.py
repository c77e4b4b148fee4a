"""The outbox: what was to be told, to whom, by which way, how far it came, and what they answered."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How somebody is told."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    CHAT = "chat"


class State(models.TextChoices):
    """How far a message came."""

    WAITING = "waiting", _("Waiting")
    HANDING = "handing", _("Being handed on")
    HANDED = "handed", _("Handed on")
    UNCLEAR = "unclear", _("May not have gone")  # the program was stopped before the server's answer
    FAILED = "failed", _("Not taken")
    BOUNCED = "bounced", _("Brought back")
    STOPPED = "stopped", _("Stopped")
    REFUSED = "refused", _("They want no more of these")


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.HANDING, State.FAILED, State.STOPPED, State.REFUSED}),
    State.HANDING: frozenset({State.HANDED, State.WAITING, State.FAILED, State.UNCLEAR}),
    State.HANDED: frozenset({State.BOUNCED}),
    State.UNCLEAR: frozenset({State.HANDED, State.WAITING, State.BOUNCED}),
    State.FAILED: frozenset({State.WAITING}),
    State.BOUNCED: frozenset(),
    State.STOPPED: frozenset({State.WAITING}),  # sent after all
    State.REFUSED: frozenset(),
}


class Sending(models.Model):
    """One text for many, or for one."""

    class Kind(models.TextChoices):
        """What it is for: whoever opted out still gets what they need to know."""

        SERVICE = "service"
        CALL = "call"
        NEWS = "news"

    kind = models.CharField(max_length=10, choices=Kind)
    compartment = models.CharField(max_length=40)
    about = models.CharField(max_length=120, blank=True)  # `days.day:17`, where it is about something
    texts = models.JSONField()  # language -> {"subject": ..., "body": ...}
    answers = models.JSONField(default=list)  # codes of `questions.ANSWERS`, if it asks
    urgent = models.BooleanField(default=False)  # not held back by quiet hours
    asked_by = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)  # answers are taken until then
    remind_at = models.DateTimeField(null=True)
    reminder_of = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reminder")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=32, blank=True)  # blank where its writer lost the power to write
    let_go_at = models.DateTimeField(null=True)  # since when its words are gone

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=["service", "call", "news"]), name="sending_kind_known"),
            models.CheckConstraint(condition=~Q(compartment=""), name="sending_says_where"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["compartment", "-asked_at"], name="sending_compartment"),
            models.Index(fields=["about"], name="sending_about"),
            models.Index(fields=["asked_at"], name="sending_kept", condition=Q(let_go_at__isnull=True)),
            models.Index(fields=["remind_at"], name="sending_remind", condition=Q(remind_at__isnull=False)),
        ]


class Message(models.Model):
    """What one person is told by one sending: once."""

    ref = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)  # its Message-ID
    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="messages")
    to = models.CharField(max_length=32)  # pseudonym
    way = models.CharField(max_length=10, choices=Way)
    address = models.CharField(max_length=254, blank=True)  # blank once it is no longer needed
    language = models.CharField(max_length=10)
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)
    handed_by = models.BigIntegerField(null=True)  # the job in whose hands it is, or was
    handed_at = models.DateTimeField(null=True)
    turn = models.PositiveIntegerField(default=0)  # each answer makes the links before it stale
    answer = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sending", "to"], name="message_once_a_person"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="message_way_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="message_answer_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="handing") | Q(handed_by__isnull=False), name="message_in_somebodys_hands"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="message_due", condition=Q(state="waiting")),
            models.Index(fields=["handed_by"], name="message_in_hand", condition=Q(state="handing")),
            models.Index(fields=["to", "-due_at"], name="message_to"),
        ]


class Reader(models.Model):
    """In which language somebody wants to be told things, once they said so."""

    who = models.CharField(max_length=32, primary_key=True)  # pseudonym
    language = models.CharField(max_length=10)
    said_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(who="") & ~Q(language=""), name="reader_says_which_language")
        ]


class OptOut(models.Model):
    """That somebody wants no more calls or news by a way. What they need to know still reaches them."""

    who = models.CharField(max_length=32)
    way = models.CharField(max_length=10, choices=Way)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["who", "way"], name="opt_out_once")]
