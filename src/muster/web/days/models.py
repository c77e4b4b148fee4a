"""What a day remembers: the files it was planned from, its turfs, its seats, and every change of them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse


class Day(models.Model):
    """One action day in one place. Its files lie under `MUSTER_HOME/files/days/`."""

    title = models.CharField(max_length=120)
    held_on = models.DateField()
    compartment = models.CharField(max_length=40)
    made_up = models.BooleanField(default=False)
    into = models.PositiveIntegerField(null=True)  # so many turfs, or
    minutes = models.PositiveSmallIntegerField(null=True)  # as few as take no longer than this each
    to_lon = models.FloatField()  # where everybody goes
    to_lat = models.FloatField()
    arrive_min = models.PositiveSmallIntegerField()  # of that local day
    leave_min = models.PositiveSmallIntegerField(null=True)
    seed = models.BigIntegerField()
    effort_s = models.PositiveSmallIntegerField()  # about how long the cut may be improved
    rehearsal = models.CharField(max_length=200, blank=True)  # an event that the day's page offers to try
    job = models.UUIDField(null=True, unique=True)
    ground = models.JSONField(null=True)  # once doors stand at their kerbs: streets, walk_km, doors, credit
    certificate = models.JSONField(null=True)  # once the turfs are cut

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(compartment=""), name="day_lies_in_a_compartment"),
            models.CheckConstraint(condition=Q(into=None) ^ Q(minutes=None), name="day_cut_by_number_or_by_time"),
            models.CheckConstraint(condition=Q(arrive_min__lt=24 * 60), name="day_arrives_that_day"),
        ]

    def get_absolute_url(self) -> str:
        """Give the address of the day's page."""
        return reverse("days:day", args=[self.pk])


def _beside(row: "Given | Seating", name: str) -> str:
    return f"days/{row.day_id}/{name}"


class Given(models.Model):
    """A file that the day was planned from, as it was read."""

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="given")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    content = models.FileField(upload_to=_beside)
    read = models.PositiveIntegerField(null=True)  # rows (of an extract: streets) that could be read
    problems = models.JSONField(default=list)  # [row, column, value, cure] of those that couldn't

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "name"], name="given_once")]
        ordering: ClassVar = ["place"]


class Drawing(models.Model):
    """Something that a map shows, ready to send."""

    class Kind(models.TextChoices):
        """Which layer of the map, or the whole as a picture."""

        STREETS = "streets"
        DOORS = "doors"
        TURFS = "turfs"
        PICTURE = "picture"

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="drawings")
    kind = models.CharField(max_length=10, choices=Kind)
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "kind"], name="drawing_once")]


class Turf(models.Model):
    """Doors for one walk: a snapshot that is made once and never changed."""

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="turfs")
    number = models.PositiveIntegerField()
    doors = models.PositiveIntegerField()
    walk_m = models.PositiveIntegerField()
    work_s = models.PositiveIntegerField()
    streets = models.JSONField()  # names, in the order in which they are met
    board = models.JSONField()  # the board as it is printed: stops in walking order, the walk, what lies round it

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "number"], name="turf_number_once")]
        ordering: ClassVar = ["number"]


class Seating(models.Model):
    """Who sits where from one moment on: first as planned, then once for each event that was mended."""

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="seatings")
    number = models.PositiveIntegerField()  # 0 as planned, then in order
    event = models.CharField(max_length=200, blank=True)  # what happened, as told
    body = models.JSONField()
    plan = models.FileField(upload_to=_beside)  # the core's own value, from which the next event is mended
    mended_ms = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "number"], name="seating_number_once"),
            models.UniqueConstraint(fields=["day", "event"], condition=Q(undone_at=None), name="seating_event_once"),
            models.CheckConstraint(condition=Q(number=0) ^ ~Q(event=""), name="seating_planned_or_after_an_event"),
            models.CheckConstraint(condition=Q(undone_at=None) | Q(number__gt=0), name="seating_plan_is_not_undone"),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(undone_at__gte=F("made_at")), name="seating_made_before_undone"
            ),
        ]
        ordering: ClassVar = ["number"]
