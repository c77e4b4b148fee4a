"""Columns of a table for `muster learn`: read whole or refused with row, column and cure; CSV, or CSV packed as .gz."""

import gzip
import math
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from muster.cli.folder import FolderError, read_file
from muster.table import CellError, Column, Table, TableError, read_table

_YES, _NO = {"1", "yes", "y", "true"}, {"0", "no", "n", "false"}


def read_rows(path: Path, columns: Sequence[Column], *, unique: str = "") -> Table:
    """Read the columns wanted of a table that somebody named.

    Raises:
        TableError: with every row that can't be read, its column and cure: then nothing is worked out.
        FolderError: if the file can't be read.
    """
    content = read_file(path)
    if path.suffix.lower() == ".gz":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            raise FolderError(f"{path}: this is no whole .gz file; bring it again") from None
    table = read_table(content, columns, name=path.name, unique=unique)
    if table.problems:
        raise TableError(path.name, table.problems)
    return table


def named(column: str) -> str:
    """Give a column's name as `read_table` knows it: whichever capitals it has in the file or on the command line."""
    return column.strip().casefold()


def number(text: str) -> float:
    """Read a number with a decimal point."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CellError("write a number, with a point before decimals")
    return value


def yes_or_no(text: str) -> float:
    """Read yes or no, or 1 or 0."""
    told = text.casefold()
    if told in _YES:
        return 1.0
    if told in _NO:
        return 0.0
    raise CellError("write 1 or 0, or yes or no")


def number_or_yes(text: str) -> float:
    """Read a number; yes is 1 and no is 0."""
    told = text.casefold()
    return 1.0 if told in _YES else 0.0 if told in _NO else number(text)


def numbers_of(table: Table, column: str) -> NDArray[np.float64]:
    """Give a column as numbers, (rows,); nan where a cell is blank (let the column's default be nan)."""
    return np.array([row.values[column] for row in table.rows], dtype=np.float64)


def words_of(table: Table, column: str) -> tuple[str, ...]:
    """Give a column as it stands, one text a row."""
    return tuple(row.values[column] for row in table.rows)
