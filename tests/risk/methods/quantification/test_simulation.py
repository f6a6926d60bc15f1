"""Against closed forms and the exact distribution; tolerances are numbers of Monte Carlo standard errors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from tests.risk.methods.quantification import exact

from chegara.elicitation.methods.distributions import Lognormal, from_three
from chegara.elicitation.methods.pooling import linear_pool
from chegara.risk.methods.quantification import kernels
from chegara.risk.methods.quantification.frequency import Frequency, frequency_from_months
from chegara.risk.methods.quantification.simulation import (
    AS_IS,
    QuantifiedRisk,
    State,
    annual_harm,
    expected_harm,
    imagine_years,
    total_harm,
    variance_of_harm,
)

TRIALS = 200_000


def rng() -> np.random.Generator:
    return np.random.default_rng(20261125)


def risk(name="risk", *, mean=0.7, variance=0.0, cause="", consequence=None) -> QuantifiedRisk:
    return QuantifiedRisk(
        name=name,
        frequency=Frequency(mean=mean, variance=variance),
        consequence=consequence or Lognormal(location=0.0, spread=0.8),
        cause=cause,
    )


def many(count: int, **kinds) -> list[QuantifiedRisk]:
    return [risk(f"risk {n}", mean=mean, **kinds) for n, mean in enumerate(np.geomspace(0.05, 2, count))]


def assert_moments(harm: np.ndarray, risks, *, causes=None, state=AS_IS) -> None:
    mean = sum(expected_harm(one, state) for one in risks)
    variance = variance_of_harm(risks, causes=causes, state=state)
    error = math.sqrt(variance / len(harm))
    spread_error = float(np.std((harm - mean) ** 2)) / math.sqrt(len(harm))
    assert harm.mean() == pytest.approx(mean, abs=4 * error)
    assert harm.var() == pytest.approx(variance, abs=4 * spread_error)


@pytest.mark.parametrize(
    ("risks", "causes"),
    [
        ([risk()], None),
        ([risk(mean=0.01)], None),
        ([risk(mean=25)], None),
        ([risk(variance=0.7 / 5)], None),
        ([risk(variance=2.0)], None),
        ([risk(cause="drought")], {"drought": 0.5}),
        ([risk(variance=1.5, cause="drought")], {"drought": 0.5}),
        (many(12), None),
        (many(6, cause="drought"), {"drought": 0.3}),
        ([risk(consequence=from_three(2, 10, 100))], None),
        ([risk(consequence=linear_pool([from_three(2, 10, 100), from_three(20, 40, 80)]))], None),
    ],
    ids=[
        "one", "rare", "frequent", "rate of five years", "rate hardly known", "with a cause",
        "rate and cause", "many", "many with one cause", "elicited", "pooled",
    ],
)  # fmt: skip
def test_mean_and_variance_are_those_of_the_closed_form(risks, causes):
    harm = annual_harm(imagine_years(risks, trials=TRIALS, rng=rng(), causes=causes))

    assert_moments(harm.total, risks, causes=causes)
    for one, own in zip(risks, harm.by_risk, strict=True):
        assert_moments(own, [one], causes=causes)


def test_quantiles_are_those_of_the_exact_distribution():
    """Within four standard errors, 400,000 years; benchmarks/quantification.py has a million."""
    risks = many(10)
    parts = [(one.frequency.mean, one.consequence.probability) for one in risks]
    wanted = [0.5, 0.9, 0.95, 0.99]
    truth = exact.quantiles(parts, wanted, step=0.005, points=1 << 16)

    harm = total_harm(risks, trials=400_000, rng=rng())

    assert np.quantile(harm, wanted) == pytest.approx(truth, rel=0.01)
    for probability, amount in zip(wanted, truth, strict=True):
        error = math.sqrt(probability * (1 - probability) / len(harm))
        assert (harm <= amount).mean() == pytest.approx(probability, abs=4 * error)


def test_the_exact_distribution_agrees_with_panjers_recursion():
    """A case harms 1 (share 0.6) or 2 (0.4), at 1.5 cases a year."""
    rate, masses = 1.5, {1: 0.6, 2: 0.4}
    panjer = [math.exp(-rate)]
    for total in range(1, 30):
        panjer.append(
            rate
            / total
            * sum(size * mass * panjer[total - size] for size, mass in masses.items() if size <= total)
        )

    def distribution(amount: np.ndarray) -> np.ndarray:
        return np.where(amount < 1, 0.0, np.where(amount < 2, 0.6, 1.0))

    edges = (np.arange(33) - 0.5) * 1.0
    transform = np.fft.rfft(np.diff(np.where(edges < 0, 0.0, distribution(edges))))
    found = np.fft.irfft(np.exp(rate * (transform - 1)), 32)

    assert found[:20] == pytest.approx(panjer[:20], abs=1e-9)
    assert exact.quantiles([(rate, distribution)], [0.9], step=1.0, points=32)[0] == pytest.approx(
        np.searchsorted(np.cumsum(panjer), 0.9), abs=0.5
    )


def test_cases_of_a_year_are_poisson():
    years = imagine_years([risk(mean=1.3)], trials=50_000, rng=rng())
    counts = np.bincount(np.bincount(years.cases[0].trials, minlength=50_000), minlength=8)[:8]
    expected = stats.poisson(1.3).pmf(np.arange(8)) * 50_000

    assert stats.chisquare(counts, expected * counts.sum() / expected.sum()).pvalue > 1e-3


def test_cases_of_a_year_with_an_uncertain_rate_are_negative_binomial():
    rate = frequency_from_months([0, 1, 0, 0, 2, 0])
    one = QuantifiedRisk(name="risk", frequency=rate, consequence=Lognormal(location=0, spread=1))
    years = imagine_years([one], trials=50_000, rng=rng())
    counts = np.bincount(np.bincount(years.cases[0].trials, minlength=50_000), minlength=25)
    counts = np.append(counts[:20], counts[20:].sum())
    law = stats.nbinom(3.5, 0.5 / 1.5)
    expected = np.append(law.pmf(np.arange(20)), law.sf(19)) * 50_000

    assert stats.chisquare(counts, expected).pvalue > 1e-3


def test_two_risks_of_the_same_shape_are_not_correlated():
    """pyfair 0.1a13 draws risks of one shape from one seed, and so makes them the same risk twice."""
    harm = annual_harm(imagine_years([risk("a"), risk("b")], trials=TRIALS, rng=rng()))

    correlation = np.corrcoef(harm.by_risk)[0, 1]

    assert abs(correlation) < 4 / math.sqrt(TRIALS)


def test_two_risks_of_one_cause_are_correlated_as_the_closed_form_says():
    pair, causes = [risk("a", cause="drought"), risk("b", cause="drought")], {"drought": 0.5}
    harm = annual_harm(imagine_years(pair, trials=TRIALS, rng=rng(), causes=causes))
    covariance = 0.5 * expected_harm(pair[0]) * expected_harm(pair[1])
    expected = covariance / math.sqrt(
        variance_of_harm(pair[:1], causes=causes) * variance_of_harm(pair[1:], causes=causes)
    )

    assert np.corrcoef(harm.by_risk)[0, 1] == pytest.approx(expected, abs=0.02)


def test_risks_of_different_causes_are_not_correlated():
    pair = [risk("a", cause="drought"), risk("b", cause="closure")]
    harm = annual_harm(imagine_years(pair, trials=TRIALS, rng=rng(), causes={"drought": 0.5, "closure": 0.5}))

    assert abs(np.corrcoef(harm.by_risk)[0, 1]) < 4 / math.sqrt(TRIALS)


INHERENT = State(frequency={"a": 1.6})
CURRENT = AS_IS
RESIDUAL = State(frequency={"a": 0.5, "b": 0.8}, consequence={"a": 0.7})


def test_inherent_current_and_residual_harm_are_one_function_on_the_same_years():
    risks = [risk("a", variance=0.1), risk("b", mean=0.3)]
    states = (INHERENT, CURRENT, RESIDUAL)
    years = imagine_years(risks, trials=TRIALS, rng=rng(), states=states)

    harm = [annual_harm(years, state) for state in states]

    for one, state in zip(harm, states, strict=True):
        assert one.total.mean() == pytest.approx(sum(expected_harm(r, state) for r in risks), rel=0.02)
    # In no year does a measure do harm, and risks that it does not touch stay as they were, to the last
    # digit.
    assert (harm[0].total >= harm[1].total).all()
    assert (harm[1].total >= harm[2].total).all()
    assert (harm[0].by_risk[1] == harm[1].by_risk[1]).all()


def test_marks_thin_cases_to_the_variance_of_the_closed_form():
    risks = [risk("a"), risk("b", mean=0.3)]
    years = imagine_years(risks, trials=TRIALS, rng=rng(), states=(INHERENT, RESIDUAL))

    assert_moments(annual_harm(years, RESIDUAL).total, risks, state=RESIDUAL)
    assert_moments(annual_harm(years, INHERENT).total, risks, state=INHERENT)


def test_the_same_years_make_a_difference_far_surer_than_two_sets_of_years():
    risks = [risk("a"), risk("b", mean=2.0)]
    slight = State(frequency={"a": 0.9})
    years = imagine_years(risks, trials=20_000, rng=rng(), states=(CURRENT, slight))
    others = imagine_years(risks, trials=20_000, rng=np.random.default_rng(1), states=(CURRENT, slight))

    same = annual_harm(years).total - annual_harm(years, slight).total
    independent = annual_harm(years).total - annual_harm(others, slight).total

    assert same.var() < independent.var() / 10


def test_a_measure_that_ends_a_risk_leaves_nothing_of_it():
    years = imagine_years([risk("a")], trials=1000, rng=rng())

    assert annual_harm(years, State(frequency={"a": 0})).total.max() == 0
    assert annual_harm(years, State(consequence={"a": 0})).total.max() == 0


def test_a_risk_that_never_happens_does_no_harm():
    harm = annual_harm(imagine_years([risk("a", mean=0), risk("b")], trials=1000, rng=rng()))

    assert harm.by_risk[0].max() == 0
    assert harm.names == ("a", "b")


def test_one_rng_gives_one_result_and_another_another():
    first, again, other = (
        total_harm(many(3), trials=500, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )

    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize("variance", [0.0, 0.2], ids=["one rate", "rate drawn by year"])
@pytest.mark.parametrize("trials", [1, 7, 3000])
def test_the_loops_the_batches_and_the_kept_years_are_the_same_years(variance, trials):
    risks = many(3, variance=variance)

    by_loops = total_harm(risks, trials=trials, rng=rng(), kernel=kernels.AS_LOOPS)
    by_numpy = total_harm(risks, trials=trials, rng=rng(), kernel=kernels.BY_NUMPY)
    kept = annual_harm(imagine_years(risks, trials=trials, rng=rng())).total

    assert by_numpy == pytest.approx(by_loops, rel=1e-12)
    assert kept == pytest.approx(by_loops, rel=1e-6)


@pytest.mark.skipif(not kernels.has_numba(), reason="numba is the extra `fast`")
@pytest.mark.parametrize("variance", [0.0, 0.2], ids=["one rate", "rate drawn by year"])
def test_the_compiled_loops_are_the_same_years(variance):
    risks = many(3, variance=variance)

    compiled = total_harm(risks, trials=20_000, rng=rng(), kernel=kernels.compiled())

    assert compiled == pytest.approx(
        total_harm(risks, trials=20_000, rng=rng(), kernel=kernels.BY_NUMPY), rel=1e-12
    )


def test_numpy_is_used_where_compiling_would_take_longer():
    assert kernels.fastest(1000) is kernels.BY_NUMPY


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: imagine_years([], trials=10, rng=rng()), "at least one risk"),
        (lambda: imagine_years([risk()], trials=0, rng=rng()), "one trial"),
        (lambda: imagine_years([risk(), risk()], trials=10, rng=rng()), "same name"),
        (lambda: imagine_years([risk(cause="drought")], trials=10, rng=rng()), "no variance is given"),
        (
            lambda: imagine_years([risk(cause="d")], trials=10, rng=rng(), causes={"d": 0.0}),
            "must be positive",
        ),
        (
            lambda: annual_harm(
                imagine_years([risk()], trials=10, rng=rng()), State(frequency={"risk": 1.1})
            ),
            "name every state",
        ),
        (
            lambda: annual_harm(
                imagine_years([risk()], trials=10, rng=rng()), State(consequence={"risk": -1})
            ),
            "0 or more",
        ),
    ],
    ids=[
        "nothing",
        "no trial",
        "same name",
        "unknown cause",
        "cause without width",
        "above the ceiling",
        "below 0",
    ],
)
def test_what_cannot_be_simulated_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
