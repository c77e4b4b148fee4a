"""What a day remembers: the season it is of, what is wanted of it, how it stands, and what a map of it shows."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.web.register.models import Area, Zone
from muster.web.roll.models import Person


class Season(models.Model):
    """Days that are looked at side by side, as they want the same people, cars and coaches."""

    title = models.CharField(max_length=120)
    compartment = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["compartment", "title"], name="season_title_once"),
            models.CheckConstraint(
                condition=~Q(compartment="") & ~Q(title=""), name="season_has_a_title_and_a_compartment"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="season_ends_after_it_starts"),
        ]
        ordering: ClassVar = ["-starts_on", "-pk"]

    def get_absolute_url(self) -> str:
        """Give the address of the season's page."""
        return reverse("days:season", args=[self.pk])


def usual_zone() -> str:
    """Give the time zone of a day of which nobody says another."""
    return settings.TIME_ZONE


def _ground_beside(day: "Day", name: str) -> str:
    return f"days/{day.pk}/{name}"


class Day(models.Model):
    """One action day in one place. Its files lie under `MUSTER_HOME/files/days/`."""

    class State(models.TextChoices):
        """How it stands; `lifecycle.MOVES` says what may follow."""

        DRAFT = "draft", _("Draft")
        CALLED = "called", _("Called")
        CUT = "cut", pgettext_lazy("how a day stands", "Cut into turfs")
        PUBLISHED = "published", _("Published")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    title = models.CharField(max_length=120)
    held_on = models.DateField()
    compartment = models.CharField(max_length=40)
    season = models.ForeignKey(Season, on_delete=models.PROTECT, null=True, related_name="days")
    state = models.CharField(max_length=9, choices=State, default=State.CALLED)
    state_edition = models.PositiveIntegerField(default=0)  # one more whenever it is postponed or cancelled
    place = models.CharField(max_length=80, blank=True)  # the town's name
    zone_name = models.CharField(max_length=64, default=usual_zone)  # its own time zone
    lead = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")  # an organiser
    made_up = models.BooleanField(default=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")  # null: none chosen yet
    zones = models.ManyToManyField(Zone, related_name="+")  # none: the whole area
    zones_chosen = models.JSONField(default=list)  # their names: a zone that goes isn't forgotten in silence
    into = models.PositiveIntegerField(null=True)  # so many turfs, or
    minutes = models.PositiveSmallIntegerField(null=True)  # as few as take no longer than this each
    service_s = models.PositiveSmallIntegerField(default=75)  # at a door
    keep_zones = models.BooleanField(default=False)  # no turf holds doors of two zones
    meet_name = models.CharField(max_length=120, blank=True)  # of the meeting point
    to_lon = models.FloatField()  # where everybody goes: the meeting point
    to_lat = models.FloatField()
    starts_min = models.PositiveSmallIntegerField(null=True)  # knocking, from and until: minutes of that local day
    ends_min = models.PositiveSmallIntegerField(null=True)
    arrive_min = models.PositiveSmallIntegerField()
    leave_min = models.PositiveSmallIntegerField(null=True)
    seed = models.BigIntegerField()
    effort_s = models.PositiveSmallIntegerField()  # about how long the cut may be improved
    rehearsal = models.CharField(max_length=200, blank=True)  # an event that the day's page offers to try
    job = models.UUIDField(null=True, unique=True)
    ground = models.JSONField(null=True)  # once doors stand at their kerbs: streets, walk_km, doors, credit
    certificate = models.JSONField(null=True)  # once the turfs are cut
    edition = models.PositiveIntegerField(default=0)  # of the turfs: one more with each cut and each correction
    offered = models.JSONField(null=True)  # how many doors were offered to the cut, and which were not
    laid = models.FileField(upload_to=_ground_beside, blank=True)  # the ground that the turfs were cut on
    ended_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(compartment=""), name="day_lies_in_a_compartment"),
            models.CheckConstraint(condition=Q(into=None) ^ Q(minutes=None), name="day_cut_by_number_or_by_time"),
            models.CheckConstraint(condition=Q(arrive_min__lt=24 * 60), name="day_arrives_that_day"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "called", "cut", "published", "held", "cancelled"]),
                name="day_state_known",
            ),
            models.CheckConstraint(condition=Q(starts_min__lt=F("ends_min")), name="day_starts_before_it_ends"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(state="held"), name="day_that_ended_was_held"),
        ]
        indexes: ClassVar = [models.Index(fields=["compartment", "held_on"], name="day_by_date")]

    def get_absolute_url(self) -> str:
        """Give the address of the day's page."""
        return reverse("days:day", args=[self.pk])

    @property
    def begins_min(self) -> int:
        """From when people knock: minutes of that local day."""
        return self.arrive_min if self.starts_min is None else self.starts_min


class Drawing(models.Model):
    """Something that a map shows, ready to send."""

    class Kind(models.TextChoices):
        """Which layer of the map, or the whole as a picture."""

        STREETS = "streets"
        DOORS = "doors"
        PICTURE = "picture"

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="drawings")
    kind = models.CharField(max_length=10, choices=Kind)
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "kind"], name="drawing_once")]


from muster.web.days import models_of_people as _people  # noqa: E402, F401 - its tables are of this app
from muster.web.days import models_of_seats as _seats  # noqa: E402, F401 - its tables are of this app
from muster.web.days import models_of_turfs as _turfs  # noqa: E402, F401 - its tables are of this app
from muster.web.days.models_of_seats import Seating  # noqa: E402, F401 - as others know it
