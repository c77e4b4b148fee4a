"""A line of an address taken apart: 'Flat 3, 12A Mill Street' is a unit, a number and a text."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from muster.register.words import is_named_as_street

Kind: TypeAlias = Literal["unit", "number", "stroke", "text"]


class Piece(NamedTuple):
    """A part of a line: `kind` says what it is.

    'unit': a door within a building ('Flat 3', 'Ground Floor Flat', '2F1'); 'number': a building's number, in its
    one spelling ('12A', '4-6'); 'stroke': a number with a stroke ('3/2'), which is a Scottish flat before a number
    and a building with its flat otherwise; 'text': anything else.
    """

    kind: Kind
    text: str


_ONE = r"\d{1,5}(?:[A-Za-z](?![A-Za-z'’])|\s[A-HJ-NP-XZ](?![A-Za-z'’.]))?"
_RANGE = rf"{_ONE}(?:\s?(?:[-–—&]|\bto\b)\s?{_ONE})?"
_NUMBER = re.compile(rf"(?:(?:No|Number)\b\.?\s?|#\s?)?({_RANGE})(?![\w/'’]|\.\d)\s*", re.IGNORECASE)
_STROKE = re.compile(r"(\d{1,5}[A-Za-z]?)\s?/\s?(\d{1,4}[A-Za-z]?)(?![\w/])\s*")
_KINDS = (
    "flats?|flt|apartments?|apart|appt|apt|unit|room|rm|studio flat|studio|suite|maisonette|bedsit|penthouse|bed ?space"
    "|caravan|chalet|pitch|plot|mooring|berth|cabin|bungalow|pod|granny flat|annexe?"
)
_WHERE = (
    "basement|bsmt|lower ground|upper ground|ground|grd|gnd|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    "|tenth|1st|2nd|3rd|[4-9]th|1[0-9]th|top|upper|lower|garden|rear|front|back|attic|middle|centre|left|right|lhs|rhs"
    "|side|mezzanine|north|south|east|west|owners|staff|wardens?|granny"
)
_ALONE = (  # a part of a line that says nothing else
    "ground|first|second|third|fourth|fifth|1st|2nd|3rd|[4-9]th|top|upper|lower|front|rear|left|right|attic|lhs|rhs"
)
_DOOR = r"(?:\d{1,4}\s?[A-Za-z]?|\d{1,3}[A-Za-z]\d{1,3}|[A-Za-z]\d{0,4}|[A-Za-z]{2}\d{1,4})"  # 3A 2F1 B12
_DOORS = rf"{_DOOR}(?:(?:[-.]|\s?[/&]\s?){_DOOR}){{0,2}}"
_HOUSED = r"(?:floor|flr|flat|maisonette|annexe?|bedsit|penthouse|studio)s?"
_UNITS = (
    re.compile(rf"(?:the )?(?:{_KINDS})(?: (?:no\.?|number))?[ .#]*{_DOORS}(?![\w'’])\.?", re.IGNORECASE),
    re.compile(
        rf"(?:the )?(?:(?:{_WHERE})[ /-]+)*{_HOUSED}(?:[ /-]+(?:{_WHERE}|flat))*"
        rf"(?:[ /-]+{_DOOR}(?=$|\s+\d))?(?![\w'’])",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:the )?(?:basement|bsmt)(?: (?:{_WHERE}))*(?![\w'’])", re.IGNORECASE),
    re.compile(
        rf"(?:{_WHERE})(?:(?:[ /&-]+|\s+and\s+)(?:{_WHERE}))+(?: (?:floor|flr|flat)s?)?(?=$|\s+\d)", re.IGNORECASE
    ),
    re.compile(rf"(?:{_ALONE}|[A-Za-z]\d{{0,3}})(?=$)", re.IGNORECASE),
    re.compile(
        r"(?:the )?(?:mobile home|static caravan|park home|caravan|houseboat)(?=$|\s+(?:at|in|on|\d))", re.IGNORECASE
    ),
    re.compile(
        r"(?:\d{1,2}/[LRMC]{1,2}\d?|[GBT]F?/(?:[LRMC]{1,2}\d?|\d{1,2}))(?![\w/])", re.IGNORECASE
    ),  # Dundee's '1/L', 'G/R'
    re.compile(r"(?:\d{1,2}F(?:\d{1,2}[LMR]?|[LMR])|[BGTPA]F\d{0,2}[LMR]?|[GFS]FF)(?![\w'’])", re.IGNORECASE),
)
_UNIT_AT_END = re.compile(rf"(.+?) ((?:flat|flt|apartment|apt|room|caravan) {_DOOR})", re.IGNORECASE)
_NUMBER_AT_END = re.compile(rf"(\D+?) ({_ONE})", re.IGNORECASE)
_NUMBER_INSIDE = re.compile(rf"(\D+ \D+?) ({_RANGE} [^\d].*)", re.IGNORECASE)
_BY = re.compile(r"(?:nr|near|off|land at|land off|adj|adjacent to|opp|opposite)\.?\s+(?=\w)", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_LINK = re.compile(r"(?:at|above|over|behind|of|to|r/o)\b\s*", re.IGNORECASE)
_REAR = re.compile(r"(?:the )?(?:rear of|r/o)\s+(?=\w)|(?:the )?rear$", re.IGNORECASE)
_ABOVE = re.compile(r"(?:above|over)\s+(?=\d)", re.IGNORECASE)
_RANGE_LINK = re.compile(r"\s?(?:[-–—&]|\bto\b)\s?", re.IGNORECASE)
_OPEN_RANGE = re.compile(r"\d{1,5}[A-Za-z]?\s?[-–—&]")


@lru_cache(maxsize=1 << 15)
def read_line(line: str) -> tuple[Piece, ...]:
    """Take a line apart at commas, after units and after numbers; pieces stand in the line's order."""
    pieces: list[Piece] = []
    if "(" in line or "[" in line:
        line = _BRACKETS.sub(_unbracketed, line)
    for part in line.replace("\xa0", " ").split(","):
        pieces += _read_part(_BY.sub("", " ".join(part.split()), count=1))
    return tuple(piece for piece in pieces if any(letter.isalnum() for letter in piece.text))


