"""Two towns with the same suburb and the same street: their doors never merge, and no key changes that needn't."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.register.batch import Lines
from muster.register.column import Addresses, parse_addresses
from muster.register.towns import TOWN_UNKNOWN, Standing, StandingStreet

Row = tuple[Lines, str]  # lines and postcode
ANYTOWN, OTHERTON = "AB1", "CD2"


def rows_in(
    town: str, out: str, *, suburb: str = "Northfield", doors: int = 8, street: str = "High Street"
) -> list[Row]:
    """Give the addresses of one street, four to a postcode."""
    return [((f"{n} {street}", suburb, town), f"{out}{(n - 1) // 4}AA") for n in range(1, doors + 1)]


def parse(rows: list[Row], standing: Standing | None = None) -> Addresses:
    return parse_addresses([lines for lines, _ in rows], [code for _, code in rows], standing=standing or Standing())


def standing_of(*taken: tuple[list[Row], Addresses], update: bool = False) -> Standing:
    """Give what stands after some files were taken in, the first file's streets first."""
    streets: dict[int, StandingStreet] = {}
    at: dict[str, set[StandingStreet]] = {}
    for rows, found in taken:
        for (name, locality), key, town in zip(
            found.streets, found.street_keys.tolist(), found.street_towns, strict=True
        ):
            streets.setdefault(key, StandingStreet(name, locality, town))
        for (_lines, postcode), door in zip(rows, found.doors.tolist(), strict=True):
            key = int(found.street_keys[found.building_street[found.door_building[door]]])
            at.setdefault(postcode, set()).add(streets[key])
    return Standing(
        list(streets.values()), lambda codes: [(code, one) for code in codes for one in at.get(code, ())], update=update
    )


def keys(found: Addresses) -> list[int]:
    return [int(found.door_keys[door]) for door in found.doors]


def localities(found: Addresses) -> list[str]:
    return [locality for _, locality in found.streets]


def test_one_town_is_no_part_of_its_suburbs_key() -> None:
    rows = rows_in("Anytown", ANYTOWN)
    found = parse(rows)
    assert found.streets == (("High Street", "Northfield"),)
    assert found.street_towns == ["Anytown"]
    without = parse([(lines[:2], code) for lines, code in rows])
    assert keys(without) == keys(found)
    assert not found.unsure.size


def test_two_towns_with_one_suburb_and_one_street_share_no_door() -> None:
    # one door in common: too few for `split_streets`, which tells streets apart by the doors of their postcodes
    rows = [*rows_in("Anytown", ANYTOWN, doors=9), (("9 High Street", "Northfield", "Otherton"), "CD20AA")]
    found = parse(rows)
    assert localities(found) == ["Northfield, Anytown", "Northfield, Otherton"]
    assert len(set(keys(found))) == 10
    assert not found.unsure.size


def test_without_any_postcode_they_share_no_door_either() -> None:
    both = rows_in("Anytown", ANYTOWN) + rows_in("Otherton", OTHERTON)
    assert len(set(keys(parse([(lines, "") for lines, _ in both])))) == 16


def test_the_town_is_part_of_the_key_only_where_it_must_be() -> None:
    shared = rows_in("Anytown", ANYTOWN) + rows_in("Otherton", OTHERTON)
    found = parse(shared + rows_in("Anytown", "AB7", suburb="Southfield"))
    assert localities(found) == ["Northfield, Anytown", "Northfield, Otherton", "Southfield"]


def test_an_address_without_its_town_is_told_by_its_postcode() -> None:
    rows = rows_in("Anytown", ANYTOWN) + rows_in("Otherton", OTHERTON)
    bare = [(lines[:2], code) if at % 3 == 0 else (lines, code) for at, (lines, code) in enumerate(rows)]
    assert keys(parse(bare)) == keys(parse(rows))
    assert not parse(bare).unsure.size


def test_an_address_that_nothing_tells_is_kept_apart_and_named() -> None:
    rows = rows_in("Anytown", ANYTOWN) + rows_in("Otherton", OTHERTON) + [(("3 High Street", "Northfield"), "")]
    found = parse(rows)
    assert found.unsure.tolist() == [16]
    assert keys(found)[16] not in keys(found)[:16]
    assert localities(found)[-1] == f"Northfield, {TOWN_UNKNOWN}"


def test_of_a_street_that_one_town_alone_has_no_town_need_be_said() -> None:
    rows = rows_in("Anytown", ANYTOWN) + rows_in("Otherton", OTHERTON, street="Mill Lane")
    found = parse([*rows, (("3 Mill Lane", "Northfield"), "")])
    assert keys(found)[16] == keys(found)[10]
    assert not found.unsure.size


@pytest.mark.parametrize("slip", ["Anytwon", "ANYTOWN", "Anyshire"])
def test_a_town_written_otherwise_in_its_own_postcodes_is_no_other_town(slip: str) -> None:
    rows = rows_in("Anytown", ANYTOWN)
    lines, code = rows[5]
    found = parse([*rows[:5], ((*lines[:2], slip), code), *rows[6:]])
    assert keys(found) == keys(parse(rows))


