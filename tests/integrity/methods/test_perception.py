"""What a survey says: shares, the index of resilience, reliability."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.integrity.methods.perception import agreeing, reliability, resilience, share

UNKNOWN = float("nan")
ANSWER = st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, UNKNOWN])


def test_a_share_has_its_interval():
    found = share(18, 20)
    assert (found.answered, found.value, found.bound) == (20, 0.9, False)
    assert (round(found.interval.low, 2), round(found.interval.high, 2)) == (0.7, 0.97)


@pytest.mark.parametrize(
    ("yes", "value"), [(0, 0.05), (40, 0.95), (39, 0.95)], ids=["none", "all", "all but one"]
)
def test_where_nearly_all_answer_alike_only_a_bound_is_told(yes, value):
    found = share(yes, 40)
    assert found.bound
    assert found.value == value


@given(st.integers(5, 200), st.data())
def test_of_few_nobody_can_tell_whether_it_was_none(answered, data):
    few = max(1, answered // 20)
    yes = data.draw(st.integers(0, few))
    assert share(yes, answered) == share(0, answered)
    assert share(answered - yes, answered) == share(answered, answered)


def test_nobody_asked_is_no_share():
    with pytest.raises(ValueError, match="not a share"):
        share(0, 0)


def test_not_knowing_is_no_disagreement():
    assert agreeing([UNKNOWN, UNKNOWN, 5]) == (1, 1)


@pytest.mark.parametrize(
    ("answers", "against", "value"),
    [
        ([[5, 5]], [False, False], 100),
        ([[5, 5]], [True, True], 0),
        ([[3, UNKNOWN]], [False, False], 50),
        ([[1, 5]], [False, True], 0),
    ],
    ids=["all agree", "all agree to what speaks against", "half answered", "worst"],
)
def test_the_index_runs_from_nought_to_a_hundred(answers, against, value):
    assert resilience(answers, against).value == value


def test_who_answered_less_than_half_does_not_count():
    assert resilience([[5, UNKNOWN, UNKNOWN]], [False] * 3) is None
    assert resilience([[5, UNKNOWN, UNKNOWN], [3, 3, 3]], [False] * 3).respondents == 1


@given(st.lists(st.lists(ANSWER, min_size=4, max_size=4), min_size=2, max_size=15))
def test_turning_all_statements_round_turns_the_index_round(answers):
    one, other = resilience(answers, [False] * 4), resilience(answers, [True] * 4)
    assert (one is None) == (other is None)
    if one:
        assert one.value + other.value == pytest.approx(100)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    truth = (np.arange(1, 6) @ [0.1, 0.2, 0.3, 0.25, 0.15] - 1) * 25
    held = 0
    for _ in range(1000):
        answers = rng.choice(np.arange(1, 6), (25, 6), p=[0.1, 0.2, 0.3, 0.25, 0.15])
        held += truth in resilience(answers, [False] * 6).interval
    assert held / 1000 == pytest.approx(0.95, abs=0.022)


def test_statements_that_ask_the_same_are_wholly_reliable():
    own = np.array([[1, 1, 1], [3, 3, 3], [5, 5, 5], [2, 2, 2]])
    assert reliability(own, [False] * 3) == pytest.approx(1)
    assert reliability(own[:2], [False] * 3) is None
    assert reliability(np.full((9, 3), 4), [False] * 3) is None


def test_reliability_of_parallel_items_is_that_of_spearman_and_brown():
    rng = np.random.default_rng(2)
    true = rng.normal(0, 1, (200_000, 1))
    items = true + rng.normal(0, 1, (200_000, 4))
    assert reliability(items, [False] * 4) == pytest.approx(4 * 0.5 / (1 + 3 * 0.5), abs=0.01)
