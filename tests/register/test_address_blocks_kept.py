"""Doors that two blocks of one number have in common are told apart, and keep their keys from year to year."""

import dataclasses
import random

import pytest

from muster.register.column import Addresses
from muster.register.towns import Standing
from tests.register.test_address_kept import stands
from tests.register.test_address_towns import Row, keys, parse


def flats(block: str, *numbers: int) -> list[Row]:
    return [((f"Flat {n}", block, "12 Mill Street", "Penbury"), "ZX10AB") for n in numbers]


def after(*taken: tuple[list[Row], Addresses], update: bool = False) -> Standing:
    """Give what stands after some files, with the doors of buildings as the first file that had each called it."""
    doors: dict[int, tuple[int, str, str]] = {}
    names: dict[int, str] = {}
    for _, found in taken:
        for at, key in enumerate(found.building_keys.tolist()):
            names.setdefault(key, found.building_names[at])
        for at, key in enumerate(found.door_keys.tolist()):
            building = int(found.building_keys[found.door_building[at]])
            doors.setdefault(key, (building, names[building], found.door_units[at]))
    return dataclasses.replace(
        stands(*taken, update=update), units=lambda wanted: [one for one in doors.values() if one[0] in set(wanted)]
    )


NORTH, SOUTH = flats("North Court", 1, 2, 3), flats("South Court", 1, 2)


@pytest.mark.parametrize("update", [False, True])
def test_doors_told_apart_stay_so_when_the_other_block_is_gone(*, update: bool) -> None:
    before = NORTH + SOUTH
    first = parse(before)
    assert len(set(keys(first))) == 5
    found = parse(NORTH[1:], after((before, first), update=update))
    assert keys(found) == keys(first)[1:3]
    assert found.door_units == ["Flat 2, North Court", "Flat 3, North Court"]


def test_a_second_block_changes_no_door_of_the_first() -> None:
    first = parse(NORTH)
    assert first.door_units == ["Flat 1", "Flat 2", "Flat 3"]
    later = SOUTH + NORTH
    found = parse(later, after((NORTH, first)))
    assert keys(found)[2:] == keys(first)
    assert found.door_units[:2] == ["Flat 1, South Court", "Flat 2, South Court"]
    again = parse(SOUTH, after((NORTH, first), (later, found)))
    assert keys(again) == keys(found)[:2]


def test_where_one_flat_comes_to_be_in_two_blocks_the_others_keep_their_doors() -> None:
    before = flats("North Court", 1, 2) + flats("South Court", 11, 12)
    first = parse(before)
    found = parse([*before, *flats("South Court", 1)], after((before, first)))
    assert keys(found)[:4] == keys(first)
    assert found.door_units[4] == "Flat 1, South Court"


def test_a_block_is_known_however_its_name_is_spelt() -> None:
    spelt = flats("North Ct", 1) + flats("NORTH COURT", 1) + flats("South Court", 1)
    assert len(set(keys(parse(spelt)))) == 2
    before = NORTH + SOUTH
    first = parse(before)
    found = parse(flats("North Ct", 1, 2, 3), after((before, first)))
    assert keys(found) == keys(first)[:3]


def test_houses_without_a_unit_are_told_apart_for_good_too() -> None:
    rows: list[Row] = [((name, "12 Mill Street"), "ZX10AB") for name in ("Old Barn", "New Barn")]
    first = parse(rows)
    assert len(set(keys(first))) == 2
    assert keys(parse(rows[1:], after((rows, first)))) == keys(first)[1:]


@pytest.mark.parametrize("seed", range(30))
def test_doors_keep_their_keys_through_years_of_any_files(seed: int) -> None:
    rng = random.Random(seed)
    rows = [row for block in ("North Court", "South Ct", "West Court") for row in flats(block, *range(1, 6))]
    taken: list[tuple[list[Row], Addresses]] = []
    known: dict[str, int] = {}
    for _year in range(6):
        some = [row for row in rows if rng.random() < 0.5] if taken else rows
        rng.shuffle(some)
        update = bool(taken) and rng.random() < 0.3
        found = parse(some, after(*taken, update=update)) if taken else parse(some)
        taken.append((some, found))
        for (lines, _), key in zip(some, keys(found), strict=True):
            assert known.setdefault(" ".join(lines), key) == key
    assert len(set(known.values())) == len(rows)
