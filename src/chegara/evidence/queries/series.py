"""Series of an indicator at a place, each month one figure of the agencies that report it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from django.db import models

from chegara.common.periods import Month, PeriodKind, months_between
from chegara.evidence.counting import DecidedDoubles, Reached, Report
from chegara.evidence.methods.quality import implausible_gaps
from chegara.evidence.models import (
    Batch,
    CountingRule,
    GapDecision,
    GapFinding,
    Indicator,
    MonthlySummary,
    MonthlyTotal,
    Reconciliation,
    RecordQuerySet,
)
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Division, State
from chegara.organisation.visibility import Viewer

Place: TypeAlias = State | CrossingPoint | BorderSection | Division


Measure = Literal["value", "quantity"]


Dimension = Literal["kind", "point", "section", "division", "citizenship", "direction"]


class Counting(StrEnum):
    """How the figures of several agencies became one."""

    ONE = "one"
    SUM = "sum"
    LEAD = "lead"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class AgencySeries:
    """One agency's monthly figures: `values` by month, only of months that it reported whole.

    `partial` has the months of which some figures were blank, with the sum of the known ones. `doubtful` are
    months with implausibly little, which count as not reported until an analyst says that they are real.
    """

    agency: Agency
    values: Mapping[Month, float]
    partial: Mapping[Month, float] = field(default_factory=dict)
    doubtful: frozenset[Month] = frozenset()

    def known(self, month: Month) -> float | None:
        """Return the month's figure where it can be relied upon."""
        return None if month in self.doubtful else self.values.get(month)


@dataclass(frozen=True)
class Series:
    """Monthly figures of an indicator at a place, as one viewer may see them.

    `values` has a figure for each of `months`; NaN where it is unknown: not reported, partly blank, or
    doubtful. `agencies` are each agency's own figures; `counted` those that the values were made from, in
    which an event that several agencies report is left with one of them. `doubles` is by month what was
    reported besides, and found to be the same events. `unit` is what a figure counts or is weighed in.
    """

    indicator: Indicator
    place: Place
    measure: Measure
    unit: str
    months: tuple[Month, ...]
    values: tuple[float, ...]
    counting: Counting
    agencies: tuple[AgencySeries, ...]
    reconciliation: Reconciliation | None
    synthetic: bool
    counted: tuple[AgencySeries, ...] = ()
    doubles: Mapping[Month, float] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Month, ...]:
        """The months whose figure is unknown."""
        return tuple(
            month for month, value in zip(self.months, self.values, strict=True) if math.isnan(value)
        )

    @property
    def doubtful(self) -> frozenset[Month]:
        """The months with implausibly little, in the figures of any agency that counts."""
        return (
            frozenset().union(*(agency.doubtful for agency in self.counted)) if self.counted else frozenset()
        )

    @property
    def empty(self) -> bool:
        """Whether nothing at all was reported."""
        return all(math.isnan(value) for value in self.values)

    def value(self, month: Month) -> float:
        """Return one month's figure, NaN where it is unknown or outside the series."""
        if not self.months or not 0 <= (index := month - self.months[0]) < len(self.values):
            return math.nan
        return self.values[index]

    def reached(self, first: Month, last: Month) -> Reached:
        """Return how the total of the known months from first to last was reached."""
        months = [m for m in months_between(first, last) if not math.isnan(self.value(m))]
        doubles = sum(self.doubles.get(month, 0.0) for month in months)
        return Reached(sum(self.value(month) for month in months) + doubles, doubles)

    def span(self, first: Month, last: Month) -> list[float]:
        """Return the figures of the months from first to last, NaN where unknown."""
        return [self.value(month) for month in months_between(first, last)]

    @property
    def digest(self) -> str:
        """SHA-256 of what the series says, under which a forecast of it is kept."""
        content = [
            self.indicator.pk,
            self.place.pk,
            self.measure,
            str(self.months[:1]),
            [repr(v) for v in self.values],
        ]
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def summaries(
    country: State, viewer: Viewer, *, also_breakdowns: bool = False
) -> RecordQuerySet[MonthlySummary]:
    """Return the monthly summaries of a country that make up totals and that `viewer` may know of.

    With `also_breakdowns` those too that only break down and are never added to a total.
    """
    batches = Batch.objects.visible_to(viewer).counting().filter(country=country)
    found = MonthlySummary.objects.filter(batch__in=batches.values("pk"))
    return found if also_breakdowns else found.filter(supplementary=False)


