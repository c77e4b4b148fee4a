"""Texts as they are looked for."""

import re
import unicodedata

_BETWEEN = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Write a text as it is looked for: no capitals, no accents, nothing but letters, digits and single blanks."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _BETWEEN.sub(" ", text.casefold()).strip()
