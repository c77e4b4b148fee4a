"""What a row of a board calls a door: its name in the list, less the street and town that the heading says."""

import re
from collections import Counter
from collections.abc import Sequence

_INSIDE = re.compile(
    r"\b(?:flat|floor|apartment|apt|unit|room|basement|maisonette|annexe?|studio|block|side|rear)\b", re.IGNORECASE
)
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
