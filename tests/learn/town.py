"""A town with a hidden truth: what its people would do, whether they are met or not. No code of `learn` knows it.

Voters live behind doors, those of one door much alike; some lean to us, and turn out by their habits. A lottery holds
doors out; canvassers fail to open many, and by mistake walk up to some that were held out. The marked register tells
who voted.
"""

from dataclasses import dataclass

import numpy as np

from muster.learn.assign import Arm, Draw, draw_lots
from muster.learn.sums import Floats, Ints
from muster.learn.trial import Trial, lay_trial

PLAN = (Arm("holdout", 30), Arm("visit", 70))


@dataclass(frozen=True, slots=True)
class Town:
    """`door`, `street` and `habit` of each voter are known; `turnout` and `moved` of each nobody knows.

    `opens` of each door: the chance that a visit meets them; `strays`: that a held-out door is walked up to.
    """

    door: Ints
    street: Ints
    habit: Floats
    turnout: Floats
    moved: Floats
    opens: Floats
    strays: float

    @property
    def truth(self) -> float:
        """What being assigned to a visit changes, over all voters."""
        return float((self.moved * self.opens[self.door]).mean() * (1 - self.strays))

    @property
    def truth_reached(self) -> float:
        """What being met changes for those whom the lottery reaches."""
        reach = self.opens[self.door]
        return float((self.moved * reach).sum() / reach.sum())


def build_town(rng: np.random.Generator, *, doors: int, effect: float, streets: int = 12, strays: float = 0.05) -> Town:
    """Build a town. Visits move those who lean to us, by twice `effect` as far as that can be, and nobody else."""
    size = rng.choice([1, 2, 3, 4], p=[0.35, 0.4, 0.15, 0.1], size=doors)
    door = np.repeat(np.arange(doors), size)
    ours = (rng.random(doors) < 0.5)[door]  # a door leans as one
    habit = np.clip(0.4 + 0.25 * rng.normal(size=doors)[door] + 0.1 * rng.normal(size=len(door)), 0.05, 0.75)
    return Town(
        door, (door * streets) // doors, habit, habit, np.where(ours, np.minimum(2 * effect, 1 - habit), 0.0),
        rng.uniform(0.2, 0.8, doors), strays,
    )  # fmt: skip


def draw_town(town: Town, rng: np.random.Generator) -> Draw:
    """Draw its doors, street by street, as `muster learn draw` does."""
    doors = {
        f"{door}": f"street {street}" for door, street in zip(town.door.tolist(), town.street.tolist(), strict=True)
    }
    return draw_lots(doors, seed=rng.bytes(32), plan=PLAN)


def canvass(town: Town, drawn: Draw, rng: np.random.Generator, *, blocks: bool = True, habits: bool = True) -> Trial:
    """Walk the town, hold the election, read the marked register."""
    arm = np.array([one == "visit" for one in drawn.arms])
    walked = arm | (rng.random(len(arm)) < town.strays)
    met = (walked & (rng.random(len(arm)) < town.opens))[town.door]
    marked = (rng.random(len(town.door)) < town.turnout + town.moved * met).astype(float)
    return lay_trial(
        marked,
        arm=np.where(arm, "visit", "holdout")[town.door].tolist(),
        control="holdout",
        door=town.door.tolist(),
        block=town.street.tolist() if blocks else None,
        contacted=met.astype(float),
        covariates=town.habit[:, None] if habits else None,
        named=("habit",) if habits else (),
    )
