"""Subscriptions of a bank's or a payments service's file: whose each is, and what it does to how they stand."""

import datetime as dt
import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.translation import gettext as _

from muster.register.dates import DateForm, read_date
from muster.register.folded import folded
from muster.register.rows import Block
from muster.web.intake.stages import write
from muster.web.roll.columns import Columns
from muster.web.roll.known import a_year_after
from muster.web.roll.models import ContactWay, Payment, Person, holding
from muster.web.roll.moves import MOVES, PAYING, Move, Status
from muster.web.roll.reach import read_email

_WORD = re.compile(r"[A-Za-z]*\d[\dA-Za-z-]{2,15}")
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}
_MOST_PENCE = 10_000_000


class Paid(NamedTuple):
    """A row as it was read."""

    row: int
    paid_on: dt.date
    pence: int
    currency: str
    pays_until: dt.date | None
    numbers: tuple[str, ...]
    email: str
    payer: str
    key: str


@dataclass(slots=True)
class Paying:
    """What is known while a file of payments is read; `groups`: those whose people it may be about, None for all."""

    stage: sqlite3.Connection
    only: int | None
    today: dt.date
    dates: DateForm
    counts: Counter[str] = field(default_factory=Counter)
    people: dict[int, tuple[Person, dt.date | None]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    problems: list[tuple[int, str, str, str, bool]] = field(default_factory=list)

    def aside(self, row: int, column: str, value: str, cure: str) -> None:
        """Set a row aside."""
        self.problems.append((row, column, value[:120], cure, False))
        self.counts["set_aside"] += 1


def stage_payments(
    blocks: Iterable[Block], columns: Columns, header: Sequence[str], into: Paying, told: Callable[[int], object]
) -> None:
    """Fill the stage from a file's rows."""
    places = columns.places(header)
    for block in blocks:
        for row, cells, cure in block.odd:
            into.aside(row, "", " ".join(cells), cure)
        into.counts["rows"] += len(block.rows) + len(block.odd)
        read = [one for i, row in enumerate(block.rows) if (one := _read(row, _cells(block, places, i), into))]
        _stage(read, into)
        write(into.stage, "problem", into.problems)
        into.problems.clear()
        told(block.done)
    _stage_people(into)


def _cells(block: Block, places: Mapping[str, tuple[int, ...]], i: int) -> dict[str, str]:
    return {name: block.columns[at[0]][i].strip() for name, at in places.items() if at}


def _read(row: int, said: Mapping[str, str], into: Paying) -> Paid | None:
    paid_on, sum_of = read_date(said.get("paid_on", ""), into.dates), said.get("amount", "")
    if not isinstance(paid_on, dt.date):
        into.aside(row, "paid_on", said.get("paid_on", ""), _("this is no date; write it as 31/12/2026"))
        return None
    if paid_on > into.today:
        into.aside(row, "paid_on", said["paid_on"], _("this day has not come"))
        return None
    pence, currency = read_sum(sum_of)
    if not 0 < pence <= _MOST_PENCE:
        cure = _("this is no sum that came in; write it as 12.00, and leave what went out away")
        into.aside(row, "amount", sum_of, cure)
        return None
    until = read_date(said.get("pays_until", ""), into.dates)
    words = [said.get("number", ""), *_WORD.findall(said.get("reference", ""))]
    key = "\n".join([paid_on.isoformat(), str(pence), currency, *(said.get(name, "") for name in _KEY)])
    return Paid(
        row, paid_on, pence, currency, until if isinstance(until, dt.date) else None, tuple(filter(None, words)),
        read_email(said.get("email", ""))[0], folded(said.get("payer", "")), hashlib.sha256(key.encode()).hexdigest(),
    )  # fmt: skip


_KEY = ("reference", "payer", "email", "number")


def read_sum(text: str) -> tuple[int, str]:
    """Read a sum of money in pence and its currency; 0 where it is none."""
    plain = text.replace(",", "").replace(" ", "").upper()
    sign = next((code for mark, code in _SIGNS.items() if mark in plain), "GBP")
    try:
        pence = Decimal(plain.strip("£€$").removesuffix("GBP").removesuffix("EUR")) * 100
    except InvalidOperation:
        return 0, sign
    whole = pence.is_finite() and pence == pence.to_integral_value()
    return (int(pence) if whole else 0), ("EUR" if plain.endswith("EUR") else sign)


def _stage(rows: Sequence[Paid], into: Paying) -> None:
    taken = set(Payment.objects.filter(key__in=[one.key for one in rows]).values_list("key", flat=True))
    by_word = _found(rows, into.only)
    payments = []
    for one in rows:
        if one.key in taken or one.key in into.keys:
            into.counts["known"] += 1
            continue
        people = {pk for word in (*one.numbers, one.email) if word for pk in by_word.get(word, ())}
        people = people or set(by_word.get(f"name {one.payer}", ()) if one.payer else ())
        if len(people) != 1:
            into.aside(one.row, "reference", " ".join(one.numbers) or one.payer or one.email, _whose(people))
            continue
        into.keys.add(one.key)
        person = _person(people.pop(), into)
        into.counts["by_number" if by_word.keys() & set(one.numbers) else "by_name"] += 1
        begins = max(filter(None, (one.paid_on, into.people[person][1])))
        until = one.pays_until or a_year_after(begins)
        into.people[person] = (into.people[person][0], max(until, into.people[person][1] or until))
        into.counts["pence"] += one.pence
        payments.append((person, one.paid_on.isoformat(), one.pence, one.currency, until.isoformat(), one.key))
    write(into.stage, "payment", payments)
    into.counts["payments"] += len(payments)


def _whose(people: set[int]) -> str:
    if people:
        return _("more than one person fits; write the number on the card of whoever paid into the reference")
    return _("nobody is known by this; write the number on the card of whoever paid into the reference")


def _found(rows: Sequence[Paid], only: int | None) -> dict[str, set[int]]:
    """Give whom each number, e-mail address and name may mean: three queries."""
    people = Person.objects.all() if only is None else Person.objects.filter(group=only)
    found: dict[str, set[int]] = {}
    numbers = {word for one in rows for word in one.numbers}
    # a card that came with a merged record still tells whose it is
    cards = holding(numbers).values_list("number", "pk", "merged_into")
    kept = {pk for _number, pk, into in cards for pk in (into or pk,)}
    kept &= set(people.filter(pk__in=kept, merged_into=None).values_list("pk", flat=True))
    for number, pk, into in cards:
        if (into or pk) in kept:
            found.setdefault(number, set()).add(into or pk)
    emails = [one.email for one in rows if one.email]
    reached = ContactWay.objects.filter(value__in=emails, person__in=people.filter(merged_into=None))
    for value, pk in reached.values_list("value", "person"):
        found.setdefault(value, set()).add(pk)
    names = {name: one.payer for one in rows if one.payer for name in _orders(one.payer)}
    for text, pk in people.filter(folded__in=names, merged_into=None).values_list("folded", "pk"):
        found.setdefault(f"name {names[text]}", set()).add(pk)
    return found


def _orders(payer: str) -> tuple[str, ...]:
    """Give how a payer's name may stand on the roll: as written, and with the last word first."""
    words = payer.split()
    return payer, " ".join([*words[-1:], *words[:-1]])


def _person(pk: int, into: Paying) -> int:
    if pk not in into.people:
        row = Person.objects.get(pk=pk)
        into.people[pk] = (row, row.paid_until)
    return pk


def _stage_people(into: Paying) -> None:
    """Write until when each has paid now, and who comes back into good standing by it."""
    rows = []
    for one, until in into.people.values():
        move = Move.PAY if Move.PAY in MOVES[Status(one.status)] and one.kind in PAYING else None
        if move and until and until < into.today:
            move = None  # it pays for a time that is over
        status = MOVES[Status(one.status)][move] if move else one.status
        into.counts["renewed"] += move is not None
        rows.append((one.pk, one.known_as, one.forenames, one.surname, one.folded, one.address, one.postcode,
                     until.isoformat() if until else None, one.status, one.folded, status,
                     move.value if move else ""))  # fmt: skip
    write(into.stage, "changed", rows)
