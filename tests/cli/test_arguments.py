import argparse

import pytest

from muster.cli.arguments import join_places, moment, natural, natural_or_none, place


def test_a_place_west_of_greenwich_is_no_option() -> None:
    assert join_places(["rides", "--to", "-0.75,52.9", "--arrive", "09:30"]) == [
        "rides", "--to=-0.75,52.9", "--arrive", "09:30",
    ]  # fmt: skip
    assert join_places(["plan", "--seed", "-1", "--start=-1,2", "-0.75,52.9"]) == [
        "plan", "--seed", "-1", "--start=-1,2", "-0.75,52.9",
    ]  # fmt: skip


def test_words_are_read() -> None:
    assert (natural("90"), natural_or_none("0"), moment("08:40")) == (90, 0, 31_200)
    assert place("-0.75, 52.9") == (-0.75, 52.9)


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (natural, "0", "write a whole number from 1"),
        (natural, "-1", "write a whole number from 1"),
        (place, "52.9,-95", "swapped"),
        (place, "52.9", "LON,LAT"),
        (place, "a,b", "LON,LAT"),
        (moment, "25:00", "between 00:00 and 23:59"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(read: object, text: str, said: str) -> None:
    assert callable(read)
    with pytest.raises(argparse.ArgumentTypeError, match=said):
        read(text)
