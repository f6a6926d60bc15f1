"""Seasonal level: the median season of all years upon the median level of the last three months.

Medians all the way, so that neither a closed border nor one holiday month bends the forecast, and a level
that has shifted is followed within two months. In logarithms z = ln(y + c), with c small:

    d(t) = z(t) - centred 12-month mean of z at t
    s(m) = median of d(t) over the years, for each month m of the year, less the mean of the twelve
    forecast of t: exp(median of the last three z(u) - s(u), plus s(t)) - c

It is the ratio-to-moving-average decomposition with medial averages, and the naive forecast of the
seasonally adjusted series.

Sources:
    S. Makridakis, S. C. Wheelwright, R. J. Hyndman, Forecasting: Methods and Applications, 3rd ed. 1998, 3/4.
    R. J. Hyndman, G. Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. 2021, 5.7.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SEASON = 12
"""Months in a season."""

LEVEL_MONTHS = 3
"""The level is the median of so many last months: one odd month among them does no harm."""

_OFFSET_SHARE = 0.02
"""The offset c as a share of the mean, so that a zero has a logarithm and the unit does not matter."""


def seasonal_level(values: NDArray[np.float64], horizon: int) -> NDArray[np.float64]:
    """Return the forecast of the `horizon` months after `values`, in their unit, never negative.

    Raises:
        ValueError: there are fewer than two years, or the values are negative, missing or all 0.
    """
    if len(values) < 2 * SEASON:
        raise ValueError(f"a season takes two years of months, not {len(values)} months")
    logarithms, offset = to_logarithms(values)
    season = _season(logarithms)
    places = np.arange(len(values) + horizon) % SEASON
    level = np.median((logarithms - season[places[: len(values)]])[-LEVEL_MONTHS:])
    return from_logarithms(level + season[places[len(values) :]], offset)


def to_logarithms(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return ln(y + c) and c, two per cent of the mean.

    Raises:
        ValueError: a value is negative or missing, or all are 0.
    """
    offset = _OFFSET_SHARE * float(values.mean())
    if not (offset > 0 and values.min() >= 0):
        raise ValueError("values must be known, not negative, and not all 0")
    return np.log(values + offset), offset


def from_logarithms(logarithms: NDArray[np.float64], offset: float) -> NDArray[np.float64]:
    """Undo `to_logarithms`, never below 0."""
    values: NDArray[np.float64] = np.maximum(np.exp(logarithms) - offset, 0.0)
    return values


def _season(logarithms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each of the twelve places of the year adds to the level."""
    weights = np.concatenate([[0.5], np.ones(SEASON - 1), [0.5]]) / SEASON
    centred = np.convolve(logarithms, weights, mode="valid")
    half = SEASON // 2
    deviations = logarithms[half : half + len(centred)] - centred
    places = (np.arange(len(deviations)) + half) % SEASON
    season = np.array([np.median(deviations[places == place]) for place in range(SEASON)])
    season -= season.mean()
    return season
