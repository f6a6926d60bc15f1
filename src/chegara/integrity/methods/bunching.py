"""Values that gather just under a threshold above which a duty or a second signature begins.

Amounts gather at round numbers too, and thresholds are round. So what lies just under the threshold is
set against two things: a smooth curve through the neighbourhood (Poisson regression on a polynomial, the
bins next to the threshold left out), and one officer's values against the others' by Fisher's exact test, since round
numbers tempt all of them alike.

Sources:
    R. Chetty, J. Friedman, T. Olsen, L. Pistaferri, QJE 126, 2011, and H. Kleven, Annual Review of
    Economics 8, 2016 (bunching: the counterfactual by a polynomial that leaves the neighbourhood out).
    R. A. Fisher, Statistical Methods for Research Workers (exact test of a table of two by two).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy
import scipy.special
import scipy.stats
from numpy.typing import ArrayLike, NDArray

from chegara.integrity.methods.multiple import benjamini_hochberg

Floats: TypeAlias = NDArray[np.float64]

LEAST_VALUES = 100
"""Fewer values near the threshold say nothing of its neighbourhood's curve."""
LEAST_OF_OFFICER = 10


class TooFewValuesError(ValueError):
    """Too few values lie near the threshold."""


@dataclass(frozen=True, kw_only=True)
class Bunching:
    """`observed` values in the bin just under the threshold, `expected` by the curve with its variance.

    `z` counts both the chance of the count and the curve's own error; `probability` is the upper tail.
    """

    observed: int
    expected: float
    variance: float
    z: float
    probability: float
    near: int

    @property
    def excess(self) -> float:
        """How many more than expected, as a share of those expected."""
        return (self.observed - self.expected) / self.expected


def bunching(
    values: ArrayLike, threshold: float, *, width: float, bins: int = 10, degree: int = 2
) -> Bunching:
    """Tell how many values lie in [threshold - width, threshold) beyond the curve of their neighbourhood.

    Args:
        values: the amounts, in any one unit; NaN is left out.
        threshold: from which the duty begins; `width` in the same unit.
        bins: how many bins of that width each side of the threshold make the neighbourhood.
        degree: of the polynomial in the logarithm of the expected count.

    Raises:
        TooFewValuesError: fewer than 100 values lie in the neighbourhood.
        ValueError: the width is not positive, or there are too few bins for the curve.
    """
    if not width > 0 or bins < degree + 3:
        raise ValueError("the width is positive, and the curve needs more bins")
    place = np.floor((np.asarray(values, dtype=np.float64) - threshold) / width)
    near = place[(place >= -bins) & (place < bins)].astype(np.int64)
    if len(near) < LEAST_VALUES:
        raise TooFewValuesError(f"{len(near)} values near the threshold, {LEAST_VALUES} are needed")
    counts = np.bincount(near + bins, minlength=2 * bins).astype(np.float64)
    x = (np.arange(2 * bins) - bins + 0.5) / bins
    # What was pressed under the threshold is missing above it: both bins stay out.
    kept = np.abs(x) > 1 / bins
    terms = np.vander(x, degree + 1, increasing=True)
    coefficients, covariance = _poisson_curve(terms[kept], counts[kept])
    row = terms[bins - 1]
    expected = math.exp(float(row @ coefficients))
    variance = expected + expected**2 * float(row @ covariance @ row)
    observed = int(counts[bins - 1])
    z = (observed - expected) / math.sqrt(variance)
    return Bunching(
        observed=observed, expected=expected, variance=variance, z=z,
        probability=float(scipy.special.ndtr(-z)), near=len(near),
    )  # fmt: skip


def _poisson_curve(terms: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Fit counts with a mean whose logarithm is linear in the terms; return coefficients and covariance."""
    mean: Floats = counts + 0.5
    information = np.eye(terms.shape[1])
    coefficients = np.zeros(terms.shape[1])
    for _step in range(100):
        working = np.log(mean) + (counts - mean) / mean
        information = (terms * mean[:, None]).T @ terms
        fresh = np.linalg.solve(information, (terms * mean[:, None]).T @ working)
        done = np.abs(fresh - coefficients).max() < 1e-10
        coefficients = np.asarray(fresh)
        mean = np.exp(np.clip(terms @ coefficients, -30, 30))
        if done:
            break
    # Counts that scatter more than by chance about the curve make it less certain.
    free = max(1, len(counts) - terms.shape[1])
    scatter = max(1.0, float(((counts - mean) ** 2 / mean).sum()) / free)
    return coefficients, scatter * np.linalg.inv(information)


@dataclass(frozen=True, kw_only=True)
class OfficerBunching:
    """Of each officer with enough values near the threshold: how many lie under it, against all others'."""

    officer: NDArray[np.int64]
    under: NDArray[np.int64]
    near: NDArray[np.int64]
    expected: Floats
    probability: Floats
    q: Floats


def bunching_by_officer(
    values: ArrayLike, officer: ArrayLike, threshold: float, *, width: float
) -> OfficerBunching:
    """Compare officers' shares of values just under a threshold among those within `width` on either side.

    Raises:
        TooFewValuesError: nobody has enough values near the threshold.
    """
    amounts, who = np.asarray(values, dtype=np.float64), np.asarray(officer, dtype=np.int64)
    near = np.abs(amounts - threshold) <= width
    near &= amounts < threshold + width
    below = near & (amounts < threshold)
    many = np.bincount(who[near], minlength=int(who.max(initial=-1)) + 1)
    under = np.bincount(who[below], minlength=len(many))
    whole, low = int(many.sum()), int(under.sum())
    officers = np.flatnonzero((many >= LEAST_OF_OFFICER) & (many < whole))
    if not len(officers):
        raise TooFewValuesError("nobody has enough values near the threshold")
    tail = np.asarray(scipy.stats.hypergeom.sf(under[officers] - 1, whole, low, many[officers]))
    others = (low - under[officers]) / (whole - many[officers])
    return OfficerBunching(
        officer=officers, under=under[officers], near=many[officers], expected=others * many[officers],
        probability=tail, q=benjamini_hochberg(np.clip(tail, 0, 1)),
    )  # fmt: skip
