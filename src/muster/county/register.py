"""An electoral register of people who don't exist, in the layout that formats.md calls X1."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from muster.county import lie
from muster.county.chance import Chance
from muster.county.houses import Door
from muster.county.names import Name, draw_community, draw_name
from muster.county.tables import Cells

ELECTORS = 21_000
HEADER = (
    "Elector Number Prefix", "Elector Number", "Elector Number Suffix", "Elector Markers", "Elector DOB",
    "Elector Name", "PostCode", "Address1", "Address2", "Address3", "Address4", "Address5", "Address6",
)  # fmt: skip
HOMES = {"flat": (62, 29, 7, 2, 0, 0), "house": (38, 46, 11, 4, 1, 0), "cottage": (40, 48, 9, 2, 1, 0)}
SAME_NAME = 72  # in 100 people of a home share its last name
MARKERS = (("", 955), ("G", 26), ("B", 18), ("L", 1))  # EU citizens, those who kept the right, a peer
ATTAINERS = 12  # in 1,000: too young to vote yet; only their birthday stands in a register
MOST_IN_A_HOME = 6
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class Elector:
    """An entry of the register."""

    district: str
    number: int
    markers: str
    born_on: date | None
    name: Name
    initial: str
    postcode: str
    door: Door


def make_register(doors: Sequence[Door], *, first_day: date, chance: Chance) -> tuple[Elector, ...]:
    """Put electors behind every door, `ELECTORS` in all, numbered by polling district in street order."""
    sizes = _home_sizes(doors, chance)
    prefixes = _district_codes(doors)
    postcodes = postcodes_of(doors)
    numbers: dict[str, int] = {}
    electors = []
    for door, size, postcode in zip(doors, sizes, postcodes, strict=True):
        district = prefixes[door.ward]
        for name in home_names(size, chance):
            numbers[district] = numbers.get(district, 0) + 1
            young = size > 1 and chance.below(1_000) < ATTAINERS * 2
            born_on = first_day - timedelta(days=chance.between(16 * 366, 18 * 365 - 1)) if young else None
            marker = chance.weigh([mark for mark, _ in MARKERS], [share for _, share in MARKERS])
            initial = chance.pick(LETTERS) if chance.percent(35) else ""
            electors.append(Elector(district, numbers[district], marker, born_on, name, initial, postcode, door))
    return tuple(electors)


def register_rows(electors: Sequence[Elector]) -> list[Cells]:
    """Write the register's rows."""
    rows = []
    for elector in electors:
        born = f"{elector.born_on:%d/%m/%Y}" if elector.born_on else ""
        name = " ".join(filter(None, (elector.name.last, elector.name.first, elector.initial)))
        lines = (*_address(elector.door), "", "", "", "", "")[:6]
        rows.append((elector.district, str(elector.number), "0", elector.markers, born, name, elector.postcode, *lines))
    return rows


def _address(door: Door) -> tuple[str, ...]:
    first, _, rest = door.name.partition(", ")
    if door.home == "flat":
        return first, rest, door.street, lie.TOWN
    if door.home == "cottage":
        cottage = () if first.endswith(door.street) else (door.street,)
        return first, *cottage, door.ward
    return first, lie.TOWN


def _home_sizes(doors: Sequence[Door], chance: Chance) -> list[int]:
    """Draw how many electors live behind each door, then mend single homes until the sum is right."""
    sizes = [chance.weigh(range(1, MOST_IN_A_HOME + 1), HOMES[door.home]) for door in doors]
    while (over := sum(sizes) - ELECTORS) != 0:
        for i in chance.shuffled(range(len(sizes)))[: abs(over)]:
            sizes[i] = min(max(sizes[i] - (1 if over > 0 else -1), 1), MOST_IN_A_HOME)
    return sizes


def home_names(size: int, chance: Chance) -> list[Name]:
    """Draw the names of a home, no two the same."""
    community = draw_community(chance)
    names: list[Name] = []
    while len(names) < size:
        last = names[0].last if names and chance.percent(SAME_NAME) else ""
        name = draw_name(chance, community=community if chance.percent(90) else None, last=last)
        if name not in names:
            names.append(name)
    return names


def _district_codes(doors: Sequence[Door]) -> dict[str, str]:
    """Give each ward its polling district's letters: 'CA' for Castle, the next free letter where two agree."""
    codes: dict[str, str] = {}
    for ward in sorted({door.ward for door in doors}):
        initials = ward.replace(" ", "").upper()
        code = next(initials[0] + letter for letter in initials[1:] if initials[0] + letter not in codes.values())
        codes[ward] = code
    return codes


def postcodes_of(doors: Sequence[Door]) -> list[str]:
    """Give each door's postcode: each street has one, in ZX, an area that doesn't exist."""
    streets = sorted({door.street for door in doors})
    n = len(LETTERS)
    postcodes = {
        street: f"ZX{1 + i // 100} {i % 10}{LETTERS[i // n % n]}{LETTERS[i % n]}" for i, street in enumerate(streets)
    }
    return [postcodes[door.street] for door in doors]
