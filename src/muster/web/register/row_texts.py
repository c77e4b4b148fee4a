"""The texts of a file's rows for PostgreSQL, as its COPY reads them: written once while reading, sent as they lie.

They lie in a file beside the stage, a line a row, and go with it. SQLite has them in the stage itself.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from muster.web.register.columns import Columns

Ids = NDArray[np.int64]
ROW_TEXTS = "rows.copy"  # beside the stage
NAMED = ("surname", "forenames", "folded", "markers", "franchise", "attains_on", "keys")
_SURNAME = NAMED.index("surname")
_NEW_LINE = ord("\n")
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_MEANT = {escape: letter for letter, escape in _ESCAPES.items()}
_ESCAPED = re.compile(r"\\[\\tnr]")


class RowTexts:
    """Lines of text, written one after the other and read anywhere."""

    def __init__(self, folder: Path, columns: Columns) -> None:
        """Begin anew in a folder, whatever an earlier attempt left."""
        self.folder = folder
        self._file: IO[bytes] = (folder / ROW_TEXTS).open("w+b")
        self._columns = columns

    def add(self, *texts: Sequence[str]) -> None:
        """Write rows, given as columns in the order of `NAMED`, as COPY reads them."""
        lines = list(map("\t".join, zip(*texts, strict=True)))
        whole = "\n".join([*lines, ""]).encode()
        ends = np.flatnonzero(np.frombuffer(whole, dtype=np.uint8) == _NEW_LINE)
        self._columns.add(line_length=np.diff(ends, prepend=-1).astype(np.int32))
        self._file.write(whole)

    def read_names(self) -> Callable[[Ids], list[tuple[str, str]]]:
        """Give what reads surname and forenames of some lines, from 0."""
        self._file.flush()

        def read(rows: Ids) -> list[tuple[str, str]]:
            begins = np.cumsum(self._columns.read("line_length"), dtype=np.int64)
            names = []
            for begin in np.where(rows > 0, begins[rows - 1], 0).tolist():
                self._file.seek(begin)
                cells = self._file.readline().decode().split("\t")
                names.append((_meant(cells[_SURNAME]), _meant(cells[_SURNAME + 1])))
            return names

        return read

    def close(self) -> None:
        """End writing."""
        self._file.close()


def escaped(texts: Sequence[str]) -> Sequence[str]:
    """Write texts as COPY reads them: nearly none needs anything."""
    if not _SPECIAL.search("".join(texts)):
        return texts
    return [_SPECIAL.sub(lambda found: _ESCAPES[found[0]], text) for text in texts]


def _meant(text: str) -> str:
    return _ESCAPED.sub(lambda found: _MEANT[found[0]], text) if "\\" in text else text
