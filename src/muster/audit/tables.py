"""The lists of a plan's folder, read a second time."""

import csv
import io
import re
from dataclasses import dataclass

SERVICE_S = 75
SIDES = {"": "", "l": "left", "left": "left", "r": "right", "right": "right"}
A_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Door:
    """One door of the list."""

    name: str
    lon: float
    lat: float
    street: str
    side: str
    service_s: int
    zone: str


@dataclass(frozen=True, slots=True)
class Met:
    """One row of turfs.csv: a door, met at this place of this turf's walk."""

    row: int
    door: str
    turf: str
    order: str


class FileError(ValueError):
    """A file of the folder can't be read at all; the sentence says which and why."""


def read_doors(content: bytes) -> tuple[list[Door], int]:
    """Read the list of doors; rows that can't be read are set aside and counted."""
    doors: list[Door] = []
    names: set[str] = set()
    set_aside = 0
    for _, cells in _rows(content, "doors.csv", ("door", "lon", "lat")):
        door = _door(cells)
        if door is None or door.name in names:
            set_aside += 1
        else:
            names.add(door.name)
            doors.append(door)
    return doors, set_aside


def read_met(content: bytes) -> list[Met]:
    """Read turfs.csv as it stands."""
    rows = _rows(content, "turfs.csv", ("door", "turf", "order"))
    return [Met(row, cells["door"], cells["turf"], cells["order"]) for row, cells in rows]


def read_prices(content: bytes) -> dict[str, int]:
    """Read the prices of the bound: one for a stop, named by any of its doors."""
    prices = {}
    for row, cells in _rows(content, "prices.csv", ("door", "price")):
        try:
            prices[cells["door"]] = int(cells["price"])
        except ValueError:
            raise FileError(f"prices.csv, row {row}: '{cells['price']}' is no whole number") from None
    return prices


def _door(cells: dict[str, str]) -> Door | None:
    try:
        lon, lat = float(cells["lon"]), float(cells["lat"])
        service_s = int(cells.get("service_s") or SERVICE_S)
        side = SIDES[cells.get("side", "").casefold()]
    except (ValueError, KeyError):
        return None
    name = cells["door"]
    if not name or "" in cells or not (abs(lon) <= 180 and abs(lat) <= 90 and 0 <= service_s <= A_DAY_S):  # noqa: PLR2004 - degrees
        return None
    return Door(name, lon, lat, cells.get("street", ""), side, service_s, cells.get("zone", ""))


def _rows(content: bytes, name: str, needed: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Give row number and stripped cells by column; what stands beyond the header's columns goes under ''."""
    text = _text(content)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    try:
        rows = [
            (number, [_said(cell) for cell in cells])
            for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1)
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise FileError(f"{name} is no table ({error})") from None
    header = [cell.casefold() for cell in rows[0][1]] if rows else []
    if not set(needed) <= set(header):
        raise FileError(f"{name} needs the columns {', '.join(needed)}")
    read = []
    for number, cells in rows[1:]:
        padded = cells + [""] * (len(header) - len(cells))
        found = {column: cell for column, cell in zip(header, padded, strict=False) if column}
        if any(cells[len(header) :]):
            found[""] = "beyond"
        read.append((number, found))
    return read


def _said(cell: str) -> str:
    """Give a cell without the blanks round it, and without an apostrophe that keeps a spreadsheet from running it."""
    cell = cell.strip()
    held = cell.startswith("'") and cell.lstrip("' \t\r\n")[:1] in tuple("=+-@\uff1d\uff0b\uff0d\uff20")
    return cell[1:] if held and not re.fullmatch(r"[+-]\d[\d .,]*", cell[1:]) else cell


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
