"""Which texts of a file are streets and which are places: learnt from the numbers that stand before them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from muster.register.batch import Lines
from muster.register.pieces import read_line
from muster.register.words import is_named_as_block, is_named_as_house, is_named_as_street, street_words, well_written

LEAST_NUMBERS = 3  # so many numbered doors make a text a street
LEAST_STREETS = 3  # a text that stands behind so many streets is a place
STRONG_STREETS = 8  # the same for a text that is named as a street: behind so many it is a place all the same
Words: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a file's addresses taught: words of streets and of places (villages, towns, counties)."""

    streets: frozenset[Words] = frozenset()
    places: frozenset[Words] = frozenset()


class Settled(NamedTuple):
    """What the text behind a number is, and what follows from it.

    `role` is what the number counts: 'number': a building of `street`, which may have a `name` too; 'unit': a door of
    the building `name`; 'name': a building that is called by number and name, such as '2 Rose Cottages'. `behind` is
    what stands behind the locality: the town, perhaps, and the county.
    """

    role: Literal["number", "unit", "name"]
    street: str
    locality: str
    name: str
    behind: Lines = ()


NOTHING_KNOWN = Known()


def joined_known(learnt: Known, given: Known) -> Known:
    """Add to what a file taught what is known already; where the two differ, that holds."""
    return Known((learnt.streets - given.places) | given.streets, (learnt.places - given.streets) | given.places)


def is_street(text: str, known: Known) -> bool:
    """Say whether a text that no number stands before is a street."""
    words = street_words(text)
    if words in known.streets:
        return True
    return words not in known.places and is_named_as_street(text)


def settle(text: str, rest: Lines, known: Known = NOTHING_KNOWN) -> Settled:
    """Tell what the text behind a number is, by itself and by the texts after it."""
    words = street_words(text)
    if rest and words == street_words(rest[0]):  # '12 Mill Street', 'Mill Street'
        rest = rest[1:]
    if is_named_as_street(text) or words in known.streets:
        return Settled("number", well_written(text), locality_of(rest, known), "", behind_locality(rest, known))
    if rest and is_street(rest[0], known):
        street, rest = rest[0], rest[1:]
        told = locality_of(rest, known), well_written(text), behind_locality(rest, known)
        return Settled(_role(text), well_written(street), *told)
    if is_named_as_block(text, surely=True):
        return Settled("unit", "", locality_of(rest, known), well_written(text), behind_locality(rest, known))
    return Settled("number", well_written(text), locality_of(rest, known), "", behind_locality(rest, known))


def _role(text: str) -> Literal["number", "unit", "name"]:
    """What the number before a building counts: '23 Rose Cottage', '3 Mill House', '2 Rose Cottages'."""
    if is_named_as_house(text):
        return "number"
    return "unit" if is_named_as_block(text) else "name"


def locality_of(rest: Lines, known: Known = NOTHING_KNOWN) -> str:
    """Give what tells a street from others of its name: the text behind it, with one more if that's a street too."""
    if not rest:
        return ""
    if len(rest) > 1 and is_street(rest[0], known):
        return f"{well_written(rest[0])}, {well_written(rest[1])}"
    return well_written(rest[0])


def behind_locality(rest: Lines, known: Known = NOTHING_KNOWN) -> Lines:
    """Give the two texts behind the locality, as `locality_of` has it: a town, and what that lies in."""
    begin = 2 if len(rest) > 1 and is_street(rest[0], known) else 1
    return tuple(map(well_written, rest[begin : begin + 2]))


def learn_streets(addresses: Iterable[Lines]) -> Known:
    """Learn a file's streets and places from its addresses, each given once."""
    counted: Counter[tuple[str, Lines]] = Counter()
    for lines in addresses:
        behind = behind_number(lines)
        if behind:
            counted[behind] += 1
    return known_from(counted)


def behind_number(lines: Lines) -> tuple[str, Lines] | None:
    """Give the text behind an address's last number and the texts after that; None without a number."""
    pieces = [piece for line in lines for piece in read_line(line) if piece.kind != "unit"]
    for at in range(len(pieces) - 2, -1, -1):
        if pieces[at].kind != "text" and pieces[at + 1].kind == "text":
            return pieces[at + 1].text, tuple(piece.text for piece in pieces[at + 2 :])
    return None


def known_from(counted: Counter[tuple[str, Lines]]) -> Known:
    """Learn from counts of (text behind a number, texts after it)."""
    numbered: Counter[Words] = Counter()
    before: dict[Words, set[Words]] = {}
    for (text, rest), count in counted.items():
        words = street_words(text)
        if is_named_as_street(text) or not (is_named_as_block(text, surely=True) or _a_street_follows(rest)):
            numbered[words] += count
        if is_named_as_street(text):
            for place in rest:
                before.setdefault(street_words(place), set()).add(words)
    places = frozenset(
        words
        for words, streets in before.items()
        if len(streets) >= (STRONG_STREETS if is_named_as_street(" ".join(words)) else LEAST_STREETS)
    )
    return Known(frozenset(words for words, count in numbered.items() if count >= LEAST_NUMBERS), places)


def _a_street_follows(rest: Lines) -> bool:
    return bool(rest) and is_named_as_street(rest[0])
