"""`muster learn draw | redraw | trial | pool | power`, as somebody uses them."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from muster import cli
from muster.cli import main
from tests.learn.town import build_town, canvass, draw_town


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> "Said":
    return Said(capsys)


class Said:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: "str | Path", code: int = 0) -> str:
        assert cli.main(["learn", *map(str, words)]) == code
        out, err = self.capsys.readouterr()
        return out if code == 0 else out + err


def table(path: Path, header: str, rows: Sequence[Sequence[object]]) -> Path:
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


@pytest.fixture
def doors(tmp_path: Path) -> Path:
    return table(tmp_path / "doors.csv", "door,street", [(f"door {i}", f"street {i % 9}") for i in range(300)])


def test_a_lottery_is_promised_drawn_and_drawn_again(said: Said, tmp_path: Path, doors: Path) -> None:
    seed = tmp_path / "seed.txt"
    promise = json.loads(said("draw", "--new-seed", seed, "--json"))["promise"]
    assert seed.stat().st_mode & 0o077 == 0
    out = tmp_path / "drawn"
    told = said("draw", doors, "--block", "street", "--seed", seed, "--promise", promise, "--out", out)
    assert told.startswith("300 doors drawn within 9 blocks: ")
    assert "the seed is the one that was promised" in said("redraw", out, "--seed", seed, "--promise", promise)
    assert seed.read_text().strip() not in (out / "draw.json").read_text() + (out / "draw.csv").read_text()
    assert "never overwritten" in said("draw", "--new-seed", seed, code=2)


@pytest.mark.parametrize("change", ["arm", "gone", "promise"])
def test_who_tampers_with_a_draw_is_found_out(said: Said, tmp_path: Path, doors: Path, change: str) -> None:
    seed, out = tmp_path / "seed.txt", tmp_path / "drawn"
    seed.write_text("ab" * 32)
    said("draw", doors, "--seed", seed, "--out", out)
    lines = (out / "draw.csv").read_text().splitlines()
    if change == "arm":
        row = next(i for i, line in enumerate(lines) if line.endswith("holdout"))
        lines[row] = lines[row].replace("holdout", "visit")
        expected = f"row {row + 1}: door '{lines[row].split(',')[0]}' stands in 'visit', the seed gives 'holdout'"
    else:
        expected = "added or taken out" if change == "gone" else "not the one whose hash was promised"
        lines = lines[:-1] if change == "gone" else lines
    (out / "draw.csv").write_text("\n".join(lines) + "\n")
    words = ["--promise", "0" * 64] if change == "promise" else []
    told = said("redraw", out, "--seed", seed, *words, code=2)
    assert expected in told or (change == "gone" and "the seed gives" in told)


@pytest.fixture
def walked(tmp_path: Path) -> Path:
    rng = np.random.default_rng(11)
    town = build_town(rng, doors=1500, effect=0.15)
    drawn = draw_town(town, rng)
    trial = canvass(town, drawn, rng)
    assert trial.contacted is not None
    rows = [
        (f"door {door}", f"street {street}", drawn.arms[door], int(met), int(voted), round(habit, 3))
        for door, street, met, voted, habit in zip(
            town.door.tolist(), town.street.tolist(), trial.contacted.tolist(), trial.outcome.tolist(),
            town.habit.tolist(), strict=True,
        )
    ]  # fmt: skip
    return table(tmp_path / "walked.csv", "Door,Street,Arm,Met,Voted,Habit", rows)


WORDS = ("--outcome", "voted", "--arm", "arm", "--control", "holdout", "--household", "door", "--block", "street")


def test_a_trial_is_told_in_sentences_table_figures_and_a_picture(said: Said, tmp_path: Path, walked: Path) -> None:
    picture = tmp_path / "trial.svg"
    more = (*WORDS, "--contacted", "met", "--covariates", "habit", "--before", "canvass")
    told = said("trial", walked, *more, "--picture", picture)
    assert "'visit' raised 'voted' by " in told
    for part in ("would have been missed more than one time in five", "made contact with", "Believed before",
                 "a fair lottery gives", "Some of the control were contacted too"):  # fmt: skip
        assert part in told
    figures = json.loads(said("trial", walked, *more, "--json"))
    (arm,) = figures["arms"]
    assert arm["verdict"] == "more"
    assert arm["low"] < arm["itt"]["value"] < arm["high"]
    assert arm["cace"]["value"] == pytest.approx(arm["itt"]["value"] / arm["itt_d"]["value"])
    root = ET.fromstring(picture.read_text())  # noqa: S314 - our own
    words = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"believed before", "visit, all assigned", "visit, those reached"} <= set(words)
    assert [e for e in root.iter("{http://www.w3.org/2000/svg}rect") if e.get("class") == "unseen"]


def test_a_small_trial_says_that_we_do_not_know_yet(said: Said, tmp_path: Path) -> None:
    rows = [(i, "visit" if i % 2 else "holdout", (i // 2) % 2) for i in range(60)]
    told = said("trial", table(tmp_path / "t.csv", "door,arm,voted", rows), *WORDS[:6], "--household", "door")
    assert "We don't know yet what 'visit' changed in 'voted'" in told
    assert "Drawn again, the lottery alone" in told


def test_a_live_view_a_placebo_and_a_second_thing(said: Said, walked: Path) -> None:
    live = json.loads(said("trial", walked, *WORDS, "--live", "--json"))["arms"][0]
    still = json.loads(said("trial", walked, *WORDS, "--json"))["arms"][0]
    assert live["low"] < still["low"]
    assert "Among those who opened" in said("trial", walked, *WORDS, "--contacted", "met", "--placebo")
    assert "NoContact" in said("trial", walked, *WORDS, "--placebo", "--json", code=2)
    assert "how much more both do together" in said(
        "trial", walked, *WORDS[:6], "--household", "door", "--also", "met=0"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--covariates", "met", "--contacted", "met"), "'met' came about in the draw or after it"),
        (("--covariates", "door"), "kinds at most"),
        (("--control", "nothing"), "nobody is in arm 'nothing'"),
        (("--outcome", "turnout"), "no column 'turnout'"),
        (("--outcome", "street"), "row 2, column street"),
        (("--also", "street=street 1"), "a column of two values"),
    ],
)
def test_what_can_not_be_known_is_refused(said: Said, walked: Path, words: tuple[str, ...], told: str) -> None:
    assert told in said("trial", walked, *WORDS, *words, code=2)


@pytest.mark.parametrize(
    ("flag", "wrong", "meant"),
    [("--outcome", "vote", "voted"), ("--arm", "arms", "arm"), ("--covariates", "habits", "habit")],
)
def test_a_column_that_isnt_there_is_told_with_those_that_are(
    said: Said, walked: Path, flag: str, wrong: str, meant: str
) -> None:
    told = said("trial", walked, *WORDS, flag, wrong, code=2)
    assert told == (
        f"walked.csv can't be used as it stands, because of\n"
        f"  row 1, column {wrong}: the header has no column '{wrong}'; did you mean '{meant}'?"
        f" It has {walked.read_text().splitlines()[0].casefold().replace(',', ', ')}\n"
    )


def test_nought_just_outside_the_interval_is_not_yet_known_and_says_why(said: Said, tmp_path: Path) -> None:
    """Of a hundred doors a side 40 and 54 vote: p is .048."""
    rows = [(f"{arm}{door}", arm, int(door < votes)) for arm, votes in (("out", 40), ("in", 54)) for door in range(100)]
    path = table(tmp_path / "near.csv", "door,arm,voted", rows)
    told = said("trial", path, "--outcome", "voted", "--arm", "arm", "--control", "out", "--household", "door")
    assert told.splitlines()[1] == (
        "We don't know yet what 'in' changed in 'voted': anything from +0.1 to +27.9 points; nought lies so close"
        " outside that chance may well have done it (p 0.048, 0.03 is asked)."
    )


def test_groups_are_pooled(said: Said, tmp_path: Path) -> None:
    rows = [("Ayton", 0.02, 0.02), ("Beeford", -0.03, 0.03), ("Ceetown", 0.05, 0.04)]
    path = table(tmp_path / "groups.csv", "group,effect,se", rows)
    told = said("pool", path, "--group", "group", "--before", "canvass")
    assert told.startswith("We don't know yet: over 3 groups")
    assert "Rank no groups by 'alone'" in told
    assert "'3 groups" not in told
    assert "pool 3 or more" in said("pool", table(path, "group,effect,se", rows[:2]), code=2)


def test_power_says_how_many_waves_it_takes(said: Said, tmp_path: Path) -> None:
    figures = json.loads(said("power", "--json"))
    assert figures["waves_needed"] == 8
    assert "takes 8 waves" in said("power", "--picture", tmp_path / "power.svg")
    one = json.loads(said("power", "--groups", "1", "--electors", "500", "--effect", "2", "--json"))
    assert (round(one["power"], 3), round(one["interval_leaves_nought_out"], 2)) == (0.037, 0.06)
    many = json.loads(said("power", "--effect", "2", "--json"))
    assert round(many["power"], 1) == 0.8
    assert "take more groups" in said("power", "--groups", "2", "--between", "5")
    assert "lie between 0 and 100" in said("power", "--holdout", "0", code=2)


def test_a_lottery_is_never_put_over_another(said: Said, tmp_path: Path, doors: Path) -> None:
    out = tmp_path / "drawn"
    for name, seed in (("one", "ab"), ("two", "cd")):
        (tmp_path / name).write_text(seed * 32)
    said("draw", doors, "--seed", tmp_path / "one", "--out", out)
    before = (out / "draw.csv").read_bytes()
    said("draw", doors, "--seed", tmp_path / "one", "--out", out)
    assert "another lottery lies there" in said("draw", doors, "--seed", tmp_path / "two", "--out", out, code=2)
    assert (out / "draw.csv").read_bytes() == before


def test_ten_rows_are_too_few_and_no_crash(said: Said, tmp_path: Path) -> None:
    held = [(1, "holdout", 0), (1, "holdout", 0), (5, "holdout", 0), (5, "holdout", 0), (5, "holdout", 1)]
    visited = [(2, "visit", 0), (3, "visit", 0), (4, "visit", 1), (4, "visit", 1), (6, "visit", 0)]
    ten = table(tmp_path / "ten.csv", "door,arm,voted,street", [(*row, "High St") for row in held + visited])
    words = ("--outcome", "voted", "--arm", "arm", "--control", "holdout", "--household", "door", "--block", "street")
    told = said("trial", ten, *words)
    assert "We don't know yet" in told
    assert "fewer than fifty doors" in told


def test_rows_taken_for_doors_are_said_to_be(said: Said, walked: Path) -> None:
    words = ("--outcome", "voted", "--arm", "arm", "--control", "holdout")
    assert "Every row was taken for a door of its own" in said("trial", walked, *words)
    assert "Every row" not in said("trial", walked, *words, "--household", "door")


def test_points_arent_set_beside_a_belief_about_shares(said: Said, tmp_path: Path) -> None:
    groups = table(tmp_path / "g.csv", "effect,se", [(1.2, 1.0), (-0.4, 1.2), (3.0, 1.5)])
    assert "--before" not in said("pool", groups)
    assert "divide points by 100" in said("pool", groups, "--before", "canvass", code=2)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("power", "--effect", "nan"), "write a number"),
        (("trial", "walked.csv", *WORDS, "--seed", "-1"), "write a whole number"),
        (("trial", "walked.csv", *WORDS, "--draws", "99999999999"), "1,000,000 draws tell all"),
    ],
)
def test_absurd_figures_are_refused_at_once(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["learn", *words])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_a_share_of_trials_is_less_than_all(said: Said) -> None:
    assert "lies between 0 and 100 %" in said("power", "--chance", "100", code=2)
