"""The term of an objective against the deadline of a measure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.plans.methods.terms import bounds_of, months_after, outside

START = date(2026, 1, 1)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 28))


@pytest.mark.parametrize(
    ("day", "month"),
    [
        pytest.param(date(2026, 1, 1), 1, id="the first day"),
        pytest.param(date(2026, 1, 31), 1, id="the first month's last day"),
        pytest.param(date(2026, 2, 1), 1, id="a month to the day"),
        pytest.param(date(2026, 2, 2), 2, id="a day more"),
        pytest.param(date(2026, 12, 31), 12, id="the year's last day"),
        pytest.param(date(2027, 1, 1), 12, id="a year to the day"),
        pytest.param(date(2027, 1, 2), 13, id="a year and a day"),
        pytest.param(date(2025, 12, 1), -1, id="before the plan"),
    ],
)
def test_a_day_lies_in_a_month_of_the_plan(day: date, month: int) -> None:
    assert months_after(START, day) == month


@pytest.mark.parametrize(
    ("term", "deadline", "months"),
    [
        pytest.param("short", date(2026, 1, 15), 0, id="short, at once"),
        pytest.param("short", date(2027, 1, 1), 0, id="short, to the day"),
        pytest.param("short", date(2027, 1, 2), 1, id="short, a day late"),
        pytest.param("short", date(2025, 12, 31), -1, id="short, before the plan"),
        pytest.param("medium", date(2026, 12, 31), -1, id="medium, a year early"),
        pytest.param("medium", date(2027, 1, 2), 0, id="medium, just"),
        pytest.param("medium", date(2029, 1, 1), 0, id="medium, to the day"),
        pytest.param("medium", date(2029, 6, 1), 5, id="medium, late"),
        pytest.param("long", date(2027, 6, 1), -20, id="long, early"),
        pytest.param("long", date(2032, 12, 31), 0, id="long, just"),
        pytest.param("long", date(2034, 1, 1), 12, id="long, late"),
    ],
)
def test_a_deadline_lies_in_its_term_or_by_so_many_months_outside(
    term: str, deadline: date, months: int
) -> None:
    assert outside(term, START, deadline) == months


def test_the_terms_follow_each_other_without_gap() -> None:
    short, medium, long = (bounds_of(term, START) for term in ("short", "medium", "long"))

    assert (short.over, short.to, medium.to) == (0, medium.over, long.over)


def test_what_holds_no_bounds_is_refused() -> None:
    with pytest.raises(LookupError):
        bounds_of("short", date(1999, 12, 31))
    with pytest.raises(KeyError):
        bounds_of("endless", START)


@given(start=DAYS, days=st.integers(0, 2500))
def test_a_later_deadline_is_never_earlier_in_its_term(start: date, days: int) -> None:
    day = start + timedelta(days=days)

    assert months_after(start, day + timedelta(days=1)) >= months_after(start, day)
    assert outside("medium", start, day + timedelta(days=1)) >= outside("medium", start, day)


@given(start=DAYS, days=st.integers(0, 2500))
def test_each_day_of_the_plan_lies_in_exactly_one_term(start: date, days: int) -> None:
    day = start + timedelta(days=days)

    inside = [term for term in ("short", "medium", "long") if outside(term, start, day) == 0]

    assert len(inside) == (months_after(start, day) <= bounds_of("long", start).to)
