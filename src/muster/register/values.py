"""Cells to values, column by column, with a note on whatever could not be read."""

import datetime as dt
import operator
import re
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import chain, compress, repeat
from typing import TypeVar

from muster.register.batch import Change, Lines, Place
from muster.register.dates import DateForm, comes_of_age, read_date
from muster.register.lines import Homes, are_plain, read_plain_homes, read_whole_homes, shared
from muster.register.mapping import Places
from muster.register.names import NameOrder, read_name, split_names
from muster.register.numbers import MOST_FIGURES, Number, read_district, read_number, read_suffix

Column = Sequence[str]
_Value = TypeVar("_Value")
Bad = dict[int, tuple[str, str, str]]  # place in the block -> field, value, cure

_NO_BIRTHDAY_DAYS = 3_652  # a day this near to the register's is no elector's birthday
_NO_ATTAINER_DAYS = 6_940  # whoever was born before is no attainer any more
_BARE = re.compile(r"[\W_]+")
_UPRN = re.compile(r"0*(\d{1,12})(?:\.0+)?")
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d+)?")
NO_UPRN = "this is no UPRN of up to 12 digits; a spreadsheet may have rounded it. The elector was kept without it"
NO_MONTH = "an update has a month's number here, or 0; write one"
NO_SUFFIX = "a suffix is a number such as 1, or blank"
OTHER_DISTRICT = "this number names another polling district than the row; put one of them right"
NO_PLACE = "these are no degrees of longitude and latitude; the place was left out"


def joined(columns: Sequence[Column], places: Sequence[int]) -> Column:
    """Give one column, or several joined by a blank where they hold something."""
    if len(places) == 1:
        return columns[places[0]]
    return [" ".join(filter(None, cells)) for cells in zip(*[columns[i] for i in places], strict=True)]


def read_numbers(columns: Sequence[Column], places: Places) -> tuple[list[str], list[int], list[int], Bad]:
    """Read district, number and suffix of each row. A row in the fourth value has none and can't be used."""
    count = len(columns[0])
    fields = places.fields
    given = joined(columns, fields["district"]) if "district" in fields else ("",) * count
    suffixes = joined(columns, fields["suffix"]) if "suffix" in fields else ("",) * count
    if not fields.keys() & {"number", "elector"}:
        return list(map(read_district, given)), [0] * count, [0] * count, {}
    whole = "elector" in fields
    column = joined(columns, number_places(places))
    districts, ends = list(map(read_district, given)), list(map(read_suffix, suffixes))
    if None not in ends and (plain := _plain_numbers(column)):
        return districts, plain, [end or 0 for end in ends], {}
    numbers = list(map(partial(read_number, lettered=True) if places.lettered else read_number, column))
    field = "elector" if whole else "number"
    bad: Bad = {i: (field, column[i], number) for i, number in enumerate(numbers) if isinstance(number, str)}
    _reconcile(numbers, districts, ends, bad, whole=whole, column=column, suffixes=suffixes)
    values = [0 if isinstance(number, str) else number.number for number in numbers]
    return districts, values, [end or 0 for end in ends], bad


def number_places(places: Places) -> Sequence[int]:
    """Give the columns of the elector number; () where the file has none."""
    return places.fields.get("elector") or places.fields.get("number", ())


def _plain_numbers(column: Column) -> list[int]:
    """Read numbers that are figures and nothing else, all at once; none if one isn't."""
    figures = "".join(column)
    if "" in column or not (figures.isascii() and figures.isdecimal()) or max(map(len, column)) > MOST_FIGURES:
        return []
    numbers = list(map(int, column))
    return [] if 0 in numbers else numbers


def _reconcile(
    numbers: list[Number | str], districts: list[str], ends: list[int | None], bad: Bad,
    *, whole: bool, column: Column, suffixes: Column,
) -> None:  # fmt: skip
    """Bring together what the number itself says and what other columns say of district and suffix."""
    for i, number in enumerate(numbers):
        if isinstance(number, str):
            continue
        end = ends[i]
        if end is None:
            bad[i] = ("suffix", suffixes[i], NO_SUFFIX)
        elif end and number.suffix and end != number.suffix:
            bad[i] = ("suffix", suffixes[i], f"the number says {number.suffix}; put one of them right")
        else:
            ends[i] = end or number.suffix
        if not number.district:
            continue
        if not whole and districts[i] and _bare(districts[i]) != _bare(number.district):
            bad[i] = ("number", column[i], OTHER_DISTRICT)
        elif whole or not districts[i]:
            districts[i] = number.district


def _bare(district: str) -> str:
    return _BARE.sub("", district)


def read_changes(columns: Sequence[Column], places: Places) -> tuple[list[Change | None], Bad]:
    """Say what an update does to each elector; None of one who came and went within a month.

    A deletion wins, then a change in another month than the creation, then the creation; nothing at all is a change.
    """
    count = len(columns[0])
    if "deleted" not in places.fields:
        return [""] * count, {}
    months = [
        joined(columns, places.fields[field]) if field in places.fields else ("",) * count
        for field in ("created", "changed", "deleted")
    ]
    bad: Bad = {}
    changes: list[Change | None] = []
    for i, cells in enumerate(zip(*months, strict=True)):
        created, changed, deleted = map(read_month, cells)
        if created is None or changed is None or deleted is None:
            at = (created, changed, deleted).index(None)
            bad[i] = (("created", "changed", "deleted")[at], cells[at], NO_MONTH)
            changes.append("changed")
        else:
            changes.append(change_of(created, changed, deleted))
    return changes, bad


