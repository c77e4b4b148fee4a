"""Who is who: an account enters the site, a person is anybody we deal with."""

import secrets
import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now


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
