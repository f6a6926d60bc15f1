"""What a risk's expected harm may be, chance of single years apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from chegara.elicitation.methods.distributions import Lognormal
from chegara.elicitation.methods.pooling import linear_pool
from chegara.risk.methods.quantification.frequency import Frequency
from chegara.risk.methods.quantification.simulation import QuantifiedRisk, expected_harm
from chegara.risk.methods.quantification.uncertain_mean import uncertain_mean

DRAWS = 200_000
SMALL, LARGE = Lognormal(location=0.0, spread=0.5), Lognormal(location=2.0, spread=0.5)


def risk(*, variance: float, weights: tuple[float, float] = (1, 1)) -> QuantifiedRisk:
    return QuantifiedRisk(
        name="r",
        frequency=Frequency(mean=3.0, variance=variance),
        consequence=linear_pool([SMALL, LARGE], weights),
    )


@pytest.mark.parametrize("variance", [0.0, 0.9], ids=["rate known", "rate uncertain"])
@pytest.mark.parametrize("weights", [(1, 1), (3, 1)], ids=["equal", "three to one"])
def test_its_mean_is_the_expected_harm_of_a_year(variance: float, weights: tuple[float, float]):
    one = risk(variance=variance, weights=weights)

    drawn = uncertain_mean(one, draws=DRAWS, rng=np.random.default_rng(1))

    assert abs(drawn.mean() - expected_harm(one)) < 4 * drawn.std() / math.sqrt(DRAWS)


def test_its_variance_is_that_of_the_rate_and_of_what_experts_disagree_about():
    one = risk(variance=0.9)
    means = np.array([SMALL.mean, LARGE.mean])
    between = float(means.var())
    closed = (0.9 + 3.0**2) * (between + means.mean() ** 2) - (3.0 * means.mean()) ** 2

    drawn = uncertain_mean(one, draws=DRAWS, rng=np.random.default_rng(2))

    assert drawn.var() == pytest.approx(closed, rel=0.02)


def test_a_rate_known_exactly_and_one_expert_leave_nothing_uncertain():
    one = QuantifiedRisk(name="r", frequency=Frequency(mean=3.0), consequence=SMALL)

    assert set(uncertain_mean(one, draws=10, rng=np.random.default_rng(3))) == {3.0 * SMALL.mean}
