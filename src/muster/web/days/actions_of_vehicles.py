"""What can be done about coaches and cars, and the beginning of everybody's seat."""

import datetime as dt

from django.db.models import F

from muster.web.days import answering, coaches
from muster.web.days.coaches import CoachTold
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Vehicle
from muster.web.days.riders import standing
from muster.web.days.rules import may_drive, may_plan
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.jobs import start
from muster.web.record.models import Job


class NameTakenError(ValueError):
    """Another vehicle of the day has this name."""


class NoRidersError(ValueError):
    """Nobody comes yet, so there is nobody to give a seat."""


@recorded("days.add_coach", may=may_plan)
def add_coach(deed: Deed, day: Day, *, told: CoachTold, by: Actor, at: dt.datetime) -> Vehicle:
    """Note a coach that was ordered, with its stops.

    Raises:
        BookedError: it drives for another day on this date.
        NameTakenError: another vehicle of the day has this name.
    """
    _require_name(Vehicle(day=day), told.name)
    row = coaches.keep_coach(Vehicle(day=day), told)
    deed.concerns(row)
    return row


@recorded("days.change_coach", may=may_drive)
def change_coach(deed: Deed, vehicle: Vehicle, *, told: CoachTold, by: Actor, at: dt.datetime) -> Vehicle:
    """Put a coach right.

    Raises:
        BookedError: it drives for another day on this date.
        NameTakenError: another vehicle of the day has this name.
    """
    _require_name(vehicle, told.name)
    return coaches.keep_coach(vehicle, told)


@recorded("days.drop_vehicle", may=may_drive)
def drop_vehicle(deed: Deed, vehicle: Vehicle, *, by: Actor, at: dt.datetime) -> None:
    """Note that a coach or car doesn't drive. Whoever was to drive a car still comes, and wants a seat."""
    Vehicle.objects.filter(pk=vehicle.pk, withdrawn_at=None).update(withdrawn_at=at)
    if vehicle.driver_id:
        changed = {"drives": False, "seats_offered": 0, "turn": F("turn") + 1}
        Coming.objects.filter(pk=vehicle.driver_id).update(**changed)


@recorded("days.begin_seats", may=may_plan)
def begin_seats(deed: Deed, day: Day, *, by: Actor, at: dt.datetime) -> Job:
    """Begin to look for everybody's seat, way and bed; a worker goes on with it.

    Raises:
        PlanSentError: everybody was told their place: from now on seats are mended, not planned anew.
        NoRidersError: nobody comes.
    """
    if answering.is_told(day):
        raise answering.PlanSentError
    if not standing(day).exists():
        raise NoRidersError
    Day.objects.select_for_update().get(pk=day.pk)
    under_way = Job.objects.filter(kind="days.seat_people", arguments__day=day.pk, ended_at=None).first()
    return under_way or start("days.seat_people", day=day.pk, by=by.person)


def _require_name(row: Vehicle, name: str) -> None:
    Day.objects.select_for_update().get(pk=row.day_id)
    if Vehicle.objects.filter(day=row.day_id, name=name).exclude(pk=row.pk).exists():
        raise NameTakenError
