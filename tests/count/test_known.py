"""Beside published results: Linn's ten official stages, the model election under Meek, and every real ward."""

import csv
import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from muster.count.blt import read_blt
from muster.count.contest import each_paper
from muster.count.count import count_votes
from muster.count.exchange import decimal
from tests.count.made_contests import contest
from tests.given import BALLOTS, needs_ballots

WARDS = sorted(BALLOTS.glob("scottish-wards/ballots/*.blt"))


@needs_ballots
@pytest.mark.given
def test_linn_comes_out_as_its_returning_officer_published_it() -> None:
    linn = read_blt((BALLOTS / "scottish-wards/ballots/glasgow_2007_linn.blt").read_bytes())
    count = count_votes(linn)
    lines = (BALLOTS / "linn-2007-stages.csv").read_text().splitlines()
    header, *published = csv.reader(line for line in lines if not line.startswith("#"))
    assert [[cell or "0" for cell in row[2:]] for row in published] == [
        [decimal(amount, 5) for amount in (*stage.totals, stage.exhausted)] for stage in count.stages
    ]
    assert decimal(count.quota or 0, 5) == "1914"
    names = [header[2:-1][candidate] for candidate in count.elected]
    assert names == ["David Ritchie", "Sadie Docherty", "John McKenzie", "Margot Clark"]


@needs_ballots
@pytest.mark.given
@pytest.mark.parametrize("ward", WARDS, ids=lambda path: path.stem)
def test_every_ward_elects_whom_an_independent_counter_elects(ward: "object") -> None:
    path = next(one for one in WARDS if one == ward)
    published = json.loads((BALLOTS / "scottish-wards/winners.json").read_text())[path.name]
    contest = read_blt(path.read_bytes())
    count = count_votes(contest)
    assert sorted(candidate + 1 for candidate in count.elected) == published["winners"]
    assert (len(contest.names), count.seats, count.tally.papers) == (
        published["candidates"], published["seats"], published["ballots"]
    )  # fmt: skip
    assert count.finished


def hundredths(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@needs_ballots
@pytest.mark.given
def test_the_model_election_goes_under_meek_as_it_was_published() -> None:
    """The published stages end when sharing has come to rest; ours also end where somebody is elected on the way."""
    model = read_blt((BALLOTS / "ers97-model.blt").read_bytes())
    count = count_votes(model, rule="meek")
    rows = list(csv.reader((BALLOTS / "ers97-model-meek.csv").read_text().splitlines()[1:]))
    by_name = {row[0]: row for row in rows}
    ours = {1: 1, 2: 2, 4: 4, 6: 5, 9: 7}  # the published number of a stage, and ours
    for column, number in enumerate(rows[0][1::2]):
        if int(number) not in ours:
            continue
        stage = count.stages[ours[int(number)] - 1]
        for candidate, name in enumerate(model.names):
            published = Decimal(by_name[name][1 + 2 * column])
            assert hundredths(Fraction(stage.totals[candidate], 10**9)) == published, (number, name)
        assert hundredths(Fraction(stage.quota or 0, 10**9)) == Decimal(by_name["Quota"][1 + 2 * column])
        short = Decimal(by_name["Exhausted"][1 + 2 * column]) - Decimal(stage.exhausted) / 10**9
        assert abs(short) <= Decimal("0.01")
    elected = {name for name, row in by_name.items() if row[-1] == "EL"}
    assert {model.names[candidate] for candidate in count.elected} == elected


@needs_ballots
@pytest.mark.given
def test_shared_on_until_nothing_moves_the_model_election_ends_as_published() -> None:
    """The last published column: who is elected keeps 73 votes each; worked out with exact fractions from ours."""
    model = read_blt((BALLOTS / "ers97-model.blt").read_bytes())
    count = count_votes(model, rule="meek")
    last = dict.fromkeys(("Smith", "Carpenter", "Duke", "Prince", "Freeman"), Decimal(73))
    last |= {"Vicar": Decimal("75.16"), "Abbot": Decimal("70.83")}
    settled = set(count.elected) - {model.names.index("Vicar")}
    keep = [Fraction(kept, 10**9) for kept in count.stages[-1].keep]
    totals: list[Fraction] = []
    for _ in range(120):
        totals = [Fraction(0)] * len(keep)
        for number, marks in each_paper(model.papers):
            weight = Fraction(number)
            for mark in marks:
                totals[mark - 1] += weight * keep[mark - 1]
                weight *= 1 - keep[mark - 1]
        quota = sum(totals, Fraction(0)) / 7
        keep = [
            (kept * quota / totals[at]).limit_denominator(10**12) if at in settled else kept
            for at, kept in enumerate(keep)
        ]
    assert {name: hundredths(totals[model.names.index(name)]) for name in last} == last


def test_by_hand_five_decimals_are_cut_and_not_rounded() -> None:
    """Eight papers, two seats: Ann has 7, the quota is 3, so 4 / 7 = 0.571428... is worth 0.57142."""
    count = count_votes(contest(3, 2, [(5, [1, 2]), (2, [1, 3]), (1, [3])]))
    assert [decimal(total, 5) for total in count.stages[1].totals] == ["3", "2.85710", "2.14284"]
    assert decimal(count.stages[1].exhausted, 5) == "0.00006"
    assert count.elected == (0, 1)