def test_a_county_behind_the_town_is_no_town() -> None:
    rows = [((*lines, "Anyshire"), code) for lines, code in rows_in("Anytown", ANYTOWN)]
    lines, _code = rows[5]
    found = parse([*rows[:5], ((*lines[:2], "Anyshire"), "AB19ZZ"), *rows[6:]])
    assert keys(found) == keys(parse(rows))
    assert found.street_towns == ["Anytown"]


def test_who_names_the_town_is_believed_rather_than_a_mistyped_postcode() -> None:
    rows = rows_in("Anytown", ANYTOWN) + rows_in("Otherton", OTHERTON)
    found = parse([*rows[:15], (rows[15][0], "AB11AA")])
    assert keys(found) == keys(parse(rows))


def test_a_second_town_changes_no_key_of_what_stands() -> None:
    first = rows_in("Anytown", ANYTOWN)
    before = parse(first)
    both = first + rows_in("Otherton", OTHERTON)
    after = parse(both, standing_of((first, before)))
    assert keys(after)[:8] == keys(before)
    assert localities(after) == ["Northfield", "Northfield, Otherton"]
    assert len(set(keys(after))) == 16
    assert keys(parse(both, standing_of((first, before), (both, after)))) == keys(after)


def test_a_second_register_of_the_next_town_shares_no_door_with_the_first() -> None:
    first, second = rows_in("Anytown", ANYTOWN), rows_in("Otherton", OTHERTON)
    before = parse(first)
    assert not set(keys(parse(second, standing_of((first, before))))) & set(keys(before))


def test_a_second_register_of_the_same_doors_that_names_the_county_has_the_same_doors() -> None:
    first, second = rows_in("Anytown", ANYTOWN), rows_in("Anyshire", ANYTOWN)
    before = parse(first)
    assert keys(parse(second, standing_of((first, before)))) == keys(before)


def test_a_year_later_one_town_alone_keeps_the_keys_that_both_had() -> None:
    first, second = rows_in("Anytown", ANYTOWN), rows_in("Otherton", OTHERTON)
    before = parse(first + second)
    standing = standing_of((first + second, before))
    assert keys(parse(first, standing)) == keys(before)[:8]
    assert keys(parse([(lines[:2], code) for lines, code in second], standing)) == keys(before)[8:]


def test_an_update_without_town_or_suburb_finds_the_street_of_its_postcode() -> None:
    rows = rows_in("Anytown", ANYTOWN) + rows_in("Otherton", OTHERTON)
    before = parse(rows)
    standing = standing_of((rows, before), update=True)
    for least in (2, 1):
        for at in (2, 10):
            lines, code = rows[at]
            found = parse([(lines[:least], code)], standing)
            assert keys(found) == [keys(before)[at]]
            assert not found.unsure.size


@pytest.mark.parametrize("lines", [("3 High Street", "Northfield"), ("3 High Street",)])
@pytest.mark.parametrize("postcode", ["", "ZZ99ZZ"])
def test_an_update_that_nothing_tells_is_a_doubt_and_no_door_that_stands(lines: Lines, postcode: str) -> None:
    rows = rows_in("Anytown", ANYTOWN) + rows_in("Otherton", OTHERTON)
    before = parse(rows)
    found = parse([(lines, postcode)], standing_of((rows, before), update=True))
    assert found.unsure.tolist() == [0]
    assert not set(keys(found)) & set(keys(before))


def test_an_update_finds_a_street_that_was_told_apart_by_its_postcodes() -> None:
    rows: list[Row] = [((f"{n} High Street", "London"), code) for code in ("E174AA", "SE251AA") for n in range(1, 5)]
    before = parse(rows)
    assert localities(before) == ["London (E17 4)", "London (SE25 1)"]
    standing = standing_of((rows, before), update=True)
    assert [keys(parse([row], standing)) for row in rows] == [[key] for key in keys(before)]


TOWNS = ("Anytown", "Otherton", "Thirdham")
SUBURBS = ("Northfield", "Southfield", "")


@given(st.integers(0, 2**32))
def test_of_made_towns_no_two_doors_merge_and_none_changes(seed: int) -> None:
    chance = random.Random(seed)
    truth = [
        (town, suburb, street, number)
        for town in range(3) for suburb in SUBURBS for street in ("High Street", "Mill Lane")
        if chance.random() < 0.8
        for number in range(1, chance.randint(2, 9))
    ]  # fmt: skip

    def row(door: tuple[int, str, str, int], *, bare: float) -> Row:
        town, suburb, street, number = door
        code = f"A{'BCD'[town]}{1 + SUBURBS.index(suburb)}{number // 4}{'AB'[street == 'Mill Lane']}A"
        lines = (f"{number} {street}", suburb, TOWNS[town]) if suburb else (f"{number} {street}", TOWNS[town])
        return (lines[:2] if suburb and chance.random() < bare else lines), code

    first = [row(door, bare=0) for door in truth]
    before = parse(first)
    assert len(set(keys(before))) == len(truth)
    assert not before.unsure.size
    left = [door for door in truth if chance.random() < 0.9]
    later = [row(door, bare=0.2) for door in left]
    after = parse(later, standing_of((first, before)))
    key_of = dict(zip(truth, keys(before), strict=True))
    sure = set(range(len(left))) - set(after.unsure.tolist())
    assert [keys(after)[at] for at in sorted(sure)] == [key_of[left[at]] for at in sorted(sure)]
    assert not after.unsure.size  # whoever leaves the town out has a postcode that stands
