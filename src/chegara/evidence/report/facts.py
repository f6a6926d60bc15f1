"""What a year's report knows about each indicator, gathered once for all chapters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chegara.common.periods import Month, months_between
from chegara.evidence.counting import DecidedDoubles
from chegara.evidence.forecasts import StoredResult, stored_forecast
from chegara.evidence.grade_models import Grade
from chegara.evidence.methods.dispersion import dispersion
from chegara.evidence.methods.trend import Change, Rate, change, rate
from chegara.evidence.models import Batch, Indicator
from chegara.evidence.queries.breakdowns import Breakdowns, Share, quantities
from chegara.evidence.queries.presence import Presence, indicators_reported, presence
from chegara.evidence.queries.series import Series, series
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer

YEARS_SHOWN = 5
PER = 100_000
# Amounts in a unit that cannot be added to others are shown only where there is one of these.
WEIGHED_IN = ("kg", "l")


@dataclass(frozen=True)
class YearTotal:
    """A year's figure: `credible` months add up to `total`; `doubtful` is what implausible months add to that."""

    year: int
    credible: int
    total: float | None
    doubtful: float

    @property
    def whole(self) -> bool:
        """Whether each month of the year was reported credibly."""
        return self.credible == 12


@dataclass(frozen=True)
class IndicatorFacts:
    """All that the report says about one indicator.

    `comparison` covers the longest stretch from January on that both years reported; None: there is none.
    `rate` is per 100,000 of `denominator`, for the same months.
    """

    indicator: Indicator
    series: Series
    years: tuple[YearTotal, ...]
    comparison: Change | None
    rate: Rate | None
    rate_before: Rate | None
    denominator: Indicator | None
    quantities: tuple[tuple[str, Mapping[int, float]], ...]
    forecast: StoredResult | None

    @property
    def this_year(self) -> YearTotal:
        """The report's year."""
        return self.years[-1]

    @property
    def values(self) -> dict[Month, float | None]:
        """The series by month, None where it is unknown."""
        pairs = zip(self.series.months, self.series.values, strict=True)
        return {month: None if math.isnan(value) else value for month, value in pairs}


@dataclass(frozen=True)
class ReportFacts:
    """All that a year's report knows."""

    country: State
    year: int
    viewer: Viewer
    indicators: tuple[IndicatorFacts, ...]
    presence: tuple[Presence, ...]
    not_reported: tuple[Indicator, ...]
    batches: tuple[Batch, ...]
    breakdowns: Breakdowns
    grades: tuple[Grade, ...] = ()

    def of(self, category: str) -> tuple[IndicatorFacts, ...]:
        """The indicators of a category of which anything was reported in the report's year."""
        return tuple(f for f in self.indicators if f.indicator.category == category)

    def find(self, code: str) -> IndicatorFacts | None:
        """The facts of an indicator, if it was reported."""
        return next((f for f in self.indicators if f.indicator.pk == code), None)

    def shares(self, indicator: Indicator, by: Any) -> list[Share]:
        """An indicator's figures of the report's year by one dimension, largest first."""
        return self.breakdowns.by(indicator, by)


def gather(country: State, year: int, viewer: Viewer) -> ReportFacts:
    """Return what the report of a country and year knows, from the records that `viewer` may see."""
    reported = list(indicators_reported(country, viewer).order_by("position"))
    last, doubles = Month(year, 12), DecidedDoubles(country, viewer)
    all_series = {
        indicator.pk: series(indicator, country, viewer, last=last, doubles=doubles) for indicator in reported
    }
    weights = quantities(country, viewer, range(year - YEARS_SHOWN + 1, year + 1), doubles)
    facts = tuple(
        _facts(indicator, all_series, year, weights)
        for indicator in reported
        if all_series[indicator.pk].months and all_series[indicator.pk].months[0].year <= year
    )
    known = {fact.indicator.pk for fact in facts}
    batches = (
        Batch.objects.visible_to(viewer)
        .counting()
        .filter(country=country)
        .select_related("owner_agency", "file")
        .order_by("owner_agency__code", "name")
    )
    return ReportFacts(
        country=country,
        year=year,
        viewer=viewer,
        indicators=facts,
        presence=tuple(presence(country, viewer, year, all_series, doubles)),
        not_reported=tuple(Indicator.objects.exclude(pk__in=known)),
        batches=tuple(batches),
        breakdowns=Breakdowns(country, viewer, date(year, 1, 1), date(year, 12, 31), doubles),
        grades=tuple(
            Grade.objects.visible_to(viewer)
            .filter(record=None, batch__country=country)
            .select_related("agency")
        ),
    )


def _facts(
    indicator: Indicator,
    all_series: Mapping[str, Series],
    year: int,
    weights: Mapping[tuple[str, str], Mapping[int, float]],
) -> IndicatorFacts:
    own = all_series[indicator.pk]
    first = max(own.months[0].year, year - YEARS_SHOWN + 1)
    values = dict(zip(own.months, own.values, strict=True))
    comparison = longest_comparison(values, year)
    denominator, rates = _rates(indicator, all_series, comparison)
    return IndicatorFacts(
        indicator=indicator,
        series=own,
        years=tuple(year_total(own, y) for y in range(first, year + 1)),
        comparison=comparison,
        rate=rates[0],
        rate_before=rates[1],
        denominator=denominator,
        quantities=tuple(
            (unit, weights[indicator.pk, unit]) for unit in WEIGHED_IN if (indicator.pk, unit) in weights
        ),
        forecast=stored_forecast(own),
    )


def year_total(own: Series, year: int) -> YearTotal:
    """Return a year's figure, apart from what doubtful months would add."""
    months = months_between(Month(year, 1), Month(year, 12))
    credible = [value for value in own.span(months[0], months[-1]) if not math.isnan(value)]
    doubtful = sum(
        agency.values.get(month, 0.0)
        for agency in own.counted
        for month in months
        if month in agency.doubtful
    )
    return YearTotal(year, len(credible), sum(credible) if credible else None, doubtful)


def longest_comparison(values: Mapping[Month, float], year: int) -> Change | None:
    """Compare the longest stretch from January on that this year and last year both reported."""
    last = 0
    for number in range(1, 13):
        if math.isnan(values.get(Month(year, number), math.nan)) or math.isnan(
            values.get(Month(year - 1, number), math.nan)
        ):
            break
        last = number
    if not last:
        return None
    known = {month: None if math.isnan(value) else value for month, value in values.items()}
    return change(known, Month(year, 1), Month(year, last))


def _rates(
    indicator: Indicator, all_series: Mapping[str, Series], comparison: Change | None
) -> tuple[Indicator | None, tuple[Rate | None, Rate | None]]:
    """Return the rate of this year's and last year's comparable months, by the first denominator reported."""
    if comparison is None:
        return None, (None, None)
    for code in indicator.denominators:
        base = all_series.get(code)
        if base is None:
            continue
        this = _summed(base, comparison.first, comparison.last)
        before = _summed(base, comparison.first + -12, comparison.last + -12)
        if this is not None:
            own = all_series[indicator.pk]
            known = {m: v for m, v in zip(own.months, own.values, strict=True) if not math.isnan(v)}
            scatter = dispersion({m: v for m, v in known.items() if m < comparison.first})
            return base.indicator, (
                rate(comparison.current, this, per=PER, scatter=scatter),
                rate(comparison.previous, before, per=PER, scatter=scatter),
            )
    return None, (None, None)


def _summed(base: Series, first: Month, last: Month) -> float | None:
    values = base.span(first, last)
    return None if any(math.isnan(value) for value in values) else sum(values)
