"""How alike two names are, in levels that can be told to a person.

Own code and no library: no more than a few in a hundred pairs come this far, and their words are short.
"""

import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_MARKS = str.maketrans("", "", "'’‘`´ʼ")
_PREFIXES = {"mc", "mac", "o"}  # written apart or not: Mc Donald, O Brien
_NICKNAMES = (
    "william bill billy will willy liam", "robert bob bobby rob robbie bert", "richard dick rick ricky richie",
    "james jim jimmy jamie", "john jack johnny", "thomas tom tommy", "michael mike mick micky",
    "edward ted ed eddie ned",
    "henry harry hal", "charles charlie chuck", "david dave davey", "daniel dan danny", "joseph joe joey",
    "anthony tony", "andrew andy drew", "matthew matt", "christopher chris kit", "nicholas nick nicky",
    "alexander alex sandy alec", "alexandra alex sandra", "benjamin ben", "samuel sam sammy", "stephen steve",
    "steven steve", "peter pete", "patrick pat paddy", "ronald ron ronnie", "kenneth ken kenny",
    "frederick fred freddie",
    "albert bert bertie", "leonard len lenny", "timothy tim", "gregory greg", "philip phil", "raymond ray",
    "margaret maggie meg peggy greta", "elizabeth liz lizzie beth betty eliza libby", "katherine kate kathy katie kay",
    "catherine cathy kate katie", "susan sue susie", "patricia pat patsy trish", "deborah deb debbie",
    "jennifer jen jenny", "victoria vicky tori", "rebecca becky", "jacqueline jackie", "christine chris chrissie",
    "dorothy dot dolly", "barbara barb babs", "pamela pam", "sandra sandy", "judith judy", "theresa terry tess",
    "josephine jo josie", "joanna jo", "samantha sam", "abigail abby", "mohammed mohd md", "muhammad mohd md",
)  # fmt: skip
SHORTEST_ALIKE = 3  # letters: nothing shorter is told from another name by one slip
TWO_SLIPS = 8  # letters from which two slips may stand


class Level(IntEnum):
    """How two names compare, the best level that holds.

    FULL: the same words, in whatever order and wherever the surname begins. SHORT: surname and first forename, and
    the others missing on one side or shortened. MIDDLE: surname and first forename, but the others differ. INITIAL: the
    first forename is an initial on one side. FORENAME_ALIKE, SURNAME_ALIKE: one of both respelled, the other the same.
    BOTH_ALIKE: both respelled. MARRIED: the same forename with another surname. NICKNAME: Bill and William. CALLED:
    the first forename stands further back on the other side. SWAPPED: one's surname is the other's forename. SURNAME:
    nothing but the surname. OTHER: nothing. HIDDEN: one of both has no name.
    """

    OTHER = 0
    FULL = 1
    SHORT = 2
    MIDDLE = 3
    INITIAL = 4
    FORENAME_ALIKE = 5
    SURNAME_ALIKE = 6
    BOTH_ALIKE = 7
    MARRIED = 8
    NICKNAME = 9
    CALLED = 10
    SWAPPED = 11
    SURNAME = 12
    HIDDEN = 13


class Name(NamedTuple):
    """A name as folded words, such as (('obrien',), ('mary', 'a'))."""

    surname: tuple[str, ...]
    forenames: tuple[str, ...]


def words_of(text: str, *, surname: bool = False) -> tuple[str, ...]:
    """Fold to words of small letters without accents: `O'Brien-Núñez` is ('obrien', 'nunez').

    Args:
        text: a surname or forenames as written.
        surname: whether Mc, Mac and O are put before the word that follows.
    """
    folded = text.casefold().translate(_MARKS)
    if not folded.isascii():
        apart = unicodedata.normalize("NFKD", folded.translate(_PLAIN))
        folded = "".join(c for c in apart if not unicodedata.combining(c)).translate(_MARKS)
    if not folded.replace(" ", "").isalpha():
        folded = "".join(c if c.isalnum() else " " for c in folded)
    words = folded.split()
    if surname and len(words) > 1 and words[0] in _PREFIXES:
        words[:2] = [words[0] + words[1]]
    return tuple(words)


def name_of(surname: str, forenames: str) -> Name:
    """Fold a name."""
    return Name(words_of(surname, surname=True), words_of(forenames))


