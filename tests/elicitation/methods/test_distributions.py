from __future__ import annotations

import math

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.elicitation.methods.distributions import (
    ImpossibleAnswersError,
    JohnsonBounded,
    JohnsonSemiBounded,
    Lognormal,
    Pert,
    PiecewiseUniform,
    from_quantiles,
    from_three,
)

P = np.array([0.05, 0.5, 0.95])
EVERY = {
    "lognormal": Lognormal(location=1.0, spread=0.8),
    "skewed to the right": from_three(2, 10, 100),
    "skewed to the left": from_three(1, 10, 20),
    "above a bound": from_three(12, 20, 90, lower=10),
    "a share": from_three(0.1, 0.3, 0.9, upper=1),
    "a share, skewed to the left": from_three(0.2, 0.8, 0.9, upper=1),
    "five quantiles": from_quantiles([0.05, 0.25, 0.5, 0.75, 0.95], [1, 2, 4, 9, 30]),
    "PERT": Pert(least=1, mode=4, most=10),
}


@pytest.mark.parametrize(
    ("low", "middle", "high", "lower", "upper"),
    [
        (2, 10, 100, 0, None),
        (1, 10, 20, 0, None),
        (1, 10, 100, 0, None),
        (12, 20, 90, 10, None),
        (-5, 0, 50, -10, None),
        (0.1, 0.3, 0.9, 0, 1),
        (0.2, 0.8, 0.9, 0, 1),
        (0.25, 0.5, 0.75, 0, 1),
        (30, 60, 300, 20, 500),
        (1, 1.0001, 1000, 0, None),
    ],
    ids=[
        "right", "left", "symmetric in logarithms", "above a bound", "below zero", "share, right",
        "share, left", "share, symmetric", "two bounds", "hardly below the middle",
    ],
)  # fmt: skip
def test_what_the_expert_answered_comes_out_exactly(low, middle, high, lower, upper):
    distribution = from_three(low, middle, high, lower=lower, upper=upper)

    assert distribution.quantile(P) == pytest.approx([low, middle, high], rel=1e-9, abs=1e-12)
    assert distribution.probability([low, middle, high]) == pytest.approx(P, rel=1e-6)


def test_other_probabilities_than_5_and_95_may_be_asked_for():
    distribution = from_three(2, 10, 100, tail=0.1)

    assert distribution.quantile([0.1, 0.5, 0.9]) == pytest.approx([2, 10, 100])


def test_answers_symmetric_in_logarithms_make_a_lognormal():
    johnson = from_three(1, 10, 100)
    lognormal = Lognormal(location=math.log(10), spread=math.log(10) / scipy.special.ndtri(0.95))

    assert johnson.mean == pytest.approx(lognormal.mean)
    assert johnson.second_moment == pytest.approx(lognormal.second_moment)


def test_nearly_symmetric_answers_make_nearly_a_lognormal():
    near, exact = from_three(1, 10 * (1 + 1e-6), 100), from_three(1, 10, 100)

    assert near.mean == pytest.approx(exact.mean, rel=1e-4)
    assert near.quantile(0.999) == pytest.approx(exact.quantile(0.999), rel=1e-3)


@pytest.mark.parametrize("name", EVERY)
def test_mean_and_second_moment_are_those_of_the_quantiles(name):
    distribution = EVERY[name]

    def moment(order: int) -> float:
        def density_weighted(z: float) -> float:
            amount = float(distribution.quantile(float(scipy.special.ndtr(z))))
            return amount**order * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

        return scipy.integrate.quad(density_weighted, -8, 8, limit=300)[0]

    assert distribution.mean == pytest.approx(moment(1), rel=1e-4)
    assert distribution.second_moment == pytest.approx(moment(2), rel=1e-3)


@pytest.mark.parametrize("name", EVERY)
def test_draws_follow_the_distribution(name):
    distribution, size = EVERY[name], 20_000
    drawn = np.asarray(distribution.sample(size, np.random.default_rng(20261125)), dtype=np.float64)

    assert scipy.stats.kstest(drawn, distribution.probability).statistic < 1.63 / math.sqrt(size)


@pytest.mark.parametrize("name", EVERY)
def test_probability_turns_the_quantile_round(name):
    p = np.linspace(0.01, 0.99, 25)

    assert EVERY[name].probability(EVERY[name].quantile(p)) == pytest.approx(p, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0.01, 1e6), min_size=3, max_size=3, unique=True))
