"""How two dates of birth agree: whole, day and month swapped, the day one off or its digits swapped, the year alone (on
both sides or on one), the first of January, a span of
years in common, near, not.

A birth is four numbers: year, month, day (0 where unknown), and the last year of a span (0 where none).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chegara.common.machine_code import compiled
from chegara.profiling.methods.watchlists.entry import BirthDate

(
    SAME,
    SWAPPED,
    DAY_SLIP,
    YEAR_ALONE,
    ONE_PART,
    YEAR,
    NEW_YEAR,
    NEAR_DAY,
    TYPING,
    SPAN,
    OTHER_DAY,
    YEAR_OFF,
    NEAR,
    DIFFERS,
) = range(14)
UNKNOWN = -1
APPROXIMATE_SPAN = 2
"""Years before and after an approximate year of birth in which a birth agrees with it."""


def birth_row(birth: BirthDate) -> tuple[int, int, int, int]:
    """Return a birth as four numbers; an approximate year is a span around it."""
    if birth.last_year > birth.year or birth.approximate:
        around = APPROXIMATE_SPAN if birth.approximate else 0
        return birth.year - around, 0, 0, max(birth.year, birth.last_year) + around
    return birth.year, birth.month, birth.day, 0


@compiled
def agreement(a: npt.NDArray[np.int32], i: int, b: npt.NDArray[np.int32], j: int) -> int:
    """Return how two births agree, one of SAME … DIFFERS.

    Args:
        a: year, month, day, last year of one, from position i on.
        i: the position.
        b: the same of the other, from position j on.
        j: the position.
    """
    one, other = a[i], b[j]
    if a[i + 3] or b[j + 3]:
        first, last = max(one, other), min(max(one, a[i + 3]), max(other, b[j + 3]))
        if one == other and a[i + 3] == b[j + 3]:
            return YEAR_ALONE  # both tell the same span
        if first <= last:
            return SPAN
        return NEAR if first - last <= 2 else DIFFERS
    return int(agreement_of_days(one, a[i + 1], a[i + 2], other, b[j + 1], b[j + 2]))


@compiled
def agreement_of_days(one: int, month: int, day: int, other: int, other_month: int, other_day: int) -> int:
    """Return how two births agree that are no spans: year, month and day of each, 0 where unknown."""
    years = abs(one - other)
    new_year = (month == 1 and day == 1) or (other_month == 1 and other_day == 1)
    if day == 0 or other_day == 0:
        if years == 0 and day == other_day and month == other_month:
            return YEAR_ALONE  # nobody knows the day: so do few of other persons
        if years == 0:
            return OTHER_DAY if month and other_month and month != other_month and not new_year else YEAR
        return YEAR_OFF if years == 1 else NEAR if years == 2 else DIFFERS
    if years == 0:
        return int(_within_year(month, day, other_month, other_day, new_year))
    if month == other_month and day == other_day and not new_year:
        if years == 1:
            return NEAR_DAY
        if years <= 10 or years % 10 == 0 or _digits_swapped(one, other):
            return TYPING
    if years <= 2 and (new_year or (month == other_day and day == other_month)):
        return YEAR_OFF if years == 1 else NEAR
    return DIFFERS


@compiled
def _within_year(month: int, day: int, other_month: int, other_day: int, new_year: bool) -> int:
    if month == other_month and day == other_day:
        return NEW_YEAR if new_year else SAME
    if month == other_day and day == other_month:
        return SWAPPED
    if new_year:
        return YEAR
    if month == other_month:
        return (
            DAY_SLIP
            if abs(day - other_day) == 1 or day == other_day // 10 + other_day % 10 * 10
            else ONE_PART
        )
    return ONE_PART if day == other_day else OTHER_DAY


@compiled
def _digits_swapped(one: int, other: int) -> bool:
    return one // 100 == other // 100 and one % 10 == other // 10 % 10 and one // 10 % 10 == other % 10
