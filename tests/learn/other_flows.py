"""Other people's ways to guess where votes went, to compare ours with: from their papers, slowly and plainly."""

from typing import Any

import numpy as np
from scipy import optimize, sparse

from muster.learn.flows import Floats, shares_alike


def least_squares_and_fitting(before: Floats, after: Floats, *, rounds: int) -> Floats:
    """Shares alike in all places by least squares held between 0 and 1; each place's table fitted to its totals.

    The tables' sum gives new shares, so many times. Source: Goodman (1953); Deming and Stephan (1940).
    """
    shares = shares_alike(before, after)
    for _ in range(rounds):
        tables = fitted(before[:, :, None] * shares, before, after)
        shares = _shares_of(tables, before)
    flows: Floats = before.sum(axis=0)[:, None] * shares
    return flows


def fitted(tables: Floats, before: Floats, after: Floats, *, rounds: int = 2_000) -> Floats:
    """Fit tables to their rows and columns in turn (iterative proportional fitting)."""
    tables = np.maximum(tables, 1e-12)
    for _ in range(rounds):
        tables = tables * _times(before, tables.sum(axis=2))[:, :, None]
        tables = tables * _times(after, tables.sum(axis=1))[:, None, :]
        if np.abs(tables.sum(axis=2) - before).max() < 1e-9:
            break
    return tables


def _times(wanted: Floats, there: Floats) -> Floats:
    return np.divide(wanted, there, out=np.zeros_like(wanted), where=there > 0)


def lphom(before: Floats, after: Floats) -> Floats:
    """Shares alike in all places with the least absolute misses, and the whole's totals met.

    Source: Romero, Pavia, Martin and Romero (2020), Journal of Applied Statistics 47.
    """
    (places, rows), columns = before.shape, after.shape[1]
    cells, misses = rows * columns, places * columns
    foretold: Any = sparse.kron(sparse.csr_array(before), sparse.eye_array(columns))
    adding_up: Any = sparse.kron(sparse.eye_array(rows), np.ones((1, columns)))
    totals: Any = sparse.kron(before.sum(axis=0)[None, :], sparse.eye_array(columns))
    held: Any = sparse.block_array([
        [foretold, sparse.eye_array(misses), -sparse.eye_array(misses)],
        [sparse.vstack([adding_up, totals]), None, None],
    ])  # fmt: skip
    wanted = np.concatenate([after.ravel(), np.ones(rows), after.sum(axis=0)])
    cost = np.concatenate([np.zeros(cells), np.ones(2 * misses)])
    shares: Floats = np.array(optimize.linprog(cost, A_eq=held, b_eq=wanted, method="highs").x)[:cells]
    return shares.reshape(rows, columns)


def nslphom(before: Floats, after: Floats, *, rounds: int = 10) -> Floats:
    """lphom's shares; in each place the nearest table that its totals allow; its sum's shares, and so on.

    Nearest are tables that move fewest votes, and of these those that move the shares least. Of all rounds the one
    counts in which places differ least from their sum's shares.

    Source: Pavia and Romero (2024), Sociological Methods & Research 53.
    """
    shares = lphom(before, after)
    found: list[tuple[float, Floats]] = []
    for _ in range(rounds):
        tables = _fewest_moved(shares, before, after)
        shares = _shares_of(tables, before)
        found.append((float(np.abs(tables - before[:, :, None] * shares).sum()), tables.sum(axis=0)))
    return min(found, key=lambda one: one[0])[1]


def nearest_in_shares(before: Floats, after: Floats, *, rounds: int) -> Floats:
    """The same with one linear program a place, which moves the shares least, and the last round's tables."""
    shares = shares_alike(before, after)
    for _ in range(rounds):
        tables = _moved(shares, before, after, price=_by_share(before, after))[0]
        shares = _shares_of(tables, before)
    flows: Floats = before.sum(axis=0)[:, None] * shares
    return flows


def _shares_of(tables: Floats, before: Floats) -> Floats:
    shares: Floats = tables.sum(axis=0) / before.sum(axis=0)[:, None]
    return shares


def _by_share(before: Floats, after: Floats) -> Floats:
    return np.repeat(1 / np.maximum(before, 1), after.shape[1], axis=1)


def _fewest_moved(shares: Floats, before: Floats, after: Floats) -> Floats:
    votes = np.ones((len(before), before.shape[1] * after.shape[1]))
    least = _moved(shares, before, after, price=votes)[1]
    return _moved(shares, before, after, price=_by_share(before, after), at_most=least)[0]


def _moved(
    shares: Floats, before: Floats, after: Floats, *, price: Floats, at_most: Floats | None = None
) -> tuple[Floats, Floats]:
    """Find tables with these totals at the least price of leaving the shares; give them, and each place's moves."""
    (places, rows), columns = before.shape, after.shape[1]
    cells = places * rows * columns
    totals = np.vstack([np.kron(np.eye(rows), np.ones(columns)), np.kron(np.ones(rows), np.eye(columns))])
    whole: Any = sparse.block_diag([totals] * places)
    each: Any = sparse.eye_array(cells)
    held: Any = sparse.block_array([[whole, None, None], [each, each, -each]])
    wanted = np.concatenate([np.hstack([before, after]).ravel(), (before[:, :, None] * shares).ravel()])
    cost = np.concatenate([np.zeros(cells), price.ravel(), price.ravel()])
    limits: dict[str, Any] = {}
    if at_most is not None:
        by_place = sparse.kron(sparse.eye_array(places), np.ones((1, rows * columns)))
        limits = {"A_ub": sparse.hstack([0 * by_place, by_place, by_place]), "b_ub": at_most + 1e-6}
    found: Floats = np.array(optimize.linprog(cost, A_eq=held, b_eq=wanted, method="highs", **limits).x)
    moves = (found[cells : 2 * cells] + found[2 * cells :]).reshape(places, -1).sum(axis=1)
    return found[:cells].reshape(places, rows, columns), moves
