"""A list that went round on paper or by telephone: who stands on it, and what somebody wrote beside each."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from muster.web.days.answering import MOST_SEATS, Noted, Said
from muster.web.days.inviting import groups_asked_by
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.record.actor import Actor
from muster.web.roll.models import Group, Person
from muster.web.roll.moves import Kind, Status

A_SHEET = 40  # names of a page
MOST_IN_PARTY = 20
COME, DRIVE, CANT = "come", "drive", "cant"
USUAL_SEATS = 3  # of a car, where nobody says


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the sheet, what was written beside them, and why it can't be taken."""

    person: Person
    said: str = ""
    size: str = ""
    seats: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of people of a group who have not answered, in the order of their names.

    Attributes:
        group: whose people.
        lines: one for each.
        beyond: after whom the next page goes on, 0 where this is the last.
    """

    group: Group
    lines: tuple[Line, ...]
    beyond: int


def groups_noted_by(actor: Actor, day: Day) -> QuerySet[Group]:
    """Give the groups whose people's answers somebody writes down: those whose people they may ask."""
    return groups_asked_by(actor, day)


def sheet_of(day: Day, group: Group, *, beyond: int = 0, written: Mapping[str, str] | None = None) -> Sheet:
    """Give a page of a group's people who have not answered, with what was written."""
    rows = _silent(day, group).order_by("folded", "pk")
    last = Person.objects.filter(pk=beyond, group=group).values_list("folded", flat=True).first() if beyond else None
    if last is not None:
        rows = rows.filter(folded__gte=last).exclude(folded=last, pk__lte=beyond)
    people = list(rows.only("pseudonym", "known_as", "forenames", "surname")[: A_SHEET + 1])
    lines = tuple(_line(one, written or {}) for one in people[:A_SHEET])
    return Sheet(group, lines, people[A_SHEET - 1].pk if len(people) > A_SHEET else 0)


def noted(sheet: Sheet) -> tuple[Noted, ...]:
    """Give what was written, of those beside whom something was."""
    return tuple(Noted(line.person.pk, _said(line)) for line in sheet.lines if line.said)


def _silent(day: Day, group: Group) -> QuerySet[Person]:
    answered = Coming.objects.filter(day=day, person=OuterRef("pk"))
    belong = Person.objects.filter(
        group=group, kind__in=Kind.values, status__in=[Status.STANDING, Status.DUE], merged_into=None
    )
    return belong.filter(~Exists(answered))


def _line(person: Person, written: Mapping[str, str]) -> Line:
    said, size, seats = (written.get(f"{part}-{person.pk}", "").strip() for part in ("said", "size", "seats"))
    said = said if said in {COME, DRIVE, CANT} else ""
    return Line(person, said, size, seats, _wrong(said, size, seats))


def _wrong(said: str, size: str, seats: str) -> str:
    if said not in {COME, DRIVE}:
        return ""
    people, free = _number(size, 1), _number(seats, USUAL_SEATS)
    if people is None or not 1 <= people <= MOST_IN_PARTY:
        return _("Write how many come, from 1 to %(most)s.") % {"most": MOST_IN_PARTY}
    if said == DRIVE and (free is None or not 0 <= free <= MOST_SEATS):
        return _("Write how many seats are free, from 0 to %(most)s.") % {"most": MOST_SEATS}
    if said == DRIVE and people - 1 > (free or 0):
        return _("More come than the car has seats. Put one of the two right.")
    return ""


def _said(line: Line) -> Said:
    size = _number(line.size, 1) or 1
    match line.said:
        case "drive":
            return Said(size=size, drives=True, seats_offered=_number(line.seats, USUAL_SEATS) or 0)
        case "cant":
            return Said(answer=Coming.Answer.CANT)
        case _:
            return Said(size=size)


def _number(text: str, blank: int) -> int | None:
    """Read a whole number of at most three digits; what stands for a blank, and None for anything else."""
    if not text:
        return blank
    return int(text) if text.isdecimal() and len(text) <= len("999") else None
