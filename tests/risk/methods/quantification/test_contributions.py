from __future__ import annotations

import math

import numpy as np
import pytest

from chegara.elicitation.methods.distributions import Lognormal
from chegara.risk.methods.quantification.contributions import contributions
from chegara.risk.methods.quantification.frequency import Frequency
from chegara.risk.methods.quantification.simulation import (
    AnnualHarm,
    QuantifiedRisk,
    annual_harm,
    expected_harm,
    imagine_years,
    variance_of_harm,
)

RISKS = [
    QuantifiedRisk(
        name=name, frequency=Frequency(mean=mean), consequence=Lognormal(location=location, spread=0.6)
    )
    for name, mean, location in (("often", 5.0, 0.0), ("seldom", 0.1, 3.0), ("slight", 0.5, -2.0))
]


@pytest.fixture(scope="module")
def harm() -> AnnualHarm:
    return annual_harm(imagine_years(RISKS, trials=100_000, rng=np.random.default_rng(20261125)))


def test_shares_are_those_of_the_closed_form_within_their_errors(harm):
    mean, variance = sum(map(expected_harm, RISKS)), variance_of_harm(RISKS)

    for found in contributions(harm):
        risk = next(one for one in RISKS if one.name == found.name)
        assert found.of_mean == pytest.approx(expected_harm(risk) / mean, abs=4 * found.of_mean_error)
        # For independent risks the share of the variance is the first-order Sobol index.
        sobol = variance_of_harm([risk]) / variance
        assert found.of_variance == pytest.approx(sobol, abs=4 * found.of_variance_error)


def test_shares_add_up_to_one(harm):
    found = contributions(harm)

    for share in ("of_mean", "of_variance", "of_worst"):
        assert sum(getattr(one, share) for one in found) == pytest.approx(1)


def test_the_frequent_risk_leads_the_mean_and_the_rare_one_the_worst_years(harm):
    found = {one.name: one for one in contributions(harm)}

    assert next(iter(found)) == "often"
    assert found["often"].of_mean > found["seldom"].of_mean
    assert found["seldom"].of_worst > found["often"].of_worst
    assert found["seldom"].of_variance > found["often"].of_variance
    assert found["often"].rank_correlation > found["slight"].rank_correlation


def test_where_nothing_happens_nobody_contributes():
    nothing = AnnualHarm(names=("a",), total=np.zeros(10), by_risk=np.zeros((1, 10)))

    (found,) = contributions(nothing)

    assert math.isnan(found.of_mean)
    assert math.isnan(found.rank_correlation)


@pytest.mark.parametrize("share", [0, 1, 95])
def test_the_worst_years_are_a_share(harm, share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        contributions(harm, worst_share=share)
