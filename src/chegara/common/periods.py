"""Calendar periods in which statistics are reported: days, months, quarters, half-years, years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    """How long a reporting period is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


MONTHS_IN = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, written 2015-03 in files whatever the language.

    >>> str(Month(2015, 3) + 10)
    '2016-01'
    >>> Month(2016, 1) - Month(2015, 3)
    10
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        """Refuse a month that no calendar has."""
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9999):
            raise ValueError(f"{self.year}-{self.month} is not a month")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __add__(self, months: int) -> Month:
        return Month.from_ordinal(self.ordinal + months)

    def __sub__(self, other: Month) -> int:
        return self.ordinal - other.ordinal

    @property
    def ordinal(self) -> int:
        """Months since year 0, so that months can be counted."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        """The month's first day, which stands for the month in tables."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The month's last day."""
        return (self + 1).first_day - timedelta(days=1)

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Month:
        """Return the month that many months after January of year 0."""
        return cls(ordinal // 12, ordinal % 12 + 1)

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month that a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read 2015-03.

        Raises:
            ValueError: the text is not of that form, or names no month.
        """
        year, separator, month = text.strip().partition("-")
        digits = (year + month).isdecimal() and text.isascii()
        if not (separator and len(year) == 4 and len(month) == 2 and digits):
            raise ValueError(f"{text!r} is not a month written as 2015-03")
        return cls(int(year), int(month))


@dataclass(frozen=True)
class CalendarPeriod:
    """A month, quarter, half-year or year of the calendar: written 2015-06, 2015-Q2, 2015-H1, 2015.

    >>> period = CalendarPeriod.parse("2015-Q2")
    >>> str(period.first), str(period.last), str(period.year_before), str(period.since_january.last)
    ('2015-04', '2015-06', '2014-Q2', '2015-06')
    """

    kind: PeriodKind
    first: Month

    def __post_init__(self) -> None:
        """Refuse days, which no report covers, and what does not begin where its kind begins."""
        length = MONTHS_IN.get(self.kind)
        if length is None or (self.first.month - 1) % length:
            raise ValueError(f"no {self.kind.value} of the calendar begins in {self.first}")

    def __str__(self) -> str:
        number = (self.first.month - 1) // MONTHS_IN[self.kind] + 1
        return {
            PeriodKind.MONTH: str(self.first),
            PeriodKind.QUARTER: f"{self.first.year:04d}-Q{number}",
            PeriodKind.HALF_YEAR: f"{self.first.year:04d}-H{number}",
        }.get(self.kind, f"{self.first.year:04d}")

    @property
    def last(self) -> Month:
        """The last month."""
        return self.first + (MONTHS_IN[self.kind] - 1)

    @property
    def months(self) -> list[Month]:
        """The months, in order."""
        return months_between(self.first, self.last)

    @property
    def year_before(self) -> CalendarPeriod:
        """The same period of last year (АППГ)."""
        return CalendarPeriod(self.kind, self.first + -12)

    @property
    def since_january(self) -> MonthSpan:
        """January to the last month: what is cumulative in a year."""
        return MonthSpan(Month(self.last.year, 1), self.last)

    @classmethod
    def parse(cls, text: str) -> CalendarPeriod:
        """Read 2015-06, 2015-Q2, 2015-H1 or 2015.

        Raises:
            ValueError: the text is of none of these forms, or names no such period.
        """
        written = text.strip().upper()
        year, separator, part = written.partition("-")
        if not (len(year) == 4 and year.isascii() and year.isdecimal()):
            raise ValueError(f"{text!r} is no period written as 2015-06, 2015-Q2, 2015-H1 or 2015")
        if not separator:
            return cls(PeriodKind.YEAR, Month(int(year), 1))
        kind = {"Q": PeriodKind.QUARTER, "H": PeriodKind.HALF_YEAR}.get(part[:1])
        if kind is None:
            return cls(PeriodKind.MONTH, Month.parse(written))
        length = MONTHS_IN[kind]
        if part[1:] not in {str(number) for number in range(1, 12 // length + 1)}:
            raise ValueError(f"{text!r} names no {kind.value} of a year")
        return cls(kind, Month(int(year), (int(part[1]) - 1) * length + 1))


@dataclass(frozen=True)
class MonthSpan:
    """Months from first to last, both included."""

    first: Month
    last: Month


def periods_ending(last: Month) -> list[CalendarPeriod]:
    """Return the calendar's periods that end with a month, the longest first.

    >>> [str(period) for period in periods_ending(Month(2015, 6))]
    ['2015-H1', '2015-Q2', '2015-06']
    """
    return [
        CalendarPeriod(kind, last + -(length - 1))
        for kind, length in sorted(MONTHS_IN.items(), key=lambda pair: -pair[1])
        if last.month % length == 0
    ]


def months_between(first: Month, last: Month) -> list[Month]:
    """Return the months from first to last, both included; none if last is earlier."""
    return [Month.from_ordinal(ordinal) for ordinal in range(first.ordinal, last.ordinal + 1)]


def runs_of(months: Iterable[Month]) -> list[list[Month]]:
    """Return months, put in order, as runs of months that follow each other.

    >>> [[str(month) for month in run] for run in runs_of([Month(2015, 9), Month(2015, 7), Month(2015, 8)])]
    [['2015-07', '2015-08', '2015-09']]
    """
    runs: list[list[Month]] = []
    for month in sorted(months):
        if runs and month - runs[-1][-1] == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs
