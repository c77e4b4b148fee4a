"""Groups' effects on an answer, each drawn to their middle as far as the answers themselves say: empirical Bayes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, sparse
from scipy.special import expit

from muster.learn.answers import Answers, Design, Grouping, lay_out, products
from muster.learn.refusal import RefusedError
from muster.learn.sums import add_up

Floats = NDArray[np.float64]
_STEPS = 100  # of Newton's method for the effects; four or five are usual
_SETTLED = 1e-10  # of what a step could still gain in log-likelihood
_ANY = 1e-4  # precision of a fixed column's effect: all but flat (a spread of 100)
_LEAST, _MOST = -6.0, 2.5  # the logarithm of a spread of effects, in log-odds: from 0.0025 to 12
_BEGIN = -1.0
_STRIDE = 1e-3  # for slopes of slopes


class OneAnswerError(RefusedError):
    """Everybody said the same, so nothing tells groups apart."""


class NotSettledError(RefusedError):
    """The model doesn't settle on these answers."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """How sure effects are: the curvature at the best ones, its largest grouping solved for (Schur complement).

    Attributes:
        apart: (groups,), curvature of each effect of the largest grouping.
        across: (groups, narrow), what joins these and the others.
        rest: (narrow, narrow), Cholesky factor of what is left of the others' curvature.
    """

    apart: Floats
    across: Floats
    rest: Floats


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects in log-odds: `narrow` of fixed columns and all groupings but the largest, `wide` of that one."""

    narrow: Floats
    wide: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """A model of answers.

    Attributes:
        design: its columns.
        groupings: the groupings, in the order of `spreads`.
        effects: the likeliest.
        spreads: each grouping's standard deviation of effects, in log-odds.
        blocks: how sure the effects are, if these spreads are right.
        lean: how effects move with the logarithm of each spread: (narrow, groupings) and (groups, groupings).
        doubt: covariance of the logarithms of the spreads, (groupings, groupings).
        answers: how many people answered.
    """

    design: Design
    groupings: tuple[Grouping, ...]
    effects: Effects
    spreads: Floats
    blocks: Blocks
    lean: tuple[Floats, Floats]
    doubt: Floats
    answers: float


@dataclass(frozen=True, slots=True)
class _Laid:
    """Answers laid out for fitting: all that stays the same from step to step."""

    design: Design
    inner: sparse.csr_array
    across: sparse.csr_array
    columns: sparse.csr_array
    yes: Floats
    asked: Floats
    sizes: Floats


def fit_answers(answers: Answers) -> Fit:
    """Fit a logistic model in which each grouping's effects are normal round zero with a spread of their own.

    Effects are the likeliest given the spreads, spreads the likeliest by Laplace's method with the effects, fixed
    ones as well, integrated out, under a prior that keeps a spread from being taken for zero by chance. The largest
    grouping is solved apart, so thousands of places cost no more than their number.

    Raises:
        OneAnswerError: if everybody said yes, or nobody.
        NotSettledError: if no best effects are found.
        NoGroupsError: if there is no grouping.

    Source: Gelman, Little (1997); Park, Gelman, Bafumi (2004); Wood (2011), Fast stable REML; Chung et al. (2013), A
    nondegenerate penalized likelihood estimator; Kass, Steffey (1989) for the doubt about spreads.
    """
    if not 0 < answers.yes.sum() < answers.asked.sum():
        raise OneAnswerError("everybody gave the same answer, so nothing tells groups apart; ask more people")
    laid = _lay(answers)
    found, effects = _best_spreads(laid, _begin(laid))
    effects, blocks = _best_effects(laid, np.exp(-2 * found), effects)
    return Fit(
        design=laid.design, groupings=answers.people.groupings, effects=effects, spreads=np.exp(found), blocks=blocks,
        lean=_lean(laid, np.exp(-2 * found), effects, blocks), doubt=_doubt(laid, found, effects),
        answers=float(answers.asked.sum()),
    )  # fmt: skip


