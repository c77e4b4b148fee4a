"""One version of a register as columns of keys, ready to be linked with another."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.register.address import Address
from muster.register.batch import Batch
from muster.register.joins import Ints, Keys, hash_of, key_of, mixed
from muster.register.keys import building_part, door_number, key_number, street_number, unit_part
from muster.register.names_alike import words_of

Halves: TypeAlias = NDArray[np.uint32]
ReadNames: TypeAlias = Callable[[Ints], Sequence[tuple[str, str]]]
EPOCH = dt.date(1970, 1, 1).toordinal()
_LOW = (1 << 32) - 1
_WHOLE = (1 << 64) - 1
LETTER_BITS = 5
LETTER = (1 << LETTER_BITS) - 1
MIDDLES = 3  # so many middle initials are kept
FIRST_IS_INITIAL = 1 << 25
MIDDLES_ARE_INITIALS = 1 << 26
_NAMES = (1 << LETTER_BITS * (MIDDLES + 1)) - 1  # letters of the first forenames, of which one less are middle names


class DoorKeys(NamedTuple):
    """Where electors live, one value a row each; 0 where nothing is known.

    Attributes:
        door: key of the front door: street, locality, number, name and unit.
        street: key of the street with its locality.
        house: key of the door without its street: number, name and unit.
        uprn: the property's number.
    """

    door: Keys
    street: Keys
    house: Keys
    uprn: Ints


@dataclass(frozen=True, slots=True)
class Side:
    """The electors of one version; every array has a value a row, 72 bytes in all. 0 stands for nothing known.

    A kind of this may read an array anew whenever it is asked for, so whoever needs one often holds on to it.

    Halves are the low 32 bits of a key: they are only counted, or decide beside a door's whole key.

    Attributes:
        district: half key of the polling district.
        number: key of district, number and suffix together.
        name: sum of the keys of all words of the name, so that neither their order nor where the surname ends counts.
        surname: half key of the surname's words put together.
        first: half key of the first forename.
        rest: half sum of the other forenames' keys.
        letters: initials of surname, first forename and three more, five bits each from the lowest, and two marks.
        attains: days from 1970-01-01 to the day on which an attainer may first vote.
        door, street, house, uprn: see DoorKeys; street and house are halves.
        markers: half key of the franchise markers as written.
        written: half key of surname and forenames exactly as written.
        read_names: gives (surname, forenames) of the rows asked for, a few in a hundred of all.
    """

    district: Halves
    number: Keys
    name: Keys
    surname: Halves
    first: Halves
    rest: Halves
    letters: NDArray[np.int32]
    attains: NDArray[np.int32]
    door: Keys
    street: Halves
    house: Halves
    uprn: Ints
    markers: Halves
    written: Halves
    read_names: ReadNames

    def __len__(self) -> int:
        """How many electors."""
        return len(self.name)


SAID = (
    "name",
    "surname",
    "first",
    "rest",
    "letters",
    "attains",
    "markers",
    "written",
)  # by name, markers and day alone
ARRAYS = tuple(field.name for field in fields(Side) if field.name != "read_names")


def door_keys_of(addresses: Sequence[Address], uprns: Sequence[str]) -> DoorKeys:
    """Key doors by their addresses; an address without any part is no door."""
    known: dict[Address, tuple[int, int, int]] = {Address(): (0, 0, 0)}
    rows = np.array([known.get(one) or known.setdefault(one, _door(one)) for one in addresses], dtype=np.int64)
    door, street, house = rows.reshape(-1, 3).T.astype(np.uint64)
    return DoorKeys(door, street, house, np.fromiter((int(uprn or 0) for uprn in uprns), np.int64, len(uprns)))


def side_of(batch: Batch, *, doors: DoorKeys) -> Side:
    """Turn rows as they were read into keys."""
    surnames = _distinct(batch.surnames, surname_keys)
    forenames = forename_columns(batch.forenames)
    district, number = number_columns(batch.districts, batch.numbers, batch.suffixes)
    written = mixed(surnames[:, 3], forenames.written)
    return Side(
        district=district,
        number=number,
        name=surnames[:, 0] + forenames.name,
        surname=_half(surnames[:, 1]),
        first=_half(forenames.first),
        rest=_half(forenames.rest),
        letters=(surnames[:, 2] | forenames.letters).astype(np.int32),
        attains=days_of(batch.attains),
        door=doors.door.astype(np.uint64),
        street=_half(doors.street),
        house=_half(doors.house),
        uprn=doors.uprn.astype(np.int64),
        markers=_half(_distinct(batch.markers, lambda text: (key_of(text),))[:, 0]),
        written=_half(written),
        read_names=names_in(batch.surnames, batch.forenames),
    )


def number_columns(
    districts: Sequence[str], numbers: Sequence[int] | NDArray[Any], suffixes: Sequence[int] | NDArray[Any]
) -> tuple[Halves, Keys]:
    """Key elector numbers: `district` and `number` of a `Side`."""
    district = _distinct(districts, lambda text: (key_of(text.upper()),))[:, 0]
    figures = np.array(numbers, dtype=np.uint64)
    number = mixed(district, figures, np.array(suffixes, dtype=np.uint64))
    number[figures == 0] = 0
    return _half(district), number


def names_in(surnames: Sequence[str], forenames: Sequence[str]) -> ReadNames:
    """Read names from columns that are in memory."""
    return lambda rows: [(surnames[row], forenames[row]) for row in rows.tolist()]


def days_of(attains: Sequence[dt.date | None]) -> NDArray[np.int32]:
    """Count days since 1970-01-01; 0 of None."""
    return np.fromiter((day.toordinal() - EPOCH if day else 0 for day in attains), np.int32, len(attains))


def side_of_rows(side: Side, rows: Ints, *, arrays: Sequence[str] = ARRAYS) -> Side:
    """Take some rows, in the order given; of the arrays not named nothing is read, and nothing known."""
    nothing = np.broadcast_to(np.uint64(0), len(rows))
    taken: dict[str, NDArray[Any]] = {name: getattr(side, name)[rows] if name in arrays else nothing for name in ARRAYS}
    return Side(**taken, read_names=lambda wanted: side.read_names(rows[wanted]))


def joined_sides(sides: Iterable[Side], *, read_names: ReadNames | None = None) -> Side:
    """Put parts of one version under each other; given one by one, the parts and the whole are never held twice.

    Args:
        sides: the parts, in order.
        read_names: reads the whole's names; without it each part's own does.
    """
    columns: dict[str, NDArray[Any]] = {}
    readers: list[ReadNames] = []
    begins = [0]
    for side in sides:
        begins.append(begins[-1] + len(side))
        readers.append(side.read_names)
        for name in ARRAYS:
            columns[name] = _with_room(columns.get(name), getattr(side, name), begins[-2])
    if not readers:
        raise NoPartsError
    whole = {name: column[: begins[-1]] for name, column in columns.items()}
    return Side(**whole, read_names=read_names or _reader_of_parts(readers, np.array(begins)))


class NoPartsError(ValueError):
    """A version without any part: read its file first."""


def _with_room(column: NDArray[Any] | None, part: NDArray[Any], begin: int) -> NDArray[Any]:
    """Write a part behind what is there, in a column half as large again as needed; unused room takes no memory."""
    end = begin + len(part)
    if column is None or len(column) < end:
        wider = np.empty(end + end // 2, dtype=part.dtype)
        if column is not None:
            wider[:begin] = column[:begin]
        column = wider
    column[begin:end] = part
    return column


def _reader_of_parts(readers: Sequence[ReadNames], begins: Ints) -> ReadNames:
    def read_names(rows: Ints) -> list[tuple[str, str]]:
        names: list[tuple[str, str]] = [("", "")] * len(rows)
        part = np.searchsorted(begins, rows, side="right") - 1
        for i in np.unique(part).tolist():
            at = np.flatnonzero(part == i)
            for where, name in zip(at.tolist(), readers[i](rows[at] - begins[i]), strict=True):
                names[where] = name
        return names

    return read_names


@lru_cache(maxsize=1 << 14)
def surname_keys(surname: str) -> tuple[int, int, int, int]:
    """Give a surname's sum of words, its words together, its initial and the text as written, as keys."""
    words = words_of(surname, surname=True)
    return (
        sum(map(key_of, words)) & _WHOLE,
        key_of("".join(words)),
        _letter(words[0]) if words else 0,
        key_of(surname),
    )


