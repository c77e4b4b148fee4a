"""Least squares with honest standard errors: HC0 to HC3, CR1 and CR2 by door, blocks taken out, in linear time."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muster.learn.effect import Effect
from muster.learn.refusal import RefusedError
from muster.learn.sums import Floats, Ints, add_up

_WHOLE = 1 - 1e-9  # a leverage of one: the row is fitted whatever it says, and tells nothing
_SINGULAR = 1e-10


class Spread(StrEnum):
    """How the spread of an estimate is worked out: HC by row, CR by cluster."""

    HC0 = "HC0"
    HC1 = "HC1"
    HC2 = "HC2"
    HC3 = "HC3"
    CR1 = "CR1"
    CR2 = "CR2"


class NotApartError(RefusedError):
    """Two columns tell the same, so their effects can't be told apart."""


@dataclass(frozen=True, slots=True)
class Design:
    """What is regressed on, laid out once for any outcome.

    `x` (n, k) is less its blocks' means where there are blocks; `bread` (k, k) its inverse cross product; `cluster`
    (n,) and `block` (n,) are codes from 0; `lever` (n,) is each row's own weight in its fitted value.
    """

    x: Floats
    bread: Floats
    spread: Spread
    cluster: Ints | None
    clusters: int
    block: Ints | None
    block_size: Floats
    lever: Floats

    @property
    def columns(self) -> int:
        """How many coefficients are fitted, those of blocks counted."""
        return int(self.x.shape[1]) + len(self.block_size)


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients (k,), their covariance (k, k), and the degrees of freedom (k,) of each one's t."""

    beta: Floats
    covariance: Floats
    df: Floats

    def effect(self, column: int) -> Effect:
        """Give one coefficient as an estimate."""
        return Effect(
            float(self.beta[column]), float(np.sqrt(max(self.covariance[column, column], 0.0))), float(self.df[column])
        )


def lay_design(
    x: Floats, *, spread: Spread = Spread.HC2, cluster: Ints | None = None, block: Ints | None = None
) -> Design:
    """Lay out a regression.

    Args:
        x: (n, k), with a column of ones unless `block` is given.
        spread: the kind of standard error.
        cluster: (n,) codes from 0 of what was drawn together, for CR1 and CR2; each lies in one block.
        block: (n,) codes from 0 of blocks, each of which gets an intercept of its own.

    Raises:
        NotApartError: if the columns are not independent.
    """
    size = np.bincount(block).astype(float) if block is not None else np.empty(0)
    if block is not None:
        x = x - block_means(x, block, size)
    cross = x.T @ x
    scale = np.sqrt(np.diag(cross))
    if not len(scale) or scale.min() <= _SINGULAR or np.linalg.eigvalsh(cross / np.outer(scale, scale))[0] < _SINGULAR:
        raise NotApartError("two of these columns tell the same, or one says nothing; leave one out")
    bread = np.linalg.inv(cross / np.outer(scale, scale)) / np.outer(scale, scale)
    lever = np.empty(0)
    if spread in {Spread.HC2, Spread.HC3}:
        lever = np.einsum("ij,jk,ik->i", x, bread, x, optimize=True)
        lever = lever + (1 / size[block] if block is not None else 0.0)
    clusters = int(cluster.max()) + 1 if cluster is not None else len(x)
    return Design(x, bread, spread, cluster, clusters, block, size, lever)


def block_means(values: Floats, block: Ints, size: Floats) -> Floats:
    """Give each row the mean of its block, column by column; values are (n,) or (n, k)."""
    if values.ndim == 1:
        return (np.bincount(block, weights=values) / size)[block]
    return np.column_stack([block_means(column, block, size) for column in values.T])


def fit(design: Design, y: Floats) -> Fit:
    """Regress an outcome (n,) on a design.

    Source: HC: MacKinnon and White (1985); CR2 and degrees of freedom: Bell and McCaffrey (2002), Pustejovsky and
    Tipton (2018); CR1's factor G/(G-1) x (n-1)/(n-k) is Stata's.
    """
    if design.block is not None:
        y = y - block_means(y, design.block, design.block_size)
    beta = design.bread @ (design.x.T @ y)
    residual = y - design.x @ beta
    n, k = len(y), design.columns
    match design.spread:
        case Spread.CR1:
            moved = _sums(design, residual) @ design.bread
            g = design.clusters
            return Fit(beta, moved.T @ moved * (g / (g - 1) * (n - 1) / (n - k)), np.full(len(beta), g - 1.0))
        case Spread.CR2:
            return _fit_cr2(design, beta, residual)
        case _:
            return _fit_hc(design, beta, residual)


def _sums(design: Design, residual: Floats) -> Floats:
    """Add up each cluster's x times residual, (clusters, k)."""
    return np.column_stack(
        [add_up(_cluster(design), column * residual, groups=design.clusters) for column in design.x.T]
    )


