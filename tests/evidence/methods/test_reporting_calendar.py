"""Periods in which figures are owed, the day they are due, and how late they are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.periods import Month, months_between
from chegara.evidence.methods.reporting_calendar import (
    MONTHS_OF,
    Delivery,
    Frequency,
    ReportingPeriod,
    Standing,
    delivery,
    due_on,
    period_of,
    periods_between,
)

months = st.integers(2000 * 12, 2100 * 12).map(Month.from_ordinal)
frequencies = st.sampled_from(Frequency)
DUE = date(2025, 2, 10)


@pytest.mark.parametrize(
    ("frequency", "month", "first", "last"),
    [
        pytest.param(Frequency.MONTHLY, (2025, 2), (2025, 2), (2025, 2), id="a month is its own period"),
        pytest.param(Frequency.QUARTERLY, (2025, 5), (2025, 4), (2025, 6), id="May is of the second quarter"),
        pytest.param(Frequency.HALF_YEARLY, (2025, 7), (2025, 7), (2025, 12), id="July begins a half-year"),
        pytest.param(Frequency.YEARLY, (2025, 12), (2025, 1), (2025, 12), id="December ends its year"),
    ],
)
def test_a_month_lies_in_one_period(frequency, month, first, last):
    period = period_of(frequency, Month(*month))

    assert (period.first, period.last) == (Month(*first), Month(*last))


@given(frequency=frequencies, first=months, span=st.integers(-3, 60))
def test_whole_periods_are_those_that_month_by_month_look_ups_find(frequency, first, span):
    last = first + span
    by_look_up = sorted(
        {
            period
            for month in months_between(first, last)
            if (period := period_of(frequency, month)).first >= first and period.last <= last
        }
    )

    assert periods_between(frequency, first, last) == by_look_up


@given(frequency=frequencies, month=months)
def test_a_period_has_its_months_and_follows_the_one_before(frequency, month):
    period = period_of(frequency, month)

    assert month in period.months
    assert len(period.months) == MONTHS_OF[frequency]
    assert period_of(frequency, period.last + 1).first == period.last + 1


@pytest.mark.parametrize(
    ("first", "length", "days", "expected"),
    [
        pytest.param((2025, 1), 1, 10, date(2025, 2, 10), id="the 10th of the following month"),
        pytest.param((2025, 1), 1, 31, date(2025, 3, 3), id="31 days after January are beyond February"),
        pytest.param((2024, 1), 1, 29, date(2024, 2, 29), id="a leap year has that day"),
        pytest.param((2025, 10), 3, 20, date(2026, 1, 20), id="the last quarter is due in the next year"),
    ],
)
def test_a_report_is_due_days_after_its_period(first, length, days, expected):
    assert due_on(ReportingPeriod(Month(*first), length), days) == expected


STANDINGS = [
    pytest.param(2, DUE, DUE, Delivery(Standing.IN_TIME), id="on the last day in time"),
    pytest.param(2, date(2025, 2, 11), date(2025, 6, 1), Delivery(Standing.LATE, 1), id="a day late"),
    pytest.param(2, date(2025, 1, 31), date(2025, 1, 31), Delivery(Standing.IN_TIME), id="before it is due"),
    pytest.param(1, DUE, DUE, Delivery(Standing.PARTLY), id="half of it in time"),
    pytest.param(1, DUE, date(2025, 2, 15), Delivery(Standing.PARTLY, 5), id="the other half five days late"),
    pytest.param(0, None, DUE, Delivery(Standing.NOT_DUE), id="nothing yet on the last day"),
    pytest.param(0, None, date(2025, 2, 12), Delivery(Standing.OVERDUE, 2), id="nothing two days later"),
]


@pytest.mark.parametrize(("known", "received_on", "today", "expected"), STANDINGS)
def test_how_a_report_stands(known, received_on, today, expected):
    assert delivery(asked=2, known=known, received_on=received_on, due=DUE, today=today) == expected


@given(known=st.integers(0, 4), arrived=st.integers(-40, 40), today=st.integers(0, 80))
def test_what_is_missing_is_later_each_day_and_what_came_never_again(known, arrived, today):
    received = DUE + timedelta(days=arrived) if known else None
    days = [DUE + timedelta(days=arrived + 1 + n) for n in (today, today + 1)]

    one, next_day = (delivery(asked=4, known=known, received_on=received, due=DUE, today=day) for day in days)

    if known == 4:
        assert one == next_day
        assert one.days_late == max(0, arrived)
    else:
        assert next_day.days_late - one.days_late == (days[1] > DUE)


@pytest.mark.parametrize(
    ("asked", "known", "received_on"),
    [(2, 3, DUE), (0, 0, None), (2, -1, None), (2, 1, None)],
    ids=["more known than asked", "nothing asked", "less than nothing", "known without a day"],
)
def test_what_can_not_be_is_refused(asked, known, received_on):
    with pytest.raises(ValueError, match="figures known"):
        delivery(asked=asked, known=known, received_on=received_on, due=DUE, today=DUE)
