"""A table of postcodes or properties, read from chunks of bytes into a gazetteer."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from muster.register.far import are_changed_over
from muster.register.gazetteer import DEGREE, Gazetteer, Kind
from muster.register.gazetteer_rows import BAD_KEY, BAD_PLACE, NO_PLACE, READ, read_rows
from muster.table import Problem, TableError

Box = tuple[float, float, float, float]  # least longitude, least latitude, greatest longitude, greatest latitude
MOST_PROBLEMS = 1_000
_Number = TypeVar("_Number", np.int64, np.int32, np.uint8)
_DELIMITERS = ",;\t|"
_COLUMNS = {  # ONS renames its columns from year to year: the first pattern that fits any column counts
    "postcode": (r"pcds", r"pcd8?", r"pcd7", r"post[ _-]?code[ds]?", r"pcode", r"pc"),
    "uprn": (r"uprn", r"unique[ _]property[ _]reference([ _]number)?"),
    "lon": (r"lon(g|gitude)?", r"lng", r"x?_?longitude"),
    "lat": (r"lat(itude)?", r"y?_?latitude"),
    "end": (r"doterm", r"(date[ _]of[ _])?terminat(ed|ion)(_date)?"),
    "quality": (r"osgrdind", r"grid_?ind", r"positional_quality(_indicator)?"),
    "easting": (r"(os)?east(ing)?s?(1m)?", r"x_coordinate"),
}


@dataclass(frozen=True, slots=True)
class Read:
    """A gazetteer and what became of the rows that are not in it.

    Attributes:
        gazetteer: the places, of several rows with one key the middle.
        rows: how many rows there were, without header and blank ones.
        unplaced: rows without a position, as a table of postcodes has for some islands.
        outside: rows outside the box.
        unread: rows whose key or position can't be read.
        problems: the first `MOST_PROBLEMS` of these.
    """

    gazetteer: Gazetteer
    rows: int
    unplaced: int
    outside: int
    unread: int
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Heading:
    kind: Kind
    delimiter: str
    names: list[str]
    columns: NDArray[np.int64]


_CHANGED_OVER = "longitude and latitude are changed over: give each column the other's name"


@dataclass(slots=True)
class _Kept:
    keys: list[NDArray[np.int64]] = field(default_factory=list)
    lon: list[NDArray[np.int32]] = field(default_factory=list)
    lat: list[NDArray[np.int32]] = field(default_factory=list)
    flags: list[NDArray[np.uint8]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    unplaced: int = 0
    outside: int = 0
    unread: int = 0


def read_gazetteer(
    chunks: Iterable[bytes], *, name: str = "table", kind: Kind | None = None, box: Box | None = None
) -> Read:
    """Read ONSPD, OS Open UPRN or any table with a postcode or UPRN, a longitude and a latitude.

    Takes some 20 bytes of memory for each row kept, so a box round the area keeps a table of the whole country small.

    Args:
        chunks: the file's bytes, in pieces of any size; comma, semicolon, tab or bar between cells.
        name: the file's name, for messages.
        kind: which key is wanted where the table has both; else UPRN.
        box: keep only what lies inside.

    Raises:
        TableError: if there's no header, or no column for the key, the longitude or the latitude; or if these two are
            changed over.
    """
    lines = _whole_lines(chunks)
    heading = _read_heading(next(lines, b""), name, kind)
    kept = _Kept()
    row = 2
    for text in lines:
        row += _take(text, heading, kept, row=row, box=box)
    gazetteer = _sorted(heading.kind, kept)
    if len(gazetteer) and are_changed_over(gazetteer.lon.mean() / DEGREE, gazetteer.lat.mean() / DEGREE):
        names = " and ".join(heading.names[column] for column in heading.columns[1:3].tolist())
        raise TableError(name, [Problem(1, names, "", _CHANGED_OVER)])
    return Read(gazetteer, kept.rows, kept.unplaced, kept.outside, kept.unread, tuple(kept.problems))


def _whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give the header, then pieces that end where a line does."""
    rest, headed = b"", False
    for chunk in chunks:
        text = rest + chunk
        if not headed:
            head, newline, text = text.partition(b"\n")
            if not newline:
                rest = head
                continue
            headed = True
            yield head
        cut = text.rfind(b"\n") + 1
        if cut:
            yield text[:cut]
        rest = text[cut:]
    if rest:
        yield rest + b"\n" * headed


