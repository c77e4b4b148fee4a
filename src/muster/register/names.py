"""Names of electors, as registers write them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

NameOrder: TypeAlias = Literal["surname first", "forenames first"]

# Words that begin a surname of several words
_PARTICLES = frozenset(
    (
        "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "ter", "ten",
        "el", "al", "bin", "bint", "binti", "ibn", "abu", "ap", "st", "st.", "saint", "mc", "mac", "o",
    )
)  # fmt: skip
# Words that follow a surname and belong to it
_BEHIND = frozenset(form for word in ("jr", "jnr", "sr", "snr", "ii", "iii") for form in (word, word + "."))
_VENDORS_MARK = re.compile(r"^\([a-zA-Z]\)\s*")  # "(z) " of one who is not on the open register
_ANONYMOUS = re.compile(r"(?:anonymous(?: (?:entry|elector|registration))?|anon\.?|n)", re.IGNORECASE)
_SEVERAL = 2


@lru_cache(maxsize=1 << 15)
def read_name(text: str) -> str:
    """Take stray blanks, a vendor's mark such as '(z) ' and the words for an anonymous elector from a name."""
    text = " ".join(text.split())
    if text.startswith("("):
        text = _VENDORS_MARK.sub("", text)
    return "" if is_anonymous(text) else text


def is_anonymous(text: str) -> bool:
    """Whether a name says that there is none: 'Anonymous', 'Anonymous Elector', 'N'."""
    return text[:1] in "aAnN" and bool(_ANONYMOUS.fullmatch(text))


def split_names(column: Sequence[str], order: NameOrder = "surname first") -> tuple[list[str], list[str]]:
    """Split a column of whole names into surnames and forenames, as `split_name` does one."""
    surnames, forenames = [], []
    for text in column:
        first, _, rest = text.partition(" ")
        if not (order == "surname first" and _is_plain_surname(first) and _are_plain_forenames(rest)):
            first, rest = split_name(text, order)
        surnames.append(first)
        forenames.append(rest)
    return surnames, forenames


@lru_cache(maxsize=1 << 15)
def _is_plain_surname(word: str) -> bool:
    """Whether a first word is a surname by itself, whatever follows."""
    bare = word.strip("(,")
    return (
        bare == word
        and word.isprintable()
        and not (
            not word
            or word.casefold() in _PARTICLES
            or word.isupper()
            or word.casefold().startswith("anon")
            or "," in word
        )
    )


@lru_cache(maxsize=1 << 15)
def _are_plain_forenames(text: str) -> bool:
    """Whether what follows a surname is forenames and nothing else."""
    return "," not in text and text == " ".join(text.split()) and text.partition(" ")[0].casefold() not in _BEHIND


def split_name(text: str, order: NameOrder = "surname first") -> tuple[str, str]:
    """Split 'Surname Forename Initials' into surname and forenames.

    A comma decides: 'Van der Berg, Jan'. Otherwise the surname is the first word, and also what follows
    1. words such as 'van', 'de', 'O', 'St' at the start: 'VAN DER BERG Jan';
    2. capitals, where small letters come later: 'SMITH JONES Mary Ann';
    and 'Jr', 'Snr', 'III' behind it. A name of one word is a surname. The other way round ('forenames first') it is
    the last word, with such words before it and behind it. Nothing is put into other letters.
    """
    if text.startswith("("):
        text = _VENDORS_MARK.sub("", text)
    if "," in text:
        surname, _, forenames = text.partition(",")
        return " ".join(surname.split()), " ".join(forenames.split())
    words = text.split()
    if len(words) < _SEVERAL:
        return ("", "") if is_anonymous(text.strip()) else (" ".join(words), "")
    n = _surname_words(words) if order == "surname first" else -_last_words(words)
    parts = " ".join(words[:n]), " ".join(words[n:])
    if order == "forenames first":
        return parts[1], parts[0]
    return ("", "") if is_anonymous(text.strip()) else parts


def _surname_words(words: list[str]) -> int:
    n = 1
    most = len(words) - 1
    while n < most and words[n - 1].casefold() in _PARTICLES:
        n += 1
    if words[0].isupper() and not words[-1].isupper() and any(word != word.upper() for word in words):
        while n < most and len(words[n]) > 1 and words[n].isupper():
            n += 1
    while n < most and words[n].casefold() in _BEHIND:
        n += 1
    return n


def _last_words(words: list[str]) -> int:
    n = 1
    while n < len(words) - 1 and words[-n].casefold() in _BEHIND:
        n += 1
    while n < len(words) - 1 and words[-n - 1].casefold() in _PARTICLES:
        n += 1
    return n
