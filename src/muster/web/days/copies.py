"""What the page of printed copies asks."""

import datetime as dt
from dataclasses import dataclass

from muster.web.days.models import Day
from muster.web.days.models_of_seats import Copy
from muster.web.days.names import named, names_in
from muster.web.days.riders import standing as coming_to
from muster.web.days.standing import standing_of
from muster.web.power.held import holders_of
from muster.web.record.models import Job
from muster.web.roll.models import Person

MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class CopyTold:
    """A copy, who holds it, and whether it could not be printed."""

    row: Copy
    holder: str
    stuck: bool


def copies_told(day: Day) -> list[CopyTold]:
    """List a day's copies, the newest first."""
    rows = list(day.copies.all()[:MOST_LISTED])
    names = {one.pseudonym: one.name for one in Person.objects.filter(pseudonym__in={row.holder for row in rows})}
    waiting = [row.job for row in rows if row.job and row.made_at is None and row.gone_at is None]
    failed = Job.objects.filter(ref__in=waiting, end__in=(Job.End.FAILED, Job.End.CANCELLED))
    stuck = set(failed.values_list("ref", flat=True))
    return [CopyTold(row, names.get(row.holder, ""), row.job in stuck) for row in rows]


def holders_found(day: Day, name: str, *, at: dt.datetime) -> list[str]:
    """Give the pseudonyms of those of this name who come to a day, or organise it."""
    wanted = " ".join(name.casefold().split())
    comers = [row.person for row in coming_to(day).select_related("person")]
    organisers = Person.objects.filter(pseudonym__in=holders_of("organiser", day.compartment, at=at))
    known = {one.pseudonym: one.name for one in (*comers, *organisers)}
    return [who for who, called in known.items() if " ".join(called.casefold().split()) == wanted]


def electors_on(copy: Copy) -> dict[str, int]:
    """Give how many electors are named on a copy, by the list that they are of, as look-ups name it."""
    return {f"register.source:{source}": count for source, count in copy.electors.items()}


def people_on(copy: Copy) -> list[str]:
    """Give the pseudonyms of the people of the roll who are named on a copy: its holder, and who rides."""
    body = standing_of(copy.day)
    rides = copy.kind in {Copy.Kind.ROSTERS, Copy.Kind.SLIPS} and body is not None
    riders = named(copy.day, names_in(body.body)).values() if rides and body else ()
    return [copy.holder, *(one.pseudonym for one in riders)]
