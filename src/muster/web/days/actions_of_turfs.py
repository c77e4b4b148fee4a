"""What can be done with a day's turfs before they are published: have them cut, correct them, take that back."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max

from muster.web.days.corrections import CorrectionAsked
from muster.web.days.lifecycle import MOVES, NotNowError
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Correction, LeftAlone
from muster.web.days.offered import doors_in
from muster.web.days.rules import may_correct, may_plan, may_plan_area, may_take_back
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.jobs import start
from muster.web.record.models import Job
from muster.web.register.models import Area


class CuttingError(ValueError):
    """The turfs are being cut at this moment."""


class TurfsMovedOnError(ValueError):
    """Somebody changed these very turfs since the asker saw them."""

    def __init__(self, numbers: Iterable[int]) -> None:
        """Keep which."""
        self.numbers = sorted(numbers)
        super().__init__(*self.numbers)


class NotTheLastCorrectionError(ValueError):
    """A later correction stands on this one, or this one was taken back before."""


class NoSuchDoorsError(ValueError):
    """Some of these doors are not in the area."""


@recorded("days.ask_cut", may=may_plan)
def ask_cut(
    deed: Deed, day: Day, *, into: int | None = None, minutes: int | None = None, by: Actor, at: dt.datetime
) -> Job:
    """Have a day's doors cut into turfs, as a job; locked turfs stay as they are.

    Args:
        deed: the running deed.
        day: whose doors.
        into: how many turfs; or
        minutes: the longest that one may take. With neither, as it was asked before.
        by: who asks.
        at: when.

    Raises:
        NotNowError: the day is no draft that can be cut.
        CuttingError: they are being cut.
    """
    del deed, at
    row = _cuttable(day, "cut")
    if into is not None or minutes is not None:
        row.into, row.minutes = into, minutes
    job = start("days.plan", day=row.pk, by=by.person)
    row.job = job.ref
    row.save(update_fields=["into", "minutes", "job"])
    return job


@recorded("days.correct", may=may_correct)
def correct(deed: Deed, asked: CorrectionAsked, *, by: Actor, at: dt.datetime) -> Correction:
    """Correct the turfs: move doors, split, merge, lock or unlock. What is touched is walked anew.

    Raises:
        NotNowError: the turfs are not there yet, or are published.
        CuttingError: they are being cut.
        TurfsMovedOnError: somebody changed one of the turfs that it touches since the asker saw them.
        CorrectionError: it can't be done; see `muster.plan.correct`.
        NoGroundError: the ground that they were cut on is not there any more.
    """
    from muster.web.days import correcting, drafting  # noqa: PLC0415 - the planner takes a second and a half to load

    day = _cuttable(asked.day, "correct")
    laid = drafting.laid_of(day)
    done = correcting.corrected(day, asked, laid)
    touched = {int(number) for number in done.before} | {asked.turf}
    newer = set(day.turfs.filter(number__in=touched, edition__gt=asked.seen).values_list("number", flat=True))
    if newer:
        raise TurfsMovedOnError(newer)
    number = 1 + (Correction.objects.filter(day=day).aggregate(last=Max("number"))["last"] or 0)
    colours = dict(day.turfs.filter(number__in=done.before).values_list("number", "colour"))
    before = {number: {**was, "colour": colours[int(number)]} for number, was in done.before.items()}
    correcting.write(day, done, laid, colours={}, edition=day.edition + 1)
    correction = Correction.objects.create(
        day=day, number=number, kind=asked.kind, edition=day.edition,
        turfs=sorted(touched | done.made), doors=len(asked.doors), street=asked.street, before=before,
        made_by=by.pseudonym, made_at=at,
    )  # fmt: skip
    deed.concerns(correction)
    return correction


@recorded("days.take_back", may=may_take_back)
def take_back(deed: Deed, correction: Correction, *, by: Actor, at: dt.datetime) -> None:
    """Take the last correction back: its turfs are as they were before it, door by door.

    Raises:
        NotTheLastCorrectionError: a later correction stands, or this one was taken back before.
        NotNowError, CuttingError: as `correct`.
    """
    from muster.web.days import correcting, drafting  # noqa: PLC0415 - as above

    del deed, by
    day = _cuttable(correction.day, "correct")
    last = Correction.objects.filter(day=day, undone_at=None).order_by("number").last()
    if last is None or last.pk != correction.pk:
        raise NotTheLastCorrectionError
    laid = drafting.laid_of(day)
    colours = {int(number): was["colour"] for number, was in correction.before.items()}
    correcting.write(day, correcting.restored(day, correction, laid), laid, colours=colours, edition=day.edition + 1)
    Correction.objects.filter(pk=correction.pk).update(undone_at=at)


@recorded("days.leave_alone", may=may_plan_area)
def leave_alone(deed: Deed, area: Area, *, trial: str, doors: Iterable[int], by: Actor, at: dt.datetime) -> None:
    """Offer a trial's holdout to no day from now on; no door at all ends that.

    Raises:
        NoSuchDoorsError: some of them are not in the area.
    """
    del deed, by, at
    wanted = sorted(set(doors))
    if len(doors_in(area, wanted)) != len(wanted):
        raise NoSuchDoorsError
    LeftAlone.objects.filter(area=area, trial=trial).delete()
    LeftAlone.objects.bulk_create((LeftAlone(area=area, trial=trial, door=door) for door in wanted), batch_size=5_000)


def _cuttable(day: Day, verb: str) -> Day:
    """Give the day's row, held until the deed is done, if its turfs may change now."""
    row = Day.objects.select_for_update().get(pk=day.pk)
    if "cut" not in MOVES[Day.State(row.state)] or (verb == "correct" and row.state != Day.State.CUT):
        raise NotNowError(row, verb)
    if row.job and Job.objects.filter(ref=row.job, kind="days.plan", ended_at=None).exists():
        raise CuttingError
    return row
