from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.evidence.methods.reconciliation import Hierarchy, reconcile, reconcile_tested

TWO = Hierarchy.of({"country": ["north", "south"]}, "country")
BORDER = Hierarchy.of(
    {"country": ["north", "south", "airport"], "north": ["a", "b"], "south": ["c", "d", "e"]}, "country"
)
EQUAL = np.ones(len(BORDER.names))


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_two_parts_and_their_sum_by_hand():
    """By itself 10 against 4 + 5; errors of the parts have variance 1, of the whole 2.

    Least (10 - a - b)^2 / 2 + (4 - a)^2 + (5 - b)^2 is at a = 4.25, b = 5.25.
    """
    found = reconcile(column(10, 4, 5), np.array([2.0, 1.0, 1.0]), TWO)

    assert found[:, 0] == pytest.approx([9.5, 4.25, 5.25])


def test_a_forecast_that_was_never_out_stays():
    found = reconcile(column(10, 4, 5), np.array([0.0, 1.0, 3.0]), TWO)

    assert found[:, 0] == pytest.approx([10, 4.25, 5.75], rel=1e-4)


def test_a_part_that_would_be_negative_is_zero():
    found = reconcile(column(2, 8, 0), np.array([0.01, 1.0, 1.0]), TWO)

    assert found[2, 0] == 0
    assert found[0, 0] == found[1, 0]


def test_a_hierarchy_says_what_each_series_is_made_of():
    assert BORDER.names == ("country", "north", "a", "b", "south", "c", "d", "e", "airport")
    assert BORDER.parts == ("a", "b", "c", "d", "e", "airport")
    assert BORDER.summing.sum(axis=1).tolist() == [6, 2, 1, 1, 3, 1, 1, 1, 1]


@pytest.mark.parametrize(
    "children",
    [{"x": ["y", "z"], "y": ["z"]}, {"x": ["y"], "y": ["x"]}],
    ids=["in two places", "under itself"],
)
def test_a_hierarchy_is_a_tree(children):
    with pytest.raises(ValueError, match="two places"):
        Hierarchy.of(children, "x")


@st.composite
def forecasts(draw):
    size = len(BORDER.names)
    base = draw(st.lists(st.integers(0, 1000), min_size=2 * size, max_size=2 * size))
    variances = draw(st.lists(st.integers(1, 50), min_size=size, max_size=size))
    return np.array(base, dtype=float).reshape(size, 2), np.array(variances, dtype=float)


@settings(max_examples=60, deadline=None)
@given(forecasts())
def test_reconciled_forecasts_add_up_and_are_not_negative(given_forecasts):
    base, variances = given_forecasts

    found = reconcile(base, variances, BORDER)

    rows = dict(zip(BORDER.names, found, strict=True))
    assert (found >= 0).all()
    assert rows["north"] == pytest.approx(rows["a"] + rows["b"])
    assert rows["south"] == pytest.approx(rows["c"] + rows["d"] + rows["e"])
    assert rows["country"] == pytest.approx(rows["north"] + rows["south"] + rows["airport"])


@settings(max_examples=60, deadline=None)
@given(forecasts())
def test_without_a_negative_part_it_is_the_textbook_projection(given_forecasts):
    """P = S (S' W^-1 S)^-1 S' W^-1, Wickramasuriya et al. 2019, equation 10."""
    base, variances = given_forecasts
    summing, inverse = BORDER.summing, np.diag(1 / variances)
    projected = summing @ np.linalg.solve(summing.T @ inverse @ summing, summing.T @ inverse @ base)

    found = reconcile(base, variances, BORDER)

    for month in range(base.shape[1]):
        if (projected[:, month] >= 0).all():
            assert found[:, month] == pytest.approx(projected[:, month], abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(forecasts(), st.integers(0, 2**32 - 1))
def test_no_other_forecasts_that_add_up_are_nearer(given_forecasts, seed):
    base, variances = given_forecasts
    found = reconcile(base, variances, BORDER)
    others = np.random.default_rng(seed).uniform(0, 500, (20, len(BORDER.parts), 2))

    def distance(forecast):
        return ((base - forecast) ** 2 / variances[:, None]).sum()

    assert all(distance(found) <= distance(BORDER.summing @ parts) + 1e-6 for parts in others)


@settings(max_examples=30, deadline=None)
@given(forecasts())
def test_forecasts_that_agree_already_stay_as_they_are(given_forecasts):
    base, variances = given_forecasts
    agreeing = BORDER.summing @ base[[BORDER.names.index(part) for part in BORDER.parts]]

    assert reconcile(agreeing, variances, BORDER) == pytest.approx(agreeing, abs=1e-6)


@pytest.mark.parametrize(
    ("base", "variances", "message"),
    [
        (column(1, 2), np.ones(3), "forecast of each month"),
        (column(1, np.nan, 2), np.ones(3), "forecast of each month"),
        (column(1, 2, 3), np.array([1.0, np.nan, 1.0]), "variance"),
        (column(1, 2, 3), np.array([1.0, -1.0, 1.0]), "variance"),
    ],
    ids=["one missing", "one unknown", "an unknown variance", "a negative variance"],
)
def test_what_is_not_known_of_every_series_is_refused(base, variances, message):
    with pytest.raises(ValueError, match=message):
        reconcile(base, variances, TWO)


def past_and_actual(rng, dates=12, ahead=12):
    truth = rng.uniform(50, 150, (dates, len(BORDER.parts), ahead))
    actual = np.einsum("np,dph->dnh", BORDER.summing, truth)
    spread = 5 * np.sqrt(BORDER.summing.sum(axis=1))[None, :, None]
    return actual + rng.normal(0, 1, actual.shape) * spread, actual


def test_reconciling_unrelated_errors_makes_the_sums_better():
    """The country's own forecast and the sum of its parts' err apart: both together err less."""
    past, actual = past_and_actual(np.random.default_rng(20261125))

    found = reconcile_tested(past[0], past, actual, BORDER)

    assert found.error[0] < 0.9 * found.base_error[0]
    assert (found.error < 1.05 * found.base_error).all()


def test_intervals_hold_as_many_of_the_past_months_as_they_say():
    past, actual = past_and_actual(np.random.default_rng(20261125), dates=24)

    found = reconcile_tested(past[0], past, actual, BORDER)

    assert np.mean(found.coverage80) == pytest.approx(0.8, abs=0.06)
    assert (found.half95 >= found.half80).all()


def test_a_month_that_one_series_does_not_know_is_not_tested():
    past, actual = past_and_actual(np.random.default_rng(20261125))
    past[3, 2, 5] = np.nan

    found = reconcile_tested(past[0], past, actual, BORDER)

    assert np.isnan(found.errors[3, :, 5]).all()
    assert np.isfinite(found.errors[3, :, 4]).all()


def test_a_past_of_one_date_tells_nothing():
    past, actual = past_and_actual(np.random.default_rng(20261125), dates=1)

    with pytest.raises(ValueError, match="two earlier dates"):
        reconcile_tested(past[0], past, actual, BORDER)
