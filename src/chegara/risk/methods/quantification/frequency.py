"""How often something happens in a year, from what agencies counted.

Counts are Poisson with a rate that is not known exactly; before the counts nothing is claimed about it
(Jeffreys' prior), after them it is a gamma distribution with shape = cases + 1/2 and as many units of
exposure as were reported. Months that nobody reported bring neither cases nor exposure: a gap is no fall.
With nothing found in a year the rate is small but not zero.

Where the counts scatter more than Poisson ones (dispersion above 1, see
`chegara.evidence.methods.dispersion`), the same number of cases tells less about the rate, and next year's
own count scatters more; both widen the gamma distribution by the dispersion. Counts are detections: they
measure the effort of those who look as well.

Sources:
    A. Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, 2.6-2.8 (Gamma-Poisson, Jeffreys' prior).
    P. McCullagh, J. A. Nelder, Generalized Linear Models, 2nd ed. 1989, 6.2 (dispersion).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import scipy

from chegara.common.intervals import Interval

JEFFREYS = 0.5
"""Jeffreys' prior for a Poisson rate: gamma with shape 1/2 and no exposure."""

MONTHS_IN_YEAR = 12


class NothingReportedError(ValueError):
    """No month (or no exposure) was reported, so that the counts say nothing about the rate."""


@dataclass(frozen=True, kw_only=True)
class Frequency:
    """Cases in a year: the rate of the year to come, gamma with this mean and variance.

    `variance` 0 is a rate known exactly. `cases` and `exposure` (years, or the unit of exposure given) are
    what it rests on, 0 where it was not estimated.
    """

    mean: float
    variance: float = 0.0
    cases: float = 0.0
    exposure: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no rate."""
        if not (0 <= self.mean < math.inf and 0 <= self.variance < math.inf) or (
            self.variance and not self.mean
        ):
            raise ValueError(
                f"a rate's mean and variance are numbers from 0 up, not {self.mean}, {self.variance}"
            )

    @property
    def shape(self) -> float:
        """The gamma distribution's shape; infinite for a rate known exactly."""
        return self.mean**2 / self.variance if self.variance else math.inf

    def rate_interval(self, *, level: float = 0.95) -> Interval:
        """Return the interval that holds the rate with probability `level`, equal tails."""
        if not 0 < level < 1:
            raise ValueError(f"the level is a share between 0 and 1, not {level}")
        if not self.variance:
            return Interval(self.mean, self.mean)
        tail, scale = (1 - level) / 2, self.variance / self.mean
        return Interval(
            float(scipy.special.gammaincinv(self.shape, tail)) * scale,
            float(scipy.special.gammaincinv(self.shape, 1 - tail)) * scale,
        )

    @property
    def probability_of_any(self) -> float:
        """The probability, 0 to 1, of at least one case in the year (negative binomial: not 0)."""
        if not self.variance:
            return -math.expm1(-self.mean)
        return -math.expm1(-self.shape * math.log1p(self.variance / self.mean))


def frequency_from_months(counts: Iterable[float | None], *, dispersion: float = 1.0) -> Frequency:
    """Return the cases in a year from monthly counts; None (or NaN) is a month that nobody reported.

    >>> found = frequency_from_months([1, 0, None, 2, 0, 0, 1, 0, 0, 1, 0, 0, 1])
    >>> found.cases, found.exposure, found.mean
    (6.0, 1.0, 6.5)

    Raises:
        NothingReportedError: every month is missing.
        ValueError: a count is negative, or the dispersion is below 1.
    """
    pairs = [(count, 1.0) for count in counts]
    return frequency(pairs, next_exposure=MONTHS_IN_YEAR, unit=MONTHS_IN_YEAR, dispersion=dispersion)


def frequency(
    counted: Iterable[tuple[float | None, float | None]],
    *,
    next_exposure: float,
    unit: float = 1.0,
    dispersion: float = 1.0,
) -> Frequency:
    """Return the cases in a year with `next_exposure`, from pairs of a count and its exposure.

    Exposure is what cases arise from: months, or crossings, where next year's flow is forecast. A pair with a
    missing member is left out. `unit` is in how many units of exposure `Frequency.exposure` is told.

    Raises:
        NothingReportedError: no pair is complete, or their exposure is 0.
        ValueError: a count or exposure is negative or infinite, or the dispersion is below 1.
    """
    known = [(count, exposure) for count, exposure in counted if _is_known(count) and _is_known(exposure)]
    cases = math.fsum(count for count, _ in known if count is not None)
    exposure = math.fsum(exposure for _, exposure in known if exposure is not None)
    if any(not 0 <= value < math.inf for pair in known for value in pair if value is not None):
        raise ValueError("counts and exposures are numbers from 0 up; leave out what nobody reported")
    if not exposure > 0:
        raise NothingReportedError("nobody reported a period, so that nothing is known of the rate")
    if not (1 <= dispersion < math.inf and 0 < next_exposure < math.inf):
        raise ValueError(f"dispersion is at least 1 and exposure above 0, not {dispersion}, {next_exposure}")
    ratio = next_exposure / exposure
    mean = (cases + JEFFREYS) * ratio
    of_the_rate, of_the_year = dispersion * mean * ratio, (dispersion - 1) * mean
    return Frequency(mean=mean, variance=of_the_rate + of_the_year, cases=cases, exposure=exposure / unit)


def _is_known(value: float | None) -> bool:
    return value is not None and not math.isnan(value)
