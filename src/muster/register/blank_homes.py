"""Addresses of rows whose own lines are blank, where the file has street and number in columns of their own (X3)."""

from collections.abc import Sequence

from muster.register.lines import Home, Homes, read_home
from muster.register.mapping import Places


def fill_blank_homes(homes: Homes, columns: Sequence[Sequence[str]], places: Places) -> Homes:
    """Give the homes, those without a line made of the columns that the mapping has for that."""
    if not places.otherwise or () not in homes.lines:
        return homes
    cells = [columns[place] for place in places.otherwise]
    read: dict[tuple[str, ...], Home] = {}
    lines, postcodes = list(homes.lines), list(homes.postcodes)
    for at, postcode in enumerate(homes.postcodes):
        said = tuple(column[at].strip() for column in cells)
        if not lines[at] and any(said):
            made = read.setdefault((*said, postcode), read_home(said, postcode, places.other_groups))
            lines[at], postcodes[at] = made.lines, made.postcode
    return Homes(lines, postcodes)
