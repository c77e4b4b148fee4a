"""How fast the learning engine is, beside its peers in one run: `.venv/bin/python bench/learn.py [--all]`.

1. The clustered table of Gerber, Green and Larimer's 344,084 voters (beside the project as data/learn): five means with
   CR1 by 180,002 doors, from columns in memory, doors and arms still in words and numbers as the file has them. Beside
   it pyfixest and statsmodels, each warm (the best of three after one that isn't counted). Bar: at most a third of
   pyfixest's. Also: the same within 10,000 blocks, and CR2 with degrees of freedom, which neither peer has.
2. Pooling 150 made-up groups by REML with Knapp and Hartung's interval, beside R's metafor (Debian: r-cran-metafor).
   Bar: the same average, error and variance between groups to 1e-5.
3. Polls: bench/learn_polls.py, which says what it does.

CPU seconds of one thread. pyfixest and statsmodels live in bench/.venv-learn (bench/learn-requirements.in).
"""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"

import argparse
import csv
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT), str(ROOT / "tests")]

import numpy as np
from numpy.typing import NDArray

from bench.learn_polls import bench_polls, timed, told
from muster.learn.pool import pool_groups
from muster.learn.regress import Fit, Spread, fit, lay_design
from tests.given import LEARN

PEER = ROOT / "bench" / ".venv-learn" / "bin" / "python"
THIRD = 1 / 3
ARMS = ("No Postcard", "Civic Duty", "Hawthorne", "Self", "Neighbors")
PEERS = """
import json, sys, time
import numpy as np, pandas as pd
table = pd.read_csv(sys.argv[1])
def timed(run, times=3):
    result, spent = run(), []
    for _ in range(times):
        begun = time.process_time(); result = run(); spent.append(time.process_time() - begun)
    return min(spent), result
def pyfixest(formula):
    import pyfixest as pf
    def run():
        fit = pf.feols(formula, data=table, vcov={"CRV1": "door"})
        return fit.coef(), fit.se()
    spent, (coef, se) = timed(run)
    return {"s": spent, "coef": coef.tolist(), "se": se.tolist()}
def statsmodels():
    import statsmodels.formula.api as smf
    def run():
        return smf.ols("voted ~ C(arm)", table).fit(cov_type="cluster", cov_kwds={"groups": table["door"]})
    spent, fit = timed(run)
    return {"s": spent, "coef": fit.params.tolist(), "se": fit.bse.tolist()}
found = {}
for name, run in (("pyfixest", lambda: pyfixest("voted ~ C(arm)")),
                  ("pyfixest within blocks", lambda: pyfixest("voted ~ C(arm) | block")), ("statsmodels", statsmodels)):
    try:
        found[name] = run()
    except Exception as error:
        found[name] = {"why": repr(error)[:200]}
print(json.dumps(found))
"""
METAFOR = """
suppressMessages(library(metafor))
groups <- read.csv(commandArgs(trailingOnly = TRUE)[1])
control <- list(threshold = 1e-10, maxiter = 1000)
t <- system.time(for (i in 1:20) fit <- rma(yi = groups$effect, vi = groups$variance, test = "knha", control = control))
cat(sum(t[c("user.self", "sys.self")]) / 20, fit$beta, fit$se, fit$tau2, "\\n")
"""
GROUPS, SAME = 150, 1e-5
Ints = NDArray[np.int64]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="glmmTMB on the 631 seats too (half a minute or more)")
    parser.add_argument("--part", choices=("trials", "polls"), help="one part only")
    args = parser.parse_args()
    held = [] if args.part == "polls" else [bench_trials(), bench_pool()]
    held += [] if args.part == "trials" else [bench_polls(everything=args.all)]
    return 0 if all(held) else 1


