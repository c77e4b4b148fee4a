"""Who comes to a day and what they ride in: invitations, answers, coaches and cars, stops, and what it cost.

The core knows somebody who comes as `r` and the row's number; names are joined for whoever may see them.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muster.web.days.models import Day
from muster.web.roll.models import Person

WALK_M = 1_500  # how far somebody walks to a stop who has said nothing
A_DAY_MIN = 24 * 60
MOST_PARTY = 60


class Invitation(models.Model):
    """The one link by which somebody answers for a day, and finds all that is for them there. It needs no sign-in."""

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations", db_constraint=False)
    ref = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when they were last written to; null if they came by themselves
    asked_by = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "person"], name="invitation_once")]


class Coming(models.Model):
    """What somebody answered for a day. One row each, changed as they change their mind."""

    class Answer(models.TextChoices):
        """Whether they come."""

        COME = "come", _("I come")
        CANT = "cant", _("I can’t")

    class Need(models.TextChoices):
        """What they can't do without."""

        NOTHING = "", _("Nothing special")
        STEP_FREE = "step-free", _("No steps, please")
        WHEELCHAIR = "wheelchair", _("A place for a wheelchair")

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="coming")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="coming", db_constraint=False)
    held_on = models.DateField()  # the day's own date: somebody is booked once on it
    answer = models.CharField(max_length=4, choices=Answer)
    size = models.PositiveSmallIntegerField(default=1)  # they and whoever they bring
    rides = models.BooleanField(default=True)  # False: gets there alone, or is a host who stays
    drives = models.BooleanField(default=False)
    seats_offered = models.PositiveSmallIntegerField(default=0)  # beside the driver's own
    needs = models.CharField(max_length=10, blank=True, choices=Need)
    beds_wanted = models.PositiveSmallIntegerField(default=0)
    beds_offered = models.PositiveSmallIntegerField(default=0)
    bed_step_free = models.BooleanField(default=False)
    child = models.BooleanField(default=False)  # one of those they bring is a child
    under_18 = models.BooleanField(default=False)
    with_person = models.ForeignKey(  # the adult who comes with somebody under 18
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    walk_m = models.PositiveIntegerField(default=WALK_M)
    lift_m = models.PositiveIntegerField(default=0)  # how far somebody of their own drives them to a stop
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    ready_min = models.PositiveSmallIntegerField(null=True)  # minutes of that local day
    home_by_min = models.PositiveSmallIntegerField(null=True)
    returns = models.BooleanField(default=True)
    apart_from = models.ManyToManyField(Person, related_name="+", db_constraint=False)  # organisers alone see it
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=32)  # themselves, or who wrote it down for them
    withdrawn_at = models.DateTimeField(null=True)  # came, and can't after all; or the day was put off
    turn = models.PositiveIntegerField(default=0)  # each change makes the pages before it stale

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "person"], name="coming_answered_once"),
            models.UniqueConstraint(
                fields=["person", "held_on"],
                condition=Q(answer="come", withdrawn_at=None),
                name="coming_booked_once",
            ),
            models.CheckConstraint(condition=Q(answer__in=["come", "cant"]), name="coming_answer_known"),
            models.CheckConstraint(condition=Q(needs__in=["", "step-free", "wheelchair"]), name="coming_need_known"),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=MOST_PARTY), name="coming_party_of_some"),
            models.CheckConstraint(condition=Q(beds_wanted__lte=F("size")), name="coming_bed_each_at_most"),
            models.CheckConstraint(condition=Q(under_18=False) | Q(drives=False), name="coming_child_never_drives"),
            models.CheckConstraint(
                condition=Q(under_18=False) | Q(answer="cant") | Q(withdrawn_at__isnull=False)
                | Q(with_person__isnull=False) & ~Q(with_person=F("person")),
                name="coming_child_with_an_adult",
            ),
            models.CheckConstraint(condition=Q(drives=True) | Q(seats_offered=0), name="coming_seats_of_a_driver"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False), name="coming_place_whole"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["with_person", "day"], name="coming_with_person")]

    @property
    def name(self) -> str:
        """The name by which the core knows them."""
        return f"r{self.pk}"

    @property
    def stands(self) -> bool:
        """Whether they come."""
        return self.answer == self.Answer.COME and self.withdrawn_at is None


