"""What the simulated years say: mean, quantiles, how likely harm above an amount is, each with its error.

The Monte Carlo error is that of having drawn so many years and no more; it says nothing about how good the
estimates are that went in.

Sources:
    P. Glasserman, Monte Carlo Methods in Financial Engineering, 2003, 1.1 (error of a mean).
    H. A. David, H. N. Nagaraja, Order Statistics, 3rd ed. 2003, 7.1 (interval of a quantile by order
    statistics).
    C. J. Clopper, E. S. Pearson, Biometrika 26, 1934 (interval of a share).
    P. Artzner, F. Delbaen, J.-M. Eber, D. Heath, "Coherent measures of risk", Mathematical Finance 9, 1999
    (expected shortfall).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

from chegara.common.intervals import Interval, clopper_pearson

Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A figure of simulated years with its Monte Carlo interval (95 per cent), in the unit of harm."""

    value: float
    interval: Interval

    @property
    def relative_error(self) -> float:
        """Half the interval over the value; infinite where the value is 0 and the interval is not."""
        half = (self.interval.high - self.interval.low) / 2
        return half / abs(self.value) if self.value else (math.inf if half else 0.0)


@dataclass(frozen=True, kw_only=True)
class Exceedance:
    """How likely a year's harm is to exceed an amount, 0 to 1, with its Monte Carlo interval."""

    amount: float
    probability: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A year's harm: mean, standard deviation, quantiles by their probability, mean of the worst years."""

    trials: int
    mean: Estimate
    deviation: float
    quantiles: dict[float, Estimate]
    worst_share: float
    mean_of_worst: float
    none_at_all: float


def mean_harm(harm: Array) -> Estimate:
    """Return the mean of a year's harm.

    Raises:
        ValueError: there are no trials.
    """
    _check(harm)
    value = float(harm.mean())
    half = _z() * float(harm.std(ddof=1)) / math.sqrt(len(harm)) if len(harm) > 1 else math.inf
    return Estimate(value=value, interval=Interval(value - half, value + half))


def quantile_of_harm(harm: Array, probability: float, *, is_sorted: bool = False) -> Estimate:
    """Return the harm that a year does not exceed with that probability.

    Raises:
        ValueError: there are no trials, or the probability is not between 0 and 1.
    """
    _check(harm)
    if not 0 < probability < 1:
        raise ValueError(f"a quantile needs a probability between 0 and 1, not {probability}")
    ordered = harm if is_sorted else np.sort(harm)
    n = len(ordered)
    half = _z() * math.sqrt(n * probability * (1 - probability))
    low, high = math.floor(n * probability - half) - 1, math.ceil(n * probability + half)
    place = min(math.ceil(n * probability), n) - 1
    return Estimate(
        value=float(ordered[place]),
        interval=Interval(float(ordered[max(low, 0)]), float(ordered[min(high, n - 1)])),
    )


def exceedance_curve(harm: Array, amounts: Sequence[float]) -> tuple[Exceedance, ...]:
    """Return the probability that a year's harm exceeds each amount: the harm exceedance curve.

    >>> [point.probability for point in exceedance_curve(np.array([0.0, 0.0, 5.0, 20.0]), [0, 5, 10])]
    [0.5, 0.25, 0.25]

    Raises:
        ValueError: there are no trials.
    """
    _check(harm)
    ordered = np.sort(harm)
    above = len(harm) - np.searchsorted(ordered, amounts, side="right")
    return tuple(
        Exceedance(
            amount=float(amount),
            probability=int(count) / len(harm),
            interval=clopper_pearson(int(count), len(harm)),
        )
        for amount, count in zip(amounts, above, strict=True)
    )


def curve_amounts(harm: Array, *, points: int = 50) -> tuple[float, ...]:
    """Return amounts for a curve on a logarithmic scale, none where nothing happens."""
    positive = harm[harm > 0]
    if not len(positive):
        return ()
    low, high = np.quantile(positive, [0.01, 1.0])
    return tuple(float(amount) for amount in np.geomspace(low, high, points))


def summary(
    harm: Array, *, probabilities: Sequence[float] = (0.5, 0.9, 0.95, 0.99), worst_share: float = 0.05
) -> Summary:
    """Return the figures that a report prints.

    Raises:
        ValueError: there are no trials, or a probability or share is not between 0 and 1.
    """
    _check(harm)
    if not 0 < worst_share < 1:
        raise ValueError(f"the worst years are a share between 0 and 1, not {worst_share}")
    ordered = np.sort(harm)
    worst = max(1, round(worst_share * len(harm)))
    return Summary(
        trials=len(harm),
        mean=mean_harm(harm),
        deviation=float(harm.std(ddof=1)) if len(harm) > 1 else math.nan,
        quantiles={p: quantile_of_harm(ordered, p, is_sorted=True) for p in probabilities},
        worst_share=worst_share,
        mean_of_worst=float(ordered[-worst:].mean()),
        none_at_all=float((harm == 0).mean()),
    )


def _check(harm: Array) -> None:
    if not len(harm):
        raise ValueError("there are no simulated years")


def _z() -> float:
    return float(scipy.special.ndtri(0.975))
