"""Which column of a file holds what: the five layouts are mappings, and so is what an organiser chooses."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args

from muster.register.dates import DateForm
from muster.register.names import NameOrder

# What a column may hold, and what a page calls it
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "elector": "whole elector number, such as ABC1-12/1",
        "district": "polling district",
        "number": "elector number",
        "suffix": "elector number suffix",
        "name": "whole name",
        "surname": "surname",
        "forenames": "forenames and initials",
        "markers": "franchise markers",
        "born": "date of birth (of attainers)",
        "attains": "date of attainment",
        "uprn": "UPRN",
        "postcode": "postcode",
        "lon": "longitude",
        "lat": "latitude",
        "zone": "ward",
        "created": "month in which the entry was created",
        "changed": "month in which the entry was changed",
        "deleted": "month in which the entry was deleted",
        "total": "how many rows the file should have",
    }
)
_LOOSE = re.compile(r"[\W_]+")
_SAME = {"firstname": "firstnames", "forename": "forenames", "pcode": "postcode", "postalcode": "postcode"}


class MappingError(ValueError):
    """A mapping doesn't fit a file, or says nothing that can be used. `wrong` has a sentence for each fault."""

    def __init__(self, wrong: Sequence[str]) -> None:
        self.wrong = tuple(wrong)
        super().__init__("; ".join(wrong))


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which columns hold what.

    Attributes:
        fields: for each field of `FIELDS` that the file has, its columns by name; several are joined by a blank.
        address: the lines of the address, in order; each is one column or several that make one line.
        dates: how the file writes days where it can be read two ways.
        names: how a whole name is ordered.
        otherwise: lines that make the address of a row whose own are all blank.
    """

    fields: Mapping[str, tuple[str, ...]]
    address: tuple[tuple[str, ...], ...] = ()
    dates: DateForm = "day first"
    names: NameOrder = "surname first"
    otherwise: tuple[tuple[str, ...], ...] = ()

    def columns(self) -> Iterable[str]:
        """Every column that is used."""
        for names in (*self.fields.values(), *self.address, *self.otherwise):
            yield from names


def holds_names(fields: Collection[str]) -> bool:
    """Say whether some column holds electors' names, of the fields that columns were chosen for."""
    return "name" in fields or "surname" in fields


@dataclass(frozen=True, slots=True)
class Places:
    """A mapping's columns as positions in the header; and whether the file's elector numbers `are_lettered`."""

    fields: Mapping[str, tuple[int, ...]]
    address: tuple[int, ...]
    groups: tuple[int, ...]
    otherwise: tuple[int, ...] = ()
    other_groups: tuple[int, ...] = ()
    lettered: bool = False


def loose(name: str) -> str:
    """Bring a column's name into a form without case, blanks and punctuation: 'Post Code' and 'PostCode' are one."""
    bare = _LOOSE.sub("", name).casefold()
    return _SAME.get(bare, bare)


def to_json(mapping: ColumnMapping) -> dict[str, Any]:
    """Give a mapping as JSON can hold it, to be remembered for its source."""
    return {
        "fields": {field: list(names) for field, names in sorted(mapping.fields.items())},
        "address": [list(names) for names in mapping.address],
        "dates": mapping.dates,
        "names": mapping.names,
        **({"otherwise": [list(names) for names in mapping.otherwise]} if mapping.otherwise else {}),
    }


def from_json(told: Any) -> ColumnMapping:
    """Take a mapping as it was remembered.

    Raises:
        MappingError: if it isn't one, or has a field that doesn't exist.
    """
    try:
        fields = {str(field): tuple(map(str, names)) for field, names in told["fields"].items()}
        address = tuple(tuple(map(str, names)) for names in told["address"])
        otherwise = tuple(tuple(map(str, names)) for names in told.get("otherwise", ()))
        dates, names = told.get("dates", "day first"), told.get("names", "surname first")
    except (TypeError, KeyError, AttributeError):
        raise MappingError(["this is no mapping; choose the columns again"]) from None
    wrong = [f"there is no field '{field}'" for field in fields if field not in FIELDS]
    if dates not in get_args(DateForm) or names not in get_args(NameOrder):
        wrong.append("say 'day first' or 'month first', and 'surname first' or 'forenames first'")
    if wrong:
        raise MappingError(wrong)
    return ColumnMapping(fields, address, dates, names, otherwise)


def places_of(mapping: ColumnMapping, header: Sequence[str]) -> Places:
    """Find a mapping's columns in a header.

    Raises:
        MappingError: with a sentence for each column that is missing and each choice that can't be.
    """
    place = {loose(name): i for i, name in reversed(list(enumerate(header))) if name.strip()}
    wrong = [
        f"the file has no column '{name}'" for name in dict.fromkeys(mapping.columns()) if loose(name) not in place
    ]
    wrong += _faults(mapping)
    if wrong:
        raise MappingError(wrong)
    fields = {field: tuple(place[loose(name)] for name in names) for field, names in mapping.fields.items() if names}
    address = tuple(place[loose(name)] for names in mapping.address for name in names)
    otherwise = tuple(place[loose(name)] for names in mapping.otherwise for name in names)
    groups, other_groups = (
        tuple(len(names) for names in lines if names) for lines in (mapping.address, mapping.otherwise)
    )
    return Places(fields, address, groups, otherwise, other_groups)


def _faults(mapping: ColumnMapping) -> list[str]:
    has = {field for field, names in mapping.fields.items() if names}
    wrong = [f"there is no field '{field}'" for field in sorted(has - set(FIELDS))]
    if not mapping.address:
        wrong.append("say which columns hold the address: a postcode alone is nobody's door")
    if ("lon" in has) != ("lat" in has):
        wrong.append("longitude and latitude go together; choose both or neither")
    if "name" in has and has & {"surname", "forenames"}:
        wrong.append("choose either the whole name or surname and forenames")
    if has & {"created", "changed"} and "deleted" not in has:
        wrong.append("an update needs the column that says who has gone")
    if "suffix" in has and not has & {"number", "elector"}:
        wrong.append("a suffix needs the column of the elector number")
    return wrong
