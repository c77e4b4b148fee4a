"""What pages of power keep themselves: that somebody objects to how their record is used, or asks to be erased."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Objection(models.Model):
    """That somebody objects to a use of their record, until an officer says what was done. The words lie sealed."""

    who = models.CharField(max_length=32)  # pseudonym
    compartment = models.CharField(max_length=40)  # of their group when they said so: its officers are to hear it
    said_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    heard_by = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["who"], condition=Q(heard_at__isnull=True), name="objection_one_open"),
            models.CheckConstraint(condition=~Q(heard_by=F("who")), name="objection_heard_by_another"),
            models.CheckConstraint(
                condition=Q(heard_at__isnull=True, heard_by="") | Q(heard_at__isnull=False) & ~Q(heard_by=""),
                name="objection_is_heard_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["compartment"], name="objection_open", condition=Q(heard_at__isnull=True))
        ]


class Erasure(models.Model):
    """That somebody asks for what is held on them to be erased, until two officers have done it."""

    who = models.CharField(max_length=32)  # pseudonym
    compartment = models.CharField(max_length=40)  # of their group when they asked
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["who"], name="erasure_asked_once"),
            models.CheckConstraint(condition=~Q(done_by=F("who")), name="erasure_by_another"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by="") | Q(done_at__isnull=False) & ~Q(done_by=""),
                name="erasure_is_done_whole",
            ),
        ]
