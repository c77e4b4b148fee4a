"""Where postcodes and properties lie: a table that somebody brings, kept as sorted arrays to look things up in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.table import Problem, TableError

Kind: TypeAlias = Literal["postcode", "uprn"]
KINDS: tuple[Kind, ...] = ("postcode", "uprn")
DEGREE = 10_000_000  # positions are whole 1e-7 degrees, about a centimetre
NO_KEY = -1
ENDED, ROUGH = 1, 2  # flags: a postcode no longer in use; a position that stands for a whole sector
_AT_ONCE = 1 << 16  # keys: what is worked out on the way takes several times their room
_MAGIC = b"MUSTERG1"
_POSTCODE_LENGTH = 7
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
_BASE = 37


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by key, in ascending order of the key, each once.

    Attributes:
        kind: what the keys are: 'postcode' (packed by `postcode_keys`) or 'uprn' (the number itself).
        keys: int64[n].
        lon, lat: int32[n], in 1e-7 degrees.
        flags: uint8[n], `ENDED` and `ROUGH`.
    """

    kind: Kind
    keys: NDArray[np.int64]
    lon: NDArray[np.int32]
    lat: NDArray[np.int32]
    flags: NDArray[np.uint8]

    def __len__(self) -> int:
        """Count the places."""
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up; each [n]. Where `found` is not set the degrees are NaN."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    found: NDArray[np.bool_]
    flags: NDArray[np.uint8]


def look_up(gazetteer: Gazetteer, keys: NDArray[np.int64]) -> Found:
    """Find where keys lie.

    Args:
        gazetteer: the table.
        keys: int64[n]; NO_KEY is never found.
    """
    n = len(keys)
    found = Found(np.full(n, np.nan), np.full(n, np.nan), np.zeros(n, np.bool_), np.zeros(n, np.uint8))
    for begin in range(0, n if len(gazetteer) else 0, _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        at = np.minimum(np.searchsorted(gazetteer.keys, keys[some]), len(gazetteer) - 1)
        there = gazetteer.keys[at] == keys[some]
        found.lon[some] = np.where(there, gazetteer.lon[at] / DEGREE, np.nan)
        found.lat[some] = np.where(there, gazetteer.lat[at] / DEGREE, np.nan)
        found.found[some] = there
        found.flags[some] = np.where(there, gazetteer.flags[at], 0)
    return found


def postcode_keys(postcodes: Sequence[str]) -> NDArray[np.int64]:
    """Pack postcodes, written without a blank and in capitals, into int64[n]: seven places of base 37.

    A text that is no postcode gives NO_KEY.
    """
    key_of: dict[str, int] = {}
    for postcode in postcodes:
        if postcode not in key_of:
            key_of[postcode] = _postcode_key(postcode)
    return np.array([key_of[postcode] for postcode in postcodes], dtype=np.int64)


def uprn_keys(uprns: Sequence[str]) -> NDArray[np.int64]:
    """Turn property numbers into int64[n]; '' and what is no number of at most 12 digits give NO_KEY."""
    most = 12
    ok = (uprn.isascii() and uprn.isdecimal() and len(uprn.lstrip("0")) <= most for uprn in uprns)
    return np.array([int(uprn) if good else NO_KEY for uprn, good in zip(uprns, ok, strict=True)], dtype=np.int64)


def to_chunks(gazetteer: Gazetteer) -> Iterator[bytes]:
    """Write a gazetteer as bytes to be kept in a file, a part at a time."""
    yield _MAGIC + np.array([KINDS.index(gazetteer.kind), len(gazetteer)], dtype="<i8").tobytes()
    columns = (gazetteer.keys, "<i8"), (gazetteer.lon, "<i4"), (gazetteer.lat, "<i4"), (gazetteer.flags, "u1")
    for column, kind in columns:
        for at in range(0, len(column), 1 << 20):
            yield column[at : at + (1 << 20)].astype(kind).tobytes()


def from_buffer(buffer: bytes | memoryview) -> Gazetteer:
    """Read what `to_chunks` wrote, without copying it: the buffer may be a mapped file.

    Raises:
        TableError: if the bytes are cut short or of another kind of file.
    """
    head = len(_MAGIC) + 16
    whole = bytes(buffer[: len(_MAGIC)]) == _MAGIC and len(buffer) >= head
    kind, count = np.frombuffer(buffer, "<i8", 2, len(_MAGIC)).tolist() if whole else (0, 0)
    if not whole or len(buffer) != head + count * 17 or kind not in range(len(KINDS)):
        cure = "these bytes are no kept gazetteer, or only a part of one; bring the table again"
        raise TableError("gazetteer", [Problem(1, "", "", cure)])
    keys = np.frombuffer(buffer, "<i8", count, head)
    lon, lat = (np.frombuffer(buffer, "<i4", count, head + count * at) for at in (8, 12))
    return Gazetteer(KINDS[kind], keys, lon, lat, np.frombuffer(buffer, "u1", count, head + count * 16))


def _postcode_key(postcode: str) -> int:
    if not _POSTCODE.fullmatch(postcode):
        return NO_KEY
    key = 0
    for letter in postcode.ljust(_POSTCODE_LENGTH, "\0"):
        key = key * _BASE + _digit(letter)
    return key


def _digit(letter: str) -> int:
    if letter.isdigit():
        return ord(letter) - ord("0") + 1
    return ord(letter) - ord("A") + 11 if letter != "\0" else 0
