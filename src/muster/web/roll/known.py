"""What a file is compared with: groups and their areas, and whoever on the roll a row may mean."""

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from muster.register.folded import folded
from muster.web.roll.districts import codes_of
from muster.web.roll.models import Consent, ContactWay, District, Group, Person, holding
from muster.web.roll.words import new_number


class Row(Protocol):
    """What a row says by which somebody is known."""

    @property
    def number(self) -> str: ...  # noqa: D102
    @property
    def email(self) -> str: ...  # noqa: D102


class Known(NamedTuple):
    """Somebody on the roll, as a file's row is compared with them."""

    id: int
    number: str
    known_as: str
    forenames: str
    surname: str
    folded: str
    address: str
    postcode: str
    group: int | None
    kind: str
    status: str
    paid_until: str | None
    values: frozenset[str]
    agreed: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Roll:
    """What is known of the roll while a file is read. `only`: the group that the file was brought for."""

    only: int | None
    groups: Mapping[str, int]
    districts: Mapping[str, int]
    empty: bool
    sectors: dict[str, int | None] = field(default_factory=dict)  # of postcodes that were met

    def group_named(self, text: str) -> int | None:
        """Give the group of a name."""
        return self.groups.get(folded(text))

    def group_at(self, postcode: str) -> int | None:
        """Give the group in whose area a postcode lies."""
        sector = postcode[:-2]
        if sector not in self.sectors:
            codes = [code for code in reversed(codes_of(postcode)) if code in self.districts]
            if codes and " " in codes[0] and len(codes[0]) == len(postcode) + 1:
                return self.districts[codes[0]]  # a whole postcode is a district of its own
            whole = any(" " in code and code.replace(" ", "")[:-2] == sector for code in self.districts)
            found = self.districts[codes[0]] if codes else None
            if whole:
                return found
            self.sectors[sector] = found
        return self.sectors[sector]

    def find(self, rows: Sequence[Row]) -> dict[str, list[Known]]:
        """Give who is known by each number and e-mail address of these rows: four queries."""
        if self.empty:
            return {}
        numbers = [one.number for one in rows if one.number]
        emails = [one.email for one in rows if one.email]
        reached = ContactWay.objects.filter(value__in=emails, person__merged_into=None)
        by_email = list(reached.values_list("value", "person"))
        people = Person.objects.filter(merged_into=None)
        known = _known(
            [*holding(numbers).filter(merged_into=None), *people.filter(pk__in={pk for _value, pk in by_email})]
        )
        found: dict[str, list[Known]] = {}
        for one in known.values():
            if one.number:
                found.setdefault(one.number, []).append(one)
        for value, pk in by_email:
            found.setdefault(value, []).append(known[pk])
        return found

    def new_numbers(self, count: int) -> Iterator[str]:
        """Draw so many numbers for cards that nobody has."""
        drawn: set[str] = set()
        while len(drawn) < count:
            drawn.add(new_number(drawn.__contains__))
            if len(drawn) == count:
                drawn -= set(holding(drawn).values_list("number", flat=True))
        return iter(sorted(drawn, key=lambda _number: secrets.randbits(32)))


def _known(people: Sequence[Person]) -> dict[int, Known]:
    ids = {one.pk for one in people}
    values: dict[int, set[str]] = {}
    for pk, value in ContactWay.objects.filter(person__in=ids).values_list("person", "value"):
        values.setdefault(pk, set()).add(value)
    agreed: dict[int, dict[str, bool]] = {}
    for pk, channel, said in Consent.objects.filter(person__in=ids, until_at=None).values_list(
        "person", "channel", "agreed"
    ):
        agreed.setdefault(pk, {})[channel] = said
    return {
        one.pk: Known(
            one.pk, one.number, one.known_as, one.forenames, one.surname, one.folded, one.address, one.postcode,
            one.group_id, one.kind, one.status, one.paid_until.isoformat() if one.paid_until else None,
            frozenset(values.get(one.pk, ())), agreed.get(one.pk, {}),
        )
        for one in people
    }  # fmt: skip


def known_roll(only: int | None) -> Roll:
    """Look at the roll before a file is read."""
    groups = {folded(name): pk for name, pk in Group.objects.values_list("name", "pk")}
    groups |= {folded(slug): pk for slug, pk in Group.objects.values_list("slug", "pk")}
    districts = dict(District.objects.filter(group__closed_on=None).values_list("code", "group"))
    return Roll(only, groups, districts, empty=not Person.objects.exclude(number="").exists())


def a_year_after(day: dt.date) -> dt.date:
    """Give the same day a year later; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
