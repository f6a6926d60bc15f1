"""How much more the counts of a series scatter than chance alone would make them.

The months of whole years form a table, year by month of the year. If nothing but the level of each year and
the season of each month moved the counts, they would be Poisson with mean year x season; Pearson's
chi-squared over its degrees of freedom then is about 1. More than that is over-dispersion: cases that come
in batches, operations, holidays that move. The factor is the variance of a month's count in units of its
mean, and the count is taken as negative binomial with variance = dispersion x mean (NB1).

Sources:
    P. McCullagh, J. A. Nelder, Generalized Linear Models, 2nd ed. 1989, 6.2 (quasi-likelihood; the factor).
    A. C. Cameron, P. K. Trivedi, "Econometric models based on count data", J. Applied Econometrics 1, 1986
    (the two negative binomials).
    L. A. Goodman, "The analysis of cross-classified data: independence, quasi-independence, and interactions
    in contingency tables with or without missing entries", JASA 63, 1968 (months that nobody reported).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from chegara.common.periods import Month

LEAST_MONTHS = 24
"""Below two years a season cannot be told from a level, and so neither from scatter."""

SIGNIFICANCE = 0.05
"""A factor above 1 is believed when chance would give as much in fewer than one case in twenty."""

_ROUNDS = 200
_TOLERANCE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Dispersion:
    """Variance of a month's count over its mean, 1 for a Poisson count.

    `months` is how many reported months it rests on; `factor` is 1 where they are too few or where they do
    not contradict Poisson, and `probability` (0 to 1, None where too few) is that of a scatter as large by
    chance.
    """

    factor: float = 1.0
    months: int = 0
    probability: float | None = None

    @property
    def is_over_dispersed(self) -> bool:
        """Whether the series scatters more than a Poisson count."""
        return self.factor > 1


def dispersion(counts: Mapping[Month, float]) -> Dispersion:
    """Return the dispersion of a series of counts of one month each; months that nobody reported are absent.

    Raises:
        ValueError: a count is negative or not a number.
    """
    if not all(0 <= count < np.inf for count in counts.values()):
        raise ValueError("a count must be a number from 0 up; leave out the months that nobody reported")
    table, observed = _years_by_months(counts)
    if len(counts) < LEAST_MONTHS:
        return Dispersion(months=len(counts))
    expected = _quasi_independent(table, observed)
    used = observed & (expected > 0)
    freedom = int(used.sum() - used.any(axis=1).sum() - used.any(axis=0).sum() + 1)
    if freedom < 1:
        return Dispersion(months=len(counts))
    chi_squared = float(((table[used] - expected[used]) ** 2 / expected[used]).sum())
    probability = float(scipy.special.chdtrc(freedom, chi_squared))
    believed = probability < SIGNIFICANCE
    return Dispersion(
        factor=max(chi_squared / freedom, 1.0) if believed else 1.0,
        months=len(counts),
        probability=probability,
    )


def _years_by_months(counts: Mapping[Month, float]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    years = sorted({month.year for month in counts})
    table = np.zeros((len(years), 12))
    observed = np.zeros(table.shape, dtype=bool)
    for month, count in counts.items():
        cell = years.index(month.year), month.month - 1
        table[cell], observed[cell] = count, True
    return table, observed


def _quasi_independent(table: NDArray[np.float64], observed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Fit year x season to the observed cells, so that each year's and each month's total agrees."""
    expected = observed.astype(np.float64)
    for _ in range(_ROUNDS):
        before = expected
        for axis in (1, 0):
            wanted, present = table.sum(axis=axis), expected.sum(axis=axis)
            factors = np.divide(wanted, present, out=np.zeros_like(wanted), where=present > 0)
            expected = expected * np.expand_dims(factors, axis)
        if np.allclose(expected, before, rtol=_TOLERANCE, atol=_TOLERANCE):
            break
    return expected
