"""How often trials are right about towns whose truth they can't know: `.venv/bin/python bench/learn_towns.py`.

1. Towns in which nothing works, seeds from 0: how many are told "we don't know yet" (bar: 95 %), in all and by the
   two hundred, at the p that is asked and at others.
2. Towns in which visits work: how many 95 % intervals hold the truth (bar: from 93 to 97 %), also of those reached.
3. Power: how often one town's effect is called known over 1,000 lotteries, beside what `muster learn power` promised
   (bar: 3 points apart).

--towns N takes others than 2,000, which take some three minutes of CPU. The towns are those of tests/learn.
"""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT), str(ROOT / "tests")]

from bench.learn_polls import told
from muster.learn.effect import KNOWN
from tests.learn.test_town import judged, power_beside

ASKED = (0.05, 0.04, KNOWN, 0.02)
SET = 200
GRID = ((60, 0.3), (100, 0.25), (120, 0.3), (200, 0.2), (200, 0.3), (300, 0.15), (400, 0.1), (400, 0.2), (1500, 0.05))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--towns", type=int, default=2_000)
    towns = parser.parse_args().towns
    return 0 if all([bench_nothing(towns), bench_something(towns), bench_power()]) else 1


def bench_nothing(towns: int) -> bool:
    print(f"{towns:,} towns in which nothing works")
    found = [judged(seed, effect=0.0)[1].arms[0].p_value for seed in range(towns)]
    for asked in ASKED:
        sets = [found[at : at + SET] for at in range(0, towns, SET)]
        unknown = [100 * sum(p >= asked for p in some) / len(some) for some in sets]
        every = 100 * sum(p >= asked for p in found) / towns
        print(f"  p below {asked:g}: {every:.1f} % not known yet; by the two hundred {min(unknown):.1f} and more")
    return told(sum(p >= KNOWN for p in found) >= 0.95 * towns, "95 % are told that we don't know yet")


def bench_something(towns: int) -> bool:
    print(f"{towns:,} towns in which visits work")
    held = reached = 0
    for seed in range(towns):
        town, result = judged(seed, effect=0.1)
        arm = result.arms[0]
        held += arm.low <= town.truth <= arm.high
        reached += arm.reached_set is not None and arm.reached_set.low <= town.truth_reached <= arm.reached_set.high
    print(
        f"  intervals hold the truth in {100 * held / towns:.1f} %, of those reached in {100 * reached / towns:.1f} %"
    )
    return told(0.93 * towns <= min(held, reached) <= max(held, reached) <= 0.97 * towns, "93 to 97 %")


def bench_power() -> bool:
    print("Power in one town over 1,000 lotteries")
    apart = []
    for doors, effect in GRID:
        promised, seen = power_beside(doors, effect, times=1_000)
        apart.append(abs(promised - seen))
        print(f"  {doors:5,} doors, effect {effect:g}: promised {100 * promised:.1f} %, seen {100 * seen:.1f} %")
    return told(max(apart) <= 0.03, "3 points apart")


if __name__ == "__main__":
    sys.exit(main())