def _fit_hc(design: Design, beta: Floats, residual: Floats) -> Fit:
    n, k = len(residual), design.columns
    free = n - k
    if design.spread in {Spread.HC0, Spread.HC1}:
        moved = (design.x * residual[:, None]) @ design.bread
        factor = n / free if design.spread is Spread.HC1 else 1.0
        return Fit(beta, moved.T @ moved * factor, np.full(len(beta), float(free)))
    left = np.where(design.lever < _WHOLE, 1 - design.lever, np.inf)
    power = 1.0 if design.spread is Spread.HC3 else 0.5
    moved = (design.x * (residual / left**power)[:, None]) @ design.bread
    if design.spread is Spread.HC3:
        return Fit(beta, moved.T @ moved, np.full(len(beta), float(free)))
    own = design.x @ design.bread  # each row's pull on each coefficient
    pull = own / np.sqrt(left)[:, None]
    df = [_freedom(design, column) for column in pull.T]
    return Fit(beta, moved.T @ moved, np.array(df))


def _fit_cr2(design: Design, beta: Floats, residual: Floats) -> Fit:
    """Adjust each cluster's residuals by (I - H)^(-1/2), all within k (+1) dimensions.

    H is B B' with B = [1 / sqrt(block size), x L], L L' the bread; (I - B B')^(-1/2) B = B (I - B'B)^(-1/2), so that
    only the k (+1) square S = B'B of each cluster is ever taken apart.
    """
    root: Floats = np.linalg.cholesky(design.bread).astype(np.float64)
    b = design.x @ root
    if design.block is not None:
        b = np.column_stack([b, 1 / np.sqrt(design.block_size[design.block])])
    k = len(beta)
    s = _squares(b, design)
    values, vectors = np.linalg.eigh(s)
    left: Floats = np.where(values < _WHOLE, 1 - np.clip(values, 0, 1), np.inf).astype(np.float64)
    half = np.einsum("gij,gj,gkj->gik", vectors, 1 / np.sqrt(left), vectors, optimize=True)
    scores = np.column_stack([add_up(_cluster(design), column * residual, groups=design.clusters) for column in b.T])
    moved = np.einsum("gij,gj->gi", half, scores)[:, :k] @ root.T
    df = [_cr2_freedom(design, root, (values, vectors, left), j) for j in range(k)]
    return Fit(beta, moved.T @ moved, np.array(df))


def _cluster(design: Design) -> Ints:
    assert design.cluster is not None  # noqa: S101 - CR kinds are laid out with clusters
    return design.cluster


def _squares(b: Floats, design: Design) -> Floats:
    """Give B'B of each cluster, (clusters, p, p)."""
    p = b.shape[1]
    s = np.empty((design.clusters, p, p))
    for i in range(p):
        for j in range(i + 1):
            s[:, i, j] = add_up(_cluster(design), b[:, i] * b[:, j], groups=design.clusters)
            s[:, j, i] = s[:, i, j]
    return s


def _cr2_freedom(design: Design, root: Floats, taken: tuple[Floats, Floats, Floats], column: int) -> float:
    """Give Satterthwaite's degrees of freedom of one coefficient."""
    values, vectors, left = taken
    k = len(root)
    aim = np.zeros(values.shape[1])
    aim[:k] = root[column]  # the coefficient is aim' B' y
    turned = np.einsum("gji,j->gi", vectors, aim)
    square = np.einsum("gi,gi,gi->g", turned, turned, values / left)
    through = np.einsum("gij,gj->gi", vectors, turned * values / np.sqrt(left))  # B' w
    return _freedom_of(design, square, through[:, :k], through[:, k:].ravel() if design.block is not None else None)


def _freedom(design: Design, pull: Floats) -> float:
    """The same where each row is its own cluster; `pull` (n,) is each row's weight in the coefficient."""
    root = np.linalg.cholesky(design.bread)
    through = (design.x @ root) * pull[:, None]
    own = pull / np.sqrt(design.block_size[design.block]) if design.block is not None else None
    return _freedom_of(design, pull**2, through, own)


def _freedom_of(design: Design, square: Floats, through: Floats, own: Floats | None) -> float:
    """Give (tr P)^2 / tr P^2, P = D - Z Z' - Q, without ever writing P.

    D is `square` on the diagonal, Z `through` (clusters, k), Q the blocks' part: `own` times itself within a block.
    """
    gram = through.T @ through
    trace = square.sum() - np.trace(gram)
    total = (square**2).sum() - 2 * (square * (through**2).sum(axis=1)).sum() + (gram**2).sum()
    if own is not None:
        block = _block_of_clusters(design)
        weight = np.bincount(block, weights=own**2)
        joined = np.column_stack([np.bincount(block, weights=own * column) for column in through.T])
        trace -= weight.sum()
        total += (weight**2).sum() - 2 * (square * own**2).sum() + 2 * (joined**2).sum()
    return float(max(trace**2 / total, 1.0)) if total > 0 else 1.0


def _block_of_clusters(design: Design) -> Ints:
    assert design.block is not None  # noqa: S101 - asked only where there are blocks
    if design.cluster is None or design.spread is Spread.HC2:
        return design.block
    block = np.zeros(design.clusters, dtype=np.int64)
    block[design.cluster] = design.block
    return block
