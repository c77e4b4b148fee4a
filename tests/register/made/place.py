"""A made-up place: streets with doors in them, each with its address, postcode, UPRN and polling district."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from muster.county.streetnames import BLOCK_ENDINGS, BLOCKS, ENDINGS, HOUSE_ENDINGS, HOUSES

LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
DOORS_A_POSTCODE = 15
DOORS_A_DISTRICT = 900
DISTRICTS_A_WARD = 3
LONGEST_STREET = 60
TOWNS = ("Merrow", "Thistle", "Fosse", "Carrow", "Linden", "Harle", "Oster", "Penny", "Quarn", "Rother", "Selk", "Tarn")
TOWN_ENDINGS = ("by", "ham", "ton", "ford", "wick", "stead")
LOCALITIES = ("", "", "", "Northend", "Upper Green", "Mill Bank", "Eastfield")
SHORT = {
    "Street": "St", "Road": "Rd", "Avenue": "Ave", "Drive": "Dr", "Lane": "La", "Close": "Cl", "Crescent": "Cres",
    "Court": "Ct", "Gardens": "Gdns", "Grove": "Gr", "Terrace": "Terr", "Place": "Pl", "Square": "Sq",
}  # fmt: skip
SPELLINGS = ("plain", "short street", "turned", "capitals", "one line", "spaced range")


class Door(NamedTuple):
    """A front door and how its address is written.

    Attributes:
        id: of the door, the same in every version, whatever its address is respelled to.
        unit, house, number, street, locality, town: the address in parts; '' where it has none.
        spelling: one of SPELLINGS by number.
        lon_e6, lat_e6: where it is, in millionths of a degree.
    """

    id: int
    district: str
    ward: str
    unit: str
    house: str
    number: str
    street: str
    locality: str
    town: str
    postcode: str
    uprn: str
    lon_e6: int
    lat_e6: int
    spelling: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Every door in street order, and the polling districts in the register's order."""

    town: str
    doors: tuple[Door, ...]
    districts: tuple[str, ...]


