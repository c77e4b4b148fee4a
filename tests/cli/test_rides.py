"""`muster rides` as people call it: plan, mend, check; a wrong list is refused and nothing is half written."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from muster.cli import main
from muster.cli.rides import LEFT
from muster.plan.ride_plan import Reason
from tests.made_fleets import DAY, made_day

CROSS = f"{DAY.lon},{DAY.lat}"


def write_lists(folder: Path) -> list[str]:
    """Write a made-up day's lists; give the command's words."""
    people, vehicles = made_day(5, riders=30)
    rows = [
        {
            "person": x.name, "lon": x.lon, "lat": x.lat, "size": x.size, "ready": clock(x.ready_s),
            "home_by": clock(x.home_by_s), "returns": "yes" if x.returns else "no", "needs": x.needs,
            "walk_m": x.walk_m, "lift_m": x.lift_m, "apart_from": "; ".join(x.apart_from),
            "rides": "yes" if x.rides else "no", "beds_wanted": x.beds_wanted, "beds_offered": x.beds_offered,
            "bed_step_free": "yes" if x.bed_step_free else "",
        }
        for x in people
    ]  # fmt: skip
    write_csv(folder / "people.csv", rows)
    cars = [
        {
            "vehicle": x.name, "kind": x.kind, "seats": x.seats, "driver": x.driver, "lon": x.lon, "lat": x.lat,
            "from": clock(x.from_s), "back_by": clock(x.back_by_s), "wheelchairs": x.wheelchairs,
            "step_free": "yes" if x.step_free else "no", "returns": "yes" if x.returns else "no",
            "detour_min": x.detour_s // 60,
            "stops": " | ".join(f"{clock(s.leaves_s)} {s.lon} {s.lat} {s.name}".strip() for s in x.stops),
        }
        for x in vehicles
    ]  # fmt: skip
    write_csv(folder / "vehicles.csv", cars)
    lists = ["--people", str(folder / "people.csv"), "--vehicles", str(folder / "vehicles.csv")]
    return ["rides", *lists, f"--to={CROSS}", "--arrive", "10:00", "--leave", "17:00", "--effort", "1"]


def clock(seconds: int | None) -> str:
    return "" if seconds is None else f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


def write_csv(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text())))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a plan."""
    folder = tmp_path_factory.mktemp("rides")
    assert main([*write_lists(folder), "--out", str(folder / "out")]) == 0
    return folder / "out"


@pytest.fixture
def copy(planned: Path, tmp_path: Path) -> Path:
    """The same folder, to spoil."""
    out = tmp_path / "copy"
    out.mkdir()
    for path in planned.iterdir():
        (out / path.name).write_bytes(path.read_bytes())
    return out


