"""Texts of addresses brought to one spelling, word by word: 'St. Mary's Rd' and 'SAINT MARYS ROAD' are one street."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


STREET_TYPES = _split(
    "alley approach arcade avenue bank boulevard broadway bypass causeway circle circus close common copse cottages"
    " court crescent croft crossway cut drive drove embankment end esplanade field fields fold gardens garth gate"
    " glade glebe glen green ground grove heath heights highway hill island lane lawns lea leas link loan meadow"
    " meadows mead mews mount mountain nook orchard oval paddock parade park parkway passage path pathway piece place"
    " promenade quadrant quay quays reach ride ridge ridgeway rise road row side square steps strand street terrace"
    " townend track vale valley view villas walk way wharf wood wynd yard"
)
# What nothing but a street is called: a line that ends so is a street wherever it stands.
STRONG_TYPES = _split(
    "alley approach avenue boulevard bypass causeway close crescent crossway drive embankment esplanade grove highway"
    " lane mews parade parkway passage promenade road square street walk way wynd"
)
BLOCK_TYPES = _split(
    "apartments block buildings chambers court flats hall heights hostel hotel house lodge manor mansion mansions mill"
    " place point quarter residence residences tower towers warehouse works wharf"
)
_PURE_BLOCKS = _split("apartments block chambers flats hall hostel hotel house mansion mansions tower towers")
_STRONG_FIRST = frozenset(("heol", "ffordd", "stryd", "lon", "rhodfa", "rue", "sraid"))  # Welsh, French, Gaelic
HOUSE_TYPES = frozenset(("cottage", "bungalow", "farm", "farmhouse", "villa", "barn", "croft"))
_SHORT_TYPES = {
    "al": "alley", "app": "approach", "appr": "approach", "av": "avenue", "ave": "avenue", "aven": "avenue",
    "blvd": "boulevard", "bvd": "boulevard", "bdwy": "broadway", "cl": "close", "clo": "close", "com": "common",
    "cott": "cottage", "cotts": "cottages", "cots": "cottages", "cr": "crescent", "cres": "crescent",
    "cresc": "crescent", "crs": "crescent", "crt": "court", "ct": "court", "dr": "drive", "drv": "drive",
    "emb": "embankment", "esp": "esplanade", "est": "estate", "gdn": "garden", "gdns": "gardens", "gds": "gardens",
    "gn": "green", "grn": "green", "gr": "grove", "gro": "grove", "grv": "grove", "hl": "hill", "ho": "house",
    "hse": "house", "la": "lane", "ln": "lane", "ldg": "lodge", "mdw": "meadow", "mdws": "meadows", "mws": "mews",
    "mt": "mount", "orch": "orchard", "pde": "parade", "pk": "park", "pl": "place", "prom": "promenade", "rd": "road",
    "sq": "square", "st": "street", "str": "street", "strt": "street", "tce": "terrace", "ter": "terrace",
    "terr": "terrace", "vw": "view", "wk": "walk", "wlk": "walk", "wy": "way", "yd": "yard", "bldgs": "buildings",
    "bldg": "building", "apts": "apartments", "fm": "farm",
}  # fmt: skip
_SHORT_FIRST = {
    "st": "saint",
    "ste": "saint",
    "mt": "mount",
    "gt": "great",
    "lt": "little",
    "upr": "upper",
    "lwr": "lower",
}
_DIRECTIONS = {"n": "north", "s": "south", "e": "east", "w": "west", "nth": "north", "sth": "south"}
_FAR_ENDS = frozenset(("north", "south", "east", "west", "upper", "lower"))
ORDINALS = {
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth", "6th": "sixth",
    "7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth", "11th": "eleventh", "12th": "twelfth",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"['’‘`´ʼ]")
_SMALL = frozenset(("of", "the", "upon", "on", "and", "in", "le", "by", "under", "next", "y", "yr", "de", "la"))


@lru_cache(maxsize=1 << 16)
def plain_words(text: str) -> tuple[str, ...]:
    """Take a text apart into words without case, accents and punctuation; '&' is 'and'."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _APOSTROPHE.sub("", text).replace("&", " and ").casefold()
    return tuple(_WORD.findall(text))


@lru_cache(maxsize=1 << 16)
def street_words(text: str) -> tuple[str, ...]:
    """Give a street's or house's words in full: 'St' ends as 'street' and begins as 'saint'."""
    words = [ORDINALS.get(word, word) for word in plain_words(text)]
    if len(words) > 1:
        last = len(words) - 1
        if words[last] in _DIRECTIONS and (words[last - 1] in _SHORT_TYPES or words[last - 1] in STREET_TYPES):
            words[last] = _DIRECTIONS[words[last]]
        if words[last] in _FAR_ENDS and last > 1:
            words[last - 1] = _SHORT_TYPES.get(words[last - 1], words[last - 1])
        else:
            words[last] = _SHORT_TYPES.get(words[last], words[last])
            if last > 1 and words[last - 1] == "st" and words[last] in STREET_TYPES:
                words[last - 1] = "street"  # 'High St Mews'; a saint would have a name
        words = [_SHORT_FIRST.get(word, word) for word in words]
    return tuple(words)


def house_sought(words: Sequence[str]) -> str:
    """Write a house's name as it is looked for: 'The Old Mill' is 'old mill', '2 Rose Cottages' 'rose cottages 2'."""
    words = words[1:] if len(words) > 1 and words[0] == "the" else words
    if len(words) > 1 and words[0][0].isdigit():
        words = [*words[1:], words[0]]
    return " ".join(words)


def is_named_as_street(text: str) -> bool:
    """Say whether a text ends as nothing but a street does: 'Mill Lane', 'High St', 'London Road North'."""
    words = street_words(text)
    if len(words) > 1 and words[-1] in _FAR_ENDS:
        words = words[:-1]
    return len(words) > 1 and (words[-1] in STRONG_TYPES or words[0] in _STRONG_FIRST)


def is_named_as_block(text: str, *, surely: bool = False) -> bool:
    """Say whether a text ends as a building of many doors does; `surely`: and as no street does."""
    words = street_words(text)
    return bool(words) and words[-1] in (_PURE_BLOCKS if surely else BLOCK_TYPES)


def is_named_as_house(text: str) -> bool:
    """Say whether a text ends as one house does: 'Rose Cottage', not 'Rose Cottages'."""
    words = street_words(text)
    return bool(words) and words[-1] in HOUSE_TYPES


@lru_cache(maxsize=1 << 16)
def well_written(text: str) -> str:
    """Write 'ST MARY'S ROAD' as 'St Mary's Road'; a text in both cases stays as somebody wrote it."""
    text = " ".join(text.split())
    if not (text.isupper() or text.islower()):
        return text
    words = text.casefold().split(" ")
    return " ".join(word if at and word in _SMALL else _capital(word) for at, word in enumerate(words))


def _capital(word: str) -> str:
    if any(letter.isdigit() for letter in word):
        return word if word in ORDINALS else word.upper()
    return "-".join(
        part if at and part in _SMALL else part[:1].upper() + part[1:] for at, part in enumerate(word.split("-"))
    )
