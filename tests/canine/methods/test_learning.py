"""The learning curve."""

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.canine.methods.learning import FEWEST, learning_curve, learning_curves


def penalised(x, y, beta):
    """Firth's penalised log-likelihood with matrices, as the source writes it."""
    eta = x @ beta
    weight = scipy.special.expit(eta) * scipy.special.expit(-eta)
    likelihood = y @ scipy.special.log_expit(eta) + (1 - y) @ scipy.special.log_expit(-eta)
    return float(likelihood + 0.5 * np.linalg.slogdet(x.T @ (x * weight[:, None]))[1])


def one_dog_at_a_time(hits):
    """The second road: one course, matrices, general inverses. Returns the estimates and their covariance."""
    y = np.asarray(hits, dtype=float)
    x = np.column_stack([np.ones(len(y)), np.log(np.arange(1, len(y) + 1))])
    beta = np.zeros(2)
    for _ in range(100):
        p = scipy.special.expit(x @ beta)
        weight = p * (1 - p)
        covariance = np.linalg.inv(x.T @ (x * weight[:, None]))
        leverage = weight * np.einsum("ij,jk,ik->i", x, covariance, x)
        step = covariance @ (x.T @ (y - p + leverage * (0.5 - p)))
        now = penalised(x, y, beta)
        while penalised(x, y, beta + step) < now - 1e-12:
            step = step / 2
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    weight = scipy.special.expit(x @ beta) * scipy.special.expit(-(x @ beta))
    return beta, np.linalg.inv(x.T @ (x * weight[:, None]))


def test_too_few_hides_draw_no_curve():
    assert learning_curve([True] * (FEWEST - 1)) is None


@pytest.mark.parametrize(
    "hits",
    [
        pytest.param([True] * 30, id="never missed"),
        pytest.param([False] * 30, id="never hit"),
        pytest.param([False] * 15 + [True] * 15, id="learned at once"),
        pytest.param([True] * 15 + [False] * 15, id="forgot at once"),
    ],
)
def test_extreme_courses_have_a_finite_curve_that_maximises_the_penalised_likelihood(hits):
    curve = learning_curve(hits)
    x = np.column_stack([np.ones(len(hits)), np.log(np.arange(1, len(hits) + 1))])
    y = np.array(hits, dtype=float)

    other = scipy.optimize.minimize(
        lambda beta: -penalised(x, y, beta),
        [0, 0],
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-11, "maxiter": 4000},
    )

    assert (curve.level, curve.slope) == pytest.approx(tuple(other.x), abs=1e-4)


def test_a_whole_service_fitted_at_once_has_the_curves_of_its_dogs_one_by_one():
    rng = np.random.default_rng(12)
    courses = [list(rng.random(length) < rng.random()) for length in rng.integers(0, 120, size=150)]
    courses += [[True] * 400, [False] * FEWEST, [True] * 15 + [False] * 60, []]

    curves = learning_curves(courses)

    assert [curve is None for curve in curves] == [len(hits) < FEWEST for hits in courses]
    for curve, hits in zip(curves, courses, strict=True):
        if curve is not None:
            beta, covariance = one_dog_at_a_time(hits)
            assert (curve.level, curve.slope) == pytest.approx(tuple(beta), abs=1e-7)
            assert curve.covariance == pytest.approx(tuple(covariance[np.triu_indices(2)]), rel=1e-6)


def test_no_course_gives_no_curve():
    assert learning_curves([]) == []


def test_a_learning_dog_is_recovered_by_its_curve():
    rng = np.random.default_rng(3)
    chance = scipy.special.expit(-1 + 0.6 * np.log(np.arange(1, 4001)))

    curve = learning_curve(list(rng.random(4000) < chance))

    assert 0.6 in curve.slope_interval
    assert curve.slope_interval.low > 0
    for number in (100, 1000, 4000):
        value, interval = curve.at(number)
        assert value in interval
        assert value == pytest.approx(chance[number - 1], abs=0.04)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.booleans(), min_size=FEWEST, max_size=40))
def test_turning_hits_into_misses_turns_the_curve_over(hits):
    curve, turned = learning_curve(hits), learning_curve([not hit for hit in hits])

    assert (turned.level, turned.slope) == pytest.approx((-curve.level, -curve.slope), abs=1e-6)
    assert curve.slope in curve.slope_interval


def test_hides_are_numbered_from_one():
    with pytest.raises(ValueError, match="from 1"):
        learning_curve([True] * 9).at(0)


def test_a_level_is_a_share():
    with pytest.raises(ValueError, match="level"):
        learning_curve([True] * 9, level=1)
