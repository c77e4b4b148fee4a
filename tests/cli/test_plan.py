import csv
import io
import json
from pathlib import Path

import pypdf
import pytest

from muster.cli import main

OSM = """<osm version="0.6">
<node id="1" lat="52.0000" lon="-1.0000"/><node id="2" lat="52.0000" lon="-0.9940"/>
<node id="3" lat="52.0020" lon="-0.9940"/><node id="4" lat="52.0020" lon="-1.0000"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="name" v="Mill Lane"/></way>
<way id="2"><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="residential"/><tag k="name" v="Kiln Road"/></way>
</osm>"""


def doors_csv() -> str:
    rows = [f"{n} Mill Lane,{-1 + n * 0.0002:.6f},{52.00003 - 0.00006 * (n % 2):.6f},Mill Lane" for n in range(1, 30)]
    rows += [f"{n} Kiln Road,{-1 + n * 0.0002:.6f},{52.00203 - 0.00006 * (n % 2):.6f},Kiln Road" for n in range(1, 30)]
    return "door,lon,lat,street\n" + "\n".join(rows) + "\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "area.osm").write_text(OSM)
    (tmp_path / "doors.csv").write_text(doors_csv())
    return tmp_path


def plan(files: Path, *more: str, out: str = "out") -> int:
    words = ["plan", "--doors", f"{files}/doors.csv", "--streets", f"{files}/area.osm", "--out", f"{files}/{out}"]
    return main([*words, "--effort", "1", *(more or ("--turfs", "4"))])


def figures_of(folder: Path) -> dict[str, object]:
    figures: dict[str, object] = json.loads((folder / "certificate.json").read_text())
    return figures


def test_one_command_gives_turfs_boards_map_and_a_certificate(files: Path) -> None:
    assert plan(files) == 0
    out = files / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        "boards.pdf", "certificate.json", "doors.csv", "map.html", "prices.csv", "streets.osm", "turfs.csv",
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO((out / "turfs.csv").read_text())))
    names = [row.split(",")[0] for row in doors_csv().splitlines()[1:]]
    assert sorted(row["door"] for row in rows) == sorted(names)
    assert sorted({int(row["turf"]) for row in rows}) == [1, 2, 3, 4]
    for turf in range(1, 5):
        orders = [int(row["order"]) for row in rows if int(row["turf"]) == turf]
        assert orders == list(range(1, len(orders) + 1))
    figures = figures_of(out)
    assert (figures["doors"], figures["turfs"], figures["lost"]) == (58, 4, 0)


def test_the_same_input_gives_the_same_bytes(files: Path) -> None:
    assert plan(files) == 0
    assert plan(files, out="again") == 0
    for path in sorted((files / "out").iterdir()):
        ours, theirs = path.read_bytes(), (files / "again" / path.name).read_bytes()
        if path.name == "certificate.json":
            one, two = json.loads(ours), json.loads(theirs)
            assert one.pop("cpu_s") >= 0 <= two.pop("cpu_s")
            assert one == two
        else:
            assert ours == theirs, path.name


def test_maps_credit_what_the_extract_says_it_is(files: Path) -> None:
    assert plan(files) == 0
    assert "Streets © OpenStreetMap contributors." in (files / "out" / "map.html").read_text()
    head = '<osm version="0.6" generator="muster county: a made-up place, no part of OpenStreetMap">'
    (files / "area.osm").write_text(OSM.replace('<osm version="0.6">', head))
    assert plan(files) == 0
    page, board = (files / "out" / "map.html").read_text(), pypdf.PdfReader(files / "out" / "boards.pdf").pages[0]
    assert "A made-up place." in page
    assert "A made-up place" in board.extract_text()
    assert "OpenStreetMap" not in page + board.extract_text()
    assert main(["plan", "--doors", f"{files}/doors.csv", "--turfs", "4", "--out", f"{files}/bare"]) == 0
    assert "OpenStreetMap" not in (files / "bare" / "map.html").read_text()


def test_minutes_decide_how_many_turfs(files: Path) -> None:
    assert plan(files, "--minutes", "30") == 0
    worst = figures_of(files / "out")["worst_work_s"]
    assert isinstance(worst, int)
    assert worst <= 30 * 60


