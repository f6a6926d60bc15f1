from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.evidence.methods.seasonal_level import from_logarithms, seasonal_level, to_logarithms

SEASON = np.array([60, 70, 90, 100, 110, 130, 150, 140, 120, 90, 75, 65.0])


def test_a_pure_season_is_repeated():
    assert seasonal_level(np.tile(SEASON, 5), 14) == pytest.approx(np.resize(SEASON, 14), rel=0.01)


def test_a_level_that_has_shifted_is_followed_after_two_months():
    values = np.tile(SEASON, 6)
    values[-2:] *= 3

    assert seasonal_level(values, 12) == pytest.approx(SEASON * 3, rel=0.05)


def test_one_mad_month_and_a_closed_half_year_do_not_bend_the_season():
    values = np.tile(SEASON, 8)
    values[-1] *= 10
    values[40:46] = 0

    assert seasonal_level(values, 12) == pytest.approx(SEASON, rel=0.1)


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 1e6), min_size=24, max_size=60).filter(lambda values: sum(values) > 1),
    st.floats(1e-3, 1e3),
)
def test_the_forecast_does_not_depend_on_the_unit(values, factor):
    values = np.array(values)
    scale = values.max()

    assert seasonal_level(values * factor, 12) / factor == pytest.approx(
        seasonal_level(values, 12), rel=1e-6, abs=1e-6 * scale
    )


def test_logarithms_come_back():
    logarithms, offset = to_logarithms(np.array([0.0, 1.0, 1000.0]))

    assert from_logarithms(logarithms, offset) == pytest.approx([0, 1, 1000])


@pytest.mark.parametrize(
    "values",
    [np.ones(23), np.zeros(24), np.full(24, np.nan), np.r_[-1, np.ones(30)]],
    ids=["short", "all zero", "missing", "negative"],
)
def test_what_holds_no_season_is_refused(values):
    with pytest.raises(ValueError, match=r"years|values"):
        seasonal_level(values, 12)