def bench_trials() -> bool:
    print("344,084 voters behind 180,002 doors, five arms, clustered by door")
    if not LEARN.is_dir():
        print("  their data isn't beside the project, so nothing is measured")
        return True
    arm, voted, door, block = postcards()
    spent, ours = timed(lambda: table_of(arm, voted, door))
    print(f"  Muster CR1                  {spent:6.3f} s")
    within, _ = timed(lambda: table_of(arm, voted, door, block=block))
    print(f"  Muster CR1 within blocks    {within:6.3f} s")
    adjusted, _ = timed(lambda: table_of(arm, voted, door, block=block, spread=Spread.CR2), times=1)
    print(f"  Muster CR2 within blocks    {adjusted:6.3f} s, with degrees of freedom")
    peers = peers_of(arm, voted, door, block)
    for name, found in peers.items():
        print(f"  {name:<27} {found['s']:6.3f} s" if "s" in found else f"  {name}: {found['why']}")
    if "s" not in peers.get("pyfixest", {}):
        return True
    theirs = peers["pyfixest"]
    apart = max(
        np.abs(np.sqrt(np.diag(ours.covariance)) - theirs["se"]).max(), np.abs(ours.beta - theirs["coef"]).max()
    )
    print(f"  {spent / theirs['s']:.2f} of pyfixest's time; coefficients and errors differ by {apart:.0e} at most")
    return told(spent <= THIRD * theirs["s"] and apart < 1e-6, "at most a third of pyfixest's, the same figures")


def postcards() -> tuple[Ints, NDArray[np.float64], Ints, Ints]:
    with gzip.open(LEARN / "ggl2008.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    arm = np.array([ARMS.index(row["treatment"].strip()) for row in rows])
    door, block = (np.array([int(row[name]) for row in rows]) for name in ("hh", "cluster"))
    return arm, np.array([float(row["primary_06"]) for row in rows]), door, block


def table_of(
    arm: Ints, voted: NDArray[np.float64], door: Ints, *, block: Ints | None = None, spread: Spread = Spread.CR1
) -> Fit:
    """From columns as they stand to the table: numbering doors and blocks counts."""
    doors = np.unique(door, return_inverse=True)[1]
    blocks = None if block is None else np.unique(block, return_inverse=True)[1]
    first = [] if block is not None else [np.ones(len(arm))]
    x = np.column_stack([*first, *(arm == number for number in range(1, len(ARMS)))]).astype(float)
    return fit(lay_design(x, spread=spread, cluster=doors, block=blocks), voted)


def peers_of(arm: Ints, voted: NDArray[np.float64], door: Ints, block: Ints) -> dict[str, dict[str, Any]]:
    if not PEER.exists():
        print("  bench/.venv-learn isn't there, so no peer is measured")
        return {}
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as name:
        path = Path(name) / "table.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("arm", "voted", "door", "block"))
            writer.writerows(zip(arm.tolist(), voted.tolist(), door.tolist(), block.tolist(), strict=True))
        done = subprocess.run([str(PEER), "-c", PEERS, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  the peers don't run here: {done.stderr.strip().splitlines()[-1][:200]}")
        return {}
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def bench_pool() -> bool:
    print(f"Pooling {GROUPS} groups by REML, Knapp and Hartung")
    rng = np.random.default_rng(1)
    variances = rng.uniform(0.02, 0.06, GROUPS) ** 2
    effects = 0.008 + 0.015 * rng.normal(size=GROUPS) + np.sqrt(variances) * rng.normal(size=GROUPS)
    spent, pool = timed(lambda: pool_groups(effects, variances=variances))
    print(f"  Muster    {spent:6.4f} s, with each group shrunk and the next one foretold")
    if not shutil.which("Rscript"):
        print("  R isn't here, so no peer is measured")
        return True
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as name:
        path = Path(name) / "groups.csv"
        rows = zip(effects.tolist(), variances.tolist(), strict=True)
        path.write_text("effect,variance\n" + "".join(f"{effect!r},{variance!r}\n" for effect, variance in rows))
        done = subprocess.run(["Rscript", "-e", METAFOR, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  metafor doesn't run here: {done.stderr.strip().splitlines()[0][:100]}")
        return True
    theirs, *figures = (float(word) for word in done.stdout.split())
    ours = (pool.mean.value, pool.mean.se, pool.tau2)
    apart = max(abs(one / other - 1) for one, other in zip(ours, figures, strict=True))
    print(
        f"  metafor   {theirs:6.4f} s; average, error and variance between differ by {apart:.0e} of themselves at most"
    )
    return told(apart <= SAME, f"the same to {SAME:g}")


if __name__ == "__main__":
    sys.exit(main())