def solve(blocks: Blocks, narrow: Floats, wide: Floats) -> tuple[Floats, Floats]:
    """Solve the whole curvature for a right side in two parts; either may have several columns."""
    apart = blocks.apart if wide.ndim == 1 else blocks.apart[:, None]
    inner: Floats = linalg.cho_solve((blocks.rest, True), narrow - blocks.across.T @ (wide / apart), check_finite=False)
    return inner, (wide - blocks.across @ inner) / apart


def _lay(answers: Answers) -> _Laid:
    design = lay_out(answers.people)
    inner, across = products(design)
    sizes = np.array([grouping.groups for grouping in answers.people.groupings], dtype=np.float64)
    return _Laid(design, inner, across, design.narrow.T.tocsr(), answers.yes, answers.asked, sizes)


def _begin(laid: _Laid) -> Effects:
    narrow = np.zeros(laid.design.narrow.shape[1])
    share = float(laid.yes.sum() / laid.asked.sum())
    narrow[0] = np.log(share / (1 - share))
    return Effects(narrow, np.zeros(laid.design.groups))


def _precisions(design: Design, each: Floats) -> tuple[Floats, float]:
    narrow = np.zeros(design.narrow.shape[1])
    narrow[1 : design.fixed] = _ANY
    wide = 0.0
    for span, precision in zip(design.spans, each, strict=True):
        if span is None:
            wide = float(precision)
        else:
            narrow[span] = precision
    return narrow, wide


def _likelihood(laid: _Laid, odds: Floats, effects: Effects, tight: tuple[Floats, float]) -> float:
    said = float(laid.yes @ odds - laid.asked @ np.logaddexp(0, odds))
    return said - 0.5 * float(tight[0] @ effects.narrow**2) - 0.5 * tight[1] * float(effects.wide @ effects.wide)


def _odds(design: Design, effects: Effects) -> Floats:
    found: Floats = design.narrow @ effects.narrow + effects.wide[design.wide]
    return found


def _best_effects(laid: _Laid, each: Floats, effects: Effects) -> tuple[Effects, Blocks]:
    """Newton's method, each step halved until it gains; the curvature given is that of the last step but a hair."""
    tight = _precisions(laid.design, each)
    odds = _odds(laid.design, effects)
    worth = _likelihood(laid, odds, effects, tight)
    for _ in range(_STEPS):
        chance = expit(odds)
        blocks = _curvature(laid, laid.asked * chance * (1 - chance), tight)
        left = laid.yes - laid.asked * chance
        narrow = laid.columns @ left - tight[0] * effects.narrow
        wide = add_up(laid.design.wide, left, groups=laid.design.groups) - tight[1] * effects.wide
        step = solve(blocks, narrow, wide)
        gain = 0.5 * float(narrow @ step[0] + wide @ step[1])
        if gain < _SETTLED:
            return effects, blocks
        stride = 1.0
        while stride > _STRIDE:
            tried = Effects(effects.narrow + stride * step[0], effects.wide + stride * step[1])
            odds = _odds(laid.design, tried)
            better = _likelihood(laid, odds, tried, tight)
            if better > worth - _SETTLED * (1 + abs(worth)):
                break
            stride /= 2
        effects, worth = tried, better
    raise NotSettledError("the model doesn't settle on these answers; leave a grouping or a pair out")


def _curvature(laid: _Laid, weights: Floats, tight: tuple[Floats, float]) -> Blocks:
    width, groups = laid.design.narrow.shape[1], laid.design.groups
    upper = (laid.inner.T @ weights).reshape(width, width)
    inner = upper + np.triu(upper, 1).T
    inner[np.diag_indices(width)] += tight[0]
    across = (laid.across.T @ weights).reshape(groups, width)
    apart = add_up(laid.design.wide, weights, groups=groups) + tight[1]
    try:
        rest = linalg.cholesky(inner - across.T @ (across / apart[:, None]), lower=True, check_finite=False)
    except linalg.LinAlgError:
        raise NotSettledError("some columns of the model say the same twice; leave one out") from None
    return Blocks(apart, across, rest)


