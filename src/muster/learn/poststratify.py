"""From a model of answers to figures for the whole and for places: each kind of people by how many live there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit, ndtri

from muster.learn.answers import Design, People, lay_out
from muster.learn.mrp import Fit, Floats, solve
from muster.learn.refusal import RefusedError
from muster.learn.sums import add_up

Ints = NDArray[np.int64]
FEWEST_A_PLACE = 30


class TooFewForPlacesError(RefusedError):
    """So few answers a place say nothing about one place."""


class NobodyLivesThereError(RefusedError):
    """A place without people has no share."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares with their intervals, (figures,)."""

    share: Floats
    low: Floats
    high: Floats
    se: Floats


def estimate_whole(fit: Fit, living: People, *, counts: Floats, level: float = 0.95) -> Figures:
    """Estimate the share of all people who'd say yes: one figure.

    Args:
        fit: as `fit_answers` gives it.
        living: kinds of people that live there, columns and groupings as those of the answers.
        counts: how many people each line is, (lines,).
        level: how sure the interval is to be.
    """
    return _figures(fit, living, counts, np.zeros(len(counts), dtype=np.int64), 1, level)


def estimate_places(
    fit: Fit, living: People, *, counts: Floats, place: Ints, places: int, level: float = 0.95
) -> Figures:
    """Estimate the share of each place's people who'd say yes, with intervals that hold the doubt about spreads too.

    Args:
        fit: as `fit_answers` gives it.
        living: kinds of people that live there.
        counts: how many people each line is, (lines,).
        place: where each line lives, (lines,), from 0.
        places: how many places there are.
        level: how sure each interval is to be.

    Raises:
        TooFewForPlacesError: below 30 answers a place on average, the figures would be the model's and not the place's.
        NobodyLivesThereError: if a place has no people.

    Source: Park, Gelman, Bafumi (2004), Bayesian multilevel estimation with poststratification.
    """
    if fit.answers < FEWEST_A_PLACE * places:
        told = f"{fit.answers:,.0f} answers over {places:,} places are {fit.answers / places:.1f} a place"
        wanted = f"below {FEWEST_A_PLACE} a place ({FEWEST_A_PLACE * places:,} answers)"
        raise TooFewForPlacesError(f"{told}; {wanted} they say nothing about one place, only about the whole")
    return _figures(fit, living, counts, place, places, level)


def _figures(fit: Fit, living: People, counts: Floats, place: Ints, places: int, level: float) -> Figures:
    there = add_up(place, counts, groups=places)
    if np.any(there <= 0):
        raise NobodyLivesThereError(f"place number {int(np.argmin(there)) + 1} has no people; leave it out")
    design = lay_out(living)
    chance = expit(design.narrow @ fit.effects.narrow + fit.effects.wide[design.wide])
    part = counts / there[place]
    share = add_up(place, part * chance, groups=places)
    se = np.sqrt(_variance(fit, design, part * chance * (1 - chance), place, places))
    reach = float(ndtri(0.5 + level / 2)) * se / (share * (1 - share))
    odds = np.log(share / (1 - share))
    return Figures(share, expit(odds - reach), expit(odds + reach), se)


def _variance(fit: Fit, design: Design, slope: Floats, place: Ints, places: int) -> Floats:
    """Variance of each figure by its slope along the effects, of which each line gives `slope`."""
    lines = np.arange(len(slope))
    into = sparse.csr_array((slope, (place, lines)), shape=(places, len(slope)))
    narrow = np.asarray((into @ design.narrow).todense())
    wide = sparse.coo_array((slope, (place, design.wide)), shape=(places, design.groups)).tocsr()
    blocks = fit.blocks
    left = narrow - wide @ (blocks.across / blocks.apart[:, None])
    known, _ = solve(blocks, left.T, np.zeros((design.groups, places)))
    sure = np.einsum("ij,ji->i", left, known) + wide.power(2) @ (1 / blocks.apart)
    moved = narrow @ fit.lean[0] + wide @ fit.lean[1]
    total: Floats = sure + np.einsum("ij,jk,ik->i", moved, fit.doubt, moved)
    return total
