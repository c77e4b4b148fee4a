"""The movement itself, and where its people are signed in."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muster.guard.need import LONGEST_GRANT
from muster.web.roll.models import Account


class Movement(models.Model):
    """Whose site this is. There is one row, from the founding on."""

    class Basis(models.TextChoices):
        """Article 6 of the GDPR: what lets it keep a roll."""

        AGREEMENT = "agreement", _("An agreement with whoever belongs (Article 6(1)(b))")
        LEGITIMATE = "legitimate interests", _("The movement’s legitimate interests (Article 6(1)(f))")

    class Condition(models.TextChoices):
        """Article 9: what lets it keep what belonging shows of somebody, if it shows anything."""

        BODY = "members of a body", _("Members and regular contacts of a not-for-profit body (Article 9(2)(d))")
        PARTY = "registered party", _("Registered party (Data Protection Act 2018, schedule 1, paragraph 22)")
        NONE = "none kept", _("None: belonging shows nothing that Article 9 protects")

    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64)
    accent = models.CharField(max_length=7, blank=True)
    contact = models.CharField(max_length=200, blank=True)  # whom to ask about data protection, for everybody to read
    basis = models.CharField(max_length=24, choices=Basis, default=Basis.AGREEMENT)
    condition = models.CharField(max_length=24, choices=Condition, default=Condition.BODY)
    founded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="movement_is_one"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(zone=""), name="movement_has_a_name_and_a_zone"),
            models.CheckConstraint(
                condition=Q(basis__in=["agreement", "legitimate interests"])
                & Q(condition__in=["members of a body", "registered party", "none kept"]),
                name="movement_keeps_its_roll_by_a_right",
            ),
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


class ProgramKey(models.Model):
    """By what a program asks in somebody's name. Only a hash of its text is kept, by which nobody asks anything.

    It carries what its person may at that moment, and never more; one that was made without a second proof carries no
    power that needs one.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="program_keys")
    name = models.CharField(max_length=60)  # what the program is, in its person's words
    sha256 = models.CharField(max_length=64, unique=True)
    reads_only = models.BooleanField()
    second = models.BooleanField()  # whoever made it had proved twice who they are
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when it last asked, to the minute
    asked_times = models.PositiveIntegerField(default=0)  # within that minute: every process counts here

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("made_at"), ends_at__lte=F("made_at") + LONGEST_GRANT),
                name="program_key_within_92_days",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(sha256=""), name="program_key_says_what_for"),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "-id"], name="program_key_account")]
