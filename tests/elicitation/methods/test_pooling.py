from __future__ import annotations

import math

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.elicitation.methods.distributions import Lognormal, from_quantiles, from_three
from chegara.elicitation.methods.pooling import linear_pool

EXPERTS = (
    from_three(2, 10, 100),
    from_three(20, 40, 80),
    from_quantiles([0.25, 0.5, 0.75], [5, 8, 30], lower=0),
)


def test_the_pool_is_the_weighted_mean_of_the_distribution_functions():
    amounts = np.array([1.0, 10.0, 50.0, 200.0])
    pool = linear_pool(EXPERTS, [1, 2, 1])

    expected = sum(
        w * expert.probability(amounts) for w, expert in zip((0.25, 0.5, 0.25), EXPERTS, strict=True)
    )

    assert pool.probability(amounts) == pytest.approx(expected)


def test_the_spread_of_the_pool_is_that_within_and_that_between_experts():
    pool = linear_pool(EXPERTS)

    means = np.array([expert.mean for expert in EXPERTS])
    within = np.mean([expert.second_moment - expert.mean**2 for expert in EXPERTS])

    assert pool.second_moment - pool.mean**2 == pytest.approx(within + means.var())


def test_experts_who_disagree_make_a_pool_as_wide_as_they_are_apart():
    pool = linear_pool([from_three(9, 10, 11), from_three(90, 100, 110)])

    low, high = pool.quantile([0.1, 0.9])

    assert low < 11
    assert high > 90


@pytest.mark.parametrize("weights", [None, [1, 5, 2]], ids=["equal", "stated"])
def test_draws_follow_the_pool(weights):
    pool, size = linear_pool(EXPERTS, weights), 20_000
    drawn = np.asarray(pool.sample(size, np.random.default_rng(20261125)), dtype=np.float64)

    assert scipy.stats.kstest(drawn, pool.probability).statistic < 1.63 / math.sqrt(size)


def test_one_experts_pool_is_that_expert():
    pool, expert = linear_pool([EXPERTS[0]]), EXPERTS[0]
    p = [0.01, 0.3, 0.99]

    assert pool.quantile(p) == pytest.approx(expert.quantile(p))
    assert pool.mean == pytest.approx(expert.mean)
    assert (pool.sample(5, np.random.default_rng(1)) == expert.sample(5, np.random.default_rng(1))).all()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-2, 5), st.floats(0.1, 2), st.floats(0.1, 9)), min_size=1, max_size=4),
    st.floats(0.01, 0.99),
    st.randoms(use_true_random=False),
)
def test_the_order_of_experts_does_not_matter_and_quantiles_invert(experts, p, random):
    shuffled = experts.copy()
    random.shuffle(shuffled)

    def pool(members):
        return linear_pool([Lognormal(location=a, spread=b) for a, b, _ in members], [w for *_, w in members])

    amount = pool(experts).quantile(p)

    assert pool(shuffled).quantile(p) == pytest.approx(amount, rel=1e-9)
    assert pool(experts).probability(amount) == pytest.approx(p, abs=1e-6)


@pytest.mark.parametrize("weights", [[1], [1, 0, 1], [1, -1, 1], [1, math.nan, 1]])
def test_an_expert_without_a_positive_weight_is_no_member(weights):
    with pytest.raises(ValueError, match="positive weight"):
        linear_pool(EXPERTS, weights)


def test_a_pool_of_nobody_is_refused():
    with pytest.raises(ValueError, match="experts"):
        linear_pool([])
