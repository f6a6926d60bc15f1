from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from chegara.common.periods import Month, PeriodKind, months_between
from chegara.evidence.methods.quality import (
    Blanks,
    blanks,
    implausible_gaps,
    low_count_probability,
    receipts,
    unit_mix,
)

START = Month(2011, 1)
SEIZURES = [
    *(11, 11, 16, 10, 17, 10, 16, 15, 23, 20, 9, 19),
    *(12, 11, 7, 17, 20, 9, 11, 13, 6, 19, 15, 6),
    *(12, 23, 16, 15, 15, 15, 16, 8, 10, 13, 15, 11),
    *(11, 12, 20, 13, 9, 5, 5, 11, 12, 12, 0, 4),
    *(15, 14, 12, 17, 11, 13, 0, 2, 1, 6, 5, 6),
]
"""Drug seizures by month from 2011. Source: UNODC, Individual Drug Seizures, Uzbekistan 2011-2015."""


def series(counts):
    return {START + ahead: count for ahead, count in enumerate(counts)}


def test_the_third_quarter_of_2015_is_flagged_in_the_seizures_and_little_else():
    gaps = implausible_gaps(series(SEIZURES))

    assert [(gap.period, str(gap.first), gap.observed) for gap in gaps] == [
        (PeriodKind.MONTH, "2014-11", 0),
        (PeriodKind.QUARTER, "2015-07", 3),
        (PeriodKind.MONTH, "2015-07", 0),
    ]
    assert gaps[1].last == Month(2015, 9)
    assert gaps[1].expected == pytest.approx((sum(SEIZURES) - 3) / 19)
    assert gaps[1].adjusted < 0.001


def test_a_sound_series_is_seldom_accused():
    rng = np.random.default_rng(20261123)
    accused = [bool(implausible_gaps(series(rng.negative_binomial(8, 0.4, 48)))) for _ in range(60)]

    assert np.mean(accused) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)


def test_zeros_of_a_rare_event_are_no_gap():
    assert implausible_gaps(series([0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0] * 4)) == []


def test_a_zero_in_a_busy_flow_is_a_gap_however_the_season_swings():
    flow = (50_000 + 20_000 * np.sin(np.arange(48) / 12 * 2 * np.pi)).round()
    flow[30] = 0

    gaps = implausible_gaps(series(flow))

    assert START + 30 in {gap.first for gap in gaps if gap.period is PeriodKind.MONTH}


def test_a_month_known_to_be_missing_is_not_tested_nor_is_its_quarter():
    gaps = implausible_gaps(
        series([None if place in (54, 55, 56) else n for place, n in enumerate(SEIZURES)])
    )

    assert {str(gap.first) for gap in gaps} == {"2014-11"}


STEADY = [1000, 1010, 990, 1005, 995, 1002, 998, 1001]


@pytest.mark.parametrize(
    "counts", [[], [5], [0] * 60, [*STEADY[1:], 0]], ids=["none", "one", "all zero", "too few"]
)
def test_a_series_that_says_nothing_about_itself_is_not_tested(counts):
    assert implausible_gaps(series(counts)) == []


def test_eight_other_months_are_enough_to_accuse_one():
    [gap] = implausible_gaps(series([*STEADY, 0]))

    assert (gap.first, gap.observed) == (START + 8, 0)


def test_the_probability_is_that_of_the_best_negative_binomial():
    others = np.array([38, 37, 54, 48, 30, 46, 30, 40, 51, 45, 34, 39, 43, 27, 28, 16, 41, 41, 17.0])

    def cost(parameters):
        size, mean = np.exp(parameters)
        return -stats.nbinom.logpmf(others, size, size / (size + mean)).sum()

    size, mean = np.exp(optimize.minimize(cost, [2.0, 3.5], method="Nelder-Mead").x)

    assert low_count_probability(20, others) == pytest.approx(
        stats.nbinom.cdf(20, size, size / (size + mean)), rel=0.02
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=9, max_size=40), st.integers(0, 59))
def test_a_higher_count_is_never_less_probable_as_a_low_one(others, count):
    others = np.array(others, dtype=float)

    assert low_count_probability(count, others) <= low_count_probability(count + 1, others) + 1e-12


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="never negative"):
        implausible_gaps({START: -1})


def test_receipts_name_the_months_that_came_and_those_that_did_not():
    reported = {
        ("customs", "seizures"): {START, START + 2},
        ("border", "refusals"): set(months_between(START, START + 3)),
    }

    customs, border = receipts(reported, START, START + 3)

    assert (customs.agency, customs.indicator, customs.share) == ("customs", "seizures", 0.5)
    assert customs.missing == (START + 1, START + 3)
    assert border.missing == ()


def test_receipts_of_no_month_are_refused():
    with pytest.raises(ValueError, match="no months"):
        receipts({}, START + 1, START)


def test_blank_is_none_nan_or_white_space_but_not_zero():
    found = blanks(
        {"place": ["", " ", "\u00a0", "Korday"], "amount": [0, None, float("nan"), 2.5], "none": []}
    )

    assert found == [
        Blanks(column="place", blank=3, rows=4),
        Blanks(column="amount", blank=2, rows=4),
        Blanks(column="none", blank=0, rows=0),
    ]
    assert [each.share for each in found] == [0.75, 0.5, 0.0]


def test_units_are_counted_by_kind_the_most_frequent_first():
    heroin, tablets = unit_mix([("heroin", "g"), ("tramadol", "tablet"), ("heroin", "kg"), ("heroin", "kg ")])

    assert heroin.units == (("kg", 2), ("g", 1))
    assert (heroin.is_mixed, tablets.is_mixed) == (True, False)
