"""What the lowest app remembers: entries whose bytes are final, what they commit to, and jobs."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One deed, in bytes that nothing may change: the database refuses to."""

    body = models.BinaryField()  # canonical JSON, the leaf of the tree to come
    kind = models.CharField(max_length=60)
    thing = models.CharField(max_length=120)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["thing", "id"], name="entry_thing"),
            models.Index(fields=["kind", "id"], name="entry_kind"),
        ]


class Payload(models.Model):
    """What one commitment of an entry hides, and the key that proves it. Erasing it leaves the entry's proof whole.

    What tells of somebody is shut under their key (`sealing`), of two under both: copies of this row that outlive it
    say nothing once a key is gone.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="payloads")
    place = models.PositiveIntegerField()
    key = models.BinaryField()
    body = models.BinaryField()
    whose = models.CharField(max_length=32, blank=True)  # pseudonym
    also = models.CharField(max_length=32, blank=True)  # of a second person

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "place"], name="payload_place_once")]
        indexes: ClassVar = [
            models.Index(fields=["whose"], name="payload_whose", condition=~models.Q(whose="")),
            models.Index(fields=["also"], name="payload_also", condition=~models.Q(also="")),
        ]


class Key(models.Model):
    """The key under which copies of what tells of somebody are shut. Backups leave this table out."""

    who = models.CharField(max_length=32, unique=True)  # pseudonym
    secret = models.BinaryField()


class Job(models.Model):
    """Work too long for a page. Its progress lies elsewhere, outside the transaction that this row is part of."""

    class End(models.TextChoices):
        """How a job ended; nothing while it has not."""

        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    asked_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True, choices=End)
    result = models.JSONField(null=True)
    trouble = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, end="")
                | models.Q(ended_at__isnull=False, end__in=["done", "failed", "cancelled"]),
                name="job_ends_once_and_somehow",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="job_open", condition=models.Q(ended_at__isnull=True)),
        ]
