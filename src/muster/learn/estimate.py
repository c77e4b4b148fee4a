"""What an arm changed: all who were assigned (ITT), and those who could be reached (CACE), with honest intervals."""

from dataclasses import dataclass, replace

import numpy as np

from muster.learn.effect import Effect
from muster.learn.refusal import RefusedError
from muster.learn.regress import Design, Spread, fit, lay_design
from muster.learn.sums import Floats, Ints
from muster.learn.trial import Trial, telling


class NoContactError(RefusedError):
    """Nobody's contact is known, or contact did not differ between the arms, so no effect on the reached can be."""


class NoPlaceboError(RefusedError):
    """The placebo design needs doors that opened in both arms."""


class FactorError(RefusedError):
    """Two things drawn apart need two values each, and all four pairs of them."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """What each arm but the control changed, in the order of the trial's arms; `mean` is the control's outcome.

    `rows` and `doors` are those that the estimate rests on.
    """

    effects: tuple[Effect, ...]
    mean: float
    rows: int
    doors: int


def known_part(trial: Trial) -> Trial:
    """Keep the rows whose outcome is known and whose block has two arms; number doors and blocks anew."""
    kept = telling(trial, ~np.isnan(trial.outcome))
    return trial if kept.all() else part_of(trial, kept)


def part_of(trial: Trial, kept: "np.typing.NDArray[np.bool_]") -> Trial:
    """Keep some rows of a trial."""
    return replace(
        trial,
        outcome=trial.outcome[kept],
        arm=trial.arm[kept],
        door=np.unique(trial.door[kept], return_inverse=True)[1].astype(np.int64),
        block=None if trial.block is None else np.unique(trial.block[kept], return_inverse=True)[1].astype(np.int64),
        contacted=None if trial.contacted is None else trial.contacted[kept],
        covariates=None if trial.covariates is None else trial.covariates[kept],
    )


def lay_trial_design(trial: Trial, *, spread: Spread | None = None, adjust: bool = True) -> Design:
    """Lay the regression of a trial out: arms, then (Lin) covariates less their means, and each times each arm.

    Without another `spread` it is CR2 by door where a door has several rows, and HC2 where none has.

    Source: Lin (2013), Annals of Applied Statistics 7; blocks get an intercept each.
    """
    arms = np.column_stack([trial.arm == number for number in range(1, len(trial.arms))]).astype(float)
    parts = [arms]
    if adjust and trial.covariates is not None and trial.covariates.shape[1]:
        centred = trial.covariates - trial.covariates.mean(axis=0)
        parts += [centred, *(arm[:, None] * centred for arm in arms.T)]
    if trial.block is None:
        parts.append(np.ones((len(arms), 1)))
    alone = trial.doors == len(trial.arm)
    spread = spread or (Spread.HC2 if alone else Spread.CR2)
    cluster = trial.door if spread in {Spread.CR1, Spread.CR2} else None
    return lay_design(np.column_stack(parts), spread=spread, cluster=cluster, block=trial.block)


def estimate_effect(trial: Trial, *, spread: Spread | None = None, adjust: bool = True) -> Estimates:
    """Estimate what each arm changed for all who were assigned to it (intention to treat).

    Rows whose outcome isn't known, and blocks with one arm only, are left out.
    """
    known = known_part(trial)
    design = lay_trial_design(known, spread=spread, adjust=adjust)
    return _told(design, known, known.outcome)


def estimate_contact(trial: Trial, *, spread: Spread | None = None, adjust: bool = True) -> Estimates:
    """Estimate what each arm changed in being contacted (ITT_D), on the same rows as its effect.

    Raises:
        NoContactError: if no contact was recorded.
    """
    known = known_part(trial)
    return _told(lay_trial_design(known, spread=spread, adjust=adjust), known, _contact(known))


def estimate_reached(trial: Trial, *, arm: int = 1, spread: Spread | None = None, adjust: bool = True) -> Effect:
    """Estimate what contact changed for those whom the arm reached (CACE): Wald's ratio, which is 2SLS here.

    Its standard error is the arm's in a regression of outcome less CACE times contact, over its effect on contact.

    Args:
        trial: the trial, with contact.
        arm: which arm, counted in `trial.arms`.
        spread: as in `lay_trial_design`.
        adjust: whether covariates are used.

    Raises:
        NoContactError: if no contact was recorded, or it does not differ between this arm and the control.

    Source: Angrist, Imbens and Rubin (1996), JASA 91; Gerber and Green (2012), Field Experiments, chapter 5.
    """
    pair = two_arms(known_part(trial), arm)
    design = lay_trial_design(pair, spread=spread, adjust=adjust)
    contact = _contact(pair)
    changed, reached = fit(design, pair.outcome).effect(0), fit(design, contact).effect(0)
    if reached.value == 0 or contact.min() == contact.max():
        raise NoContactError("contact does not differ between the arms, so nothing can be said of those reached")
    ratio = changed.value / reached.value
    left = fit(design, pair.outcome - ratio * contact).effect(0)
    return Effect(ratio, left.se / abs(reached.value), left.df)


def two_arms(trial: Trial, arm: int) -> Trial:
    """Keep the control and one other arm, and the blocks that have both."""
    kept = part_of(trial, (trial.arm == 0) | (trial.arm == arm))
    kept = replace(kept, arm=(kept.arm == arm).astype(np.int64), arms=(trial.arms[0], trial.arms[arm]))
    return known_part(kept)


def estimate_placebo(trial: Trial) -> Effect:
    """Estimate what the script changed for those who open: their difference between the arm and a placebo arm.

    Both arms are visited, the second (the trial's control) with something else to say. Whoever opens does so before
    the script is known, so that those who open are alike in both arms.

    Raises:
        NoPlaceboError: if in one of them fewer than two doors opened.

    Source: Nickerson (2008), American Political Science Review 102; Broockman, Kalla and Sekhon (2017).
    """
    known = known_part(trial)
    opened = _contact(known) == 1
    if any(len(np.unique(known.door[opened & (known.arm == arm)])) < len(("one", "other")) for arm in (0, 1)):
        raise NoPlaceboError("fewer than two doors opened in an arm; the placebo design compares those that did")
    return estimate_effect(part_of(known, opened)).effects[0]


def estimate_factorial(
    outcome: Floats, *, factors: dict[str, Ints], door: Ints, block: Ints | None = None
) -> dict[str, Effect]:
    """Estimate the main effects of things that were drawn apart from each other, and how two go together.

    Args:
        outcome: (n,), all known.
        factors: by name, (n,) 0 or 1.
        door: (n,) codes of doors.
        block: (n,) codes of blocks.

    Returns:
        by name, each factor's effect averaged over the others; by 'one x other', how much more both do together.

    Raises:
        FactorError: if a pair of values was never drawn.

    Source: Gerber and Green (2012), chapter 9; codes of -1/2 and 1/2 make main effects averages.
    """
    if len({tuple(row) for row in np.column_stack(list(factors.values())).tolist()}) < 2 ** len(factors):
        raise FactorError("not every pair of the two things was drawn; their effects can't be told apart")
    block = None if block is None else codes_of_ints(block)
    halves = {name: codes - 0.5 for name, codes in factors.items()}
    names = list(halves)
    columns = dict(halves)
    for place, one in enumerate(names):
        columns |= {f"{one} x {other}": halves[one] * halves[other] for other in names[place + 1 :]}
    x = np.column_stack([*columns.values(), *([] if block is not None else [np.ones(len(outcome))])])
    alone = len(np.unique(door)) == len(door)
    design = lay_design(
        x, spread=Spread.HC2 if alone else Spread.CR2, cluster=None if alone else codes_of_ints(door), block=block
    )
    fitted = fit(design, outcome)
    return {name: fitted.effect(place) for place, name in enumerate(columns)}


def codes_of_ints(values: Ints) -> Ints:
    """Number values from 0."""
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _contact(trial: Trial) -> Floats:
    if trial.contacted is None or np.isnan(trial.contacted).any():
        raise NoContactError("contact is not recorded for everybody; name its column, with 0 where nobody was met")
    return trial.contacted


def _told(design: Design, trial: Trial, y: Floats) -> Estimates:
    fitted = fit(design, y)
    effects = tuple(fitted.effect(number) for number in range(len(trial.arms) - 1))
    return Estimates(effects, float(y[trial.arm == 0].mean()), len(y), trial.doors)
