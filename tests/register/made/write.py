"""Files of every layout in formats.md 5.4, each with the rows that a reader must find in it."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import NamedTuple, TypeAlias

from tests.register.made.dirt import CLEAN, Dirt, astray, table
from tests.register.made.month import Update
from tests.register.made.people import Entry, Person
from tests.register.made.place import Door, lines_of

ADDRESS_6 = tuple(f"Address{n}" for n in range(1, 7))
NUMBER = ("Elector Number Prefix", "Elector Number", "Elector Number Suffix", "Elector Markers", "Elector DOB")
X1 = (*NUMBER, "Elector Name", "PostCode", *ADDRESS_6)
X2 = (*NUMBER, "Elector Surname", "Elector Forename", "PostCode", *ADDRESS_6)
X3 = (
    "CompanyName", "CompanyOPCSRef", "DistrictRef", "StreetName",
    *(f"PropertyAddress{n}" for n in range(1, 6)), "PropertyPostCode", "PropertyAddressPrefix", "PropertyAddressNumber",
    "ElectorNumber", "ElectorForename", "ElectorSurname", "ElectorDOB", "ElectorCreatedMonth", "ElectorChangedMonth",
    "ElectorDeletedMonth", "MarkersRegisterText", "RecordCount", "RecordTotal", "CurrentRegisterMonth",
)  # fmt: skip
H1 = (
    "PD", "ENO", "Title", "First Name(s)", "Initials", "Surname", "Suffix", "Date Of Attainment", "Franchise Flag",
    *(f"Address {n}" for n in range(1, 10)), "Postcode",
)  # fmt: skip
S1 = (
    "DISTRICT", "ELNO", "FORENAMES", "SURNAME", "QUALIFICATION", "DO18", "FLAT", "HOUSENUMBER", "STREETNAME",
    "SUBSTREETNAME", "STREETADD1", "STREETADD2", "PCODE",
)  # fmt: skip
ODD = (
    "Ref in list", "Station", "Family name", "Given names", "Notes", "Where they live", "Village or suburb",
    "Post town", "P/code", "Property ref", "Votes from", "Ward of residence", "N-S", "E-W",
)  # fmt: skip
WITHIN_STREETS = ("Albert Terrace", "Station Cottages", "Mill Row")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Cells: TypeAlias = list[str]


class Row(NamedTuple):
    """What a reader must find in a row; the fields are those of `muster.register.batch.Batch`, one value each.

    Where a layout has one column for the whole name, compare `whole_name`; where it parts number and street,
    compare `words`: a reader may part the name elsewhere, and cut an address into other lines.
    """

    row: int
    district: str
    number: int
    suffix: int
    surname: str
    forenames: str
    markers: str
    attains: dt.date | None
    uprn: str
    postcode: str
    address: tuple[str, ...]
    place: tuple[float, float] | None = None
    zone: str = ""
    change: str = ""

    @property
    def whole_name(self) -> str:
        """The name as a list has it: last name first."""
        return f"{self.surname} {self.forenames}".strip()

    @property
    def words(self) -> list[str]:
        """The address without its lines' ends."""
        return " ".join(self.address).split()


class Made(NamedTuple):
    """A file and what stands in it."""

    content: bytes
    rows: list[Row]


def write_x1(entries: Sequence[Entry], dirt: Dirt = CLEAN) -> Made:
    """Write the full register with the name in one column."""
    return _written(_with_uprn(X1, dirt), entries, dirt, lambda entry, rng: _x(entry, dirt, rng, whole_name=True))


def write_x2(entries: Sequence[Entry], dirt: Dirt = CLEAN, *, elector_id: bool = False) -> Made:
    """Write the full register with the name in two columns, and the elector's id behind if asked."""

    def cells(entry: Entry, rng: Random) -> Cells:
        ids = [_number(entry, _district(entry, dirt))] if elector_id else []
        return _x(entry, dirt, rng, whole_name=False) + ids

    header = _with_uprn(X2, dirt) + (("Elector ID",) if elector_id else ())
    return _written(header, entries, dirt, cells)


def write_x3(updates: Sequence[Update], dirt: Dirt = CLEAN, *, month: int = 3, year: int = 2026) -> Made:
    """Write a month's update; lines that amount to nothing stand in the file and not among the rows."""
    rng = Random(dirt.seed + 1)
    laid_out = []
    for i, (entry, created, changed, deleted, _) in enumerate(updates, start=1):
        person, door, district = entry.person, entry.door, _district(entry, dirt)
        lines, postcode = astray(_lines(entry, dirt), _postcode(door), 5, dirt, rng)
        laid_out.append([
            "Merrowby Borough Council", "99ZX", district, door.street if door else "", *lines, postcode,
            (door.unit or door.house) if door else "", door.number if door else "",
            _number(entry, district, stroke_nought=bool(rng.random() < 0.2)), _forenames(person),
            _last(person, dirt, rng), _date(person, dirt), str(created), str(changed), str(deleted), person.marker,
            str(i), str(len(updates)), f"{MONTHS[month - 1]} {year}",
        ])  # fmt: skip
    content, places = table(X3, laid_out, dirt)
    rows = [
        _row(at, update.entry, dirt, change=update.change)
        for at, update in zip(places, updates, strict=True)
        if update.change
    ]
    return Made(content, [row._replace(uprn="") for row in rows])