def slips(one: str, other: str, *, most: int) -> int:
    """Count the fewest letters to add, drop, change or swap with the next between two words; `most` + 1 if more.

    The optimal string alignment distance (Damerau 1964; Levenshtein 1966).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, against in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


@lru_cache(maxsize=1 << 14)
def sound_of(word: str) -> str:
    """Write a word roughly as it sounds: Stephen and Steven, Clarke and Clark, Phillip and Filip meet or nearly do."""
    text = word.replace("ph", "f").replace("ck", "k").replace("kn", "n").replace("ie", "i").replace("ae", "e")
    text = text.translate(str.maketrans("cqzyv", "kksif"))
    kept = text[:1] + text[1:].replace("h", "")
    once = "".join(c for i, c in enumerate(kept) if i == 0 or c != kept[i - 1])
    return once[:-1] if len(once) > SHORTEST_ALIKE and once.endswith("e") else once


@lru_cache(maxsize=1 << 15)
def alike(one: str, other: str) -> bool:
    """Whether one word may be a slip for the other: one slip, two in a long word, or nearly the same sound."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < SHORTEST_ALIKE:
        return False
    if slips(one, other, most=2 if longer >= TWO_SLIPS else 1) <= (2 if longer >= TWO_SLIPS else 1):
        return True
    first, second = sound_of(one), sound_of(other)
    if first == second:
        return True
    return first[0] == second[0] and min(len(first), len(second)) > SHORTEST_ALIKE and slips(first, second, most=1) <= 1


def are_nicknames(one: str, other: str) -> bool:
    """Whether two forenames stand for each other in our short list: enough to ask, never to link."""
    groups = _NICKNAMES_OF.get(one)
    return groups is not None and not groups.isdisjoint(_NICKNAMES_OF.get(other, ()))


def level_of(one: Name, other: Name) -> Level:
    """Compare two names; the same whichever comes first."""
    if not any(one) or not any(other):
        return Level.HIDDEN
    if sorted(one.surname + one.forenames) == sorted(other.surname + other.forenames):
        return Level.FULL
    surname = "".join(one.surname) == "".join(other.surname)
    first = one.forenames[:1] == other.forenames[:1] != ()
    if surname and first:
        return Level.MIDDLE if middles_differ(one, other) else Level.SHORT
    if surname:
        return _of_one_surname(one.forenames, other.forenames)
    if "".join(one.surname) in other.forenames[:1] or "".join(other.surname) in one.forenames[:1]:
        return Level.SWAPPED
    return _of_one_forename(one, other) if first else _of_neither(one, other)


def middles_differ(one: Name, other: Name) -> bool:
    """Whether the names after the first forename can't be one person's: 'A' and 'Bernard', 'James' and 'John'."""
    here, there = one.forenames[1:], other.forenames[1:]
    if not here or not there:
        return False
    if here[0][0] != there[0][0]:
        return True
    whole = len(here) == len(there) and all(len(word) > 1 for word in here + there)
    return whole and sorted(here) != sorted(there)


def _of_one_surname(one: tuple[str, ...], other: tuple[str, ...]) -> Level:
    if not one or not other:
        return Level.SURNAME
    if 1 in (len(one[0]), len(other[0])):
        return Level.INITIAL if one[0][0] == other[0][0] else Level.SURNAME
    if alike(one[0], other[0]) or "".join(one) == "".join(other):
        return Level.FORENAME_ALIKE
    if are_nicknames(one[0], other[0]):
        return Level.NICKNAME
    return Level.CALLED if one[0] in other[1:] or other[0] in one[1:] else Level.SURNAME


def _of_one_forename(one: Name, other: Name) -> Level:
    if len(one.forenames[0]) == 1 or middles_differ(one, other):
        return Level.OTHER
    shared = set(one.surname) & set(other.surname)
    if shared or alike("".join(one.surname), "".join(other.surname)):
        return Level.SURNAME_ALIKE
    return Level.MARRIED


def _of_neither(one: Name, other: Name) -> Level:
    if not all((*one, *other)):
        return Level.OTHER
    if one.surname[0][0] != other.surname[0][0] or one.forenames[0][0] != other.forenames[0][0]:
        return Level.OTHER
    both = alike(one.forenames[0], other.forenames[0]) and alike("".join(one.surname), "".join(other.surname))
    return Level.BOTH_ALIKE if both else Level.OTHER


def _nicknames() -> dict[str, set[int]]:
    groups: dict[str, set[int]] = {}
    for i, group in enumerate(_NICKNAMES):
        for name in group.split():
            groups.setdefault(name, set()).add(i)
    return groups


_NICKNAMES_OF = _nicknames()
