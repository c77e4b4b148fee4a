"""An address, taken apart: street, building, door. docs/methods/address.md gives the order of the parts."""

import re
from typing import NamedTuple

from muster.register.batch import Lines
from muster.register.pieces import Piece, is_open_range, read_line
from muster.register.streets import NOTHING_KNOWN, Known, behind_locality, is_street, locality_of, settle
from muster.register.words import well_written

_DISTRICT = re.compile(r"[A-Za-z]{1,2}\d{1,2}")


class Address(NamedTuple):
    """Where a door is, in words. Parts that an address does not have are ''.

    Attributes:
        street: the street's name as written best, such as 'Mill Street'.
        locality: what tells two streets of one name apart: village, suburb, else town.
        number: the building's number with its letter or range: '14', '14A', '4-6'.
        name: the building's name, such as 'Rose Cottage' or 'Mill House'.
        unit: the door within it: 'Flat 3', '2F1'; '' where the building is one door.
    """

    street: str = ""
    locality: str = ""
    number: str = ""
    name: str = ""
    unit: str = ""


def parse_address(lines: Lines, *, known: Known = NOTHING_KNOWN) -> Address:
    """Take an address apart.

    Args:
        lines: its lines from the door outwards, without the postcode.
        known: the streets and places of the whole file (`learn_streets`), by which a named house's street is told
            from its village. Without it a text is a street if it ends as one: 'Mill Lane', not 'Broadway'.

    Sources: the order of the elements is that of Royal Mail's Postcode Address File (sub-building, building name,
    number, dependent thoroughfare, thoroughfare, double dependent locality, dependent locality, post town).
    """
    return parse_whole(lines, known=known)[0]


def parse_whole(lines: Lines, *, known: Known = NOTHING_KNOWN) -> tuple[Address, Lines]:
    """Take an address apart, as `parse_address` does; with what stands behind its locality."""
    pieces = with_districts([piece for line in _rejoined(lines) for piece in read_line(line)])
    units = [piece.text for piece in pieces if piece.kind == "unit"]
    pieces = [piece for piece in pieces if piece.kind != "unit"]
    for at in range(len(pieces) - 2, -1, -1):
        if pieces[at].kind != "text" and pieces[at + 1].kind == "text":
            return _numbered(pieces, at, units, known)
    return _unnumbered(pieces, units, known)


def format_address(address: Address) -> Lines:
    """Write an address as lines from the door outwards; `parse_address` reads them as the same address."""
    street = f"{address.number} {address.street}".strip()
    return tuple(line for line in (address.unit, address.name, street, address.locality) if line)


def _rejoined(lines: Lines) -> Lines:
    """Put '4-' and '6 Mill Street' together, which some files hold in two columns."""
    for at, line in enumerate(lines[:-1]):
        if is_open_range(line) and lines[at + 1][:1].isdigit():
            return (*lines[:at], line + lines[at + 1], *lines[at + 2 :])
    return lines


def with_districts(pieces: list[Piece]) -> list[Piece]:
    """Behind a text 'E17' is a postal district, and before it a door."""
    first = next((at for at, piece in enumerate(pieces) if piece.kind == "text"), len(pieces))
    return [
        Piece("text", piece.text) if at > first and _DISTRICT.fullmatch(piece.text) else piece
        for at, piece in enumerate(pieces)
    ]


def _numbered(pieces: list[Piece], at: int, units: list[str], known: Known) -> tuple[Address, Lines]:
    number = pieces[at].text
    if pieces[at].kind == "stroke":  # nothing numbered follows, so the building comes first: '14/3 Mill Street'
        number, _, unit = number.partition("/")
        units = [*units, unit]
    units = [*units, *(piece.text for piece in pieces[:at] if piece.kind != "text")]
    names = [well_written(piece.text) for piece in pieces[:at] if piece.kind == "text"]
    rest = tuple(piece.text for piece in pieces[at + 2 :] if piece.kind == "text")
    settled = settle(pieces[at + 1].text, rest, known)
    if settled.role == "unit":
        units, names, number = [*units, number], [*names, settled.name], ""
    elif settled.role == "number" and settled.name:
        names = [*names, settled.name]
    elif settled.role == "name":
        names, number = [*names, f"{number} {settled.name}"], ""
    address = Address(settled.street, settled.locality, number, ", ".join(names), unit_text(units))
    return address, settled.behind


def _unnumbered(pieces: list[Piece], units: list[str], known: Known) -> tuple[Address, Lines]:
    texts = [piece.text for piece in pieces if piece.kind == "text"]
    loose = [piece.text for piece in pieces if piece.kind != "text"]
    number = loose.pop() if texts and loose else ""  # 'Mill Street 14'
    at = next((at for at in range(1, len(texts)) if is_street(texts[at], known)), None)
    if texts and (at is None or number) and is_street(texts[0], known):
        at = 0
    unit = unit_text([*units, *loose])
    name = ", ".join(well_written(text) for text in texts[: 1 if at is None else at])
    if not (number or name):  # 'Caravan 4', 'Mill Lane'
        name, unit = unit, ""
    street = "" if at is None else well_written(texts[at])
    rest = tuple(texts[1 if at is None else at + 1 :])
    return Address(street, locality_of(rest, known), number, name, unit), behind_locality(rest, known)


def unit_text(units: list[str]) -> str:
    """Write a door's units as one: 'Room 2, Flat 3'."""
    return ", ".join(unit if unit[:1].isdigit() else well_written(unit) for unit in units)
