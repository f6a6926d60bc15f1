from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.intervals import poisson, poisson_ratio
from chegara.common.periods import Month, months_between
from chegara.evidence.methods.dispersion import Dispersion
from chegara.evidence.methods.trend import (
    IntervalMethod,
    Reason,
    Verdict,
    change,
    change_of_totals,
    cumulative_change,
    month_change,
    rate,
    total,
)

JUNE = Month(2015, 6)
LAST_JUNE = Month(2014, 6)
UZBEKISTAN = dict(
    zip(
        months_between(Month(2011, 1), Month(2015, 12)),
        [
            *(11, 11, 16, 10, 17, 10, 16, 15, 23, 20, 9, 19),
            *(12, 11, 7, 17, 20, 9, 11, 13, 6, 19, 15, 6),
            *(12, 23, 16, 15, 15, 15, 16, 8, 10, 13, 15, 11),
            *(11, 12, 20, 13, 9, 5, 5, 11, 12, 12, 0, 4),
            *(15, 14, 12, 17, 11, 13, 0, 2, 1, 6, 5, 6),
        ],
        strict=True,
    )
)
"""Drug seizures by month. Source: UNODC, Individual Drug Seizures, Uzbekistan 2011-2015."""


def test_a_month_is_compared_with_the_same_month_of_last_year():
    found = month_change({LAST_JUNE: 16, JUNE: 39, Month(2015, 5): 900}, JUNE)

    assert (found.current, found.previous, found.difference) == (39, 16, 23)
    assert found.percent == pytest.approx(143.75)
    assert found.ratio == poisson_ratio(39, 16)
    assert found.percent_interval.low == pytest.approx((poisson_ratio(39, 16).low - 1) * 100)
    assert found.method is IntervalMethod.POISSON
    assert found.verdict is Verdict.RISE


def test_cumulative_runs_from_january_to_the_month():
    found = cumulative_change(UZBEKISTAN, JUNE)

    assert (found.first, found.last) == (Month(2015, 1), JUNE)
    assert (found.current, found.previous) == (82, 70)


def test_the_seizures_scatter_more_than_poisson_so_the_interval_is_negative_binomial_and_wider():
    found = cumulative_change(UZBEKISTAN, JUNE)
    narrow = poisson_ratio(82, 70)

    assert found.method is IntervalMethod.NEGATIVE_BINOMIAL
    assert found.dispersion.months == 48
    assert found.ratio.low < narrow.low
    assert found.ratio.high > narrow.high
    assert found.verdict is Verdict.CANNOT_BE_TOLD_APART


@pytest.mark.parametrize(
    ("current", "previous", "verdict"),
    [
        (30, 10, Verdict.RISE),
        (10, 30, Verdict.FALL),
        (12, 10, Verdict.CANNOT_BE_TOLD_APART),
        (10, 10, Verdict.CANNOT_BE_TOLD_APART),
        (0, 9, Verdict.FALL),
        (0, 1, Verdict.CANNOT_BE_TOLD_APART),
    ],
)
def test_the_verdict_says_what_the_interval_says(current, previous, verdict):
    assert month_change({LAST_JUNE: previous, JUNE: current}, JUNE).verdict is verdict


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({LAST_JUNE: 30}, Reason.CURRENT_UNREPORTED),
        ({LAST_JUNE: 30, JUNE: None}, Reason.CURRENT_UNREPORTED),
        ({LAST_JUNE: 30, JUNE: math.nan}, Reason.CURRENT_UNREPORTED),
        ({JUNE: 30}, Reason.PREVIOUS_UNREPORTED),
        ({}, Reason.BOTH_UNREPORTED),
    ],
    ids=["absent", "None", "NaN", "last year", "both"],
)
def test_a_reporting_gap_is_never_shown_as_a_fall(values, reason):
    found = month_change(values, JUNE)

    assert (found.verdict, found.reason) == (Verdict.NOT_COMPARABLE, reason)
    assert found.difference is found.percent is found.ratio is found.percent_interval is None
    assert set(found.unreported) <= {JUNE, LAST_JUNE}


def test_one_unreported_month_spoils_the_cumulative_sum_and_is_named():
    values = {**UZBEKISTAN, Month(2015, 2): None}

    found = cumulative_change(values, JUNE)

    assert found.current is None
    assert found.previous == 70
    assert found.unreported == (Month(2015, 2),)


def test_a_month_held_for_a_gap_is_not_compared_and_is_no_history():
    gaps = {Month(2015, 7), Month(2014, 11)}

    spoilt = cumulative_change(UZBEKISTAN, Month(2015, 12), gaps=gaps)
    sound = cumulative_change(UZBEKISTAN, JUNE, gaps=gaps)

    assert (spoilt.verdict, spoilt.reason) == (Verdict.NOT_COMPARABLE, Reason.IMPLAUSIBLE_GAP)
    assert spoilt.difference is None
    assert sound.dispersion.months == 47


def test_from_nothing_there_is_no_percentage_but_a_verdict():
    found = month_change({LAST_JUNE: 0, JUNE: 9}, JUNE)

    assert (found.percent, found.percent_interval, found.reason) == (None, None, Reason.PREVIOUS_ZERO)
    assert (found.difference, found.verdict) == (9, Verdict.RISE)


def test_nothing_and_nothing_cannot_be_told_apart():
    assert month_change({LAST_JUNE: 0, JUNE: 0}, JUNE).verdict is Verdict.CANNOT_BE_TOLD_APART