def _read_heading(line: bytes, name: str, kind: Kind | None) -> _Heading:
    if line.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff")):
        cure = "this is no plain table; unpack it, or save it as CSV in UTF-8"
        raise TableError(name, [Problem(1, "", "", cure)])
    text = line.decode("utf-8-sig", errors="replace").strip("\r")
    delimiter = max(_DELIMITERS, key=text.count)
    names = [cell.strip().casefold() for cell in next(csv.reader([text], delimiter=delimiter), [])]
    at = {wanted: _find(names, patterns) for wanted, patterns in _COLUMNS.items()}
    kind = kind or ("uprn" if at["uprn"] >= 0 else "postcode")
    missing = [wanted for wanted in (kind, "lon", "lat") if at[wanted] < 0]
    if missing:
        found = ", ".join(names)[:200]
        raise TableError(name, [Problem(1, one, found, _missing(one, grid=at["easting"] >= 0)) for one in missing])
    ended = at["end"] if kind == "postcode" else -1
    places = np.array([at[kind], at["lon"], at["lat"], ended, at["quality"]], dtype=np.int64)
    return _Heading(kind, delimiter, names, places)


def _find(names: list[str], patterns: tuple[str, ...]) -> int:
    fits = (at for pattern in patterns for at, name in enumerate(names) if re.fullmatch(pattern, name))
    return next(fits, -1)


def _missing(column: str, *, grid: bool) -> str:
    if grid and column in {"lon", "lat"}:
        return "this table has only eastings and northings; bring one with longitude and latitude, as ONSPD has them"
    return f"no column is headed '{column}'; name it so"


def _take(text: bytes, heading: _Heading, kept: _Kept, *, row: int, box: Box | None) -> int:
    """Read a piece of whole lines into `kept`; give how many lines it has."""
    content = np.frombuffer(text, dtype=np.uint8)
    most = text.count(b"\n")
    out, flags = np.zeros((most, 3), dtype=np.int64), np.zeros(most, dtype=np.uint8)
    state = np.zeros(most, dtype=np.uint8)
    is_postcode = heading.kind == "postcode"
    count = read_rows(content, ord(heading.delimiter), heading.columns, is_postcode, out, flags, state)
    out, flags, state = out[:count], flags[:count], state[:count]
    good = state == READ
    inside = good & _is_inside(out, box)
    kept.rows += int((state != 255).sum())  # noqa: PLR2004 - a blank line
    kept.unplaced += int((state == NO_PLACE).sum())
    kept.outside += int(good.sum() - inside.sum())
    bad = np.flatnonzero((state == BAD_KEY) | (state == BAD_PLACE))
    kept.unread += len(bad)
    for at in bad[: MOST_PROBLEMS - len(kept.problems)].tolist():
        kept.problems.append(_problem(text, heading, row=row, at=at, key=bool(state[at] == BAD_KEY)))
    out = out[inside]
    kept.keys.append(out[:, 0].copy())
    kept.lon.append(out[:, 1].astype(np.int32))
    kept.lat.append(out[:, 2].astype(np.int32))
    kept.flags.append(flags[inside])
    return count


def _is_inside(out: NDArray[np.int64], box: Box | None) -> NDArray[np.bool_]:
    if box is None:
        return np.ones(len(out), dtype=np.bool_)
    west, south, east, north = (round(edge * DEGREE) for edge in box)
    lon, lat = out[:, 1], out[:, 2]
    return np.asarray((west <= lon) & (lon <= east) & (south <= lat) & (lat <= north))


def _problem(text: bytes, heading: _Heading, *, row: int, at: int, key: bool) -> Problem:
    line = text.split(b"\n", at + 1)[at].decode("utf-8", errors="replace").strip("\r")
    cells = next(csv.reader([line], delimiter=heading.delimiter), [])
    columns = heading.columns[:1] if key else heading.columns[1:3]
    value = " ".join(cells[column] if column < len(cells) else "" for column in columns.tolist())
    names = " and ".join(heading.names[column] for column in columns.tolist())
    key_cure = "write a postcode such as ZX1 0AB" if heading.kind == "postcode" else "write a number of up to 12 digits"
    return Problem(row + at, names, value, key_cure if key else "write degrees with a decimal point, such as -0.650225")


def _sorted(kind: Kind, kept: _Kept) -> Gazetteer:
    keys, lon, lat = _joined(kept.keys, np.int64), _joined(kept.lon, np.int32), _joined(kept.lat, np.int32)
    flags = _joined(kept.flags, np.uint8)
    if (keys[1:] <= keys[:-1]).any():
        order = np.argsort(keys, kind="stable")
        keys, lon, lat, flags = keys[order], lon[order], lat[order], flags[order]
        begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        if len(begins) < len(keys):
            counts = np.diff(np.append(begins, len(keys)))
            lon = (np.add.reduceat(lon.astype(np.int64), begins) // counts).astype(np.int32)
            lat = (np.add.reduceat(lat.astype(np.int64), begins) // counts).astype(np.int32)
            keys, flags = keys[begins], np.bitwise_and.reduceat(flags, begins)
    return Gazetteer(kind, keys, lon, lat, flags)


def _joined(parts: list[NDArray[_Number]], kind: type[_Number]) -> NDArray[_Number]:
    """Join parts and let go of them: a column at a time, so that no more than one stands in memory twice."""
    whole = np.concatenate(parts) if parts else np.empty(0, dtype=kind)
    parts.clear()
    return whole
