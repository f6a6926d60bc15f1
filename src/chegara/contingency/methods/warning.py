"""Early-warning signs against history: when they would have warned, how early, and how often for nothing.

A sign warns when at least n of the last m readings lie beyond its threshold (the persistence rule of
process
control: Western Electric, Statistical Quality Control Handbook, 1956, "two out of three"). A reading that
is not known speaks neither for nor against: it takes a place in the window and counts as not beyond.

Hits, lead time and false alarms as in the verification of yes/no forecasts of rare events: Jolliffe and
Stephenson (eds.), Forecast Verification, 2nd ed., 2012, ch. 3. The rate of false alarms carries the exact
Poisson interval (Garwood, 1936).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from chegara.common.intervals import Interval, poisson


@dataclass(frozen=True)
class Rule:
    """When a sign warns: at least `n` of the last `m` readings at or beyond `threshold`.

    Raises:
        ValueError: not 1 ≤ n ≤ m.
    """

    threshold: float
    n: int = 1
    m: int = 1
    above: bool = True

    def __post_init__(self) -> None:
        """Refuse a window that can never be filled."""
        if not 1 <= self.n <= self.m:
            raise ValueError(f"{self.n} of {self.m} readings is no rule")

    def beyond(self, value: float) -> bool:
        """Tell whether one reading lies at or beyond the threshold; an unknown one (NaN) does not."""
        return value >= self.threshold if self.above else value <= self.threshold


def warns(values: Sequence[float], rule: Rule) -> tuple[bool, ...]:
    """Return for each reading whether the sign warned once it was known.

    >>> warns([1, 9, 1, 9, 9, 1, 1], Rule(5, n=2, m=3))
    (False, False, False, True, True, True, False)
    """
    beyond = [rule.beyond(value) for value in values]
    return tuple(sum(beyond[max(0, i - rule.m + 1) : i + 1]) >= rule.n for i in range(len(beyond)))


@dataclass(frozen=True)
class Alarm:
    """A run of readings during which a sign warned: the first and the last of them, from 0."""

    first: int
    last: int


def alarms(fired: Sequence[bool]) -> tuple[Alarm, ...]:
    """Return the runs during which a sign warned.

    >>> alarms([False, True, True, False, True])
    (Alarm(first=1, last=2), Alarm(first=4, last=4))
    """
    found: list[Alarm] = []
    for i, on in enumerate(fired):
        if on and found and found[-1].last == i - 1:
            found[-1] = Alarm(found[-1].first, i)
        elif on:
            found.append(Alarm(i, i))
    return tuple(found)


@dataclass(frozen=True)
class Warned:
    """A crisis that began with reading `onset`: the alarm that warned of it, and how many readings before."""

    onset: int
    alarm: Alarm | None
    lead: int | None


@dataclass(frozen=True)
class BackTest:
    """What a sign would have done.

    Attributes:
        fired: for each reading, whether it warned.
        alarms: the runs of warnings.
        crises: each known crisis with its warning, if there was one.
        false_alarms: alarms that no crisis followed in time.
        years: how long readings were known, in years.
        unknown: how many readings are not known.
    """

    fired: tuple[bool, ...]
    alarms: tuple[Alarm, ...]
    crises: tuple[Warned, ...]
    false_alarms: tuple[Alarm, ...]
    years: float
    unknown: int

    @property
    def false_a_year(self) -> float | None:
        """False alarms a year; None where nothing was read."""
        return len(self.false_alarms) / self.years if self.years else None

    @property
    def false_interval(self) -> Interval | None:
        """The exact 95 % interval of false alarms a year."""
        if not self.years:
            return None
        bounds = poisson(len(self.false_alarms))
        return Interval(bounds.low / self.years, bounds.high / self.years)

    @property
    def caught(self) -> int:
        """How many crises were warned of."""
        return sum(each.alarm is not None for each in self.crises)


def back_test(
    values: Sequence[float], rule: Rule, *, onsets: Sequence[int], ahead: int, a_year: float
) -> BackTest:
    """Return what a sign would have done on history.

    A crisis is warned of when an alarm was on at some reading from `ahead` before its onset to the onset
    itself; its lead time runs from the first reading of the earliest such alarm, at most `ahead`. An alarm
    is false when it warned of no crisis, unless it ended less than `ahead` readings before the end of the
    data: then nobody knows yet. An alarm that only began after an onset, while the crisis lasted (within
    `ahead` readings), is late, not false.

    Args:
        values: readings in their order, NaN where unknown.
        rule: when the sign warns.
        onsets: with which reading (from 0) each known crisis began.
        ahead: how many readings before an onset still count as a warning of it.
        a_year: how many readings a year has.

    Raises:
        ValueError: `ahead` is negative, `a_year` not positive, or an onset lies outside the data.
    """
    if ahead < 0 or a_year <= 0:
        raise ValueError("a back-test needs a horizon of 0 or more and a number of readings a year")
    if any(not 0 <= onset < len(values) for onset in onsets):
        raise ValueError("an onset lies outside the data")
    fired = warns(values, rule)
    runs = alarms(fired)
    crises = tuple(_warned(onset, runs, ahead) for onset in sorted(onsets))
    excused = {each.alarm for each in crises}
    false = tuple(
        run
        for run in runs
        if run not in excused
        and not any(onset < run.first <= onset + ahead for onset in onsets)
        and run.last + ahead < len(values)
        and not any(run.first <= onset <= run.last + ahead for onset in onsets)
    )
    unknown = sum(math.isnan(value) for value in values)
    return BackTest(fired, runs, crises, false, (len(values) - unknown) / a_year, unknown)


def _warned(onset: int, runs: Sequence[Alarm], ahead: int) -> Warned:
    for run in runs:
        if run.first <= onset and run.last >= onset - ahead:
            return Warned(onset, run, min(ahead, onset - run.first))
    return Warned(onset, None, None)
