"""`muster learn poll | swing | byelection | flows | score`, as somebody at a terminal uses them."""

import json
import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from muster.cli import main

NOW = (
    'party,votes\nConservative,13748\nLabour,"11,601"\nLib Dem,2252\nUKIP,2025\nGuest,811\nGreen,515\n'
    "electorate,60602\n"
)
BEFORE = "party,votes\nConservative,14186\nLABOUR,16750\nLib Dem,1368\nUKIP,6148\nGreen,1179\nelectorate,62087\n"
OLDER = "party,votes\nConservative,15866\nLabour,19699\n"


class Terminal:
    """A terminal in a folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def file(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def says(self, *words: str, code: int = 0) -> str:
        assert main(["learn", *words]) == code
        said = self.capsys.readouterr()
        return said.out + said.err

    def figures(self, *words: str) -> Any:
        return json.loads(self.says(*words, "--json"))


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


def is_svg(path: Path) -> bool:
    return ET.fromstring(path.read_text(encoding="utf-8")).tag.endswith("svg")  # noqa: S314 - ours


def test_a_byelection_is_told_in_sentences_a_table_and_bounds(terminal: Terminal) -> None:
    files = [terminal.file(f"{n}.csv", text) for n, text in (("2017", NOW), ("2015", BEFORE), ("2010", OLDER))]
    lines = terminal.says("byelection", *files, "--picture", str(terminal.folder / "night.svg")).splitlines()
    assert lines[0] == "Conservative 13,748 of 30,952 votes (44.4 %), 2,147 ahead of Labour (11,601, 37.5 %)."
    assert lines[1] == "Turnout 51.1 % of 60,602 electors; 63.8 % in 2015."
    labour = "Labour: 5,149 votes fewer than in 2015 (-30.74 %), -3,668 with turnout and -1,481 with its share."
    assert labour in lines
    assert "Against the mean of the 2 earlier elections: Conservative -8.5 %, Labour -36.3 %." in lines
    assert "At least 5,149 who voted Labour in 2015 didn't again." in lines
    row = next(line for line in lines if line.startswith("Labour  "))
    assert row.split() == ["Labour", "11,601", "37.5", "%", "16,750", "42.3", "%", "-5,149", "-4.8", "-3,668", "-1,481"]
    assert is_svg(terminal.folder / "night.svg")


def test_a_byelection_as_figures(terminal: Terminal) -> None:
    told = terminal.figures("byelection", terminal.file("b.csv", NOW), terminal.file("a.csv", BEFORE))
    assert told["swing"]["to"] == "Conservative"
    assert told["swing"]["from"] == "Labour"
    labour = next(one for one in told["parties"] if one["party"] == "Labour")
    assert (labour["before"], labour["now"], labour["change"]) == (16_750, 11_601, -5_149)
    assert labour["by_turnout"] + labour["by_share"] == pytest.approx(-5_149)
    stay = next(m for m in told["moves"] if (m["from"], m["to"]) == ("Labour", "Labour"))
    assert (stay["least"], stay["most"]) == (0, 11_601)


def test_swing_between_two_parties_that_are_named(terminal: Terminal) -> None:
    files = terminal.file("b.csv", NOW), terminal.file("a.csv", BEFORE)
    there = terminal.figures("byelection", *files, "--to", "ukip", "--from", "LABOUR")["swing"]
    assert (there["to"], there["from"]) == ("UKIP", "Labour")
    refused = terminal.says("byelection", *files, "--from", "Guest", code=2)
    assert (
        refused == "Guest has no votes in a, so there is no swing to speak of; name two parties that stood both times\n"
    )


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("party,votes\nLabour,many\n", "row 2, column votes, 'many': write a whole number from 0 to 1000000000"),
        ("party,votes\nLabour,12\nlabour,3\n", "row 3, column party, 'labour': this party stands above already;"),
        ("party,votes\nLabour,\n", "row 2, column votes, '': this may not be blank"),
        ("name,votes\nLabour,3\n", "the header has no column 'party'; name it so"),
        ("party,votes\nLabour,30\nGreen,5\nelectorate,20\n", "35 votes and 20 electors can't both be right"),
        ("party,votes\nelectorate,20\n", "there are no votes in it, so there are no shares; type them in"),
    ],
)
def test_a_result_that_is_typed_wrong_says_where(terminal: Terminal, text: str, cure: str) -> None:
    said = terminal.says("byelection", terminal.file("now.csv", text), terminal.file("old.csv", BEFORE), code=2)
    assert cure in said


def test_names_that_may_be_one_party_are_pointed_at(terminal: Terminal) -> None:
    now = terminal.file("now.csv", "party,votes\nLabour Party,50\nGreen,40\n")
    said = terminal.says("byelection", now, terminal.file("old.csv", "party,votes\nLabour,60\nGreen,30\n"))
    assert "'Labour' in old and 'Labour Party' in now: if they're one party, spell it alike." in said
    assert "No swing: Labour Party has no votes in old" in said
    assert terminal.figures("byelection", now, str(terminal.folder / "old.csv"))["swing"] is None


def seats_file(seed: int, seats: int = 40) -> str:
    rng = np.random.default_rng(seed)
    base = np.random.default_rng(1).dirichlet([4, 4, 2], seats)
    rows = ["seat,part,red,blue,other"]
    for i in range(seats):
        votes = rng.multinomial(30_000, 0.9 * base[i] + 0.1 * rng.dirichlet([4, 4, 2]))
        rows.append(f"S{i},{'north' if i % 2 else 'south'},{votes[0]},{votes[1]},{votes[2]}")
    return "\n".join(rows) + "\n"


def test_seats_are_forecast_beside_three_naive_rules(terminal: Terminal) -> None:
    before = terminal.file("before.csv", seats_file(2))
    words = ("swing", before, "--seat", "seat", "--parties", "red,blue,other", "--lump", "other")
    shares = ("--shares", "red=45,blue=35,other=20")
    said = terminal.says(*words, *shares, "--picture", str(terminal.folder / "seats.svg"))
    assert "of 40 seats by uniform swing, nine times in ten between" in said
    assert "Rules that know nothing of swing: no change, " in said
    assert "The most open seats:" in said
    assert is_svg(terminal.folder / "seats.svg")
    told, again = (terminal.figures(*words, *shares, "--rule", "strong") for _ in range(2))
    assert told == again
    assert sum(party["seats"] for party in told["parties"].values()) == 40
    assert set(told["parties"]["red"]) >= {"no change", "the leader everywhere", "lots drawn from the last votes"}
    for seat in told["seats"]:
        assert math.isclose(sum(seat["chances"].values()), 1, abs_tol=1e-9)


def test_each_part_has_its_own_shares(terminal: Terminal) -> None:
    before = terminal.file("before.csv", seats_file(2))
    words = ("swing", before, "--seat", "seat", "--parties", "red,blue,other", "--apart", "part")
    both = ("--shares", "north:red=98,blue=1,other=1", "--shares", "south:red=1,blue=98,other=1")
    winners = {seat["seat"]: seat["winner"] for seat in terminal.figures(*words, *both)["seats"]}
    assert all(winners[f"S{i}"] == ("red" if i % 2 else "blue") for i in range(40))
    assert "none are given for south" in terminal.says(*words, *both[:2], code=2)
    assert "write PART: before the shares" in terminal.says(*words, "--shares", "red=50,blue=50", code=2)


def test_looking_back_says_how_right_each_rule_was(terminal: Terminal) -> None:
    before, after = terminal.file("before.csv", seats_file(2)), terminal.file("after.csv", seats_file(3))
    words = ("swing", before, "--seat", "seat", "--parties", "red,blue,other", "--after", after)
    told = terminal.figures(*words)["rules"]
    assert [one["rule"] for one in told] == [
        "uniform swing", "proportional swing", "logit swing", "strong swing",
        "no change", "the leader everywhere", "lots drawn from the last votes",
    ]  # fmt: skip
    assert all(one["seats"] == 40 and 0 <= one["right"] <= 40 for one in told)
    assert told[0]["brier"] < told[5]["brier"]
    lines = terminal.says(*words).splitlines()
    assert lines[0].startswith("Swing to ")
    assert lines[1].startswith("With its true shares, ")


@pytest.mark.parametrize(
    ("more", "cure"),
    [
        (("--shares", "red=45,blue=35"), "these add up to 80, not to 100"),
        (("--shares", "green=45,blue=55"), "write PARTY=SHARE in percent, PARTY being one of red, blue, other"),
        (("--shares", "red=50,blue=50", "--lump", "pink"), "--lump pink: it isn't one of --parties"),
        (("--shares", "red=50,blue=50", "--only", "part=east"), "no seat stands in it with --only part=east"),
        (
            ("--shares", "red=50,blue=50", "--held", "part"),
            "row 2, column part, 'south': write a party as",
        ),
    ],
)
def test_what_is_asked_wrong_of_seats_says_what_to_do(terminal: Terminal, more: tuple[str, ...], cure: str) -> None:
    before = terminal.file("before.csv", seats_file(2))
    words = ("swing", before, "--seat", "seat", "--parties", "red,blue,other")
    assert cure in terminal.says(*words, *more, code=2)


def test_a_party_without_a_column_and_a_seat_twice_are_refused(terminal: Terminal) -> None:
    text = seats_file(2)
    words = ("--seat", "seat", "--parties", "red,blue,gren", "--shares", "red=50,blue=50")
    said = terminal.says("swing", terminal.file("before.csv", text), *words, code=2)
    assert "no votes stand in a column 'gren'; check its name, or leave 'gren' out" in said
    twice = terminal.file("twice.csv", text + "S0,north,1,2,3\n")
    words = ("--seat", "seat", "--parties", "red,blue", "--shares", "red=50,blue=50")
    assert "row 42, column seat, 'S0': this seat stands in row 2 as well" in terminal.says(
        "swing", twice, *words, code=2
    )


def poll_file(people: int, places: int = 10) -> str:
    rng = np.random.default_rng(4)
    rows = ["vote,sex,age,town"]
    for _ in range(people):
        age, town, sex = rng.integers(0, 3), rng.integers(0, places), "f" if rng.random() < 0.7 else "m"
        vote = "yes" if rng.random() < 0.3 + 0.15 * age else "no"
        rows.append(f"{vote},{sex},age{age},T{town}")
    return "\n".join(rows) + "\n"


MARGINS = "column,kind,share\nsex,f,51\nsex,m,49\nage,age0,30\nage,age1,30\nage,age2,40\n"


def test_a_poll_is_weighed_to_margins(terminal: Terminal) -> None:
    poll, margins = terminal.file("poll.csv", poll_file(800)), terminal.file("margins.csv", MARGINS)
    words = ("poll", poll, "--answer", "vote", "--margins", margins)
    said = terminal.says(*words, "--picture", str(terminal.folder / "poll.svg"))
    assert "800 asked, who count as " in said
    assert "These intervals hold chance alone." in said
    told, alone = terminal.figures(*words), terminal.figures(*words[:4])
    assert sum(one["share"] for one in told["answers"].values()) == pytest.approx(1)
    assert told["effective"] < alone["effective"] == 800
    assert (
        told["answers"]["yes"]["interval"][0] < told["answers"]["yes"]["share"] < told["answers"]["yes"]["interval"][1]
    )
    assert is_svg(terminal.folder / "poll.svg")


@pytest.mark.parametrize(
    ("margins", "cure"),
    [
        ("column,kind,share\nsex,f,51\nsex,m,40\n", "the shares of 'sex' add up to 91, not to 100; is a kind missing"),
        ("column,kind,share\nsex,f,0.6\nsex,m,0.5\n", "the shares of 'sex' add up to 1.1, not to 1; is a kind missing"),
        ("column,kind,share\nsex,f,100\n", "column sex, 'm': the margins name no such kind; they have f"),
        ("column,kind,share\nsex,f,50\nsex,f,50\n", "row 3, column kind, 'f': this kind stands above already"),
        ("column,kind,share\nsex,f,51\nsex,m,-4\n", "there are no fewer than none"),
        (MARGINS + "age,age3,0.4\n", "age: nobody asked is 'age3', so nobody can speak for them"),
        ("column,kind,share\nsize,f,100\n", "the header has no column 'size'"),
    ],
)
def test_margins_that_are_wrong_say_where(terminal: Terminal, margins: str, cure: str) -> None:
    words = ("poll", terminal.file("poll.csv", poll_file(200)), "--answer", "vote")
    assert cure in terminal.says(*words, "--margins", terminal.file("margins.csv", margins), code=2)


def cells_file(places: int = 10) -> str:
    rows = [f"T{t},age{a},{s},{100 + 10 * t + a}" for t in range(places) for a in range(3) for s in "fm"]
    return "\n".join(["town,age,sex,n", *rows]) + "\n"


def place_words(terminal: Terminal, people: int, places: int = 10) -> tuple[str, ...]:
    poll, cells = terminal.file("poll.csv", poll_file(people, places)), terminal.file("cells.csv", cells_file(places))
    return ("poll", poll, "--answer", "vote", "--yes", "yes", "--area", "town", "--by", "age,sex", "--cells", cells)


def test_places_have_figures_where_answers_are_enough(terminal: Terminal) -> None:
    words = place_words(terminal, 900)
    facts = terminal.file("areas.csv", "town,income\n" + "".join(f"T{t},{20 + t}\n" for t in range(10)))
    told = terminal.figures(*words, "--pairs", "age:sex", "--areas", facts)
    assert list(told["places"]) == [f"T{t}" for t in range(10)]
    assert told["refused"] is None
    for one in (told["whole"], *told["places"].values()):
        assert 0 < one["interval"][0] < one["share"] < one["interval"][1] < 1
    assert set(told["spreads"]) == {"town", "age", "age and sex"}
    said = terminal.says(*words, "--picture", str(terminal.folder / "places.svg"))
    assert "of everybody, between" in said
    assert is_svg(terminal.folder / "places.svg")


def test_a_small_poll_has_a_figure_for_the_whole_and_refuses_places_by_name(terminal: Terminal) -> None:
    words = place_words(terminal, 250)
    told = terminal.figures(*words)
    assert told["places"] is None
    assert told["refused"]["refused"] == "TooFewForPlaces"
    assert 0 < told["whole"]["share"] < 1
    assert "Nothing of each town: 250 answers over 10 places are 25.0 a place; below 30" in terminal.says(*words)


def test_what_is_missing_for_places_is_named(terminal: Terminal) -> None:
    words = place_words(terminal, 400)
    assert "give --cells as well" in terminal.says(*words[:-2], code=2)
    assert "nobody said 'aye'" in terminal.says(*[("aye" if w == "yes" else w) for w in words], code=2)
    other = terminal.file("cells.csv", cells_file(9))
    assert "column town, 'T9': nobody of this kind lives there by --cells" in terminal.says(*words[:-1], other, code=2)
    assert "--pairs age:job: write A:B, both of town, age, sex" in terminal.says(
        *words[:-1], terminal.file("all.csv", cells_file()), "--pairs", "age:job", code=2
    )
    facts = terminal.file("areas.csv", "town,income\nT0,3\n")
    assert "'T1' isn't there, and lives in --cells" in terminal.says(
        *words[:-1], terminal.file("all.csv", cells_file()), "--areas", facts, code=2
    )


def test_flows_are_bounds_and_a_guess_that_says_it_is_one(terminal: Terminal) -> None:
    rng = np.random.default_rng(3)
    rows = ["place,a1,b1,a2,b2"]
    for i in range(20):
        a, b = rng.integers(100, 900, 2)
        stay, come = rng.binomial(a, 0.9), rng.binomial(b, 0.1)
        rows.append(f"P{i},{a},{b},{stay + come},{a + b - stay - come}")
    path = terminal.file("flows.csv", "\n".join(rows) + "\n")
    words = ("flows", path, "--before", "a1,b1", "--after", "a2,b2", "--place", "place")
    told = terminal.figures(*words)
    assert told["places"] == 20
    assert all(one["least"] <= one["guess"] <= one["most"] for one in told["flows"])
    said = terminal.says(*words, "--picture", str(terminal.folder / "flows.svg"))
    assert "Never quote it without the bounds." in said
    assert is_svg(terminal.folder / "flows.svg")
    few = terminal.file("few.csv", "\n".join(rows[:6]) + "\n")
    told = terminal.figures("flows", few, *words[2:])
    assert [one["guess"] for one in told["flows"]] == [None] * 4
    assert told["no_guess"]["refused"] == "TooFewPlaces"


def test_places_whose_totals_differ_are_named(terminal: Terminal) -> None:
    path = terminal.file("flows.csv", "place,a1,b1,a2,b2\nEgremont,10,20,11,20\n")
    said = terminal.says("flows", path, "--before", "a1,b1", "--after", "a2,b2", "--place", "place", code=2)
    assert said.startswith("Egremont: 30 people before and 31 after;")


def test_forecasts_are_scored_for_each_who_gave_them(terminal: Terminal) -> None:
    rng = np.random.default_rng(2)
    rows = ["who,chance,came"]
    for i in range(200):
        chance = rng.uniform(0.1, 0.9)
        came = "yes" if rng.random() < chance else "no"
        rows.append(f"{'careful' if i % 2 else 'bold'},{chance if i % 2 else round(chance):.3f},{came}")
    path = terminal.file("forecasts.csv", "\n".join(rows) + "\n")
    told = terminal.figures("score", path, "--by", "who")["scores"]
    assert list(told) == ["careful", "bold"]  # the better first
    assert told["careful"]["brier"] < told["bold"]["brier"]
    assert told["bold"]["log"] is None  # without end
    said = terminal.says("score", path, "--by", "who", "--picture", str(terminal.folder / "score.svg"))
    assert "times what came had been called impossible" in said
    assert is_svg(terminal.folder / "score.svg")
    wrong = terminal.file("wrong.csv", "chance,came\n70%,yes\n1.2,no\n")
    assert "row 3, column chance, '1.2': write a chance between 0 and 1" in terminal.says("score", wrong, code=2)


def test_a_refusal_as_figures_has_its_name(terminal: Terminal) -> None:
    path = terminal.file("one.csv", "chance,came\n0.7,yes\n")
    told = json.loads(terminal.says("score", path, "--json", code=2))
    assert told == {"refused": "TooFewForecasts", "why": "1 forecasts can't be scored; bring two at least"}


def test_few_forecasts_are_said_to_be_luck(terminal: Terminal) -> None:
    few = terminal.file("few.csv", "who,chance,came\nBob,0.9,no\nBob,0.8,yes\n")
    told = terminal.says("score", few, "--by", "who")
    assert "Brier 0.425 (0.000 to 1.000)" in told
    assert "So few can be luck." in told
