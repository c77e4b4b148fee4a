"""Long columns of numbers that lie on the disk while a file is read: there are many, and each is looked at seldom."""

from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from muster.register.side import ARRAYS, ReadNames, Side


class Columns:
    """Columns by name, each in a file that has none: it takes no memory, and is gone however we end.

    To be entered; its files are closed when it is left.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, IO[bytes]] = {}
        self._types: dict[str, np.dtype[Any]] = {}

    def __enter__(self) -> Self:
        """Give the columns."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close what they lie in."""
        for file in self._files.values():
            file.close()

    def add(self, **parts: NDArray[Any]) -> None:
        """Write parts behind what is there; a column has the type of its first part."""
        for name, part in parts.items():
            if name not in self._files:
                self._files[name] = TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - closed when we are left
                self._types[name] = part.dtype
            np.ascontiguousarray(part, dtype=self._types[name]).tofile(self._files[name])

    def read(self, name: str) -> NDArray[Any]:
        """Read a whole column; an empty one, of whole numbers, if nothing was ever written."""
        if name not in self._files:
            return np.zeros(0, dtype=np.int64)
        file = self._files[name]
        file.seek(0)
        return np.fromfile(file, dtype=self._types[name])


class KeptSide(Side):
    """A version's electors whose arrays are read from the disk whenever they are asked for."""

    columns: Columns
    length: int

    def __init__(self, columns: Columns, *, length: int, read_names: ReadNames) -> None:
        for name, value in (("columns", columns), ("length", length), ("read_names", read_names)):
            object.__setattr__(self, name, value)

    def __getattribute__(self, name: str) -> Any:
        """Read an array, or give what else is asked for."""
        return self.columns.read(name) if name in _ARRAYS else super().__getattribute__(name)

    def __len__(self) -> int:
        """How many electors."""
        return self.length


_ARRAYS = frozenset(ARRAYS)


def add_side(columns: Columns, side: Side) -> None:
    """Write the arrays of a part of a version."""
    columns.add(**{name: getattr(side, name) for name in ARRAYS})
