"""Rows of a file of people as they are read: column by column, and every cell that says nothing clear named."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress
from typing import Any, NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.register.dates import DateForm, read_date
from muster.register.names import split_names
from muster.register.postcodes import usual_postcodes
from muster.register.rows import Block
from muster.web.roll.columns import Columns, answer_in, standing_in
from muster.web.roll.known import Roll
from muster.web.roll.moves import Kind, Status
from muster.web.roll.reach import read_email, read_postcode, read_telephone, usual_emails, usual_telephones

CHANNELS = {"by_email": "email", "by_telephone": "telephone", "by_text": "text", "by_post": "post"}
Said = tuple[bool | None, bool | None, bool | None, bool | None]  # of each channel, in their order
AtOnce = Callable[[Sequence[str]], list[str]]
Read = tuple[Any, str | Promise]  # what a cell says, and what is wrong with it
_LONGEST = {"forenames": 80, "surname": 80, "known_as": 120, "address": 240, "body": 80, "number": 16}
_MOST_KNOWN = 1 << 15  # cells of a column that are remembered
_KEPT_WITHOUT = gettext_lazy("%(wrong)s. The person was kept without it")
_NO_DATE = gettext_lazy("this is no date; write it as 31/12/2026. It was left out")
_NOT_COME = gettext_lazy("this day has not come; it was left out")


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
    agrees: Said


class Notes(Protocol):
    """Where what is wrong is noted, and what is counted."""

    counts: Any
    seen: set[str]

    def note(self, row: int, column: str, value: str, cure: str, *, kept: bool = True) -> None: ...  # noqa: D102


@dataclass(slots=True)
class Reader:
    """Reads a file's blocks, and notes what is wrong with cells."""

    into: Notes
    roll: Roll
    today: dt.date
    dates: DateForm
    places: Mapping[str, tuple[int, ...]]
    rows: Sequence[int] = ()
    known: dict[str, dict[Any, Any]] = field(default_factory=dict)  # of each column, what its cells were read as

    def read(self, block: Block) -> Iterator[Told]:
        """Give a block's rows; those that are nobody are set aside."""
        self.rows, nothing = block.rows, ("",) * len(block.rows)
        cells = {name: block.columns[at[0]] for name, at in self.places.items() if at}
        surnames, forenames = _names(block, self.places, nothing)
        firsts, lasts = [*map(_plain, forenames)], [*map(_plain, surnames)]
        numbers = [*map(str.strip, cells.get("number", nothing))]
        keep = self._somebodies(lasts, firsts, numbers, block)
        lines = [block.columns[at] for at in self.places.get("address", ())]
        addresses: Sequence[str] = [*map(_joined, zip(*lines, strict=True))] if lines else nothing
        postcodes = self.unlike("postcode", cells, _postcode, usual_postcodes)
        kinds, statuses = self.standings(cells.get("kind", nothing), cells.get("status", nothing))
        answers = {channel: cells[name] for name, channel in CHANNELS.items() if name in cells}
        columns: dict[str, Sequence[Any]] = {
            "row": block.rows, "number": numbers, "forenames": firsts, "surname": lasts,
            "known_as": self.each("known_as", cells, _as_it_is),
            "email": self.unlike("email", cells, _email, usual_emails),
            "telephone": self.unlike("telephone", cells, _telephone, usual_telephones),
            "address": addresses, "postcode": postcodes,
            "group": self.groups(cells.get("group"), postcodes), "kind": kinds,
            "body": self.each("body", cells, _as_it_is), "status": statuses,
            "joined_on": self.each("joined_on", cells, self.past, nothing=None),
            "paid_until": self.each("paid_until", cells, self.day, nothing=None), "agrees": self.answers(answers),
        }  # fmt: skip
        self._cut(columns)
        told = map(Told._make, zip(*columns.values(), strict=True))
        return told if all(keep) else compress(told, keep)

    def each(
        self, name: str, cells: Mapping[str, Sequence[str]], read: Callable[[str], Read], *, nothing: str | None = ""
    ) -> Sequence[Any]:
        """Read a column where something stands; a cell that was read before is not read again."""
        if name not in cells:
            return (nothing,) * len(self.rows)
        known, told = self._known(name), []
        for row, text in zip(self.rows, map(str.strip, cells[name]), strict=True):
            if not text:
                told.append(nothing)
                continue
            found = known.get(text)
            if found is None:
                found, wrong = read(text)
                if wrong:
                    self.into.note(row, name, text, str(wrong))
                else:
                    known[text] = found
            told.append(found)
        return told

    def unlike(
        self, name: str, cells: Mapping[str, Sequence[str]], read: Callable[[str], Read], usual: AtOnce
    ) -> Sequence[str]:
        """Read a column in which hardly two cells are alike: those written as most are at once, the rest one by one."""
        if name not in cells:
            return ("",) * len(self.rows)
        texts = [*map(str.strip, cells[name])]
        found = usual(texts)
        return [value or (self._one(row, name, text, read) if text else "")
                for row, text, value in zip(self.rows, texts, found, strict=True)]  # fmt: skip

    def _one(self, row: int, name: str, text: str, read: Callable[[str], Read]) -> str:
        found, wrong = read(text)
        if wrong:
            self.into.note(row, name, text, str(wrong))
        return str(found)

    def _known(self, name: str) -> dict[Any, Any]:
        known = self.known.setdefault(name, {})
        if len(known) > _MOST_KNOWN:
            known.clear()
        return known

    def _somebodies(
        self, surnames: Sequence[str], forenames: Sequence[str], numbers: Sequence[str], block: Block
    ) -> list[bool]:
        """Say of each row whether it is somebody, whom no row before it was."""
        seen, keep, fresh = self.into.seen, [], set(numbers)
        if all(surnames) and len(fresh) == len(numbers) and "" not in fresh and seen.isdisjoint(fresh):
            seen |= fresh
            return [True] * len(numbers)
        for i, number in enumerate(numbers):
            named = bool(surnames[i] or forenames[i])
            if not named:
                self._nobody(i, block)
            elif number in seen:
                cure = _("this number stands in the file twice; give one of the two another")
                self.into.note(self.rows[i], "number", number, cure, kept=False)
                named = False
            elif number:
                seen.add(number)
            keep.append(named)
        return keep

    def _nobody(self, i: int, block: Block) -> None:
        if any(column[i].strip() for column in block.columns):
            cure = _("nobody is named here; write a surname")
            self.into.note(self.rows[i], "surname", "", cure, kept=False)
        else:
            self.into.counts["rows"] -= 1

    def _cut(self, columns: dict[str, Sequence[Any]]) -> None:
        """Cut what is longer than a column holds; hardly a row is."""
        for name, most in _LONGEST.items():
            if max(map(len, columns[name]), default=0) <= most:
                continue
            cure = _("this is longer than %(n)d letters; it was cut") % {"n": most}
            for row, text in zip(self.rows, columns[name], strict=True):
                if len(text) > most:
                    self.into.note(row, name, text, cure)
            columns[name] = [text[:most] for text in columns[name]]

    def groups(self, names: Sequence[str] | None, postcodes: Sequence[str]) -> Sequence[int | None]:
        """Give the group of each row: as it says, else the one of its postcode."""
        if self.roll.only is not None:
            return (self.roll.only,) * len(postcodes)
        if names is None:
            return [*map(self.roll.group_at, postcodes)]
        return [self._group(*one) for one in zip(self.rows, names, postcodes, strict=True)]

    def _group(self, row: int, name: str, postcode: str) -> int | None:
        if name.strip():
            known = self.roll.group_named(name)
            if known is not None:
                return known
            self.into.note(row, "group", name, _("no group is called so; the one of the postcode was taken"))
        return self.roll.group_at(postcode)

    def standings(
        self, kinds: Sequence[str], statuses: Sequence[str]
    ) -> tuple[Sequence[Kind | None], Sequence[Status | None]]:
        """Read as what, and how, each belongs."""
        known = self._known("standing")
        told = []
        for row, both in zip(self.rows, zip(kinds, statuses, strict=True), strict=True):
            if both not in known:
                known[both] = _standing(*both)
            told.append(known[both] or self._strange(row, both))
        return [kind for kind, _status in told], [status for _kind, status in told]

    def _strange(self, row: int, both: tuple[str, str]) -> tuple[Kind | None, Status | None]:
        found: list[Any] = [None, None]
        for name, text in zip(("kind", "status"), both, strict=True):
            said = standing_in(text)
            if said is None:
                cure = _("nobody knows this word; write member, supporter, affiliate, current, due, lapsed or left")
                cure += ". " + _("Whoever is new and says nothing else is taken as a member in good standing")
                self.into.note(row, name, text, cure)
            else:
                found = [one or other for one, other in zip(said, found, strict=True)]
        return found[0], found[1]

    def day(self, text: str) -> Read:
        """Read a day as it is written to the stage."""
        day = read_date(text, self.dates)
        return (None, _NO_DATE) if isinstance(day, str) else (day and day.isoformat(), "")

    def past(self, text: str) -> Read:
        """Read a day that has come."""
        day, wrong = self.day(text)
        return (None, _NOT_COME) if day and day > self.today.isoformat() else (day, wrong)

    def answers(self, columns: Mapping[str, Sequence[str]]) -> Sequence[Said]:
        """Read what each says of every channel."""
        if not columns:
            return ((None,) * 4,) * len(self.rows)
        known, told = self._known("answers"), []
        for row, said in zip(self.rows, zip(*columns.values(), strict=True), strict=True):
            found = known.get(said)
            if found is None:
                answers = {channel: answer_in(text) for channel, text in zip(columns, said, strict=True)}
                if any(isinstance(answer, str) for answer in answers.values()):
                    told.append(self._unclear(row, answers))
                    continue
                found = known[said] = _in_order(answers)
            told.append(found)
        return told

    def _unclear(self, row: int, answers: Mapping[str, bool | str | None]) -> Said:
        for channel, answer in answers.items():
            if isinstance(answer, str):
                self.into.note(row, f"by_{channel}", answer, _("write yes or no; nothing was taken as agreed"))
        return _in_order(answers)


