from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from chegara.risk.methods.quantification.exceedance import (
    curve_amounts,
    exceedance_curve,
    mean_harm,
    quantile_of_harm,
    summary,
)

HARM = st.lists(st.floats(0, 1e6), min_size=1, max_size=200).map(np.array)


def test_the_curve_is_the_share_of_years_above_each_amount():
    points = exceedance_curve(np.arange(10.0), [-1, 0, 4.5, 9])

    assert [point.probability for point in points] == [1, 0.9, 0.5, 0]
    assert points[-1].interval.low == 0
    assert points[-1].interval.high == pytest.approx(1 - 0.025 ** (1 / 10))


@settings(max_examples=50)
@given(HARM, st.lists(st.floats(0, 1e6), min_size=1, max_size=10))
def test_a_greater_harm_is_never_likelier_to_be_exceeded(harm, amounts):
    points = exceedance_curve(harm, sorted(amounts))

    probabilities = [point.probability for point in points]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(point.probability in point.interval for point in points)


@settings(max_examples=50)
@given(HARM, st.floats(0.01, 0.99))
def test_a_quantile_lies_in_its_interval_and_among_the_years(harm, probability):
    found = quantile_of_harm(harm, probability)

    assert found.value in harm
    assert found.value in found.interval
    assert (harm <= found.value).mean() >= probability - 1e-12


@pytest.mark.parametrize("probability", [0.5, 0.95])
def test_intervals_hold_the_truth_as_often_as_they_say(probability):
    rng = np.random.default_rng(20261125)
    law = stats.lognorm(0.8)
    covered_mean, covered_quantile = [], []
    for harm in rng.lognormal(0, 0.8, size=(1500, 1000)):
        covered_mean.append(law.mean() in mean_harm(harm).interval)
        covered_quantile.append(law.ppf(probability) in quantile_of_harm(harm, probability).interval)

    error = 4 * math.sqrt(0.95 * 0.05 / 1500)
    assert np.mean(covered_mean) == pytest.approx(0.95, abs=error)
    assert np.mean(covered_quantile) == pytest.approx(0.95, abs=error)


def test_the_summary_says_how_often_nothing_happens_and_what_the_worst_years_cost():
    found = summary(np.array([0.0] * 90 + [10.0] * 9 + [100.0]), worst_share=0.1)

    assert found.none_at_all == 0.9
    assert found.mean_of_worst == 19
    assert found.mean.value == 1.9
    assert found.quantiles[0.95].value == 10
    assert found.trials == 100


def test_where_nothing_happens_there_is_no_curve_to_draw_and_no_relative_error():
    nothing = np.zeros(100)

    assert curve_amounts(nothing) == ()
    assert mean_harm(nothing).relative_error == 0
    assert mean_harm(np.array([0.0])).relative_error == math.inf


def test_amounts_of_a_curve_reach_to_the_worst_year():
    amounts = curve_amounts(np.array([0.0, 1.0, 10.0, 1000.0]), points=5)

    assert len(amounts) == 5
    assert amounts[-1] == pytest.approx(1000)


@pytest.mark.parametrize(
    "call",
    [
        lambda: mean_harm(np.empty(0)),
        lambda: quantile_of_harm(np.ones(3), 1),
        lambda: summary(np.ones(3), worst_share=0),
        lambda: exceedance_curve(np.empty(0), [1]),
    ],
)
def test_no_years_and_no_probability_are_refused(call):
    with pytest.raises(ValueError, match=r"no simulated years|between 0 and 1"):
        call()
