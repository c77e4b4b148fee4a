"""Robust regression as its papers write it: whole matrices, one cluster after another, dummies for blocks."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def with_dummies(x: Floats, block: Ints | None) -> Floats:
    return x if block is None else np.column_stack([x, np.eye(int(block.max()) + 1)[block]])


def naive_fit(x: Floats, y: Floats, *, kind: str, cluster: Ints | None, block: Ints | None) -> tuple[Floats, Floats]:
    """Coefficients and covariance of the columns of x."""
    k, x = x.shape[1], with_dummies(x, block)
    n, p = x.shape
    bread = np.linalg.inv(x.T @ x)
    hat = x @ bread @ x.T
    beta = bread @ x.T @ y
    e = y - x @ beta
    groups = (
        [np.array([i]) for i in range(n)] if cluster is None else [np.flatnonzero(cluster == g) for g in set(cluster)]
    )
    meat = np.zeros((p, p))
    for rows in groups:
        inner = np.eye(len(rows)) - hat[np.ix_(rows, rows)]
        power = {"HC2": -0.5, "CR2": -0.5, "HC3": -1.0}.get(kind, 0.0)
        score = x[rows].T @ powered(inner, power) @ e[rows]
        meat += np.outer(score, score)
    g = len(groups)
    factor = {"HC1": n / (n - p), "CR1": g / (g - 1) * (n - 1) / (n - p)}.get(kind, 1.0)
    return beta[:k], (bread @ meat @ bread)[:k, :k] * factor


def naive_freedom(x: Floats, column: int, *, cluster: Ints | None, block: Ints | None) -> float:
    """Satterthwaite's degrees of freedom of CR2 (or HC2), from the whole matrix P."""
    x = with_dummies(x, block)
    n = len(x)
    bread = np.linalg.inv(x.T @ x)
    left = np.eye(n) - x @ bread @ x.T
    groups = (
        [np.array([i]) for i in range(n)] if cluster is None else [np.flatnonzero(cluster == g) for g in set(cluster)]
    )
    w = np.zeros((n, len(groups)))
    for number, rows in enumerate(groups):
        w[rows, number] = powered(left[np.ix_(rows, rows)], -0.5) @ x[rows] @ bread[:, column]
    p = w.T @ left @ w
    return float(np.trace(p) ** 2 / (p**2).sum())


def powered(matrix: Floats, power: float) -> Floats:
    values, vectors = np.linalg.eigh(matrix)
    kept = np.where(values > 1e-9, np.maximum(values, 1e-300) ** power, 0.0)
    return np.asarray((vectors * kept) @ vectors.T)
