"""Published trials come out as they were published, to the printed digit."""

import csv
import gzip
from functools import cache

import numpy as np
import pytest

from muster.learn.estimate import codes_of_ints, estimate_contact, estimate_effect, estimate_reached
from muster.learn.pool import pool_groups
from muster.learn.regress import Spread, fit, lay_design
from muster.learn.sums import Floats
from muster.learn.trial import Trial, lay_trial
from tests.given import LEARN, needs_learn

pytestmark = [needs_learn, pytest.mark.given]
ARMS = ("Civic Duty", "Hawthorne", "Self", "Neighbors")


def rows_of(name: str) -> list[dict[str, str]]:
    with gzip.open(LEARN / name, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def postcards() -> tuple[Floats, Floats, Trial]:
    rows = rows_of("ggl2008.csv.gz")
    arm = [row["treatment"].strip() for row in rows]
    trial = lay_trial(
        np.array([float(row["primary_06"]) for row in rows]),
        arm=arm, control="No Postcard", door=[row["hh"] for row in rows], block=[row["cluster"] for row in rows],
    )  # fmt: skip
    return np.column_stack([np.array(arm) == name for name in ARMS]).astype(float), trial.outcome, trial


def test_gerber_green_and_larimer_2008_by_door() -> None:
    arms, voted, trial = postcards()
    assert [int((arms == 0).all(axis=1).sum()), *arms.sum(axis=0).astype(int)] == [191243, 38218, 38204, 38218, 38201]
    design = lay_design(np.column_stack([arms, np.ones(len(voted))]), spread=Spread.CR1, cluster=trial.door)
    effects = [fit(design, voted).effect(column) for column in range(5)]
    assert [f"{one.value:.5f} ({one.se:.5f})" for one in effects] == [
        "0.01790 (0.00324)", "0.02574 (0.00326)", "0.04851 (0.00330)", "0.08131 (0.00337)", "0.29664 (0.00131)",
    ]  # fmt: skip


def test_gerber_green_and_larimer_2008_within_blocks() -> None:
    arms, voted, trial = postcards()
    fitted = fit(lay_design(arms, spread=Spread.CR1, cluster=trial.door, block=trial.block), voted)
    effects = [fitted.effect(column) for column in range(4)]
    assert [f"{one.value:.4f} ({one.se:.4f})" for one in effects] == [
        "0.0180 (0.0031)", "0.0262 (0.0031)", "0.0489 (0.0031)", "0.0818 (0.0032)",
    ]  # fmt: skip
    ours = estimate_effect(trial)  # with CR2, whose arms stand by name
    assert [f"{one.value:.4f} ({one.se:.4f})" for one in ours.effects] == [
        "0.0180 (0.0031)", "0.0262 (0.0031)", "0.0818 (0.0032)", "0.0489 (0.0032)",
    ]  # fmt: skip
    assert len(codes_of_ints(trial.door)) == 344084
    assert trial.doors == 180002


def test_gerber_and_green_1998_new_haven() -> None:
    rows = [
        row for row in rows_of("newhaven1998-individual.csv.gz")
        if (row["onetreat"], row["mailings"], row["phongotv"], row["persons"]) == ("1", "0", "0", "1")
    ]  # fmt: skip
    assert len(rows) == 7090
    trial = lay_trial(
        np.array([float(row["v98"]) for row in rows]),
        arm=[row["persngrp"] for row in rows], control="0",
        contacted=np.array([float(row["cntany"]) for row in rows]),
    )  # fmt: skip
    for arm, many, share in ((0, 5645, "37.54"), (1, 1445, "41.38")):
        assert int((trial.arm == arm).sum()) == many
        assert f"{100 * trial.outcome[trial.arm == arm].mean():.2f}" == share
    itt = estimate_effect(trial, spread=Spread.HC3).effects[0]
    assert f"{itt.value:.5f} ({itt.se:.5f})" == "0.03846 (0.01448)"
    itt_d = estimate_contact(trial).effects[0]
    assert f"{itt_d.value:.5f} ({itt_d.se:.5f})" == "0.27336 (0.01173)"
    cace = estimate_reached(trial, spread=Spread.HC0)
    assert f"{cace.value:.5f} ({cace.se:.5f})" == "0.14071 (0.05240)"


def test_thirteen_trials_of_a_vaccine_pooled() -> None:
    with (LEARN / "bcg.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    pool = pool_groups(np.array([float(r["yi"]) for r in rows]), variances=np.array([float(r["vi"]) for r in rows]))
    assert f"{pool.mean.value:.7f} {pool.plain_se:.7f} {pool.tau2:.7f}" == "-0.7145323 0.1797815 0.3132433"
    assert f"{pool.mean.se:.7f} {pool.q:.7f}" == "0.1807917 152.2330081"
