"""The long work of days."""

from django.utils import timezone

from muster.web.days.models import Day
from muster.web.days.models_of_seats import Difference, HomeCall, Incident
from muster.web.record.actor import SITE
from muster.web.record.jobs import Run


def plan(run: Run, *, day: int, by: int) -> None:
    """Plan a day, in `planning`: a worker that never plans doesn't hold the planner, which is 90 MB."""
    from muster.web.days.planning import plan_day  # noqa: PLC0415 - it takes a second and a half to load

    plan_day(run, day=day, by=by)


def tell_difference(run: Run, *, difference: int) -> None:
    """Write the messages of a difference that somebody sent: all of them, once."""
    from muster.web.days.telling import tell  # noqa: PLC0415 - as above

    with run.finish():
        row = Difference.objects.select_for_update(of=("self",)).select_related("day__lead").get(pk=difference)
        if row.written_at is None:
            tell(row, at=timezone.now())


def tell_incident(run: Run, *, incident: int) -> None:
    """Tell whoever leads the day of an incident, once."""
    from muster.web.days.incidents import tell_lead  # noqa: PLC0415 - as above

    with run.finish():
        row = Incident.objects.select_for_update(of=("self",)).select_related("day__lead").get(pk=incident)
        if row.sending is None:
            tell_lead(row, at=timezone.now())


def ask_home(run: Run, *, day: int) -> None:
    """Ask everybody of a day to say when they are home, once."""
    from muster.web.days import homes  # noqa: PLC0415 - as above

    with run.finish():
        row = Day.objects.select_for_update(of=("self",)).select_related("lead").get(pk=day)
        if not HomeCall.objects.filter(day=row).exists():
            homes.ask(row, by=SITE, at=timezone.now())


def sweep(_run: Run) -> dict[str, int]:
    """Let go of what has had its time: the words of incidents."""
    from muster.web.days.incidents import forget_due  # noqa: PLC0415 - as above

    return {"incidents": forget_due(at=timezone.now())}
