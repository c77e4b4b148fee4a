"""Texts as they are looked for."""

import re
import unicodedata
from collections.abc import Sequence

_BETWEEN = re.compile(r"[\W_]+")
_BETWEEN_IN_LINE = re.compile(r"(?:[^\w\n]|_)+")


def folded(text: str) -> str:
    """Write a text as it is looked for: no capitals, no accents, nothing but letters, digits and single blanks."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _BETWEEN.sub(" ", text.casefold()).strip()


def folded_all(texts: Sequence[str]) -> list[str]:
    """Write many texts as they are looked for, most of them in one go."""
    whole = "\n".join(texts)
    if not texts or whole.count("\n") != len(texts) - 1:
        return list(map(folded, texts))
    lines = _BETWEEN_IN_LINE.sub(" ", whole.casefold()).split("\n")
    return [line.strip() if text.isascii() else folded(text) for text, line in zip(texts, lines, strict=True)]