class ForenameKeys(NamedTuple):
    """Keys of a column of forenames, as a `Side` has them but for their halves; `written` is mixed of two parts."""

    name: Keys
    first: Keys
    rest: Keys
    letters: Keys
    written: Keys


def forename_columns(forenames: Sequence[str]) -> ForenameKeys:
    """Key a column of forenames.

    The first and what follows are keyed apart and put together: of either a file has a few hundred, of both together
    nearly as many as it has electors. Where the first is no single word, as in `Anne/Marie Jane`, all is keyed at once.
    """
    parts = [text.partition(" ") for text in forenames]
    head = _distinct([part[0] for part in parts], forename_keys)
    tail = _distinct([part[2] for part in parts], forename_keys)
    name, first, letters = head[:, 0] + tail[:, 0], head[:, 1].copy(), head[:, 3].copy()
    rest = head[:, 2] + tail[:, 0]
    letters |= (tail[:, 3] & np.uint64(_NAMES)) << np.uint64(LETTER_BITS)
    letters[(tail[:, 3] & np.uint64(FIRST_IS_INITIAL | MIDDLES_ARE_INITIALS)) != 0] |= np.uint64(MIDDLES_ARE_INITIALS)
    for row in np.flatnonzero((head[:, 5] != 1) & (tail[:, 5] != 0)).tolist():
        name[row], first[row], rest[row], letters[row] = forename_keys(forenames[row])[:4]
    return ForenameKeys(name, first, rest, letters, mixed(head[:, 4], tail[:, 4]))


