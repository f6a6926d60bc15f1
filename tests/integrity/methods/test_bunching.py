"""Bunching: nothing found on a smooth curve, planted values found, round numbers not blamed on one officer."""

from __future__ import annotations

import numpy as np
import pytest

from chegara.integrity.methods.bunching import TooFewValuesError, bunching, bunching_by_officer


def test_on_a_smooth_curve_one_in_twenty_is_called_bunching():
    rng = np.random.default_rng(1)
    small = [bunching(rng.gamma(3, 400, 4000), 1000, width=50).probability < 0.05 for _ in range(1000)]
    assert 0.02 < np.mean(small) < 0.05 + 3 * (0.05 * 0.95 / 1000) ** 0.5


def test_values_pressed_under_the_threshold_are_found_with_stated_power():
    rng = np.random.default_rng(2)
    found = []
    for _ in range(200):
        values = rng.gamma(3, 400, 4000)
        pressed = (values >= 1000) & (values < 1050) & (rng.random(4000) < 0.7)
        values[pressed] -= 50
        found.append(bunching(values, 1000, width=50))
    assert np.mean([one.probability < 0.05 for one in found]) > 0.9
    assert np.mean([one.excess for one in found]) == pytest.approx(0.7, abs=0.15)


def test_the_unit_of_the_values_does_not_matter():
    values = np.random.default_rng(3).gamma(3, 400, 4000)
    one, other = bunching(values, 1000, width=50), bunching(values / 8, 125, width=6.25)
    assert one.observed == other.observed
    assert one.expected == pytest.approx(other.expected)


def test_unknown_values_are_left_out():
    values = np.random.default_rng(3).gamma(3, 400, 4000)
    assert bunching(np.append(values, np.nan), 1000, width=50) == bunching(values, 1000, width=50)


@pytest.mark.parametrize(
    ("values", "width", "bins", "error"),
    [([1.0] * 20, 5, 10, TooFewValuesError), ([1.0], 0, 10, ValueError), ([1.0], 5, 4, ValueError)],
    ids=["too few values", "no width", "too few bins"],
)
def test_what_can_not_be_told_is_refused(values, width, bins, error):
    with pytest.raises(error):
        bunching(values, 3, width=width, bins=bins)


def test_one_officer_who_favours_values_under_the_threshold_is_told_from_round_numbers():
    rng = np.random.default_rng(4)
    officer = rng.integers(0, 20, 6000)
    values = rng.uniform(500, 1500, 6000)
    values[rng.random(6000) < 0.1] = 999  # all like to write 999
    theirs = (officer == 4) & (values >= 1000) & (values < 1100) & (rng.random(6000) < 0.8)
    values[theirs] -= 100
    found = bunching_by_officer(values, officer, 1000, width=100)
    assert found.officer[found.q < 0.05].tolist() == [4]


def test_among_officers_alike_false_rejections_stay_below_one_in_twenty():
    rng = np.random.default_rng(5)
    rejected = [
        bool(
            (
                bunching_by_officer(
                    rng.uniform(900, 1100, 2000), rng.integers(0, 20, 2000), 1000, width=100
                ).q
                < 0.05
            ).any()
        )
        for _ in range(400)
    ]
    assert 0 < np.mean(rejected) <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5


def test_without_values_near_the_threshold_nobody_is_compared():
    with pytest.raises(TooFewValuesError):
        bunching_by_officer([1.0, 2.0], [0, 1], 1000, width=100)