def test_a_plan_checks_and_a_changed_one_does_not(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan(files) == 0
    assert main(["plan", "check", f"{files}/out"]) == 0
    turfs = files / "out" / "turfs.csv"
    rows = turfs.read_text().splitlines()
    turfs.write_text("\n".join(rows[:-1]) + "\n")
    capsys.readouterr()
    assert main(["plan", "check", f"{files}/out"]) == 1
    assert "lost" in capsys.readouterr().out


def test_a_wrong_row_writes_nothing_unless_it_is_set_aside(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (files / "doors.csv").open("a") as doors:
        doors.write("99 Mill Lane,52.0,-95,Mill Lane\n")
    assert plan(files) == 2
    assert "row 60, column lat, '-95': degrees here run" in capsys.readouterr().err
    assert not (files / "out").exists()
    assert plan(files, "--turfs", "4", "--set-aside") == 0
    assert (files / "out" / "set-aside.csv").read_text().splitlines()[1].startswith("60,lat,-95,")
    assert figures_of(files / "out")["set_aside"] == 1
    assert main(["plan", "check", f"{files}/out"]) == 0


def test_a_folder_with_other_things_is_left_alone(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "out").mkdir()
    (files / "out" / "thesis.txt").write_text("mine")
    assert plan(files) == 2
    assert "holds other things" in capsys.readouterr().err
    assert [path.name for path in (files / "out").iterdir()] == ["thesis.txt"]
    assert not [path for path in files.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--streets": "nowhere.osm"}, "there is no such file"),
        ({"--streets": "doors.csv"}, "ends in .osm.pbf or .osm"),
        ({"--doors": "area.osm"}, "the header has no column 'door'"),
        ({"--turfs": "59"}, "59"),
    ],
)
def test_what_cannot_be_used_is_said(
    files: Path, change: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"--doors": "doors.csv", "--streets": "area.osm", "--turfs": "4", "--effort": "1"} | change
    words = [part for key, value in asked.items() for part in (key, str(files / value) if "." in value else value)]
    assert main(["plan", *words, "--out", f"{files}/out"]) == 2
    assert said in capsys.readouterr().err
    assert not (files / "out").exists()


def test_doors_of_another_place_are_refused_by_row_or_set_aside(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (files / "doors.csv").open("a") as doors:
        doors.write("99 Mill Lane,52.0,-1.0,Mill Lane\n98 Mill Lane,,52.0,Mill Lane\n")
    assert plan(files) == 2
    told = capsys.readouterr().err
    assert "row 60, column lon, lat, '52, -1': so far from the street extract that this can't be walked" in told
    assert "row 61, column lon, '': this may not be blank" in told
    assert "mend these 2 rows, or add --set-aside to plan the other 58 doors without" in told
    words = ["plan", "--doors", f"{files}/doors.csv", "--turfs", "4", "--effort", "1", "--out", f"{files}/out"]
    assert main(words) == 2
    assert "so far from the other doors" in capsys.readouterr().err
    assert not (files / "out").exists()
    for more in ([], ["--streets", f"{files}/area.osm"]):
        assert main([*words, "--set-aside", *more]) == 0
        assert "2 rows are set aside, each with its cure" in capsys.readouterr().out
        aside = list(csv.DictReader(io.StringIO((files / "out" / "set-aside.csv").read_text())))
        assert [(row["row"], row["column"], row["value"]) for row in aside] == [
            ("60", "lon, lat", "52, -1"), ("61", "lon", ""),
        ]  # fmt: skip
        figures = figures_of(files / "out")
        assert (figures["doors"], figures["set_aside"], figures["lost"]) == (58, 2, 0)
        assert main(["plan", "check", f"{files}/out"]) == 0


def test_checking_what_is_no_plan_says_what_is_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_COMMAND", "./muster")
    assert main(["plan", "check", f"{tmp_path}/nowhere"]) == 2
    made = "name a folder that ./muster plan --doors FILE --out DIR has written"
    assert capsys.readouterr().err == f"{tmp_path}/nowhere: there is no such folder; {made}\n"
    (tmp_path / "doors.csv").write_text("door,lon,lat\n")
    assert main(["plan", "check", f"{tmp_path}"]) == 2
    told = capsys.readouterr().err
    assert told == f"{tmp_path}: this is no plan: it holds no certificate.json and no turfs.csv; {made}\n"
    (tmp_path / "seats.csv").write_text("person\n")
    assert main(["plan", "check", f"{tmp_path}"]) == 2
    assert f"write ./muster rides check {tmp_path}" in capsys.readouterr().err


def test_hints_call_muster_as_it_was_called(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_COMMAND", "./muster")
    assert plan(files) == 0
    assert f"to work it out again: ./muster plan check {files}/out" in capsys.readouterr().out
    assert main(["plan"]) == 2
    assert "./muster plan --help shows" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["90"], ["check"], ["check", "a", "b"]])
def test_words_that_mean_nothing_are_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *words]) == 2
    assert "isn't understood here" in capsys.readouterr().err


def test_an_unknown_option_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["plan", "--minuts", "90"])
    assert "--minuts" in capsys.readouterr().err
