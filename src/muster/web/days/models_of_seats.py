"""What a day remembers once it has come: who sits where, what was sent, who is aboard or home, incidents, copies."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


def _beside(row: "Seating", name: str) -> str:
    return f"days/{row.day_id}/{name}"


class Seating(models.Model):
    """Who sits where: first as planned, then once for each event that was mended.

    What was mended is a proposal until somebody sends it. The last that was sent stands: people were told so.
    """

    day = models.ForeignKey("days.Day", on_delete=models.CASCADE, related_name="seatings")
    number = models.PositiveIntegerField()  # 0 as planned, then in order
    after = models.PositiveIntegerField(null=True)  # the number of the seating that this one changes
    event = models.CharField(max_length=200, blank=True)  # what happened, as told
    takes_back = models.BooleanField(default=False)  # the event is that of `after`, which did not happen after all
    body = models.JSONField()
    plan = models.FileField(upload_to=_beside)  # the core's own value, from which the next event is mended
    mended_ms = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.CharField(max_length=32, blank=True)
    undone_at = models.DateTimeField(null=True)  # taken back before anybody was told
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "number"], name="seating_number_once"),
            models.UniqueConstraint(
                fields=["day", "after"], condition=Q(undone_at=None), name="seating_one_upon_another"
            ),
            models.CheckConstraint(condition=Q(number=0) ^ ~Q(event=""), name="seating_planned_or_after_an_event"),
            models.CheckConstraint(
                condition=Q(number=0, after=None) | Q(number__gt=F("after")), name="seating_after_an_earlier_one"
            ),
            models.CheckConstraint(condition=Q(undone_at=None) | Q(number__gt=0), name="seating_plan_is_not_undone"),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(undone_at__gte=F("made_at")), name="seating_made_before_undone"
            ),
            models.CheckConstraint(condition=Q(undone_at=None) | Q(sent_at=None), name="seating_sent_is_not_undone"),
            models.CheckConstraint(
                condition=Q(number__gt=0) | Q(sent_at__isnull=False), name="seating_plan_stands_at_once"
            ),
        ]
        ordering: ClassVar = ["number"]


class Difference(models.Model):
    """That people were told how they ride now: from which seating to which. From each, once."""

    day = models.ForeignKey("days.Day", on_delete=models.CASCADE, related_name="differences")
    before = models.PositiveIntegerField()  # the seating that they had been told
    after = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=32)
    job = models.UUIDField(null=True)  # writes the messages
    sending = models.BigIntegerField(null=True)  # messenger.Sending, where anybody could be written to
    written_at = models.DateTimeField(null=True)  # since when all its messages are in the outbox
    unreached = models.JSONField(default=list)  # names of those whom no mail or text message reaches: ring them

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "before"], name="difference_once_from"),
            models.UniqueConstraint(fields=["day", "after"], name="difference_once_to"),
            models.CheckConstraint(condition=Q(after__gt=F("before")), name="difference_goes_on"),
        ]
        ordering: ClassVar = ["after"]


class CheckIn(models.Model):
    """Somebody or some vehicle is aboard, under way, here or home, as somebody ticked."""

    class Kind(models.TextChoices):
        """What was ticked; vehicles set off and arrive, people get in, arrive and get home."""

        OFF = "off", _("Under way")
        ABOARD = "aboard", _("Aboard")
        HERE = "here", _("Here")
        HOME = "home", _("Home")

    day = models.ForeignKey("days.Day", on_delete=models.CASCADE, related_name="check_ins")
    who = models.CharField(max_length=120)  # as seatings name them: `r17`, or a vehicle's name
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=32)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "who", "kind"], condition=Q(undone_at=None), name="check_in_once_each"
            ),
            models.CheckConstraint(condition=Q(kind__in=["off", "aboard", "here", "home"]), name="check_in_known"),
        ]


class HomeCall(models.Model):
    """That everybody of a day was asked to say when they are home: once."""

    day = models.OneToOneField("days.Day", on_delete=models.CASCADE, related_name="home_call")
    at = models.DateTimeField()
    sending = models.BigIntegerField(null=True)  # messenger.Sending, where anybody could be written to
    unreached = models.JSONField(default=list)


class Incident(models.Model):
    """Something that somebody told from the street: a dog, a threat, an accident. Its words go after their time."""

    class Kind(models.TextChoices):
        """What happened."""

        DOG = "dog", _("A dog")
        THREAT = "threat", _("A threat")
        ACCIDENT = "accident", _("An accident")
        OTHER = "other", _("Something else")

    day = models.ForeignKey("days.Day", on_delete=models.CASCADE, related_name="incidents")
    kind = models.CharField(max_length=10, choices=Kind)
    place = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    told_by = models.CharField(max_length=32)
    told_at = models.DateTimeField()
    sending = models.BigIntegerField(null=True)  # what told the day's lead
    answered_by = models.CharField(max_length=32, blank=True)  # who has it in hand
    answered_at = models.DateTimeField(null=True)
    done = models.TextField(blank=True)  # what was done about it
    closed_by = models.CharField(max_length=32, blank=True)
    closed_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)  # since when only the kind and the times are kept

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["dog", "threat", "accident", "other"]), name="incident_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(closed_by="") & Q(closed_at__gte=F("told_at")),
                name="incident_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(words="", place="", done=""), name="incident_forgotten_has_no_words"
            ),
        ]
        ordering: ClassVar = ["-told_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["told_at"], name="incident_to_forget", condition=Q(forgotten_at=None)),
        ]


class Copy(models.Model):
    """A numbered copy of something printed, for a named holder: encrypted where it lies, gone after a day."""

    class Kind(models.TextChoices):
        """What is printed."""

        BOARDS = "boards", _("Boards")
        ROSTERS = "rosters", _("Rosters")
        SLIPS = "slips", _("Slips for riders")
        COVERS = "covers", _("Covers")
        LABELS = "labels", _("Labels")

    OF_TURFS: ClassVar = (Kind.BOARDS, Kind.COVERS, Kind.LABELS)  # the others are of vehicles

    day = models.ForeignKey("days.Day", on_delete=models.CASCADE, related_name="copies")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    only = models.JSONField(default=list)  # numbers of turfs, names of vehicles; none: all
    large = models.BooleanField(default=False)
    named = models.BooleanField(default=False)  # whether people's names are on it
    electors = models.JSONField(default=dict)  # how many are named on it, by the register: its id -> how many
    imprint = models.CharField(max_length=200, blank=True)  # the legal line
    holder = models.CharField(max_length=32)  # pseudonym
    made_by = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    job = models.UUIDField(null=True)
    file = models.CharField(max_length=64, blank=True)  # under `files/copies`; its key lies under `keys/copies`
    pages = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)  # since when its paper is back, as somebody noted
    back_by = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "number"], name="copy_number_once"),
            models.CheckConstraint(
                condition=Q(back_at=None, back_by="")
                | Q(back_at__isnull=False, made_at__isnull=False) & ~Q(back_by=""),
                name="copy_back_was_made",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["boards", "rosters", "slips", "covers", "labels"]), name="copy_kind_known"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("asked_at")), name="copy_ends"),
            models.CheckConstraint(condition=Q(gone_at=None) | Q(file=""), name="copy_gone_has_no_file"),
        ]
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="copy_to_go", condition=Q(gone_at=None))]
