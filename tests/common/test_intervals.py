from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from chegara.common.intervals import Interval, clopper_pearson, poisson, poisson_ratio, wilson

# With nothing on one side the binomial limit has a closed form: (1 - p)^9 = 0.025, r = p / (1 - p).
FROM_NINE = 0.025 ** (-1 / 9) - 1


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [(wilson, 0.2553, 0.3662), (clopper_pearson, 0.2527, 0.3676)],
    ids=["Wilson", "Clopper-Pearson"],
)
def test_a_share_of_81_in_263_has_the_limits_that_newcombe_1998_prints(method, low, high):
    interval = method(81, 263)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("method", [wilson, clopper_pearson])
@pytest.mark.parametrize("successes", [0, 1, 7, 19, 20])
def test_a_share_has_the_limits_that_scipy_gives(method, successes):
    name = {"wilson": "wilson", "clopper_pearson": "exact"}[method.__name__]
    expected = stats.binomtest(successes, 20).proportion_ci(0.9, method=name)

    interval = method(successes, 20, level=0.9)

    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (3, 0.619, 8.767), (10, 4.795, 18.390), (100, 81.36, 121.63)],
)
def test_a_count_has_the_limits_of_garwoods_table(count, low, high):
    interval = poisson(count)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=6e-3)


def test_garwoods_limits_leave_half_the_rest_on_either_side():
    interval = poisson(7, level=0.8)

    assert stats.poisson.sf(6, interval.low) == pytest.approx(0.1)
    assert stats.poisson.cdf(7, interval.high) == pytest.approx(0.1)


def test_a_ratio_of_rates_has_the_limits_of_the_example_in_rs_manual():
    interval = poisson_ratio(11, 6 + 8 + 7, exposure=800, reference_exposure=1083 + 1050 + 878)

    assert (interval.low, interval.high) == pytest.approx((0.8584264, 4.2772659), rel=1e-6)


@pytest.mark.parametrize(
    ("count", "reference", "low", "high"),
    [(0, 0, 0.0, math.inf), (0, 9, 0.0, FROM_NINE), (9, 0, 1 / FROM_NINE, math.inf)],
    ids=["nothing happened", "fell to nothing", "came from nothing"],
)
def test_a_ratio_with_nothing_on_a_side_has_an_open_end(count, reference, low, high):
    interval = poisson_ratio(count, reference)

    assert (interval.low, interval.high) == pytest.approx((low, high), rel=1e-9)


def test_the_exact_ratio_covers_at_least_what_it_promises():
    rng = np.random.default_rng(20261123)
    pairs = rng.poisson((12, 6), size=(2000, 2))

    covered = np.mean([2.0 in poisson_ratio(int(x), int(y)) for x, y in pairs])

    assert covered >= 0.95 - 2 * math.sqrt(0.05 * 0.95 / 2000)


@given(st.integers(0, 500), st.integers(0, 500))
def test_swapping_the_periods_turns_the_ratio_over(count, reference):
    forward, backward = poisson_ratio(count, reference), poisson_ratio(reference, count)

    assert forward.high == pytest.approx(1 / backward.low if backward.low else math.inf, rel=1e-6)


@given(st.integers(0, 300), st.integers(1, 300))
def test_an_exact_share_is_never_narrower_towards_the_edges_than_what_was_seen(successes, more):
    trials = successes + more

    for method in (wilson, clopper_pearson):
        assert successes / trials in Interval(
            method(successes, trials).low - 1e-12, method(successes, trials).high
        )


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(1, 0),
        lambda: wilson(3, 2),
        lambda: clopper_pearson(-1, 2),
        lambda: poisson(-1),
        lambda: poisson(math.nan),
        lambda: poisson_ratio(1, 1, exposure=0),
        lambda: poisson_ratio(0, 0, level=1),
        lambda: wilson(1, 2, level=95),
        lambda: Interval(2, 1),
        lambda: Interval(math.nan, 1),
    ],
)
def test_what_is_no_count_share_or_level_is_refused(call):
    with pytest.raises(ValueError, match=r"not|no interval"):
        call()


def test_an_interval_changes_its_unit():
    assert Interval(1, 2).times(100_000) == Interval(100_000, 200_000)
