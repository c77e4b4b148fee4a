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
# In names with '|' between them: stray blanks, commas, and 'Jr' and the like behind a surname
_NOT_PLAIN = re.compile(r",|  | \||\| | (?:jr|jnr|sr|snr|iii?)\.?[ |]", re.IGNORECASE)


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
    names = f"|{'|'.join(column)}|"
    if order != "surname first" or not names.isprintable() or _NOT_PLAIN.search(names):
        pairs = [split_name(text, order) for text in column]
        return [surname for surname, _ in pairs], [forenames for _, forenames in pairs]
    parts = [text.partition(" ") for text in column]
    surnames, forenames = [part[0] for part in parts], [part[2] for part in parts]
    if others := {word for word in set(surnames) if not _is_plain_surname(word)}:
        for i, word in enumerate(surnames):
            if word in others:
                surnames[i], forenames[i] = split_name(column[i])
    return surnames, forenames


@lru_cache(maxsize=1 << 15)
def _is_plain_surname(word: str) -> bool:
    """Whether a first word is a surname by itself, whatever follows."""
    folded = word.casefold()
    return not (not word or folded in _PARTICLES or word.isupper() or folded.startswith(("anon", "(")))


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