def totals(country: State, viewer: Viewer) -> RecordQuerySet[MonthlyTotal]:
    """Return what `summaries` adds up to, over places, people and kinds."""
    batches = Batch.objects.visible_to(viewer).counting().filter(country=country)
    return MonthlyTotal.objects.filter(batch__in=batches.values("pk"), supplementary=False)


def _country_of(place: Place) -> State:
    return place if isinstance(place, State) else place.country


def at(place: Place) -> models.Q:
    """Return the condition that a row lies at a place: a point belongs to its section and division."""
    if isinstance(place, CrossingPoint):
        return models.Q(point=place)
    if isinstance(place, BorderSection):
        return models.Q(section=place) | models.Q(point__section=place)
    if isinstance(place, Division):
        return models.Q(division=place) | models.Q(division=None, point__division=place)
    return models.Q()


def series(
    indicator: Indicator,
    place: Place,
    viewer: Viewer,
    *,
    first: Month | None = None,
    last: Month | None = None,
    measure: Measure = "value",
    unit: str = "",
    kind: str = "",
    citizenship: str = "",
    direction: str = "",
    doubles: DecidedDoubles | None = None,
) -> Series:
    """Return the monthly figures of an indicator at a place.

    Args:
        first, last: the months to return; by default from the first to the last one reported.
        measure: the number counted, or the quantity in `unit` (kg, l, …).
        kind, citizenship, direction: only these, by code.
        doubles: those decided on, where the caller has them already.
    """
    country = _country_of(place)
    decided = doubles or DecidedDoubles(country, viewer, indicator.pk)
    monthly = models.Q(indicator=indicator, period=PeriodKind.MONTH)
    chosen = at(place)
    for name, value in (("kind", kind), ("citizenship", citizenship), ("direction", direction)):
        if value:
            chosen &= models.Q(**{name: value})
    visible = totals(country, viewer)
    national = figures = sums(visible.filter(monthly), "value")
    if chosen or measure == "quantity":
        rows = summaries(country, viewer).filter(monthly & chosen) if chosen else visible.filter(monthly)
        figures = sums(rows.filter(unit=unit) if measure == "quantity" else rows, measure)
    covered = months_covered_by_events(visible, indicator)
    decision = (
        Reconciliation.objects.filter(country=country, indicator=indicator)
        .select_related("lead_agency")
        .first()
    )
    found = Agency.objects.filter(pk__in=set(figures) | set(covered)).order_by("code")
    # Where one agency leads, what it does not report of a place is unknown, whatever others say of it.
    counting = counting_of(set(national) | set(covered), decision)
    left = LeftOut(decided, indicator.pk, counting, decision)
    doubtful = doubtful_months(without(national, left.own), covered, indicator, country)
    wanted = _Wanted(place, {"kind": kind, "citizenship": citizenship, "direction": direction}, measure, unit)
    own, counted = (
        {
            agency.pk: agency_series(
                agency, less.get(agency.pk, {}), covered.get(agency.pk, set()), doubtful[agency.pk]
            )
            for agency in found
        }
        for less in (
            without(figures, wanted.of(left.own), measure),
            without(figures, wanted.of(left.counted), measure),
        )
    )
    reported = sorted({month for agency in own.values() for month in (*agency.values, *agency.partial)})
    first, last = first or (reported[0] if reported else None), last or (reported[-1] if reported else None)
    months = tuple(months_between(first, last)) if first and last else ()
    agencies = tuple(agency for pk, agency in counted.items() if left.counts(pk))
    return Series(
        indicator=indicator,
        place=place,
        measure=measure,
        unit=unit or indicator.unit,
        months=months,
        values=tuple(combined(agencies, counting, month) for month in months),
        counting=counting,
        agencies=tuple(own.values()),
        reconciliation=decision,
        synthetic=country.invented,
        counted=agencies,
        doubles=by_month(wanted.of(left.counted), measure),
    )