def _best_spreads(laid: _Laid, effects: Effects) -> tuple[Floats, Effects]:
    last = [effects]  # each try begins from the effects of the one before

    def against(logs: Floats) -> tuple[float, Floats]:
        worth, slope, last[0] = _marginal(laid, logs, last[0])
        return -worth, -slope

    start = np.full(len(laid.sizes), _BEGIN)
    bounds = [(_LEAST, _MOST)] * len(start)
    found = optimize.minimize(against, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"gtol": 1e-3})
    return np.asarray(found.x), last[0]


def _marginal(laid: _Laid, logs: Floats, effects: Effects) -> tuple[float, Floats, Effects]:
    """How likely the answers are under these spreads, by Laplace's method, and its slope."""
    each = np.exp(-2 * logs)
    effects, blocks = _best_effects(laid, each, effects)
    tight, odds = _precisions(laid.design, each), _odds(laid.design, effects)
    volume = float(np.log(np.diag(blocks.rest)).sum() + 0.5 * np.log(blocks.apart).sum())
    worth = _likelihood(laid, odds, effects, tight) - float(laid.sizes @ logs) - volume + float(logs.sum())
    variance, apart, spread = _spread_of_lines(laid, blocks)
    chance = expit(odds)
    bend = 0.5 * laid.asked * chance * (1 - chance) * (1 - 2 * chance) * spread
    pull = solve(blocks, laid.columns @ bend, add_up(laid.design.wide, bend, groups=laid.design.groups))
    slope = 1 - laid.sizes
    for k, span in enumerate(laid.design.spans):
        own, its, drawn = (
            (effects.wide, apart, pull[1]) if span is None else (effects.narrow[span], variance[span], pull[0][span])
        )
        slope[k] += each[k] * float(own @ own + its.sum() - 2 * own @ drawn)
    return worth, slope, effects


def _spread_of_lines(laid: _Laid, blocks: Blocks) -> tuple[Floats, Floats, Floats]:
    """Variances of the narrow effects, of the wide ones, and of each line's log-odds."""
    width = len(blocks.rest)
    inner = linalg.cho_solve((blocks.rest, True), np.eye(width), check_finite=False)
    ratio = blocks.across / blocks.apart[:, None]
    joined = ratio @ inner
    wide = 1 / blocks.apart + np.einsum("ij,ij->i", joined, ratio)
    twice = 2 * inner
    twice[np.diag_indices(width)] /= 2
    lines = laid.inner @ twice.ravel() - 2 * (laid.across @ joined.ravel()) + wide[laid.design.wide]
    return np.diag(inner).copy(), wide, lines


def _lean(laid: _Laid, each: Floats, effects: Effects, blocks: Blocks) -> tuple[Floats, Floats]:
    narrow = np.zeros((len(effects.narrow), len(each)))
    wide = np.zeros((len(effects.wide), len(each)))
    for k, span in enumerate(laid.design.spans):
        if span is None:
            wide[:, k] = 2 * each[k] * effects.wide
        else:
            narrow[span, k] = 2 * each[k] * effects.narrow[span]
    return solve(blocks, narrow, wide)


def _doubt(laid: _Laid, logs: Floats, effects: Effects) -> Floats:
    """Covariance of the logarithms of the spreads, from slopes of slopes; never negative in any direction."""
    bend = np.empty((len(logs), len(logs)))
    for k in range(len(logs)):
        step = np.zeros(len(logs))
        step[k] = _STRIDE
        after, before = _marginal(laid, logs + step, effects)[1], _marginal(laid, logs - step, effects)[1]
        bend[k] = -(after - before) / (2 * _STRIDE)
    values, directions = np.linalg.eigh((bend + bend.T) / 2)
    known = np.maximum(values, 1.0)  # a spread is doubted by a factor of e at most
    covariance: Floats = (directions / known) @ directions.T
    return covariance
