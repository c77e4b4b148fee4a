"""People of a file become rows as they will stand: new ones, changes of those who are known, and what is set aside."""

import datetime as dt
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db import connection
from django.utils.translation import gettext as _

from muster.register.folded import folded_all
from muster.register.names_alike import Level, level_of, name_of
from muster.register.rows import Block
from muster.web.intake.loads import Cell, form_of, lines_of
from muster.web.intake.stages import Table, write
from muster.web.roll import words
from muster.web.roll.columns import Columns
from muster.web.roll.known import Known, Roll
from muster.web.roll.moves import BELONGS, MOVES, NEEDS_A_DECISION, Kind, Move, Status
from muster.web.roll.rows import CHANNELS, Told, reader_of

PERSON: Table = {
    "n": "integer primary key", "grp": "bigint", **dict.fromkeys(CHANNELS, "boolean"), "kind": "text", "body": "text",
    "status": "text", "joined_on": "date", "paid_until": "date",
    "pseudonym": "text", "number": "text", "known_as": "text", "forenames": "text", "surname": "text",
    "folded": "text", "address": "text", "postcode": "text", "email": "text", "telephone": "text",
}  # fmt: skip
TABLES: dict[str, Table] = {
    "person": PERSON,
    "word": {"word": "text", "grp": "bigint", "person": "bigint"},  # these and what follows: of people who are known
    "unword": {"word": "text", "grp": "bigint", "person": "bigint"},
    "way": {"person": "bigint", "kind": "text", "value": "text"},
    "consent": {"person": "bigint", "channel": "text", "agreed": "boolean"},
    "changed": {
        "id": "bigint", "known_as": "text", "forenames": "text", "surname": "text", "folded": "text",
        "address": "text", "postcode": "text", "paid_until": "date", "was_status": "text", "was_folded": "text",
        "status": "text", "move": "text",
    },
    "line": {"table_name": "text", "lines": "text", "people": "bigint"},  # of `person`, as PostgreSQL takes them in
    "payment": {"person": "bigint", "paid_on": "date", "pence": "bigint", "currency": "text", "pays_until": "date",
                "key": "text"},
}  # fmt: skip
OF_PERSON = (
    "kind", "body", "status", "joined_on", "paid_until", "pseudonym", "number", "known_as", "forenames", "surname",
    "folded", "address", "postcode",
)  # fmt: skip
# what PostgreSQL is sent beside the rows of people themselves
BESIDE: Table = {"n": "bigint", **{name: PERSON[name] for name in (*CHANNELS, "number", "email", "telephone")}}
_LINES = {"roll_person": form_of(PERSON, {"grp", *OF_PERSON}), "person": form_of(PERSON, set(BESIDE))}
_SAME_NAME = {Level.FULL, Level.SHORT}


@dataclass(slots=True)
class Staging:
    """What is known while a file of people is read."""

    stage: sqlite3.Connection
    roll: Roll
    today: dt.date
    counts: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    problems: list[tuple[int, str, str, str, bool]] = field(default_factory=list)

    def note(self, row: int, column: str, value: str, cure: str, *, kept: bool = True) -> None:
        """Keep what somebody has to look at."""
        self.problems.append((row, column, value[:120], cure, kept))
        self.counts["notes" if kept else "set_aside"] += 1


def stage_people(
    blocks: Iterable[Block], columns: Columns, header: Sequence[str], into: Staging, told: Callable[[int], object]
) -> None:
    """Fill the stage from a file's rows."""
    reader = reader_of(into, into.roll, into.today, columns=columns, header=header)
    for block in blocks:
        for row, cells, cure in block.odd:
            into.note(row, "", " ".join(cells)[:120], cure, kept=False)
        into.counts["rows"] += len(block.rows) + len(block.odd)
        if block.rows:
            _stage([*reader.read(block)], into)
        write(into.stage, "problem", into.problems)
        into.problems.clear()
        told(block.done)


def _stage(rows: list[Told], into: Staging) -> None:
    """Tell who is known, and write the rest as new."""
    known = into.roll.find(rows)
    new, folded = [], folded_all([f"{one.surname} {one.forenames}" for one in rows])
    if not known:
        _stage_new([(one, _with_known_as(one, text)) for one, text in zip(rows, folded, strict=True)], into)
        return
    for one, text in zip(rows, folded, strict=True):
        match = _match(one, known, into.roll.only)
        if match is None:
            new.append((one, _with_known_as(one, text)))
        elif into.roll.only not in (None, match.group):
            cure = _("this number belongs to somebody of another group; an officer of the movement can bring this row")
            into.note(one.row, "number", one.number, cure, kept=False)
        elif match.id in into.touched:
            into.note(
                one.row, "", f"{one.forenames} {one.surname}", _("this person stands in the file twice"), kept=False
            )
        else:
            into.touched.add(match.id)
            _stage_change(one, match, into)
    _stage_new(new, into)


def _with_known_as(one: Told, text: str) -> str:
    plain = not one.known_as and len(text) <= words.LONGEST
    return text.strip() if plain else words.sort_of(one.surname, one.forenames, one.known_as)


def _match(one: Told, known: Mapping[str, list[Known]], only: int | None) -> Known | None:
    """Give who on the roll this is: of the same number, or of the same name and e-mail address."""
    for found in known.get(one.number, ()) if one.number else ():
        return found
    if not one.email or one.number:
        return None
    name = name_of(one.surname, one.forenames)
    near = (each for each in known.get(one.email, ()) if only in {None, each.group})
    return next((each for each in near if level_of(name, name_of(each.surname, each.forenames)) in _SAME_NAME), None)


