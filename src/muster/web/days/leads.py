"""Who leads a day: whom incidents reach first, and whom people ring."""

import datetime as dt

from django.db.models import QuerySet

from muster.web.days.models import Day
from muster.web.power.held import holders_of
from muster.web.roll.models import ContactWay, Person
from muster.web.roll.reach import telephone_told


class NoLeadError(ValueError):
    """Nobody is named whom people ring, and somebody could be."""


def organisers_of(day: Day, *, at: dt.datetime) -> QuerySet[Person]:
    """Give who organises a day."""
    return Person.objects.filter(pseudonym__in=holders_of("organiser", day.compartment, at=at)).order_by("folded", "pk")


def rung_organisers_of(day: Day, *, at: dt.datetime) -> QuerySet[Person]:
    """Give who organises a day and has a telephone that is known to work."""
    known = ContactWay.objects.filter(kind=ContactWay.Kind.TELEPHONE, bad_at=None).values("person")
    return organisers_of(day, at=at).filter(pk__in=known)


def leads_of(day: Day, *, at: dt.datetime) -> list[str]:
    """Give the pseudonym of whoever leads a day; of all who organise there, where nobody was named."""
    return [day.lead.pseudonym] if day.lead else holders_of("organiser", day.compartment, at=at)


def lead_rings(day: Day) -> str:
    """Give where the day's lead is rung, or nothing."""
    if day.lead_id is None:
        return ""
    ways = ContactWay.objects.filter(person=day.lead_id, kind=ContactWay.Kind.TELEPHONE, bad_at=None)
    return ways.order_by("pk").values_list("value", flat=True).first() or ""


def whom_to_ring(day: Day) -> str:
    """Give the name and the telephone of the day's lead, or nothing."""
    number = lead_rings(day)
    return f"{day.lead.name}, {telephone_told(number)}" if day.lead and number else ""


def lacks_lead(day: Day, *, at: dt.datetime) -> bool:
    """Whether no message could say whom to ring, and somebody could be named.

    Where no organiser's telephone is known, people are told all the same: naming one would give them no number.
    """
    return not lead_rings(day) and rung_organisers_of(day, at=at).exists()
