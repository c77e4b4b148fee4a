"""`muster register`, and `muster plan --register`, as somebody at a terminal uses them."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from muster.home import CHECKOUT
from tests.sites import environment

HEADER = (
    "Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB,"
    "Elector Surname,Elector Forename,PostCode,Address1,Address2"
)
FIRST = (
    "CA1,1,0,,,Okonjo,Ada,ZX1 0AB,1 Mill Street,Penbury",
    "CA1,2,0,,,Borg,Bo,ZX1 0AB,2 Mill Street,Penbury",
    "CA1,3,0,,,Celik,Zoe,ZX1 0AB,3 Mill Street,Penbury",
)
NEXT = (
    "CA1,1,0,,,Adeyemi,Tolu,ZX1 0AB,1 Mill Street,Penbury",
    "CA1,2,0,,,Okonjo,Ada,ZX1 0AB,1 Mill Street,Penbury",
    "CA1,4o,0,,,Celik,Zoe,ZX1 0AB,3 Mill Street,Penbury",
)
NEW_SOURCE = (
    "--owner", "A party", "--mode", "A", "--basis", "public task", "--condition", "registered party",
    "--purpose", "canvass", "--erase-on", "2027-06-01",
)  # fmt: skip
PLACES = "pcds,lat,long\nZX1 0AB,52.66,-0.65\n"


class Terminal:
    """A terminal on a site of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = {**environment(folder / "home"), "MUSTER_COMMAND": "./muster"}

    def file(self, name: str, rows: tuple[str, ...]) -> str:
        path = self.folder / name
        path.write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")
        return str(path)

    def says(self, *words: str, code: int = 0) -> str:
        command = [sys.executable, "-m", "muster.cli", *words]
        done = subprocess.run(
            command, env=self.settings, cwd=CHECKOUT, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return Terminal(tmp_path_factory.mktemp("terminal"))


def test_a_new_source_says_who_answers_for_it_and_nothing_is_written_unasked(terminal: Terminal) -> None:
    first = terminal.file("first.csv", FIRST)
    imported = ("register", "import", "Penbury/Register")
    refused = terminal.says(*imported, first, "--published", "2024-12-01", code=2)
    assert "'Penbury/Register' is not there yet; to add it say --owner, --mode" in refused
    told = terminal.says(*imported, first, "--published", "2024-12-01", *NEW_SOURCE, code=1)  # nobody there says yes
    assert "3 electors behind 3 doors." in told
    assert "Nothing of it is in the register yet; first.csv waits: ./muster register take-in 'Penbury/Register'" in told
    waits = terminal.says(*imported, first, "--published", "2024-12-01", code=2)
    assert "another file waits there; first.csv waits: ./muster register take-in" in waits
    assert "nothing was taken in yet; first.csv waits" in terminal.says("register", "diff", "Penbury/Register", code=2)
    assert "is no longer kept" in terminal.says("register", "send-back", "Penbury/Register")
    assert "no file waits there" in terminal.says("register", "take-in", "Penbury/Register", code=2)
    terminal.says(*imported, first, "--published", "2024-12-01", code=1)
    assert "Taken in as version 1." in terminal.says("register", "take-in", "Penbury/Register")
    wrong = terminal.says(*imported, first, "--published", "1.12.2025", code=2)
    assert "'1.12.2025': write a day as 2025-12-01" in wrong


def test_what_changed_is_told_and_written_out(terminal: Terminal) -> None:
    first, following = terminal.file("first.csv", FIRST), terminal.file("next.csv", NEXT)
    imported = ("register", "import", "Penbury/Roll")
    assert "Taken in as version 1." in terminal.says(
        *imported, first, "--published", "2024-12-01", *NEW_SOURCE, "--yes"
    )
    told = terminal.says(*imported, following, "--published", "2025-12-01", "--yes")
    assert "row 4, column Elector Number, '4o': there is no elector number here" in told
    assert "Taken in as version 2." in told
    told = terminal.says("register", "diff", "Penbury/Roll")
    assert sorted(told.splitlines()) == [
        "changed: Ada Okonjo, CA1-1 1 Mill Street, Penbury -> CA1-2 1 Mill Street, Penbury",
        "gone: Bo Borg, CA1-2 2 Mill Street, Penbury",
        "gone: Zoe Celik, CA1-3 3 Mill Street, Penbury",
        "new: Tolu Adeyemi, CA1-1 1 Mill Street, Penbury",
    ]
    assert "versions 1 to 2; name two of them" in terminal.says("register", "diff", "Penbury/Roll", "2", "9", code=2)
    out = terminal.folder / "electors.csv"
    terminal.says("register", "export", "Penbury/Roll", "--electors", "--out", str(out))
    rows = list(csv.reader(out.read_text(encoding="utf-8").splitlines()))
    assert rows[0][:6] == ["number", "surname", "forenames", "markers", "may_vote_in", "attains_on"]
    assert rows[1][6:] == ["1 Mill Street, Penbury", "ZX10AB", "", "CA1", ""]
    assert [row[:3] for row in rows[1:]] == [["CA1-1", "Adeyemi", "Tolu"], ["CA1-2", "Okonjo", "Ada"]]
    assert "Penbury/Roll: mode A" in terminal.says("register", "list")


def test_a_table_places_doors_and_wrong_words_are_answered(terminal: Terminal) -> None:
    first = terminal.file("first.csv", FIRST)
    terminal.says("register", "import", "Ashby/Roll", first, "--published", "2024-12-01", *NEW_SOURCE, "--yes")
    table = terminal.folder / "postcodes.csv"
    table.write_text(PLACES, encoding="utf-8")
    assert "0 buildings of Ashby still without" in terminal.says("register", "table", "Ashby", "postcodes", str(table))
    out = terminal.folder / "doors.csv"
    terminal.says("register", "export", "Ashby/Roll", "--out", str(out))
    assert out.read_text(encoding="utf-8").splitlines()[1] == '"1 Mill Street, Penbury",-0.65,52.66,Mill Street,CA1'
    assert "write AREA/SOURCE" in terminal.says("register", "diff", "Ashby", code=2)
    assert "there is no such source" in terminal.says("register", "export", "Ashby/No", "--out", "x", code=2)
    assert "no source lists doors there" in terminal.says("register", "table", "No", "uprns", str(table), code=2)
    missing = str(terminal.folder / "missing.csv")
    words = ("register", "import", "Ashby/Roll", missing, "--published", "2025-12-01")
    assert "missing.csv: No such file or directory; check the name" in terminal.says(*words, code=2)


def test_a_plan_begins_with_a_register_and_keeps_nobodys_name(terminal: Terminal) -> None:
    register = terminal.file("next.csv", NEXT)
    table = terminal.folder / "postcodes.csv"
    table.write_text(PLACES, encoding="utf-8")
    out = terminal.folder / "plan"
    words = ("plan", "--register", register, "--places", str(table), "--turfs", "1", "--effort", "1", "--out", str(out))
    refused = terminal.says(*words, code=2)
    assert "row 4, column Elector Number, '4o'" in refused
    assert "add --set-aside to plan the other 1 door without" in refused
    assert not out.exists()
    told = terminal.says(*words, "--set-aside")
    assert "1 turf for 1 door;" in told
    kept = b"".join(path.read_bytes() for path in out.iterdir() if path.suffix != ".pdf")
    assert b"Okonjo" not in kept
    assert b"1 Mill Street, Penbury" in kept
    terminal.says("plan", "check", str(out))


WARDS = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"name": "Oak"}, "geometry": {"type": "Polygon",
 "coordinates": [[[-0.7, 52.6], [-0.6, 52.6], [-0.6, 52.7], [-0.7, 52.7], [-0.7, 52.6]]]}}]}"""


def test_zones_are_listed_brought_and_taken_away_and_a_table_keeps_to_one(terminal: Terminal) -> None:
    rows = (FIRST[0], FIRST[1].replace("CA1,2,0,,", "CB2,2,0,F,"), FIRST[2].replace("0,,,", "0,N,01/06/2008,"))
    first, table = terminal.file("zones.csv", rows), terminal.folder / "zoned-postcodes.csv"
    table.write_text(PLACES, encoding="utf-8")
    wards = terminal.folder / "wards.geojson"
    wards.write_text(WARDS, encoding="utf-8")
    terminal.says("register", "import", "Oakham/Roll", first, "--published", "2024-12-01", *NEW_SOURCE, "--yes")
    letters = ["district/CA1: 2 doors, 2 electors", "district/CB2: 1 door, 1 elector"]
    assert terminal.says("register", "zones", "Oakham").splitlines() == letters
    terminal.says("register", "table", "Oakham", "postcodes", str(table))
    assert "wards.geojson is kept." in terminal.says("register", "table", "Oakham", "wards", str(wards))
    assert terminal.says("register", "zones", "Oakham").splitlines() == ["ward/Oak: 3 doors, 3 electors", *letters]
    out = terminal.folder / "zone.csv"
    export = ("register", "export", "Oakham/Roll", "--out", str(out))
    assert "1 row in" in terminal.says(*export, "--zone", "CB2")
    assert out.read_text(encoding="utf-8").splitlines()[1:] == ['"2 Mill Street, Penbury",-0.65,52.66,Mill Street,CB2']
    assert "2 rows in" in terminal.says(*export, "--electors", "--zone", "district/CA1")
    assert "2 rows in" in terminal.says(*export, "--electors", "--election", "local")
    assert "1 row in" in terminal.says(*export, "--electors", "--election", "local", "--on", "2026-05-07")
    assert "there is no such zone; ./muster register zones 'Oakham'" in terminal.says(*export, "--zone", "X", code=2)
    assert "add --electors" in terminal.says(*export, "--election", "local", code=2)
    wards.write_text(WARDS.replace("[-0.6, 52.7]", "[-0.6]"), encoding="utf-8")
    refused = terminal.says("register", "table", "Oakham", "wards", str(wards), code=2)
    assert "feature 1 (Oak): a corner of its border is no pair of numbers" in refused
    assert terminal.says("register", "zones", "Oakham", "--take-away", "wards").splitlines() == letters
    assert "nobody brought borders" in terminal.says("register", "zones", "Oakham", "--take-away", "wards", code=2)
