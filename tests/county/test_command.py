import hashlib
from datetime import date
from pathlib import Path

import pytest

from muster.cli import main
from muster.county.make import County
from muster.county.town import make_town, streets_osm
from tests.county.ground import pieces_of, read_map

SUMS = {
    "day.json": "3e18a5893837",
    "doors.csv": "c441e4989fcb",
    "groups.csv": "fc97290cad69",
    "members.csv": "c25e35114e57",
    "people.csv": "f6bcb62e894a",
    "planted.json": "c39e16ce952e",
    "postcodes.csv": "531baaee72e1",
    "register-last-year.csv": "0a68ca718fb0",
    "register.csv": "f5d8d4146edf",
    "streets.osm": "3eca36d92f65",
    "vehicles.csv": "956daa9d25e0",
}


def test_the_command_replaces_a_county_of_before_whole_and_says_so(
    tmp_path: Path, files: dict[str, bytes], county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "county"
    out.mkdir()
    (out / "planted.json").write_text("[]")
    (out / "stray.csv").write_text("")
    day = county.first_day.isoformat()
    assert main(["county", "--seed", "1", "--first-day", day, "--out", str(out)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["county"]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == files
    said = capsys.readouterr().out
    assert "12,000 doors" in said
    assert "600 people and 594 places" in said


def test_a_folder_with_other_things_is_left_alone(
    tmp_path: Path, county: County, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("muster.county.make.make_county", lambda **_: county)  # the folder counts here
    (tmp_path / "letter.txt").write_text("dear")
    assert main(["county", "--out", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert "this folder holds other things; name a new one" in capsys.readouterr().err


def test_another_seed_is_another_town_that_one_can_walk_as_well(county: County) -> None:
    other = make_town(2)
    assert {door.place for door in other.doors}.isdisjoint({door.place for door in county.town.doors[:200]})
    assert 11_000 < len(other.doors) < 13_000
    ground = read_map(streets_osm(other))
    piece = pieces_of(ground, crossings=ground.crossings, leave_out=set())
    walked = [i for i, (_, _, tags) in enumerate(ground.segments) if tags["highway"] != "trunk"]
    assert len({piece[i, side] for i in walked for side in ("left", "right")}) == 1


def test_the_same_seed_gives_these_bytes_on_every_machine(county: County, files: dict[str, bytes]) -> None:
    """Where the county was changed on purpose, put the new sums here."""
    assert county.first_day == date(2026, 11, 23)
    assert {name: hashlib.sha256(content).hexdigest()[:12] for name, content in files.items()} == SUMS
