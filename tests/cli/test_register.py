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
    assert ", or send-back; it is erased after 20" in told
    waits = terminal.says(*imported, first, "--published", "2024-12-01", code=2)
    assert "another file waits there; first.csv waits: ./muster register take-in" in waits
    assert "nothing was taken in yet; first.csv waits" in terminal.says("register", "diff", "Penbury/Register", code=2)
    assert "is no longer kept" in terminal.says("register", "send-back", "Penbury/Register")
    assert "no file waits there" in terminal.says("register", "take-in", "Penbury/Register", code=2)
    terminal.says(*imported, first, "--published", "2024-12-01", code=1)
    assert "Taken in as version 1." in terminal.says("register", "take-in", "Penbury/Register")
    wrong = terminal.says(*imported, first, "--published", "1.12.2025", code=2)
    assert "'1.12.2025': write a day as 2025-12-01" in wrong


def test_an_older_versions_file_is_taken_in_by_that_versions_number(terminal: Terminal) -> None:
    first = terminal.file("first.csv", FIRST)
    following = terminal.file("next.csv", (*FIRST, "CA1,4,0,,,Adeyemi,Tolu,ZX1 0AB,1 Mill Street,Penbury"))
    imported = ("register", "import", "Penbury/Again")
    terminal.says(*imported, first, "--published", "2024-12-01", *NEW_SOURCE, "--yes")
    terminal.says(*imported, following, "--published", "2025-12-01", "--yes")
    told = terminal.says(*imported, first, "--published", "2026-01-01", "--yes", code=2)
    assert "it is byte for byte the file of version 1 (2024-12-01). If that is meant, say" in told
    assert "Taken in as version 3." in terminal.says("register", "take-in", "Penbury/Again", "--although", "1")


def test_what_changed_is_told_and_written_out(terminal: Terminal) -> None:
    first, following = terminal.file("first.csv", FIRST), terminal.file("next.csv", NEXT)
    imported = ("register", "import", "Penbury/Roll")
    assert "Taken in as version 1." in terminal.says(
        *imported, first, "--published", "2024-12-01", *NEW_SOURCE, "--yes"
    )
    refused = terminal.says(*imported, following, "--published", "2024-11-30", "--yes", code=2)
    assert "the version that stands was published on 2024-12-01, after this" in refused
    assert "this day has not come" in terminal.says(*imported, following, "--published", "2999-12-01", code=2)
    told = terminal.says(*imported, following, "--published", "2025-12-01", "--yes", code=2)
    assert "row 4, column Elector Number, '4o': there is no elector number here" in told
    assert "set aside: 1 row for its column “Elector Number”, read as the elector number" in told
    assert "2 of the 3 electors would be gone. If that is meant, say ./muster register take-in" in told
    terminal.says("register", "take-in", "Penbury/Roll", "--although", "3", code=2)
    told = terminal.says("register", "take-in", "Penbury/Roll", "--although", "2")
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
    assert rows[1][6:] == ["1 Mill Street, Penbury", "ZX1 0AB", "", "CA1", ""]
    assert [row[:3] for row in rows[1:]] == [["CA1-1", "Adeyemi", "Tolu"], ["CA1-2", "Okonjo", "Ada"]]
    third = terminal.file("third.csv", (NEXT[0], NEXT[1].replace("Ada", "Ada May")))
    terminal.says(*imported, third, "--published", "2025-12-01", "--yes")
    named = "changed: Ada Okonjo, CA1-2 1 Mill Street, Penbury -> Ada May Okonjo, CA1-2 1 Mill Street, Penbury\n"
    assert terminal.says("register", "diff", "Penbury/Roll") == named
    asked = terminal.says("register", "take-back", "Penbury/Roll", "3", code=1)  # nobody sits there to say yes
    goes = "Version 3 (third.csv, published on 2025-12-01: 2 electors, 1 door) goes, with doors that came with it"
    assert goes in asked
    assert "Then version 2 (next.csv, " in asked
    assert "Nothing was taken back; version 3 stands." in asked
    assert terminal.says("register", "take-back", "Penbury/Roll", "3", "--yes").startswith(goes)
    wrong = terminal.says("register", "take-back", "Penbury/Roll", "1", code=2)
    assert "1: the newest version of 'Penbury/Roll' is 2" in wrong
    back = terminal.says("register", "take-back", "Penbury/Roll", "2", "--yes")
    assert back.endswith("\nVersion 2 is taken back; version 1 stands again.\n")
    assert "3 rows in" in terminal.says("register", "export", "Penbury/Roll", "--electors", "--out", str(out))
    assert "Penbury/Roll: mode A" in terminal.says("register", "list")


