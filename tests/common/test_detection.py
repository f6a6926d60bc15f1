"""d′ and the criterion against closed forms and simulation."""

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.detection import Answers, corrected_shares, detection

counts = st.integers(min_value=0, max_value=500)


@pytest.mark.parametrize(
    ("answers", "hit", "false_alarm"),
    [
        pytest.param(Answers(10, 0, 0, 10), 10.5 / 11, 0.5 / 11, id="perfect answers stay below one"),
        pytest.param(Answers(0, 10, 10, 0), 0.5 / 11, 10.5 / 11, id="all wrong stays above nothing"),
        pytest.param(Answers(1, 1, 1, 1), 0.5, 0.5, id="guessing stays a half"),
    ],
)
def test_each_count_is_raised_by_a_half_and_each_total_by_one(answers, hit, false_alarm):
    assert corrected_shares(answers) == pytest.approx((hit, false_alarm))


def test_d_prime_and_criterion_are_those_of_the_normal_table():
    # H = 84 of 99 and F = 16 of 99, corrected (84 + ½) / 100 and (15 + ½) / 100: z = ±1.0152
    found = detection(Answers(84, 15, 15, 84))

    assert found.d_prime == pytest.approx(2 * 1.015222, abs=1e-5)
    assert found.criterion == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(Answers(), id="nothing tried"),
        pytest.param(Answers(hits=9, misses=1), id="no blank"),
        pytest.param(Answers(false_alarms=1, correct_rejections=9), id="no signal"),
    ],
)
def test_without_signals_or_blanks_nothing_is_known(answers):
    assert detection(answers) is None


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        Answers(hits=-1)


@pytest.mark.parametrize("level", [0, 1, -0.5, float("nan")])
def test_a_level_is_a_share(level):
    with pytest.raises(ValueError, match="level"):
        detection(Answers(1, 1, 1, 1), level=level)


@given(hits=counts, misses=counts, false=counts, right=counts)
def test_exchanging_the_roles_of_yes_and_no_keeps_d_prime_and_turns_the_criterion(hits, misses, false, right):
    one = detection(Answers(hits + 1, misses, false, right + 1))
    other = detection(Answers(right + 1, false, misses, hits + 1))

    assert other.d_prime == pytest.approx(one.d_prime, abs=1e-9)
    assert other.criterion == pytest.approx(-one.criterion, abs=1e-9)
    assert one.d_prime in one.d_prime_interval
    assert one.criterion in one.criterion_interval


def test_the_intervals_cover_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(8)
    d_prime, criterion, n, repeats = 1.5, 0.3, 80, 1000
    hits = rng.binomial(n, scipy.special.ndtr(d_prime / 2 - criterion), repeats)
    false = rng.binomial(n, scipy.special.ndtr(-d_prime / 2 - criterion), repeats)
    found = [
        detection(Answers(int(h), n - int(h), int(f), n - int(f))) for h, f in zip(hits, false, strict=True)
    ]

    # 95 per cent; three standard errors of 1,000 repeats are 2.1 points.
    assert 0.925 < np.mean([d_prime in one.d_prime_interval for one in found]) < 0.975
    assert 0.925 < np.mean([criterion in one.criterion_interval for one in found]) < 0.975
