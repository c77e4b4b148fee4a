"""Whether what stands in a column can be what its name, or its place, says."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from muster.register.dates import read_date
from muster.register.numbers import Number, read_number
from muster.register.postcodes import read_postcode

_DISTRICT = re.compile(r"[A-Za-z0-9][A-Za-z0-9/ -]{0,9}")
_NAME = re.compile(r"[^\d@]*")
_UPRN = re.compile(r"\d{1,12}(\.0)?")
_DEGREES = re.compile(r"[+-]?\d{1,3}(\.\d+)?")


def _is_number(text: str) -> bool:
    return isinstance(read_number(text), Number)


def _is_whole_number(text: str) -> bool:
    number = read_number(text)
    return isinstance(number, Number) and bool(number.district)


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text))


def _is_day(text: str) -> bool:
    return not (isinstance(read_date(text), str) and isinstance(read_date(text, "month first"), str))


def _is_degrees(text: str) -> bool:
    return bool(_DEGREES.fullmatch(text))


# What a cell that isn't blank can be; fields that are not here can hold anything
FITS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "number": _is_number,
        "elector": _is_number,
        "whole": _is_whole_number,
        "suffix": str.isdecimal,
        "district": lambda text: bool(_DISTRICT.fullmatch(text)),
        "surname": _is_name,
        "forenames": _is_name,
        "name": _is_name,
        "postcode": lambda text: bool(read_postcode(text)[0]),
        "born": _is_day,
        "attains": _is_day,
        "uprn": lambda text: bool(_UPRN.fullmatch(text)),
        "lon": _is_degrees,
        "lat": _is_degrees,
    }
)


def mostly(field: str, values: Sequence[str]) -> bool:
    """Whether more than half of a column's cells that hold something can be this; so can a column of blanks."""
    told = [value.strip() for value in values if value.strip()]
    fits = FITS.get(field)
    return not told or fits is None or 2 * sum(map(fits, told)) > len(told)
