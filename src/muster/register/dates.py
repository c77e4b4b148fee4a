"""Days as councils and spreadsheets write them."""

import datetime as dt
import re
from functools import lru_cache
from typing import Literal, TypeAlias

DateForm: TypeAlias = Literal["day first", "month first"]

NO_DATE = "this is no date; write it as 31/12/2026. The elector was kept without it"
VOTING_AGE_YEARS = 18
_EPOCH = dt.date(1899, 12, 30)  # day 0 of a spreadsheet
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?")  # 1954 to 2091
_PARTS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[/.\-]?(\d{2})[/.\-]?(\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[/.\- ]+([a-z]{3,9})[/.\-, ]+(\d{4}|\d{2})")
_TIME = re.compile(r"[t ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?(z|[ap]m)?$")
_NONE = {"", "0", "-", "n/a", "na", "none", "null", "00/00/0000", "01/01/1900", "30/12/1899", "00/01/1900"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@lru_cache(maxsize=1 << 12)
def read_date(text: str, form: DateForm = "day first") -> dt.date | str | None:
    """Read a day: 31/12/2026, 31.12.26, 2026-12-31, 31-Dec-26, 31 December 2026, 20261231, or a spreadsheet's 46387.

    Two figures of a year are after 2000. Gives None where nothing stands, and the cure where no day can be read.
    """
    text = _TIME.sub("", text.strip().casefold()).strip()
    if text in _NONE:
        return None
    if serial := _SERIAL.fullmatch(text):
        return _EPOCH + dt.timedelta(days=int(serial[1]))
    try:
        return dt.date(*_year_month_day(text, form))
    except (ValueError, TypeError):
        return NO_DATE


def _year_month_day(text: str, form: DateForm) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
        return year, month, day
    if found := _NAMED.fullmatch(text):
        if not any(name.startswith(found[2][:3]) for name in _MONTHS):
            raise ValueError(text)
        return _whole_year(found[3]), _MONTHS.index(found[2][:3]) + 1, int(found[1])
    if found := _PARTS.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        month, day = (first, second) if form == "month first" else (second, first)
        return _whole_year(found[3]), month, day
    raise ValueError(text)


def _whole_year(text: str) -> int:
    return int(text) if len(text) > len("26") else 2000 + int(text)


def comes_of_age(born: dt.date) -> dt.date:
    """The eighteenth birthday; born on 29 February, it is 1 March where there is no such day."""
    year = born.year + VOTING_AGE_YEARS
    try:
        return born.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)


def month_is_first(samples: list[str]) -> bool:
    """Whether dates such as 12/31/2026 show that the month comes first."""
    firsts = [(int(found[1]), int(found[2])) for text in samples if (found := _PARTS.match(text.strip()))]
    most = 12
    return any(second > most for _, second in firsts) and not any(first > most for first, _ in firsts)
