"""The cuing indicator."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.canine.methods.cuing import cuing, difference_interval
from chegara.common.detection import Answers

shares = st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("a", "of_a", "b", "of_b", "low", "high"),
    [
        pytest.param(56, 70, 48, 80, 0.0524, 0.3339, id="56 of 70, 48 of 80"),
        pytest.param(9, 10, 3, 10, 0.1705, 0.8090, id="9 of 10, 3 of 10"),
        pytest.param(10, 10, 0, 20, 0.6791, 1.0, id="10 of 10, 0 of 20"),
        pytest.param(10, 10, 0, 10, 0.6075, 1.0, id="10 of 10, 0 of 10"),
    ],
)
def test_the_intervals_are_those_of_newcombes_table(a, of_a, b, of_b, low, high):
    interval = difference_interval(a, of_a, b, of_b)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


def test_hits_only_where_the_hide_is_known_raise_suspicion():
    assert cuing(Answers(38, 2, 1, 9), Answers(25, 15, 1, 9)).suspected
    assert not cuing(Answers(9, 1, 0, 0), Answers(8, 2, 0, 0)).suspected


@pytest.mark.parametrize(
    ("known", "blind"),
    [
        pytest.param(Answers(), Answers(9, 1, 0, 5), id="no known trial"),
        pytest.param(Answers(9, 1, 0, 5), Answers(), id="no double-blind trial"),
    ],
)
def test_without_both_kinds_of_trial_nothing_is_known_or_suspected(known, blind):
    found = cuing(known, blind)

    assert (found.hits, found.hits_interval, found.false_alerts) == (None, None, None)
    assert not found.suspected


@given(shares, shares)
def test_exchanging_both_kinds_turns_the_interval_over(a, b):
    one, other = difference_interval(*a, *b), difference_interval(*b, *a)

    assert (other.low, other.high) == pytest.approx((-one.high, -one.low))
    assert -1 <= one.low <= a[0] / a[1] - b[0] / b[1] <= one.high <= 1


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    a, b = rng.binomial(40, 0.9, 1500), rng.binomial(30, 0.75, 1500)

    covered = [0.15 in difference_interval(int(x), 40, int(y), 30) for x, y in zip(a, b, strict=True)]

    assert 0.93 < np.mean(covered) < 0.98
