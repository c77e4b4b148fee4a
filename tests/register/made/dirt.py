"""What councils' files are like: encodings, titles above the header, stray blanks, postcodes out of place."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

NBSP = "\u00a0"
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "utf-16-le", "utf-16-le with a mark")


@dataclass(frozen=True, slots=True)
class Dirt:
    """How dirty a file is. Shares are drawn from `seed`; everything is off to begin with.

    Attributes:
        encoding: one of ENCODINGS.
        title: lines above the header.
        born: whether a column of birthdays holds birthdays, else the days on which attainers may first vote.
        wandering: the postcode stands in any column of the address, at times in the last as well.
        nbsp, trailing: hard blanks inside addresses, blanks at the ends of cells.
        vendor_marks: '(z) ' before some last names.
        spaced_ranges: '4- 6 Mill Road'.
        commas: the whole address in one cell, with commas.
        blank_suffix: a suffix of 0 is left blank.
        uprn: a column of property numbers, padded to twelve digits where `padded_uprn`.
        odd_districts: the first district is called 'KD-2/2'.
        blank_lines: empty lines and rows of delimiters between the rows.
        one_letter_case: '' as they are, 'upper' for last names in capitals.
    """

    seed: int = 0
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\r\n"
    title: tuple[str, ...] = ()
    quote_all: bool = False
    born: bool = False
    wandering: bool = False
    nbsp: bool = False
    trailing: bool = False
    vendor_marks: bool = False
    spaced_ranges: bool = False
    commas: bool = False
    blank_suffix: bool = False
    uprn: bool = False
    padded_uprn: bool = False
    odd_districts: bool = False
    blank_lines: bool = False
    one_letter_case: Literal["", "upper"] = ""


CLEAN = Dirt()
FILTHY = Dirt(
    encoding="cp1252",
    title=("Merrowby Borough Council - Register of Electors", ""),
    wandering=True,
    nbsp=True,
    trailing=True,
    vendor_marks=True,
    spaced_ranges=True,
    commas=True,
    blank_suffix=True,
    uprn=True,
    padded_uprn=True,
    odd_districts=True,
    blank_lines=True,
)
KINDS = {
    "clean": CLEAN,
    "filthy": FILTHY,
    "tabs, marked utf-8": Dirt(encoding="utf-8-sig", delimiter="\t"),
    "windows": Dirt(encoding="cp1252", nbsp=True),
    "latin-9, birthdays": Dirt(encoding="iso-8859-15", born=True, title=("Register of Electors",)),
    "utf-16, tabs": Dirt(encoding="utf-16-le", delimiter="\t", line_end="\n"),
    "utf-16 with a mark": Dirt(encoding="utf-16-le with a mark", quote_all=True),
    "postcodes astray": Dirt(wandering=True, trailing=True, blank_suffix=True),
    "odd numbers": Dirt(odd_districts=True, blank_lines=True, uprn=True, padded_uprn=True),
    "commas, ranges": Dirt(commas=True, spaced_ranges=True, one_letter_case="upper"),
}


def encoded(text: str, dirt: Dirt) -> bytes:
    """Encode a file's text."""
    if dirt.encoding == "utf-16-le with a mark":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(dirt.encoding)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], dirt: Dirt) -> tuple[bytes, list[int]]:
    """Write a table; give its bytes and each row's place in the file, counted from 1 with every line above it."""
    out = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if dirt.quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=dirt.delimiter, lineterminator=dirt.line_end, quoting=quoting)
    rng = Random(dirt.seed)
    for line in dirt.title:
        out.write(line + dirt.line_end)
    writer.writerow(header)
    at = len(dirt.title) + 1
    places = []
    for cells in rows:
        if dirt.blank_lines and rng.random() < 0.01:
            out.write((dirt.delimiter * (len(header) - 1) if rng.random() < 0.5 else "") + dirt.line_end)
            at += 1
        at += 1
        places.append(at)
        writer.writerow([_soiled(cell, dirt, rng) for cell in cells])
    return encoded(out.getvalue(), dirt), places


def astray(lines: Sequence[str], postcode: str, width: int, dirt: Dirt, rng: Random) -> tuple[list[str], str]:
    """Lay an address out in `width` columns and give the postcode's own column too, from which it may be gone."""
    cells = list(lines) + [""] * (width - len(lines))
    if not (dirt.wandering and lines and len(lines) < width - 1):
        return cells, postcode
    share = rng.random()
    if share < 0.25:
        return cells, postcode
    at = len(lines) if share < 0.8 else int(rng.random() * (len(lines) + 1))
    cells = [*lines[:at], postcode, *lines[at:]] + [""] * (width - len(lines) - 1)
    if rng.random() < 0.3:
        cells[-1] = postcode
    return cells, postcode if rng.random() < 0.3 else ""


def with_seed(dirt: Dirt, seed: int) -> Dirt:
    """The same dirt, fallen elsewhere."""
    return replace(dirt, seed=seed)


def _soiled(cell: str, dirt: Dirt, rng: Random) -> str:
    if not cell:
        return cell
    if dirt.nbsp and " " in cell and rng.random() < 0.1:
        cell = cell.replace(" ", NBSP, 1)
    if dirt.trailing and rng.random() < 0.1:
        cell += "  " if rng.random() < 0.5 else " "
    return cell
