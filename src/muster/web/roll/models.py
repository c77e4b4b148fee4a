"""Who is who: an account enters the site, a person is anybody we deal with, a grant is a power until a date."""

import datetime as dt
import secrets
import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

LONGEST_GRANT = dt.timedelta(days=92)
EVERYWHERE = "movement"  # the compartment of what concerns everybody


def new_pseudonym() -> str:
    """Draw the name by which entries call somebody: 128 random bits, tied to nobody but by one row."""
    return secrets.token_hex(16)


class Person(models.Model):
    """Anybody we deal with."""

    pseudonym = models.CharField(max_length=32, unique=True, default=new_pseudonym, editable=False)
    known_as = models.CharField(max_length=120, blank=True)


class Account(AbstractBaseUser):
    """Enters the site, and holds no name."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="account")
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "ref"
    objects = BaseUserManager()

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a moment says more than a flag
        """Say whether this account still enters."""
        return self.closed_at is None


class Grant(models.Model):
    """A power, by a decision, until a date: pseudonyms and closed codes only, so that a replay of the log equals it."""

    class Role(models.TextChoices):
        """What a grant lets its holder do; rules say which deeds."""

        FOUNDER = "founder"
        OFFICER = "officer"
        ORGANISER = "organiser"
        DRIVER = "driver"
        VOLUNTEER = "volunteer"

    holder = models.CharField(max_length=32)
    role = models.CharField(max_length=20, choices=Role)
    compartment = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    granted_by = models.CharField(max_length=32)
    decision = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="grant_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + LONGEST_GRANT), name="grant_within_92_days"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["founder", "officer", "organiser", "driver", "volunteer"]),
                name="grant_role_known",
            ),
            models.CheckConstraint(condition=~Q(holder=F("granted_by")), name="grant_from_somebody_else"),
            models.CheckConstraint(
                condition=~(Q(decision="") | Q(compartment="") | Q(purpose="")), name="grant_says_why_and_where"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["holder", "ends_at"], name="grant_holder")]
