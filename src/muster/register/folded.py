"""Texts as they are looked for."""

import re
import unicodedata
from collections.abc import Sequence

_BETWEEN = re.compile(r"[\W_]+")
_BETWEEN_IN_LINE = re.compile(r"(?:[^\w\n]|_)+")
_BEYOND = re.compile(r"[^\x00-\x7f]")
_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "\n"}
_PLAIN = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ħ": "h", "ŧ": "t",
}  # fmt: skip
_LETTERS = {ord(form): plain for letter, plain in _PLAIN.items() for form in {letter, letter.upper()} if len(form) == 1}
_STRAY = ("  ", " \n", "\n ")


def folded(text: str) -> str:
    """Write a text as it is looked for: no capitals, no accents, nothing but letters, digits and single blanks.

    Letters that are no letter with an accent are written as those who can't type them do: 'Łukasiewicz', 'lukasiewicz'.
    """
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = text.translate(_LETTERS)
    return _BETWEEN.sub(" ", text.casefold()).strip()


def folded_all(texts: Sequence[str]) -> list[str]:
    """Write many texts as they are looked for, most of them in one go."""
    whole = "\n".join(texts)
    if not texts or whole.count("\n") != len(texts) - 1:
        return list(map(folded, texts))
    if not whole.isascii():
        whole = unicodedata.normalize("NFKD", whole)
        marks = filter(unicodedata.combining, set(_BEYOND.findall(whole)))
        whole = whole.translate(_LETTERS | dict.fromkeys(map(ord, marks)))
    whole = whole.casefold()
    if not whole.isascii():
        return [line.strip() for line in _BETWEEN_IN_LINE.sub(" ", whole).split("\n")]
    whole = f"\n{whole.translate(_BLANKS)}\n"
    lines = whole[1:-1].split("\n")
    return [" ".join(line.split()) for line in lines] if any(blanks in whole for blanks in _STRAY) else lines