def test_amounts_have_a_percentage_but_no_interval_and_no_verdict():
    found = month_change({LAST_JUNE: 10.5, JUNE: 21.0}, JUNE)

    assert found.percent == pytest.approx(100)
    assert (found.ratio, found.verdict, found.reason) == (None, Verdict.NOT_COMPARABLE, Reason.NOT_COUNTS)


def test_more_finds_by_as_many_more_checks_are_no_rise():
    found = month_change({LAST_JUNE: 20, JUNE: 60}, JUNE, denominator={LAST_JUNE: 1000, JUNE: 3000})

    assert found.difference == 40
    assert found.percent == pytest.approx(0)
    assert found.verdict is Verdict.CANNOT_BE_TOLD_APART


@pytest.mark.parametrize(
    ("denominator", "reason"),
    [
        ({JUNE: 5}, Reason.DENOMINATOR_UNREPORTED),
        ({JUNE: 5, LAST_JUNE: 0}, Reason.DENOMINATOR_ZERO),
    ],
)
def test_rates_without_a_denominator_are_not_compared(denominator, reason):
    found = month_change({LAST_JUNE: 20, JUNE: 60}, JUNE, denominator=denominator)

    assert (found.verdict, found.reason, found.percent) == (Verdict.NOT_COMPARABLE, reason, None)


def test_the_negative_binomial_interval_covers_what_it_promises():
    rng = np.random.default_rng(20261123)
    factor, mean = 3.0, 40.0
    pairs = rng.negative_binomial(mean / (factor - 1), 1 / factor, size=(3000, 2)) / factor

    covered = np.mean([1.0 in poisson_ratio(x, y) for x, y in pairs])

    assert 0.94 < covered < 0.98


@pytest.mark.parametrize(
    ("count", "denominator", "reason"),
    [
        (None, 1000, Reason.COUNT_UNREPORTED),
        (3, None, Reason.NO_DENOMINATOR),
        (3, math.nan, Reason.NO_DENOMINATOR),
        (3, 0, Reason.DENOMINATOR_ZERO),
        (None, None, Reason.NO_DENOMINATOR),
    ],
)
def test_a_rate_without_a_part_says_which(count, denominator, reason):
    found = rate(count, denominator)

    assert (found.value, found.interval, found.reason) == (None, None, reason)


def test_a_rate_is_per_100_000_with_garwoods_interval():
    found = rate(12, 480_000)

    assert found.value == pytest.approx(2.5)
    assert found.interval.low == pytest.approx(poisson(12).low / 4.8)


def test_a_rate_of_an_over_dispersed_series_has_a_wider_interval():
    scattered = rate(12, 300, per=1, scatter=Dispersion(factor=2.0, months=36))

    assert scattered.method is IntervalMethod.NEGATIVE_BINOMIAL
    assert scattered.interval.low == pytest.approx(poisson(6).low * 2 / 300)
    assert scattered.interval.high > rate(12, 300, per=1).interval.high


def test_a_rate_of_an_amount_has_no_interval():
    found = rate(1.5, 300, per=1)

    assert (found.value, found.interval, found.reason) == (0.005, None, Reason.NOT_COUNTS)


@pytest.mark.parametrize(
    "call",
    [
        lambda: change({}, JUNE, LAST_JUNE),
        lambda: change({}, Month(2014, 1), Month(2015, 1)),
        lambda: month_change({JUNE: -1, LAST_JUNE: 1}, JUNE),
        lambda: rate(1, 1, per=0),
        lambda: rate(-1, 1),
    ],
    ids=["backwards", "thirteen months", "negative", "per nothing", "negative rate"],
)
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(ValueError, match=r"period|neither|positive"):
        call()


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_swapping_the_years_turns_a_rise_into_a_fall(current, previous):
    forward = month_change({LAST_JUNE: previous, JUNE: current}, JUNE)
    backward = month_change({LAST_JUNE: current, JUNE: previous}, JUNE)
    opposite = {Verdict.RISE: Verdict.FALL, Verdict.FALL: Verdict.RISE}

    assert backward.verdict is opposite.get(forward.verdict, forward.verdict)


@given(st.lists(st.none() | st.integers(0, 9), min_size=1, max_size=12))
def test_a_sum_is_known_only_where_every_month_is(values):
    months = [JUNE + ahead for ahead in range(len(values))]

    found = total(dict(zip(months, values, strict=True)), months)

    assert (found is None) == (None in values)


@given(
    current=st.integers(0, 400),
    previous=st.integers(0, 400),
)
def test_two_totals_are_compared_as_the_months_they_are_made_of(current: int, previous: int):
    whole = change({LAST_JUNE: previous, JUNE: current}, JUNE, JUNE)

    found = change_of_totals(JUNE, JUNE, current=current, previous=previous, scatter=whole.dispersion)

    assert found == whole


def test_two_totals_are_compared_with_the_scatter_that_is_known_of_them():
    whole = cumulative_change(UZBEKISTAN, JUNE)

    found = change_of_totals(
        whole.first, JUNE, current=whole.current, previous=whole.previous, scatter=whole.dispersion
    )

    assert found == whole


@pytest.mark.parametrize(
    ("current", "previous", "reason"),
    [
        (None, 3, Reason.CURRENT_UNREPORTED),
        (3, None, Reason.PREVIOUS_UNREPORTED),
        (None, None, Reason.BOTH_UNREPORTED),
        (3, 0, Reason.PREVIOUS_ZERO),
        (3.5, 2, Reason.NOT_COUNTS),
    ],
    ids=["this year unknown", "last year unknown", "both unknown", "none last year", "amounts"],
)
def test_totals_that_cannot_be_compared_say_why(
    current: float | None, previous: float | None, reason: Reason
):
    assert change_of_totals(JUNE, JUNE, current=current, previous=previous).reason is reason
