"""How many of those who need a competence will hold it: what expires for certain, what training adds.

Who holds it at a later day are those whose validity reaches it, less those who leave, plus who is trained
until then at the rate of the last year. The rate's interval is Garwood's of the persons trained in that
year, the share that leaves has Wilson's; both are carried to the ends of the forecast. Newly trained
persons are taken to stay valid up to the horizon. The forecast never exceeds the number needed.

Source:
    Stock and flow accounting of staff planning: D. J. Bartholomew, A. F. Forbes, S. I. McClean, "Statistical
    techniques for manpower planning", 2nd edition, 1991, chapter 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chegara.common.intervals import Interval, poisson, wilson

YEAR = 365.25


@dataclass(frozen=True)
class Coverage:
    """On a day: how many still valid of those who hold it today, and how many with those newly trained.

    `expected` and `interval` are persons, `share` is of the number needed.
    """

    on: date
    still_valid: int
    expected: float
    interval: Interval
    share: float


def forecast_coverage(
    valid_until: Sequence[date | None],
    *,
    needed: int,
    trained_last_year: int,
    left_last_year: int,
    staff: int,
    at: date,
    on: Sequence[date],
) -> list[Coverage]:
    """Return the coverage on later days.

    Args:
        valid_until: of each person who holds the competence today; None: without end.
        needed: persons who must hold it.
        trained_last_year: persons trained in the year up to `at`.
        left_last_year: persons of `staff` who left in that year.
        staff: persons in service a year ago.
        at: today.
        on: the days asked for, none before `at`.

    Raises:
        ValueError: nobody is needed, a count is negative, more left than there were, or a day is past.
    """
    if needed < 1 or min(trained_last_year, left_last_year, staff) < 0 or left_last_year > staff:
        raise ValueError("counts must be at least 0, those needed at least 1, those who left among the staff")
    if any(day < at for day in on):
        raise ValueError("a forecast is for later days")
    rate = poisson(trained_last_year)
    leaving = wilson(left_last_year, staff) if staff else Interval(0.0, 1.0)
    share_left = left_last_year / staff if staff else 0.0
    found = []
    for day in on:
        years = (day - at).days / YEAR
        still = sum(1 for end in valid_until if end is None or end >= day)

        def persons(leave: float, per_year: float, still: int = still, years: float = years) -> float:
            return float(min(still * (1 - leave) ** years + per_year * years, needed))

        expected = persons(share_left, trained_last_year)
        interval = Interval(persons(leaving.high, rate.low), persons(leaving.low, rate.high))
        found.append(Coverage(day, still, expected, interval, expected / needed))
    return found
