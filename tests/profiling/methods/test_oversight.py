"""Statistics of oversight: against tables worked by hand, other libraries, and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from chegara.profiling.methods.back_test import area_under_curve, disparities, leak_check, most_innocent
from chegara.profiling.methods.oversight import (
    Estimate,
    Stratum,
    benjamini_hochberg,
    capture_share,
    hit_rate,
    leakage,
    lift,
    mantel_haenszel,
    outcome_test,
    ratio_of_shares,
    worse_than_random,
)
from chegara.profiling.methods.random_sample import commitment, in_sample


def test_lift_is_the_ratio_of_two_shares_with_katz_interval():
    """By hand: 30/200 against 10/400: ratio 6; ln 6 ± 1.96 sqrt(1/30 - 1/200 + 1/10 - 1/400)."""
    found = lift(30, 200, 10, 400)

    spread = 1.959964 * math.sqrt(1 / 30 - 1 / 200 + 1 / 10 - 1 / 400)
    assert found.value == pytest.approx(6)
    assert (found.low, found.high) == pytest.approx((6 * math.exp(-spread), 6 * math.exp(spread)), rel=1e-6)


def test_where_the_random_sample_found_nothing_the_rule_of_three_bounds_the_lift():
    found = lift(5, 50, 0, 300)

    assert found.value is None
    assert found.low == pytest.approx(hit_rate(5, 50).low / 0.01)


@pytest.mark.parametrize(
    "counts", [(0, 0, 1, 2), (1, 2, 0, 0), (0, 5, 0, 5)], ids=["none examined", "no sample", "no hit"]
)
def test_what_nobody_can_say_is_not_said(counts):
    assert lift(*counts) == Estimate(None, None, None)


def test_what_is_missed_follows_from_the_random_sample():
    """By hand: of 10,000 not selected, at 2 in 100: 200 missed; 50 found of 250: a fifth."""
    missed = leakage(10_000, 2, 100)

    assert missed.value == 200
    assert capture_share(50, missed).value == pytest.approx(0.2)
    assert capture_share(50, missed).low < 0.2 < capture_share(50, missed).high


def test_mantel_haenszel_on_a_table_worked_by_hand():
    """Two posts: (10, 20, 5, 40) and (8, 12, 9, 30).

    R = 10*40/75 + 8*30/59 = 5.3333 + 4.0678 = 9.4011; S = 20*5/75 + 12*9/59 = 1.3333 + 1.8305 = 3.1638.
    """
    found = mantel_haenszel([Stratum(10, 20, 5, 40), Stratum(8, 12, 9, 30)])

    assert found.odds.value == pytest.approx(9.4011 / 3.1638, rel=1e-4)


def test_with_one_post_it_is_the_plain_odds_ratio_and_woolfs_interval():
    """Robins, Breslow and Greenland's variance of one table is Woolf's: 1/a + 1/b + 1/c + 1/d."""
    found = mantel_haenszel([Stratum(12, 30, 7, 60)])

    odds = 12 * 60 / (30 * 7)
    spread = 1.959964 * math.sqrt(1 / 12 + 1 / 30 + 1 / 7 + 1 / 60)
    assert found.odds.value == pytest.approx(odds)
    assert found.odds.low == pytest.approx(odds * math.exp(-spread), rel=1e-6)
    assert found.odds.high == pytest.approx(odds * math.exp(spread), rel=1e-6)


def test_different_flows_are_not_taken_for_bias():
    """Simpson's case: at each post both groups are selected alike, but one group uses the strict post."""
    strata = [Stratum(400, 400, 50, 50), Stratum(10, 90, 80, 720)]

    found = mantel_haenszel(strata)

    assert found.odds.value == pytest.approx(1, abs=1e-9)
    assert found.probability == pytest.approx(1, abs=1e-9)
    crude = ratio_of_shares(410, 900, 130, 900)
    assert crude.low > 1, "summed up, it looks like bias"


