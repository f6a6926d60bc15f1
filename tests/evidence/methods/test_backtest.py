from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from chegara.evidence.methods.backtest import backtest, coverage, half_widths, naive_scale, origins
from chegara.evidence.methods.forecasters import Model, seasonal_naive


def by_naive(values, horizon):
    return {Model.SEASONAL_NAIVE: seasonal_naive(values, horizon)}


def test_origins_are_every_third_month_of_the_last_three_years():
    assert origins(100, least=24) == [97, 94, 91, 88, 85, 82, 79, 76, 73, 70, 67, 64]
    assert origins(33, least=24) == [30, 27, 24]
    assert origins(24, least=24) == []


def test_no_origin_sees_what_came_after_it():
    values = np.arange(60.0)
    seen = []

    def spy(past, horizon):
        seen.append(past.copy())
        return by_naive(past, horizon)

    backtest(values, 12, least=24, forecast_by_all=spy)

    assert [len(past) for past in seen] == origins(60, least=24)
    assert all(np.array_equal(past, values[: len(past)]) for past in seen)


def test_a_gap_at_an_origin_is_not_filled_from_its_future():
    values = np.tile(np.arange(12.0), 4)
    values[30] = np.nan
    changed = values.copy()
    changed[42] = 1000
    seen = []

    def spy(past, horizon):
        seen.append(past[30])
        return by_naive(past, horizon)

    backtest(changed, 12, least=31, forecast_by_all=spy)

    known = origins(48, least=31)
    assert [value for value, length in zip(seen, known, strict=True) if length <= 42] == [6.0] * sum(
        length <= 42 for length in known
    )


def test_errors_are_actual_less_forecast_and_unreported_months_are_not_scored():
    values = np.tile(np.arange(12.0), 4) + np.repeat([0, 1, 2, 3], 12)
    values[46] = np.nan

    errors = backtest(values, 6, least=42, forecast_by_all=by_naive)[Model.SEASONAL_NAIVE]

    np.testing.assert_array_equal(
        errors.values,
        [[1, np.nan, 1, np.nan, np.nan, np.nan], [1, 1, 1, 1, np.nan, 1]],
    )
    assert errors.mean_absolute == 1


def test_the_half_width_is_the_conformal_rank_of_the_months_around():
    errors = np.array([[1.0, -4.0, 9.0], [-2.0, 5.0, 8.0], [3.0, 6.0, -7.0]])

    # one to six: rank ceil(7 / 2); one to nine: rank ceil(10 / 2); four to nine: rank ceil(7 / 2)
    assert half_widths(errors, 0.5) == pytest.approx([4.0, 5.0, 7.0])


def test_an_interval_is_never_narrower_further_ahead():
    errors = np.array([[9.0, -4.0, 1.0], [-8.0, 5.0, 2.0], [7.0, 6.0, -3.0]])

    assert half_widths(errors, 0.5) == pytest.approx([7.0, 7.0, 7.0])


def test_a_month_ahead_that_was_never_scored_keeps_the_width_before_it():
    errors = np.array([[1.0, np.nan, np.nan, np.nan], [4.0, np.nan, np.nan, np.nan]])

    assert half_widths(errors, 0.8) == pytest.approx([4.0] * 4)


@given(
    hnp.arrays(float, (6, 12), elements=st.floats(-1e6, 1e6)),
    st.floats(0.05, 0.9),
)
def test_widths_grow_with_the_level_and_the_distance(errors, level):
    inner, outer = half_widths(errors, level), half_widths(errors, level + 0.05)

    assert (inner <= outer).all()
    assert (np.diff(inner) >= 0).all()


def test_calibrated_intervals_hold_what_they_promise():
    rng = np.random.default_rng(20261123)
    held = []
    for _ in range(400):
        errors = rng.normal(size=(12, 3))
        held.append(abs(rng.normal()) <= half_widths(errors, 0.8)[0])

    assert np.mean(held) == pytest.approx(0.8, abs=3 * math.sqrt(0.16 / 400) + 0.02)


def test_coverage_judges_each_origin_by_the_others():
    calm, shock = np.ones((5, 1)), np.array([[9.0]])

    assert coverage(calm, 0.8) == 1.0
    assert coverage(np.vstack([calm, shock]), 0.8) == pytest.approx(5 / 6)
    assert math.isnan(coverage(np.ones((1, 3)), 0.8))


def test_without_errors_or_with_a_level_in_per_cent_there_is_no_width():
    with pytest.raises(ValueError, match="without an error"):
        half_widths(np.full((3, 2), np.nan), 0.8)
    with pytest.raises(ValueError, match="share"):
        half_widths(np.ones((3, 2)), 80)


def test_the_scale_is_the_mean_change_over_a_year():
    values = np.r_[np.zeros(12), np.full(12, 3.0), np.full(12, 4.0)]
    values[0] = np.nan

    assert naive_scale(values) == pytest.approx((11 * 3 + 12 * 1) / 23)
    assert math.isnan(naive_scale(np.ones(12)))
