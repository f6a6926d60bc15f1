"""The hours at which a crossing point is open, read from how its timetable is written."""

from __future__ import annotations

import re

HOURS = 24
_ROUND_THE_CLOCK = re.compile(r"24\s*/\s*7|24\s*(h|ч)|round the clock|кругло?суточно", re.IGNORECASE)
_FROM_TO = re.compile(r"\b([01]?\d|2[0-4])[:.]([0-5]\d)\s*[-–—]\s*([01]?\d|2[0-4])[:.]([0-5]\d)\b")


def open_hours(text: str) -> frozenset[int] | None:
    """Return the hours of the day, 0 to 23, at any part of which a point is open; None where nobody knows.

    Hours may go over midnight, and there may be several stretches.

    >>> sorted(open_hours("06:00-09:30"))
    [6, 7, 8, 9]
    >>> open_hours("by appointment") is None
    True
    """
    if _ROUND_THE_CLOCK.search(text):
        return frozenset(range(HOURS))
    found: set[int] = set()
    for first, first_minute, last, last_minute in _FROM_TO.findall(text):
        start, end = int(first), int(last) + (int(last_minute) > 0)
        if (start, first_minute) == (int(last), last_minute):
            return frozenset(range(HOURS))
        end += HOURS if end <= start else 0
        found |= {hour % HOURS for hour in range(start, end)}
    return frozenset(found) or None
