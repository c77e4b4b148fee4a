"""What the columns of an unknown file may hold: a suggestion for the page that asks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from muster.register.dates import month_is_first
from muster.register.far import are_changed_over
from muster.register.fits import FITS, mostly
from muster.register.layouts import fit, recognise
from muster.register.mapping import ColumnMapping, loose
from muster.register.numbers import are_lettered

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
        "forenames": r"(elector)?(forenames?|firstnames?|middlenames?|givennames?|christiannames?)|first|initials",
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
    r"(property|qualifying|reg(istered)?)?addr(ess)?(line)?\d*|line\d|streetadd\d*|flat|unit|apartment"
    r"|(house|building)name|(post)?town|city|village(orsuburb)?|suburb|locality|county|where(they|he|she)?lives?"
)
_NUMBERED = re.compile(r"(flat \w+,? )?\d+[A-Za-z]?,? (?!.*\d$)[^\W\d_].*", re.IGNORECASE)  # no '12 May 2026'
_NAMED = {"surname", "forenames", "name"}  # whatever stands there: people have all sorts of names
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


def unread(columns: Sequence[ColumnShown], mapping: ColumnMapping) -> list[tuple[str, str]]:
    """Give the columns that a mapping reads nothing from: each with the first of what it holds."""
    used = {loose(name) for name in mapping.columns()}
    return [(one.name, next(iter(one.samples), "")) for one in columns if one.name and loose(one.name) not in used]


def with_degrees_turned(
    mapping: ColumnMapping, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> ColumnMapping | None:
    """Give a mapping with longitude and latitude the other way round, if most rows say so; else None."""
    if not {"lon", "lat"} <= mapping.fields.keys():
        return None
    lon, lat = (_values(rows, header.index(mapping.fields[field][0])) for field in ("lon", "lat"))
    told = [(one.strip(), other.strip()) for one, other in zip(lon, lat, strict=False)]
    turned = [
        are_changed_over(float(one), float(other)) for one, other in told if FITS["lon"](one) and FITS["lat"](other)
    ]
    if 2 * sum(turned) <= len(turned):
        return None
    return replace(mapping, fields={**mapping.fields, "lon": mapping.fields["lat"], "lat": mapping.fields["lon"]})


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
    unknown: list[str] = []
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
            if field and (field not in fields or field == "forenames"):
                fields[field] = (*fields.get(field, ()), name)
        elif not has_street and _holds_addresses(_values(rows, place)):
            address.append((name,))
        else:
            unknown.append(name)
    unnamed = {name: _values(rows, header.index(name)) for name in unknown}
    fields = _agreeing({**_told_by_values(unnamed), **fields})
    address += [house] if house else []
    days = [value for name in _dated(fields) for value in _values(rows, header.index(name))]
    return ColumnMapping(fields, tuple(address), "month first" if month_is_first(days) else "day first")


def _agreeing(fields: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Leave out what can't stand beside the rest, or without what was no such thing after all."""
    without = set()
    if fields.keys() & {"surname", "forenames"}:
        without.add("name")
    if "number" in fields:
        without.add("elector")
    if not fields.keys() & {"number", "elector"}:
        without.add("suffix")
    if len(fields.keys() & {"lon", "lat"}) == 1:
        without |= {"lon", "lat"}
    return {field: names for field, names in fields.items() if field not in without}


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
    """Give the field that a column of this field's name is by what stands in it; '' where that is none of it.

    Numbers such as 'ABC1-12/1' are whole elector numbers, whatever the column is called; so are 'AB1', 'AB2' where the
    name says that they are numbers.
    """
    if field in {"number", "elector"} and are_lettered(values):
        return "elector"
    if field == "number" and any(map(str.strip, values)) and mostly("whole", values):
        return "elector"
    return field if field in _NAMED or mostly(field, values) else ""


def _told_by_values(columns: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Give what columns are by their values alone, whatever they are called: postcodes, whole elector numbers."""
    told: dict[str, tuple[str, ...]] = {}
    for name, values in columns.items():
        kind = next((kind for kind in ("postcode", "whole") if any(values) and mostly(kind, values)), "")
        if kind:
            told.setdefault("elector" if kind == "whole" else kind, (name,))
    return told


def _dated(fields: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return (*fields.get("born", ()), *fields.get("attains", ()))
