"""Everybody is asked, when the vehicles go home, to press a link once they are there."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from muster.web.days import actions_of_saturday
from muster.web.days.inviting import plain
from muster.web.days.leads import whom_to_ring
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.days.models_of_seats import HomeCall
from muster.web.days.names import named
from muster.web.days.standing import standing_of
from muster.web.days.telling import QUICK
from muster.web.messenger.actions import Writing, queue
from muster.web.messenger.languages import in_each
from muster.web.messenger.models import Sending
from muster.web.record import jobs
from muster.web.record.actor import SITE, Actor
from muster.web.record.models import Job
from muster.web.roll.audience import audience
from muster.web.roll.models import Person

_UNTIL_REMINDED = dt.timedelta(minutes=45)  # after the last are home by plan
_OPEN = dt.timedelta(hours=18)
_HOURS = dt.timedelta(hours=4)  # after a day's end nobody is asked any more: they sleep
S_PER_MIN = 60


def look(*, at: dt.datetime) -> None:
    """Start asking for every day whose vehicles go home now."""
    near = [at.date() + dt.timedelta(days=days) for days in (-1, 0, 1)]
    days = Day.objects.filter(held_on__in=near, home_call=None, made_up=False).exclude(state__in=["draft", "cancelled"])
    for day in days:
        ends_at = ends(day)
        if ends_at <= at < ends_at + _HOURS and standing_of(day) is not None:
            at_it = Job.objects.filter(kind="days.ask_home", arguments={"day": day.pk}, ended_at=None)
            if not at_it.exists():
                jobs.start("days.ask_home", day=day.pk)


def ends(day: Day) -> dt.datetime:
    """Give when the vehicles of a day go home."""
    minutes = day.leave_min if day.leave_min is not None else day.ends_min
    minutes = 17 * 60 if minutes is None else minutes
    midnight = dt.datetime.combine(day.held_on, dt.time(), tzinfo=ZoneInfo(day.zone_name))
    return (midnight + dt.timedelta(minutes=minutes)).astimezone(dt.UTC)


def ask(day: Day, *, by: Actor, at: dt.datetime) -> HomeCall:
    """Ask everybody who rides or drives; a reminder goes to whoever has not answered after the last should be home.

    Raises:
        AskedAlreadyError: they were asked before.
    """
    standing = standing_of(day)
    riding = [one for one in standing.body["people"] if one["vehicle"] is not None] if standing else []
    names = named(day, [one["name"] for one in riding])
    young = Coming.objects.filter(day=day, under_18=True, answer="come", withdrawn_at=None)
    rows = Person.objects.filter(
        pk__in={one.person for one in names.values()} | set(young.values_list("person", flat=True))
    )
    found = [one for one in audience(rows, kind=Sending.Kind.SERVICE).recipients if one.way in QUICK]
    reached = {one.to for one in found}
    unreached = [name for name, one in names.items() if one.pseudonym not in reached]
    with transaction.atomic():
        sending = queue(_writing(day, riding, at=at), recipients=found, by=SITE, at=at).pk if found else None
        return actions_of_saturday.ask_home(day, sending=sending, unreached=sorted(unreached), by=by, at=at)


def _writing(day: Day, riding: list[dict[str, object]], *, at: dt.datetime) -> Writing:
    midnight = dt.datetime.combine(day.held_on, dt.time(), tzinfo=ZoneInfo(day.zone_name))
    home = [one["home_at_s"] for one in riding if isinstance(one["home_at_s"], int)]
    last = midnight + dt.timedelta(seconds=max(home)) if home else at
    return Writing(
        Sending.Kind.SERVICE,
        day.compartment,
        in_each(lambda: _worded(day)),
        about=f"days.home:{day.pk}",
        answers=["home"],
        urgent=True,
        closes_at=at + _OPEN,
        remind_at=max(last, at) + _UNTIL_REMINDED,
    )


def _worded(day: Day) -> tuple[str, str]:
    ring = whom_to_ring(day)
    body = "{name},\n\n" + _(
        "thank you for today. When you are home, press the link below, so that nobody looks for you."
    )
    if ring:
        body += "\n\n" + _("If you need help, ring %(who)s.") % {"who": plain(ring)}
    return _("Are you home?"), body
