import argparse
from pathlib import Path

import pytest

from muster.cli.arguments import (
    counted,
    form_of,
    join_places,
    moment,
    natural,
    natural_or_none,
    place,
    streets_name,
)
from muster.cli.folder import FolderError


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


@pytest.mark.parametrize(
    ("name", "form", "kept"),
    [
        ("area.osm.pbf", "pbf", "streets.osm.pbf"),
        ("AREA.PBF", "pbf", "streets.osm.pbf"),
        ("area.osm", "osm", "streets.osm"),
        ("area.xml", "osm", "streets.osm"),
    ],
)
def test_an_extract_is_known_by_its_name_and_kept_under_one(name: str, form: str, kept: str) -> None:
    assert (form_of(Path(name)), streets_name(Path(name))) == (form, kept)


def test_what_is_no_extract_is_refused_with_what_to_name() -> None:
    with pytest.raises(FolderError, match=r"ends in \.osm\.pbf or \.osm"):
        form_of(Path("area.zip"))


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 people"), (1, "1 person"), (2, "2 people"), (12_000, "12,000 people")]
)
def test_one_is_told_as_one(number: int, said: str) -> None:
    assert counted(number, "person", "people") == said
    assert counted(1, "car") == "1 car"
