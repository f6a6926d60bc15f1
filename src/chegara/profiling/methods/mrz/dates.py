"""Dates of a zone: six characters YYMMDD, each part of which may be unknown.

Source: ICAO Doc 9303 part 3, 4.8: fillers stand for what is unknown of a date of birth. The century is not
written: a birth is in the past, a document's expiry within fifty years of the day of reading.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from chegara.profiling.methods.mrz.checkdigits import check_digit, values_of
from chegara.profiling.methods.mrz.deviations import Kind


class PartialDate(NamedTuple):
    """A date of which parts may be unknown (None)."""

    year: int | None
    month: int | None
    day: int | None

    def __str__(self) -> str:
        """ISO 8601 as far as it is known, such as 1974 or 1974-08; empty where the year is not."""
        if self.year is None:
            return ""
        if self.month is None:
            return f"{self.year:04}"
        if self.day is None:
            return f"{self.year:04}-{self.month:02}"
        return f"{self.year:04}-{self.month:02}-{self.day:02}"


NOTHING = PartialDate(None, None, None)


@lru_cache(maxsize=65_536)
def read_date(
    raw: str, on: tuple[int, int, int], field: Literal["birth", "expiry"]
) -> tuple[PartialDate, Kind | None, str]:
    """Read six characters on the day `on` (year, month, day): the date, how it departs from the rule, its
    check digit.

    Remembered, because the days of a queue are few.

    >>> str(read_date("740812", (2026, 11, 25), "birth")[0])
    '1974-08-12'
    >>> str(read_date("74<<<<", (2026, 11, 25), "birth")[0])
    '1974'
    """
    return *_read(raw, on, birth=field == "birth"), str(check_digit(values_of(raw)))


def _read(raw: str, on: tuple[int, int, int], *, birth: bool) -> tuple[PartialDate, Kind | None]:
    if raw.isascii() and raw.isdigit():
        unknown = False
        short, month, day = int(raw[:2]), int(raw[2:4]), int(raw[4:])
        zeros = not (month and day)
    else:
        parts = (raw[:2], raw[2:4], raw[4:])
        if any(part != "<<" and not (part.isascii() and part.isdigit()) for part in parts):
            return NOTHING, Kind.DATE_LETTER
        unknown = True
        short, month, day = (-1 if part == "<<" else int(part) for part in parts)
        zeros = month == 0 or day == 0
    year = _with_century(short, max(month, 0), max(day, 0), on, birth=birth) if short >= 0 else None
    if month > 12 or day > _longest(year, month):
        return NOTHING, Kind.DATE_IMPOSSIBLE
    read = PartialDate(year, month if month > 0 else None, day if day > 0 else None)
    if zeros:
        return read, Kind.DATE_ZEROS
    return read, Kind.DATE_UNKNOWN if unknown and not birth else None


def _with_century(short: int, month: int, day: int, on: tuple[int, int, int], *, birth: bool) -> int:
    full = on[0] // 100 * 100 + short
    if birth:
        return full - 100 if (full, month, day) > on else full
    if full > on[0] + 50:
        return full - 100
    return full + 100 if full <= on[0] - 50 else full


def _longest(year: int | None, month: int) -> int:
    """Days in a month; the most there can be where month or year is not known."""
    if month == 2:
        leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31