@lru_cache(maxsize=1 << 14)
def forename_keys(forenames: str) -> tuple[int, int, int, int, int, int]:
    """Give forenames' sum of words, the first, the sum of the rest, their letters and the text, as keys; how many."""
    words = [word for part in forenames.split() for word in _word_keys(part)]
    if not words:
        return 0, 0, 0, 0, hash_of(forenames), 0
    first, letters, is_initial = words[0]
    letters <<= LETTER_BITS
    if is_initial:
        letters |= FIRST_IS_INITIAL
    rest = 0
    for i, (key, letter, is_initial) in enumerate(words[1:], start=2):
        rest += key
        if i <= MIDDLES + 1:
            letters |= letter << (LETTER_BITS * i)
        if is_initial:
            letters |= MIDDLES_ARE_INITIALS
    return (first + rest) & _WHOLE, first, rest & _WHOLE, letters, hash_of(forenames), len(words)


@lru_cache(maxsize=1 << 14)
def _word_keys(written: str) -> tuple[tuple[int, int, bool], ...]:
    """Give key, letter and whether it is an initial of what is written without a blank: one word, or several."""
    return tuple((key_of(word), _letter(word), len(word) == 1) for word in words_of(written))


def _door(address: Address) -> tuple[int, int, int]:
    house = f"{building_part(address.number, address.name)}|{unit_part(address.unit)}"
    return door_number(address), street_number(address), key_number(house)


def _letter(word: str) -> int:
    """Give a word's initial as 1 to 26, or 27 to 31 outside a to z."""
    code = ord(word[0]) - ord("a")
    return code + 1 if 0 <= code < 26 else 27 + code % 5  # noqa: PLR2004 - letters


def _half(keys: Keys) -> Halves:
    """Keep the low 32 bits."""
    return (keys & np.uint64(_LOW)).astype(np.uint32)


def _distinct(texts: Sequence[str], read: Callable[[str], tuple[int, ...]]) -> Keys:
    """Work something out once for each distinct text; one row of numbers for each of `texts`."""
    places = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    codes = np.fromiter(map(places.__getitem__, texts), np.int32, len(texts))
    table = np.array([read(text) for text in places] or [read("")], dtype=np.uint64)
    return table[codes]
