"""One key a street, a building, a door, however they are spelt, and a number that is the same on every machine."""

import hashlib
import re

import numpy as np
from numpy.typing import NDArray

from muster.register.address import Address
from muster.register.words import plain_words, street_words

_KINDS = {
    "flt": "flat", "flats": "flat", "apartment": "flat", "apartments": "flat", "apart": "flat", "appt": "flat",
    "apt": "flat", "flr": "floor", "fl": "floor", "grd": "ground", "gnd": "ground", "bsmt": "basement",
    "rm": "room", "annex": "annexe", "lhs": "left", "rhs": "right", "gff": "ground", "fff": "first", "sff": "second",
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth", "6th": "sixth",
    "7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth",
}  # fmt: skip
_IDLE = frozenset(("the", "no", "number"))
_TOKEN = re.compile(r"[^\W_]+(?:[/-][^\W_]+)*")
_ZEROS = re.compile(r"(?<![^\W_])0+(?=\d)")
_LETTER = re.compile(r"(?<=\d) (?=[a-z](?: |$))")
_AT_ONCE = 1 << 16  # keys: what is worked out on the way takes several times their room
_MIXED = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_ALL = (1 << 64) - 1


def street_key(street: str, locality: str) -> str:
    """Key of a street: its words and its locality's; '|the mill' stands for a village without street names."""
    parts = locality.split(",") if "," in locality else (locality,)
    return f"{' '.join(street_words(street))}|{' '.join(word for part in parts for word in street_words(part))}"


def building_part(number: str, name: str) -> str:
    """The part of a building's key within its street: its number, and only without one its name."""
    return number.casefold() if number else " ".join(street_words(name))


def unit_part(unit: str) -> str:
    """The part of a door's key within its building: 'Flat 3', 'Apt. 3', '3' and 'FLAT 03' are one door."""
    return "+".join(sorted(_one_unit(part) for part in unit.split(",")))


def building_key(address: Address) -> str:
    """Key of a building: street and number, or name."""
    return f"{street_key(address.street, address.locality)}|{building_part(address.number, address.name)}"


def door_key(address: Address) -> str:
    """Key of a door: building and unit."""
    return f"{building_key(address)}|{unit_part(address.unit)}"


def key_number(text: str) -> int:
    """Number a text: the first 8 bytes of its BLAKE2b, as a signed whole number."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def street_number(address: Address) -> int:
    """Number of a street's key."""
    return key_number(street_key(address.street, address.locality))


def building_number(address: Address) -> int:
    """Number of a building: its street's mixed with its own part's, as `mixed` does for whole columns."""
    return _mixed(street_number(address), key_number(building_part(address.number, address.name)))


def door_number(address: Address) -> int:
    """Number of a door: its building's mixed with its unit's."""
    return _mixed(building_number(address), key_number(unit_part(address.unit)))


def mixed(outer: NDArray[np.int64], inner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number what lies within something by both numbers: splitmix64's finish of `outer * odd + inner`.

    Args:
        outer: int64[n].
        inner: int64[n].

    Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
    """
    odd, first, second = (np.uint64(part) for part in _MIXED)
    whole = np.empty(len(outer), dtype=np.uint64)
    for begin in range(0, len(outer), _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        z = outer[some].view(np.uint64) * odd + inner[some].view(np.uint64)
        z = (z ^ (z >> np.uint64(30))) * first
        z = (z ^ (z >> np.uint64(27))) * second
        whole[some] = z ^ (z >> np.uint64(31))
    return whole.view(np.int64)


def _mixed(outer: int, inner: int) -> int:
    odd, first, second = _MIXED
    z = (outer * odd + inner) & _ALL
    z = ((z ^ (z >> 30)) * first) & _ALL
    z = ((z ^ (z >> 27)) * second) & _ALL
    z ^= z >> 31
    return z - (1 << 64) if z >> 63 else z


def _one_unit(unit: str) -> str:
    words = " ".join(
        " ".join(plain_words(part)) if part.isalpha() else part for part in _TOKEN.findall(unit.casefold())
    )
    tokens = [_KINDS.get(word, word) for word in _LETTER.sub("", _ZEROS.sub("", words)).split() if word not in _IDLE]
    tokens = _without_kind(tokens)
    return " ".join(tokens)


def _without_kind(tokens: list[str]) -> list[str]:
    """'Flat 3' is 3 and 'First Floor Flat' is first: the kind that most doors are tells no two apart."""
    if len(tokens) > 1:
        tokens = [
            word
            for at, word in enumerate(tokens)
            if not (word == "flat" or (word == "floor" and at and tokens[at - 1].isalpha()))
        ] or tokens
    return tokens
