"""`muster rides` as people call it: plan, mend, check; a wrong list is refused and nothing is half written."""

import json
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from muster.cli import main
from muster.cli.ride_lines import LEFT
from muster.plan.ride_plan import Reason
from tests.made_fleets import made_day
from tests.made_ride_lists import read_csv, write_csv, write_lists


def write_day(folder: Path) -> list[str]:
    """Write a made-up day's lists; give the command's words."""
    return write_lists(folder, *made_day(5, riders=30), roads=False)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a plan."""
    folder = tmp_path_factory.mktemp("rides")
    assert main([*write_day(folder), "--out", str(folder / "out")]) == 0
    return folder / "out"


@pytest.fixture
def copy(planned: Path, tmp_path: Path) -> Path:
    """The same folder, to spoil."""
    out = tmp_path / "copy"
    shutil.copytree(planned, out)
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
    assert main([*write_day(tmp_path), "--out", str(tmp_path / "out")]) == 0
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


def test_a_party_of_several_wheelchairs_has_a_place_for_each(tmp_path: Path) -> None:
    words = write_day(tmp_path)
    people, vehicles = read_csv(tmp_path / "people.csv"), read_csv(tmp_path / "vehicles.csv")
    driving = {one["driver"] for one in vehicles}
    party = next(one for one in people if one["person"] not in driving and one["rides"] == "yes")
    rows: list[dict[str, object]] = [{**one, "wheelchairs": "", "apart_from": ""} for one in people]
    rows[people.index(party)] |= {"size": 3, "needs": "wheelchair", "wheelchairs": 2, "walk_m": 5_000, "beds_wanted": 0}
    write_csv(tmp_path / "people.csv", rows)
    write_csv(tmp_path / "vehicles.csv", [{**one, "wheelchairs": 4} for one in vehicles])
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    seats = next(one for one in read_csv(tmp_path / "out" / "seats.csv") if one["person"] == party["person"])
    assert [label[0] == "W" for label in sorted(seats["seats"].split())] == [False, True, True]
    assert main(["rides", "check", str(tmp_path / "out")]) == 0


@pytest.mark.parametrize(
    ("column", "value", "cure"),
    [
        ("lon", "west", "row 2, column lon, 'west': write degrees"),
        ("ready", "25:10", "row 2, column ready, '25:10': write a time between"),
        ("apart_from", "Auntie Jo", "row 2, column apart_from, 'Auntie Jo': no row is called"),
        ("beds_wanted", "7", "write at most as many beds"),
        ("needs", "lift", "write step-free or wheelchair"),
        ("wheelchairs", "0", "row 2, column wheelchairs, '0'"),
        ("wheelchairs", "59", "write at most as many wheelchairs"),
    ],
)
def test_a_wrong_row_is_refused_with_its_cure_or_set_aside(
    column: str, value: str, cure: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = write_day(tmp_path)
    rows = read_csv(tmp_path / "people.csv")
    rows[0][column] = value
    write_csv(tmp_path / "people.csv", [{column: "", **row} for row in rows])
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


@pytest.fixture(scope="module")
def mended_once(planned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder after a coach has broken down."""
    folder = tmp_path_factory.mktemp("mended") / "out"
    assert main(["rides", "--from", str(planned), "--event", "coach 0 breaks down 08:05", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def mended(mended_once: Path, tmp_path: Path) -> Path:
    """The same folder, to spoil."""
    shutil.copytree(mended_once, tmp_path / "mended")
    return tmp_path / "mended"


def leave_behind(folder: Path) -> None:
    """Throw somebody out who rides alone from their door, with every figure put right: nobody else is touched."""
    seats, routes = read_csv(folder / "seats.csv"), read_csv(folder / "routes.csv")
    told = json.loads((folder / "certificate.json").read_text())
    one = next(x for x in riding(seats) if not x["stop"] and x["vehicle"].startswith("car"))
    before = next(k for k, x in enumerate(routes) if x["people"] == one["person"])
    home = next(k for k in range(before, len(routes)) if not routes[k + 1 :][:1] or routes[k + 1]["order"] == "0")
    told["seated"] -= int(one["size"])
    told["left"] += int(one["size"])
    told["proof"] = "one by one"
    told["left_behind"].append({"person": one["person"], "size": int(one["size"]), "why": {"kind": "NoSeatLeft"}})
    spent = seconds(one["arrive"]) - seconds(one["set_off"])
    minutes = (
        sum(int(x["size"]) * (seconds(x["arrive"]) - seconds(x["set_off"])) for x in seats if x["vehicle"])
        - int(one["size"]) * spent
    )
    told["person_minutes"] = minutes // 60
    routes[before]["people"] = ""
    assert home >= before
    for key in one:
        if key not in {"person", "size"}:
            one[key] = ""
    write_csv(folder / "seats.csv", [dict(x) for x in seats])
    write_csv(folder / "routes.csv", [dict(x) for x in routes])
    (folder / "certificate.json").write_text(json.dumps(told))


def seconds(clock: str) -> int:
    return sum(int(part) * unit for part, unit in zip(clock.split(":"), (3600, 60, 1), strict=True))


def home_sooner(rows: list[dict[str, str]]) -> None:
    one = next(x for x in riding(rows) if x["home_at"])
    one["home_at"] = "17:00:01"


def out_sooner(rows: list[dict[str, str]]) -> None:
    one = next(x for x in rows if x["people"] and x["home"])
    one["home"] = "17:00:01"


def more_time(rows: list[dict[str, str]]) -> None:
    one = next(x for x in riding(rows) if x["home_at"])
    one["board"] = "07:00:00"


def raise_the_bound(folder: Path) -> None:
    """Say that more could be seated, and so that fewer needed to be left."""
    told = json.loads((folder / "certificate.json").read_text())
    told["bound"]["seated_at_most"] += 1
    told["left_bound"] = max(told["people"] - told["bound"]["seated_at_most"], 0)
    told["proof"] = "bound" if told["left"] == told["left_bound"] else "one by one"
    (folder / "certificate.json").write_text(json.dumps(told))


def lower_the_bound(folder: Path) -> None:
    """Say that as many are left as must be."""
    told = json.loads((folder / "certificate.json").read_text())
    told["bound"]["seated_at_most"] = told["seated"] - 1
    told["left_bound"] = told["people"] - told["bound"]["seated_at_most"]
    (folder / "certificate.json").write_text(json.dumps(told))


@pytest.mark.parametrize(
    ("mutate", "sentence"),
    [
        (leave_behind, "was left behind, and"),
        (raise_the_bound, "bound: it proves"),
        (lower_the_bound, "sit where it says that nobody could seat more than"),
        (spoil("seats.csv", home_sooner), "is told to be home at another time than it takes"),
        (spoil("routes.csv", out_sooner), "on the way home; it takes until"),
        (spoil("seats.csv", more_time), "is told another time or stop than"),
        (spoil("before/seats.csv", somebody_elsewhere), "before 'coach 0 breaks down 08:05'"),
        (lambda folder: shutil.rmtree(folder / "before"), "what stood before each event isn't kept whole"),
        (say("events", value=["coach 0 breaks down 07:00"]), "roadsides: aren't where"),
        (say("events", value=["coach 9 breaks down 08:05"]), "can't have happened"),
        (say("roadsides", value=[[-0.7, 52.6]]), "can't have come to stand where"),
    ],
)
def test_whatever_is_spoilt_after_an_event_the_check_says_so(
    mutate: Callable[[Path], None], sentence: str, mended: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rides", "check", str(mended)]) == 0
    mutate(mended)
    assert main(["rides", "check", str(mended)]) == 1
    assert sentence in capsys.readouterr().out


def every_byte(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_events_are_taken_back_byte_for_byte(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stood = [every_byte(copy)]
    for words in ("coach 0 breaks down 08:05", "car 1 leaves 15 min late"):
        assert main(["rides", "--from", str(copy), "--event", words]) == 0
        stood.append(every_byte(copy))
    for k in (1, 0):
        assert main(["rides", "--from", str(copy), "--undo"]) == 0
        assert every_byte(copy) == stood[k]
    assert "Taken back: coach 0 breaks down 08:05." in capsys.readouterr().out
    assert main(["rides", "--from", str(copy), "--undo"]) == 2
    assert "nothing has happened since this plan was made" in capsys.readouterr().err
    assert every_byte(copy) == stood[0]


def test_what_is_missing_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rides", "--people", str(tmp_path / "people.csv")]) == 2
    assert "--vehicles FILE" in capsys.readouterr().err
    assert main(["rides", "--from", str(tmp_path), "--event", "coach 1 breaks down"]) == 2
    assert "isn't there" in capsys.readouterr().err


def test_every_reason_for_being_left_has_its_words() -> None:
    assert sorted(LEFT) == sorted(kind.__name__ for kind in Reason.__args__)


def test_the_day_has_its_title_and_place_on_paper_after_an_event_too(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [*write_day(tmp_path), "--out", str(out), "--title", "Whitby day", "--place", "Whitby, coach park"]
    assert main(words) == 0
    assert_printed(out / "itineraries.pdf", "Whitby day", "Whitby, coach park")
    assert main(["rides", "--from", str(out), "--event", "coach 0 breaks down 08:05"]) == 0
    assert_printed(out / "itineraries.pdf", "Whitby day", "Whitby, coach park")


def assert_printed(path: Path, *words: str) -> None:
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path)]
    for word in words:
        assert any(word in page for page in pages), word


def test_what_is_said_adds_up_and_counts_one_as_one(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["rides", "--from", str(copy), "--event", "person rider 3 drops out"]) == 0
    said = capsys.readouterr().out
    seats = read_csv(copy / "seats.csv")
    people = sum(int(x["size"]) for x in seats if x["vehicle"])
    labels = [label for x in seats for label in x["seats"].split()]
    wheels = sum(label.startswith("W") for label in labels)
    at_wheel = sum(bool(x["drives"]) for x in seats)
    assert people == len(labels) + at_wheel
    assert f"{people} people ride: {len(labels) - wheels} in " in said
    assert f", {wheels} in 1 wheelchair place, {at_wheel} at the wheel." in said
    (away,) = [x for x in read_csv(copy / "changes.csv") if x["because"] == "dropped out"]
    verb = "person isn't coming" if away["size"] == "1" else "people aren't coming"
    assert f"{away['size']} {verb}" in said
    assert not re.search(r"\b1 (people|cars|seats|rides)\b", said)


def test_who_is_only_later_is_told_by_how_much(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was = {x["person"]: x for x in read_csv(copy / "seats.csv")}
    assert main(["rides", "--from", str(copy), "--event", "coach 0 slows to 5 km/h 08:31"]) == 0
    said = capsys.readouterr().out
    late = [x for x in read_csv(copy / "changes.csv") if x["because"] == "slow"]
    assert late
    assert {x["what"] for x in late} == {"other time"}
    for x in late:
        assert x["was_arrive"] == was[x["person"]]["arrive"] < x["is_arrive"]
        assert f"there {x['is_arrive'][:5]} instead of {x['was_arrive'][:5]}" in said
    assert main(["rides", "check", str(copy)]) == 0