def make_place(rng: Random, *, doors: int, index: int = 0) -> Place:
    """Make a place with so many doors; places of different `index` share no door, postcode or district."""
    town = TOWNS[index % len(TOWNS)] + TOWN_ENDINGS[index // len(TOWNS) % len(TOWN_ENDINGS)]
    made: list[Door] = []
    for street, locality in _streets(rng):
        wanted = min(5 + int(rng.random() * LONGEST_STREET), doors - len(made))
        middle = _spot(rng, index)
        for unit, house, number in _fill(rng, wanted):
            made.append(_door(len(made), index, (unit, house, number, street, locality, town), middle))
        if len(made) >= doors:
            break
    return Place(town, tuple(made), tuple(dict.fromkeys(door.district for door in made)))


def lines_of(door: Door) -> tuple[str, ...]:
    """Write an address as lines, the postcode left out."""
    number, street = door.number, door.street
    spelling = SPELLINGS[door.spelling]
    if spelling == "short street":
        head, _, last = street.rpartition(" ")
        street = f"{head} {SHORT.get(last, last)}"
    if spelling == "spaced range":
        number = number.replace("-", "- ")
    road = f"{number} {street}" if number else street
    top = [door.unit, door.house]
    if spelling == "turned" and door.unit:
        top = [door.house, door.unit] if door.house else [road, door.unit]
        road = road if door.house else ""
    lines = [*top, road, door.locality, door.town]
    if spelling == "one line":
        lines = [", ".join(filter(None, [*top, road])), door.locality, door.town]
    found = tuple(filter(None, lines))
    return tuple(line.upper() for line in found) if spelling == "capitals" else found


def postcode_of(index: int) -> str:
    """Give the n-th postcode of ZX, an area that doesn't exist."""
    n = len(LETTERS)
    tail, rest = index % (n * n), index // (n * n)
    return f"ZX{1 + rest // 10} {rest % 10}{LETTERS[tail // n]}{LETTERS[tail % n]}"


def postcode_table(place: Place) -> list[tuple[str, str, str, str, str]]:
    """Give pcd7, pcd8, pcds, lat and long of every postcode: the middle of its doors."""
    spots: dict[str, list[tuple[int, int]]] = {}
    for door in place.doors:
        spots.setdefault(door.postcode, []).append((door.lon_e6, door.lat_e6))
    rows = []
    for postcode, around in spots.items():
        outward, inward = postcode.split()
        lon, lat = (sum(values) / len(around) / 1e6 for values in zip(*around, strict=True))
        rows.append((f"{outward:4}{inward}", f"{outward:4} {inward}", postcode, f"{lat:.6f}", f"{lon:.6f}"))
    return rows


def _streets(rng: Random) -> Iterator[tuple[str, str]]:
    """Give streets without end: a name comes again in another locality."""
    styles = tuple(ENDINGS.values())
    seen = set()
    while True:
        stems, through, blind = styles[int(rng.random() * len(styles))]
        endings = through + blind
        name = f"{stems[int(rng.random() * len(stems))]} {endings[int(rng.random() * len(endings))]}"
        locality = LOCALITIES[int(rng.random() * len(LOCALITIES))]
        if (name, locality) not in seen:
            seen.add((name, locality))
            yield name, locality


def _fill(rng: Random, wanted: int) -> Iterator[tuple[str, str, str]]:
    """Give unit, house and number of the doors in a street."""
    number, given = 1, 0
    names: set[str] = set()
    while given < wanted:
        doors = _building(rng, number, room=wanted - given)
        house = doors[0][1]
        if house in names:
            continue
        names |= {house} - {""}
        yield from doors
        given += len(doors)
        number += 1 + int(rng.random() * 2) + 2 * ("-" in doors[0][2])


def _building(rng: Random, number: int, *, room: int) -> list[tuple[str, str, str]]:
    share = rng.random()
    if share < 0.90:
        return [("", "", _house_number(rng, number, share))]
    if share < 0.96:
        return [("", f"{_pick(rng, HOUSES)} {_pick(rng, HOUSE_ENDINGS)}", str(number) if share < 0.92 else "")]
    if share < 0.98:
        return [(f"Flat {n}", "", str(number)) for n in range(1, min(2 + int(rng.random() * 4), room) + 1)]
    if share < 0.985:
        return [(f"{n // 2}F{n % 2 + 1}", "", str(number)) for n in range(min(6, room))]
    name = f"{_pick(rng, BLOCKS)} {_pick(rng, BLOCK_ENDINGS)}"
    where = str(number) if share < 0.995 else ""
    return [(f"Flat {n}", name, where) for n in range(1, min(6 + int(rng.random() * 30), room) + 1)]


def _house_number(rng: Random, number: int, share: float) -> str:
    if share < 0.84:
        return str(number)
    return f"{number}{_pick(rng, 'ABC')}" if share < 0.88 else f"{number}-{number + 2}"


def _pick(rng: Random, options: Sequence[str]) -> str:
    return options[int(rng.random() * len(options))]


def _spot(rng: Random, index: int) -> tuple[int, int]:
    """Lay a street somewhere in its place's own square."""
    lon = -750_000 + index % 10 * 60_000 + int(rng.random() * 50_000)
    return lon, 52_920_000 + index // 10 * 40_000 + int(rng.random() * 30_000)


def _door(i: int, index: int, parts: tuple[str, str, str, str, str, str], middle: tuple[int, int]) -> Door:
    district = i // DOORS_A_DISTRICT
    prefix = LETTERS[index // len(LETTERS)] + LETTERS[index % len(LETTERS)]
    return Door(
        index * 1_000_000 + i,
        f"{prefix}{1 + district}",
        f"{parts[5]} Ward {1 + district // DISTRICTS_A_WARD}",
        *parts,
        postcode_of(index * 4_000 + i // DOORS_A_POSTCODE),
        str(72_000_000 + index * 10_000_000 + i * 7),
        middle[0] + i * 37 % 1_500,
        middle[1] + i * 53 % 900,
    )
