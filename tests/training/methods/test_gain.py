"""What a course added."""

import numpy as np
import pytest
import scipy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chegara.training.methods.gain import class_gain, normalised_change

score = st.integers(0, 100).map(float)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        pytest.param(40, 70, 0.5, id="half of what could be gained"),
        pytest.param(40, 30, -0.25, id="a quarter of what could be lost"),
        pytest.param(60, 60, 0.0, id="unchanged"),
        pytest.param(0, 0, None, id="nothing twice is left out"),
        pytest.param(100, 100, None, id="full marks twice are left out"),
        pytest.param(100, 90, -0.1, id="fallen from full marks"),
        pytest.param(0, 100, 1.0, id="from nothing to all"),
        pytest.param(80, 0, -1.0, id="all lost"),
    ],
)
def test_the_change_of_marx_and_cummings(before, after, change):
    assert normalised_change(before, after) == (change if change is None else pytest.approx(change))


def test_a_class_has_both_figures_and_they_differ():
    # Averages 50 → 75: Hake 25 / 50. Changes 0.5 (40 → 70), 0.8 (50 → 90), 0.125 (60 → 65): mean 0.475.
    found = class_gain([(40, 70), (50, 90), (60, 65)])

    assert found.gain.value == pytest.approx(0.5)
    assert found.change.value == pytest.approx(0.475)
    assert found.difference.value == pytest.approx(25)
    assert found.effect == pytest.approx(25 / np.std([30, 40, 5], ddof=1))


def test_the_interval_of_the_difference_is_students_paired_one():
    before, after = [40.0, 50, 60, 35, 70], [70.0, 90, 65, 60, 72]

    found = class_gain(list(zip(before, after, strict=True)))
    other = scipy.stats.ttest_rel(after, before).confidence_interval(0.95)

    assert (found.difference.interval.low, found.difference.interval.high) == pytest.approx(tuple(other))


def test_only_persons_with_both_tests_count():
    found = class_gain([(40, 70), (None, 90), (60, None), (100, 100)])

    assert (found.persons, found.without_both, found.left_out) == (2, 2, 1)
    assert found.change.value == 0.5
    assert found.change.interval is None


@pytest.mark.parametrize("scores", [[], [(None, 5)], [(3, None)]])
def test_a_class_without_a_pair_of_tests_has_no_result(scores):
    assert class_gain(scores) is None


def test_a_class_with_full_marks_before_has_no_gain():
    found = class_gain([(100, 100), (100, 100)])

    assert (found.gain, found.change, found.effect) == (None, None, None)


@pytest.mark.parametrize(("before", "after"), [(-1, 50), (50, 101), (float("nan"), 50)])
def test_a_score_is_a_percentage(before, after):
    with pytest.raises(ValueError, match="0 to 100"):
        class_gain([(before, after)])


def test_a_level_is_a_share():
    with pytest.raises(ValueError, match="level"):
        class_gain([(1, 2)], level=1)


def test_the_interval_of_hakes_gain_is_that_of_the_bootstrap():
    rng = np.random.default_rng(4)
    before = rng.uniform(20, 60, 150)
    after = np.clip(before + rng.normal(0.4, 0.2, 150) * (100 - before), 0, 100)
    picks = rng.integers(0, 150, (4000, 150))
    pre, post = before[picks].mean(axis=1), after[picks].mean(axis=1)
    low, high = np.quantile((post - pre) / (100 - pre), [0.025, 0.975])

    found = class_gain(list(zip(before, after, strict=True)))

    assert (found.gain.interval.low, found.gain.interval.high) == pytest.approx((low, high), abs=0.01)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(score, score), min_size=1, max_size=30))
def test_changes_stay_between_all_lost_and_all_gained(scores):
    found = class_gain(scores)

    assert found.change is None or -1 <= found.change.value <= 1
    assert found.gain is None or found.gain.value <= 1 + 1e-12
    if found.gain is not None and found.gain.interval is not None:
        assert found.gain.value in found.gain.interval
    # Up and down are the same road: whoever gains a share one way loses it the other.
    turned = class_gain([(100 - before, 100 - after) for before, after in scores])
    if found.change is not None:
        assert turned.change.value == pytest.approx(-found.change.value)
