"""Addresses of rows whose own lines are blank, where the file has street and number in columns of their own (X3)."""

from collections.abc import Sequence

from muster.register.lines import Home, read_home
from muster.register.mapping import Places


def fill_blank_homes(homes: list[Home], columns: Sequence[Sequence[str]], places: Places) -> list[Home]:
    """Give the homes, those without a line made of the columns that the mapping has for that."""
    if not places.otherwise or all(home.lines for home in homes):
        return homes
    cells = [columns[place] for place in places.otherwise]
    read: dict[tuple[str, ...], Home] = {}
    filled = []
    for at, home in enumerate(homes):
        said = tuple(column[at].strip() for column in cells)
        if not home.lines and any(said):
            made = read.setdefault((*said, home.postcode), read_home(said, home.postcode, places.other_groups))
            home = Home(made.lines, made.postcode, home.cure)  # noqa: PLW2901 - what is given on
        filled.append(home)
    return filled
