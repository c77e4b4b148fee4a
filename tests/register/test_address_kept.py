"""A door keeps its key from year to year, whatever a year's file teaches of streets."""

import dataclasses
import random

import numpy as np
import pytest

from muster.register.column import Addresses
from muster.register.towns import Standing
from tests.register.test_address_towns import Row, keys, localities, parse, standing_of

E17, SE25 = "E174AA", "SE251AA"


def church_lane(*numbers: int, postcode: str) -> list[Row]:
    return [((f"{n} Church Lane", "London"), postcode) for n in numbers]


def stands(*taken: tuple[list[Row], Addresses], update: bool = False) -> Standing:
    """Give what stands after some files were taken in, with the buildings that stand."""
    held = np.concatenate([found.building_keys for _, found in taken])
    return dataclasses.replace(standing_of(*taken, update=update), has=lambda keys: np.isin(keys, held))


def both(east: range, south: range) -> list[Row]:
    return church_lane(*east, postcode=E17) + church_lane(*south, postcode=SE25)


@pytest.mark.parametrize("update", [False, True])
def test_streets_told_apart_by_their_postcodes_stay_so_when_they_share_no_number_any_more(*, update: bool) -> None:
    before = both(range(1, 9), range(1, 5))
    first = parse(before)
    assert localities(first) == ["London (E17 4)", "London (SE25 1)"]
    after = both(range(3, 9), range(1, 3))  # no number stands twice
    found = parse(after, stands((before, first), update=update))
    assert keys(found) == [keys(first)[before.index(row)] for row in after]


def test_one_street_of_two_is_still_called_by_its_postcode_when_the_other_is_gone() -> None:
    before = both(range(1, 9), range(1, 5))
    first = parse(before)
    found = parse(before[:8], stands((before, first)))
    assert keys(found) == keys(first)[:8]
    new = parse([*before[:8], *church_lane(20, postcode="E174ZZ")], stands((before, first)))
    assert localities(new) == ["London (E17 4)"]


def test_a_second_street_of_the_name_changes_no_door_of_the_first() -> None:
    before = church_lane(*range(1, 9), postcode=E17)
    first = parse(before)
    assert localities(first) == ["London"]
    after = both(range(1, 9), range(1, 5))
    found = parse(after, stands((before, first)))
    assert keys(found)[:8] == keys(first)
    assert localities(found) == ["London", "London (SE25 1)"]
    again = parse(after, stands((before, first), (after, found)))
    assert keys(again) == keys(found)


def test_what_was_one_street_is_told_apart_once_it_must_be_and_no_door_that_was_one_alone_changes() -> None:
    before = church_lane(*range(1, 9), postcode=E17) + church_lane(1, 9, postcode=SE25)
    first = parse(before)  # number 1 alone is shared, which may be a slip
    assert localities(first) == ["London"]
    after = before + church_lane(2, 3, 10, postcode=SE25)
    found = parse(after, stands((before, first)))
    assert keys(found)[:8] == keys(first)[:8]
    assert keys(found)[9] == keys(first)[9]  # number 9 stood there, and is nobody else's
    assert len(set(keys(found))) == len(after)
    again = parse(after, stands((before, first), (after, found)))
    assert keys(again) == keys(found)


@pytest.mark.parametrize("postcode", ["", "B91ZZ", "E714AA"])
def test_a_postcode_mistyped_or_left_out_for_a_year_makes_no_other_door(postcode: str) -> None:
    before = both(range(1, 9), range(1, 5))
    first = parse(before)
    after = [*before[:6], *church_lane(7, postcode=postcode), *before[7:]]
    assert keys(parse(after, stands((before, first)))) == keys(first)
    shared = [*church_lane(1, postcode=postcode), *before]  # which of the two it is nothing tells
    assert keys(parse(shared, stands((before, first))))[0] not in keys(first)


def test_a_village_that_is_left_out_or_told_a_year_later_makes_no_other_door() -> None:
    village: list[Row] = [((f"{n} Mill Street", "Fosseham"), "ZX10AB") for n in range(1, 7)]
    town: list[Row] = [((f"{n} Mill Street", "Anytown"), "ZX10AB") for n in range(1, 7)]
    elsewhere: list[Row] = [((f"{n} Mill Street", "Anytown"), "ZX99AB") for n in range(1, 7)]
    first = parse(village + elsewhere)
    assert localities(first) == ["Fosseham", "Anytown"]
    later = parse(town + elsewhere, stands((village + elsewhere, first)))
    assert keys(later) == keys(first)


def test_one_slip_takes_no_other_street_with_it() -> None:
    slip: list[Row] = [((f"{n} Mill Street", "Aston"), "ZX10AB" if n < 9 else "ZX20AB") for n in range(1, 10)]
    first = parse(slip)
    real: list[Row] = [((f"{n} Mill Street", "Handsworth"), "ZX20AB") for n in range(1, 21)]
    found = parse(slip[:8] + real, stands((slip, first)))
    assert keys(found)[:8] == keys(first)[:8]
    assert not set(keys(found)[8:]) & set(keys(first))


@pytest.mark.parametrize("seed", range(20))
def test_doors_that_stay_keep_their_keys_through_years_of_any_files(seed: int) -> None:
    rng = random.Random(seed)
    rows = both(range(1, rng.randrange(5, 30)), range(1, rng.randrange(5, 30)))
    taken: list[tuple[list[Row], Addresses]] = []
    known: dict[tuple[str, str], int] = {}
    for _year in range(6):
        some = [row for row in rows if rng.random() < 0.6]
        rng.shuffle(some)
        found = parse(some, stands(*taken)) if taken else parse(some)
        taken.append((some, found))
        for (lines, postcode), key in zip(some, keys(found), strict=True):
            known.setdefault((lines[0], postcode), key)
        if len(taken) > 1 and len(localities(taken[0][1])) > 1:  # they were told apart in the first year
            assert [known[lines[0], postcode] for lines, postcode in some] == keys(found)
            assert len(set(known.values())) == len(known)
