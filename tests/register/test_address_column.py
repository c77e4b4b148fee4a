"""A whole column of addresses: every door once, and one by one the same as together."""

import random

import numpy as np
import pytest

from muster.register.address import Address, parse_address
from muster.register.column import NO_DOOR, Addresses, parse_addresses, sort_out
from muster.register.keys import building_number, door_number, street_number
from muster.register.runs import Gathering
from muster.register.streets import learn_streets

Lines = tuple[str, ...]


def taken_apart(*rows: Lines, postcode: str = "ZX10AB") -> Addresses:
    return parse_addresses(rows, [postcode] * len(rows))


def doors_of(addresses: Addresses) -> list[Address]:
    return [addresses.address(door) for door in range(len(addresses.door_keys))]


def test_every_door_stands_once_in_the_files_order() -> None:
    found = taken_apart(
        ("14 Mill Street", "Fosseham"),
        ("14 Mill Street", "Fosseham"),
        (),
        ("Flat 3", "12 MILL ST", "Fosseham"),
        ("Flat 4", "12 Mill Street", "Fosseham"),
        ("14 Mill Street", "Fosseham"),
        ("Rose Cottage", "Back Lane", "Fosseham"),
    )
    assert found.doors.tolist() == [0, 0, NO_DOOR, 1, 2, 0, 3]
    assert found.streets == (("Mill Street", "Fosseham"), ("Back Lane", "Fosseham"))
    assert doors_of(found) == [
        Address("Mill Street", "Fosseham", "14"),
        Address("Mill Street", "Fosseham", "12", "", "Flat 3"),
        Address("Mill Street", "Fosseham", "12", "", "Flat 4"),
        Address("Back Lane", "Fosseham", "", "Rose Cottage"),
    ]
    assert found.building_street.tolist() == [0, 0, 1]
    assert found.door_building.tolist() == [0, 1, 1, 2]


def test_a_column_without_addresses_has_no_doors() -> None:
    found = taken_apart((), ())
    assert found.doors.tolist() == [NO_DOOR, NO_DOOR]
    assert found.streets == ()
    assert taken_apart().doors.tolist() == []


def test_a_building_keeps_its_name_and_postcode_from_whichever_row_gives_them() -> None:
    rows = [("Flat 1, 12 Mill Street",), ("Flat 2", "Mill House", "12 Mill Street")]
    found = parse_addresses(rows, ["", "ZX10AB"])
    assert (found.building_names, found.building_postcodes) == (["Mill House"], ["ZX10AB"])


def test_a_street_is_shown_as_most_addresses_write_it() -> None:
    assert taken_apart(("1 Mill St",), ("2 Mill Street",), ("3 Mill Street",)).streets == (("Mill Street", ""),)
    assert taken_apart(("1 Mill St",), ("2 Mill Street",)).streets == (("Mill Street", ""),)


def test_a_street_has_one_locality_within_a_postcode() -> None:
    rows = [("1 Mill Street", "Fosseham", "Anytown"), ("2 Mill Street", "Fosseham"), ("2 Mill Street", "Anytown")]
    found = taken_apart(*rows)
    assert found.streets == (("Mill Street", "Fosseham"),)
    assert found.doors.tolist() == [0, 1, 1]


def test_two_streets_of_one_name_in_two_villages_stay_two() -> None:
    found = parse_addresses([("1 Mill Street", "Fosseham"), ("1 Mill Street", "Netherby")], ["ZX10AB", "ZX20AB"])
    assert found.doors.tolist() == [0, 1]


def test_two_streets_of_one_name_in_one_town_are_told_apart_by_their_postcodes() -> None:
    rows = [(f"{number} High Street", "London") for number in (1, 2, 3)]
    found = parse_addresses(rows + rows, ["E174AA"] * 3 + ["SE251AA"] * 3)
    assert found.streets == (("High Street", "London (E17 4)"), ("High Street", "London (SE25 1)"))
    assert found.doors.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_mistyped_postcode_makes_no_second_street() -> None:
    rows = [(f"{number} High Street", "London") for number in (1, 2, 3, 4)]
    found = parse_addresses([*rows, rows[0]], ["E174AA"] * 4 + ["E714AA"])
    assert found.streets == (("High Street", "London"),)
    assert found.doors.tolist() == [0, 1, 2, 3, 0]


def test_blocks_that_share_a_number_are_told_apart_by_their_names() -> None:
    rows = [("Flat 1", court, "12 Mill Street") for court in ("North Court", "South Court")]
    found = taken_apart(*rows, ("Flat 1", "14 Mill Street"))
    assert found.doors.tolist() == [0, 1, 2]
    assert found.door_units == ["Flat 1, North Court", "Flat 1, South Court", "Flat 1"]
    assert found.building_numbers == ["12", "14"]


def test_batches_give_what_the_whole_gives() -> None:
    rows = _town(random.Random(4), 400)
    gathering = Gathering()
    for at in range(0, len(rows), 7):
        gathering.take(rows[at : at + 7], ["ZX10AB"] * len(rows[at : at + 7]))
    whole, batched = taken_apart(*rows), sort_out(gathering)
    assert doors_of(whole) == doors_of(batched)
    assert whole.doors.tolist() == batched.doors.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_a_column_is_read_as_its_addresses_are_one_by_one(seed: int) -> None:
    rows = _town(random.Random(seed), 300)
    found = taken_apart(*rows, postcode="")  # a postcode would tell more than one address alone can
    known = learn_streets(rows)
    alone = [parse_address(lines, known=known) for lines in rows]
    assert found.door_keys[found.doors].tolist() == [door_number(address) for address in alone]
    building = found.door_building[found.doors]
    assert found.building_keys[building].tolist() == [building_number(address) for address in alone]
    assert found.street_keys[found.building_street[building]].tolist() == [street_number(address) for address in alone]
    assert np.unique(found.door_keys).size == found.door_keys.size


def _town(chance: random.Random, count: int) -> list[Lines]:
    streets = ["Mill Street", "Broadway", "Back Lane", "Mill Court", "Rose Cottages", "St Mary's Road", "The Green"]
    rows: list[Lines] = []
    for _ in range(count):
        street, number = chance.choice(streets), chance.randint(1, 9)
        head: list[Lines] = [
            (f"{number} {street}",),
            (f"{number}A {street}",),
            (str(number), street),
            (f"Flat {number}", f"{chance.randint(1, 3)} {street}"),
            (f"Flat {number}, {chance.randint(1, 3)} {street}",),
            (f"{number} Keel House", street),
            (f"{number} Rose Cottages", street),
            (f"Rose Cottage {number}", street),
            ("Mill House", street),
            ("2F1", f"{number} {street}"),
            (f"{number}/{chance.randint(1, 3)} {street}",),
            (f"{number}- {number + 2} {street}",),
            (f"Flat {number}", "Keel House", f"12 {street}"),
            (f"Flat {number}", "Keel House", street),
            (f"Flat {number}, First Floor", f"{chance.randint(1, 3)} {street}"),
            (f"{chance.randint(0, 3)}/{chance.randint(1, 2)}", f"{number} {street}"),
            ("3/2", street),
            (f"Caravan {number}", street),
            (f"B{number}", "The Maltings", street),
            (str(number), "Rose Cottage", street),
            (f"{number} {street}", "E17"),
        ]
        rows.append((*chance.choice(head), "Fosseham", "Anytown"))
    return rows