def test_a_plan_stands_in_its_folder_and_checks(planned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(path.name for path in planned.iterdir())
    assert files == [
        "certificate.json", "itineraries.pdf", "people.csv", "plan.json", "routes.csv", "seats.csv", "times.npy",
        "vehicles.csv",
    ]  # fmt: skip
    assert main(["rides", "check", str(planned)]) == 0
    assert "every figure comes out the same" in capsys.readouterr().out
    said = json.loads((planned / "certificate.json").read_text())
    seats = read_csv(planned / "seats.csv")
    assert said["seated"] == sum(int(x["size"]) for x in seats if x["vehicle"])
    assert said["left"] >= said["left_bound"] > 0


def test_the_same_input_gives_the_same_bytes_but_for_the_cpu_time(planned: Path, tmp_path: Path) -> None:
    assert main([*write_lists(tmp_path), "--out", str(tmp_path / "out")]) == 0
    for name in ("seats.csv", "routes.csv", "plan.json", "times.npy"):
        assert (tmp_path / "out" / name).read_bytes() == (planned / name).read_bytes()


def test_events_stack_and_each_mended_plan_checks(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ("coach 0 breaks down 08:05", "car 1 leaves 15 min late", "person rider 3 drops out"):
        assert main(["rides", "--from", str(copy), "--event", words]) == 0
        assert "Mended in" in capsys.readouterr().out
        assert main(["rides", "check", str(copy)]) == 0
    assert json.loads((copy / "certificate.json").read_text())["events"][1] == "car 1 leaves 15 min late"
    changed = read_csv(copy / "changes.csv")
    assert ("rider 3", "dropped out") in {(x["person"], x["because"]) for x in changed}


def test_an_event_nobody_understands_changes_nothing(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    assert main(["rides", "--from", str(copy), "--event", "it rains"]) == 2
    assert "coach 2 breaks down 08:40" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


@pytest.mark.parametrize(
    ("column", "value", "cure"),
    [
        ("lon", "west", "row 2, column lon, 'west': write degrees"),
        ("ready", "25:10", "row 2, column ready, '25:10': write a time between"),
        ("apart_from", "Auntie Jo", "row 2, column apart_from, 'Auntie Jo': no row is called"),
        ("beds_wanted", "7", "write at most as many beds"),
        ("needs", "lift", "write step-free or wheelchair"),
    ],
)
def test_a_wrong_row_is_refused_with_its_cure_or_set_aside(
    column: str, value: str, cure: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = write_lists(tmp_path)
    rows = read_csv(tmp_path / "people.csv")
    rows[0][column] = value
    write_csv(tmp_path / "people.csv", [dict(row) for row in rows])
    assert main([*words, "--out", str(tmp_path / "out")]) == 2
    assert cure in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    main([*words, "--out", str(tmp_path / "out"), "--set-aside"])
    aside = read_csv(tmp_path / "out" / "set-aside.csv")
    assert (aside[0]["file"], aside[0]["row"], aside[0]["column"]) == ("people.csv", "2", column)
    assert main(["rides", "check", str(tmp_path / "out")]) == 0


def spoil(name: str, change: Callable[[list[dict[str, str]]], None]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        rows = read_csv(folder / name)
        change(rows)
        write_csv(folder / name, [dict(row) for row in rows])

    return apply


def say(*path: str, value: object) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        told = json.loads((folder / "certificate.json").read_text())
        at = told
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value
        (folder / "certificate.json").write_text(json.dumps(told))

    return apply


def riding(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if row["vehicle"] and not row["drives"]]


def two_in_one_seat(rows: list[dict[str, str]]) -> None:
    first, second = [x for x in riding(rows) if x["vehicle"] == riding(rows)[0]["vehicle"]][:2]
    second["seats"] = first["seats"]


def late_riser(rows: list[dict[str, str]]) -> None:
    riding(rows)[0]["set_off"] = "05:00:00"


def somebody_elsewhere(rows: list[dict[str, str]]) -> None:
    one = riding(rows)[0]
    one["vehicle"] = next(x["vehicle"] for x in riding(rows) if x["vehicle"] != one["vehicle"])


def somebody_thrown_out(rows: list[dict[str, str]]) -> None:
    riding(rows)[0]["vehicle"] = ""


def somebody_missing(rows: list[dict[str, str]]) -> None:
    rows.pop()


def too_quick(rows: list[dict[str, str]]) -> None:
    row = next(x for x, y in pairwise(rows) if x["vehicle"].startswith("car") and int(y["order"]) > 0)
    row["leaves"] = "09:59:59"


@pytest.mark.parametrize(
    ("mutate", "sentence"),
    [
        (say("seated", value=999), "seated: the certificate says 999"),
        (say("left_bound", value=0), "left_bound: the certificate says 0"),
        (say("person_minutes", value=1), "person_minutes: the certificate says 1"),
        (say("drive_km", value=1.0), "drive_km: the certificate says 1.0"),
        (say("bound", "seated_at_most", value=39), "bound: it proves"),
        (say("bound", "vehicles_by_seats", value=[]), "bound: it proves"),
        (say("beds", "found", value=9), "beds, found: the certificate says 9"),
        (say("beds", "dual", "hosts", value={}), "beds"),
        (spoil("seats.csv", two_in_one_seat), "is given 2 times"),
        (spoil("seats.csv", late_riser), "to set off at another time than it takes"),
        (spoil("seats.csv", somebody_elsewhere), "is fetched 0 times by"),
        (spoil("seats.csv", somebody_thrown_out), "seated: the certificate says"),
        (spoil("seats.csv", lambda rows: rows.append(rows[0])), "stands 2 times"),
        (spoil("seats.csv", somebody_missing), "isn't in it"),
        (spoil("routes.csv", too_quick), "is too quick"),
        (lambda folder: (folder / "people.csv").write_text("person,lon,lat\n"), "is another file"),
    ],
)
def test_whatever_is_spoilt_the_check_says_so(
    mutate: Callable[[Path], None], sentence: str, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mutate(copy)
    assert main(["rides", "check", str(copy)]) == 1
    assert sentence in capsys.readouterr().out


def test_what_is_missing_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rides", "--people", str(tmp_path / "people.csv")]) == 2
    assert "--vehicles FILE" in capsys.readouterr().err
    assert main(["rides", "--from", str(tmp_path), "--event", "coach 1 breaks down"]) == 2
    assert "isn't there" in capsys.readouterr().err


def test_every_reason_for_being_left_has_its_words() -> None:
    assert sorted(LEFT) == sorted(kind.__name__ for kind in Reason.__args__)
