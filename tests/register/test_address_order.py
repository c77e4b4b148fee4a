"""The order of houses along a street, and its sides."""

from muster.register.street_order import first_number, number_order, side_of


def test_houses_stand_as_one_meets_them() -> None:
    heaped = ["100", "4A", "10", "2B", "3", "10-12", "4-6", "2", "2A", "1"]
    assert sorted(heaped, key=number_order) == ["1", "2", "2A", "2B", "3", "4-6", "4A", "10", "10-12", "100"]
    named = [("", "Rose Cottage"), ("2", ""), ("", "Ash House"), ("2", "Mill House")]
    assert sorted(named, key=lambda house: number_order(*house)) == [
        ("2", ""),
        ("2", "Mill House"),
        ("", "Ash House"),
        ("", "Rose Cottage"),
    ]


def test_a_number_tells_its_side() -> None:
    assert [side_of(number) for number in ("1", "2A", "4-6", "13B", "")] == ["odd", "even", "even", "odd", ""]
    assert [first_number(number) for number in ("12A", "4-6", "")] == [12, 4, 0]
