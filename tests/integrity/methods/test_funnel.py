"""The funnel: limits by simulation, over-dispersion, shrinkage, and features taken into account."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.integrity.methods.funnel import (
    NotEnoughError,
    expected_chances,
    funnel,
    over_dispersion,
    shrunken_ratio,
)


def service(rng, *, officers=60, files=400, differ=0.0):
    """Simulate officers whose files differ in chance; `differ` is the spread of their own log odds."""
    officer = np.repeat(np.arange(officers), files)
    feature = rng.integers(0, 4, len(officer))
    logit = -2 + 0.6 * feature + rng.normal(0, 1, officers)[officer] * differ
    chance = 1 / (1 + np.exp(-logit))
    model = 1 / (1 + np.exp(-(-2 + 0.6 * feature)))
    return officer, feature, (rng.random(len(officer)) < chance).astype(int), model


@pytest.mark.parametrize("level", [0.95, 0.998])
def test_limits_hold_the_stated_share_of_officers_who_differ_by_chance_alone(level):
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(200):
        officer, _, result, chance = service(rng)
        found = funnel(officer, result, chance)
        inside += [found.ratio[at] in found.limits(at, level=level) for at in range(60)]
    share = np.mean(inside)
    # 12,000 officers. Over-dispersion is never below 1, so the limits err on the wide side.
    assert level - 0.006 < share < level + 0.02 * (1 - level) / 0.05 + 0.004


def test_where_all_officers_differ_the_limits_widen_with_them():
    rng = np.random.default_rng(2)
    rejected, naive, spreads = [], [], []
    for _ in range(60):
        officer, _, result, chance = service(rng, differ=0.3)
        found = funnel(officer, result, chance)
        spreads.append(found.spread)
        rejected += list(np.abs(found.z) > 1.96)
        naive += list(np.abs(found.z * np.sqrt(found.spread)) > 1.96)
    assert np.mean(spreads) > 2.5
    assert np.mean(naive) > 0.2
    assert np.mean(rejected) < 0.09


def test_an_officer_who_lets_pass_what_others_find_stands_out():
    rng = np.random.default_rng(3)
    officer, _, result, chance = service(rng)
    result[(officer == 7) & (rng.random(len(officer)) < 0.6)] = 0
    found = funnel(officer, result, chance)
    assert np.flatnonzero(found.q < 0.05).tolist() == [7]
    assert found.z[7] < 0
    assert found.ratio[7] < found.shrunken[7] < 1


def test_an_officer_with_riskier_files_does_not_stand_out_for_them():
    rng = np.random.default_rng(4)
    officer, feature, _, _ = service(rng)
    feature[officer < 5] = 3
    chance = 1 / (1 + np.exp(-(-2 + 0.9 * feature)))
    result = (rng.random(len(officer)) < chance).astype(int)
    raw = funnel(officer, result, np.full(len(officer), result.mean()))
    adjusted = funnel(officer, result, expected_chances(feature[:, None], result))
    assert (raw.ratio[:5] > 1.2).all()
    assert (np.abs(adjusted.z[:5]) < 3).all()


def test_the_model_without_features_gives_everybody_the_common_share():
    result = np.array([1, 0, 0, 0] * 50)
    assert expected_chances(np.zeros((200, 1), dtype=int), result) == pytest.approx(
        np.full(200, 0.25), abs=1e-3
    )


def test_the_model_recovers_the_chances_of_categories():
    rng = np.random.default_rng(6)
    category = rng.integers(0, 3, 60_000)
    truth = np.array([0.05, 0.2, 0.5])
    chances = expected_chances(category[:, None], rng.random(60_000) < truth[category])
    for one in range(3):
        assert chances[category == one][0] == pytest.approx(truth[one], abs=0.012)


def test_a_category_without_any_result_has_a_chance_above_nought():
    chances = expected_chances(np.array([[0]] * 50 + [[1]] * 50), [0] * 50 + [1, 0] * 25)
    assert 0 < chances[0] < 0.1


def test_officers_with_few_files_are_not_judged():
    rng = np.random.default_rng(5)
    officer, _, result, chance = service(rng, officers=8)
    few = np.full(6, 8)
    found = funnel(np.append(officer, few), np.append(result, np.ones(6)), np.append(chance, np.full(6, 0.1)))
    assert not found.judged[8]
    assert np.isnan(found.z[8])


def test_fewer_than_five_officers_can_not_be_compared():
    with pytest.raises(NotEnoughError):
        funnel(np.repeat(np.arange(4), 100), np.tile([0, 1], 200), np.full(400, 0.5))


def test_over_dispersion_of_standard_normal_values_is_one():
    values = [over_dispersion(np.random.default_rng(seed).normal(0, 1, 4000)) for seed in range(20)]
    assert np.mean(values) == pytest.approx(1, abs=0.03)
    assert over_dispersion(np.random.default_rng(1).normal(0, 2, 4000)) == pytest.approx(4, rel=0.1)


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(1, 40)), min_size=2, max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_shrunken_ratio_lies_between_the_own_and_the_common(pairs):
    observed, expected = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    common = observed.sum() / expected.sum()
    ratio = observed / expected
    shrunken = shrunken_ratio(observed, expected)
    assert (shrunken >= np.minimum(ratio, common) - 1e-9).all()
    assert (shrunken <= np.maximum(ratio, common) + 1e-9).all()


def test_shrinkage_comes_nearer_to_the_truth_than_the_ratios_themselves():
    rng = np.random.default_rng(8)
    expected = rng.uniform(2, 30, 400)
    truth = rng.gamma(10, 0.1, 400)
    observed = rng.poisson(truth * expected)
    shrunken = shrunken_ratio(observed, expected)
    assert ((shrunken - truth) ** 2).mean() < 0.6 * ((observed / expected - truth) ** 2).mean()
