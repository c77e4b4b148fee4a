"""People of a file become rows as they will stand: new ones, changes of those who are known, and what is set aside."""

import datetime as dt
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from muster.register.dates import DateForm, read_date
from muster.register.folded import folded_all
from muster.register.names import split_names
from muster.register.names_alike import Level, level_of, name_of
from muster.register.rows import Block
from muster.web.intake.stages import Table, write
from muster.web.roll import words
from muster.web.roll.columns import Columns, answer_in, standing_in
from muster.web.roll.known import Known, Roll
from muster.web.roll.moves import BELONGS, MOVES, NEEDS_A_DECISION, Kind, Move, Status
from muster.web.roll.reach import read_email, read_postcode, read_telephone

PERSON: Table = {
    "n": "bigint", "pseudonym": "text", "number": "text", "known_as": "text", "forenames": "text", "surname": "text",
    "folded": "text", "address": "text", "postcode": "text", "grp": "bigint", "kind": "text", "body": "text",
    "status": "text", "joined_on": "date", "paid_until": "date", "move": "text", "since_on": "date",
}  # fmt: skip
TABLES: dict[str, Table] = {
    "person": PERSON,
    "word": {"word": "text", "grp": "bigint", "person": "bigint"},  # a new person is -n
    "unword": {"word": "text", "grp": "bigint", "person": "bigint"},
    "way": {"person": "bigint", "kind": "text", "value": "text"},
    "consent": {"person": "bigint", "channel": "text", "agreed": "boolean"},
    "changed": {
        "id": "bigint", "known_as": "text", "forenames": "text", "surname": "text", "folded": "text",
        "address": "text", "postcode": "text", "paid_until": "date", "was_status": "text", "was_folded": "text",
        "status": "text", "move": "text",
    },
    "payment": {"person": "bigint", "paid_on": "date", "pence": "bigint", "currency": "text", "pays_until": "date",
                "key": "text"},
}  # fmt: skip
CHANNELS = {"by_email": "email", "by_telephone": "telephone", "by_text": "text", "by_post": "post"}
_LONGEST = {"forenames": 80, "surname": 80, "known_as": 120, "address": 240, "body": 80, "number": 16}
_FIRST_MOVES = {
    Status.APPLIED: Move.APPLY, Status.STANDING: Move.ADMIT, Status.DUE: Move.OWE, Status.LAPSED: Move.LAPSE,
    Status.LEFT: Move.LEAVE, Status.DIED: Move.DIE,
}  # fmt: skip
_NO_DAY = "no day"
_SHORTEST = 16  # letters that any column holds
_SAME_NAME = {Level.FULL, Level.SHORT}


class Told(NamedTuple):
    """A row as it was read; '' or None where it says nothing."""

    row: int
    number: str
    forenames: str
    surname: str
    known_as: str
    email: str
    telephone: str
    address: str
    postcode: str
    group: int | None
    kind: Kind | None
    body: str
    status: Status | None
    joined_on: str | None
    paid_until: str | None
    agrees: tuple[tuple[str, bool], ...]


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
    places = columns.places(header)
    for block in blocks:
        for row, cells, cure in block.odd:
            into.note(row, "", " ".join(cells)[:120], cure, kept=False)
        into.counts["rows"] += len(block.rows) + len(block.odd)
        if block.rows:
            _stage(list(_read(block, places, columns, into)), into)
        write(into.stage, "problem", into.problems)
        into.problems.clear()
        told(block.done)


def _read(block: Block, places: Mapping[str, tuple[int, ...]], columns: Columns, into: Staging) -> Iterator[Told]:
    """Read a block's rows, column by column; those that are nobody are set aside."""
    nothing = ("",) * len(block.rows)
    cells = {name: block.columns[at[0]] for name, at in places.items() if at}
    read = _Reader(into, columns.dates, block.rows)
    surnames, forenames = _names(block, places, nothing)
    people = list(zip(map(_plain, surnames), map(_plain, forenames), cells.get("number", nothing), strict=True))
    keep = [read.is_somebody(i, *one, block) for i, one in enumerate(people)]
    lines = [block.columns[at] for at in places.get("address", ())]
    postcodes = read.each("postcode", cells, read.postcode)
    standings = read.standings(cells.get("kind", nothing), cells.get("status", nothing))
    told = zip(
        block.rows, (one[2].strip() for one in people), (one[1] for one in people), (one[0] for one in people),
        read.each("known_as", cells, lambda _row, text: text), read.each("email", cells, read.email),
        read.each("telephone", cells, read.telephone), map(_joined, zip(*lines, strict=True)) if lines else nothing,
        postcodes, read.groups(cells.get("group", nothing), postcodes), (one[0] for one in standings),
        read.each("body", cells, lambda _row, text: text), (one[1] for one in standings),
        read.each("joined_on", cells, read.past), read.each("paid_until", cells, read.day),
        read.answers({channel: cells[name] for name, channel in CHANNELS.items() if name in cells}), strict=True,
    )  # fmt: skip
    return (read.cut(Told(*one)) for one, kept in zip(told, keep, strict=True) if kept)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _joined(lines: Sequence[str]) -> str:
    return ", ".join(filter(None, map(str.strip, lines)))