def write_h1(entries: Sequence[Entry], dirt: Dirt = CLEAN) -> Made:
    """Write the layout of Dundee and Lothian."""

    def cells(entry: Entry, rng: Random) -> Cells:
        person = entry.person
        lines, postcode = astray(_lines(entry, dirt), _postcode(entry.door), 9, dirt, rng)
        initial = person.middle if len(person.middle) == 1 else ""
        first = person.first if initial else _forenames(person)
        return [
            _district(entry, dirt), _stroke(entry), person.title, first, initial, _last(person, dirt, rng), "",
            _date(person), person.marker, *lines, postcode,
        ]  # fmt: skip

    return _written(H1, entries, dirt, cells, uprn=False)


def write_s1(entries: Sequence[Entry], dirt: Dirt = CLEAN) -> Made:
    """Write the layout of Glasgow: number and street in columns of their own, some streets within a street."""

    def cells(entry: Entry, rng: Random) -> Cells:
        person, door = entry.person, entry.door
        return [
            _district(entry, dirt), _stroke(entry), _forenames(person), _last(person, dirt, rng), person.marker,
            _date(person), *(_s1_address(door, dirt) if door else [""] * 6), _postcode(door),
        ]  # fmt: skip

    made = _written(S1, entries, dirt, cells, uprn=False)
    return Made(made.content, [_s1_row(row, entry, dirt) for row, entry in zip(made.rows, entries, strict=True)])


def write_odd(entries: Sequence[Entry], dirt: Dirt = CLEAN) -> Made:
    """Write a table with headers of its own, which somebody must map: see `ODD_MEANS`."""

    def cells(entry: Entry, rng: Random) -> Cells:
        person, door = entry.person, entry.door
        where = [_odd_top(door, dirt), door.locality, door.town, door.postcode.replace(" ", "")] if door else [""] * 4
        return [
            _stroke(entry), _district(entry, dirt), _last(person, dirt, rng), _forenames(person), person.marker,
            *where, _uprn(door, dirt), _date(person), door.ward if door else "",
            f"{door.lat_e6 / 1e6:.6f}" if door else "", f"{door.lon_e6 / 1e6:.6f}" if door else "",
        ]  # fmt: skip

    made = _written(ODD, entries, dirt, cells, uprn=True)
    return Made(made.content, [_odd_row(row, entry, dirt) for row, entry in zip(made.rows, entries, strict=True)])


ODD_MEANS = {  # what a mapper's fields are in Batch, and the columns of ODD that hold them
    "number": ("Ref in list",), "district": ("Station",), "surname": ("Family name",), "forenames": ("Given names",),
    "markers": ("Notes",), "address": ("Where they live", "Village or suburb", "Post town"), "postcode": ("P/code",),
    "uprn": ("Property ref",), "attains": ("Votes from",), "zone": ("Ward of residence",), "lat": ("N-S",),
    "lon": ("E-W",),
}  # fmt: skip
LAYOUTS: dict[str, Callable[[Sequence[Entry], Dirt], Made]] = {
    "X1": write_x1, "X2": write_x2, "H1": write_h1, "S1": write_s1,
}  # fmt: skip


def _with_uprn(header: Sequence[str], dirt: Dirt) -> tuple[str, ...]:
    return (*header, "UPRN") if dirt.uprn else tuple(header)


def _written(
    header: Sequence[str],
    entries: Sequence[Entry],
    dirt: Dirt,
    cells: Callable[[Entry, Random], Cells],
    *,
    uprn: bool | None = None,
) -> Made:
    rng = Random(dirt.seed + 1)
    content, places = table(header, (cells(entry, rng) for entry in entries), dirt)
    rows = [_row(at, entry, dirt) for at, entry in zip(places, entries, strict=True)]
    if not (dirt.uprn if uprn is None else uprn):
        rows = [row._replace(uprn="") for row in rows]
    return Made(content, rows)


