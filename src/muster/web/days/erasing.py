"""Takes somebody out of the days they came to: that one came, drove and was paid stays, under nobody's name."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q

from muster.web.days import answering, shut_files
from muster.web.days.faceless import faceless
from muster.web.days.models import Day
from muster.web.days.models_of_people import WALK_M, Claim, Coming, Invitation, Telling, Vehicle
from muster.web.days.models_of_seats import CheckIn, Copy, Difference, HomeCall, Incident, Seating
from muster.web.messenger.erasing import unname
from muster.web.record.erasing import Gone, StillNeededError

if TYPE_CHECKING:
    from django.db.models import QuerySet

TABLES = (
    "days_coming", "days_coming_apart_from", "days_invitation", "days_vehicle", "days_claim", "days_checkin",
    "days_telling", "days_difference", "days_homecall", "days_incident", "days_copy", "days_seating", "days_day",
)  # fmt: skip
_UNSAID = {
    "needs": "", "beds_wanted": 0, "beds_offered": 0, "bed_step_free": False, "child": False, "under_18": False,
    "with_person": None, "walk_m": WALK_M, "lift_m": 0, "lon": None, "lat": None, "ready_min": None,
    "home_by_min": None, "returns": True,
}  # fmt: skip


def require_unneeded(gone: Gone, at: dt.datetime) -> None:
    """Refuse as long as they come to a day of which everybody was told who rides with whom.

    Raises:
        StillNeededError: they do.
    """
    for row in _coming_still(gone, at):
        if answering.is_told(row.day):
            raise StillNeededError(f"days.coming:{row.pk}")


def erase(gone: Gone, at: dt.datetime) -> None:
    """Take away what they said of themselves for any day, and what was said of them on it."""
    for row in _coming_still(gone, at):
        answering.withdraw(row, by=row.person.pseudonym, at=at)
    comings = Coming.objects.filter(person__in=gone.people)
    short: dict[int, set[str]] = {}
    for row in comings.only("pk", "day"):
        short.setdefault(row.day_id, set()).add(row.name)
    asked = set(Invitation.objects.filter(person__in=gone.people).values_list("day", flat=True))
    led = set(Day.objects.filter(lead__in=gone.people).values_list("pk", flat=True))
    _unsay(gone, comings)
    for day, names in short.items():
        CheckIn.objects.filter(day=day, who__in=names).delete()
        for seating in Seating.objects.filter(day=day):
            _off_the_seats(seating, names)
    _off_the_lists(gone, short)
    _shut(Copy.objects.filter(Q(holder__in=gone.whose) | Q(day__in=short), gone_at=None), at=at)
    words = {"words": "", "place": "", "done": "", "forgotten_at": at}
    Incident.objects.filter(told_by__in=gone.whose, forgotten_at=None).update(**words)
    Day.objects.filter(lead__in=gone.people).update(lead=None)
    unname(gone, about=[f"days.{what}:{day}" for what in ("day", "home") for day in {*short, *asked, *led}])


def _coming_still(gone: Gone, at: dt.datetime) -> Iterable[Coming]:
    rows = Coming.objects.filter(person__in=gone.people, answer=Coming.Answer.COME, withdrawn_at=None)
    return [
        row
        for row in rows.select_related("day", "person")
        if not answering.is_over(row.day, today=answering.today_of(row.day, at))
    ]


def _unsay(gone: Gone, comings: "QuerySet[Coming]") -> None:
    apart = Coming.apart_from.through.objects
    apart.filter(Q(person__in=gone.people) | Q(coming__in=comings)).delete()
    Vehicle.objects.filter(driver__in=comings).update(lon=None, lat=None, from_min=None, back_by_min=None)
    comings.update(**_UNSAID)
    Invitation.objects.filter(person__in=gone.people).delete()
    Claim.objects.filter(person__in=gone.people).update(note="")


def _off_the_seats(row: Seating, names: Collection[str]) -> None:
    old, storage = str(row.plan.name), row.plan.storage
    with row.plan.open("rb") as file:
        row.body, packed = faceless(row.body, file.read(), names=names)
    row.plan.save(Path(old).name, ContentFile(packed), save=False)
    row.save(update_fields=["body", "plan"])
    transaction.on_commit(lambda: storage.delete(old))


def _off_the_lists(gone: Gone, short: Mapping[int, Collection[str]]) -> None:
    """Whoever was to be rung stands there by a short name, or by their id."""
    for day, names in short.items():
        for table in (Difference, HomeCall):
            for row in table.objects.filter(day=day):
                row.unreached = [one for one in row.unreached if one not in names]
                row.save(update_fields=["unreached"])
    for telling in Telling.objects.filter(day__in=short):
        telling.unreached = [one for one in telling.unreached if one not in gone.people]
        telling.save(update_fields=["unreached"])


def _shut(copies: "QuerySet[Copy]", *, at: dt.datetime) -> None:
    """Let printed copies go that they hold, or stand on; what was printed is made again without them."""
    files = [name for name in copies.values_list("file", flat=True) if name]
    copies.update(gone_at=at, file="")
    for name in files:
        transaction.on_commit(partial(shut_files.throw_away, name))
