"""What a brief knows: each indicator's figures of a period against the same period of last year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from chegara.common.periods import CalendarPeriod, Month
from chegara.evidence.methods.trend import Change, Verdict, change
from chegara.evidence.models import Batch, Indicator
from chegara.evidence.queries.breakdowns import Breakdowns
from chegara.evidence.queries.presence import indicators_reported
from chegara.evidence.queries.series import AgencySeries, Counting, Series, series
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer

MOST_OF_A_WIDE_INTERVAL = 2.0


def is_too_few(change: Change) -> bool:
    """Say whether the interval leaves open both that the figure doubled and that it halved."""
    return (
        change.verdict is Verdict.CANNOT_BE_TOLD_APART
        and change.ratio is not None
        and change.ratio.high > MOST_OF_A_WIDE_INTERVAL
        and change.ratio.low < 1 / MOST_OF_A_WIDE_INTERVAL
    )


@dataclass(frozen=True)
class IndicatorBrief:
    """One indicator: the period against last year's, and January to its end against last year's.

    `since_january` is None where it is the same as the period.
    """

    indicator: Indicator
    series: Series
    period: Change
    since_january: Change | None

    @property
    def undecided(self) -> bool:
        """Whether several agencies report it and nobody has decided whose figures count."""
        return self.series.counting is Counting.UNDECIDED

    @property
    def told(self) -> bool:
        """Whether any sum of it can be stated."""
        changes = (self.period, self.since_january)
        return any(c and (c.current is not None or c.previous is not None) for c in changes)

    @property
    def changed(self) -> list[Change]:
        """The comparisons whose interval supports a rise or a fall, the period's first."""
        changes = (self.period, self.since_january)
        return [c for c in changes if c and c.verdict in {Verdict.RISE, Verdict.FALL}]

    def unreported(self, agency: AgencySeries, period: CalendarPeriod) -> tuple[Month, ...]:
        """The months of the period that an agency did not report."""
        known = (agency.values, agency.partial)
        return tuple(month for month in period.months if not any(month in figures for figures in known))


@dataclass(frozen=True)
class BriefFacts:
    """All that a brief knows; `before` are the breakdowns of the same period of last year."""

    country: State
    period: CalendarPeriod
    indicators: tuple[IndicatorBrief, ...]
    never_reported: tuple[Indicator, ...]
    batches: tuple[Batch, ...]
    now: Breakdowns
    before: Breakdowns

    def of(self, category: str) -> tuple[IndicatorBrief, ...]:
        """The indicators of a category, those with the larger figures first."""
        found = (facts for facts in self.indicators if facts.indicator.category == category)
        return tuple(sorted(found, key=lambda facts: -(facts.period.current or 0)))


def gather_brief(country: State, period: CalendarPeriod, viewer: Viewer) -> BriefFacts:
    """Return what a brief knows, from the records that `viewer` may see."""
    reported = list(indicators_reported(country, viewer).order_by("position"))
    facts = tuple(
        _facts(series(indicator, country, viewer, last=period.last), period) for indicator in reported
    )
    batches = (
        Batch.objects.visible_to(viewer)
        .counting()
        .filter(country=country)
        .select_related("owner_agency")
        .order_by("owner_agency__code", "name")
    )
    return BriefFacts(
        country=country,
        period=period,
        indicators=facts,
        never_reported=tuple(Indicator.objects.exclude(pk__in=[indicator.pk for indicator in reported])),
        batches=tuple(batches),
        now=_breakdowns(country, viewer, period),
        before=_breakdowns(country, viewer, period.year_before),
    )


def _facts(own: Series, period: CalendarPeriod) -> IndicatorBrief:
    values: Mapping[Month, float | None] = {
        month: None if math.isnan(value) else value
        for month, value in zip(own.months, own.values, strict=True)
    }
    january = period.since_january.first
    return IndicatorBrief(
        indicator=own.indicator,
        series=own,
        period=change(values, period.first, period.last),
        since_january=None if january == period.first else change(values, january, period.last),
    )


def _breakdowns(country: State, viewer: Viewer, period: CalendarPeriod) -> Breakdowns:
    return Breakdowns(country, viewer, period.first.first_day, period.last.last_day)
