"""`muster verify` as an auditor calls it."""

import json
import os
from pathlib import Path

import pytest

from muster.cli import main
from muster.count.blt import read_blt
from muster.count.check_votes import fingerprint
from tests.count import made_records as made
from tests.count import tampered


@pytest.fixture
def record(tmp_path: Path) -> Path:
    place = tmp_path / "chair.bel"
    place.write_bytes(tampered.held().record)
    return place


def test_a_record_that_is_right_ends_with_0(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(record), "--roll-hash", made.ROLL, "--processes", "1"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Chair, 2026: this record is right, as far as Result.\n")
    assert "The record names the roll whose hash you gave." in said
    assert "Not proved by this record:" in said


def test_as_json_it_says_the_same(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ballot = tampered.step(tampered.steps_of(record.read_bytes()), "Ballot", 5).pieces[0]
    assert main(["verify", str(record), "--json", "--tracker", fingerprint(ballot)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["right"], said["stage"], said["counted"], said["head"]) == (
        True,
        "Result",
        6,
        tampered.held().board.head,
    )
    assert said["questions"][0]["result"] == [1, 3, 2]
    assert len(said["questions"][2]["result"]) == 6
    assert said["trackers"] == {fingerprint(ballot): "is in it, and it counts"}
    assert len(said["proved"]) == 7
    assert len(said["not_proved"]) == 8


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_a_tracker_that_isnt_in_it_is_said_and_ends_with_3(
    record: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(["verify", str(record), "--tracker", "A" * 43, *words]) == 3
    said = capsys.readouterr().out
    assert (
        (json.loads(said)["trackers"] == {"A" * 43: "is NOT in it"})
        if words
        else (f"  Your ballot {'A' * 43} is NOT in it.\n" in said)
    )


@pytest.mark.parametrize(("content", "says"), [(b"", "this one is empty"), (b"PK\x03\x04...", "PK")])
def test_a_file_that_is_no_record_says_what_was_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, says: str
) -> None:
    place = tmp_path / "papers.blt"
    place.write_bytes(content)
    assert main(["verify", str(place)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"{place}: this file is no record: a record begins with a piece called BELENIOS")
    assert says in said
    assert "REFUSED" not in said


def test_a_record_that_is_refused_ends_with_1_and_says_where_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "wrong.bel"
    place.write_bytes(tampered.KINDS["a paper forged in a shuffle"][1]())
    assert main(["verify", str(place)]) == 1
    assert capsys.readouterr().out == (
        f"{place}: this record is REFUSED. Nothing that it says may be relied upon.\n"
        "  event 10 (Shuffle): a shuffle's papers aren't the papers that it was given\n"
        "  (reason: shuffle-papers; docs/methods/verify.md says what each means)\n"
    )
    assert main(["verify", str(place), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "right": False,
        "reason": "shuffle-papers",
        "place": "event 10 (Shuffle)",
        "says": "a shuffle's papers aren't the papers that it was given",
        "more": "",
    }


def test_another_roll_is_refused(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(record), "--roll-hash", "0" * 64]) == 1
    assert "the record doesn't name the roll whose hash was given" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["verify"], "name a record"),
        (["verify", "nowhere.bel"], "nowhere.bel: this file can't be read"),
        (["verify", "RECORD", "--roll-hash", "abc"], "--roll-hash is a SHA-256"),
    ],
)
def test_what_was_asked_wrongly_ends_with_2(
    record: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert main([str(record) if word == "RECORD" else word for word in words]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.filterwarnings("error::ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning")
def test_a_record_that_comes_through_a_pipe_must_be_saved_first(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read, write = os.pipe()
    os.write(write, record.read_bytes()[:4096])
    os.close(write)
    try:
        assert main(["verify", f"/dev/fd/{read}"]) == 2
    finally:
        os.close(read)
    assert "save it as a file first" in capsys.readouterr().err


def test_papers_go_to_the_count(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "papers"
    assert main(["verify", str(record), "--papers", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["question-3.blt", "record.txt"]
    contest = read_blt((out / "question-3.blt").read_bytes())
    assert (contest.names, int(contest.papers.votes.sum())) == (("Ann", "Bob", "Cyd", "Dee"), 6)
    capsys.readouterr()
    assert main(["count", str(out / "question-3.blt"), "--rule", "av", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["elected"] == [1]  # Bob's paper goes on to Ann, who draws ahead of Dee


def test_a_record_without_a_result_has_no_papers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = tampered.held()
    place = tmp_path / "open.bel"
    place.write_bytes(held.record[: held.lengths["Ballot"]])
    assert main(["verify", str(place), "--papers", str(tmp_path / "papers")]) == 2
    assert "this record has no result yet: it has come as far as Ballot" in capsys.readouterr().err
    assert not (tmp_path / "papers").exists()


def test_several_processes_say_what_one_says(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(record), "--json", "--processes", "1"]) == 0
    alone = capsys.readouterr().out
    monkeypatch.setattr("muster.cli.verify.WORTH_SHARING", 0)
    assert main(["verify", str(record), "--json", "--processes", "2"]) == 0
    assert capsys.readouterr().out == alone
    record.write_bytes(tampered.KINDS["a tick that counts twice"][1]())
    assert main(["verify", str(record), "--processes", "2"]) == 1
    assert "event 2 (Ballot): a choice isn't shown to be 0 or 1" in capsys.readouterr().out


def test_a_tracker_that_cant_be_one_is_sent_back(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(record), "--tracker", "Kx0p9"]) == 2
    assert "--tracker 'Kx0p9': a tracker has 43 letters and digits" in capsys.readouterr().err


def test_the_papers_that_were_written_are_named(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(record), "--papers", str(tmp_path / "papers")]) == 0
    said = capsys.readouterr().out
    written = sorted((tmp_path / "papers").glob("*.blt"))
    assert written
    assert all(str(place) in said for place in written)
    assert "There is no result in it yet" not in said
