"""When agencies owe their figures, and how they stand: periods, days due, days late.

A report is due a number of days after its period has ended ("by the 10th of the following month": 10). It is
received when all that was asked for is known; a month that is reported as zero is known, a blank one is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chegara.common.periods import Month


class Frequency(StrEnum):
    """How often figures are owed; each is a calendar period of this many months: see `MONTHS_OF`."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


MONTHS_OF = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.YEARLY: 12}


@dataclass(frozen=True, order=True)
class ReportingPeriod:
    """A calendar period: its first month, and how many months it has (1, 3, 6 or 12)."""

    first: Month
    length: int

    @property
    def last(self) -> Month:
        """The period's last month."""
        return self.first + (self.length - 1)

    @property
    def months(self) -> tuple[Month, ...]:
        """The period's months, in order."""
        return tuple(self.first + n for n in range(self.length))


def period_of(frequency: Frequency, month: Month) -> ReportingPeriod:
    """Return the calendar period that a month lies in.

    >>> period_of(Frequency.QUARTERLY, Month(2025, 8))
    ReportingPeriod(first=Month(year=2025, month=7), length=3)
    """
    length = MONTHS_OF[frequency]
    return ReportingPeriod(Month.from_ordinal(month.ordinal // length * length), length)


def periods_between(frequency: Frequency, first: Month, last: Month) -> list[ReportingPeriod]:
    """Return the periods that lie wholly between two months, both included."""
    length = MONTHS_OF[frequency]
    begin = -(-first.ordinal // length) * length
    return [
        ReportingPeriod(Month.from_ordinal(ordinal), length)
        for ordinal in range(begin, last.ordinal - length + 2, length)
    ]


def due_on(period: ReportingPeriod, days_after: int) -> date:
    """Return the last day on which a period's figures are in time.

    >>> due_on(ReportingPeriod(Month(2025, 1), 1), 10)
    datetime.date(2025, 2, 10)
    """
    return period.last.last_day + timedelta(days=days_after)


class Standing(StrEnum):
    """How a report stands on a day."""

    IN_TIME = "in_time"
    LATE = "late"
    PARTLY = "partly"
    OVERDUE = "overdue"
    NOT_DUE = "not_due"


@dataclass(frozen=True)
class Delivery:
    """How a report stands: `days_late` is 0 or more; it grows with each day while something is missing."""

    standing: Standing
    days_late: int = 0


def delivery(*, asked: int, known: int, received_on: date | None, due: date, today: date) -> Delivery:
    """Return how a report stands.

    Args:
        asked: the number of figures (indicator by month) that are owed, at least 1.
        known: how many of them are known today.
        received_on: the day on which the last of the known ones arrived; None if none is known.
        due: the last day in time.
        today: the day for which the question is asked.

    Raises:
        ValueError: more is known than was asked for, or known figures have no day.
    """
    if not 0 <= known <= asked or not asked or (known and received_on is None):
        raise ValueError(f"{known} of {asked} figures known, received on {received_on}")
    if known == asked and received_on is not None:
        late = max(0, (received_on - due).days)
        return Delivery(Standing.LATE if late else Standing.IN_TIME, late)
    late = max(0, (today - due).days)
    if known:
        return Delivery(Standing.PARTLY, late)
    return Delivery(Standing.OVERDUE if late else Standing.NOT_DUE, late)
