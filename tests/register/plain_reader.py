"""A slow, plain reader of X2 and X3 files: the whole text at once, csv, one row after another, one dictionary each.

It shares with the real one what a cell means, and nothing of how a file is cut, split, kept in columns and counted.
"""

import csv
import datetime as dt
import io
from typing import Any, NamedTuple

from muster.register.dates import comes_of_age, read_date
from muster.register.lines import read_home
from muster.register.names import read_name
from muster.register.numbers import are_lettered, read_district, read_number, read_suffix
from muster.register.values import change_of, read_month, read_uprn


class Plain(NamedTuple):
    """What was found: rows with their numbers, rows set aside, blank ones, those that came and went."""

    rows: list[tuple[Any, ...]]
    aside: list[int]
    blank: int
    passing: int


def read_plainly(text: str, *, delimiter: str) -> Plain:
    """Read a file whose quotes are whole."""
    found = Plain([], [], 0, 0)
    blank = passing = 0
    seen: set[tuple[Any, ...]] = set()
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    header = records[0]
    at = next(header.index(name) for name in ("ElectorNumber", "Elector Number") if name in header)
    lettered = are_lettered(cells[at] for cells in records[1:] if at < len(cells))
    for row, cells in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in cells):
            blank += 1
            continue
        if len(cells) != len(header):
            found.aside.append(row)
            continue
        values = _read(row, dict(zip(header, cells, strict=True)), lettered=lettered)
        if values is None:
            found.aside.append(row)
        elif values[-1] is None:
            passing += 1
        elif (key := (*values[1:4], values[-1])) in seen:
            found.aside.append(row)
        else:
            seen.add(key)
            found.rows.append(values)
    return Plain(found.rows, found.aside, blank, passing)


def _read(row: int, cells: dict[str, str], *, lettered: bool) -> tuple[Any, ...] | None:
    update = "ElectorNumber" in cells
    number = read_number(cells["ElectorNumber" if update else "Elector Number"], lettered=lettered)
    end = 0 if update else read_suffix(cells["Elector Number Suffix"])
    if isinstance(number, str) or end is None or (end and number.suffix and end != number.suffix):
        return None
    district = read_district(cells["DistrictRef" if update else "Elector Number Prefix"])
    change: Any = ""
    if update:
        months = [read_month(cells[f"Elector{what}Month"]) for what in ("Created", "Changed", "Deleted")]
        if None in months:
            return None
        change = change_of(*[month or 0 for month in months])
        district = number.district or district
    elif number.district:
        same = "".join(filter(str.isalnum, number.district)) == "".join(filter(str.isalnum, district))
        if district and not same:
            return None
        district = district or number.district
    if len(district) > 12:
        return None
    lines = [
        text for name, text in cells.items() if name.startswith(("Address", "PropertyAddress")) and name[-1].isdigit()
    ]
    home = read_home(lines, cells["PropertyPostCode" if update else "PostCode"], [1] * len(lines))
    born = read_date(cells["ElectorDOB" if update else "Elector DOB"])
    names = ("ElectorSurname", "ElectorForename") if update else ("Elector Surname", "Elector Forename")
    return (
        row, district, number.number, end or number.suffix, *[read_name(cells[name]) for name in names],
        " ".join(cells["MarkersRegisterText" if update else "Elector Markers"].split())[:12].rstrip(),
        comes_of_age(born) if isinstance(born, dt.date) else None, read_uprn(cells.get("UPRN", "")) or "",
        home.postcode, home.lines, None, "", change,
    )  # fmt: skip
