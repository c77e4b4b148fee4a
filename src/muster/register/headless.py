"""Files without a header row: told by rows that are all alike, and held against the layouts by what their cells are."""

import re
from collections.abc import Sequence
from statistics import mode

from muster.register.dates import read_date
from muster.register.fits import FITS
from muster.register.layouts import LAYOUTS, Layout, fit
from muster.register.mapping import places_of
from muster.register.postcodes import read_postcode

_MOST_ODD = 0.1  # of the rows
_TOLD_BY = ("number", "elector", "suffix", "postcode", "district", "surname", "name")
_MAY_BE_BLANK = {"suffix", "postcode", "surname", "name"}
_DAY = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")


def is_headless(records: Sequence[Sequence[str]]) -> bool:
    """Say whether a file has no header: its first wide row has what only an elector has, and so have most others.

    A postcode, a number, a whole elector number or a day is no name of a column.
    """
    usual = max((len(cells) for cells in records), default=0)
    wide = [cells for cells in records if len(cells) * 2 >= usual and sum(map(bool, map(str.strip, cells))) > 1]
    told = [any(map(_is_said, cells)) for cells in wide]
    return bool(told) and told[0] and sum(told) * 2 > len(told)


def _is_said(cell: str) -> bool:
    """Whether a cell is a value, and no name."""
    text = cell.strip()
    if text.isdecimal() or _DAY.fullmatch(text):
        return not isinstance(read_date(text), str) or text.isdecimal()
    if not any(map(str.isdecimal, text)):
        return False
    return FITS["whole"](text) or read_postcode(text) == ("".join(text.split()).upper(), "")


def look_alike(records: Sequence[Sequence[str]]) -> Layout | None:
    """Give the layout whose columns these rows seem to have, in its order; None where they fit none.

    They are as many, and nearly all cells that should be a number, a postcode, a polling district or a name are one.
    """
    rows = [cells for cells in records if sum(map(bool, map(str.strip, cells))) > 1]
    wide = mode(map(len, rows)) if rows else 0
    fitting = [layout for layout in LAYOUTS if len(layout.columns) == wide and _fits(layout, rows)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(layout: Layout, rows: Sequence[Sequence[str]]) -> bool:
    places = places_of(fit(layout, layout.columns), layout.columns).fields
    whole = [cells for cells in rows if len(cells) == len(layout.columns)]
    for field in _TOLD_BY:
        for place in places.get(field, ())[:1]:
            said = [cells[place].strip() for cells in whole]
            odd = sum(not (FITS[field](text) if text else field in _MAY_BE_BLANK) for text in said)
            if odd > _MOST_ODD * len(rows) or not (any(said) or field == "suffix"):
                return False
    return len(whole) >= (1 - _MOST_ODD) * len(rows)
