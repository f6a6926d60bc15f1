from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from chegara.common.periods import Month
from chegara.evidence.methods.dispersion import dispersion

START = Month(2011, 1)


def series(counts):
    return {START + ahead: float(count) for ahead, count in enumerate(counts)}


def means(years):
    """A level that changes by the year upon a season: what the method must not take for scatter."""
    season = 20 + 15 * np.sin(np.arange(12) / 12 * 2 * np.pi)
    return np.concatenate([season * factor for factor in (1, 2, 0.5, 1.5, 1)[:years]])


def test_the_factor_is_pearsons_of_a_table_of_year_by_month():
    rng = np.random.default_rng(20261123)
    counts = rng.negative_binomial(5, 0.2, size=(3, 12))
    table = stats.contingency.chi2_contingency(counts)

    found = dispersion(series(counts.ravel()))

    assert found.factor == pytest.approx(table.statistic / table.dof)
    assert found.probability == pytest.approx(table.pvalue)
    assert found.months == 36


def test_poisson_counts_with_season_and_moving_level_are_seldom_called_over_dispersed():
    rng = np.random.default_rng(20261123)
    called = [dispersion(series(rng.poisson(means(5)))).is_over_dispersed for _ in range(300)]

    assert np.mean(called) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)


def test_the_dispersion_put_in_comes_out():
    rng = np.random.default_rng(20261123)
    factor = 4.0
    found = [
        dispersion(series(rng.negative_binomial(means(5) / (factor - 1), 1 / factor))).factor
        for _ in range(100)
    ]

    assert np.mean(found) == pytest.approx(factor, rel=0.1)


def test_months_that_nobody_reported_do_not_count_as_scatter():
    counts = dict(enumerate(np.outer([2, 3, 5], np.arange(1, 13)).ravel()))
    holes = {START + ahead: float(count) for ahead, count in counts.items() if ahead not in (3, 17, 18)}

    found = dispersion(holes)

    assert found.months == 33
    assert found.probability == pytest.approx(1.0, abs=1e-6)
    assert not found.is_over_dispersed


@pytest.mark.parametrize(
    "counts",
    [[], [0, 50] * 11 + [0], [0] * 36, [7] * 12 + [0] * 12],
    ids=["nothing", "23 months", "all zero", "one year and nothing"],
)
def test_too_little_history_leaves_poisson(counts):
    found = dispersion(series(counts))

    assert found.factor == 1
    assert found.months == len(counts)


@pytest.mark.parametrize("count", [-1.0, np.nan, np.inf])
def test_what_is_no_count_is_refused(count):
    with pytest.raises(ValueError, match="count"):
        dispersion({START: count})


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 200), min_size=24, max_size=48), st.randoms(use_true_random=False))
def test_the_order_in_which_months_come_does_not_matter(counts, random):
    items = list(series(counts).items())
    shuffled = items.copy()
    random.shuffle(shuffled)

    assert dispersion(dict(items)).factor == pytest.approx(dispersion(dict(shuffled)).factor)
