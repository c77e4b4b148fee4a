"""Two spellings of one door have one key; two doors never have."""

import numpy as np
import pytest

from muster.register.address import parse_address
from muster.register.keys import (
    building_key,
    building_number,
    door_key,
    door_number,
    key_number,
    mixed,
    street_key,
    unit_part,
)

ONE_DOOR = [
    ("14 Mill Street", "14 MILL ST."),
    ("14 Mill Street", "14, Mill Str"),
    ("014 Mill Street", "14 Mill Street"),
    ("12A Mill Street", "12 a Mill Street"),
    ("4-6 Mill Street", "4- 6 Mill Street"),
    ("4-6 Mill Street", "4 – 6 Mill Street"),
    ("4-6 Mill Street", "4 to 6 Mill Street"),
    ("3 St Mary's Road", "3 Saint Marys Rd"),
    ("3 St. Mary’s Road", "3 ST MARYS ROAD"),
    ("3 St Mary's Street", "3 Saint Mary's St"),
    ("3 Mill Avenue", "3 Mill Ave"),
    ("3 Café Row", "3 Cafe Row"),
    ("3 London Road North", "3 London Rd N"),
    ("3 Second Avenue", "3 2nd Ave"),
    ("3 High Street Mews", "3 High St Mews"),
    ("3 Rose & Crown Lane", "3 Rose and Crown Ln"),
    ("3 Stoke-on-Foss Lane", "3 Stoke on Foss Lane"),
    ("Flat 3, 12 Mill Street", "Apartment 3, 12 Mill Street"),
    ("Flat 3, 12 Mill Street", "FLT 03 12 MILL ST"),
    ("Flat 3, 12 Mill Street", "Flat 3, Mill House, 12 Mill Street"),
    ("Flat 3A, 12 Mill Street", "Flat 3 a, 12 Mill Street"),
    ("Flat 3, Mill House, Mill Street", "3 Mill House, Mill Street"),
    ("Flat 3, Mill House, Mill Street", "Mill Hse Flat 3, Mill Street"),
    ("First Floor Flat, 12 Mill Street", "1st Flr 12 Mill Street"),
    ("Basement Flat, 12 Mill Street", "The Basement, 12 Mill Street"),
    ("2F1, 14 Mill Street", "Flat 2F1, 14 Mill Street"),
    ("3/2, 14 Mill Street", "Flat 3/2 14 Mill Street"),
    ("Rose Cottage, Mill Lane", "ROSE COTT, MILL LA"),
    ("The Old Mill, 3 Mill Lane", "3 Mill Lane"),
    ("14 (2F1) Mill Street", "2F1, 14 Mill Street"),
    ("Annexe, 12 Mill Street", "12 Mill Street (Annex)"),
    ("23 Rose Cottage, Mill Lane", "23 Mill Lane"),
    ("Room 2, Flat 3, 12 Mill Street", "Flat 3, Room 2, 12 Mill Street"),
]
TWO_DOORS = [
    ("14 Mill Street", "14 Mill Road"),
    ("14 Mill Street", "14A Mill Street"),
    ("14 Mill Street", "14 Mill Street North"),
    ("14 Mill Street", "14 Mills Street"),
    ("4-6 Mill Street", "46 Mill Street"),
    ("4-6 Mill Street", "4 Mill Street"),
    ("1 Mill Street", "11 Mill Street"),
    ("10 Mill Street", "1 Mill Street"),
    ("14 Mill Street, Fosseham", "14 Mill Street, Netherby"),
    ("Flat 3, 12 Mill Street", "12 Mill Street"),
    ("Flat 3, 12 Mill Street", "Flat 31, 2 Mill Street"),
    ("Flat 3, 12 Mill Street", "3 Mill Street"),
    ("Flat 3, 12 Mill Street", "Unit 3, 12 Mill Street"),
    ("Flat 3, 12 Mill Street", "Room 3, 12 Mill Street"),
    ("Flat 1, 12 Mill Street", "First Floor Flat, 12 Mill Street"),
    ("Flat 1, 12 Mill Street", "Floor 1, 12 Mill Street"),
    ("Flat 1A, 12 Mill Street", "Flat A1, 12 Mill Street"),
    ("Ground Floor Left, 12 Mill Street", "Ground Floor Right, 12 Mill Street"),
    ("3/2, 14 Mill Street", "2/3, 14 Mill Street"),
    ("3/2, 14 Mill Street", "32, 14 Mill Street"),
    ("0/1, 14 Mill Street", "1, 14 Mill Street"),
    ("2F1, 14 Mill Street", "1F2, 14 Mill Street"),
    ("Annexe, 14 Mill Street", "14 Mill Street"),
    ("Top Left, 14 Mill Street", "Top Right, 14 Mill Street"),
    ("1/L, 14 Mill Street", "1/R, 14 Mill Street"),
    ("G/L, 14 Mill Street", "14 Mill Street"),
    ("A, 14 Mill Street", "B, 14 Mill Street"),
    ("Caravan, Mill Farm, Mill Lane", "Mill Farm, Mill Lane"),
    ("Rear of 14 Mill Street", "14 Mill Street"),
    ("Rose Cottage, Mill Lane", "Rose House, Mill Lane"),
    ("2 Rose Cottages, Mill Lane", "2 Mill Lane"),
    ("2 Rose Cottages, Mill Lane", "3 Rose Cottages, Mill Lane"),
    ("Flat 2, Mill House, Mill Lane", "Flat 2, Keel House, Mill Lane"),
    ("Rose Cottage, Fosseham", "Rose Cottage, Netherby"),
]


@pytest.mark.parametrize(("one", "other"), ONE_DOOR)
def test_two_spellings_of_one_door_have_one_key(one: str, other: str) -> None:
    assert door_key(parse_address((one,))) == door_key(parse_address((other,)))
    assert door_number(parse_address((one,))) == door_number(parse_address((other,)))


@pytest.mark.parametrize(("one", "other"), TWO_DOORS)
def test_two_doors_have_two_keys(one: str, other: str) -> None:
    assert door_key(parse_address((one,))) != door_key(parse_address((other,)))
    assert door_number(parse_address((one,))) != door_number(parse_address((other,)))


def test_keys_read_as_words() -> None:
    address = parse_address(("Flat 3", "Mill House", "12 St. Mary's St", "Fosseham"))
    assert street_key("St. Mary's St", "Fosseham") == "saint marys street|fosseham"
    assert building_key(address) == "saint marys street|fosseham|12"
    assert door_key(address) == "saint marys street|fosseham|12|3"
    assert unit_part("Flat 1, First Floor") == "1+first"


def test_numbers_are_the_same_on_every_machine() -> None:
    assert key_number("mill street|fosseham") == -6574865808154196245
    address = parse_address(("Flat 3", "12 Mill Street", "Fosseham"))
    assert building_number(address) == -3630986811432424698
    assert door_number(address) == 5036979486395803781


def test_a_column_is_mixed_as_one_is() -> None:
    address = parse_address(("Flat 3", "12 Mill Street", "Fosseham"))
    street = np.array([key_number("mill street|fosseham")] * 2)
    building = mixed(street, np.array([key_number("12"), key_number("14")]))
    assert building.tolist()[0] == building_number(address)
    assert mixed(building, np.array([key_number("3")] * 2)).tolist()[0] == door_number(address)
    assert len(set(building.tolist())) == 2
