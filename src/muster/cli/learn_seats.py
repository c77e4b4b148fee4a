"""Tables of seats for `muster learn swing`: a row a seat, a column a party."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli.folder import FolderError

if TYPE_CHECKING:
    from muster.learn.seats import Country, Floats, Ints
    from muster.table import Table


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a file hold what; `parties` gives each party its column."""

    seat: str
    parties: Mapping[str, str]
    apart: str = ""
    held: str = ""
    lumps: tuple[str, ...] = ()
    only: str = ""


def read_seats(path: Path, columns: Columns) -> "tuple[Country, tuple[str, ...]]":
    """Read seats, and the names of the parts of the country that swing apart.

    Raises:
        TableError: with each row that can't be read, and its cure.
        FolderError: if the file can't be read, holds no seat, or a party has no votes in it at all.
    """
    import numpy as np

    from muster.cli.learn_table import read_rows, words_of
    from muster.learn.seats import Country
    from muster.table import Column, Table

    counts = [Column(column, _votes, default=math.nan) for column in columns.parties.values()]
    column, wanted = _wanted(columns.only)
    words = [Column(name, required=True) for name in (columns.seat, columns.apart, columns.held, column) if name]
    table = read_rows(path, [*counts, *words])
    kept = tuple(row for row in table.rows if not column or row.values[column].casefold() in wanted)
    if not kept:
        raise FolderError(
            f"{path}: no seat stands in it{f' with --only {columns.only}' if column else ''}; add a row a seat"
        )
    table = Table(kept, ())
    _check_once(path, table, columns.seat)
    where = words_of(table, columns.apart) if columns.apart else ("",) * len(table.rows)
    parts = tuple(sorted(set(where)))
    order = tuple(columns.parties)
    country = Country(
        names=words_of(table, columns.seat), parties=order, votes=_counted(path, table, columns),
        nation=np.array([parts.index(part) for part in where], dtype=np.int64),
        lumps=frozenset(order.index(lump) for lump in columns.lumps),
        held=_held(path, table, columns.held, order) if columns.held else None,
    )  # fmt: skip
    return country, parts


def join_seats(before: "Country", after: "Country") -> "tuple[Country, Country]":
    """Keep the seats that stand in both, in the order of the first.

    Raises:
        FolderError: if there is none.
    """
    import numpy as np

    from muster.learn.seats import Country

    place = {name: i for i, name in enumerate(after.names)}
    mine = np.array([i for i, name in enumerate(before.names) if name in place], dtype=np.int64)
    if not len(mine):
        raise FolderError("no seat of the first file stands in the second; --seat names the column that both share")
    theirs = np.array([place[before.names[i]] for i in mine], dtype=np.int64)
    names = tuple(before.names[i] for i in mine)
    nation = before.nation[mine]
    held = None if before.held is None else before.held[mine]
    one = Country(names, before.parties, before.votes[mine], nation, before.lumps, held)
    return one, Country(names, after.parties, after.votes[theirs], nation, after.lumps)


def read_shares(told: Sequence[str], *, parties: Sequence[str], parts: Sequence[str]) -> "Floats":
    """Read new shares as typed, `Scotland:snp=40,lab=35`, into (parts, parties); what isn't named keeps nothing.

    Raises:
        FolderError: if a part or a party isn't known, one is missing, or shares don't add up to 100.
    """
    import numpy as np

    shares = np.full((len(parts), len(parties)), math.nan)
    for text in told:
        part, colon, rest = text.rpartition(":")
        if part.strip() not in parts:
            known = ", ".join(parts) or "none"
            cure = (
                "write PART: before the shares, PART being one of" if parts != ("",) else "there are no parts; without"
            )
            raise FolderError(f"--shares {text}: {cure} {known if parts != ('',) else '--apart write A=40,B=35'}")
        del colon
        shares[list(parts).index(part.strip())] = _typed(rest, parties)
    absent = [part for part, row in zip(parts, shares, strict=True) if np.isnan(row).any()]
    if absent:
        raise FolderError(f"--shares: none are given for {absent[0]}; write --shares '{absent[0]}:...' as well")
    return shares


def _typed(text: str, parties: Sequence[str]) -> "Floats":
    import numpy as np

    row = np.zeros(len(parties))
    for word in text.split(","):
        name, sign, value = (piece.strip() for piece in word.partition("="))
        try:
            share = float(value)
        except ValueError:
            share = math.nan
        if name.casefold() not in parties or not sign or not 0 <= share <= 100:  # noqa: PLR2004 - percent
            known = ", ".join(parties)
            raise FolderError(f"--shares {word.strip()}: write PARTY=SHARE in percent, PARTY being one of {known}")
        row[list(parties).index(name.casefold())] = share
    if abs(row.sum() - 100) > 1:
        raise FolderError(
            f"--shares {text}: these add up to {row.sum():g}, not to 100; give others their share as well"
        )
    shares: Floats = row / row.sum()
    return shares


def _votes(text: str) -> float:
    from muster.cli.learn_table import number

    return number(text.replace(",", ""))


def _counted(path: Path, table: "Table", columns: Columns) -> "Floats":
    import numpy as np

    from muster.cli.learn_table import numbers_of

    _check_votes(path, table, columns)
    votes = np.column_stack([numbers_of(table, column) for column in columns.parties.values()])
    for party, column in zip(columns.parties, votes.T, strict=True):
        if np.isnan(column).all():
            name = columns.parties[party]
            raise FolderError(f"{path}: no votes stand in a column '{name}'; check its name, or leave '{party}' out")
    counted: Floats = np.nan_to_num(votes, nan=0.0)
    return counted


def _check_votes(path: Path, table: "Table", columns: Columns) -> None:
    from muster.table import Problem, TableError

    cure = "votes aren't below 0; leave the cell blank where a party didn't stand"
    wrong = [
        Problem(row.number, column, f"{row.values[column]:g}", cure)
        for row in table.rows
        for column in columns.parties.values()
        if row.values[column] < 0
    ]
    if wrong:
        raise TableError(path.name, wrong)


def _wanted(only: str) -> tuple[str, set[str]]:
    column, sign, values = only.partition("=")
    if only and not (column.strip() and sign and values.strip()):
        raise FolderError(f"--only {only}: write COLUMN=VALUE, such as election=2015")
    return column.strip().casefold(), {value.strip().casefold() for value in values.split(",")}


def _check_once(path: Path, table: "Table", seat: str) -> None:
    from muster.table import Problem, TableError

    seen: dict[str, int] = {}
    wrong = []
    for row in table.rows:
        first = seen.setdefault(row.values[seat], row.number)
        if first != row.number:
            cure = f"this seat stands in row {first} as well; --only picks one election of a file"
            wrong.append(Problem(row.number, seat, row.values[seat], cure))
    if wrong:
        raise TableError(path.name, wrong)


def _held(path: Path, table: "Table", column: str, parties: tuple[str, ...]) -> "Ints":
    import numpy as np

    from muster.table import Problem, TableError

    wrong = [row for row in table.rows if row.values[column].casefold() not in parties]
    if wrong:
        cure = "write a party as --parties does"
        raise TableError(path.name, [Problem(row.number, column, row.values[column], cure) for row in wrong])
    return np.array([parties.index(row.values[column].casefold()) for row in table.rows], dtype=np.int64)