def test_the_test_keeps_its_error_rate_and_finds_what_is_planted():
    rng = np.random.default_rng(20261125)

    def chance(odds: float) -> float:
        strata = []
        for base in (0.1, 0.3, 0.05):
            other = rng.binomial(400, base)
            planted = base * odds / (1 - base + base * odds)
            group = rng.binomial(300, planted)
            strata.append(Stratum(group, 300 - group, other, 400 - other))
        return mantel_haenszel(strata).probability

    false_alarms = sum(chance(1.0) < 0.05 for _ in range(2_000)) / 2_000
    assert false_alarms == pytest.approx(0.05, abs=3 * math.sqrt(0.05 * 0.95 / 2_000))
    assert sum(chance(2.0) < 0.05 for _ in range(300)) / 300 > 0.95


def test_the_outcome_test_is_pearsons_chi_square():
    groups = {"F": (30, 100), "M": (60, 120)}

    found = outcome_test(groups)

    expected = scipy.stats.chi2_contingency([[30, 70], [60, 60]], correction=False).pvalue
    assert found.probability == pytest.approx(expected)
    assert found.enough


@pytest.mark.parametrize(
    "groups",
    [{}, {"F": (1, 5)}, {"F": (0, 20), "M": (0, 20)}, {"F": (1, 9), "M": (9, 50)}],
    ids=["nobody", "one group", "no hit at all", "too few"],
)
def test_too_few_are_not_judged(groups):
    assert not outcome_test(groups).enough


def test_false_discoveries_are_held_as_in_the_paper():
    """The worked example of Benjamini and Hochberg 1995, section 4.1: four of fifteen at 0.05."""
    chances = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]

    assert benjamini_hochberg(chances) == [True] * 4 + [False] * 11


def test_a_profile_is_worse_than_random_when_its_whole_interval_is():
    assert worse_than_random(lift(2, 500, 40, 500))
    assert not worse_than_random(lift(9, 100, 10, 100))
    assert not worse_than_random(Estimate(None, 0.1, None))


@pytest.mark.parametrize(
    ("share", "prevalence", "innocent"),
    [(0.001, 1e-6, 999.0), (0.01, 0.02, 0.0), (0.0, 0.1, 0.0), (1.0, 0.001, 999.0)],
    ids=["one in a million", "fewer selected than sought", "nobody selected", "everybody selected"],
)
def test_of_a_thousand_selected_so_many_are_innocent(share, prevalence, innocent):
    assert most_innocent(share, prevalence) == innocent


def test_the_area_under_the_curve_is_that_of_mann_and_whitney():
    rng = np.random.default_rng(3)
    scores, labels = rng.integers(0, 5, 200).astype(float).tolist(), (rng.random(200) < 0.4).tolist()

    yes = [s for s, hit in zip(scores, labels, strict=True) if hit]
    no = [s for s, hit in zip(scores, labels, strict=True) if not hit]
    statistic = scipy.stats.mannwhitneyu(yes, no).statistic
    assert area_under_curve(scores, labels) == pytest.approx(statistic / (len(yes) * len(no)))


def test_repeated_records_give_themselves_away():
    contents = [("a",), ("b",)] * 50
    labels = [True, False] * 50

    leak = leak_check(contents, labels, [False] * 100)

    assert leak.repeated == 0.98
    assert leak.look_up > 0.95
    assert leak.profile == 0.5


def test_groups_alike_raise_no_alarm_but_by_the_stated_chance():
    rng = np.random.default_rng(11)
    alarms = 0
    for _ in range(200):
        selected = (rng.random(1_000) < 0.1).tolist()
        groups = rng.choice(["a", "b"], 1_000).tolist()
        alarms += any(one.alarm for one in disparities(selected, {"g": groups}))

    assert alarms / 200 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 200)


def test_the_random_sample_takes_its_share_everywhere_and_cannot_be_told_without_the_seed():
    posts, taken = 20, []
    for post in range(posts):
        taken.append(sum(in_sample("seed of the day", f"{post}/{record}", 0.02) for record in range(5_000)))

    chance = scipy.stats.chisquare(taken).pvalue
    assert chance > 0.001
    assert sum(taken) / 100_000 == pytest.approx(0.02, abs=3 * math.sqrt(0.02 * 0.98 / 100_000))
    other = [in_sample("another seed", str(record), 0.5) for record in range(4_000)]
    same = [in_sample("seed of the day", str(record), 0.5) for record in range(4_000)]
    agree = sum(a == b for a, b in zip(other, same, strict=True)) / 4_000
    assert agree == pytest.approx(0.5, abs=0.04), "one seed says nothing of another"
    assert commitment("a") != commitment("b")
