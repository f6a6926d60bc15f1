"""What the statistics themselves say about their quality: months received, implausible gaps, blanks, units.

An implausible gap is a month or quarter whose count is too low for what the series' other periods show: each
period is held out in turn, a negative binomial (mean m, variance m + a m²) is fitted to the others by maximum
likelihood, and the period's probability is that of so low a count or a lower one. Level, season and trend are
left in the scatter, which makes the test slow to accuse. Months and quarters are one family of tests whose
false discovery rate is held (they depend on each other positively, which the procedure allows).

A flag says "ask the agency", not "the agency failed".

Sources:
    J. F. Lawless, "Negative binomial and mixed Poisson regression", Canadian Journal of Statistics 15, 1987.
    Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", JRSS B 57, 1995.
    Y. Benjamini, D. Yekutieli, "The control of the false discovery rate in multiple testing under
    dependency", Annals of Statistics 29, 2001.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from chegara.common.periods import MONTHS_IN, Month, PeriodKind, months_between

FALSE_DISCOVERY_RATE = 0.05
"""Of the periods flagged, at most this share is flagged by chance, in the long run."""

LEAST_PERIODS = 8
"""Fewer other periods say too little about how far a series scatters."""

_LOG_SCATTER = (-14.0, 5.0)
"""Bounds of the logarithm of a: from as good as Poisson to counts that are almost always 0."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What one agency sent of one indicator: the months received and missing, of those expected."""

    agency: str
    indicator: str
    received: tuple[Month, ...]
    missing: tuple[Month, ...]

    @property
    def share(self) -> float:
        """The share of the expected months that came, 0 to 1."""
        return len(self.received) / (len(self.received) + len(self.missing))


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A period whose count the series' other periods make implausible.

    `expected` is the mean of the others, `probability` that of a count as low or lower, `adjusted` the same
    after Benjamini and Hochberg, both 0 to 1; `others` is how many periods they rest on.
    """

    first: Month
    last: Month
    period: PeriodKind
    observed: float
    expected: float
    probability: float
    adjusted: float
    others: int


@dataclass(frozen=True, kw_only=True)
class Blanks:
    """How many of a column's cells are blank."""

    column: str
    blank: int
    rows: int

    @property
    def share(self) -> float:
        """The share of blank cells, 0 to 1; 0 where there are no rows."""
        return self.blank / self.rows if self.rows else 0.0


@dataclass(frozen=True, kw_only=True)
class UnitMix:
    """The units in which one kind of thing was reported, the most frequent first; "" where blank."""

    kind: str
    units: tuple[tuple[str, int], ...]

    @property
    def is_mixed(self) -> bool:
        """Whether amounts can be added up only after conversion, if at all."""
        return len(self.units) > 1


def receipts(
    reported: Mapping[tuple[str, str], Collection[Month]], first: Month, last: Month
) -> list[Receipt]:
    """Return, for each agency and indicator, which of the months from first to last were received.

    Raises:
        ValueError: the last month is earlier than the first.
    """
    expected = months_between(first, last)
    if not expected:
        raise ValueError(f"no months lie from {first} to {last}")
    return [
        Receipt(
            agency=agency,
            indicator=indicator,
            received=tuple(month for month in expected if month in months),
            missing=tuple(month for month in expected if month not in months),
        )
        for (agency, indicator), months in reported.items()
    ]


def implausible_gaps(
    counts: Mapping[Month, float | None], *, false_discovery_rate: float = FALSE_DISCOVERY_RATE
) -> list[Gap]:
    """Return the months and quarters that are too low for the series, the earliest first, quarters first.

    `counts` holds each month for which a figure stands, 0 included; a month that is known to be missing is
    absent or None: it needs no test, and a quarter that holds one is left out.

    Raises:
        ValueError: a count is negative.
    """
    known = {
        month: float(count)
        for month, count in sorted(counts.items())
        if count is not None and not math.isnan(count)
    }
    if any(count < 0 for count in known.values()):
        raise ValueError("a count is never negative")
    tests = [*_tests(known, PeriodKind.QUARTER), *_tests(known, PeriodKind.MONTH)]
    if not tests:
        return []
    adjusted = false_discovery_adjusted(np.array([test.probability for test in tests]))
    flagged = [
        replace(test, adjusted=float(probability))
        for test, probability in zip(tests, adjusted, strict=True)
        if probability <= false_discovery_rate
    ]
    return sorted(flagged, key=lambda gap: (gap.first, -(gap.last - gap.first)))


