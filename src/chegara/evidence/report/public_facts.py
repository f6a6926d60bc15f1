"""What everybody may be told: open records released to the public, without small counts.

Whatever a public edition prints comes from here, and all that it says beyond printed figures (changes, intervals)
is computed from printed figures: a reader could do the same sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from chegara.common.periods import Month, periods_ending
from chegara.evidence.methods.disclosure import (
    ProtectedBreakdown,
    Span,
    printable_sums,
    protected_breakdown,
)
from chegara.evidence.methods.dispersion import dispersion
from chegara.evidence.methods.thresholds import Threshold, least_count
from chegara.evidence.methods.trend import Change, change_of_totals
from chegara.evidence.models import Batch, Indicator
from chegara.evidence.queries.breakdowns import Breakdowns
from chegara.evidence.queries.presence import indicators_reported
from chegara.evidence.queries.series import Dimension, Series, series
from chegara.evidence.report.naming import over_units
from chegara.organisation.models import Agency, Release, State
from chegara.organisation.visibility import PublicViewer, releases_to

PLACES: tuple[Dimension, ...] = ("point", "division", "section")
"""Places lie within each other: only one of the three is printed, or the difference would tell the rest."""


@dataclass(frozen=True)
class Figure:
    """A sum over months: `value` is None where it is unknown or, if `withheld`, must not be printed."""

    value: float | None
    withheld: bool = False


@dataclass(frozen=True)
class PublicSeries:
    """An indicator's months, and which of their sums may be printed."""

    series: Series
    least: int

    @property
    def indicator(self) -> Indicator:
        """What is counted."""
        return self.series.indicator

    @cached_property
    def printed(self) -> frozenset[Span]:
        """The sums that may be printed, as positions in the series."""
        return printable_sums(self.series.values, calendar_spans(self.series.months), self.least)

    def figure(self, first: Month, last: Month) -> Figure:
        """Return the sum of the months from first to last, as far as it may be told."""
        values = self.series.span(first, last)
        if any(value != value for value in values):
            return Figure(None)
        start = first - self.series.months[0]
        if (start, start + len(values)) in self.printed:
            return Figure(float(sum(values)))
        return Figure(None, withheld=True)

    def month(self, month: Month) -> float | None:
        """Return a month's figure where it may be told."""
        return self.figure(month, month).value

    def change(self, first: Month, last: Month) -> Change:
        """Compare two printed sums; their scatter is that of the printed months before."""
        history = {
            month: value
            for month in self.series.months
            if month < first and (value := self.month(month)) is not None
        }
        return change_of_totals(
            first,
            last,
            current=self.figure(first, last).value,
            previous=self.figure(first + -12, last + -12).value,
            scatter=dispersion(history),
        )

    def longest_comparison(self, year: int) -> Change | None:
        """Compare the longest stretch from January on of which both years' sums are printed."""
        for last in range(12, 0, -1):
            spans = ((Month(y, 1), Month(y, last)) for y in (year, year - 1))
            if all(self.figure(*span).value is not None for span in spans):
                return self.change(Month(year, 1), Month(year, last))
        return None


def calendar_spans(months: Sequence[Month]) -> list[Span]:
    """Return the runs of months that documents print, in the order in which they become known.

    Month by month: January to that month, the year, half-year, quarter that end with it, the month itself.
    """
    spans: dict[Span, None] = {}
    for position, month in enumerate(months):
        starts = [Month(month.year, 1), *(period.first for period in periods_ending(month))]
        for first in sorted(starts):
            if (start := first - months[0]) >= 0:
                spans[start, position + 1] = None
    return list(spans)


@dataclass(frozen=True)
class PublicFacts:
    """All that public editions know, up to a month."""

    country: State
    indicators: tuple[PublicSeries, ...]
    agencies: tuple[Agency, ...]
    releases: tuple[Release, ...]
    least: Threshold

    def of(self, category: str) -> tuple[PublicSeries, ...]:
        """The indicators of a category."""
        return tuple(one for one in self.indicators if one.indicator.category == category)


def gather_public(country: State, last: Month, *, on: date) -> PublicFacts:
    """Return what everybody may be told of a country up to a month, by the threshold of a day."""
    viewer, least = PublicViewer(country), least_count(on)
    reported = indicators_reported(country, viewer).order_by("position")
    found = [
        PublicSeries(series(indicator, country, viewer, last=last), least.value) for indicator in reported
    ]
    batches = Batch.objects.visible_to(viewer).counting().filter(country=country)
    agencies = Agency.objects.filter(pk__in=batches.values("owner_agency")).order_by("code")
    releases = releases_to(viewer).filter(pk__in=batches.values("releases"))
    return PublicFacts(
        country=country,
        indicators=tuple(one for one in found if one.series.months and not one.series.empty),
        agencies=tuple(agencies),
        releases=tuple(releases.select_related("from_agency").order_by("from_agency__code", "pk")),
        least=least,
    )


class PublicBreakdowns:
    """A year's figures by kind, place, citizenship, direction, as far as they may be told."""

    def __init__(self, facts: PublicFacts, year: int) -> None:
        self._facts, self._year = facts, year
        self._breakdowns = Breakdowns(
            facts.country, PublicViewer(facts.country), date(year, 1, 1), date(year, 12, 31)
        )

    def dimensions(self, one: PublicSeries) -> list[Dimension]:
        """The dimensions that are printed of an indicator; of places only one."""
        place = next((by for by in PLACES if len(self._stated(one, by)) > 1), None)
        wanted: list[Dimension] = ["kind", *([place] if place else []), "citizenship", "direction"]
        return [by for by in wanted if len(self._stated(one, by)) > 1]

    def by(self, one: PublicSeries, dimension: Dimension) -> ProtectedBreakdown[Any]:
        """Return an indicator's figures by one dimension; the remainder only where the year's total is printed."""
        counts = self._counts(one, dimension)
        year = one.figure(Month(self._year, 1), Month(self._year, 12)).value
        # The parts hold what was reported of doubtful and of partly blank months too: with a remainder, their
        # sum would give those months away.
        total_printed = year is not None and abs(year - sum(counts.values())) < 0.5
        return protected_breakdown(counts, one.least, total_printed=total_printed)

    def _counts(self, one: PublicSeries, dimension: Dimension) -> Mapping[Any, float]:
        shares = over_units(self._breakdowns.by(one.indicator, dimension))
        return {share.key: share.value for share in shares.values()}

    def _stated(self, one: PublicSeries, dimension: Dimension) -> list[Any]:
        return [key for key, value in self._counts(one, dimension).items() if key not in (None, "") and value]