@lru_cache(maxsize=1 << 10)
def read_month(text: str) -> int | None:
    """Read a month's number; blank is 0; None where it is none."""
    text = text.strip().removesuffix(".0")
    return 0 if not text else int(text) if text.isascii() and text.isdecimal() else None


def change_of(created: int, changed: int, deleted: int) -> Change | None:
    """Say what an update's three months mean; None is a coming and going within one month."""
    if deleted:
        return None if created == deleted else "gone"
    if changed and changed != created:
        return "changed"
    return "new" if created else "changed"


def read_names(columns: Sequence[Column], places: Places, order: NameOrder) -> tuple[list[str], list[str]]:
    """Read surnames and forenames."""
    fields = places.fields
    count = len(columns[0])
    if "name" in fields:
        return split_names(joined(columns, fields["name"]), order)
    surnames, forenames = (
        list(map(read_name, joined(columns, fields[field]))) if field in fields else [""] * count
        for field in ("surname", "forenames")
    )
    return surnames, forenames


def read_words(columns: Sequence[Column], places: Places, field: str) -> list[str]:
    """Read a column of words that are few and often the same, such as markers and wards."""
    if field not in places.fields:
        return [""] * len(columns[0])
    return list(map(_word, joined(columns, places.fields[field])))


@lru_cache(maxsize=1 << 12)
def _word(text: str) -> str:
    return " ".join(text.split())


def read_days(
    columns: Sequence[Column], places: Places, form: DateForm, *, on: dt.date | None
) -> tuple[list[dt.date | None], Bad]:
    """Read the day on which an attainer may first vote: given, or the eighteenth birthday."""
    days: list[dt.date | None] = [None] * len(columns[0])
    bad: Bad = {}
    for field in ("born", "attains"):
        column = joined(columns, places.fields[field]) if field in places.fields else ()
        if not any(column):
            continue
        for i in compress(range(len(column)), column):
            day = read_date(column[i], form)
            if isinstance(day, str):
                bad[i] = (field, column[i], day)
            elif day:
                days[i] = comes_of_age(day) if _is_birthday(day, field, on) else day
    return days, bad


def _is_birthday(day: dt.date, field: str, on: dt.date | None) -> bool:
    """Whether a day is a birthday: councils fill either column with either. Without `on` the column's name tells."""
    if on is None:
        return field == "born"
    days = (on - day).days
    return days > _NO_BIRTHDAY_DAYS and (field == "born" or days < _NO_ATTAINER_DAYS)


def read_uprns(columns: Sequence[Column], places: Places) -> tuple[list[str], Bad]:
    """Read UPRNs as digits without zeros before them."""
    if "uprn" not in places.fields:
        return [""] * len(columns[0]), {}
    column = joined(columns, places.fields["uprn"])
    uprns = list(map(read_uprn, column))
    bad: Bad = (
        {i: ("uprn", column[i], NO_UPRN) for i, uprn in enumerate(uprns) if uprn is None} if None in uprns else {}
    )
    return [uprn or "" for uprn in uprns], bad


@lru_cache(maxsize=1 << 12)
def read_uprn(text: str) -> str | None:
    """Read a UPRN: up to 12 digits, zeros before them dropped; '' where nothing stands; None where it is none."""
    text = text.strip()
    if not text.strip("0"):
        return ""
    found = _UPRN.fullmatch(text)
    return found[1] if found else None


def read_places(columns: Sequence[Column], places: Places) -> tuple[list[Place | None], Bad]:
    """Read longitude and latitude where the file has them."""
    found: list[Place | None] = [None] * len(columns[0])
    bad: Bad = {}
    if "lon" not in places.fields:
        return found, bad
    lons, lats = joined(columns, places.fields["lon"]), joined(columns, places.fields["lat"])
    for i, (lon, lat) in enumerate(zip(lons, lats, strict=True)):
        if lon.strip() or lat.strip():
            found[i] = _place(lon.strip(), lat.strip())
            if found[i] is None:
                bad[i] = ("lon", f"{lon} {lat}", NO_PLACE)
    return found, bad


def _place(lon: str, lat: str) -> Place | None:
    if not (_DEGREES.fullmatch(lon) and _DEGREES.fullmatch(lat)):
        return None
    place = float(lon), float(lat)
    return place if abs(place[0]) <= 180 and abs(place[1]) <= 90 else None  # noqa: PLR2004 - the earth's own numbers


def read_homes(columns: Sequence[Column], places: Places, last: Lines = ()) -> tuple[Homes, Bad]:
    """Read addresses and postcodes; rows that follow each other with the same address share one value."""
    postcodes = joined(columns, places.fields["postcode"]) if "postcode" in places.fields else ("",) * len(columns[0])
    address = [columns[i] for i in places.address]
    one_each = len(places.groups) == len(address)
    rows = list(zip(postcodes, *(filter(any, address) if one_each else address), strict=True))
    heads = [i for i, (cells, before) in enumerate(zip(rows, chain([()], rows), strict=False)) if cells != before]
    here = [rows[i] for i in heads]
    plain = one_each and are_plain([cells[1:] for cells in here])
    lines, found, cures = read_plain_homes(here) if plain else read_whole_homes(here, places.groups)
    counts = list(map(operator.sub, [*heads[1:], len(rows)], heads))
    bad: Bad = {}
    if any(cures):
        bad = {i: ("postcode", postcodes[i], cure) for i, cure in enumerate(_repeated(cures, counts)) if cure}
    return Homes(_repeated(shared(lines, last), counts), _repeated(found, counts)), bad


def _repeated(column: Sequence[_Value], counts: Sequence[int]) -> list[_Value]:
    """Give each value so often."""
    return list(chain.from_iterable(map(repeat, column, counts)))
