"""Turns of a chair, and the days on which what is sent every month, quarter or year falls due."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

Member = TypeVar("Member")


@dataclass(frozen=True)
class Turn(Generic[Member]):
    """Who chairs from which day to which, both included."""

    member: Member
    first: date
    last: date


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a month that is too short for it.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def turns(
    members: Sequence[Member], first: date, months: int, on: date, count: int = 4
) -> list[Turn[Member]]:
    """Return the turn that a day lies in and those after it; none without members or before the first.

    Args:
        members: in the order in which the chair passes on, again and again.
        first: the first day of the first member's first turn.
        months: how long a turn lasts, at least 1.
        on: the day asked about.
        count: how many turns to return.

    Raises:
        ValueError: a turn lasts no month.
    """
    if months < 1:
        raise ValueError("a turn lasts at least a month")
    if not members:
        return []
    passed = max(0, ((on.year - first.year) * 12 + on.month - first.month) // months - 1)
    while add_months(first, (passed + 1) * months) <= on:
        passed += 1
    return [
        Turn(
            members[number % len(members)],
            add_months(first, number * months),
            add_months(first, (number + 1) * months) - timedelta(days=1),
        )
        for number in range(passed, passed + count)
    ]


def next_due(months: int, day: int, on: date) -> date:
    """Return the next day on which something periodic is due: that day of the month after a period's end.

    Args:
        months: the period, 1, 3 or 12; periods end as calendar months, quarters and years do.
        day: of the month, 1 to 28.
        on: the earliest day that counts.

    >>> next_due(3, 10, date(2026, 2, 1))
    datetime.date(2026, 4, 10)
    """
    month = date(on.year, on.month, 1)
    while (month.month - 1) % months or month.replace(day=day) < on:
        month = add_months(month, 1)
    return month.replace(day=day)
