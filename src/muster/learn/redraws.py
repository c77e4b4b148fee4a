"""How often the lottery alone would give as much: the same lottery, drawn again and again (randomisation inference)."""

import numpy as np

from muster.learn.estimate import known_part, two_arms
from muster.learn.regress import block_means
from muster.learn.sums import Floats, Ints, add_up
from muster.learn.trial import Trial


def chance_of_draws(trial: Trial, *, rng: np.random.Generator, arm: int = 1, draws: int = 2000) -> float:
    """Give the p of 'this arm changed nothing for anybody', exact in trials of any size.

    Doors are dealt anew within their blocks, as many to each arm as were; counted is how often the difference in
    means (of outcomes less their blocks' means) is at least as large, either way. The draw that was made counts as one.

    Args:
        trial: the trial; rows whose outcome isn't known are left out.
        rng: the chance to use.
        arm: which arm, counted in `trial.arms`.
        draws: how many lotteries.

    Source: Fisher (1935), The Design of Experiments; Phipson and Smyth (2010) for the one that is added.
    """
    pair = two_arms(known_part(trial), arm)
    block = pair.block if pair.block is not None else np.zeros(len(pair.arm), dtype=np.int64)
    left = pair.outcome - block_means(pair.outcome, block, np.bincount(block).astype(float))
    total = add_up(pair.door, left, groups=pair.doors)
    size = add_up(pair.door, np.ones(len(left)), groups=pair.doors)
    lots, blocks = np.zeros(pair.doors, dtype=np.int64), np.zeros(pair.doors, dtype=np.int64)
    lots[pair.door], blocks[pair.door] = pair.arm, block
    order = np.argsort(blocks, kind="stable")
    total, size, lots, blocks = total[order], size[order], lots[order], blocks[order]
    seen = _apart(total, size, lots)
    as_much = 0
    for _ in range(draws):
        dealt = lots[np.lexsort((rng.random(len(lots)), blocks))]
        as_much += abs(_apart(total, size, dealt)) >= abs(seen) * (1 - 1e-12)
    return (1 + as_much) / (1 + draws)


def _apart(total: Floats, size: Floats, lots: Ints) -> float:
    """Give the difference in means between the rows of doors in the arm and in the control."""
    mine, many = float(total @ lots), float(size @ lots)
    return mine / many - (float(total.sum()) - mine) / (float(size.sum()) - many)
