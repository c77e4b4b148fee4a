"""The order in which houses stand along a street, and on which side."""

import re
from functools import lru_cache

_PARTS = re.compile(r"\d+|[A-Za-z]+")


@lru_cache(maxsize=1 << 14)
def number_order(number: str, name: str = "") -> tuple[object, ...]:
    """Give a key that sorts houses as one meets them: '2', '2A', '4-6', '10', then houses with a name alone.

    Args:
        number: as `Address.number`.
        name: as `Address.name`; sorts houses without a number, and those of one number.
    """
    if not number:
        return (1, name.casefold())
    parts = [(0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in _PARTS.findall(number)]
    return (0, tuple(parts), name.casefold())


@lru_cache(maxsize=1 << 14)
def first_number(number: str) -> int:
    """Give the whole number that a house's number begins with: 4 of '4-6', 12 of '12A'; 0 of a house without one."""
    found = _PARTS.match(number)
    return int(found[0]) if found and found[0].isdecimal() else 0


def side_of(number: str) -> str:
    """Say on which side of the street a house stands: 'odd', 'even', or '' without a number."""
    first = first_number(number)
    return "" if not first else ("odd" if first % 2 else "even")
