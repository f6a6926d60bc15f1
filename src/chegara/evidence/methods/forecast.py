"""A monthly series' next months, with intervals, or the reason why there is no forecast.

The method is the one whose back-test (see `chegara.evidence.methods.backtest`) has the smallest mean absolute
error: exponential smoothing, Theta, complex exponential smoothing, seasonal level or the median of the four.
Seasonal naive, last year again, always stands beside it, with its own score. A series of two to about three
years is too short for the others to be tested, and is forecast by seasonal naive.

Months that nobody reported are estimated for the fit alone and never scored. The forecast starts after the
last month reported.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from multiprocessing import get_context

import numpy as np

from chegara.common.periods import Month
from chegara.evidence.methods.backtest import Errors, backtest, coverage, half_widths, naive_scale, origins
from chegara.evidence.methods.forecasters import (
    Array,
    ForecastByAll,
    Model,
    filled,
    forecast_by_all,
    seasonal_naive,
)
from chegara.evidence.methods.seasonal_level import SEASON

HORIZON = 12
LONGEST_HORIZON = 24
"""The back-test reaches three years back; further ahead than two it has too little to say."""

LEAST_OBSERVED = 2 * SEASON
LEAST_SHARE_OBSERVED = 2 / 3
LEAST_ORIGINS = 4

MANY = 16
"""From so many series on, other processes pay for the seconds that they take to start."""


class Refusal(StrEnum):
    """Why a series is not forecast."""

    ALL_MISSING = "all_missing"
    FEWER_THAN_TWO_SEASONS = "fewer_than_two_seasons"
    TOO_MANY_GAPS = "too_many_gaps"
    CONSTANT = "constant"
    NEGATIVE = "negative"


@dataclass(frozen=True, kw_only=True)
class BackTest:
    """How the method, and seasonal naive, did at earlier dates.

    `mase` and `naive_mase` are mean absolute errors in units of the in-sample error of seasonal naive (below
    1 is better than that; NaN where the series repeats itself exactly); `coverage80` is the share, 0 to 1, of
    months that 80 per cent intervals would have held; `errors` are actual less forecast, in the series' unit,
    a row an origin, a column a month ahead, None where there was nothing to compare with.
    """

    origins: int
    mase: float
    naive_mase: float
    coverage80: float
    errors: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The months ahead, or a refusal and nothing else.

    Values and limits are in the series' unit and never negative; `lo80` to `hi80` held about four months of
    five in the past, `lo95` to `hi95` nineteen of twenty. `observed` months were reported, `estimated`
    unreported months between them were estimated for the fit.
    """

    refusal: Refusal | None = None
    observed: int
    estimated: int = 0
    months: tuple[Month, ...] = ()
    values: tuple[float, ...] = ()
    lo80: tuple[float, ...] = ()
    hi80: tuple[float, ...] = ()
    lo95: tuple[float, ...] = ()
    hi95: tuple[float, ...] = ()
    naive: tuple[float, ...] = ()
    model: Model | None = None
    backtest: BackTest | None = None


@dataclass(frozen=True)
class MonthlySeries:
    """Values of consecutive months from `first` on, counts or amounts; None or NaN where not reported."""

    first: Month
    values: tuple[float | None, ...]

    @classmethod
    def of(cls, values: Mapping[Month, float | None]) -> MonthlySeries:
        """Order values by month; a month that is absent between two others was not reported.

        Raises:
            ValueError: there is no month at all.
        """
        if not values:
            raise ValueError("a series needs a month")
        first, last = min(values), max(values)
        return cls(first, tuple(values.get(first + ahead) for ahead in range(last - first + 1)))


