"""The learning curve."""

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.canine.methods.learning import FEWEST, learning_curve, penalised


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
