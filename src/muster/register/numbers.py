"""Elector numbers: 'ABC1-12/1' is district ABC1, number 12, suffix 1."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

MOST_FIGURES = 8  # of a number
MOST_SUFFIX = 9_999

_NUMBER = re.compile(
    r"(?:(?P<district>.*\S)\s*-\s*)?(?P<number>\d{1,8})(?:\.0+)?(?:\s*/\s*(?P<suffix>\d{0,4})(?:\.0+)?)?", re.ASCII
)
_LETTERED = re.compile(
    r"(?P<district>[A-Za-z]{1,3})\s*[/.]?\s*(?P<number>\d{1,8})(?:\s*/\s*(?P<suffix>\d{0,4}))?", re.ASCII
)
_LIKE_A_DATE = re.compile(r"\d{1,2}[/-]\w{2,3}[/-]\d{2,4}|\d{4}-\d\d-\d\d.*|\d{1,2}-[A-Za-z]{3}")
MADE_A_DATE = "a spreadsheet has made a date of this number; take it from the council's own file"
NO_NUMBER = "there is no elector number here; write it as 12, 12/1 or ABC1-12/1"


class Number(NamedTuple):
    """An elector's number. It holds only within one register's publication: next year it is another's."""

    district: str
    number: int
    suffix: int


@lru_cache(maxsize=1 << 15)
def read_number(text: str, *, lettered: bool = False) -> Number | str:
    """Read '12', '12/1', 'ABC1-12', 'ABC1-12/1' or 'KD-2/2-289/1': split at the last '-', then at '/'.

    A spreadsheet's '12.0' is 12; a missing suffix is 0. In a column that `are_lettered` 'AA/1', 'AA 1',
    'AA.1' and 'AA1' are number 1 of district AA. Gives the cure, as a sentence, where there is no number.
    """
    text = text.strip()
    if _LIKE_A_DATE.fullmatch(text):
        return MADE_A_DATE
    found = _NUMBER.fullmatch(text) or (_LETTERED.fullmatch(text) if lettered else None)
    if not found or not int(found["number"]):
        return NO_NUMBER
    return Number(read_district(found["district"] or ""), int(found["number"]), int(found["suffix"] or 0))


def are_lettered(column: Iterable[str], *, districts: Collection[str] = ()) -> bool:
    """Say whether a column's numbers are letters and figures: 'AA/1', 'AA 1', 'AA.1', 'AA1'.

    Every cell that holds something must be so written, and no two alike: 'AB1' again and again is a polling district.
    One cell, or several alike, tell by the `districts` that stand: 'AB1' is a number where AB is one and AB1 is not.
    """
    told = [text for cell in column if (text := cell.strip())]
    found = [_LETTERED.fullmatch(text) for text in told]
    if not all(found):
        return False
    stand = all(one and read_district(one["district"]) in districts for one in found)
    return (len(told) > 1 and len(set(told)) == len(told)) or (
        bool(told) and stand and not any(read_district(text) in districts for text in told)
    )


@lru_cache(maxsize=1 << 12)
def read_district(text: str) -> str:
    """Read a polling district's letters: in capitals, without stray blanks; a spreadsheet's '3.0' is '3'."""
    text = " ".join(text.split()).upper()
    return text.removesuffix(".0") if text.removesuffix(".0").isdecimal() else text


@lru_cache(maxsize=1 << 12)
def read_suffix(text: str) -> int | None:
    """Read what stands behind the stroke; blank is 0; None where it is no number."""
    text = text.strip().removeprefix("/").removesuffix(".0")
    if not text:
        return 0
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= len(str(MOST_SUFFIX)) else None


def number_told(district: str, number: int, suffix: int = 0) -> str:
    """Write an elector number as people do: 'ABC1-12/1', and without '/0'."""
    told = f"{number}/{suffix}" if suffix else str(number)
    return f"{district}-{told}" if district else told
