"""Postcodes of the United Kingdom, and what people type for them."""

import re
from collections.abc import Sequence
from functools import lru_cache

_OUTWARD = r"(?:[A-Z][1-9]\d?|[A-Z]{2}(?:\d|[1-9]\d)|[A-Z][1-9][A-Z]|[A-Z]{2}[1-9][A-Z])"
_POSTCODE = re.compile(_OUTWARD + r"\d[ABD-HJLNP-UW-Z]{2}|GIR0AA", re.ASCII)
_USUAL = re.compile(rf"^(?:({_POSTCODE.pattern})|.*)$", re.MULTILINE | re.ASCII)
_STRAY = re.compile(r"[^A-Z0-9]")
_TO_DIGIT = str.maketrans("OIL", "011")
_TO_LETTER = str.maketrans("01", "OI")
_AT_END = re.compile(r"(?:^|[\s,])([A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2})$")
_SHORTEST, _LONGEST = 5, 7
NO_POSTCODE = "this is no postcode; write it as ZX1 0AB. The elector was kept without it"
NO_SUCH_END = (
    "this is no postcode: none of its last two letters can be C, I, K, M, O or V. The elector was kept without it"
)
_NO_SUCH_END = re.compile(_OUTWARD + r"\d[A-Z]{2}", re.ASCII)


@lru_cache(maxsize=1 << 15)
def read_postcode(text: str) -> tuple[str, str]:
    """Read a postcode: without blanks and in capitals, and '' or a note on what was cured or is wrong.

    The letters O, I and L for the digits 0 and 1, and those digits for letters, are put right. Where no postcode can
    be read the first is ''.
    """
    plain = text.replace(" ", "")
    if _POSTCODE.fullmatch(plain):  # as most are written
        return plain, ""
    bare = _STRAY.sub("", text.upper())
    if not bare:
        return "", ""
    if _POSTCODE.fullmatch(bare):
        return bare, ""
    for cured in _cures(bare):
        if _POSTCODE.fullmatch(cured):
            return cured, f"read as {postcode_told(cured)}: letters and digits were swapped"
    return "", NO_SUCH_END if _NO_SUCH_END.fullmatch(bare) else NO_POSTCODE


def usual_postcodes(texts: Sequence[str]) -> list[str]:
    """Read the postcodes of a column that are written as most are, all in one go: '' for every other cell."""
    whole = "\n".join(texts).replace(" ", "")
    return _USUAL.findall(whole) if texts and whole.count("\n") == len(texts) - 1 else [""] * len(texts)


def _cures(bare: str) -> list[str]:
    """Give what might have been meant, the fewest changes first: digits and letters where they must stand."""
    if not _SHORTEST <= len(bare) <= _LONGEST:
        return []
    out, inward = bare[:-3], bare[-3:]
    inward = inward[0].translate(_TO_DIGIT) + inward[1:].translate(_TO_LETTER)
    letters = [n for n in (1, 2) if len(out) > n]
    area = [out[:n].translate(_TO_LETTER) + out[n:].translate(_TO_DIGIT) + inward for n in letters]
    last_a_letter = [whole[: len(out) - 1] + out[-1] + inward for whole in area]
    tried = [out + inward, *area, *last_a_letter]
    return sorted(tried, key=lambda cured: sum(a != b for a, b in zip(cured, bare, strict=True)))


@lru_cache(maxsize=1 << 15)
def find_postcode(line: str) -> tuple[str, str]:
    """Take a postcode from an address's line: what is left of the line, and the postcode or ''."""
    if not (line[-1:].isalpha() and line[-2:-1].isalpha() and line[-3:-2].isdigit()):
        return line, ""
    found = _AT_END.search(line)
    if not found:
        return line, ""
    postcode, cure = read_postcode(found[1])
    return (line[: found.start()].rstrip(" ,"), postcode) if postcode and not cure else (line, "")


def postcode_told(postcode: str) -> str:
    """Write a postcode as people do: 'ZX10AB' is 'ZX1 0AB'."""
    return f"{postcode[:-3]} {postcode[-3:]}" if postcode else ""
