"""Back-test: what would have been forecast at earlier dates, and how far it would have been out.

From the last month backwards every third month of the last three years is an origin: only what was known up
to it is fitted (gaps are filled anew), the months after it are scored. Months that nobody reported are never
scored. The errors do three things: they choose the method, they calibrate its intervals, and they are told to
the reader beside the forecast.

Intervals are split-conformal by horizon: the half width for h months ahead is the ⌈(n + 1) · level⌉-th
smallest of the n absolute errors at h - 1, h and h + 1 months, and never less than for a nearer month. A
shock within the last three years, such as 2020, therefore widens the intervals; it does not vanish.

Sources:
    L. J. Tashman, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16,
    2000 (rolling origin).
    R. J. Hyndman, A. B. Koehler, "Another look at measures of forecast accuracy", International Journal of
    Forecasting 22, 2006 (MASE).
    J. Lei, M. G'Sell, A. Rinaldo, R. J. Tibshirani, L. Wasserman, "Distribution-free predictive inference for
    regression", JASA 113, 2018 (split conformal).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from chegara.evidence.methods.forecasters import Array, ForecastByAll, Model, filled
from chegara.evidence.methods.seasonal_level import SEASON

STEP = 3
"""Months between two origins."""

SPAN = 36
"""The earliest origin lies so many months before the last month: long enough to average, short enough to
forget."""

_NEIGHBOURS = 1


@dataclass(frozen=True, kw_only=True)
class Errors:
    """Actual less forecast of one method, in the series' unit: a row an origin, a column a month ahead.

    NaN where the month lies after the series' end or was not reported.
    """

    model: Model
    values: Array

    @property
    def mean_absolute(self) -> float:
        """The mean over origins of the mean absolute error; NaN where nothing could be scored."""
        scored = self.values[~np.isnan(self.values).all(axis=1)]
        return float(np.nanmean(np.abs(scored), axis=1).mean()) if len(scored) else math.nan


def origins(length: int, *, least: int) -> list[int]:
    """Return how many months are known at each origin, the latest first.

    `length` is the series' length and `least` the fewest months that a fit may rest on.
    """
    return [known for known in range(length - STEP, length - SPAN - 1, -STEP) if known >= least]


def backtest(
    values: Array, horizon: int, *, least: int, forecast_by_all: ForecastByAll
) -> dict[Model, Errors]:
    """Forecast from every origin and return each method's errors; unknown months are NaN in `values`."""
    found: dict[Model, list[Array]] = {}
    for known in origins(len(values), least=least):
        actual = np.full(horizon, np.nan)
        future = values[known : known + horizon]
        actual[: len(future)] = future
        for model, forecast in forecast_by_all(filled(values[:known]), horizon).items():
            found.setdefault(model, []).append(actual - forecast)
    return {model: Errors(model=model, values=np.array(rows)) for model, rows in found.items()}


def half_widths(errors: Array, level: float) -> Array:
    """Return half the width of the interval for each month ahead, in the series' unit.

    A month ahead that was never scored gets the width of the nearest before it that was.

    >>> half_widths(np.array([[-1.0], [2.0], [3.0], [-4.0]]), 0.8)
    array([4.])

    Raises:
        ValueError: nothing was scored, or the level is not a share.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is a share between 0 and 1, not {level}")
    if np.isnan(errors).all():
        raise ValueError("without an error from the past no interval can be calibrated")
    absolute = np.abs(errors)
    widths = np.zeros(absolute.shape[1])
    for ahead in range(len(widths)):
        window = absolute[:, max(0, ahead - _NEIGHBOURS) : ahead + _NEIGHBOURS + 1]
        sample = np.sort(window[~np.isnan(window)])
        if sample.size:
            rank = min(math.ceil((sample.size + 1) * level), sample.size)
            widths[ahead] = sample[rank - 1]
    return np.maximum.accumulate(widths)


def coverage(errors: Array, level: float) -> float:
    """Return the share, 0 to 1, of past months that the interval would have held; NaN where untold.

    Each origin is judged by the widths that the other origins give, so that no error vouches for itself.
    """
    held, scored = 0, 0
    for place, row in enumerate(errors):
        others = np.delete(errors, place, axis=0)
        seen = ~np.isnan(row)
        if not seen.any() or np.isnan(others).all():
            continue
        held += int((np.abs(row) <= half_widths(others, level))[seen].sum())
        scored += int(seen.sum())
    return held / scored if scored else math.nan


def naive_scale(values: Array) -> float:
    """Return the mean absolute change from the same month of last year, the unit of MASE; NaN if unknown."""
    changes = np.abs(values[SEASON:] - values[:-SEASON])
    return float(np.nanmean(changes)) if not np.isnan(changes).all() else math.nan
