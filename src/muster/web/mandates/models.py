"""What pages of power keep themselves: that somebody objects to how their record is used."""

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
