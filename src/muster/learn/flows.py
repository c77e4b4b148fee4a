"""Where votes went, from places' totals: bounds that always hold, and a best guess that never goes without them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from muster.learn.refusal import RefusedError

Floats = NDArray[np.float64]
_PLACES_EACH = 5  # places a choice, below which a guess would follow single places
_PASSES = 20_000
_SETTLED = 1e-7  # of a share, or of a place's people


class UnequalTotalsError(RefusedError):
    """A place has other people before than after."""


class NegativeError(RefusedError):
    """There are no fewer than no people."""


class TooFewPlacesError(RefusedError):
    """From so few places no guess is made; the bounds stand."""


@dataclass(frozen=True, slots=True)
class Flows:
    """People from each choice before to each choice after, over all places.

    Attributes:
        least, most: (before, after), the bounds.
        guess: (before, after), one table within the bounds; None where no guess is made.
        why_not: why there is no guess; None where there is one.
    """

    least: Floats
    most: Floats
    guess: Floats | None
    why_not: TooFewPlacesError | None


def find_flows(before: Floats, after: Floats, *, names: Sequence[str] | None = None) -> Flows:
    """Bound how many went from each choice to each, and guess where there are places enough.

    Args:
        before: (places, choices before), people.
        after: (places, choices after), people; each place's total as before.
        names: the places', for messages.

    Raises:
        NegativeError: if a count is below 0.
        UnequalTotalsError: if a place has other people before than after.

    Source: Duncan, Davis (1953). The guess: Pavia, Romero (2024), tslphom, in squares rather than absolute values.
    """
    _check(before, after, names)
    least, most = bound_places(before, after)
    try:
        guess, why_not = guess_flows(before, after), None
    except TooFewPlacesError as error:
        guess, why_not = None, error
    return Flows(least.sum(axis=0), most.sum(axis=0), guess, why_not)


def bound_places(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Bound each place's table: (places, before, after), at least and at most. Nothing outside can have happened."""
    people = before.sum(axis=1)[:, None, None]
    least = np.maximum(0, before[:, :, None] + after[:, None, :] - people)
    return least, np.minimum(before[:, :, None], after[:, None, :])


def regress_flows(before: Floats, after: Floats) -> Floats:
    """Goodman's regression: shares alike in all places, weighted by people, with nothing to keep them between 0 and 1.

    Here to be compared with. It is wrong wherever people in one kind of place behave otherwise than in another.

    Source: Goodman (1953), Ecological regressions and behavior of individuals.
    """
    people = before.sum(axis=1, keepdims=True)
    root = np.sqrt(people)
    shares = np.linalg.lstsq(before / root, after / root, rcond=None)[0]
    flows: Floats = before.sum(axis=0)[:, None] * shares
    return flows


def guess_flows(before: Floats, after: Floats) -> Floats:
    """Guess one table: in each place the one its totals allow that is nearest to shares alike in all places.

    These shares are the ones that tell most of the second count from the first, none below 0, each row adding up to 1.
    Another guess may fit as well: what is known are the bounds.

    Raises:
        TooFewPlacesError: below five places a choice.
    """
    places, choices = before.shape
    wanted = _PLACES_EACH * max(choices, after.shape[1])
    if places < wanted:
        raise TooFewPlacesError(f"{places} places tell no more than these bounds; a guess needs {wanted}")
    flows: Floats = _nearest(before[:, :, None] * shares_alike(before, after), before, after).sum(axis=0)
    return flows


def share_misplaced(guess: Floats, truth: Floats) -> float:
    """Give the share of people whom a guess puts into a wrong cell."""
    return float(np.abs(guess - truth).sum() / (2 * truth.sum()))


def shares_alike(before: Floats, after: Floats) -> Floats:
    """Give shares alike in all places: (before, after), each row adding up to 1.

    Source: Goodman's regression, weighted by people, held between 0 and 1.
    """
    rows, columns = before.shape[1], after.shape[1]
    root = np.sqrt(np.maximum(before.sum(axis=1, keepdims=True), 1))
    normal, moment = (before / root).T @ (before / root), (before / root).T @ (after / root)
    size = float(np.trace(normal))

    def missed(flat: Floats) -> tuple[float, Floats]:
        shares = flat.reshape(rows, columns)
        slope = (normal @ shares - moment) / size
        return float(((slope - moment / size) * shares).sum()) / 2, slope.ravel()

    start = np.tile(after.sum(axis=0) / after.sum(), rows)
    whole = np.kron(np.eye(rows), np.ones(columns))
    held = optimize.LinearConstraint(whole, 1, 1)
    bounds = [(0.0, 1.0)] * len(start)
    found = optimize.minimize(
        missed, start, jac=True, bounds=bounds, constraints=held, method="SLSQP",
        options={"maxiter": 1_000, "ftol": 1e-14},
    )  # fmt: skip
    return np.asarray(found.x, dtype=np.float64).reshape(rows, columns)


def _nearest(wish: Floats, before: Floats, after: Floats) -> Floats:
    """Find the tables with these totals, nothing below 0, nearest to a wish in squares (Dykstra's projections)."""
    rows, columns = wish.shape[1:]
    people = np.maximum(before.sum(axis=1), 1)[:, None]
    tables, owed = wish.copy(), np.zeros_like(wish)
    for _ in range(_PASSES):
        row, column = before - tables.sum(axis=2), after - tables.sum(axis=1)
        whole = row.sum(axis=1)[:, None, None] / (rows * columns)
        fitted = tables + row[:, :, None] / columns + column[:, None, :] / rows - whole + owed
        tables = np.maximum(fitted, 0)
        owed = fitted - tables
        off = [np.abs(margin - tables.sum(axis=axis)) / people for margin, axis in ((before, 2), (after, 1))]
        if max(float(each.max()) for each in off) < _SETTLED:
            break
    return tables


def _check(before: Floats, after: Floats, names: Sequence[str] | None) -> None:
    told = [str(i + 1) for i in range(len(before))] if names is None else names
    for i, (one, other) in enumerate(zip(before, after, strict=True)):
        if min(one.min(), other.min()) < 0:
            raise NegativeError(f"{told[i]}: a count is below 0; there are no fewer than no people")
        if one.sum() != other.sum():
            cure = "add a column for those who came or left, or who didn't vote, so that both agree"
            raise UnequalTotalsError(f"{told[i]}: {one.sum():,.0f} people before and {other.sum():,.0f} after; {cure}")
