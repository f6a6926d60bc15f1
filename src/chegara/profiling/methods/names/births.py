"""How two dates of birth agree: whole, day and month swapped, the year alone, the first of January, near, not.

A birth is four numbers: year, month, day (0 where unknown), and the last year of a span (0 where none).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names.jit import compiled
from chegara.profiling.methods.watchlists.entry import BirthDate

SAME, SWAPPED, ONE_PART, YEAR, NEW_YEAR, NEAR_DAY, TYPING, NEAR, DIFFERS = range(9)
UNKNOWN = -1
APPROXIMATE_SPAN = 2
"""Years before and after an approximate year of birth in which a birth agrees with it."""


def birth_rows(births: Iterable[BirthDate]) -> npt.NDArray[np.int16]:
    """Return births as rows of numbers; an approximate year is a span around it."""
    rows = []
    for birth in births:
        if birth.last_year > birth.year or birth.approximate:
            around = APPROXIMATE_SPAN if birth.approximate else 0
            rows.append((birth.year - around, 0, 0, max(birth.year, birth.last_year) + around))
        else:
            rows.append((birth.year, birth.month, birth.day, 0))
    return np.array(rows, dtype=np.int16).reshape(-1, 4)


@compiled
def agreement(a: npt.NDArray[np.int16], b: npt.NDArray[np.int16]) -> int:
    """Return how two births agree, one of SAME … DIFFERS.

    Args:
        a: year, month, day, last year of one.
        b: the same of the other.
    """
    if a[3] or b[3]:
        first, last = max(a[0], b[0]), min(max(a[0], a[3]), max(b[0], b[3]))
        if first <= last:
            return YEAR
        return NEAR if first - last <= 2 else DIFFERS
    years = abs(int(a[0]) - int(b[0]))
    whole = a[2] > 0 and b[2] > 0
    if whole:
        same_month, same_day = a[1] == b[1], a[2] == b[2]
        if years == 0:
            return _within_year(a, b, same_month, same_day)
        if same_month and same_day and not (a[1] == 1 and a[2] == 1):
            if years == 1:
                return NEAR_DAY
            if years % 10 == 0 or years < 10 or _digits_swapped(int(a[0]), int(b[0])):
                return TYPING
        if years == 1 and a[1] == b[2] and a[2] == b[1]:
            return NEAR
        if years <= 2 and ((a[1] == 1 and a[2] == 1) or (b[1] == 1 and b[2] == 1)):
            return NEAR
        return DIFFERS
    if years == 0:
        if a[1] and b[1] and a[1] != b[1]:
            return NEAR
        return YEAR
    return NEAR if years <= 2 else DIFFERS


@compiled
def _within_year(a: npt.NDArray[np.int16], b: npt.NDArray[np.int16], same_month: bool, same_day: bool) -> int:
    if same_month and same_day:
        return NEW_YEAR if a[1] == 1 and a[2] == 1 else SAME
    if a[1] == b[2] and a[2] == b[1]:
        return SWAPPED
    if (a[1] == 1 and a[2] == 1) or (b[1] == 1 and b[2] == 1):
        return YEAR
    if same_month or same_day:
        return ONE_PART
    return NEAR


@compiled
def _digits_swapped(one: int, other: int) -> bool:
    return one // 100 == other // 100 and one % 10 == other // 10 % 10 and one // 10 % 10 == other % 10
