"""Addresses as people write them, taken apart and put together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.register.address import Address, format_address, parse_address
from muster.register.streets import learn_streets

WRITTEN = [
    (("14 Mill Street", "Fosseham"), Address("Mill Street", "Fosseham", "14")),
    (("14", "Mill Street", "Fosseham"), Address("Mill Street", "Fosseham", "14")),
    (("14, Mill Street, Fosseham",), Address("Mill Street", "Fosseham", "14")),
    (("14 MILL STREET", "FOSSEHAM", "ANYTOWN"), Address("Mill Street", "Fosseham", "14")),
    (("No. 14 Mill Street",), Address("Mill Street", "", "14")),
    (("Mill Street 14", "Town"), Address("Mill Street", "Town", "14")),
    (("10 2nd Avenue", "Town"), Address("2nd Avenue", "Town", "10")),
    (("3 O'Neill Road",), Address("O'Neill Road", "", "3")),
    (("3 Y Felin", "Town"), Address("Y Felin", "Town", "3")),
    (("12A Mill Street",), Address("Mill Street", "", "12A")),
    (("12 A Mill Street",), Address("Mill Street", "", "12A")),
    (("4-6 Mill Street",), Address("Mill Street", "", "4-6")),
    (("4- 6 Road",), Address("Road", "", "4-6")),
    (("4 to 6 Mill Street",), Address("Mill Street", "", "4-6")),
    (("4 & 6 Mill Street",), Address("Mill Street", "", "4-6")),
    (("4-", "6 Mill Street"), Address("Mill Street", "", "4-6")),
    (("Flat 3, 12 Mill Street",), Address("Mill Street", "", "12", "", "Flat 3")),
    (("Flat 3 12 Mill Street",), Address("Mill Street", "", "12", "", "Flat 3")),
    (("3", "12", "Mill Street"), Address("Mill Street", "", "12", "", "3")),
    (("Flat 3", "Mill House", "12 Mill Street"), Address("Mill Street", "", "12", "Mill House", "Flat 3")),
    (("12 Mill Street", "Flat 3", "Town"), Address("Mill Street", "Town", "12", "", "Flat 3")),
    (("Flat 3", "Mill House", "Mill Street"), Address("Mill Street", "", "", "Mill House", "Flat 3")),
    (("3 Mill House", "Mill Street"), Address("Mill Street", "", "", "Mill House", "3")),
    (("Mill House Flat 3", "Mill Street"), Address("Mill Street", "", "", "Mill House", "Flat 3")),
    (("FLAT 3A MILL HOUSE", "MILL LANE"), Address("Mill Lane", "", "", "Mill House", "Flat 3A")),
    (("Room 12", "Flat 3", "Mill Hall", "Mill Street"), Address("Mill Street", "", "", "Mill Hall", "Room 12, Flat 3")),
    (("Apartment 5", "14 Mill Street"), Address("Mill Street", "", "14", "", "Apartment 5")),
    (("Unit 2", "Mill Works", "Mill Lane"), Address("Mill Lane", "", "", "Mill Works", "Unit 2")),
    (("Basement Flat", "14 Mill Street"), Address("Mill Street", "", "14", "", "Basement Flat")),
    (("First Floor Flat 14 Mill Street",), Address("Mill Street", "", "14", "", "First Floor Flat")),
    (("Ground Flr", "14 Mill Street"), Address("Mill Street", "", "14", "", "Ground Flr")),
    (("Flat 1 First Floor", "14 Mill Street"), Address("Mill Street", "", "14", "", "Flat 1, First Floor")),
    (("Flat Above 14 Mill Street",), Address("Mill Street", "", "14", "", "Flat")),
    (("Rear of 14 Mill Street",), Address("Mill Street", "", "14", "", "Rear")),
    (("The Annexe", "14 Mill Street"), Address("Mill Street", "", "14", "", "The Annexe")),
    (("2F1, 14 Mill Street",), Address("Mill Street", "", "14", "", "2F1")),
    (("2F1", "14 Mill Street"), Address("Mill Street", "", "14", "", "2F1")),
    (("3/2", "14 Mill Street"), Address("Mill Street", "", "14", "", "3/2")),
    (("0/1 14 Mill Street", "Glasgow"), Address("Mill Street", "Glasgow", "14", "", "0/1")),
    (("Flat 0/1", "14 Mill Street"), Address("Mill Street", "", "14", "", "Flat 0/1")),
    (("14/3 Mill Street", "Edinburgh"), Address("Mill Street", "Edinburgh", "14", "", "3")),
    (("2F Mill Street",), Address("Mill Street", "", "2F")),
    (("Rose Cottage", "Mill Lane", "Fosseham"), Address("Mill Lane", "Fosseham", "", "Rose Cottage")),
    (("Rose Cottage, Mill Lane, Fosseham",), Address("Mill Lane", "Fosseham", "", "Rose Cottage")),
    (("Rose Cottage", "Fosseham"), Address("", "Fosseham", "", "Rose Cottage")),
    (("The Old Mill, 3 Mill Lane",), Address("Mill Lane", "", "3", "The Old Mill")),
    (("The Old Mill 3 Mill Lane",), Address("Mill Lane", "", "3", "The Old Mill")),
    (("2 Rose Cottages", "Mill Lane"), Address("Mill Lane", "", "", "2 Rose Cottages")),
    (("Studio House", "Mill Lane"), Address("Mill Lane", "", "", "Studio House")),
    (("Block 4", "Mill Street"), Address("Mill Street", "", "", "Block 4")),
    (("Age UK", "14 Mill Street"), Address("Mill Street", "", "14", "Age UK")),
    (("Caravan 4, Riverside Park", "Fosseham"), Address("", "Fosseham", "", "Riverside Park", "Caravan 4")),
    (("2nd Avenue",), Address("2nd Avenue")),
    (("14", "Fosseham"), Address("Fosseham", "", "14")),
    (("14 Mill Street\xa0", "Fosseham"), Address("Mill Street", "Fosseham", "14")),
    (("14 Mill Street", "E17"), Address("Mill Street", "E17", "14")),
    (("B12", "Mill Court", "Mill Street"), Address("Mill Street", "", "", "Mill Court", "B12")),
    (("A", "14 Mill Street"), Address("Mill Street", "", "14", "", "A")),
    (("Top Right, 14 Mill Street",), Address("Mill Street", "", "14", "", "Top Right")),
    (
        ("Basement and Ground Floor", "14 Mill Street"),
        Address("Mill Street", "", "14", "", "Basement and Ground Floor"),
    ),
    (("1/R, 14 Mill Street", "Dundee"), Address("Mill Street", "Dundee", "14", "", "1/R")),
    (("14 (2F1) Mill Street",), Address("Mill Street", "", "14", "", "2F1")),
    (("14 (3/2) Mill Street",), Address("Mill Street", "", "14", "", "Flat 3/2")),
    (("14 (1F) Mill Street",), Address("Mill Street", "", "14", "", "Flat 1F")),
    (("12 Mill Street (Annexe)",), Address("Mill Street", "", "12", "", "Annexe")),
    (("14 High Street (West)",), Address("High Street West", "", "14")),
    (("12 Mill Street", "Mill Street", "Fosseham"), Address("Mill Street", "Fosseham", "12")),
    (("Mobile Home", "Mill Farm", "Fosseham"), Address("", "Fosseham", "", "Mill Farm", "Mobile Home")),
    (("Caravan 4", "Mill Lane"), Address("Mill Lane", "", "", "Caravan 4")),
    (("Plot 7", "Land At Mill Lane"), Address("Mill Lane", "", "", "Plot 7")),
    (("23", "Rose Cottage", "Mill Lane"), Address("Mill Lane", "", "23", "Rose Cottage")),
    (("Ty Mawr", "Heol Y Bont", "Bala"), Address("Heol Y Bont", "Bala", "", "Ty Mawr")),
    (("Flat 3 - 14 Mill Street",), Address("Mill Street", "", "14", "", "Flat 3")),
    (("147 St Vincent Street", "Glasgow"), Address("St Vincent Street", "Glasgow", "147")),
    ((".", "14 Mill Street"), Address("Mill Street", "", "14")),
    ((), Address()),
]


@pytest.mark.parametrize(("lines", "address"), WRITTEN, ids=lambda value: " / ".join(value) or "nothing")
def test_an_address_is_taken_apart(lines: tuple[str, ...], address: Address) -> None:
    assert parse_address(lines) == address


@pytest.mark.parametrize("address", [address for _, address in WRITTEN], ids=" / ".join)
def test_an_address_put_together_is_read_as_the_same(address: Address) -> None:
    assert parse_address(format_address(address)) == address


def test_a_files_numbers_teach_its_streets_and_its_places() -> None:
    lines = [(f"{number} Broadway", "Fosseham", "Anytown") for number in (1, 2, 3)]
    lines += [(f"{number} {street}", "Nether Lane", "Anytown") for number, street in enumerate(PLAIN_STREETS, 1)]
    known = learn_streets(lines)
    named = ("Rose Cottage", "Broadway", "Fosseham")
    assert parse_address(named, known=known) == Address("Broadway", "Fosseham", "", "Rose Cottage")
    assert parse_address(named) == Address("", "Broadway", "", "Rose Cottage")
    village = ("Rose Cottage", "Nether Lane", "Anytown")
    assert parse_address(village, known=known) == Address("", "Nether Lane", "", "Rose Cottage")
    assert parse_address(village) == Address("Nether Lane", "Anytown", "", "Rose Cottage")


PLAIN_STREETS = [f"{tree} Road" for tree in ("Ash", "Birch", "Cedar", "Elm", "Lime", "Oak", "Rowan", "Yew")]

number = st.builds(
    lambda first, letter, far: f"{first}{letter}" + (f"-{first + far}" if far and not letter else ""),
    st.integers(1, 999),
    st.sampled_from(["", "", "A", "B", "F"]),
    st.integers(0, 4),
)
name = st.sampled_from(["", "Rose Cottage", "Mill House", "The Old Forge", "Block C", "St Mary's"])
unit = st.one_of(
    st.just(""),
    st.integers(1, 99).map(lambda n: f"Flat {n}"),
    st.tuples(st.integers(0, 9), st.integers(1, 4)).map(lambda at: f"{at[0]}/{at[1]}"),
    st.tuples(st.integers(1, 9), st.integers(1, 4)).map(lambda at: f"{at[0]}F{at[1]}"),
    st.sampled_from(["Ground Floor Flat", "Basement", "Top Flat", "Caravan 4", "Room 3", "Unit B2", "Flat A"]),
)
street = st.sampled_from(
    ["Mill Street", "St Mary's Road", "High St", "London Road North", "2nd Avenue", "Ropewalk Lane"]
)
locality = st.sampled_from(["", "Fosseham", "Nether Green", "Stoke-on-Foss"])


@given(st.builds(Address, street, locality, number, name, unit))
def test_any_numbered_address_put_together_is_read_as_the_same(address: Address) -> None:
    assert parse_address(format_address(address)) == address


@given(st.lists(st.text(max_size=30), max_size=6).map(tuple))
def test_nothing_that_anybody_writes_breaks_it(lines: tuple[str, ...]) -> None:
    address = parse_address(lines)
    assert isinstance(address, Address)
    assert all(isinstance(part, str) for part in address)