def forecast(
    series: MonthlySeries, *, horizon: int = HORIZON, by_all: ForecastByAll = forecast_by_all
) -> Forecast:
    """Forecast one series.

    `by_all` gives the candidates' forecasts of a series; others than the default are for tests and trials.

    Raises:
        ValueError: the horizon is not 1 to 24 months.
    """
    if not 1 <= horizon <= LONGEST_HORIZON:
        raise ValueError(f"the horizon is 1 to {LONGEST_HORIZON} months, not {horizon}")
    values = np.array([np.nan if value is None else value for value in series.values], dtype=np.float64)
    known = np.flatnonzero(~np.isnan(values))
    refusal = _refusal(values, len(known))
    if refusal is not None:
        return Forecast(refusal=refusal, observed=len(known))
    values = values[known[0] : known[-1] + 1]
    start = series.first + (int(known[-1]) + 1)
    return _forecast(values, start, horizon, by_all)


def forecast_many(
    series: Mapping[str, MonthlySeries], *, horizon: int = HORIZON, workers: int = 2
) -> Iterator[tuple[str, Forecast]]:
    """Forecast many series on several cores, and yield them in their order as they are ready.

    The processes are started afresh: they share no database connection or lock with this one.
    """
    one = partial(forecast, horizon=horizon)
    if workers < 2 or len(series) < MANY:
        yield from zip(series, map(one, series.values()), strict=True)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from zip(series, pool.map(one, series.values()), strict=True)


def _refusal(values: Array, observed: int) -> Refusal | None:
    if not observed:
        return Refusal.ALL_MISSING
    known = np.flatnonzero(~np.isnan(values))
    span = known[-1] - known[0] + 1
    tests = (
        (Refusal.NEGATIVE, np.nanmin(values) < 0),
        (Refusal.FEWER_THAN_TWO_SEASONS, observed < LEAST_OBSERVED),
        (Refusal.TOO_MANY_GAPS, observed < LEAST_SHARE_OBSERVED * span),
        (Refusal.CONSTANT, np.nanmin(values) == np.nanmax(values)),
    )
    return next((reason for reason, applies in tests if applies), None)


def _forecast(values: Array, start: Month, horizon: int, by_all: ForecastByAll) -> Forecast:
    if len(origins(len(values), least=LEAST_OBSERVED)) >= LEAST_ORIGINS:
        least = LEAST_OBSERVED
    else:
        by_all, least = _naive_only, SEASON
    tested = backtest(values, horizon, least=least, forecast_by_all=by_all)
    chosen = _best(tested)
    forecasts = by_all(filled(values), horizon)
    centre = forecasts[chosen]
    inner, outer = half_widths(tested[chosen].values, 0.8), half_widths(tested[chosen].values, 0.95)
    return Forecast(
        observed=int((~np.isnan(values)).sum()),
        estimated=int(np.isnan(values).sum()),
        months=tuple(start + ahead for ahead in range(horizon)),
        values=_floats(centre),
        lo80=_floats(centre - inner),
        hi80=_floats(centre + inner),
        lo95=_floats(centre - outer),
        hi95=_floats(centre + outer),
        naive=_floats(forecasts[Model.SEASONAL_NAIVE]),
        model=chosen,
        backtest=_summary(values, tested[chosen], tested[Model.SEASONAL_NAIVE]),
    )


def _naive_only(values: Array, horizon: int) -> dict[Model, Array]:
    return {Model.SEASONAL_NAIVE: seasonal_naive(values, horizon)}


def _best(tested: Mapping[Model, Errors]) -> Model:
    """Return the method with the smallest error, the first among equals; naive only where it is alone."""
    candidates = [model for model in tested if model is not Model.SEASONAL_NAIVE]
    return min(candidates, key=lambda model: tested[model].mean_absolute, default=Model.SEASONAL_NAIVE)


def _summary(values: Array, chosen: Errors, naive: Errors) -> BackTest:
    scale = naive_scale(values)
    return BackTest(
        origins=len(chosen.values),
        mase=_scaled(chosen.mean_absolute, scale),
        naive_mase=_scaled(naive.mean_absolute, scale),
        coverage80=coverage(chosen.values, 0.8),
        errors=tuple(
            tuple(None if math.isnan(error) else float(error) for error in row) for row in chosen.values
        ),
    )


def _scaled(error: float, scale: float) -> float:
    return error / scale if scale > 0 else math.nan


def _floats(values: Array) -> tuple[float, ...]:
    return tuple(float(value) for value in np.maximum(values, 0.0))
