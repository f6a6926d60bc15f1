"""The forecasting methods among which the back-test chooses.

Exponential smoothing (ETS without trend, error and season chosen by the corrected information criterion), the
dynamic optimised Theta method and complex exponential smoothing (of logarithms) are statsforecast's; the
seasonal level is our own; the median of the four is the fifth. ARIMA is left out: chosen automatically it
takes one to five seconds a fit and thirteen fits are needed, for no gain on `benchmarks/forecast.py`.

Sources:
    R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder, Forecasting with Exponential Smoothing, 2008.
    J. A. Fiorucci et al., "Models for optimising the theta method and their relationship to state space
    models", International Journal of Forecasting 32, 2016.
    I. Svetunkov, N. Kourentzes, J. K. Ord, "Complex exponential smoothing", Naval Research Logistics 69,
    2022.
    F. Petropoulos, I. Svetunkov, "A simple combination of univariate models", International Journal of
    Forecasting 36, 2020 (the median of four).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.evidence.methods.seasonal_level import SEASON, from_logarithms, seasonal_level, to_logarithms

Array: TypeAlias = NDArray[np.float64]
Forecaster: TypeAlias = Callable[[Array, int], Array]
"""From known values of consecutive months and a horizon to the forecast of so many months."""

ForecastByAll: TypeAlias = Callable[[Array, int], Mapping["Model", Array]]
"""The same for all methods among which to choose."""

_HIGHEST = 10.0
"""An explosive fit is cut at so many times the highest value ever seen."""


class Model(StrEnum):
    """How a series was forecast."""

    MEDIAN_OF_FOUR = "median_of_four"
    ETS = "ets"
    THETA = "theta"
    CES = "ces"
    SEASONAL_LEVEL = "seasonal_level"
    SEASONAL_NAIVE = "seasonal_naive"


def seasonal_naive(values: Array, horizon: int) -> Array:
    """Return the last year's values again, the yardstick of every other method."""
    return np.resize(values[-SEASON:], horizon)


def ets(values: Array, horizon: int) -> Array:
    """Return exponential smoothing's forecast, without a trend: of a flow it would run off within a year."""
    from statsforecast.models import AutoETS

    return _mean(AutoETS(season_length=SEASON, model="ZNZ").forecast(y=values, h=horizon))


def theta(values: Array, horizon: int) -> Array:
    """Return the dynamic optimised Theta method's forecast."""
    from statsforecast.models import DynamicOptimizedTheta

    return _mean(DynamicOptimizedTheta(season_length=SEASON).forecast(y=values, h=horizon))


def ces(values: Array, horizon: int) -> Array:
    """Return complex exponential smoothing's forecast, made in logarithms."""
    from statsforecast.models import AutoCES

    logarithms, offset = to_logarithms(values)
    return from_logarithms(_mean(AutoCES(season_length=SEASON).forecast(y=logarithms, h=horizon)), offset)


SINGLES: Mapping[Model, Forecaster] = {
    Model.ETS: ets,
    Model.THETA: theta,
    Model.CES: ces,
    Model.SEASONAL_LEVEL: seasonal_level,
}


def forecast_by_all(
    values: Array, horizon: int, singles: Mapping[Model, Forecaster] = SINGLES
) -> dict[Model, Array]:
    """Return the forecast of each single method, of their median and of seasonal naive.

    A method that cannot be fitted to these values stands aside with seasonal naive's forecast.
    """
    naive = seasonal_naive(values, horizon)
    found = {model: _bounded(method, values, horizon, naive) for model, method in singles.items()}
    median = np.median(list(found.values()), axis=0)
    return {Model.MEDIAN_OF_FOUR: median, **found, Model.SEASONAL_NAIVE: naive}


def filled(values: Array) -> Array:
    """Return the values with unknown months estimated, for fitting only.

    A month is interpolated between the same months of the years around it (beyond the ends: the nearest), or,
    where no year knows it, between its neighbours.
    """
    values = values.copy()
    for place in range(min(SEASON, len(values))):
        values[place::SEASON] = _interpolated(values[place::SEASON])
    return _interpolated(values)


def _interpolated(values: Array) -> Array:
    known = np.flatnonzero(~np.isnan(values))
    return np.interp(np.arange(len(values)), known, values[known]) if known.size else values


def _bounded(method: Forecaster, values: Array, horizon: int, instead: Array) -> Array:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            found = method(values, horizon)
    except Exception:  # noqa: BLE001 - statsforecast raises bare exceptions where a model does not fit
        return instead
    return np.clip(found, 0.0, _HIGHEST * values.max()) if np.isfinite(found).all() else instead


def _mean(forecast: Mapping[str, Array]) -> Array:
    return np.asarray(forecast["mean"], dtype=np.float64)