def _names(
    block: Block, places: Mapping[str, tuple[int, ...]], nothing: Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    if "surname" not in places:
        return split_names(block.columns[places["name"][0]], "forenames first")
    first = block.columns[places["forenames"][0]] if places.get("forenames") else nothing
    return block.columns[places["surname"][0]], first


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a block's columns, and notes what is wrong with cells."""

    into: Staging
    dates: Any
    rows: Sequence[int]

    def each(self, name: str, cells: Mapping[str, Sequence[str]], read: Callable[[int, str], Any]) -> Sequence[Any]:
        """Read a column where something stands; a telephone or a day that stands nowhere is nothing."""
        blank = None if name in {"joined_on", "paid_until"} else ""
        if name not in cells:
            return (blank,) * len(self.rows)
        stripped = map(str.strip, cells[name])
        return [read(row, text) if text else blank for row, text in zip(self.rows, stripped, strict=True)]

    def is_somebody(self, i: int, surname: str, forenames: str, number: str, block: Block) -> bool:
        into, row, number = self.into, self.rows[i], number.strip()
        if not surname and not forenames:
            if any(column[i].strip() for column in block.columns):
                into.note(row, "surname", "", _("nobody is named here; write a surname"), kept=False)
            else:
                into.counts["rows"] -= 1
            return False
        if number in into.seen:
            cure = _("this number stands in the file twice; give one of the two another")
            into.note(row, "number", number, cure, kept=False)
            return False
        if number:
            into.seen.add(number)
        return True

    def cut(self, one: Told) -> Told:
        """Cut what is longer than a column holds; hardly a row is."""
        if max(map(len, one[1:4])) <= _SHORTEST and len(one.address) <= _LONGEST["address"] and not one.body:
            return one
        cut: dict[str, Any] = {}
        for name, most in _LONGEST.items():
            text = getattr(one, name)
            if len(text) > most:
                self.into.note(one.row, name, text, _("this is longer than %(n)d letters; it was cut") % {"n": most})
                cut[name] = text[:most]
        return one._replace(**cut) if cut else one

    def email(self, row: int, text: str) -> str:
        value, wrong = read_email(text)
        if wrong:
            self.into.note(row, "email", text, _("%(wrong)s. The person was kept without it") % {"wrong": wrong})
        return value

    def telephone(self, row: int, text: str) -> str:
        value, wrong = read_telephone(text)
        if wrong:
            self.into.note(row, "telephone", text, _("%(wrong)s. The person was kept without it") % {"wrong": wrong})
        return value

    def postcode(self, row: int, text: str) -> str:
        code, note = read_postcode(text)
        if note:
            told = note if code else _("%(wrong)s. The person was kept without it") % {"wrong": note}
            self.into.note(row, "postcode", text, told)
        return code

    def groups(self, names: Sequence[str], postcodes: Sequence[str]) -> Sequence[int | None]:
        if self.into.roll.only is not None:
            return (self.into.roll.only,) * len(names)
        return [self._group(*one) for one in zip(self.rows, names, postcodes, strict=True)]

    def _group(self, row: int, name: str, postcode: str) -> int | None:
        roll = self.into.roll
        if name and name.strip():
            known = roll.group_named(name)
            if known is not None:
                return known
            self.into.note(row, "group", name, _("no group is called so; the one of the postcode was taken"))
        return roll.group_at(postcode)

    def standings(self, kinds: Sequence[str], statuses: Sequence[str]) -> Sequence[tuple[Kind | None, Status | None]]:
        known: dict[tuple[str, str], tuple[Kind | None, Status | None] | None] = {}
        told = []
        for row, both in zip(self.rows, zip(kinds, statuses, strict=True), strict=True):
            if both not in known:
                known[both] = _standing(*both)
            told.append(known[both] or self._strange(row, both))
        return told

    def _strange(self, row: int, both: tuple[str, str]) -> tuple[Kind | None, Status | None]:
        found: list[Any] = [None, None]
        for name, text in zip(("kind", "status"), both, strict=True):
            said = standing_in(text)
            if said is None:
                cure = _("nobody knows this word; write member, supporter, affiliate, current, due, lapsed or left")
                self.into.note(row, name, text, cure)
            else:
                found = [one or other for one, other in zip(said, found, strict=True)]
        return found[0], found[1]

    def day(self, row: int, text: str, name: str = "paid_until") -> str | None:
        day = _day(text, self.dates)
        if day is _NO_DAY:
            self.into.note(row, name, text, _("this is no date; write it as 31/12/2026. It was left out"))
            return None
        return day

    def past(self, row: int, text: str) -> str | None:
        day = self.day(row, text, "joined_on")
        if day and day > self.into.today.isoformat():
            self.into.note(row, "joined_on", text, _("this day has not come; it was left out"))
            return None
        return day

    def answers(self, columns: Mapping[str, Sequence[str]]) -> Sequence[tuple[tuple[str, bool], ...]]:
        if not columns:
            return ((),) * len(self.rows)
        known: dict[tuple[str, ...], tuple[tuple[str, bool], ...]] = {}
        told = []
        for row, said in zip(self.rows, zip(*columns.values(), strict=True), strict=True):
            if said not in known:
                answers = [(channel, answer_in(text)) for channel, text in zip(columns, said, strict=True)]
                if any(isinstance(answer, str) for _channel, answer in answers):
                    told.append(tuple(self._unclear(row, answers)))
                    continue
                known[said] = tuple((channel, bool(answer)) for channel, answer in answers if answer is not None)
            told.append(known[said])
        return told

    def _unclear(self, row: int, answers: Sequence[tuple[str, bool | str | None]]) -> Iterator[tuple[str, bool]]:
        for channel, answer in answers:
            if isinstance(answer, str):
                self.into.note(row, f"by_{channel}", answer, _("write yes or no; nothing was taken as agreed"))
            elif answer is not None:
                yield channel, answer


@lru_cache(maxsize=1 << 14)
def _day(text: str, dates: DateForm) -> str | None:
    """Read a day as it is written to the stage."""
    day = read_date(text, dates)
    return _NO_DAY if isinstance(day, str) else day.isoformat() if day else None


def _standing(kind: str, status: str) -> tuple[Kind | None, Status | None] | None:
    """Read both columns; None where one of them has a word that nobody knows."""
    both = standing_in(kind), standing_in(status)
    if both[0] is None or both[1] is None:
        return None
    return both[1][0] or both[0][0], both[1][1] or both[0][1]


def _stage(rows: list[Told], into: Staging) -> None:
    """Tell who is known, and write the rest as new."""
    known = into.roll.find(rows)
    new, folded = [], folded_all([f"{one.surname} {one.forenames}" for one in rows])
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
    return words.sort_of(one.surname, one.forenames, one.known_as) if one.known_as else text[: words.LONGEST].strip()


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
    first, today = into.counts["new"], into.today.isoformat()
    numbers = into.roll.new_numbers(sum(not one.number for one, _text in new))
    names = os.urandom(16 * len(new)).hex()
    people, found, ways, consents = [], [], [], []
    for n, (one, text) in enumerate(new, start=first + 1):
        kind, body = (one.kind, one.body) if one.kind == Kind.AFFILIATE else (one.kind, "")
        if kind == Kind.AFFILIATE and not body:
            into.note(one.row, "body", "", _("an affiliate belongs through a union or society; taken as a supporter"))
            kind = Kind.SUPPORTER
        code, status, move, stands = _first(kind, one.status)
        into.moved[status] += 1
        joined_on = one.joined_on or (today if stands else None)
        at = 32 * (n - first - 1)
        people.append((
            n, names[at : at + 32], one.number or next(numbers), one.known_as, one.forenames, one.surname, text,
            one.address, one.postcode, one.group, code, body, status, joined_on, one.paid_until, move,
            joined_on if stands else today,
        ))  # fmt: skip
        group = one.group or 0
        found += [(word, group, -n) for word in words.words_of(text)]
        if one.email:
            ways.append((-n, "email", one.email))
        if one.telephone:
            ways.append((-n, "telephone", one.telephone))
        for channel, agreed in one.agrees:
            consents.append((-n, channel, agreed))
    into.counts.update(new=len(new), ways=len(ways), consents=len(consents))
    for table, rows in (("person", people), ("word", found), ("way", ways), ("consent", consents)):
        write(into.stage, table, rows)


@cache
def _first(kind: Kind | None, status: Status | None) -> tuple[str, str, str, bool]:
    """Give the codes of somebody new: kind, status, the move to it, whether they belong from the day they joined."""
    then = status or Status.STANDING
    return (kind or Kind.MEMBER).value, then.value, _FIRST_MOVES[then].value, then in BELONGS


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
    consents = [(was.id, *said) for said in one.agrees if was.agreed.get(said[0]) != said[1]]
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