def _in_order(answers: Mapping[str, bool | str | None]) -> Said:
    said = [answers.get(channel) for channel in CHANNELS.values()]
    email, telephone, text, post = (None if isinstance(one, str) else one for one in said)
    return email, telephone, text, post


def _plain(text: str) -> str:
    return text if text.isalpha() else " ".join(text.split())


def _joined(lines: Sequence[str]) -> str:
    return ", ".join(filter(None, map(str.strip, lines)))


def _names(
    block: Block, places: Mapping[str, tuple[int, ...]], nothing: Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    if "surname" not in places:
        return split_names(block.columns[places["name"][0]], "forenames first")
    first = block.columns[places["forenames"][0]] if places.get("forenames") else nothing
    return block.columns[places["surname"][0]], first


def _as_it_is(text: str) -> Read:
    return text, ""


def _email(text: str) -> Read:
    value, wrong = read_email(text)
    return value, wrong and _KEPT_WITHOUT % {"wrong": wrong}


def _telephone(text: str) -> Read:
    value, wrong = read_telephone(text)
    return value, wrong and _KEPT_WITHOUT % {"wrong": wrong}


def _postcode(text: str) -> Read:
    code, note = read_postcode(text)
    if not note:
        return code, ""
    return code, note if code or not note else _KEPT_WITHOUT % {"wrong": note}


@lru_cache(maxsize=1 << 10)
def _standing(kind: str, status: str) -> tuple[Kind | None, Status | None] | None:
    """Read both columns; None where one of them has a word that nobody knows."""
    both = standing_in(kind), standing_in(status)
    if both[0] is None or both[1] is None:
        return None
    return both[1][0] or both[0][0], both[1][1] or both[0][1]


def reader_of(into: Notes, roll: Roll, today: dt.date, *, columns: Columns, header: Sequence[str]) -> Reader:
    """Make a reader of a file whose columns are known."""
    return Reader(into, roll, today, columns.dates, columns.places(header))  # type: ignore[arg-type]  # as remembered
