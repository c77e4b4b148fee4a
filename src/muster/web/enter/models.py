"""The movement itself, and where its people are signed in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.web.roll.models import Account


class Movement(models.Model):
    """Whose site this is. There is one row, from the founding on."""

    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64)
    accent = models.CharField(max_length=7, blank=True)
    founded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="movement_is_one"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(zone=""), name="movement_has_a_name_and_a_zone"),
        ]


class Session(models.Model):
    """One browser in which somebody is signed in, from then until it ended. It holds no place and no address."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60)
    ways = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "id"], name="session_account")]