def test_a_street_that_was_renamed_is_asked_about_and_said_at_the_terminal(terminal: Terminal) -> None:
    called = "Rutland/Renamed"
    first = terminal.file("lane.csv", FIRST)
    terminal.says("register", "import", called, first, "--published", "2024-12-01", "--yes", *NEW_SOURCE)
    second = terminal.file("road.csv", tuple(row.replace("Mill Street", "Weir Street") for row in FIRST))
    told = terminal.says("register", "import", called, second, "--published", "2025-12-01", code=1)
    assert "Is Mill Street called Weir Street now? 3 of 3 stay at the same number." in told
    assert "0 new, 0 gone, 3 moved" in told
    wrong = terminal.says("register", "take-in", called, "--renamed", "High Street", code=2)
    assert "--renamed 'High Street': the preview asks of 'Mill Street'" in wrong
    told = terminal.says("register", "take-in", called, "--renamed", "mill street")
    assert "Mill Street is called Weir Street now, as you said: 3 of 3 stay at the same number." in told
    assert "0 moved" in told
    assert "Taken in as version 2." in told


def test_columns_that_nobody_knows_are_named_at_the_terminal(terminal: Terminal) -> None:
    odd = terminal.folder / "odd.csv"
    rows = [f"AB{n}C;Name{n};Ada;{n} Mill Street;ZX1 0AB" for n in range(1, 7)]
    odd.write_text("\n".join(["Elector No;Who;First name;Where to;Code", *rows, ""]), encoding="utf-8")
    words = ("register", "import", "Odd/Roll", str(odd), "--published", "2024-12-01", *NEW_SOURCE)
    asks = terminal.says(*words, code=2)
    assert "'Elector No': AB1C, AB2C, AB3C" in asks
    assert "  nothing is read from 'Who': Name1\n" in asks
    guessed = "--column forenames='First name' --column postcode=Code --column address='Where to'"
    assert f"./muster register columns Odd/Roll {guessed}" in asks
    waits = "odd.csv waits for somebody to say what its columns mean: ./muster register columns 'Odd/Roll'"
    assert waits in terminal.says("register", "list")
    nobody = terminal.says("register", "columns", "Odd/Roll", "--column", "forenames=", code=2)
    assert "odd.csv: No column holds names, and this register keeps people by name. Say which" in nobody
    assert "addresses only (mode B).\nIts columns:\n  'Elector No': AB1C, AB2C, AB3C" in nobody
    columns = ("register", "columns", "Odd/Roll", "--column", "surname=who", "--column", "forenames=First name")
    no = terminal.says(*columns, "--column", "district=Ward", code=2)
    assert "the file has no column 'Ward'; it has 'Elector No', 'Who', 'First name', 'Where to', 'Code'" in no
    assert "'town=x': write FIELD=HEADER" in terminal.says(*columns, "--column", "town=x", code=2)
    wrong = terminal.says(*columns, "--column", "number=Elector No", code=2)
    assert "all 6 rows are set aside" in wrong
    assert "odd.csv can't be used as it is; import another" in terminal.says("register", "list")
    assert "If a column holds something else:\n  ./muster register columns Odd/Roll --column" in wrong
    told = terminal.says(*columns, "--column", "number=", "--column", "district=Elector No")
    assert "6 electors behind 6 doors." in told
    assert "nothing is read from" not in told
    assert "Nothing of it is in the register yet; odd.csv waits" in told
    assert "is no longer kept" in terminal.says("register", "send-back", "Odd/Roll")
    known = terminal.says(*words[:6], "--column", "number=", "--yes")  # as they were named, but for this
    assert "Taken in as version 1." in known
    layout = terminal.file("first.csv", FIRST)
    leave = terminal.says("register", "import", "Odd/Roll", layout, *words[4:6], "--column", "surname=x", code=2)
    assert "its columns are known by their layout; leave --column out; first.csv waits" in leave


def test_a_table_places_doors_and_wrong_words_are_answered(terminal: Terminal) -> None:
    first = terminal.file("first.csv", FIRST)
    terminal.says("register", "import", "Ashby/Roll", first, "--published", "2024-12-01", *NEW_SOURCE, "--yes")
    bare = terminal.says("register", "export", "Ashby/Roll", "--out", str(terminal.folder / "none.csv"))
    assert "0 rows in" in bare
    assert "3 doors left out, without a place on the map: bring a table of places" in bare
    assert "(./muster register table Ashby KIND FILE), or place them by hand under Places of Ashby" in bare
    table = terminal.folder / "postcodes.csv"
    table.write_text(PLACES, encoding="utf-8")
    assert "0 buildings of Ashby still without" in terminal.says("register", "table", "Ashby", "postcodes", str(table))
    out = terminal.folder / "doors.csv"
    assert "left out" not in terminal.says("register", "export", "Ashby/Roll", "--out", str(out))
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
