"""What a day cost: what drivers paid for fuel, what a coach's firm asks, summed for whoever pays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from muster.web.days.models import Day
from muster.web.days.models_of_people import Claim, Vehicle
from muster.web.intake.pages import csv_bytes
from muster.web.record.actor import Actor
from muster.web.roll.models import Person

PENCE_A_MILE = 45  # what HM Revenue and Customs lets pass untaxed for the first 10,000 miles of a year
MOST_PENCE, MOST_MILES = 10_000_000, 2_000
PENCE = 100
COSTS = (
    "claim", "what for", "who", "vehicle", "miles", "pence a mile", "pounds", "currency", "note", "told on", "settled",
    "settled on",
)  # fmt: skip


class ClaimedAlreadyError(ValueError):
    """This was told before; it is counted once."""


class NotInItError(ValueError):
    """Whoever claims doesn't come to this day."""


class SettledAlreadyError(ValueError):
    """It was paid or refused before."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What somebody paid, or a coach's firm asks.

    Attributes:
        day: for which day.
        kind: fuel, a coach's invoice, or something else.
        person: whose money it is; None for a coach's.
        vehicle: the coach; None for somebody's own money.
        pence: the sum; of miles it is worked out.
        miles: there and back; None where a receipt says the sum.
        note: an invoice's number, what a receipt is for.
    """

    day: Day
    kind: str
    person: Person | None = None
    vehicle: Vehicle | None = None
    pence: int = 0
    miles: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Costs:
    """A day's costs: every claim, and what is open, paid and refused, in pence."""

    claims: tuple[Claim, ...]
    open_pence: int
    paid_pence: int
    refused_pence: int

    @property
    def total_pence(self) -> int:
        """What the day costs: what is paid, and what is to be."""
        return self.open_pence + self.paid_pence


def told_in_pounds(pence: int) -> str:
    """Write pence as pounds: '1,234.05'."""
    return f"{pence // PENCE:,}.{pence % PENCE:02d}"


def claims_seen_by(actor: Actor, day: Day) -> QuerySet[Claim]:
    """Give an organiser all claims of a day, anybody else their own."""
    claims = Claim.objects.filter(day=day).select_related("person", "vehicle").order_by("pk")
    if actor.holds("organiser", compartment=day.compartment):
        return claims
    return claims.filter(person__pseudonym=actor.pseudonym)


def costs_of(day: Day) -> Costs:
    """Sum a day's costs: two queries."""
    claims = Claim.objects.filter(day=day)
    sums = dict(claims.order_by().values_list("settled").annotate(Sum("pence")))
    rows = claims.select_related("person__group", "vehicle").order_by("settled", "pk")
    return Costs(tuple(rows), sums.get("", 0), sums.get("paid", 0), sums.get("refused", 0))


def costs_csv(claims: Sequence[Claim]) -> bytes:
    """Write claims as a table that a treasurer's program reads: pounds with two decimals, a day's total last."""
    return b"".join(csv_bytes(COSTS, (_row(one) for one in claims)))


def _row(one: Claim) -> tuple[Any, ...]:
    who = one.person.name if one.person else one.vehicle.operator if one.vehicle else ""
    return (
        one.pk, one.get_kind_display(), who, one.vehicle.name if one.vehicle else "",
        "" if one.miles is None else one.miles, "" if one.pence_a_mile is None else one.pence_a_mile,
        f"{one.pence // PENCE}.{one.pence % PENCE:02d}", one.currency, one.note, one.told_at.date(), one.settled,
        one.settled_at.date() if one.settled_at else "",
    )  # fmt: skip


def all_of(day: Day) -> QuerySet[Claim]:
    """Give every claim of a day that the asker was found to plan."""
    return Claim.objects.filter(day=day).select_related("day", "person")


def claims_of(day: Day, person: Person) -> QuerySet[Claim]:
    """Give what somebody asks back for a day, the first first."""
    return Claim.objects.filter(day=day, person=person).order_by("pk")
