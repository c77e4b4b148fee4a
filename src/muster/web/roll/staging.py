"""People of a file become rows as they will stand: new ones, changes of those who are known, and what is set aside."""

import datetime as dt
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from muster.register.dates import read_date
from muster.register.folded import folded_all
from muster.register.names import split_names
from muster.register.names_alike import Level, level_of, name_of
from muster.register.rows import Block
from muster.web.intake.stages import Table, write
from muster.web.roll import words
from muster.web.roll.columns import Columns, answer_in, standing_in
from muster.web.roll.districts import codes_of
from muster.web.roll.known import Known, Roll
from muster.web.roll.moves import MOVES, NEEDS_A_DECISION, Kind, Move, Status
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
    """Read a block's rows; those that are nobody are set aside."""
    count = len(block.rows)
    nothing = ("",) * count

    def cells(name: str) -> Sequence[str]:
        at = places.get(name, ())
        return block.columns[at[0]] if at else nothing

    surnames, forenames = _names(block, places, nothing)
    lines = [block.columns[at] for at in places.get("address", ())]
    addresses = [", ".join(filter(None, map(str.strip, row))) for row in zip(*lines, strict=True)] if lines else nothing
    agreed = {channel: cells(name) for name, channel in CHANNELS.items() if name in places}
    read = _Reader(into, columns.dates)
    for i, row in enumerate(block.rows):
        surname, first, number = (
            " ".join(surnames[i].split()),
            " ".join(forenames[i].split()),
            cells("number")[i].strip(),
        )
        if not surname and not first:
            if any(column[i].strip() for column in block.columns):
                into.note(row, "surname", "", _("nobody is named here; write a surname"), kept=False)
            else:
                into.counts["rows"] -= 1
            continue
        if number and number in into.seen:
            cure = _("this number stands in the file twice; give one of the two another")
            into.note(row, "number", number, cure, kept=False)
            continue
        if number:
            into.seen.add(number)
        postcode = read.postcode(row, cells("postcode")[i])
        kind, status = read.standing(row, cells("kind")[i], cells("status")[i])
        yield Told(
            row, read.cut(row, "number", number), read.cut(row, "forenames", first), read.cut(row, "surname", surname),
            read.cut(row, "known_as", cells("known_as")[i].strip()), read.email(row, cells("email")[i]),
            read.telephone(row, cells("telephone")[i]), read.cut(row, "address", addresses[i]), postcode,
            read.group(row, cells("group")[i], postcode), kind, read.cut(row, "body", cells("body")[i].strip()), status,
            read.day(row, "joined_on", cells("joined_on")[i], future=False),
            read.day(row, "paid_until", cells("paid_until")[i]),
            tuple(read.answers(row, {channel: column[i] for channel, column in agreed.items()})) if agreed else (),
        )  # fmt: skip


def _names(
    block: Block, places: Mapping[str, tuple[int, ...]], nothing: Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    if "surname" not in places:
        return split_names(block.columns[places["name"][0]], "forenames first")
    first = block.columns[places["forenames"][0]] if places.get("forenames") else nothing
    return block.columns[places["surname"][0]], first


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads cells, and notes what is wrong with them."""

    into: Staging
    dates: Any

    def cut(self, row: int, name: str, text: str) -> str:
        most = _LONGEST[name]
        if len(text) > most:
            self.into.note(row, name, text, _("this is longer than %(n)d letters; it was cut") % {"n": most})
        return text[:most]

    def email(self, row: int, text: str) -> str:
        value, wrong = read_email(text) if text else ("", "")
        if wrong:
            self.into.note(row, "email", text, _("%(wrong)s. The person was kept without it") % {"wrong": wrong})
        return value

    def telephone(self, row: int, text: str) -> str:
        value, wrong = read_telephone(text) if text else ("", "")
        if wrong:
            self.into.note(row, "telephone", text, _("%(wrong)s. The person was kept without it") % {"wrong": wrong})
        return value

    def postcode(self, row: int, text: str) -> str:
        code, note = read_postcode(text) if text else ("", "")
        if note:
            told = note if code else _("%(wrong)s. The person was kept without it") % {"wrong": note}
            self.into.note(row, "postcode", text, told)
        return code

    def group(self, row: int, text: str, postcode: str) -> int | None:
        roll = self.into.roll
        if roll.only is not None:
            return roll.only
        if text.strip():
            known = roll.group_named(text)
            if known is not None:
                return known
            self.into.note(row, "group", text, _("no group is called so; the one of the postcode was taken"))
        return next((roll.districts[code] for code in reversed(codes_of(postcode)) if code in roll.districts), None)

    def standing(self, row: int, kind: str, status: str) -> tuple[Kind | None, Status | None]:
        found: list[Kind | Status | None] = [None, None]
        for name, text in (("kind", kind), ("status", status)):
            said = standing_in(text) if text else (None, None)
            if said is None:
                cure = _("nobody knows this word; write member, supporter, affiliate, current, due, lapsed or left")
                self.into.note(row, name, text, cure)
                continue
            found = [one or other for one, other in zip(said, found, strict=True)]
        return found[0], found[1]  # type: ignore[return-value]  # a kind, then a status

    def day(self, row: int, name: str, text: str, *, future: bool = True) -> str | None:
        day = read_date(text, self.dates) if text else None
        if isinstance(day, str):
            self.into.note(row, name, text, _("this is no date; write it as 31/12/2026. It was left out"))
            return None
        if day and (not future and day > self.into.today):
            self.into.note(row, name, text, _("this day has not come; it was left out"))
            return None
        return day.isoformat() if day else None

    def answers(self, row: int, said: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
        for channel, text in said.items():
            answer = answer_in(text) if text else None
            if isinstance(answer, str):
                cure = _("write yes or no; nothing was taken as agreed")
                self.into.note(row, f"by_{channel}", text, cure)
            elif answer is not None:
                yield channel, answer


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
    for i, (one, text) in enumerate(new):
        n = first + i + 1
        kind = one.kind or Kind.MEMBER
        if kind == Kind.AFFILIATE and not one.body:
            into.note(one.row, "body", "", _("an affiliate belongs through a union or society; taken as a supporter"))
            kind = Kind.SUPPORTER
        status = one.status or Status.STANDING
        into.moved[status] += 1
        since = one.joined_on if one.joined_on and status == Status.STANDING else today
        people.append((
            n, names[32 * i : 32 * i + 32], one.number or next(numbers), one.known_as, one.forenames, one.surname, text,
            one.address, one.postcode, one.group, kind.value, one.body if kind == Kind.AFFILIATE else "", status.value,
            one.joined_on or (today if status == Status.STANDING else None), one.paid_until,
            _FIRST_MOVES[status].value, since,
        ))  # fmt: skip
        found += [(word, one.group or 0, -n) for word in words.words_of(text)]
        if one.email:
            ways.append((-n, "email", one.email))
        if one.telephone:
            ways.append((-n, "telephone", one.telephone))
        consents += [(-n, channel, agreed) for channel, agreed in one.agrees]
    into.counts.update(new=len(new), ways=len(ways), consents=len(consents))
    for table, rows in (("person", people), ("word", found), ("way", ways), ("consent", consents)):
        write(into.stage, table, rows)


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
