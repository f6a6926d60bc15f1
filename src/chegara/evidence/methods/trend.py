"""Change against the same period of last year, and rates, with what chance alone would allow.

A period is a month, or January to a month of the same year; Russian-language reports call its predecessor
АППГ, the same period of the past year. Two sums of counts are compared by the ratio of their rates:

* Poisson: the exact conditional interval (Przyborowski and Wilenski 1940; see `chegara.common.intervals`);
* negative binomial, where the series' own earlier months are over-dispersed by a factor f (see
  `chegara.evidence.methods.dispersion`): a count of n then holds as much information as a Poisson count of
  n / f, so the same interval is taken of the counts divided by f (McCullagh and Nelder 1989, 6.2).

Nothing is filled in: a period with a month that nobody reported is not compared, and the verdict never says
more than the interval.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from chegara.common.intervals import Interval, poisson, poisson_ratio
from chegara.common.periods import Month, months_between
from chegara.evidence.methods.dispersion import Dispersion, dispersion

MONTHS_BACK = 12

Values = Mapping[Month, float | None]
"""A series by month; a month that is absent, None or NaN was not reported, which is not zero."""


class Verdict(StrEnum):
    """What the two periods allow to be said."""

    RISE = "rise"
    FALL = "fall"
    CANNOT_BE_TOLD_APART = "cannot_be_told_apart"
    NOT_COMPARABLE = "not_comparable"


class Reason(StrEnum):
    """Why a figure that a reader may expect is not given."""

    CURRENT_UNREPORTED = "current_unreported"
    PREVIOUS_UNREPORTED = "previous_unreported"
    BOTH_UNREPORTED = "both_unreported"
    IMPLAUSIBLE_GAP = "implausible_gap"
    PREVIOUS_ZERO = "previous_zero"
    NOT_COUNTS = "not_counts"
    COUNT_UNREPORTED = "count_unreported"
    NO_DENOMINATOR = "no_denominator"
    DENOMINATOR_UNREPORTED = "denominator_unreported"
    DENOMINATOR_ZERO = "denominator_zero"


class IntervalMethod(StrEnum):
    """How the interval was reached."""

    POISSON = "poisson"
    NEGATIVE_BINOMIAL = "negative_binomial"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A period against the same period of last year.

    `current` and `previous` are sums in the series' own unit, None where a month of the period was not
    reported; such months are listed in `unreported`. `difference` is in the same unit. `percent` (of the
    previous period), its interval and `ratio` (current over previous) are of the sums or, where a denominator
    was given, of the rates. `reason` says why one of these is None: with PREVIOUS_ZERO there is no
    percentage, with NOT_COUNTS (amounts, such as kilograms) no interval and so no verdict.
    `dispersion.months` earlier months decided on `method`.
    """

    first: Month
    last: Month
    current: float | None
    previous: float | None
    unreported: tuple[Month, ...] = ()
    difference: float | None = None
    percent: float | None = None
    percent_interval: Interval | None = None
    ratio: Interval | None = None
    method: IntervalMethod | None = None
    dispersion: Dispersion | None = None
    level: float
    verdict: Verdict = Verdict.NOT_COMPARABLE
    reason: Reason | None = None


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Events for each `per` units of a denominator, or the reason why there is none.

    `value` and `interval` are in events per `per` units; `count` and `denominator` are what they rest on.
    """

    count: float | None
    denominator: float | None
    per: float
    value: float | None = None
    interval: Interval | None = None
    method: IntervalMethod | None = None
    level: float
    reason: Reason | None = None


def month_change(
    values: Values,
    month: Month,
    *,
    denominator: Values | None = None,
    gaps: Collection[Month] = (),
    level: float = 0.95,
) -> Change:
    """Compare a month with the same month of last year.

    >>> change = month_change({Month(2014, 3): 16, Month(2015, 3): 39}, Month(2015, 3))
    >>> change.verdict.value, change.percent
    ('rise', 143.75)
    """
    return change(values, month, month, denominator=denominator, gaps=gaps, level=level)


def cumulative_change(
    values: Values,
    month: Month,
    *,
    denominator: Values | None = None,
    gaps: Collection[Month] = (),
    level: float = 0.95,
) -> Change:
    """Compare January to a month with January to the same month of last year."""
    return change(values, Month(month.year, 1), month, denominator=denominator, gaps=gaps, level=level)


def change(
    values: Values,
    first: Month,
    last: Month,
    *,
    denominator: Values | None = None,
    gaps: Collection[Month] = (),
    level: float = 0.95,
) -> Change:
    """Compare the months from first to last with the same months a year before.

    With a `denominator` (crossings, checks, patrols by month) it is the rates that are compared, and judged:
    more finds by more checks are no rise. The difference remains that of the counts. `gaps` are months whose
    figures are not believed (see `chegara.evidence.methods.quality`): a period that holds one is not
    compared, and such months are no history either.

    Raises:
        ValueError: the period is empty or longer than a year, or a value is negative.
    """
    period = months_between(first, last)
    if not 1 <= len(period) <= MONTHS_BACK:
        raise ValueError(f"{first} to {last} is no period of one to twelve months")
    before = [month + -MONTHS_BACK for month in period]
    current, previous = total(values, period), total(values, before)
    plain = Change(
        first=first,
        last=last,
        current=current,
        previous=previous,
        unreported=tuple(month for month in [*before, *period] if _reported(values, month) is None),
        level=level,
    )
    if current is None or previous is None:
        return replace(plain, reason=_unreported(current, previous))
    if any(month in gaps for month in [*before, *period]):
        return replace(plain, reason=Reason.IMPLAUSIBLE_GAP)
    plain = replace(plain, difference=current - previous)
    exposure, reference, reason = _exposures(denominator, period, before)
    if reason is not None:
        return replace(plain, reason=reason)
    if previous:
        plain = replace(plain, percent=_percent(current / exposure / (previous / reference)))
    if not (_are_counts(values, period) and _are_counts(values, before)):
        return replace(plain, reason=Reason.NOT_COUNTS)
    return _judged(plain, current, previous, exposure, reference, dispersion(_history(values, first, gaps)))


def change_of_totals(
    first: Month,
    last: Month,
    *,
    current: float | None,
    previous: float | None,
    scatter: Dispersion | None = None,
    level: float = 0.95,
) -> Change:
    """Compare two sums of which the months are not at hand, as the reader of a printed total does.

    `scatter` is what is known of the series' dispersion; Poisson if nothing is.

    >>> change_of_totals(Month(2015, 1), Month(2015, 6), current=39, previous=16).verdict.value
    'rise'
    """
    plain = Change(first=first, last=last, current=current, previous=previous, level=level)
    if current is None or previous is None:
        return replace(plain, reason=_unreported(current, previous))
    plain = replace(plain, difference=current - previous)
    if previous:
        plain = replace(plain, percent=_percent(current / previous))
    if not (float(current).is_integer() and float(previous).is_integer()):
        return replace(plain, reason=Reason.NOT_COUNTS)
    return _judged(plain, current, previous, 1.0, 1.0, scatter or Dispersion())


def rate(
    count: float | None,
    denominator: float | None,
    *,
    per: float = 100_000,
    scatter: Dispersion | None = None,
    level: float = 0.95,
) -> Rate:
    """Return how many events there were for each `per` units of a denominator: crossings, checks, patrols.

    The interval is Garwood's for a Poisson count or, with an over-dispersed `scatter`, the same of the count
    divided by the dispersion. An amount that is not whole gets no interval. The denominator, known by
    counting, is taken as certain.

    >>> found = rate(12, 480_000)
    >>> found.value, round(found.interval.low, 2), round(found.interval.high, 2)
    (2.5, 1.29, 4.37)

    Raises:
        ValueError: the count or the denominator is negative, or `per` is not positive.
    """
    if not 0 < per < math.inf:
        raise ValueError(f"a rate is per a positive number of units, not {per}")
    count, denominator = _number(count), _number(denominator)
    reason = _no_rate(count, denominator)
    plain = Rate(count=count, denominator=denominator, per=per, level=level, reason=reason)
    if reason is not None or count is None or denominator is None:
        return plain
    plain = replace(plain, value=count / denominator * per)
    if not float(count).is_integer():
        return replace(plain, reason=Reason.NOT_COUNTS)
    scatter = scatter or Dispersion()
    interval = poisson(count / scatter.factor, level=level).times(scatter.factor * per / denominator)
    return replace(plain, interval=interval, method=_method(scatter))


def total(values: Values, months: Sequence[Month]) -> float | None:
    """Return the sum over the months, None where one of them was not reported.

    Raises:
        ValueError: a value is negative.
    """
    found = [_reported(values, month) for month in months]
    known = [value for value in found if value is not None]
    return sum(known) if len(known) == len(found) else None


def _judged(
    plain: Change, current: float, previous: float, exposure: float, reference: float, scatter: Dispersion
) -> Change:
    ratio = poisson_ratio(
        current / scatter.factor,
        previous / scatter.factor,
        exposure=exposure,
        reference_exposure=reference,
        level=plain.level,
    )
    return replace(
        plain,
        ratio=ratio,
        percent_interval=Interval(_percent(ratio.low), _percent(ratio.high)) if previous else None,
        method=_method(scatter),
        dispersion=scatter,
        verdict=_verdict(ratio),
        reason=None if previous else Reason.PREVIOUS_ZERO,
    )


def _verdict(ratio: Interval) -> Verdict:
    if ratio.low > 1:
        return Verdict.RISE
    if ratio.high < 1:
        return Verdict.FALL
    return Verdict.CANNOT_BE_TOLD_APART


def _method(scatter: Dispersion) -> IntervalMethod:
    return IntervalMethod.NEGATIVE_BINOMIAL if scatter.is_over_dispersed else IntervalMethod.POISSON


def _percent(ratio: float) -> float:
    return (ratio - 1) * 100


def _number(value: float | None) -> float | None:
    """Return the value, None where it is unknown; refuse what no agency can have counted."""
    if value is None or math.isnan(value):
        return None
    if not 0 <= value < math.inf:
        raise ValueError(f"{value} is neither a count nor an amount")
    return value


def _reported(values: Values, month: Month) -> float | None:
    return _number(values.get(month))


def _are_counts(values: Values, months: Sequence[Month]) -> bool:
    return all(float(values[month] or 0).is_integer() for month in months)


def _history(values: Values, first: Month, gaps: Collection[Month]) -> dict[Month, float]:
    """Return what was reported before the period and is believed."""
    earlier = ((month, _reported(values, month)) for month in values if month < first and month not in gaps)
    return {month: value for month, value in earlier if value is not None}


def _unreported(current: float | None, previous: float | None) -> Reason:
    if current is None and previous is None:
        return Reason.BOTH_UNREPORTED
    return Reason.CURRENT_UNREPORTED if current is None else Reason.PREVIOUS_UNREPORTED


def _exposures(
    denominator: Values | None, period: Sequence[Month], before: Sequence[Month]
) -> tuple[float, float, Reason | None]:
    """Return the denominators of the two periods (1 and 1 where none is asked for), or why there are none."""
    if denominator is None:
        return 1.0, 1.0, None
    exposure, reference = total(denominator, period), total(denominator, before)
    if exposure is None or reference is None:
        return 1.0, 1.0, Reason.DENOMINATOR_UNREPORTED
    if exposure == 0 or reference == 0:
        return 1.0, 1.0, Reason.DENOMINATOR_ZERO
    return exposure, reference, None


def _no_rate(count: float | None, denominator: float | None) -> Reason | None:
    if denominator is None:
        return Reason.NO_DENOMINATOR
    if denominator == 0:
        return Reason.DENOMINATOR_ZERO
    return Reason.COUNT_UNREPORTED if count is None else None
