"""From what somebody says to who comes: what must not be, and what follows for cars and for whoever comes with them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from muster.register.folded import folded
from muster.web.days.models import Day
from muster.web.days.models_of_people import WALK_M, Coming, Invitation, Telling, Vehicle
from muster.web.days.riders import standing
from muster.web.roll.models import Group, Person

if TYPE_CHECKING:
    from django.db.models import QuerySet

_AT_ONCE = 500
MOST_SEATS = 8  # beside the driver's own, in what somebody drives without a licence for buses


class NotTakenError(ValueError):
    """An answer can't be taken as it was given."""


class OverError(NotTakenError):
    """The day is over, or was called off: nothing is to be answered."""


class StaleError(ValueError):
    """Somebody answered since this page was made."""


class PlanSentError(NotTakenError):
    """Everybody was told their place; what changes now goes to whoever runs the day."""


class BookedElsewhereError(ValueError):
    """They come to another day on this date; `coming` is what stands."""

    def __init__(self, coming: Coming) -> None:
        """Keep what stands."""
        self.coming = coming
        super().__init__(f"coming {coming.pk}")


class NeedsAnAdultError(NotTakenError):
    """Somebody under 18 names no adult who comes."""


class ChildDrivesError(NotTakenError):
    """Somebody under 18 may not drive others."""


class CarFullError(NotTakenError):
    """A car has no seat left for those who come with its driver."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a day; the names are those of `Coming`."""

    answer: str = Coming.Answer.COME
    size: int = 1
    rides: bool = True
    drives: bool = False
    seats_offered: int = 0
    needs: str = ""
    beds_wanted: int = 0
    beds_offered: int = 0
    bed_step_free: bool = False
    child: bool = False
    under_18: bool = False
    with_person_id: int | None = None
    walk_m: int = WALK_M
    lift_m: int = 0
    lon: float | None = None
    lat: float | None = None
    ready_min: int | None = None
    home_by_min: int | None = None
    returns: bool = True


@dataclass(frozen=True, slots=True)
class Noted:
    """What one of many said, as somebody wrote it down.

    Attributes:
        person: their id.
        said: what they said.
        apart_from: ids of people with whom they share neither a vehicle nor a house.
        car: what is known of the car that they drive, by the names of `Vehicle`.
    """

    person: int
    said: Said
    apart_from: tuple[int, ...] = ()
    car: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Noting:
    """What many said, as somebody writes it down at once.

    Attributes:
        day: of which day.
        answers: one for each.
        groups: whose people they are; none: of any group, which an organiser of the day may.
    """

    day: Day
    answers: Sequence[Noted]
    groups: tuple[Group, ...] = ()


TAPS = ("come", "drive", "bed", "cant")


def tapped(tap: str, before: Coming | None) -> Said:
    """Give what one tap says, with whatever else was said before."""
    said = said_before(before) if before else Said()
    match tap:
        case "cant":
            return replace(said, answer=Coming.Answer.CANT)
        case "drive":
            seats = said.seats_offered or 3
            return replace(said, answer=Coming.Answer.COME, rides=True, drives=True, seats_offered=seats)
        case "bed":
            return replace(said, answer=Coming.Answer.COME, beds_wanted=max(said.beds_wanted, 1))
        case _:
            return replace(said, answer=Coming.Answer.COME)


def said_before(row: Coming) -> Said:
    """Give what stands as somebody said it."""
    return Said(**{one.name: getattr(row, one.name) for one in fields(Said)})


def is_told(day: Day) -> bool:
    """Whether everybody was told their place."""
    plan = day.seatings.filter(number=0).values_list("pk", flat=True).first()
    return plan is not None and Telling.objects.filter(day=day, what=Telling.What.PLAN, edition=plan).exists()


def is_over(day: Day, *, today: dt.date) -> bool:
    """Whether nothing is to be answered any more."""
    return day.held_on < today or day.state in {Day.State.CANCELLED, Day.State.HELD}


def booked_elsewhere(day: Day, person: Person) -> Coming | None:
    """Give what somebody answered for another day on this date."""
    rows = Coming.objects.filter(person=person, held_on=day.held_on, answer=Coming.Answer.COME, withdrawn_at=None)
    return rows.exclude(day=day).select_related("day").first()


def adult_named(day: Day, person: Person, named: str) -> Person | None:
    """Give the one adult who comes and whom somebody means by a name or the number of a card; None if none or two.

    A name is looked for in their own group alone: nobody finds out by it who of another group comes.
    """
    adults = standing(day).filter(under_18=False).exclude(person=person)
    return _named(adults, adults.filter(person__group=person.group_id), named)


