"""The long work of days."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Telling
from muster.web.days.models_of_seats import Copy, Difference, HomeCall, Incident
from muster.web.days.rules import may_invite, may_mend, may_plan, may_print
from muster.web.power.held import require_still
from muster.web.record.actor import SITE
from muster.web.record.jobs import NotDoneError, Run
from muster.web.roll.models import Person


def plan(run: Run, *, day: int, by: int) -> None:
    """Plan a day, in `planning`: a worker that never plans doesn't hold the planner, which is 90 MB."""
    from muster.web.days.planning import plan_day  # noqa: PLC0415 - it takes a second and a half to load

    plan_day(run, day=day, by=by)


def tell_difference(run: Run, *, difference: int, by: str) -> None:
    """Write the messages of a difference that somebody sent: all of them, once."""
    from muster.web.days.telling import tell  # noqa: PLC0415 - as above

    with run.finish():
        row = Difference.objects.select_for_update(of=("self",)).select_related("day__lead").get(pk=difference)
        if row.written_at is None:
            require_still(by, may=may_mend, thing=row.day, at=timezone.now())
            tell(row, at=timezone.now())


def seat_people(run: Run, *, day: int, by: int) -> None:
    """Give everybody who comes to a day a seat, a stop and a bed."""
    from muster.plan.rides import RideError  # noqa: PLC0415 - as above
    from muster.web.days.seating_people import seat_people  # noqa: PLC0415 - as above

    try:
        seat_people(run, day=day, by=by)
    except RideError as error:  # of a coach, its stops and the clock
        raise NotDoneError(str(error)) from error


def write_invitations(
    run: Run, *, day: int, asked_at: str, by: str, compartment: str, subject: str, words: str
) -> None:
    """Write the messages of one asking: all of them, once."""
    from muster.web.days import inviting  # noqa: PLC0415 - as above
    from muster.web.days.tellings import invite  # noqa: PLC0415 - as above

    one, asked = Day.objects.get(pk=day), dt.datetime.fromisoformat(asked_at)
    try:
        require_still(by, may=may_invite, thing=inviting.asking(one, asked_at=asked, by=by), at=timezone.now())
    except PermissionDenied:
        inviting.take_back(one, asked_at=asked, by=by)  # so that somebody else can ask them
        raise
    with run.finish():
        texts = {"subject": subject, "words": words}
        invite(one, asked_at=asked, by=by, compartment=compartment, **texts, at=timezone.now())


def write_telling(run: Run, *, telling: int) -> None:
    """Tell everybody of a day whom it touches: all of them, once.

    That a day is put off or called off is so, whoever said it; where to be is told only for somebody who still may.
    """
    from muster.web.days import actions_of_telling, tellings  # noqa: PLC0415 - as above
    from muster.web.record.actor import SITE  # noqa: PLC0415 - as above

    said = Telling.objects.select_related("day").get(pk=telling)
    try:
        if said.what == Telling.What.PLAN and said.written_at is None:
            require_still(said.by, may=may_plan, thing=said.day, at=timezone.now())
    except PermissionDenied:
        said.delete()  # nobody was told: somebody else can
        raise
    with run.finish():
        row = Telling.objects.select_for_update().select_related("day").get(pk=telling)
        if row.written_at is None:
            at = timezone.now()
            sending, unreached = tellings.write(row, at=at)
            actions_of_telling.note_telling(row, sending=sending, unreached=unreached, by=SITE, at=at)


def tell_adult(run: Run, *, coming: int, turn: int) -> None:
    """Tell the adult whom somebody under 18 named, if that still stands."""
    from muster.web.days import tellings  # noqa: PLC0415 - as above

    with run.finish():
        row = Coming.objects.select_related("day", "person", "with_person").get(pk=coming)
        if row.stands and row.turn == turn:
            tellings.tell_adult(row, at=timezone.now())


def tell_young(run: Run, *, coming: int, turn: int) -> None:
    """Tell somebody under 18 that nobody comes with them, if that still stands."""
    from muster.web.days import tellings  # noqa: PLC0415 - as above

    with run.finish():
        row = Coming.objects.select_related("day", "person").get(pk=coming)
        if not row.stands and row.turn == turn:
            tellings.tell_young(row, at=timezone.now())


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


def print_copy(_run: Run, *, copy: int, by: int) -> None:
    """Print a copy for whoever asked, with what they may see at this moment, and shut it away."""
    from muster.web.days.printing import make  # noqa: PLC0415 - the typesetter is large
    from muster.web.roll.queries import actor_of_person  # noqa: PLC0415 - as above

    row = Copy.objects.select_related("day__lead").get(pk=copy)
    if row.gone_at is None:
        at = timezone.now()
        actor = actor_of_person(Person.objects.get(pk=by), at=at)
        require_still(actor.pseudonym, may=may_print, thing=row.day, at=at)
        make(row, by=actor, at=at)
