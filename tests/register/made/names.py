"""Names of today's Britain for people who don't exist: drawn, and respelled as clerks respell them."""

from bisect import bisect_right
from itertools import accumulate
from random import Random

from muster.county.names import COMMUNITIES, Community


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SHARES = list(accumulate(community.share for community in COMMUNITIES))
STEMS = _words(
    "Ash Beck Birk Black Bram Brad Brook Burn Caw Clay Cold Cran Dal Den Elling Fal Farn Gar Gold Hag Hal Hart "
    "Hather Hazel Hod Holling Ing Kel Kirk Lang Led Lin Long Lud Mar Mel Mid Nor Oak Pil Rad Rams Red Rip Row Sed "
    "Shar Silk Sim Stan Stock Strat Sut Thorn Til Wal Wash Wen Whit Wil Win Wood Wors"
)
ENDINGS = _words(
    "bury by combe croft dale den field ford gate grave ham head hurst land ley low man ridge stead ton well worth"
)
TAIL = tuple(stem + ending for stem in STEMS for ending in ENDINGS)  # Britain has many last names that few people have
IN_TAIL = 0.45
INITIALS = "ABCDEFGHJKLMNOPRSTVW"
MIDDLE = (
    "Jane", "Ann", "Marie", "Louise", "Elizabeth", "Rose", "Catherine", "Michelle", "Jean", "Mary", "Joy", "May",
    "John", "James", "William", "David", "Michael", "Thomas", "Edward", "Peter", "Robert", "Charles", "Lee", "Alan",
)  # fmt: skip
ACCENTS = {
    "Zoe": "Zoë", "Chloe": "Chloë", "Ines": "Inês", "Lucia": "Lucía", "Sinead": "Sinéad",
    "Siobhan": "Siobhán", "Roisin": "Róisín", "Sean": "Seán", "Padraig": "Pádraig", "Aurelie": "Aurélie",
    "Etienne": "Étienne", "Elisa": "Élisa", "Beatriz": "Beatríz", "Goncalo": "Gonçalo",
    "Gomez": "Gómez", "Garcia": "García", "Lopez": "López", "Martinez": "Martínez", "Hernandez": "Hernández",
    "Lefevre": "Lefèvre", "Celik": "Çelik", "Ozturk": "Öztürk", "Joao": "João",
}  # fmt: skip
SOUNDS_ALIKE = (
    ("Stephen", "Steven"), ("Jon", "John"), ("Ann", "Anne"), ("Sarah", "Sara"), ("Catherine", "Katherine"),
    ("Mohammed", "Mohamed"), ("Muhammad", "Mohammad"), ("Clarke", "Clark"), ("Smith", "Smyth"), ("Brown", "Browne"),
    ("Geoffrey", "Jeffrey"), ("Philip", "Phillip"), ("Graham", "Graeme"), ("Alan", "Allan"), ("Reid", "Read"),
    ("Bailey", "Baillie"), ("Elliott", "Elliot"), ("Stuart", "Stewart"), ("Pearce", "Pierce"), ("Isabel", "Isobel"),
)  # fmt: skip
ALIKE = dict(SOUNDS_ALIKE) | {second: first for first, second in SOUNDS_ALIKE}


def draw_community(rng: Random) -> Community:
    """Draw a community, each by its share."""
    return COMMUNITIES[bisect_right(SHARES, int(rng.random() * 1_000))]


def draw_last(rng: Random, community: Community) -> str:
    """Draw a last name: a few are common, very many are rare."""
    if community is COMMUNITIES[0] and rng.random() < IN_TAIL:
        return TAIL[int(rng.random() * len(TAIL))]
    skewed = rng.random()
    return community.last[int(skewed * skewed * len(community.last))]


def draw_first(rng: Random, community: Community) -> str:
    """Draw a first name."""
    return community.first[int(rng.random() * len(community.first))]


def draw_middle(rng: Random) -> str:
    """Draw what stands between first and last name: mostly nothing or an initial, else a second name."""
    share = rng.random()
    if share < 0.45:
        return ""
    if share < 0.75:
        return INITIALS[int(rng.random() * len(INITIALS))]
    return MIDDLE[int(rng.random() * len(MIDDLE))]


def mistype(rng: Random, name: str) -> str:
    """Slip on the keyboard once: two letters change places, one is left out, doubled or another one."""
    if len(name) < 3:
        return name + "e"
    at = 1 + int(rng.random() * (len(name) - 2))
    slip = int(rng.random() * 4)
    if slip == 0 and name[at] != name[at + 1]:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if slip == 1:
        return name[:at] + name[at + 1 :]
    if slip == 2:
        return name[: at + 1] + name[at:]
    return name[:at] + ("e" if name[at] != "e" else "a") + name[at + 1 :]
