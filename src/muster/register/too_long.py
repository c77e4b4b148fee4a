"""Cells that hold more than such a cell ever does: two cells in one, or another column's. They are kept shortened."""

from muster.register.values import Bad

MOST_LETTERS = {"surname": 120, "forenames": 160, "markers": 12, "zone": 80, "district": 12}
SHOWN_LETTERS = 80
TOO_LONG = (
    "this is longer than any such cell; the elector was kept with its first {most} letters. Are two cells in one?"
)
NO_DISTRICT = "the letters before an elector's number are {most} at most; is another column meant?"


def shortened(field: str, column: list[str], *, named: str = "") -> tuple[list[str], Bad]:
    """Shorten the cells of a field that are too long; `named` is the field that the file has them in."""
    most = MOST_LETTERS[field]
    if max(map(len, column), default=0) <= most:
        return column, {}
    long = {i: (named or field, shown(text), TOO_LONG.format(most=most)) for i, text in _long(column, most)}
    return [text[:most].rstrip() for text in column], long


def long_districts(districts: list[str], *, named: str) -> Bad:
    """Find polling districts that are none: an elector is known by them, so the row can't be used."""
    most = MOST_LETTERS["district"]
    if max(map(len, districts), default=0) <= most:
        return {}
    return {i: (named, shown(text), NO_DISTRICT.format(most=most)) for i, text in _long(districts, most)}


def shown(text: str) -> str:
    """Show the beginning of a long cell."""
    return f"{text[:SHOWN_LETTERS]}…" if len(text) > SHOWN_LETTERS else text


def _long(column: list[str], most: int) -> list[tuple[int, str]]:
    return [(i, text) for i, text in enumerate(column) if len(text) > most]