def _x(entry: Entry, dirt: Dirt, rng: Random, *, whole_name: bool) -> Cells:
    person = entry.person
    lines, postcode = astray(_lines(entry, dirt), _postcode(entry.door), 6, dirt, rng)
    last, forenames = _last(person, dirt, rng), _forenames(person)
    name = [" ".join(filter(None, (last, forenames)))] if whole_name else [last, forenames]
    suffix = "" if dirt.blank_suffix and not entry.suffix else str(entry.suffix)
    uprn = [_uprn(entry.door, dirt)] if dirt.uprn else []
    number = [_district(entry, dirt), str(entry.number), suffix]
    return [*number, person.marker, _date(person, dirt), *name, postcode, *lines, *uprn]


def _row(at: int, entry: Entry, dirt: Dirt, *, change: str = "") -> Row:
    person, door = entry.person, entry.door
    return Row(
        at,
        _district(entry, dirt),
        entry.number,
        entry.suffix,
        person.last.upper() if dirt.one_letter_case else person.last,
        _forenames(person),
        person.marker,
        person.attains,
        door.uprn if door else "",
        door.postcode.replace(" ", "") if door else "",
        tuple(_lines(entry, dirt)),
        change=change,
    )


def _s1_address(door: Door, dirt: Dirt) -> Cells:
    """Give flat, house number, street, street within it and the two lines below."""
    number = door.number.replace("-", "- ") if dirt.spaced_ranges else door.number
    flat = ", ".join(filter(None, (door.unit, door.house))) if door.number else door.unit
    within = WITHIN_STREETS[door.id % len(WITHIN_STREETS)] if door.id % 97 == 0 and not door.house else ""
    return [flat, number or door.house, door.street, within, door.locality, door.town]


def _s1_row(row: Row, entry: Entry, dirt: Dirt) -> Row:
    """The order is the Post Office's: number, street within a street, street."""
    if entry.door is None:
        return row
    flat, number, street, within, locality, town = _s1_address(entry.door, dirt)
    top = (f"{number} {within}", street) if within else (f"{number} {street}",)
    return row._replace(address=tuple(filter(None, (flat, *top, locality, town))))


def _odd_top(door: Door, dirt: Dirt) -> str:
    number = door.number.replace("-", "- ") if dirt.spaced_ranges else door.number
    return ", ".join(lines_of(door._replace(number=number, locality="", town="")))


def _odd_row(row: Row, entry: Entry, dirt: Dirt) -> Row:
    if entry.door is None:
        return row
    door = entry.door
    lines = (_odd_top(door, dirt), door.locality, door.town)
    place = (round(door.lon_e6 / 1e6, 6), round(door.lat_e6 / 1e6, 6))
    return row._replace(address=tuple(filter(None, lines)), place=place, zone=door.ward)


def _lines(entry: Entry, dirt: Dirt) -> list[str]:
    door = entry.door
    if door is None:
        return []
    if dirt.spaced_ranges:
        door = door._replace(number=door.number.replace("-", "- "))
    lines = lines_of(door)
    if dirt.commas and len(lines) > 2 and door.id % 2:
        lines = (", ".join(lines[:-1]), lines[-1])
    return list(lines)


def _district(entry: Entry, dirt: Dirt) -> str:
    odd = dirt.odd_districts and entry.district.endswith("1") and entry.district[-2].isalpha()
    return "KD-2/2" if odd else entry.district


def _number(entry: Entry, district: str, *, stroke_nought: bool = False) -> str:
    stroke = f"/{entry.suffix}" if entry.suffix or stroke_nought else ""
    return f"{district}-{entry.number}{stroke}"


def _stroke(entry: Entry) -> str:
    return f"{entry.number}/{entry.suffix}" if entry.suffix else str(entry.number)


def _forenames(person: Person) -> str:
    return f"{person.first} {person.middle}".strip()


def _last(person: Person, dirt: Dirt, rng: Random) -> str:
    last = person.last.upper() if dirt.one_letter_case else person.last
    return f"(z) {last}" if dirt.vendor_marks and last and rng.random() < 0.05 else last


def _date(person: Person, dirt: Dirt = CLEAN) -> str:
    """Write an attainer's date: the birthday where the dirt says so, in columns that are called a date of birth."""
    if person.attains is None:
        return ""
    day = person.attains
    return f"{day.replace(year=day.year - 18) if dirt.born else day:%d/%m/%Y}"


def _postcode(door: Door | None) -> str:
    return door.postcode if door else ""


def _uprn(door: Door | None, dirt: Dirt) -> str:
    if door is None:
        return ""
    return door.uprn.zfill(12) if dirt.padded_uprn else door.uprn


def columns_of(rows: Iterable[Row]) -> dict[str, list[object]]:
    """Turn rows into columns, as a reader gives them."""
    every = list(rows)
    return {name: [getattr(row, name) for row in every] for name in Row._fields}
