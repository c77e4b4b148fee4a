"""What pages of power keep themselves: that somebody objects to how their record is used, or asks to be erased."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muster.web.power.models import Suspension


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


class Panel(models.Model):
    """Who hears somebody whose access was stopped: drawn by lot from a seed whose hash was promised before."""

    suspension = models.OneToOneField(Suspension, on_delete=models.PROTECT, related_name="panel")
    seed = models.CharField(max_length=64)  # in hex; nobody is shown it before the draw
    promise = models.CharField(max_length=64)
    promised_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    among = models.PositiveIntegerField(null=True)  # how many candidates there were
    list_hash = models.CharField(max_length=64, blank=True)
    longer_at = models.DateTimeField(null=True)  # since when it says that the suspension lasts to its 28th day

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(drawn_at__isnull=True, among__isnull=True, list_hash="")
                | Q(drawn_at__gt=F("promised_at"), among__isnull=False) & ~Q(list_hash=""),
                name="panel_promised_before_it_is_drawn",
            ),
        ]


class Panellist(models.Model):
    """Somebody whom the lot fell on, and in which place; the first three who did not decline sit, and say a word."""

    class Word(models.TextChoices):
        """What somebody who sits says of a suspension; what two say alike is the panel's word."""

        NOTHING = "", _("Nothing yet")
        NO_FINDING = "no finding", _("Nothing was found: it ends now")
        FINDING = "finding", _("Something was found: it ends now")
        LONGER = "longer", _("It lasts to its 28th day")

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="drawn")
    place = models.PositiveSmallIntegerField()
    who = models.CharField(max_length=32)  # pseudonym
    declined_at = models.DateTimeField(null=True)
    says = models.CharField(max_length=10, blank=True, choices=Word)
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(says__in=["", "no finding", "finding", "longer"]), name="panellist_word_known"
            ),
            models.CheckConstraint(
                condition=Q(says="", said_at__isnull=True) | ~Q(says="") & Q(said_at__isnull=False),
                name="panellist_says_at_a_moment",
            ),
            models.UniqueConstraint(fields=["panel", "place"], name="panellist_place_once"),
            models.UniqueConstraint(fields=["panel", "who"], name="panellist_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["who"], name="panellist_who")]
