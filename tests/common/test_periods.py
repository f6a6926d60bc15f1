"""Months are counted as a calendar counts them, and written in one way only."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.periods import (
    CalendarPeriod,
    Month,
    PeriodKind,
    months_between,
    periods_ending,
    runs_of,
)

MONTHS = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))


@pytest.mark.parametrize(
    ("start", "added", "expected"),
    [
        (Month(2015, 3), 0, Month(2015, 3)),
        (Month(2015, 12), 1, Month(2016, 1)),
        (Month(2015, 1), -1, Month(2014, 12)),
        (Month(2015, 3), -12, Month(2014, 3)),
        (Month(1999, 11), 25, Month(2001, 12)),
    ],
    ids=["none", "over new year", "back over new year", "a year back", "two years and a month"],
)
def test_adding_months_turns_years_over(start: Month, added: int, expected: Month):
    assert start + added == expected


@given(month=MONTHS, added=st.integers(-600, 600))
def test_subtracting_takes_back_what_adding_did(month: Month, added: int):
    assert (month + added) - month == added


@given(month=MONTHS)
def test_the_day_after_a_month_s_last_is_the_first_of_the_next(month: Month):
    assert month.last_day + timedelta(days=1) == (month + 1).first_day
    assert month.first_day.day == 1


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (Month(2015, 2), date(2015, 2, 28)),
        (Month(2016, 2), date(2016, 2, 29)),
        (Month(1900, 2), date(1900, 2, 28)),
        (Month(2015, 12), date(2015, 12, 31)),
    ],
    ids=str,
)
def test_the_last_day_knows_leap_years(month: Month, last: date):
    assert month.last_day == last


@given(day=st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_within_its_month(day: date):
    month = Month.of(day)

    assert month.first_day <= day <= month.last_day


@pytest.mark.parametrize(
    "year_and_month",
    [(2015, 0), (2015, 13), (0, 1), (10000, 1), (2015, -1)],
    ids=["month 0", "month 13", "year 0", "year 10000", "month -1"],
)
def test_no_calendar_has_such_a_month(year_and_month: tuple[int, int]):
    with pytest.raises(ValueError, match="is not a month"):
        Month(*year_and_month)


@given(month=MONTHS)
def test_a_written_month_is_read_as_itself(month: Month):
    assert Month.parse(str(month)) == month


@pytest.mark.parametrize(
    "text",
    ["", "2015", "2015-3", "15-03", "2015/03", "2015-03-01", "2015-13", "2015-00", "0000-01", "-015-03",
     "2015-+3", "март 2015", "2015-³3", "٢٠١٥-٠٣"],
)  # fmt: skip
def test_what_is_not_written_as_a_month_is_refused(text: str):
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


def test_white_space_around_a_month_is_forgiven():
    assert Month.parse(" 2015-03\n") == Month(2015, 3)


def test_months_order_as_the_calendar_does():
    assert sorted([Month(2016, 1), Month(2015, 12), Month(2015, 2)]) == [
        Month(2015, 2),
        Month(2015, 12),
        Month(2016, 1),
    ]


@given(first=MONTHS, length=st.integers(0, 40))
def test_between_two_months_lie_both_and_all_that_follow_each_other(first: Month, length: int):
    months = months_between(first, first + length)

    assert (months[0], months[-1], len(months)) == (first, first + length, length + 1)
    assert months == sorted(set(months))


def test_nothing_lies_between_a_month_and_an_earlier_one():
    assert months_between(Month(2015, 3), Month(2015, 2)) == []


SETS_OF_MONTHS = st.sets(st.builds(Month, st.integers(2014, 2016), st.integers(1, 12)))


def runs_by_asking_each_month(months: set[Month]) -> list[list[Month]]:
    """Build the runs from those months that have no predecessor, the slow and plain way."""
    runs = []
    for start in sorted(month for month in months if month + -1 not in months):
        run = [start]
        while run[-1] + 1 in months:
            run.append(run[-1] + 1)
        runs.append(run)
    return runs


@given(months=SETS_OF_MONTHS, order=st.randoms())
def test_runs_hold_each_month_once_whatever_the_order(months: set[Month], order):
    shuffled = list(months)
    order.shuffle(shuffled)

    runs = runs_of(shuffled)

    assert [month for run in runs for month in run] == sorted(months)
    assert runs == runs_by_asking_each_month(months)


@given(months=SETS_OF_MONTHS)
def test_no_two_runs_touch(months: set[Month]):
    runs = runs_of(months)

    assert all(later[0] - earlier[-1] > 1 for earlier, later in pairwise(runs))


def test_no_months_make_no_runs():
    assert runs_of([]) == []


@pytest.mark.parametrize(
    ("text", "kind", "first", "last", "before"),
    [
        ("2015-06", PeriodKind.MONTH, Month(2015, 6), Month(2015, 6), "2014-06"),
        ("2015-Q2", PeriodKind.QUARTER, Month(2015, 4), Month(2015, 6), "2014-Q2"),
        ("2015-q4", PeriodKind.QUARTER, Month(2015, 10), Month(2015, 12), "2014-Q4"),
        ("2015-H2", PeriodKind.HALF_YEAR, Month(2015, 7), Month(2015, 12), "2014-H2"),
        (" 2015 ", PeriodKind.YEAR, Month(2015, 1), Month(2015, 12), "2014"),
    ],
    ids=["month", "quarter", "small letter", "half-year", "year"],
)
def test_a_period_is_read_as_it_is_written(
    text: str, kind: PeriodKind, first: Month, last: Month, before: str
):
    period = CalendarPeriod.parse(text)

    assert (period.kind, period.first, period.last) == (kind, first, last)
    assert period.months == months_between(first, last)
    assert str(period) == text.strip().upper()
    assert str(period.year_before) == before
    assert (period.since_january.first, period.since_january.last) == (Month(2015, 1), last)


@pytest.mark.parametrize(
    "text",
    ["", "2015-", "2015-Q5", "2015-Q0", "2015-H3", "2015-Q", "15-06", "2015-13", "2015-Q11", "²⁰¹⁵", "H1"],
)
def test_what_is_no_period_is_refused(text: str):
    with pytest.raises(ValueError, match=r"no|month"):
        CalendarPeriod.parse(text)


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (PeriodKind.QUARTER, Month(2015, 2)),
        (PeriodKind.HALF_YEAR, Month(2015, 4)),
        (PeriodKind.DAY, Month(2015, 1)),
    ],
    ids=["a quarter from February", "a half-year from April", "a day"],
)
def test_a_period_begins_where_its_kind_begins(kind: PeriodKind, first: Month):
    with pytest.raises(ValueError, match="of the calendar begins"):
        CalendarPeriod(kind, first)


@given(month=MONTHS)
def test_periods_that_end_with_a_month_end_with_it_and_read_back(month: Month):
    found = periods_ending(month)

    assert found[-1] == CalendarPeriod(PeriodKind.MONTH, month)
    assert all(period.last == month for period in found)
    assert [CalendarPeriod.parse(str(period)) for period in found] == found
    assert (month.month == 12) == (found[0].kind is PeriodKind.YEAR)
