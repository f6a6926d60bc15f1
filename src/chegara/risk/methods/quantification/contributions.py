"""What each risk contributes to the year's harm, and what its uncertainty is owed to.

A risk's share of the mean, of the variance and of the worst years each add up to 1 over the risks. The share
of the variance is Cov(risk, total) / Var(total), which for independent risks is the first-order Sobol index
of the risk. The share of the worst years is the mean of the risk in them over that of the total (Euler
allocation). The rank correlation with the total says how monotone the tie is, whatever the shape of the
tails.

Sources:
    D. Tasche, "Risk contributions and performance measurement", TU Munich, 1999 (Euler allocation).
    I. M. Sobol, "Sensitivity estimates for nonlinear mathematical models", Mathematical Modelling and
    Computational Experiments 1, 1993.
    C. Spearman, "The proof and measurement of association between two things", American J. Psychology 15,
    1904.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy

from chegara.risk.methods.quantification.simulation import AnnualHarm, Array


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """One risk's part: its mean harm, its shares, its rank correlation with the total.

    NaN where the total never varies. The errors are Monte Carlo standard errors of the shares.
    """

    name: str
    mean: float
    of_mean: float
    of_mean_error: float
    of_variance: float
    of_variance_error: float
    of_worst: float
    of_worst_error: float
    rank_correlation: float


def contributions(harm: AnnualHarm, *, worst_share: float = 0.05) -> tuple[Contribution, ...]:
    """Return each risk's contribution, the largest share of the mean first.

    Raises:
        ValueError: the worst years are no share between 0 and 1.
    """
    if not 0 < worst_share < 1:
        raise ValueError(f"the worst years are a share between 0 and 1, not {worst_share}")
    total = harm.total
    worst = np.argsort(total)[-max(1, round(worst_share * len(total))) :]
    centred = total - total.mean()
    total_ranks = scipy.stats.rankdata(total)
    found = []
    for name, own in zip(harm.names, harm.by_risk, strict=True):
        of_mean, of_mean_error = _ratio(own, total)
        of_variance, of_variance_error = _ratio((own - own.mean()) * centred, centred**2)
        of_worst, of_worst_error = _ratio(own[worst], total[worst])
        found.append(
            Contribution(
                name=name,
                mean=float(own.mean()),
                of_mean=of_mean,
                of_mean_error=of_mean_error,
                of_variance=of_variance,
                of_variance_error=of_variance_error,
                of_worst=of_worst,
                of_worst_error=of_worst_error,
                rank_correlation=_correlation(scipy.stats.rankdata(own), total_ranks),
            )
        )
    return tuple(sorted(found, key=lambda one: -one.mean))


def _ratio(part: Array, whole: Array) -> tuple[float, float]:
    """Return the ratio of two means and its standard error (linearised); NaN where the whole is 0."""
    below = float(whole.mean())
    if not below:
        return math.nan, math.nan
    ratio = float(part.mean()) / below
    return ratio, float(np.std(part - ratio * whole)) / (abs(below) * math.sqrt(len(whole)))


def _correlation(first: Array, second: Array) -> float:
    deviations = float(first.std() * second.std())
    return (
        float(np.mean((first - first.mean()) * (second - second.mean()))) / deviations
        if deviations
        else math.nan
    )
