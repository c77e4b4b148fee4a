"""What is remembered of files that somebody brings."""

import datetime as dt
import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

WAITS_H = 7 * 24  # hours in which somebody takes a file in or sends it back


class Upload(models.Model):
    """A file on its way in. It lies under `MUSTER_HOME/files/intake/` until it is taken in or sent back."""

    class State(models.TextChoices):
        """How far it has come; `uploads.MOVES` says what may follow what."""

        BROUGHT = "brought"
        UNMAPPED = "unmapped"  # nobody has said yet what its columns mean
        READ = "read"  # its preview stands
        REFUSED = "refused"  # nothing in it can be used
        TAKEN_IN = "taken in"
        SENT_BACK = "sent back"

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    compartment = models.CharField(max_length=40)
    into = models.CharField(max_length=60)  # what it is for, as entries name things: 'register.source:3'
    name = models.CharField(max_length=200)  # as its owner calls the file
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    brought_by = models.CharField(max_length=32)
    brought_at = models.DateTimeField(db_default=Now())
    waits_h = models.PositiveSmallIntegerField(default=WAITS_H)  # so long it may lie, whatever becomes of it
    state = models.CharField(max_length=10, choices=State, default=State.BROUGHT)
    job = models.UUIDField(null=True)
    wanted = models.JSONField(default=dict)  # what its owner said of it
    preview = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["brought", "unmapped", "read", "refused", "taken in", "sent back"]),
                name="upload_state_known",
            ),
            models.CheckConstraint(condition=~Q(compartment="") & ~Q(into=""), name="upload_is_for_something"),
            models.UniqueConstraint(
                fields=["into"],
                condition=Q(state__in=["brought", "unmapped", "read", "refused"]),
                name="upload_one_at_a_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["into", "id"], name="upload_into")]

    @property
    def waits_until(self) -> dt.datetime:
        """When it goes, if nobody took it in or sent it back."""
        return self.brought_at + dt.timedelta(hours=self.waits_h)

    @property
    def folder(self) -> Path:
        """Where it lies, and what is made of it before it is taken in."""
        return folder_of_uploads() / self.ref.hex

    @property
    def content(self) -> Path:
        """The file as it was brought."""
        return self.folder / "content"


def folder_of_uploads() -> Path:
    """Where every upload lies."""
    path: Path = settings.HOME / "files" / "intake"
    return path


class Remembered(models.Model):
    """How files of one origin are read: its owner said so once."""

    into = models.CharField(max_length=60, unique=True)
    mapping = models.JSONField()