def blanks(columns: Mapping[str, Sequence[object]]) -> list[Blanks]:
    """Return how many cells of each column are blank: None, NaN, or nothing but white space."""
    return [
        Blanks(column=column, blank=sum(map(_is_blank, cells)), rows=len(cells))
        for column, cells in columns.items()
    ]


def unit_mix(reported: Iterable[tuple[str, str]]) -> list[UnitMix]:
    """Return the units in which each kind was reported, from pairs of kind and unit, kinds in order."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, unit in reported:
        found[kind][unit.strip()] += 1
    return [UnitMix(kind=kind, units=tuple(units.most_common())) for kind, units in found.items()]


def low_count_probability(count: float, others: NDArray[np.float64]) -> float:
    """Return the probability, 0 to 1, of `count` or less in a period like the others.

    The others are taken as negative binomial, fitted by maximum likelihood.
    """
    mean = float(others.mean())
    if mean == 0:
        return 1.0
    fitted = scipy.optimize.minimize_scalar(
        _negative_log_likelihood, bounds=_LOG_SCATTER, args=(others, mean), method="bounded"
    )
    size = math.exp(-float(fitted.x))
    return float(scipy.special.betainc(size, math.floor(count) + 1, size / (size + mean)))


def false_discovery_adjusted(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities, 0 to 1, adjusted after Benjamini and Hochberg, in their order.

    >>> false_discovery_adjusted(np.array([0.04, 0.01, 0.9])).round(3).tolist()
    [0.06, 0.03, 0.9]
    """
    order = np.argsort(probabilities)[::-1]
    number = len(probabilities)
    scaled = probabilities[order] * number / np.arange(number, 0, -1)
    adjusted = np.empty(number)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    return adjusted


def _tests(known: Mapping[Month, float], period: PeriodKind) -> list[Gap]:
    """Hold out each period in turn; the adjustment follows when all are known."""
    totals = _totals(known, MONTHS_IN[period])
    if len(totals) <= LEAST_PERIODS:
        return []
    values = np.array(list(totals.values()))
    tests = []
    for place, (first, observed) in enumerate(totals.items()):
        others = np.delete(values, place)
        # As much as the others' mean has a probability above a third, whatever their scatter: no need to fit.
        probability = 1.0 if observed >= others.mean() else low_count_probability(observed, others)
        tests.append(
            Gap(
                first=first,
                last=first + (MONTHS_IN[period] - 1),
                period=period,
                observed=observed,
                expected=float(others.mean()),
                probability=probability,
                adjusted=probability,
                others=len(others),
            )
        )
    return tests


def _totals(known: Mapping[Month, float], length: int) -> dict[Month, float]:
    """Return the sums of the calendar periods of that many months whose every month is known."""
    totals = {}
    for month in known:
        period = [month + ahead for ahead in range(length)]
        if (month.month - 1) % length == 0 and all(each in known for each in period):
            totals[month] = sum(known[each] for each in period)
    return totals


def _negative_log_likelihood(log_scatter: float, counts: NDArray[np.float64], mean: float) -> float:
    """Leave out the terms that do not depend on the scatter."""
    size = math.exp(-log_scatter)
    likelihood = (
        scipy.special.gammaln(counts + size)
        - scipy.special.gammaln(size)
        - size * math.log1p(mean / size)
        - counts * math.log(size + mean)
    )
    return -float(likelihood.sum())


def _is_blank(cell: object) -> bool:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return isinstance(cell, str) and not cell.strip()