def somebody_named(day: Day, person: Person, named: str) -> Person | None:
    """Give the one person who comes and whom an organiser means; None if none or two."""
    others = standing(day).exclude(person=person)
    return _named(others, others, named)


def _named(by_card: "QuerySet[Coming]", by_name: "QuerySet[Coming]", named: str) -> Person | None:
    wanted = folded(named)
    card = by_card.filter(person__number=named.strip()).select_related("person") if named.strip() else []
    found = [row.person for row in card] or [
        row.person
        for row in by_name.select_related("person")
        if wanted and wanted in {folded(row.person.name), folded(f"{row.person.forenames} {row.person.surname}")}
    ]
    return found[0] if len(found) == 1 else None


def keep(
    invitation: Invitation, said: Said, *, turn: int, instead: bool, today: dt.date, by: str, at: dt.datetime
) -> Coming:
    """Write an answer down; saying the same twice changes nothing.

    Raises:
        OverError, PlanSentError, StaleError, BookedElsewhereError, NeedsAnAdultError, ChildDrivesError, CarFullError.
    """
    day, person = invitation.day, invitation.person
    Day.objects.select_for_update().get(pk=day.pk)  # one answer at a time: a double click waits here
    row = Coming.objects.select_for_update(of=("self",)).filter(day=day, person=person).first()
    if row and _same(row, said):
        return row
    if is_over(day, today=today):
        raise OverError
    if turn != (row.turn if row else 0):
        raise StaleError
    _require_in_time(day, row, said)
    _require_fit(day, person, said)
    other = booked_elsewhere(day, person) if said.answer == Coming.Answer.COME else None
    if other is not None:
        if not instead:
            raise BookedElsewhereError(other)
        withdraw(other, by=by, at=at)
    row = _written(row or Coming(day=day, person=person), said, by=by, at=at)
    _give_car(row, at=at)
    return row


def keep_many(day: Day, answers: Sequence[Noted], *, today: dt.date, by: str, at: dt.datetime) -> list[Coming]:
    """Write many answers down, a few statements however many: whoever answered before keeps what they said.

    Raises:
        OverError, PlanSentError, NeedsAnAdultError, ChildDrivesError, CarFullError, BookedElsewhereError.
    """
    Day.objects.select_for_update().get(pk=day.pk)
    if is_over(day, today=today):
        raise OverError
    if is_told(day):
        raise PlanSentError
    before = set(Coming.objects.filter(day=day).values_list("person", flat=True))
    new = {one.person: one for one in answers if one.person not in before}
    for one in new.values():
        _require_fit_alone(one.said)
    Invitation.objects.bulk_create(
        (Invitation(day=day, person_id=pk, made_at=at) for pk in new), batch_size=_AT_ONCE, ignore_conflicts=True
    )
    moment = {"held_on": day.held_on, "answered_at": at, "answered_by": by, "turn": 1}
    rows = [Coming(day=day, person_id=pk, **asdict(one.said), **moment) for pk, one in new.items()]
    try:
        with transaction.atomic():
            Coming.objects.bulk_create(rows, batch_size=_AT_ONCE)
    except IntegrityError as error:
        for row in rows:
            other = booked_elsewhere(day, row.person)
            if other is not None:
                raise BookedElsewhereError(other) from error
        raise
    _keep_cars(day, [(row, new[row.person_id]) for row in rows if row.stands and row.drives])
    apart = Coming.apart_from.through
    apart.objects.bulk_create(
        apart(coming_id=row.pk, person_id=other) for row in rows for other in new[row.person_id].apart_from
    )
    return rows


def _keep_cars(day: Day, drivers: Sequence[tuple[Coming, Noted]]) -> None:
    """Keep the cars of many drivers, each named as it was said, else by the next number."""
    number = int(next_name(day, Vehicle.Kind.CAR).rpartition(" ")[2])
    cars = []
    for row, one in drivers:
        told = {"name": f"car {number}", **one.car}
        number += 1
        cars.append(
            Vehicle(day=day, held_on=day.held_on, kind=Vehicle.Kind.CAR, driver=row, seats=row.seats_offered, **told)
        )
    Vehicle.objects.bulk_create(cars, batch_size=_AT_ONCE)


def _require_fit_alone(said: Said) -> None:
    """Refuse what can't be of one answer, whoever else comes; somebody under 18 answers with their adult, not here."""
    if said.under_18:
        raise NeedsAnAdultError
    if said.drives and said.size - 1 > said.seats_offered:
        raise CarFullError


