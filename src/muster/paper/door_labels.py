"""What a row of a board calls a door: its name in the list, less the street and town that the heading says."""

import re
from collections import Counter
from collections.abc import Sequence

_INSIDE = re.compile(
    r"\b(?:flat|floor|apartment|apt|unit|room|basement|maisonette|annexe?|studio|block|side|rear)\b", re.IGNORECASE
)
_Counted = tuple[tuple[int, int, str], ...]
_FLOORS = (
    "basement", "lower ground", "ground", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
    "ninth", "tenth", "top",
)  # fmt: skip
_FLOOR = re.compile(rf"\b({'|'.join(_FLOORS)})(?= floor\b)|\bbasement\b")
_FIGURES = re.compile(r"(\d+)")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)


def door_labels(names: Sequence[str], streets: Sequence[str]) -> list[str]:
    """Give each door's label: '14' for '14 Mill Lane, Whitby' in Mill Lane; two doors of a street never share one.

    Args:
        names: the doors' names, each once.
        streets: the doors' streets, '' where unknown.
    """
    labels = [_label(name, street) for name, street in zip(names, streets, strict=True)]
    shared = Counter(zip(streets, labels, strict=True))
    return [
        label if shared[street, label] == 1 else name
        for name, street, label in zip(names, streets, labels, strict=True)
    ]


def _label(name: str, street: str) -> str:
    at = _place_of(name, street) if street else -1
    if at < 0:
        return name
    before = name[:at].strip(" ,")
    after = name[at + len(street) :].strip(" ,")
    kept = [part.strip() for part in after.split(",") if _tells_doors_apart(part)]
    return ", ".join(part for part in [before, *kept] if part) or name


def _place_of(name: str, street: str) -> int:
    """Find where a name says its street in words of their own: at its beginning, or before a comma or the end."""
    told, wanted = name.casefold(), street.casefold()
    if len(told) != len(name):
        return -1  # letters that change their length with their case; leave the name alone
    at = told.rfind(wanted)
    while at >= 0:
        ends = at + len(wanted)
        alone = (at == 0 or not told[at - 1].isalnum()) and (ends == len(told) or not told[ends].isalnum())
        if alone and (at == 0 or told[ends:].lstrip()[:1] in {"", ","}):
            return at
        at = told.rfind(wanted, 0, at + len(wanted) - 1)
    return -1


def _tells_doors_apart(part: str) -> bool:
    """Say whether what follows the street is of the door (a flat, a number) and not a town or a postcode."""
    part = part.strip()
    if _POSTCODE.fullmatch(part):
        return False
    return any(letter.isdigit() for letter in part) or bool(_INSIDE.search(part))


def house_order(label: str) -> tuple[_Counted, ...]:
    """Give what to sort the doors of one stop by: house by house, then flat 1, 2, 10, and floors from below upwards.

    Args:
        label: as `door_labels` gives it; what is of the flat may stand before the house or after it.
    """
    parts = [part.strip() for part in label.casefold().split(",")]
    outwards = list(reversed(parts))
    house = [part for part in outwards if not _INSIDE.search(part)]
    inside = [part for part in (outwards if _INSIDE.search(parts[0]) else parts) if _INSIDE.search(part)]
    return tuple(_counted(part) for part in [*house, *inside])


def _counted(part: str) -> _Counted:
    """Take a part of a label to pieces: figures by their number, before words; floors by their height, before both."""
    floor = _FLOOR.search(part)
    height = ((0, _FLOORS.index(floor[0]), ""),) if floor else ((0, len(_FLOORS), ""),)
    pieces = ((1, int(piece), "") if piece.isdecimal() else (2, 0, piece.strip()) for piece in _FIGURES.split(part))
    return (*height, *(piece for piece in pieces if piece != (2, 0, "")))