def is_open_range(line: str) -> bool:
    """Say whether a line is the first half of a range ('4-'), which a file has torn in two."""
    return _OPEN_RANGE.fullmatch(line) is not None


def is_unit(text: str) -> bool:
    """Say whether the whole text names a door within a building."""
    return any(pattern.fullmatch(text) for pattern in _UNITS)


def number_spelt(text: str) -> str:
    """Spell a number in the one way: '12 a' as '12A', '4- 6' and '4 to 6' as '4-6', '014' as '14'."""
    ends = [end.replace(" ", "").upper().lstrip("0") or "0" for end in _RANGE_LINK.split(text)]
    return "-".join(ends)


def _unbracketed(found: re.Match[str]) -> str:
    """'14 (2F1) Mill Street' is a unit between a number and a text; 'High Street (West)' is one text."""
    inside = found[1].strip()
    if is_unit(inside):
        return f", {inside}, "
    return f", Flat {inside}, " if re.fullmatch(_DOORS, inside) else f" {inside} "


def _read_part(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    while text:
        piece, text = _first_piece(text)
        pieces.append(piece)
        text = _LINK.sub("", text.lstrip(" -–—.:;"), count=1) if piece.kind == "unit" else text.lstrip(" -–—.:;")
    return pieces


def _first_piece(text: str) -> tuple[Piece, str]:
    if found := _STROKE.match(text):
        return Piece("stroke", f"{found[1].upper()}/{found[2].upper()}"), text[found.end() :]
    if found := _REAR.match(text):
        return Piece("unit", "Rear"), text[found.end() :]
    if found := _ABOVE.match(text):
        return Piece("unit", "Flat"), text[found.end() :]
    for pattern in _UNITS:
        found = pattern.match(text)
        if found and not _is_part_of_name(found[0], text[found.end() :]):
            return Piece("unit", found[0].strip()), text[found.end() :]
    if found := _NUMBER.match(text):
        return Piece("number", number_spelt(found[1])), text[found.end() :]
    return _text_first(text)


def _is_part_of_name(unit: str, rest: str) -> bool:
    """A lone 'Studio' before 'House' is no unit: 'Studio House' is a name."""
    rest = rest.lstrip()
    return unit.isalpha() and rest[:1].isalpha() and not _LINK.match(rest)


def _text_first(text: str) -> tuple[Piece, str]:
    """A text that something may follow without a comma: 'Mill House Flat 3', 'The Old Mill 3 Mill Lane'."""
    if found := _UNIT_AT_END.fullmatch(text):
        return Piece("text", found[1]), found[2]
    if found := _NUMBER_INSIDE.fullmatch(text):
        return Piece("text", found[1].rstrip(" -")), found[2]
    found = _NUMBER_AT_END.fullmatch(text)
    if found and is_named_as_street(found[1]):  # 'Mill Street 14': as if it stood the other way round
        return Piece("number", number_spelt(found[2])), found[1]
    return Piece("text", text), ""
