from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from chegara.risk.methods.quantification.frequency import (
    Frequency,
    NothingReportedError,
    frequency,
    frequency_from_months,
)

NAN = math.nan


def test_the_rate_is_gamma_by_jeffreys_prior_and_the_reported_months():
    found = frequency_from_months([3, 1, 0, 2, 0, 1] * 4)

    expected = stats.gamma(a=28 + 0.5, scale=1 / 2)
    assert found.mean == pytest.approx(expected.mean())
    assert found.variance == pytest.approx(expected.var())
    interval = found.rate_interval(level=0.9)
    assert (interval.low, interval.high) == pytest.approx(expected.interval(0.9))


def test_a_gap_brings_neither_cases_nor_exposure():
    whole = frequency_from_months([2] * 12)
    gappy = frequency_from_months([2, None] * 12 + [NAN] * 6)

    assert (gappy.cases, gappy.exposure) == (24, 1)
    assert gappy == whole
    assert frequency_from_months([2, 0] * 12).mean < whole.mean


def test_nothing_found_in_a_year_is_a_small_rate_and_not_zero():
    found = frequency_from_months([0] * 12)

    assert found.mean == 0.5
    assert 0 < found.probability_of_any < 0.5
    assert found.rate_interval().high > 1


def test_more_history_narrows_the_rate():
    short, long = (frequency_from_months([2] * months).rate_interval() for months in (12, 120))

    assert long.high - long.low < (short.high - short.low) / 2.5


def test_the_probability_of_any_case_is_that_of_the_negative_binomial():
    found = frequency_from_months([0, 0, 1, 0] * 6)
    shape = 6.5

    assert found.probability_of_any == pytest.approx(1 - stats.nbinom(shape, 2 / 3).pmf(0))


def test_exposure_may_be_crossings_and_next_years_flow_another():
    found = frequency([(30, 1e6), (20, 1.5e6), (None, 9e6), (7, None)], next_exposure=2e6, unit=1e6)

    assert (found.cases, found.exposure) == (50, 2.5)
    assert found.mean == pytest.approx(50.5 / 2.5 * 2)


def test_over_dispersed_counts_widen_the_rate_and_the_year():
    plain, scattered = (frequency_from_months([5] * 36, dispersion=d) for d in (1, 3))

    assert scattered.mean == plain.mean
    assert scattered.variance == pytest.approx(3 * plain.variance + 2 * plain.mean)


def test_a_rate_known_exactly_has_no_width():
    known = Frequency(mean=2)

    assert known.rate_interval().low == known.rate_interval().high == 2
    assert known.probability_of_any == pytest.approx(1 - math.exp(-2))
    assert known.shape == math.inf


@given(st.lists(st.integers(0, 50) | st.none(), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_the_order_of_months_does_not_matter_and_a_case_more_raises_the_rate(counts, random):
    if all(count is None for count in counts):
        with pytest.raises(NothingReportedError):
            frequency_from_months(counts)
        return
    shuffled = counts.copy()
    random.shuffle(shuffled)
    place = next(n for n, count in enumerate(counts) if count is not None)
    more = counts.copy()
    more[place] += 1

    found = frequency_from_months(counts)

    assert frequency_from_months(shuffled) == found
    assert frequency_from_months(more).mean > found.mean


@pytest.mark.parametrize(
    "call",
    [
        lambda: frequency_from_months([-1, 2]),
        lambda: frequency_from_months([math.inf]),
        lambda: frequency_from_months([1], dispersion=0.5),
        lambda: frequency([(1, 0.0)], next_exposure=1),
        lambda: frequency([(1, 1.0)], next_exposure=0),
        lambda: Frequency(mean=-1),
        lambda: Frequency(mean=0, variance=1),
        lambda: Frequency(mean=math.nan),
        lambda: Frequency(mean=1).rate_interval(level=95),
    ],
)
def test_what_is_no_count_rate_or_level_is_refused(call):
    with pytest.raises(ValueError, match=r"not|nobody"):
        call()
