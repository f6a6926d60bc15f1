from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.training.methods.coverage import forecast_coverage

AT = date(2026, 1, 1)
YEAR = AT + timedelta(days=365)


def forecast(valid, **more):
    asked = {
        "needed": 100,
        "trained_last_year": 20,
        "left_last_year": 10,
        "staff": 100,
        "at": AT,
        "on": [YEAR],
        **more,
    }
    return forecast_coverage(valid, **asked)[0]


def test_a_service_worked_out_by_hand():
    """40 hold it, 10 of them until summer; a tenth of 30 leaves; 20 are trained: 30 · 0.9 + 20 = 47."""
    found = forecast([None] * 30 + [date(2026, 6, 30)] * 10)

    assert found.still_valid == 30
    assert found.expected == pytest.approx(47, abs=0.05)
    assert found.share == pytest.approx(0.47, abs=0.001)


@pytest.mark.parametrize(
    ("valid", "more", "expected"),
    [
        ([], {"trained_last_year": 0}, 0),
        ([None] * 100, {"left_last_year": 0}, 100),
        ([None] * 10, {"on": [AT]}, 10),
        ([AT], {"on": [AT], "trained_last_year": 0}, 1),
    ],
    ids=["nobody and nothing", "no more than are needed", "today", "valid on its last day"],
)
def test_edges(valid, more, expected):
    assert forecast(valid, **more).expected == pytest.approx(expected)


@pytest.mark.parametrize(
    "more",
    [{"needed": 0}, {"left_last_year": 101}, {"trained_last_year": -1}, {"on": [AT - timedelta(days=1)]}],
)
def test_impossible_counts_are_refused(more):
    with pytest.raises(ValueError, match=r"counts|later"):
        forecast([], **more)


@given(st.integers(0, 50), st.integers(0, 200), st.integers(0, 100), st.integers(0, 2000))
def test_the_forecast_lies_in_its_interval_and_within_those_needed(held, trained, left, days):
    found = forecast(
        [None] * held, trained_last_year=trained, left_last_year=left, on=[AT + timedelta(days=days)]
    )

    assert 0 <= found.interval.low <= found.expected + 1e-9
    assert found.expected <= found.interval.high + 1e-9
    assert found.interval.high <= 100


def test_the_expectation_is_that_of_a_simulation():
    rng = np.random.default_rng(1)
    still = rng.binomial(30, 0.9, size=20_000)
    new = rng.poisson(20 * 365 / 365.25, size=20_000)

    found = forecast([None] * 30)

    # Five standard errors of the simulated mean.
    assert found.expected == pytest.approx(float((still + new).mean()), abs=5 * 4.8 / 20_000**0.5)
