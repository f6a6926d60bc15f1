"""Officers whose results differ from what their files let expect: a funnel, never a ranking.

Expected results come from a logistic model of the files' features, in which the officer has no place. An
officer's observed number O is then set against the expected E with variance V = sum of p (1 - p). Officers
differ for reasons that no model holds, so the spread of all of them is measured (over-dispersion: mean square
of winsorised z, divided by what it is for a normal variable), and only who stands out beyond that is asked
about. Ratios of small numbers are drawn towards the common one (Marshall's global empirical Bayes estimate).

Revenue or finds an officer are no measure of integrity: in Madagascar the most corrupt inspectors collected
more a declaration, since they picked the rich ones. Ask why, both ways.

Sources:
    D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24,
    2005; D. J. Spiegelhalter et al., "Statistical methods for healthcare regulation: rating, screening and
    surveillance", JRSS A 175, 2012 (over-dispersion by winsorised z).
    R. J. Marshall, "Mapping disease and mortality rates using empirical Bayes estimators", JRSS C 40, 1991.
    P. McCullagh, J. A. Nelder, Generalized Linear Models, 2nd ed. 1989 (logistic model by reweighted least
    squares).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy
import scipy.special
from numpy.typing import ArrayLike, NDArray

from chegara.common.intervals import Interval
from chegara.integrity.methods.multiple import benjamini_hochberg

Floats: TypeAlias = NDArray[np.float64]

LEAST_EXPECTED = 5.0
"""With fewer results or fewer failures expected the normal law does not hold: not judged."""
WINSORISED = 0.1
"""The share of officers at each end whose z is drawn in, so that outliers do not hide themselves."""
STEPS, CLOSE = 50, 1e-9


class NotEnoughError(ValueError):
    """Too few officers have enough files: their common spread is unknown."""


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """One place an officer; `expected` is positive. `judged` has enough files; the others' z, q are NaN.

    `z` is corrected for over-dispersion `spread` (variance ratio, at least 1). `shrunken` is O / E drawn
    towards the common ratio. `q` is the two-sided probability after Benjamini and Hochberg.
    """

    observed: Floats
    expected: Floats
    variance: Floats
    judged: NDArray[np.bool_]
    spread: float
    z: Floats
    q: Floats
    shrunken: Floats

    @property
    def ratio(self) -> Floats:
        """Observed to expected."""
        return self.observed / self.expected

    def limits(self, at: int, *, level: float) -> Interval:
        """Return where an officer's ratio lies with probability `level` by the common spread alone."""
        half = float(scipy.special.ndtri((1 + level) / 2)) * math.sqrt(self.spread * self.variance[at])
        expected = float(self.expected[at])
        return Interval(max(0.0, 1 - half / expected), 1 + half / expected)


def expected_chances(features: ArrayLike, result: ArrayLike, *, ridge: float = 1.0) -> Floats:
    """Return each file's chance of the result by its features alone.

    Args:
        features: whole numbers, a row a file and a column a feature (category, band, month); the officer must
            not be among them.
        result: 1 where the file had it, 0 where not.
        ridge: penalty on each category's coefficient, which keeps categories without a result finite.

    Raises:
        ValueError: the table has no row, or its columns differ in length.
    """
    table = np.atleast_2d(np.asarray(features, dtype=np.int64))
    hits = np.asarray(result, dtype=np.float64)
    if not len(hits) or len(table) != len(hits):
        raise ValueError("features and results are columns of one table that is not empty")
    kinds, which, files = np.unique(table, axis=0, return_inverse=True, return_counts=True)
    which = which.ravel()
    found = np.bincount(which, weights=hits, minlength=len(kinds))
    design = _one_column_a_category(kinds)
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 1e-9  # the level itself is free
    coefficients = np.zeros(design.shape[1])
    for _step in range(STEPS):
        chance = scipy.special.expit(design @ coefficients)
        weight = files * chance * (1 - chance)
        slope = design.T @ (found - files * chance) - penalty * coefficients
        change = np.linalg.solve((design * weight[:, None]).T @ design + np.diag(penalty), slope)
        coefficients += np.clip(change, -5, 5)
        if np.abs(change).max() < CLOSE:
            break
    return np.asarray(scipy.special.expit(design @ coefficients)[which])


def _one_column_a_category(kinds: NDArray[np.int64]) -> Floats:
    columns = [np.ones((len(kinds), 1))]
    columns += [
        (kinds[:, [at]] == np.unique(kinds[:, at])).astype(np.float64) for at in range(kinds.shape[1])
    ]
    return np.hstack(columns)


def funnel(officer: ArrayLike, result: ArrayLike, chance: ArrayLike) -> Funnel:
    """Set each officer's results against those expected, one file a place; officers are numbered from 0.

    Raises:
        NotEnoughError: fewer than five officers have enough files.
    """
    who = np.asarray(officer, dtype=np.int64)
    p = np.asarray(chance, dtype=np.float64)
    found = np.asarray(result, dtype=np.float64)
    observed, expected, variance = (
        np.bincount(who, weights=column).astype(np.float64) for column in (found, p, p * (1 - p))
    )
    misses = np.bincount(who) - expected
    judged = (expected >= LEAST_EXPECTED) & (misses >= LEAST_EXPECTED)
    if judged.sum() < 5:
        raise NotEnoughError("fewer than five officers have enough files to be compared")
    raw = np.full(len(observed), np.nan)
    raw[judged] = (observed - expected)[judged] / np.sqrt(variance[judged])
    spread = over_dispersion(raw[judged])
    z = raw / math.sqrt(spread)
    q = np.full(len(z), np.nan)
    q[judged] = benjamini_hochberg(2 * scipy.special.ndtr(-np.abs(z[judged])))
    return Funnel(
        observed=observed, expected=expected, variance=variance, judged=judged, spread=spread, z=z, q=q,
        shrunken=shrunken_ratio(observed, expected),
    )  # fmt: skip


def over_dispersion(z: ArrayLike) -> float:
    """Return how many times the officers' variance exceeds that of chance, at least 1.

    The mean square of z after winsorising, divided by its value for a standard normal variable.
    """
    ordered = np.asarray(z, dtype=np.float64)
    low, high = np.quantile(ordered, [WINSORISED, 1 - WINSORISED])
    cut = float(scipy.special.ndtri(1 - WINSORISED))
    density = math.exp(-cut * cut / 2) / math.sqrt(2 * math.pi)
    of_normal = (1 - 2 * WINSORISED) - 2 * cut * density + 2 * WINSORISED * cut * cut
    return max(1.0, float((np.clip(ordered, low, high) ** 2).mean()) / of_normal)


def shrunken_ratio(observed: ArrayLike, expected: ArrayLike) -> Floats:
    """Return O / E drawn towards the common ratio, the more the fewer were expected; all share one prior.

    Marshall's estimate: m + C (O / E - m) with m the common ratio, C = A / (A + m / E), and A the variance
    between officers by moments, at least 0.

    >>> shrunken_ratio([10, 10], [10, 10]).tolist()
    [1.0, 1.0]

    Raises:
        ValueError: nothing was expected of somebody.
    """
    seen, awaited = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    if not (awaited > 0).all():
        raise ValueError("a ratio needs something expected")
    common = seen.sum() / awaited.sum()
    ratio = seen / awaited
    square = (awaited * (ratio - common) ** 2).sum() / awaited.sum()
    between = max(0.0, float(square - common / awaited.mean()))
    weight = between / (between + common / awaited) if between else np.zeros(len(seen))
    return np.asarray(common + weight * (ratio - common))
