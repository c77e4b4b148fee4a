"""What the columns of an unknown file may hold: a suggestion for the page that asks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from muster.register.dates import month_is_first
from muster.register.layouts import fit, recognise
from muster.register.mapping import ColumnMapping, loose
from muster.register.numbers import Number, read_number

SHOWN = 3  # sample values

# For each field, the names that a column may have, once made loose; the first field that fits takes the column
_NAMES = {
    field: re.compile(pattern)
    for field, pattern in {
        "elector": r"elector(id|ref|reference)|rollnumber|fullelectornumber|voterid",
        "district": r"pd(code)?|(polling)?district(code|ref|letters)?|(electornumber)?prefix|distinctiveletters?",
        "suffix": r"electornumbersuffix|(elector)?(no|number)suffix",
        "number": r"eno|elno|elector(al)?(no|num|number|nummer)|rollno|number|electornr|no",
        "name": r"(elector|full|whole|voter)?name|member|elector",
        "surname": r"(elector)?(surname|lastname|familyname)|last",
        "forenames": r"(elector)?(forenames|firstnames|givennames?|christiannames?)|first|initials|middlenames?",
        "markers": r"(elector)?markers?|franchise(flag|marker)?|qualification|markersregistertext|status",
        "born": r"(elector)?(dob|dateofbirth|birthdate|born)",
        "attains": r"dateofattainment|attain(s|er)?(date)?|do18|dateof18",
        "uprn": r"uprn|uniquepropertyreference(number)?",
        "postcode": r"(property|address)?(postcode|zip|zipcode)",
        "lon": r"lon|lng|long|longitude",
        "lat": r"lat|latitude",
        "zone": r"ward|wardname|wardcode|zone|division",
        "created": r"electorcreatedmonth|created",
        "changed": r"electorchangedmonth|changed",
        "deleted": r"electordeletedmonth|deleted",
        "total": r"recordtotal",
    }.items()
}
_LINE = re.compile(
    r"(property|qualifying|reg(istered)?)?addr(ess)?(line)?\d*|streetadd\d*|flat|unit|apartment"
    r"|(house|building)name|(post)?town|city|village(orsuburb)?|suburb|locality|county|where(they|he|she)?lives?"
)
_NUMBERED = re.compile(r"(flat \w+,? )?\d+[A-Za-z]?,? (?!.*\d$)[^\W\d_].*", re.IGNORECASE)  # no '12 May 2026'
_HOUSE = re.compile(r"(house|building|property|street)?(no|num|number)|(house|building|property)(no|num|number)?")
_STREET = re.compile(r"(street|road)(name)?|thoroughfare")


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """A column as a page shows it: its name, its place from 0, and its first different values."""

    name: str
    place: int
    samples: tuple[str, ...]


def show_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[ColumnShown, ...]:
    """Give each column with a few of its values, so that an organiser sees what it holds."""
    shown = []
    for place, name in enumerate(header):
        values = dict.fromkeys(row[place].strip() for row in rows if place < len(row) and row[place].strip())
        shown.append(ColumnShown(name, place, tuple(values)[:SHOWN]))
    return tuple(shown)


def known_names(header: Sequence[str]) -> int:
    """How many columns have a name that we know."""
    patterns = (*_NAMES.values(), _LINE, _HOUSE, _STREET)
    return sum(any(pattern.fullmatch(loose(name)) for pattern in patterns) for name in header)


def guess_mapping(header: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> ColumnMapping:
    """Suggest which column holds what, from its name and some rows. A person looks at it before it is used."""
    if (layout := recognise(header).layout) is not None:
        return fit(layout, header)
    fields: dict[str, tuple[str, ...]] = {}
    address: list[tuple[str, ...]] = []
    house: tuple[str, ...] = ()
    has_street = any(_STREET.fullmatch(loose(name)) for name in header)
    for place, name in enumerate(header):
        key = loose(name)
        if has_street and _HOUSE.fullmatch(key) and _is_house(key, header):
            house = (name,)
        elif _STREET.fullmatch(key):
            address.append((*house, name))
            house = ()
        elif _LINE.fullmatch(key):
            address.append((name,))
        elif field := next((field for field, pattern in _NAMES.items() if pattern.fullmatch(key)), ""):
            field = _by_values(field, _values(rows, place))
            if field not in fields or field == "forenames":
                fields[field] = (*fields.get(field, ()), name)
        elif not has_street and _holds_addresses(_values(rows, place)):
            address.append((name,))
    address += [house] if house else []
    if fields.keys() & {"surname", "forenames"}:
        fields.pop("name", None)
    days = [value for name in _dated(fields) for value in _values(rows, header.index(name))]
    return ColumnMapping(fields, tuple(address), "month first" if month_is_first(days) else "day first")


def _values(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row)]


def _holds_addresses(values: list[str]) -> bool:
    """Say whether most values are a number and words, as '12 Mill Street', whatever the column is called."""
    some = [value.strip() for value in values if value.strip()]
    return bool(some) and 2 * sum(bool(_NUMBERED.fullmatch(value)) for value in some) > len(some)


def _is_house(key: str, header: Sequence[str]) -> bool:
    """'Number' is the house's only where another column is the elector's."""
    bare = {"no", "num", "number"}
    return key not in bare or any(
        _NAMES["number"].fullmatch(loose(other)) and loose(other) not in bare for other in header
    )


def _by_values(field: str, values: list[str]) -> str:
    """A column of numbers such as 'ABC1-12/1' is the whole elector number, whatever it is called."""
    read = [read_number(value) for value in values if value.strip()]
    whole = [number for number in read if isinstance(number, Number) and number.district]
    return "elector" if field == "number" and whole and len(whole) * 2 > len(read) else field


def _dated(fields: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return (*fields.get("born", ()), *fields.get("attains", ()))
