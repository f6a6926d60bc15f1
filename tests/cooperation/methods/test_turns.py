"""Whose turn it is to chair, and when data are due: by the calendar and by counting days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.cooperation.methods.turns import add_months, next_due, turns

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="a short month"),
        pytest.param(date(2028, 1, 31), 1, date(2028, 2, 29), id="a leap year"),
        pytest.param(date(2026, 11, 15), 3, date(2027, 2, 15), id="over the year's end"),
        pytest.param(date(2026, 3, 31), 0, date(2026, 3, 31), id="no month"),
        pytest.param(date(2026, 3, 31), -1, date(2026, 2, 28), id="back"),
    ],
)
def test_months_are_added_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_the_chair_passes_on_in_order_and_begins_anew() -> None:
    found = turns(["BOR", "CUS", "INT"], date(2026, 1, 1), 12, date(2028, 6, 30), count=2)

    assert [(turn.member, turn.first, turn.last) for turn in found] == [
        ("INT", date(2028, 1, 1), date(2028, 12, 31)),
        ("BOR", date(2029, 1, 1), date(2029, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2025, 5, 1), date(2026, 1, 1), id="before the first turn: the first"),
        pytest.param(date(2026, 12, 31), date(2026, 1, 1), id="a turn's last day"),
        pytest.param(date(2027, 1, 1), date(2027, 1, 1), id="a turn's first day"),
    ],
)
def test_a_day_lies_in_one_turn(on: date, expected: date) -> None:
    assert turns(["BOR"], date(2026, 1, 1), 12, on)[0].first == expected


def test_nobody_chairs_a_group_without_members() -> None:
    assert turns([], date(2026, 1, 1), 12, date(2026, 5, 1)) == []


def test_a_turn_of_no_month_is_refused() -> None:
    with pytest.raises(ValueError, match="at least a month"):
        turns(["BOR"], date(2026, 1, 1), 0, date(2026, 5, 1))


@given(first=DAYS, on=DAYS, months=st.integers(1, 24), members=st.integers(1, 5))
def test_turns_follow_each_other_without_gap_and_hold_the_day(
    first: date, on: date, months: int, members: int
) -> None:
    found = turns(list(range(members)), first, months, on)

    assert found[0].first <= max(on, first) <= found[0].last
    for before, after in pairwise(found):
        assert after.first == before.last + timedelta(days=1)
        assert after.member == (before.member + 1) % members


@given(on=DAYS, months=st.sampled_from([1, 3, 12]), day=st.integers(1, 28))
def test_the_next_due_day_is_the_first_that_a_walk_over_days_finds(on: date, months: int, day: int) -> None:
    walked = on
    while walked.day != day or (walked.month - 1) % months:
        walked += timedelta(days=1)

    assert next_due(months, day, on) == walked
