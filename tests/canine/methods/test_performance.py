"""A team's figures from controlled trials."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.canine.methods.performance import (
    Blinding,
    Outcome,
    by_blinding,
    of_counts,
    performance,
    rate,
    tiers,
)
from chegara.common.intervals import Interval

trials = st.lists(st.tuples(st.sampled_from(Blinding), st.sampled_from(Outcome)), max_size=60)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        pytest.param(9, 10, 0.60, 0.98, id="9 of 10"),
        pytest.param(18, 20, 0.70, 0.97, id="18 of 20"),
        pytest.param(45, 50, 0.79, 0.96, id="45 of 50"),
        pytest.param(90, 100, 0.83, 0.94, id="90 of 100"),
    ],
)
def test_nine_in_ten_says_more_the_more_trials_there_were(hits, of, low, high):
    found = rate(hits, of)

    assert found.share == pytest.approx(0.9)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=0.005)


def test_the_headline_is_that_of_double_blind_trials_alone():
    known = [(Blinding.KNOWN, Outcome.HIT)] * 20
    blind = [(Blinding.DOUBLE, Outcome.HIT)] * 3 + [(Blinding.DOUBLE, Outcome.MISS)]

    found = by_blinding([*known, *blind])

    assert found.headline.sensitivity.share == 0.75
    assert found.kinds[Blinding.KNOWN].sensitivity.share == 1
    assert list(found.kinds) == [Blinding.KNOWN, Blinding.DOUBLE]


@pytest.mark.parametrize(
    ("outcomes", "sensitivity", "false_alerts", "both"),
    [
        pytest.param({}, None, None, False, id="nothing tried"),
        pytest.param(
            {Outcome.HIT: 3, Outcome.MISS: 1}, 0.75, None, False, id="no blank: false alerts unknown"
        ),
        pytest.param({Outcome.CORRECT_REJECTION: 5}, None, 0.0, False, id="only blanks: sensitivity unknown"),
        pytest.param({Outcome.UNCLEAR: 4}, None, None, False, id="only unclear searches"),
        pytest.param({Outcome.HIT: 1, Outcome.FALSE_ALERT: 1}, 1.0, 1.0, True, id="alerts everywhere"),
    ],
)
def test_what_was_not_tried_is_unknown_and_not_zero(outcomes, sensitivity, false_alerts, both):
    found = performance(outcomes)

    assert (found.sensitivity and found.sensitivity.share) == sensitivity
    assert (found.false_alerts and found.false_alerts.share) == false_alerts
    assert (found.detection is not None) == both
    assert (found.alert_ratio is not None) == both


def test_no_trial_at_all_has_no_headline():
    assert by_blinding([]).headline is None


def test_the_likelihood_ratios_are_quotients_of_the_corrected_shares():
    found = performance(
        {Outcome.HIT: 89, Outcome.MISS: 10, Outcome.FALSE_ALERT: 4, Outcome.CORRECT_REJECTION: 95}
    )

    assert found.alert_ratio.ratio == pytest.approx(0.895 / 0.045)
    assert found.silence_ratio.ratio == pytest.approx(0.105 / 0.955)
    assert found.alert_ratio.ratio in found.alert_ratio.interval


@given(trials)
def test_each_trial_is_counted_once(done):
    found = by_blinding(done)

    counted = sum(one.answers.signals + one.answers.blanks + one.not_counted for one in found.kinds.values())
    assert counted == len(done)
    assert set(found.kinds) == {kind for kind, _ in done}


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda ends: Interval(min(ends), max(ends))),
        max_size=12,
    )
)
def test_teams_in_different_tiers_never_overlap_and_all_overlapping_ones_share_a_tier(intervals):
    named = dict(enumerate(intervals))

    found = tiers(named)

    assert sorted(name for tier in found for name in tier) == sorted(named)
    for better, worse in pairwise(found):
        assert min(named[name].low for name in better) > max(named[name].high for name in worse)
    for tier in found:
        reached = {tier[0]}
        for _ in tier:
            reached |= {
                b
                for b in tier
                for a in reached
                if named[a].low <= named[b].high and named[b].low <= named[a].high
            }
        assert reached == set(tier)


@given(trials)
def test_trials_counted_by_a_database_give_the_same_figures(done):
    assert of_counts(Counter(done)) == by_blinding(done)


def test_a_blinding_that_is_none_of_ours_is_refused():
    with pytest.raises(ValueError, match="triple"):
        of_counts({("triple", Outcome.HIT): 3})
