"""What pages may ask of the day itself: its incidents, differences, ticks and printed copies."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Vehicle
from muster.web.days.models_of_seats import CheckIn, Copy, Difference, Incident
from muster.web.days.queries import days_run_by, days_seen_by
from muster.web.record.actor import Actor


def days_told_of_by(actor: Actor) -> QuerySet[Day]:
    """Give the days of which somebody may tell an incident: those they see, and those they come to."""
    comes = Coming.objects.filter(
        day=OuterRef("pk"), person__pseudonym=actor.pseudonym, answer=Coming.Answer.COME, withdrawn_at=None
    )
    return Day.objects.filter(Q(pk__in=days_seen_by(actor).values("pk")) | Exists(comes))


def incidents_run_by(actor: Actor) -> QuerySet[Incident]:
    """Give the incidents of the days that somebody organises."""
    return Incident.objects.filter(day__in=days_run_by(actor)).select_related("day__lead")


def differences_run_by(actor: Actor) -> QuerySet[Difference]:
    """Give what was sent of the days that somebody organises."""
    return Difference.objects.filter(day__in=days_run_by(actor)).select_related("day")


def copies_opened_by(actor: Actor) -> QuerySet[Copy]:
    """Give the copies that are not gone, of the days that somebody organises and those that are made for them."""
    mine = Q(day__in=days_run_by(actor)) | Q(holder=actor.pseudonym)
    return Copy.objects.filter(mine, gone_at=None).select_related("day")


def copies_run_by(actor: Actor) -> QuerySet[Copy]:
    """Give the copies of the days that somebody organises."""
    return Copy.objects.filter(day__in=days_run_by(actor)).select_related("day")


def here_since(coming: Coming) -> CheckIn | None:
    """Give the tick that says somebody is at the meeting point, if it stands."""
    ticks = CheckIn.objects.filter(day=coming.day, who=coming.name, kind=CheckIn.Kind.HERE, undone_at=None)
    return ticks.first()


def standing_vehicle(day: int, name: str) -> Vehicle | None:
    """Give a day's vehicle of a name; who may see it is asked of it."""
    rows = Vehicle.objects.filter(day=day, name=name, withdrawn_at=None)
    return rows.select_related("day", "driver__person").first()
