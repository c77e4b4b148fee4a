"""Tables as CSV, and the rows planted in them that a reader must refuse."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from muster.county.chance import Chance

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A row that must be refused: where it stands, the column that is wrong and what stands there.

    Rows count from 1, the header included.
    """

    file: str
    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake to plant: the cells to overwrite in a copy of a good row, and the column that a reader will name.

    `keep` plants the copy with the good row's own key, so that the key stands twice.
    """

    column: str
    value: str
    keep: bool = False


def plant(
    file: str,
    header: Sequence[str],
    rows: Sequence[Cells],
    slips: Sequence[Slip],
    *,
    again: Callable[[str], str],
    key: Callable[[Cells], str] = lambda row: row[0],
    chance: Chance,
) -> tuple[list[Cells], tuple[Planted, ...]]:
    """Put one spoilt copy of a good row behind that row for each slip; the good rows all stay.

    `again` gives the copy a key of its own ('14A Mill Street' of '14 Mill Street'), unless the slip keeps the key.
    `key` says what a reader will call a key that stands twice.
    """
    spoilt = sorted(chance.shuffled(range(len(rows) // 20, len(rows) * 19 // 20))[: len(slips)])
    after = dict(zip(spoilt, slips, strict=True))
    out: list[Cells] = []
    planted = []
    for i, row in enumerate(rows):
        out.append(row)
        if i in after:
            slip = after[i]
            cells = [row[0] if slip.keep else again(row[0]), *row[1:]]
            if not slip.keep:
                cells[header.index(slip.column)] = slip.value
            out.append(tuple(cells))
            planted.append(Planted(file, len(out) + 1, slip.column, key(row) if slip.keep else slip.value))
    return out, tuple(planted)


def table_bytes(header: Sequence[str], rows: Sequence[Cells]) -> bytes:
    """Write a table as UTF-8 CSV with one kind of line end on every machine."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
