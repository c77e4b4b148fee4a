"""`muster count`: what a returning officer types, and what comes back."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from muster.cli import main

ANN_WINS = '3 1\n5 1 2 0\n3 2 0\n2 3 2 0\n0\n"Ann"\n"Ben"\n"Cem"\n"Chair"\n'
COMMITTEE = '4 2\n5 1 2 0\n3 2 1 0\n4 3 0\n3 4 3 0\n0\n"Dee"\n"Ann"\n"Eve"\n"Fay"\n"Committee"\n'
TIED = '2 1\n3 1 0\n3 2 0\n0\n"Ann"\n"Ben"\n"Delegate"\n'
FIELDS = ["file", "rule", "seats", "quota", "elected", "stages", "ties", "exhausted"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("chair", ANN_WINS), ("committee", COMMITTEE), ("delegate", TIED)):
        (tmp_path / f"{name}.blt").write_text(text)
    return tmp_path


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def after(totals: str, *, exhausted: str = "0", elected: Sequence[object] = ()) -> dict[str, object]:
    return {"totals": totals.split(), "exhausted": exhausted, "quota": "6", "elected": list(elected)}


def test_many_files_give_a_line_each(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "chair.blt", "committee.blt", "--json"]) == 0
    chair, committee = lines(capsys)
    assert list(chair) == list(committee) == FIELDS
    assert chair == {
        "file": "chair.blt",
        "rule": "scottish",
        "seats": 1,
        "quota": "6",
        "elected": [1],
        "stages": [
            {"stage": 1, "did": "first preferences"} | after("5 3 2"),
            {"stage": 2, "did": "excluded", "candidate": 3, "why": "fewest votes"} | after("5 5 0"),
            {"stage": 3, "did": "excluded", "candidate": 2, "why": "fewest votes"}
            | after("5 0 0", exhausted="5", elected=[{"candidate": 1, "why": "last places"}]),
        ],
        "ties": [
            {"stage": 3, "to": "exclude", "candidates": [1, 2], "chosen": 2, "by": "earlier stage", "differed_at": 1}
        ],
        "exhausted": "5",
    }
    assert committee["seats"] == 2


def test_a_file_that_cant_be_read_doesnt_keep_the_others(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "wrong.blt").write_text("3 2\n4 1 2 0\n3 7 0\n0\n")
    assert main(["count", "wrong.blt", "nowhere.blt", "chair.blt", "--json"]) == 2
    said = capsys.readouterr()
    assert [json.loads(line)["file"] for line in said.out.splitlines()] == ["chair.blt"]
    assert said.err.splitlines() == [
        "wrong.blt: line 3: '7' stands there; expected a candidate from 1 to 3, or 0 to end the paper",
        "nowhere.blt: there is no such file; check the name",
    ]


def test_a_tie_that_decides_is_said_and_asks_for_a_lot(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "delegate.blt", "--json"]) == 1
    (told,) = lines(capsys)
    assert told["elected"] == []
    assert told["ties"] == [
        {"stage": 2, "to": "exclude", "candidates": [1, 2], "chosen": None, "by": "declared tied"}
    ]  # fmt: skip
    assert main(["count", "delegate.blt", "--json", "--lot-seed", "ab" * 16]) == 0
    (told,) = lines(capsys)
    assert len(told["elected"]) == 1  # type: ignore[arg-type]
    head, dice = "cd" * 32, "4 1 6"
    assert main(["count", "delegate.blt", "--json", "--lot-head", head, "--lot-dice", dice]) == 0
    (first,) = lines(capsys)
    assert main(["count", "delegate.blt", "--json", "--chairs-lot", "2:Ben:J. Bloggs"]) == 0
    (chairs,) = lines(capsys)
    assert chairs["elected"] == [1]
    assert chairs["ties"] == [
        {"stage": 2, "to": "exclude", "candidates": [1, 2], "chosen": 2, "by": "chair's lot", "witness": "J. Bloggs"}
    ]
    assert first["ties"][0]["by"] == "lot"  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lot-seed", "xyz"], "write hex digits (0 to 9 and a to f)"),
        (["--lot-head", "ab" * 32], "--lot-head HEX and --lot-dice ROLLS together"),
        (["--lot-head", "ab" * 32, "--lot-dice", "9"], "what the dice showed"),
        (["--chairs-lot", "2:Ben"], "write STAGE:WHO:WITNESS"),
        (["--chairs-lot", "2:Zed:me"], "nobody is called 'Zed'"),
        (["--withdrawn", "7"], "nobody is called '7': write a number from 1 to 3"),
        (["--rule", "av", "--seats", "2"], "av fills one seat and 2 are wanted"),
        (["--constraints", "nowhere.csv"], "there is no such file"),
        (["--seats", "1000000000"], "a contest fills from 1 to 10,000 seats"),
    ],
)
def test_what_cant_be_done_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["count", "chair.blt", *words]) == 2
    assert said in capsys.readouterr().err


def test_whoever_is_elected_earlier_doesnt_stand_later(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = {1: "Dee", 2: "Ann", 3: "Eve", 4: "Fay"}
    main(["count", "chair.blt", "committee.blt", "--json", "--lot-seed", "ab" * 16])
    chair, both = lines(capsys)
    main(["count", "chair.blt", "committee.blt", "--json", "--lot-seed", "ab" * 16, "--elected-once"])
    _, once = lines(capsys)
    assert chair["elected"] == [1]
    assert "Ann" not in [names[number] for number in once["elected"]]  # type: ignore[attr-defined]
    assert once["stages"][0]["totals"] == ["8", "0", "4", "3"]  # type: ignore[index]
    assert both["stages"][0]["totals"] == ["5", "3", "4", "3"]  # type: ignore[index]


def test_a_withdrawn_candidate_is_passed_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["count", "chair.blt", "--json", "--withdrawn", "ann"])
    (told,) = lines(capsys)
    assert told["stages"][0]["totals"] == ["0", "8", "2"]  # type: ignore[index]


def test_constraints_come_from_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "places.csv").write_text("category,at_least,candidates\nwomen,1,Fay\nNorth,0,-\n")
    assert main(["count", "committee.blt", "--json", "--constraints", "places.csv"]) == 0
    (told,) = lines(capsys)
    assert 4 in told["elected"]  # type: ignore[operator]
    assert told["stages"][0]["guarded"] == [4]  # type: ignore[index]
    (folder / "places.csv").write_text("category,at_least,candidates\nwomen,1,Fay;Zed\n")
    assert main(["count", "committee.blt", "--constraints", "places.csv"]) == 2
    err = capsys.readouterr().err
    assert "row 2, column candidates, 'Fay;Zed': nobody is called 'Zed'" in err


def test_constraints_that_nobody_can_meet_leave_a_seat_or_refuse(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "places.csv").write_text("category,at_least,candidates\nwomen,1,-\n")
    asked = ["count", "committee.blt", "--constraints", "places.csv", "--lot-seed", "ab" * 16]
    assert main(asked) == 0
    out = capsys.readouterr().out
    assert "1 seat stays vacant, and nominations are re-opened" in out
    assert "Still to come: 1 of women." in out
    assert main([*asked, "--if-unmet", "refuse"]) == 2
    assert "re-open nominations before the count" in capsys.readouterr().err


def test_in_words_every_stage_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "chair.blt"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "Chair (chair.blt)\n"
        "Counted by Scottish STV (weighted inclusive Gregory, five decimals): 10 valid papers, 3 candidates. "
        "The quota is 6.\n"
    )
    assert "Stage 2: Cem is excluded" in out
    assert "Ann is elected" in out


def test_a_report_holds_everything_to_count_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "chair.blt", "committee.blt", "--report", "out", "--lot-seed", "ab" * 16]) == 0
    names = {path.name for path in (folder / "out").iterdir()}
    kinds = (".html", ".pdf", ".json", "-papers.blt", "-papers.json")
    assert names == {"counts.json"} | {f"{name}{kind}" for name in ("chair", "committee") for kind in kinds}
    capsys.readouterr()
    for kind in ("blt", "json"):
        assert main(["count", f"out/chair-papers.{kind}", "--json"]) == 0
        (again,) = lines(capsys)
        assert again["elected"] == json.loads((folder / "out/counts.json").read_text())[0]["elected"]


def test_a_report_replaces_only_a_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "mine.txt").write_text("mine")
    assert main(["count", "chair.blt", "--report", "out"]) == 2
    refused = capsys.readouterr()
    assert refused.out == ""
    assert "this folder holds other things" in refused.err
    assert [path.name for path in (folder / "out").iterdir()] == ["mine.txt"]
    (folder / "out" / "mine.txt").unlink()
    assert main(["count", "chair.blt", "--report", "out"]) == 0
    assert main(["count", "chair.blt", "--report", "out"]) == 0


def test_two_files_of_one_name_get_reports_of_their_own(folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "chair.blt").write_text(ANN_WINS)
    main(["count", "chair.blt", "other/chair.blt", "--report", "out"])
    assert (folder / "out" / "chair.pdf").read_bytes()[:4] == b"%PDF"
    assert (folder / "out" / "chair-2.pdf").is_file()


def test_a_waiting_tie_says_what_to_type_and_a_lot_for_no_tie_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["count", "delegate.blt"]) == 1
    said = capsys.readouterr()
    assert "Ann and Ben are equal: who goes at stage 2?" in said.out
    assert "--chairs-lot '2:Ann:WITNESS'" in said.err
    assert main(["count", "delegate.blt", "--chairs-lot", "1:Ben:J. Bloggs"]) == 1
    assert "'1:Ben:J. Bloggs' was not used: no tie at stage 1" in capsys.readouterr().err
    assert main(["count", "delegate.blt", "--chairs-lot", "2:Ann:J. Bloggs"]) == 0
    assert "not used" not in capsys.readouterr().err


def test_a_file_of_somebodys_beside_a_report_is_not_lost(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "chair.blt", "--report", "out"]) == 0
    assert main(["count", "committee.blt", "--report", "out"]) == 0
    assert not (folder / "out" / "chair.html").exists()
    (folder / "out" / "signed.pdf").write_bytes(b"signed")
    assert main(["count", "committee.blt", "--report", "out"]) == 2
    assert "'signed.pdf' lies there, which no report wrote" in capsys.readouterr().err
    assert (folder / "out" / "signed.pdf").read_bytes() == b"signed"


def test_a_report_says_how_to_count_again_but_not_where_we_live(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_COMMAND", "/home/ann/muster")
    assert main(["count", "chair.blt", "--rule", "av", "--report", "out"]) == 0
    page = (folder / "out" / "chair.html").read_text()
    assert "muster count chair-papers.blt --rule av" in page
    assert "/home/ann" not in page


def test_namesakes_are_told_by_their_numbers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "two.blt").write_text('3 1\n5 1 0\n3 2 0\n0\n"Ann"\n"Ann"\n"Cem"\n"Chair"\n')
    assert main(["count", "two.blt"]) == 0
    assert "Ann (1) is elected.\n" in capsys.readouterr().out
    assert main(["count", "two.blt", "--withdrawn", "Ann"]) == 2
    assert "more than one is called 'Ann': write the number, from 1 to 3" in capsys.readouterr().err
    assert main(["count", "chair.blt", "two.blt", "--elected-once"]) == 2
    assert "two are called 'Ann', and somebody of that name was elected before" in capsys.readouterr().err


def test_seats_that_stay_vacant_are_not_said_to_be_filled(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "delegate.blt", "--seats", "4"]) == 0
    assert "Ann and Ben are elected to 2 of the 4 seats." in capsys.readouterr().out