class LeftOut:
    """Which reports of an indicator are left out: of each agency's own figures, and of the one figure.

    Where one agency's figures count, the others' reports neither count nor make its own a double.
    """

    def __init__(
        self, decided: DecidedDoubles, indicator: str, counting: Counting, decision: Reconciliation | None
    ) -> None:
        self._lead = decision.lead_agency_id if counting is Counting.LEAD and decision else None
        self.own = [
            report
            for agency in decided.agencies(indicator)
            for report in decided.left_out(
                lambda report, of=agency: report.monthly and report.agency == of,  # type: ignore[misc]
                indicator=indicator,
            )
        ]
        every = decided.left_out(lambda report: report.monthly, indicator=indicator)
        self.counted = every
        if counting in {Counting.LEAD, Counting.UNDECIDED}:
            self.counted = [report for report in self.own if self.counts(report.agency)]

    def counts(self, agency: int) -> bool:
        """Say whether an agency's figures are part of the one figure."""
        return self._lead is None or agency == self._lead


@dataclass(frozen=True)
class _Wanted:
    """What a series is of, asked of single reports as `series` asks it of summaries."""

    place: Place
    columns: Mapping[str, str]
    measure: Measure
    unit: str

    def of(self, reports: Iterable[Report]) -> list[Report]:
        """Return the reports that the series holds."""
        return [report for report in reports if self._holds(report)]

    def _holds(self, report: Report) -> bool:
        if self.measure == "quantity" and report.unit != self.unit:
            return False
        if not isinstance(self.place, State):
            name = {CrossingPoint: "point", BorderSection: "section", Division: "division"}[type(self.place)]
            if not report.at(name, self.place.pk):
                return False
        return all(report.at(name, value) for name, value in self.columns.items() if value)


def by_month(reports: Iterable[Report], measure: Measure) -> dict[Month, float]:
    """Return the sum of the reports of each month."""
    found: dict[Month, float] = {}
    for report in reports:
        found[report.month] = found.get(report.month, 0.0) + (getattr(report, measure) or 0.0)
    return found


def without(figures: Figures, reports: Iterable[Report], measure: Measure = "value") -> Figures:
    """Return figures less what is left out of them."""
    less = {agency: dict(months) for agency, months in figures.items()}
    for report in reports:
        months = less.get(report.agency, {})
        if report.month in months:
            total, blanks = months[report.month]
            amount = getattr(report, measure) or 0.0
            months[report.month] = (total - amount, blanks - (report.value is None))
    return less


Figures: TypeAlias = dict[int, dict[Month, tuple[float, int]]]


def sums(rows: models.QuerySet[Any], measure: Measure) -> Figures:
    """Return by agency and month the sum of the known figures and the number of blank ones."""
    found = (
        rows.values("batch__owner_agency", "start")
        .annotate(total=models.Sum(measure), blank=models.Sum("blanks"))
        .order_by()
    )
    figures: Figures = {}
    for row in found:
        of_agency = figures.setdefault(row["batch__owner_agency"], {})
        of_agency[Month.of(row["start"])] = (row["total"] or 0.0, row["blank"])
    return figures


def doubtful_months(
    national: Figures, covered: Mapping[int, set[Month]], indicator: Indicator, country: State
) -> dict[int, frozenset[Month]]:
    """Return by agency the months whose national figure its own history makes implausible, as decided upon.

    Places are not tested by themselves: a closed crossing point is no reporting gap.
    """
    decisions = _gap_decisions(indicator, country)
    found: dict[int, frozenset[Month]] = {}
    for agency in set(national) | set(covered):
        figures = dict.fromkeys(covered.get(agency, ()), 0.0)
        figures |= {month: total for month, (total, blanks) in national.get(agency, {}).items() if not blanks}
        months = set(_implausible(tuple(sorted((month.ordinal, value) for month, value in figures.items()))))
        for decision in decisions.get(agency, ()):
            decided = months_between(Month.of(decision.first_month), Month.of(decision.last_month))
            (months.update if decision.decision == GapDecision.GAP else months.difference_update)(decided)
        found[agency] = frozenset(months)
    return found


