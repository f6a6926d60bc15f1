"""Exact and score intervals for shares, counts and ratios of counts.

All intervals are two-sided with `level` between 0 and 1 (0.95: 95 per cent), equal tails.

Sources:
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
    C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
    binomial", Biometrika 26, 1934.
    F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28, 1936.
    J. Przyborowski, H. Wilenski, "Homogeneity of results in testing samples from Poisson series",
    Biometrika 31, 1940.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import scipy


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, both included; `high` may be infinite.

    >>> 0.5 in Interval(0.25, 0.75)
    True
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse an interval that holds nothing."""
        if not self.low <= self.high:
            raise ValueError(f"no interval reaches from {self.low} to {self.high}")

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def times(self, factor: float) -> Interval:
        """Return the interval in another unit; `factor` is positive."""
        return Interval(self.low * factor, self.high * factor)


def wilson(successes: float, trials: float, *, level: float = 0.95) -> Interval:
    """Return Wilson's score interval of a share, 0 to 1.

    >>> interval = wilson(9, 10)
    >>> round(interval.low, 2), round(interval.high, 2)
    (0.6, 0.98)

    Raises:
        ValueError: nothing was tried, there are more successes than trials, or the level is not a share.
    """
    _check_share(successes, trials)
    z = float(scipy.special.ndtri(1 - _tail(level)))
    share = successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return Interval(max((centre - half) / scale, 0.0), min((centre + half) / scale, 1.0))


def clopper_pearson(successes: float, trials: float, *, level: float = 0.95) -> Interval:
    """Return the exact interval of a share, 0 to 1, which never covers less than `level`.

    Successes and trials need not be whole: the limits are quantiles of beta distributions.

    Raises:
        ValueError: as for `wilson`.
    """
    _check_share(successes, trials)
    tail = _tail(level)
    failures = trials - successes
    low = float(scipy.special.betaincinv(successes, failures + 1, tail)) if successes > 0 else 0.0
    high = float(scipy.special.betaincinv(successes + 1, failures, 1 - tail)) if failures > 0 else 1.0
    return Interval(low, high)


def poisson(count: float, *, level: float = 0.95) -> Interval:
    """Return Garwood's exact interval of the mean of a Poisson count.

    >>> interval = poisson(10)
    >>> round(interval.low, 3), round(interval.high, 3)
    (4.795, 18.39)

    Raises:
        ValueError: the count is negative or not a number, or the level is not a share.
    """
    _check_count(count)
    tail = _tail(level)
    low = float(scipy.special.gammaincinv(count, tail)) if count > 0 else 0.0
    return Interval(low, float(scipy.special.gammaincinv(count + 1, 1 - tail)))


def poisson_ratio(
    count: float,
    reference: float,
    *,
    exposure: float = 1.0,
    reference_exposure: float = 1.0,
    level: float = 0.95,
) -> Interval:
    """Return the exact interval of the ratio of two Poisson rates, count / exposure to the reference's.

    Given the sum n of the counts, the first is binomial with p = r·t / (r·t + u), where r is the ratio and t
    and u the exposures; the limits are Clopper and Pearson's for p, solved for r. Where the reference is 0
    the upper limit is infinite; where both counts are 0 nothing is known and it is 0 to infinity.

    Raises:
        ValueError: a count is negative, an exposure is not positive, or the level is not a share.
    """
    _check_count(count)
    _check_count(reference)
    if not (0 < exposure < math.inf and 0 < reference_exposure < math.inf):
        raise ValueError(f"exposures must be positive, not {exposure} and {reference_exposure}")
    if count + reference == 0:
        _tail(level)
        return Interval(0.0, math.inf)
    share = clopper_pearson(count, count + reference, level=level)
    factor = reference_exposure / exposure
    return Interval(_odds(share.low) * factor, _odds(share.high) * factor)


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


def _tail(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"the level is a share between 0 and 1, not {level}")
    return (1 - level) / 2


def _check_share(successes: float, trials: float) -> None:
    if not (0 < trials < math.inf and 0 <= successes <= trials):
        raise ValueError(f"{successes} of {trials} is not a share")


def _check_count(count: float) -> None:
    if not 0 <= count < math.inf:
        raise ValueError(f"{count} is not a count")
