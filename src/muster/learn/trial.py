"""A trial as it was drawn and recorded: what must hold before anything is estimated, each refusal with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muster.learn.refusal import RefusedError
from muster.learn.sums import Floats, Ints

FEWEST_DOORS = 2  # of an arm: with one no spread can be known
_SHOWN = 5


class NoControlError(RefusedError):
    """Nobody was in the arm that the others are to be compared with."""


class OneArmError(RefusedError):
    """There is nothing to compare."""


class SplitDoorError(RefusedError):
    """A door has people in two arms, so that its lot can't be told."""


class SplitBlockError(RefusedError):
    """A door lies in two blocks."""


class TooFewDoorsError(RefusedError):
    """An arm has so few doors whose outcome is known that its spread can't be."""


class SameOutcomeError(RefusedError):
    """The outcome is the same for everybody, so nothing can have changed it."""


class AfterTheDrawError(RefusedError):
    """A covariate came about after the draw, so that arms may differ in it because of what was done."""


class TellsNothingError(RefusedError):
    """A covariate is the same for everybody."""


class TooManyKindsError(RefusedError):
    """A covariate in words has more kinds than a trial can take account of."""


class LoneBlocksError(RefusedError):
    """No block has doors of two arms, so blocks and arms can't be told apart."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A row an elector.

    `outcome` (n,), nan where nobody knows it; `arm` (n,) from 0, the control; `arms` their names; `door` (n,) and
    `block` (n,) codes from 0; `contacted` (n,) 0 or 1, or None; `covariates` (n, c), known before the draw.
    """

    outcome: Floats
    arm: Ints
    arms: tuple[str, ...]
    door: Ints
    block: Ints | None = None
    contacted: Floats | None = None
    covariates: Floats | None = None
    named: tuple[str, ...] = ()

    @property
    def doors(self) -> int:
        """How many doors there are."""
        return int(self.door.max()) + 1


def codes_of(words: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    """Number words from 0 in their order of first standing; give the numbers and the words."""
    place: dict[str, int] = {}
    codes = np.array([place.setdefault(word, len(place)) for word in words], dtype=np.int64)
    return codes, tuple(place)


def lay_trial(
    outcome: Floats,
    *,
    arm: Sequence[str],
    control: str,
    door: Sequence[str] | None = None,
    block: Sequence[str] | None = None,
    contacted: Floats | None = None,
    covariates: Floats | None = None,
    named: Sequence[str] = (),
) -> Trial:
    """Lay a trial out, and refuse one that could not tell anything.

    Args:
        outcome: (n,), nan where nobody knows it.
        arm: each row's arm as drawn, not as met.
        control: the arm that others are compared with.
        door: each row's household, which had one lot; without it every row has its own.
        block: within what it was drawn.
        contacted: (n,), 1 where somebody was spoken to.
        covariates: (n, c), known before the draw.
        named: their names.

    Raises:
        NoControlError, OneArmError, SplitDoorError, SplitBlockError, TooFewDoorsError, SameOutcomeError,
        LoneBlocksError, TellsNothingError: what each says.
    """
    names = sorted(set(arm) - {control})
    if control not in arm:
        raise NoControlError(f"nobody is in arm '{control}'; the arms here are {', '.join(names[:_SHOWN])}")
    if not names:
        raise OneArmError(f"everybody is in arm '{control}'; without a second arm there is nothing to compare")
    arms = (control, *names)
    place = {name: number for number, name in enumerate(arms)}
    lots = np.array([place[one] for one in arm], dtype=np.int64)
    doors, door_names = codes_of(door) if door is not None else (np.arange(len(lots)), ())
    _one_each(doors, lots, door_names, SplitDoorError, "arms", "a household has one lot; put each right")
    blocks, _ = codes_of(block) if block is not None else (None, ())
    if blocks is not None:
        _one_each(doors, blocks, door_names, SplitBlockError, "blocks", "a household lies in one; put each right")
    for column, name in zip(covariates.T if covariates is not None else (), named, strict=True):
        if column.min() == column.max():
            raise TellsNothingError(f"'{name}' is the same for everybody, so it foretells nothing; leave it out")
    trial = Trial(outcome, lots, arms, doors, blocks, contacted, covariates, tuple(named))
    _check_known(trial)
    return trial


def _one_each(doors: Ints, codes: Ints, names: Sequence[str], error: type[RefusedError], what: str, cure: str) -> None:
    first = np.zeros(int(doors.max()) + 1, dtype=np.int64)
    first[doors] = codes
    wrong = np.unique(doors[first[doors] != codes])
    if len(wrong):
        told = ", ".join(f"'{names[one]}'" for one in wrong[:_SHOWN])
        more = f" and {len(wrong) - _SHOWN:,} more" if len(wrong) > _SHOWN else ""
        raise error(f"{told}{more}: rows of one household stand in two {what}; {cure}")


def _check_known(trial: Trial) -> None:
    known = ~np.isnan(trial.outcome)
    for number, name in enumerate(trial.arms):
        doors = len(np.unique(trial.door[known & (trial.arm == number)]))
        if doors < FEWEST_DOORS:
            raise TooFewDoorsError(
                f"arm '{name}' has {doors} door{'s' if doors != 1 else ''} whose outcome is known;"
                f" {FEWEST_DOORS} are the least that have a spread, and to see anything takes hundreds"
            )
    values = trial.outcome[known]
    if values.min() == values.max():
        raise SameOutcomeError(f"the outcome is {values[0]:g} for everybody, so nothing here can have changed it")
    if trial.block is not None and not telling(trial, known).any():
        raise LoneBlocksError("no block has doors of two arms; leave --block out if the lots were not drawn in blocks")


def telling(trial: Trial, known: "np.typing.NDArray[np.bool_]") -> "np.typing.NDArray[np.bool_]":
    """Say which rows lie in a block where, among the known, there are two arms or more; all where there are none."""
    if trial.block is None:
        return known
    least = np.full(int(trial.block.max()) + 1, len(trial.arms))
    most = np.full(len(least), -1)
    np.minimum.at(least, trial.block[known], trial.arm[known])
    np.maximum.at(most, trial.block[known], trial.arm[known])
    return known & (most > least)[trial.block]
