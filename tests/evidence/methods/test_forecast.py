from __future__ import annotations

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.common.periods import Month, months_between
from chegara.evidence.methods.forecast import (
    LEAST_OBSERVED,
    MonthlySeries,
    Refusal,
    forecast,
    forecast_many,
)
from chegara.evidence.methods.forecasters import SINGLES, Model, filled, forecast_by_all, seasonal_naive
from chegara.evidence.methods.seasonal_level import seasonal_level

START = Month(2015, 1)
SEASON = 100 + 40 * np.sin(np.arange(12) / 12 * 2 * np.pi)


def quick(values, horizon):
    """Our own method alone: statsforecast's take a second a series."""
    return forecast_by_all(values, horizon, {Model.SEASONAL_LEVEL: seasonal_level})


def series(values):
    return MonthlySeries(START, tuple(float(value) for value in values))


def noisy(months, rng):
    return np.resize(SEASON, months) * np.exp(rng.normal(0, 0.05, months))


@pytest.fixture
def rng():
    return np.random.default_rng(20261123)


def test_the_methods_are_tested_chosen_and_calibrated_on_the_series_own_past(rng):
    made = forecast(series(noisy(54, rng)))

    assert made.refusal is None
    assert made.months == tuple(months_between(Month(2019, 7), Month(2020, 6)))
    assert made.model in {*SINGLES, Model.MEDIAN_OF_FOUR}
    assert made.values == pytest.approx(np.resize(SEASON[6:].tolist() + SEASON[:6].tolist(), 12), rel=0.2)
    assert made.backtest.origins == 10
    assert made.backtest.mase < made.backtest.naive_mase
    assert 0.5 <= made.backtest.coverage80 <= 1


def test_the_method_with_the_smallest_error_is_chosen():
    def rivals(values, horizon):
        naive = seasonal_naive(values, horizon)
        return {
            Model.ETS: naive + 2,
            Model.THETA: naive + 1,
            Model.CES: naive + 3,
            Model.SEASONAL_NAIVE: naive,
        }

    made = forecast(series([*np.resize(SEASON, 59), 500]), by_all=rivals)

    assert made.model is Model.THETA
    assert made.values == pytest.approx(np.array(made.naive) + 1)


def test_seasonal_naive_stands_beside():
    values = np.arange(60.0)

    made = forecast(series(values), by_all=quick)

    assert made.naive == tuple(values[-12:])


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ([math.nan] * 60, Refusal.ALL_MISSING),
        ([], Refusal.ALL_MISSING),
        (range(LEAST_OBSERVED - 1), Refusal.FEWER_THAN_TWO_SEASONS),
        ([*range(23), *[math.nan] * 30], Refusal.FEWER_THAN_TWO_SEASONS),
        ([*range(23), *[math.nan] * 30, 7], Refusal.TOO_MANY_GAPS),
        ([0] * 60, Refusal.CONSTANT),
        ([5] * 60, Refusal.CONSTANT),
        ([*range(59), -1], Refusal.NEGATIVE),
    ],
    ids=["all missing", "empty", "23 months", "23 known", "gaps", "all zero", "constant", "negative"],
)
def test_what_cannot_be_forecast_is_refused_with_the_reason(values, refusal):
    made = forecast(series(values), by_all=quick)

    assert made.refusal is refusal
    assert made.months == made.values == made.lo80 == made.naive == ()
    assert made.model is made.backtest is None


@pytest.mark.parametrize(("months", "model"), [(24, Model.SEASONAL_NAIVE), (36, Model.SEASONAL_LEVEL)])
def test_what_is_too_short_to_test_the_methods_is_forecast_by_seasonal_naive(months, model, rng):
    def level_only(values, horizon):
        return {**quick(values, horizon), Model.MEDIAN_OF_FOUR: np.full(horizon, 1e6)}

    made = forecast(series(noisy(months, rng)), by_all=level_only)

    assert made.model is model
    assert made.backtest.origins == 4


def test_a_gap_is_estimated_for_the_fit_and_never_scored(rng):
    values = noisy(60, rng)
    values[[20, 50]] = math.nan

    made = forecast(series(values), by_all=quick)

    assert (made.observed, made.estimated) == (58, 2)
    flat = [error for row in made.backtest.errors for error in row]
    whole = forecast(series(np.where(np.isnan(values), 100, values)), by_all=quick)
    assert flat.count(None) > [error for row in whole.backtest.errors for error in row].count(None)