def months_covered_by_events(
    visible: models.QuerySet[MonthlyTotal], indicator: Indicator
) -> dict[int, set[Month]]:
    """Return by agency the months that its files of single events speak for."""
    spans = (
        visible.filter(indicator=indicator, event=True)
        .values("batch__owner_agency", "batch__covers_from", "batch__covers_to")
        .distinct()
        .order_by()
    )
    covered: dict[int, set[Month]] = {}
    for span in spans:
        if span["batch__covers_from"] and span["batch__covers_to"]:
            months = months_between(Month.of(span["batch__covers_from"]), Month.of(span["batch__covers_to"]))
            covered.setdefault(span["batch__owner_agency"], set()).update(months)
    return covered


def _gap_decisions(indicator: Indicator, country: State) -> dict[int, list[GapFinding]]:
    found: dict[int, list[GapFinding]] = {}
    for decision in GapFinding.objects.filter(indicator=indicator, agency__country=country):
        found.setdefault(decision.agency_id, []).append(decision)
    return found


def agency_series(
    agency: Agency,
    figures: Mapping[Month, tuple[float, int]],
    covered: Iterable[Month],
    doubtful: frozenset[Month],
) -> AgencySeries:
    """Return an agency's series: months that its events cover are zeros until it says otherwise."""
    values = dict.fromkeys(covered, 0.0)
    partial: dict[Month, float] = {}
    for month, (total, blanks) in figures.items():
        if blanks:
            partial[month] = total
            values.pop(month, None)
        else:
            values[month] = total
    return AgencySeries(agency, values, partial, doubtful)


@lru_cache(maxsize=2048)
def _implausible(figures: tuple[tuple[int, float], ...]) -> frozenset[Month]:
    """Months with implausibly little for a series' own history; kept, since pages ask again and again."""
    if not figures:
        return frozenset()
    known = {Month.from_ordinal(ordinal): value for ordinal, value in figures}
    gaps = implausible_gaps(known)
    return frozenset(month for gap in gaps for month in months_between(gap.first, gap.last))


def counting_of(agencies: Collection[object], decision: Reconciliation | None) -> Counting:
    """Return how the figures become one of the agencies that report an indicator, at whatever place."""
    if len(agencies) <= 1:
        return Counting.ONE
    if decision is None:
        return Counting.UNDECIDED
    return Counting.LEAD if decision.rule == CountingRule.LEAD else Counting.SUM


def combined(counted: tuple[AgencySeries, ...], counting: Counting, month: Month) -> float:
    """Return a month's one figure, NaN where an agency that counts does not know it, or none is decided."""
    if counting is Counting.UNDECIDED:
        return math.nan
    figures = [agency.known(month) for agency in counted]
    if not figures or any(figure is None for figure in figures):
        return math.nan
    return float(sum(figure for figure in figures if figure is not None))


class Counted:
    """Which batches' figures count for which indicator, as one viewer may see them.

    Where several agencies report an indicator, only the figures that count are taken; where nobody has
    decided which, none are.
    """

    def __init__(self, country: State, viewer: Viewer, doubles: DecidedDoubles | None = None) -> None:
        self._doubles = doubles or DecidedDoubles(country, viewer)
        batches = Batch.objects.visible_to(viewer).counting().filter(country=country)
        self._agency_of = dict(batches.values_list("pk", "owner_agency"))
        self.batches = list(self._agency_of)
        self._leads = dict(
            Reconciliation.objects.filter(country=country).values_list("indicator", "lead_agency")
        )
        self._reporters: dict[str, set[int]] = {}
        reported = MonthlyTotal.objects.filter(batch__in=self.batches).values_list("indicator", "batch")
        for indicator, batch in reported.distinct().order_by():
            self._reporters.setdefault(indicator, set()).add(self._agency_of[batch])

    def counts(self, indicator: str, batch: int) -> bool:
        """Say whether a batch's figures for an indicator count."""
        if len(self._reporters[indicator]) <= 1:
            return True
        return indicator in self._leads and self._leads[indicator] in {None, self._agency_of[batch]}

    def left_out(self) -> list[Report]:
        """Return the reports that are left out of these figures, since their events are counted already."""
        return self._doubles.left_out(
            lambda report: report.batch in self._agency_of and self.counts(report.indicator, report.batch)
        )
