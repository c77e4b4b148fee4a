"""Addresses judged from outside: files of a made place, written from the formats alone, have just its doors."""

from collections import defaultdict
from random import Random

import pytest

from muster.register.column import NO_DOOR, Addresses, parse_addresses
from muster.register.read import read_register
from tests.register.made.dirt import KINDS
from tests.register.made.people import PUBLISHED, Entry, entries_of, make_population
from tests.register.made.place import SPELLINGS, Door, lines_of, make_place
from tests.register.made.write import LAYOUTS

ON = PUBLISHED.replace(year=PUBLISHED.year + 1)


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return entries_of(make_population(Random(1), doors=2_000))


@pytest.mark.parametrize("kind", ["clean", "filthy", "commas, ranges"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_files_doors_are_the_places_doors(layout: str, kind: str, entries: list[Entry]) -> None:
    made = LAYOUTS[layout](entries, KINDS[kind])
    batches = list(read_register(made.content, name="register.csv", on=ON).batches)
    lines = [address for batch in batches for address in batch.addresses]
    found = parse_addresses(lines, [postcode for batch in batches for postcode in batch.postcodes])
    behind = {row.row: entry.door for row, entry in zip(made.rows, entries, strict=True)}
    rows = [row for batch in batches for row in batch.rows]
    pairs = {(door.id, key) for row, key in zip(rows, found.doors.tolist(), strict=True) if (door := behind[row])}
    assert NO_DOOR not in {key for _, key in pairs}
    assert len(pairs) == len({door for door, _ in pairs}) == len({key for _, key in pairs})


@pytest.mark.parametrize("seed", range(3))
def test_a_door_has_its_key_however_another_version_spells_it(seed: int) -> None:
    rng = Random(seed)
    doors = make_place(rng, doors=1_500, index=seed).doors
    one, other = _spelt(doors, rng), _spelt(doors, rng)
    assert one.door_keys[one.doors].tolist() == other.door_keys[other.doors].tolist()
    assert len(one.door_keys) == len(doors)
    streets = defaultdict(set)
    for door, at in zip(doors, one.doors.tolist(), strict=True):
        streets[door.street, door.locality].add(int(one.building_street[one.door_building[at]]))
    assert sum(len(found) for found in streets.values()) <= len(streets) + 2


def _spelt(doors: tuple[Door, ...], rng: Random) -> Addresses:
    spelt = [door._replace(spelling=rng.randrange(len(SPELLINGS))) for door in doors]
    return parse_addresses([lines_of(door) for door in spelt], [door.postcode.replace(" ", "") for door in spelt])
