"""What the page of printed copies asks."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from muster.web.days.actions_of_copies import Wanted
from muster.web.days.answering import is_told
from muster.web.days.models import Day
from muster.web.days.models_of_seats import Copy
from muster.web.days.models_of_turfs import Board, Publication
from muster.web.days.names import named, names_in
from muster.web.days.publishing import recalled_of
from muster.web.days.riders import standing as coming_to
from muster.web.days.standing import standing_of
from muster.web.power.held import holders_of
from muster.web.record.models import Job
from muster.web.roll.models import Person

MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class CopyTold:
    """A copy, who holds it, whether it could not be printed, and when the boards on it were recalled."""

    row: Copy
    holder: str
    stuck: bool
    recalled_at: dt.datetime | None

    @property
    def state(self) -> str:
        """Say whether it waits to be printed, could not be, lies here or is gone."""
        if self.row.gone_at:
            return "gone"
        return "made" if self.row.made_at else "stuck" if self.stuck else "waits"


def copies_told(day: Day) -> list[CopyTold]:
    """List a day's copies, the newest first."""
    rows, past = list(day.copies.all()[:MOST_LISTED]), recalled_of(day)
    names = {one.pseudonym: one.name for one in Person.objects.filter(pseudonym__in={row.holder for row in rows})}
    waiting = [row.job for row in rows if row.job and row.made_at is None and row.gone_at is None]
    failed = Job.objects.filter(ref__in=waiting, end__in=(Job.End.FAILED, Job.End.CANCELLED))
    stuck = set(failed.values_list("ref", flat=True))
    return [CopyTold(row, names.get(row.holder, ""), row.job in stuck, recalled_at(row, past)) for row in rows]


def recalled_at(copy: Copy, past: Iterable[Publication]) -> dt.datetime | None:
    """Say when the boards that stood as a copy was printed were recalled, `past` being what was, of its day."""
    made = copy.made_at if copy.kind in Copy.OF_TURFS else None
    return next((one.recalled_at for one in past if made and _stood(one, made)), None)


def _stood(one: Publication, at: dt.datetime) -> bool:
    return one.published_at <= at and (one.recalled_at is None or at <= one.recalled_at)


def paper_ends_on(day: Day, *, today: dt.date) -> dt.date:
    """Give by when paper is given back or destroyed: the day after the day, or after it was printed if that is over."""
    return max(day.held_on, today) + dt.timedelta(days=1)


def why_not(day: Day, wanted: Wanted) -> tuple[str, str] | None:
    """Say why a copy can't be printed, as a form's field and words; nothing if it can."""
    if wanted.kind in Copy.OF_TURFS:
        numbers = Board.objects.filter(publication__day=day, publication__recalled_at=None)
        there: set[int | str] = set(numbers.values_list("number", flat=True))
        none, strange = _("The turfs are not published. Publish them first."), _("No turf is published as %(which)s.")
    else:
        seats = standing_of(day) is not None
        there = set(day.vehicles.filter(withdrawn_at=None).values_list("name", flat=True)) if seats else set()
        none, strange = _("Nobody has a seat yet."), _("No coach or car is called %(which)s.")
    if not there:
        return "kind", none
    if wanted.kind == Copy.Kind.ROSTERS and not is_told(day):
        return "kind", _("Nobody was told their place yet. Tell everybody where to be, then print rosters.")
    known = {str(one).casefold() for one in there}
    missing = [str(one) for one in wanted.only if str(one).casefold() not in known]
    return ("only", strange % {"which": ", ".join(missing)}) if missing else None


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
