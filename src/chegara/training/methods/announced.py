"""The days of an activity as announcements write them: "28–30 March", "27 February – 1 March 2018".

Announcements name months in English or Russian, put the day before or after the month, and now and then name
days that do not exist. Such days are refused with what is wrong, never moved to the nearest real ones; days
that begin or end at a weekend are read and warned of, since activities seldom do.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
    "янв": 1,
    "фев": 2,
    "мар": 3,
    "апр": 4,
    "мая": 5,
    "май": 5,
    "июн": 6,
    "июл": 7,
    "авг": 8,
    "сен": 9,
    "окт": 10,
    "ноя": 11,
    "дек": 12,
}
WORD = re.compile(r"\d+|[^\W\d_]+|[–—−-]")
SATURDAY = 5


class Fault(StrEnum):
    """Why a text gives no days."""

    UNREADABLE = "unreadable"
    NO_YEAR = "no_year"
    NO_SUCH_DAY = "no_such_day"
    REVERSED = "reversed"


class DatesRefusedError(ValueError):
    """A text gives no days; `day`, `month` and `last` (of the month) say which day does not exist."""

    def __init__(self, fault: Fault, *, day: int = 0, month: int = 0, last: int = 0, year: int = 0) -> None:
        super().__init__(f"{fault}: {day}.{month}.{year}")
        self.fault, self.day, self.month, self.last, self.year = fault, day, month, last, year


@dataclass(frozen=True)
class Days:
    """The first and last day of an activity."""

    first: date
    last: date

    @property
    def weekend(self) -> tuple[date, ...]:
        """The first and the last day, where they are a Saturday or Sunday."""
        return tuple(sorted({day for day in (self.first, self.last) if day.weekday() >= SATURDAY}))


def read_days(text: str, *, year: int | None = None) -> Days:
    """Return the days that a text announces; `year` is taken where it names none.

    >>> read_days("27 February – 1 March 2018")
    Days(first=datetime.date(2018, 2, 27), last=datetime.date(2018, 3, 1))
    >>> read_days("March 03–05", year=2018).weekend
    (datetime.date(2018, 3, 3),)

    Raises:
        DatesRefusedError: it names no days, or days that do not exist, or the last before the first.
    """
    numeric = re.fullmatch(
        r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s*[–—−-]\s*(\d{1,2})\.(\d{1,2})\.(\d{4}))?\s*", text
    )
    if numeric:
        parts = [int(part) for part in numeric.groups() if part is not None]
        first = existing(*parts[:3])
        last = existing(*parts[3:]) if len(parts) > 3 else first
    else:
        first, last = _worded(text, year)
    if last < first:
        raise DatesRefusedError(Fault.REVERSED)
    return Days(first, last)


def existing(day: int, month: int, year: int) -> date:
    """Return a day.

    Raises:
        DatesRefusedError: there is no such day.
    """
    if not (1 <= month <= 12 and 1900 <= year <= 2200):
        raise DatesRefusedError(Fault.UNREADABLE)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DatesRefusedError(Fault.NO_SUCH_DAY, day=day, month=month, last=last, year=year)
    return date(year, month, day)


def _worded(text: str, year: int | None) -> tuple[date, date]:
    numbers: list[int] = []
    months: list[tuple[int, int]] = []  # how many numbers stood before the month, and the month
    years: list[int] = []
    for word in WORD.findall(text.casefold()):
        if word.isdigit():
            (years if len(word) == 4 else numbers).append(int(word))
        elif word[:3] in MONTHS and len(word) >= 3:
            months.append((len(numbers), MONTHS[word[:3]]))
    if not months or len(months) > 2 or not 1 <= len(numbers) <= 2 or len(years) > 2:
        raise DatesRefusedError(Fault.UNREADABLE)
    if len(months) == 2 and len(numbers) != 2:
        raise DatesRefusedError(Fault.UNREADABLE)
    if not years and year is None:
        raise DatesRefusedError(Fault.NO_YEAR)
    first_year = years[0] if years else year
    last_year = years[-1] if years else year
    assert first_year is not None  # noqa: S101 - refused above
    assert last_year is not None  # noqa: S101 - refused above
    # December to January with one year named: the year is that of the end.
    if len(years) < 2 and months[0][1] > months[-1][1]:
        first_year -= 1
    last = existing(numbers[-1], months[-1][1], last_year)
    return existing(numbers[0], months[0][1], first_year), last