def _stage_new(new: list[tuple[Told, str]], into: Staging) -> None:
    """Write whoever is new, with ways, consent and the words they are found by, as one row each."""
    first, today = into.counts["new"], into.today.isoformat()
    numbers = into.roll.new_numbers(sum(not one.number for one, _text in new))
    names = os.urandom(16 * len(new)).hex()
    people: list[tuple[Cell, ...]] = []
    moved = []
    for n, (one, text) in enumerate(new, start=first + 1):
        (row, number, forenames, surname, known_as, email, telephone, address, postcode, group, kind, body, said,
         joined_on, paid_until, agrees) = one  # fmt: skip
        if not (forenames or number or email or telephone or address):
            into.note(
                row, "forenames", surname, _("no first name, and no way to reach them: see whether this is anybody")
            )
        if body or kind is Kind.AFFILIATE:
            kind, body = _through(row, kind, body, into)
        code, status, stands = _first(kind, said)
        moved.append(status)
        at = 32 * (n - first - 1)
        people.append((
            n, group, *agrees, code, body, status, joined_on or today if stands else joined_on, paid_until,
            names[at : at + 32], number or next(numbers), known_as, forenames, surname, text, address, postcode, email,
            telephone,
        ))  # fmt: skip
    _write_new(into.stage, people)
    into.moved.update(moved)
    ways = sum(bool(one.email) + bool(one.telephone) for one, _text in new)
    into.counts.update(new=len(new), ways=ways, consents=sum(4 - one.agrees.count(None) for one, _text in new))


def _write_new(stage: sqlite3.Connection, people: list[tuple[Cell, ...]]) -> None:
    """Write new people as the database at hand takes them in: SQLite reads rows here, PostgreSQL is sent lines."""
    if connection.vendor == "postgresql":
        write(stage, "line", [(table, lines_of(people, form), len(people)) for table, form in _LINES.items()])
    else:
        write(stage, "person", people)


def _through(row: int, kind: Kind | None, body: str, into: Staging) -> tuple[Kind | None, str]:
    """Give as what, and through which body, somebody belongs: only an affiliate belongs through one."""
    if kind is not Kind.AFFILIATE:
        return kind, ""
    if body:
        return kind, body
    into.note(row, "body", "", _("an affiliate belongs through a union or society; taken as a supporter"))
    return Kind.SUPPORTER, ""


@cache
def _first(kind: Kind | None, status: Status | None) -> tuple[str, str, bool]:
    """Give the codes of somebody new: kind, status, whether they belong from the day they joined."""
    then = status or Status.STANDING
    return (kind or Kind.MEMBER).value, then.value, then in BELONGS


def _stage_change(one: Told, was: Known, into: Staging) -> None:
    """Write what a row changes of somebody who is known. What it leaves blank stays as it is."""
    kept = {
        name: getattr(one, name) or getattr(was, name)
        for name in ("known_as", "forenames", "surname", "address", "postcode")
    }
    paid_until = max(filter(None, (one.paid_until, was.paid_until)), default=None)
    text = words.sort_of(kept["surname"], kept["forenames"], kept["known_as"])
    move = _move(one, was, into)
    ways = [(was.id, kind, value) for kind, value in (("email", one.email), ("telephone", one.telephone))
            if value and value not in was.values]  # fmt: skip
    answers = zip(CHANNELS.values(), one.agrees, strict=True)
    consents = [(was.id, channel, said) for channel, said in answers if said not in {None, was.agreed.get(channel)}]
    same = all(value == getattr(was, name) for name, value in kept.items()) and paid_until == was.paid_until
    if same and not (move or ways or consents):
        into.counts["unchanged"] += 1
        return
    into.counts.update(changed=1, ways=len(ways), consents=len(consents))
    status = MOVES[Status(was.status)][move] if move else was.status
    if move:
        into.moved[status] += 1
    write(into.stage, "changed", [(was.id, *kept_in_order(kept, text), paid_until, was.status, was.folded, status,
                                   move.value if move else "")])  # fmt: skip
    if text != was.folded:
        write(into.stage, "unword", [(word, was.group or 0, was.id) for word in words.words_of(was.folded)])
        write(into.stage, "word", [(word, was.group or 0, was.id) for word in words.words_of(text)])
    write(into.stage, "way", ways)
    write(into.stage, "consent", consents)


def kept_in_order(kept: Mapping[str, str], text: str) -> tuple[str, ...]:
    """Give names and address in the order of the stage's columns."""
    return (kept["known_as"], kept["forenames"], kept["surname"], text, kept["address"], kept["postcode"])


def _move(one: Told, was: Known, into: Staging) -> Move | None:
    """Give the move to how a row says that somebody stands; what the table of moves has not is left as it was."""
    if one.status is None or one.status == was.status:
        return None
    open_ones = MOVES[Status(was.status)]
    found = next(
        (move for move, then in open_ones.items() if then == one.status and move not in NEEDS_A_DECISION), None
    )
    if found is None or (was.kind != Kind.MEMBER and found in {Move.OWE, Move.PAY, Move.LAPSE}):
        cure = _("nobody who stands as they do can stand so next; their status was left as it is")
        into.note(one.row, "status", one.status, cure)
        return None
    return found