def test_the_forecast_starts_after_the_last_month_reported(rng):
    made = forecast(series([math.nan, *noisy(48, rng), math.nan, math.nan]), by_all=quick)

    assert made.months[0] == START + 49
    assert made.estimated == 0


def test_a_closed_year_widens_the_intervals_and_does_not_wreck_the_forecast(rng):
    calm = noisy(84, rng)
    closed = calm.copy()
    closed[60:66] *= 0.1

    quiet, shocked = forecast(series(calm), by_all=quick), forecast(series(closed), by_all=quick)

    assert shocked.values == pytest.approx(quiet.values, rel=0.1)
    assert shocked.hi80[5] - shocked.lo80[5] > 2 * (quiet.hi80[5] - quiet.lo80[5])


def test_a_series_that_repeats_itself_has_no_scale_for_its_errors():
    made = forecast(series(np.resize(SEASON, 60)), by_all=quick)

    assert math.isnan(made.backtest.mase)
    assert made.refusal is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.none() | st.floats(0, 1e7), min_size=24, max_size=70), st.integers(1, 24))
def test_limits_are_in_order_and_never_negative(values, horizon):
    made = forecast(MonthlySeries(START, tuple(values)), horizon=horizon, by_all=quick)

    limits = np.array([made.lo95, made.lo80, made.values, made.hi80, made.hi95])
    assert limits.shape == (5, 0 if made.refusal else horizon)
    assert (limits >= 0).all()
    assert (np.diff(limits, axis=0) >= 0).all()


@pytest.mark.parametrize("horizon", [0, 25])
def test_a_horizon_beyond_what_the_past_can_judge_is_refused(horizon):
    with pytest.raises(ValueError, match="1 to 24"):
        forecast(series(range(60)), horizon=horizon)


def test_a_method_that_fails_stands_aside():
    def broken(values, horizon):
        raise RuntimeError

    def endless(values, horizon):
        return np.full(horizon, np.inf)

    values = np.resize(SEASON, 36)
    made = forecast_by_all(values, 3, {Model.ETS: broken, Model.CES: endless})

    assert all(forecast == pytest.approx(SEASON[:3]) for forecast in made.values())


def test_an_explosive_fit_is_cut():
    made = forecast_by_all(np.resize(SEASON, 36), 2, {Model.ETS: lambda _, horizon: np.full(horizon, 1e12)})

    assert made[Model.ETS] == pytest.approx([SEASON.max() * 10] * 2)


@pytest.mark.parametrize("model", list(SINGLES))
def test_each_method_follows_a_plain_season(model):
    values = np.resize(SEASON, 60) + np.resize([0.0, 1.0, -1.0, 0.5, -0.5], 60)

    assert forecast_by_all(values, 12)[model] == pytest.approx(SEASON, rel=0.1)


def test_an_unknown_month_is_estimated_from_the_same_month_of_other_years():
    values = np.array([*range(12), *range(12, 24), *range(24, 36)], dtype=float)
    values[[5, 16, 31]] = np.nan

    assert filled(values)[[5, 16, 31]] == pytest.approx([17, 16, 19])


def test_an_unknown_month_that_no_year_knows_lies_between_its_neighbours():
    values = np.arange(36.0)
    values[[3, 15, 27]] = np.nan

    assert filled(values) == pytest.approx(np.arange(36.0))


def test_a_series_is_made_of_months_in_any_order_with_gaps():
    made = MonthlySeries.of({START + 2: 5.0, START: None})

    assert (made.first, made.values) == (START, (None, None, 5.0))
    with pytest.raises(ValueError, match="month"):
        MonthlySeries.of({})


def test_many_series_come_back_in_their_order():
    short = {name: series(range(3)) for name in "cab"}

    assert [name for name, _ in forecast_many(short)] == ["c", "a", "b"]


def test_other_processes_give_the_same():
    short = {str(number): series([1, number]) for number in range(20)}

    assert dict(forecast_many(short, workers=2)) == dict(forecast_many(short, workers=1))


def test_importing_the_method_does_not_wait_for_statsforecast_nor_django():
    code = (
        "import json, sys, chegara.evidence.methods.forecast; "
        "print(json.dumps([name in sys.modules for name in ('statsforecast', 'numba', 'pandas', 'django')]))"
    )

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert json.loads(printed) == [False] * 4
