"""A group's people written out, with what each agreed to: a way to reach somebody only where they agreed to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from muster.register.postcodes import postcode_told
from muster.web.power.copies import Listed
from muster.web.record.deeds import name_of
from muster.web.roll.models import Consent, ContactWay, Group, Person
from muster.web.roll.moves import BELONGS, Status
from muster.web.roll.reach import telephone_told

# as `columns` knows them, so that the list can be brought again
HEADER = (
    "Number", "First names", "Surname", "Known as", "Kind", "Body", "Status", "Joined", "Paid until", "Email",
    "Telephone", "Address", "Postcode", "Consent email", "Consent telephone", "Consent text", "Consent post",
)  # fmt: skip
STATUSES = (Status.STANDING, Status.DUE, Status.APPLIED)
_CHANNELS = (Consent.Channel.EMAIL, Consent.Channel.TELEPHONE, Consent.Channel.TEXT, Consent.Channel.POST)
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom of a group a list names: those of one status, or with '' all who belong."""

    status: str = ""


def listed(group: Group, scope: Scope) -> Listed:
    """Say what a list of this scope would be: how many it names, and the terms that a second person reads."""
    people = people_in(group, scope).count()
    return Listed(
        of=name_of(group),
        compartment=group.compartment,
        people=people,
        rows=people,
        terms={"group": group.name, "slug": group.slug, "status": scope.status, "rows": people},
    )


def people_in(group: Group, scope: Scope) -> QuerySet[Person]:
    """Give whom a list of this scope names, in the order of their names."""
    wanted = [scope.status] if scope.status else list(BELONGS)
    return Person.objects.filter(group=group, status__in=wanted, merged_into=None).order_by("folded", "pk")


def written(group: Group, scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Give a row a person."""
    good = ContactWay.objects.filter(bad_at=None).order_by("pk")
    stand = Consent.objects.filter(until_at=None)
    people = people_in(group, scope).prefetch_related(Prefetch("ways", good), Prefetch("consents", stand))
    for person in people.iterator(_AT_ONCE):
        said = {one.channel: one.agreed for one in person.consents.all()}
        yield (*_who(person), *_reached(person, said), *(_answer(said.get(channel)) for channel in _CHANNELS))


def _who(person: Person) -> tuple[Any, ...]:
    stands = (person.kind, person.body, person.status, person.joined_on, person.paid_until)
    return person.number, person.forenames, person.surname, person.known_as, *stands


def _reached(person: Person, said: dict[str, bool]) -> tuple[str, str, str, str]:
    """Give e-mail, telephone, address and postcode, each where they agreed to be reached by it."""
    first: dict[str, str] = {}
    for way in person.ways.all():
        first.setdefault(way.kind, way.value)
    email = first.get("email", "") if said.get("email") else ""
    telephone = first.get("telephone", "") if said.get("telephone") or said.get("text") else ""
    lines = (", ".join(person.address.splitlines()), postcode_told(person.postcode)) if said.get("post") else ("", "")
    return email, telephone_told(telephone) if telephone else "", *lines


def _answer(agreed: bool | None) -> str:  # noqa: FBT001 - what is told is the answer itself
    return {True: "yes", False: "no"}.get(agreed, "") if agreed is not None else ""