class Vehicle(models.Model):
    """A coach or a car of a day. What a car's driver answered makes the car."""

    class Kind(models.TextChoices):
        """Which."""

        COACH = "coach", _("Coach")
        CAR = "car", _("Car")

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="vehicles")
    held_on = models.DateField()
    name = models.CharField(max_length=40)  # 'coach 2', 'car 12'
    kind = models.CharField(max_length=5, choices=Kind)
    seats = models.PositiveSmallIntegerField()
    wheelchairs = models.PositiveSmallIntegerField(default=0)
    step_free = models.BooleanField(default=False)
    driver = models.OneToOneField(Coming, null=True, on_delete=models.CASCADE, related_name="vehicle")
    operator = models.CharField(max_length=80, blank=True)
    rings = models.CharField(max_length=20, blank=True)  # where a hired driver is rung, on the day
    lon = models.FloatField(null=True)  # where it stands in the morning
    lat = models.FloatField(null=True)
    from_min = models.PositiveSmallIntegerField(null=True)
    back_by_min = models.PositiveSmallIntegerField(null=True)
    detour_min = models.PositiveSmallIntegerField(null=True)
    returns = models.BooleanField(default=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "name"], name="vehicle_name_once"),
            models.UniqueConstraint(
                fields=["operator", "name", "held_on"],
                condition=Q(kind="coach", withdrawn_at=None) & ~Q(operator=""),
                name="vehicle_coach_booked_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=["coach", "car"]) & ~Q(name=""), name="vehicle_kind_known"),
            models.CheckConstraint(condition=Q(kind="coach") | Q(driver__isnull=False), name="vehicle_car_is_driven"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False), name="vehicle_place_whole"
            ),
        ]
        ordering: ClassVar = ["-kind", "pk"]


class Stop(models.Model):
    """Where a coach stands to take people up; all of a coach's have a time, or none."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="stops")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    lon = models.FloatField()
    lat = models.FloatField()
    leaves_min = models.PositiveSmallIntegerField(null=True)  # null where the plan decides whether and when

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vehicle", "order"], name="stop_order_once"),
            models.CheckConstraint(condition=Q(leaves_min=None) | Q(leaves_min__lt=A_DAY_MIN), name="stop_that_day"),
        ]
        ordering: ClassVar = ["order"]


class Claim(models.Model):
    """What somebody paid for the day, or is owed for it: fuel, a coach's invoice. Whole pence."""

    class Kind(models.TextChoices):
        """What for."""

        FUEL = "fuel", _("Fuel")
        COACH = "coach", _("A coach’s invoice")
        OTHER = "other", _("Something else")

    class Settled(models.TextChoices):
        """What the treasurer did."""

        OPEN = "", _("Not paid yet")
        PAID = "paid", _("Paid")
        REFUSED = "refused", _("Refused")

    day = models.ForeignKey(Day, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=5, choices=Kind)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.PROTECT, related_name="claims")
    pence = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="GBP")
    miles = models.PositiveSmallIntegerField(null=True)  # there and back; null where a receipt says the sum
    pence_a_mile = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=120, blank=True)  # an invoice's number, what a receipt is for
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=32)
    settled = models.CharField(max_length=7, blank=True, choices=Settled)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "person", "kind"],
                condition=Q(kind="fuel") & ~Q(settled="refused"),
                name="claim_fuel_once",
            ),
            models.UniqueConstraint(
                fields=["vehicle", "note"], condition=Q(kind="coach") & ~Q(settled="refused"), name="claim_invoice_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=["fuel", "coach", "other"]), name="claim_kind_known"),
            models.CheckConstraint(condition=Q(pence__gt=0), name="claim_is_something"),
            models.CheckConstraint(
                condition=Q(miles=None, pence_a_mile=None) | Q(pence=F("miles") * F("pence_a_mile")),
                name="claim_miles_come_to_the_sum",
            ),
            models.CheckConstraint(
                condition=Q(settled="", settled_at=None) | ~Q(settled="") & Q(settled_at__isnull=False),
                name="claim_settled_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(kind="coach", vehicle__isnull=False) | ~Q(kind="coach") & Q(person__isnull=False),
                name="claim_is_somebodys",
            ),
        ]


class Telling(models.Model):
    """That everybody of a day was told something: once. Without it, nobody was."""

    class What(models.TextChoices):
        """What they were told."""

        PLAN = "plan", _("Where to be, and when")
        MOVED = "moved", _("The day was put off")
        CANCELLED = "cancelled", _("The day was called off")

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="tellings")
    what = models.CharField(max_length=9, choices=What)
    edition = models.BigIntegerField()  # the seating's row that was told, or the day's edition
    was_on = models.DateField(null=True)  # of a day put off: the date on which people count until they read it
    at = models.DateTimeField()
    by = models.CharField(max_length=32)
    job = models.UUIDField(null=True)  # writes the messages
    sending = models.BigIntegerField(null=True)  # messenger.Sending, where anybody could be written to
    written_at = models.DateTimeField(null=True)  # since when all its messages are in the outbox
    unreached = models.JSONField(default=list)  # ids of people whom no mail or text message reaches: ring them

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "what", "edition"], name="telling_once"),
            models.CheckConstraint(condition=Q(what__in=["plan", "moved", "cancelled"]), name="telling_known"),
            models.CheckConstraint(
                condition=~Q(what="moved") | Q(was_on__isnull=False), name="telling_moved_from_a_day"
            ),
        ]
