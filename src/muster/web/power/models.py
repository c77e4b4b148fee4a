"""Power: grants, requests of two, walls, interests, suspensions, broken glass and look-ups.

Pseudonyms and closed codes only, so that every table but the look-ups can be built again from the log.
"""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muster.guard.need import LONGEST_GRANT
from muster.guard.pair import HOLDS_FOR, State

SUSPENSION_LASTS = dt.timedelta(days=14)
LONGEST_SUSPENSION = dt.timedelta(days=28)
GLASS_LASTS = dt.timedelta(minutes=60)


class Grant(models.Model):
    """A power, by a decision, until a date."""

    class Role(models.TextChoices):
        """What a grant lets its holder do; the table in docs/methods/power.md says which deeds."""

        FOUNDER = "founder", _("Founder")
        OFFICER = "officer", _("Officer")
        ORGANISER = "organiser", _("Organiser")
        DRIVER = "driver", _("Driver")
        VOLUNTEER = "volunteer", _("Volunteer")

    holder = models.CharField(max_length=32)
    role = models.CharField(max_length=20, choices=Role)
    compartment = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    granted_by = models.CharField(max_length=32)
    proposed_by = models.CharField(max_length=32, blank=True)  # who thought of them, where that was somebody else
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
            models.CheckConstraint(condition=~Q(holder=F("proposed_by")), name="grant_proposed_by_somebody_else"),
            models.CheckConstraint(
                condition=~(Q(decision="") | Q(compartment="") | Q(purpose="")), name="grant_says_why_and_where"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["holder", "ends_at"], name="grant_holder")]


class Request(models.Model):
    """What one person asks and another must approve: the exact bytes, for four hours, once."""

    kind = models.CharField(max_length=60)
    compartment = models.CharField(max_length=40)
    body = models.BinaryField()  # canonical JSON of everything that the deed will be told
    subjects = models.JSONField(default=list)  # pseudonyms of those whom it is about
    asked_by = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    answered_by = models.CharField(max_length=32, blank=True)
    answered_at = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=10, default=State.ASKED, choices=[(state.value, state.value) for state in State]
    )
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("asked_at"), ends_at__lte=F("asked_at") + HOLDS_FOR),
                name="request_four_hours_at_most",
            ),
            models.CheckConstraint(condition=~Q(answered_by=F("asked_by")), name="request_answered_by_another"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True, used_at__isnull=True)
                | Q(state="lapsed", used_at__isnull=True)
                | Q(state__in=["approved", "refused"], answered_at__isnull=False, used_at__isnull=True)
                & ~Q(answered_by="")
                | Q(state="used", answered_at__isnull=False, used_at__isnull=False) & ~Q(answered_by=""),
                name="request_state_is_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "compartment"], name="request_state")]


class Interest(models.Model):
    """An interest that somebody declares in another: family, employer, rival, friend. It counts both ways."""

    class Kind(models.TextChoices):
        """What there is between two people."""

        FAMILY = "family", _("Family")
        WORK = "work", _("Work")
        MONEY = "money", _("Money")
        RIVAL = "rival", _("Rival")
        OTHER = "other", _("Other")

    holder = models.CharField(max_length=32)
    about = models.CharField(max_length=32)
    kind = models.CharField(max_length=10, choices=Kind)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(holder=F("about")), name="interest_in_another"),
            models.UniqueConstraint(
                fields=["holder", "about"], condition=Q(ended_at__isnull=True), name="interest_declared_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["about"], name="interest_about")]


class Wall(models.Model):
    """One side of a conflict: whoever opened another side of it never opens this compartment."""

    conflict = models.CharField(max_length=40)
    side = models.CharField(max_length=40)
    compartment = models.CharField(max_length=40)
    decision = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conflict", "compartment"], name="wall_compartment_on_one_side")
        ]
        indexes: ClassVar = [models.Index(fields=["compartment"], name="wall_compartment")]


class Stand(models.Model):
    """On which side of a conflict somebody has stood. It never ends: what was read can't be unread."""

    holder = models.CharField(max_length=32)
    conflict = models.CharField(max_length=40)
    side = models.CharField(max_length=40)
    since_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["holder", "conflict"], name="stand_on_one_side")]


class Suspension(models.Model):
    """Access stopped at once, without prejudice: membership and vote stay, and it lapses by itself."""

    class End(models.TextChoices):
        """How it ended before it lapsed."""

        LIFTED = "lifted"
        NO_FINDING = "no finding"
        FINDING = "finding"

    holder = models.CharField(max_length=32)
    asked_by = models.CharField(max_length=32)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reasons_at = models.DateTimeField(null=True)  # due within three days
    hearing_at = models.DateTimeField(null=True)  # offered within fourteen
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True, choices=End)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST_SUSPENSION),
                name="suspension_within_28_days",
            ),
            models.CheckConstraint(condition=~Q(holder=F("asked_by")), name="suspension_by_somebody_else"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="")
                | Q(ended_at__isnull=False, end__in=["lifted", "no finding", "finding"]),
                name="suspension_ends_somehow",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["holder", "ends_at"], name="suspension_holder")]


class Glass(models.Model):
    """A power taken without a second person, because nobody could wait: an hour, everybody told, reviewed."""

    holder = models.CharField(max_length=32)
    compartment = models.CharField(max_length=40)
    broken_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=32, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    right = models.BooleanField(null=True)  # what the review says

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("broken_at"), ends_at__lte=F("broken_at") + GLASS_LASTS),
                name="glass_an_hour_at_most",
            ),
            models.CheckConstraint(condition=~Q(reviewed_by=F("holder")), name="glass_reviewed_by_another"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by="", right__isnull=True)
                | Q(reviewed_at__isnull=False, right__isnull=False) & ~Q(reviewed_by=""),
                name="glass_review_is_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["holder", "ends_at"], name="glass_holder")]


class Look(models.Model):
    """That somebody was shown another's record, when and for what. The database lets none be changed or taken away."""

    looker = models.CharField(max_length=32)
    whom = models.CharField(max_length=32)  # a pseudonym; of electors, who have none, the list: 'register.source:3'
    people = models.PositiveIntegerField(default=1)  # of a list, how many of it
    purpose = models.CharField(max_length=40)
    page = models.CharField(max_length=60)
    boards = models.BooleanField(default=False)  # on boards, which leave as paper
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["whom", "-at"], name="look_whom"),
            models.Index(fields=["whom", "-at"], name="look_boards", condition=Q(boards=True)),
            models.Index(fields=["looker", "-at"], name="look_looker"),
        ]


class Copy(models.Model):
    """A list of people or of doors that somebody carried away. Its number is its id, and stands in the file's name."""

    kind = models.CharField(max_length=60)  # the deed
    compartment = models.CharField(max_length=40)
    of = models.CharField(max_length=60)  # what it is a list of, as entries name things: 'register.source:3'
    by = models.CharField(max_length=32)
    rows = models.PositiveIntegerField()
    people = models.PositiveIntegerField()  # 0 where it names nobody
    alone = models.BooleanField()  # without a second person
    sha256 = models.CharField(max_length=64)  # of its bytes
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(people__lte=F("rows")), name="copy_names_no_more_than_its_rows"),
            models.CheckConstraint(condition=~(Q(of="") | Q(compartment="") | Q(by="")), name="copy_says_whose"),
        ]
        indexes: ClassVar = [models.Index(fields=["by", "-made_at"], name="copy_by")]
