"""What a day remembers of its turfs: the draft with every correction, and what was published of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from muster.web.days.models import Day
from muster.web.register.models import Area, Building

DM_PER_M, S_PER_MIN = 10, 60


class Turf(models.Model):
    """Doors for one walk, as the draft has them; once published, boards hold what was published."""

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="turfs")
    number = models.PositiveIntegerField()
    doors = models.PositiveIntegerField()  # how many
    door_ids = models.JSONField(default=list)  # in walking order
    building_ids = models.JSONField(default=list)  # of each door: a register never moves a door to another building
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of its number, doors and buildings
    walk_dm = models.PositiveIntegerField(default=0)
    service_s = models.PositiveIntegerField(default=0)
    walk_m = models.PositiveIntegerField()
    work_s = models.PositiveIntegerField()
    streets = models.JSONField()  # names, in the order in which they are met
    board = models.JSONField()  # what is drawn of it: stops in walking order, the walk, what lies round it
    shape = models.TextField(blank=True)  # on a map: its area and the place of its number, as GeoJSON features
    path = models.TextField(blank=True)  # in the day's picture: the same as SVG
    colour = models.PositiveSmallIntegerField(default=1)  # of six; neighbours differ
    locked = models.BooleanField(default=False)  # neither a new cut nor a correction touches it
    edition = models.PositiveIntegerField(default=0)  # the day's, when it was last changed

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "number"], name="turf_number_once")]
        ordering: ClassVar = ["number"]

    def get_absolute_url(self) -> str:
        """Give the address of the turf's page."""
        return reverse("days:turf", args=[self.day_id, self.number])


class Correction(models.Model):
    """One correction of a draft, with what it needs to be taken back."""

    class Kind(models.TextChoices):
        """What was done."""

        MOVE = "move", "Moved doors to another turf"
        SPLIT = "split", "Split a turf"
        MERGE = "merge", "Made one turf of two"
        LOCK = "lock", "Locked a turf"
        UNLOCK = "unlock", "Unlocked a turf"

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="corrections")
    number = models.PositiveIntegerField()  # from 1, each once, undone or not
    kind = models.CharField(max_length=6, choices=Kind)
    edition = models.PositiveIntegerField()  # the day's, once it was done
    turfs = models.JSONField()  # numbers of those that it touched
    doors = models.PositiveIntegerField()  # how many were moved
    street = models.CharField(max_length=160, blank=True)  # where they lie, if they are of one
    before = models.JSONField()  # the turfs it touched, as they were: doors in walking order, whether locked
    made_by = models.CharField(max_length=32)  # a pseudonym
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "number"], name="correction_number_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["move", "split", "merge", "lock", "unlock"]), name="correction_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(undone_at__gte=F("made_at")), name="correction_made_before_undone"
            ),
        ]
        ordering: ClassVar = ["number"]


class Publication(models.Model):
    """A day's turfs as two people published them. It stays, recalled or not."""

    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    held_on = models.DateField()  # the day's, then
    digest = models.CharField(max_length=64)  # SHA-256 of the day, its date and every board's own digest
    certificate = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=32)  # a pseudonym; the request says who was the second
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.CharField(max_length=32, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was recalled

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "number"], name="publication_number_once"),
            models.UniqueConstraint(fields=["day"], condition=Q(recalled_at=None), name="publication_stands_once"),
            models.CheckConstraint(
                condition=Q(recalled_at=None, recalled_by="", reason="")
                | (Q(recalled_at__isnull=False) & ~Q(recalled_by="") & ~Q(reason="")),
                name="publication_says_why_it_was_recalled",
            ),
        ]
        ordering: ClassVar = ["number"]


class Board(models.Model):
    """A published turf: ids alone, and where its walk goes. The database refuses to change it."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="boards")
    number = models.PositiveIntegerField()  # the turf's
    code = models.CharField(max_length=40, unique=True)  # names the board, and never opens it
    door_ids = models.JSONField()  # in walking order
    building_ids = models.JSONField()  # of each door
    walk_m = models.PositiveIntegerField()
    work_s = models.PositiveIntegerField()
    streets = models.JSONField()
    drawn = models.JSONField()  # stops by ids of doors, the walk, what lies round it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "number"], name="board_number_once"),
            models.CheckConstraint(condition=~Q(door_ids=[]), name="board_holds_a_door"),
        ]
        ordering: ClassVar = ["number"]

    @property
    def doors(self) -> int:
        """How many doors it holds."""
        return len(self.door_ids)


class Taken(models.Model):
    """A building that a published day visits on its date; no other day may have it then."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="taken", db_index=False)
    building = models.ForeignKey(
        Building, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    held_on = models.DateField()
    freed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["building", "held_on"], condition=Q(freed_at=None), name="building_taken_once_a_date"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["publication"], name="taken_by")]


class LeftAlone(models.Model):
    """A door that a trial's lottery leaves alone: it is offered to no day until the trial has ended."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+", db_index=False)
    trial = models.CharField(max_length=80)
    door = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["area", "trial", "door"], name="left_alone_once")]