def withdraw(row: Coming, *, by: str, at: dt.datetime) -> None:
    """Take somebody off a day: their car goes with them, and so does whoever is under 18 and came with them."""
    row.answer, row.withdrawn_at = Coming.Answer.CANT, at
    row.answered_at, row.answered_by, row.turn = at, by, row.turn + 1
    row.save(update_fields=["answer", "withdrawn_at", "answered_at", "answered_by", "turn"])
    _give_car(row, at=at)
    leave_alone(row, at=at)


def stand_again(row: Coming, *, by: str, at: dt.datetime) -> None:
    """Let somebody come again who was taken off a day, with their car, unless they come elsewhere by now."""
    if booked_elsewhere(row.day, row.person) is not None:
        return
    row.answer, row.withdrawn_at = Coming.Answer.COME, None
    row.answered_at, row.answered_by, row.turn = at, by, row.turn + 1
    row.save(update_fields=["answer", "withdrawn_at", "answered_at", "answered_by", "turn"])
    _give_car(row, at=at)


def leave_alone(row: Coming, *, at: dt.datetime) -> None:
    """Whoever is under 18 and came with somebody who doesn't come can't come alone."""
    for young in standing(row.day).filter(under_18=True, with_person=row.person):
        young.withdrawn_at, young.turn = at, young.turn + 1
        young.save(update_fields=["withdrawn_at", "turn"])


def _same(row: Coming, said: Said) -> bool:
    if said.answer == Coming.Answer.CANT:
        return row.answer == Coming.Answer.CANT
    return row.stands and said_before(row) == said


def _require_in_time(day: Day, row: Coming | None, said: Said) -> None:
    """Once everybody was told, one can still say that one can't, or that one comes after all; not how."""
    changes_how = row is not None and row.stands and said.answer == Coming.Answer.COME
    if changes_how and is_told(day):
        raise PlanSentError


def _require_fit(day: Day, person: Person, said: Said) -> None:
    if said.answer == Coming.Answer.CANT:
        return
    if said.under_18 and said.drives:
        raise ChildDrivesError
    if said.drives and said.size - 1 > said.seats_offered:
        raise CarFullError
    if not said.under_18:
        _require_room_for_young(day, person, said)
        return
    adult = standing(day).filter(person=said.with_person_id, under_18=False).exclude(person=person).first()
    if adult is None:
        raise NeedsAnAdultError
    beside = standing(day).filter(under_18=True, with_person=adult.person).exclude(person=person)
    party = adult.size + said.size + sum(beside.values_list("size", flat=True))
    if adult.drives and party - 1 > adult.seats_offered:
        raise CarFullError


def _require_room_for_young(day: Day, person: Person, said: Said) -> None:
    young = sum(standing(day).filter(under_18=True, with_person=person).values_list("size", flat=True))
    if said.drives and said.size + young - 1 > said.seats_offered:
        raise CarFullError


def _written(row: Coming, said: Said, *, by: str, at: dt.datetime) -> Coming:
    came = row.pk is not None and row.stands
    for name, value in asdict(said).items():
        setattr(row, name, value)
    row.held_on = row.day.held_on
    row.answered_at, row.answered_by = at, by
    row.turn += 1
    row.withdrawn_at = at if came and said.answer == Coming.Answer.CANT else None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # answered for two days at once
        other = booked_elsewhere(row.day, row.person)
        if other is None:
            raise
        raise BookedElsewhereError(other) from error
    if said.answer == Coming.Answer.CANT or said.under_18:
        leave_alone(row, at=at)
    return row


def _give_car(row: Coming, *, at: dt.datetime) -> None:
    """Keep the car of whoever drives, as they said it."""
    car = Vehicle.objects.filter(driver=row).first()
    if not (row.stands and row.drives):
        if car is not None and car.withdrawn_at is None:
            Vehicle.objects.filter(pk=car.pk).update(withdrawn_at=at)
        return
    car = car or Vehicle(day=row.day, driver=row, kind=Vehicle.Kind.CAR, name=next_name(row.day, Vehicle.Kind.CAR))
    car.held_on, car.seats, car.withdrawn_at = row.held_on, row.seats_offered, None
    car.save()


def next_name(day: Day, kind: str) -> str:
    """Give the name of a day's next coach or car; none is given twice, so that a number means one for good."""
    names = Vehicle.objects.filter(day=day, kind=kind).values_list("name", flat=True)
    numbers = [int(last) for name in names if (last := name.rpartition(" ")[2]).isdecimal()]
    return f"{kind} {max(numbers, default=0) + 1}"


def today_of(day: Day, at: dt.datetime) -> dt.date:
    """Give the date that it is where the day is."""
    return at.astimezone(ZoneInfo(day.zone_name)).date()