def test_whatever_is_answered_quantiles_rise_and_keep_the_bound(answers):
    low, middle, high = sorted(answers)
    if middle < low * 1.001 or high < middle * 1.001:
        return
    distribution = from_three(low, middle, high)

    quantiles = distribution.quantile(np.linspace(0.001, 0.999, 41))

    assert (np.diff(quantiles) >= 0).all()
    assert quantiles[0] >= 0
    assert distribution.quantile(P) == pytest.approx([low, middle, high], rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.floats(1.5, 10), st.floats(1.5, 10), st.floats(0.001, 1000))
def test_another_unit_changes_the_amounts_alone(below, above, unit):
    plain, scaled = from_three(1, below, below * above), from_three(unit, unit * below, unit * below * above)

    assert scaled.mean == pytest.approx(plain.mean * unit, rel=1e-6)


def test_an_amount_with_its_lower_bound_has_no_probability_below_it():
    assert from_three(12, 20, 90, lower=10).probability([0, 10]) == pytest.approx([0, 0])


def test_a_share_lies_between_its_bounds():
    drawn = from_three(0.01, 0.5, 0.99, upper=1).sample(10_000, np.random.default_rng(1))

    assert drawn.min() >= 0
    assert drawn.max() <= 1


def test_cookes_intrinsic_range_lies_a_tenth_beyond_the_answers():
    distribution = from_quantiles([0.05, 0.5, 0.95], [10, 20, 60])

    assert isinstance(distribution, PiecewiseUniform)
    assert distribution.quantile([0, 0.5, 1]) == pytest.approx([5, 20, 65])


def test_pert_has_the_mean_that_its_inventors_gave_it():
    assert Pert(least=2, mode=5, most=14).mean == pytest.approx((2 + 4 * 5 + 14) / 6)


def test_pert_is_a_beta_distribution():
    pert, beta = Pert(least=0, mode=1, most=4), scipy.stats.beta(2, 4, scale=4)

    assert pert.quantile(P) == pytest.approx(beta.ppf(P))
    assert pert.second_moment == pytest.approx(beta.var() + beta.mean() ** 2)


@pytest.mark.parametrize("mode", [0, 0.02, 0.5, 0.97, 1])
def test_the_table_that_pert_draws_from_is_true_to_one_in_twenty_thousand(mode):
    class EveryShare:
        def random(self, size):
            return (np.arange(size) + 0.5) / size

    pert, shares = Pert(least=0, mode=mode, most=1), EveryShare().random(300_011)

    drawn = pert.sample(300_011, EveryShare())

    assert np.abs(pert.probability(drawn) - shares).max() < 5e-5
    assert drawn.mean() == pytest.approx(pert.mean, abs=1e-5)
    assert (drawn**2).mean() == pytest.approx(pert.second_moment, abs=1e-5)


@pytest.mark.parametrize(
    "call",
    [
        lambda: from_three(10, 10, 100),
        lambda: from_three(10, 5, 100),
        lambda: from_three(0, 5, 100),
        lambda: from_three(0.1, 0.5, 1, upper=1),
        lambda: from_three(1, 2, 3, tail=0.5),
        lambda: from_three(math.nan, 2, 3),
        lambda: from_quantiles([0.5, 0.4], [1, 2]),
        lambda: from_quantiles([0.4, 0.5], [2, 1]),
        lambda: from_quantiles([0.5], [1]),
        lambda: from_quantiles([0.1, 0.9], [1, 2], lower=1.5),
        lambda: Pert(least=1, mode=0, most=2),
        lambda: Pert(least=1, mode=1, most=1),
    ],
    ids=[
        "low is the middle", "middle below low", "low on the bound", "high on the bound", "tail of a half",
        "not a number", "probabilities fall", "amounts fall", "one quantile", "bound within the answers",
        "mode outside", "no width",
    ],
)  # fmt: skip
def test_answers_that_contradict_themselves_are_refused(call):
    with pytest.raises(ImpossibleAnswersError):
        call()


def test_the_kind_of_bounds_decides_the_family():
    assert isinstance(from_three(1, 2, 9), JohnsonSemiBounded)
    assert isinstance(from_three(0.1, 0.2, 0.9, upper=1), JohnsonBounded)
