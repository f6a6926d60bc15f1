"""Reading what a selection asks for: its total and its parts, with constant questions to the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.db import models

from chegara.common.periods import Month, PeriodKind, months_between
from chegara.evidence.counting import DecidedDoubles, Report
from chegara.evidence.explorer.selection import By, Selection
from chegara.evidence.models import Batch, Indicator, Reconciliation
from chegara.evidence.queries.series import (
    AgencySeries,
    Counting,
    Figures,
    LeftOut,
    Series,
    agency_series,
    at,
    combined,
    counting_of,
    doubtful_months,
    months_covered_by_events,
    summaries,
    sums,
    totals,
    without,
)
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Division, State
from chegara.organisation.visibility import Viewer

PLACE_COLUMNS: dict[type, str] = {CrossingPoint: "point", BorderSection: "section", Division: "division"}
Key: TypeAlias = Any
"""A place's or agency's key in the database, or a code; None or "" where the row does not say."""


@dataclass(frozen=True)
class Part:
    """One line of a breakdown."""

    key: Key
    series: Series


@dataclass(frozen=True)
class Explored:
    """What a selection asked for, as one viewer may see it.

    `total` and `parts` hold all months ever reported, not only the selection's. `shares_only` says that the
    parts come from rows that only break down, and need not add up to the total. `batches` are the imports
    that the figures come from.
    """

    selection: Selection
    total: Series
    parts: tuple[Part, ...]
    shares_only: bool
    batches: tuple[Batch, ...]

    @property
    def undecided(self) -> bool:
        """Whether several agencies report and nobody decided whose figures count: there is no total then."""
        return self.total.counting is Counting.UNDECIDED


@dataclass(frozen=True)
class _Row:
    agency: int
    month: Month
    batch: int
    supplementary: bool
    key: Key
    value: float
    blanks: int


def read(selection: Selection, viewer: Viewer) -> Explored:
    """Return a selection's total and parts from the records that `viewer` may see."""
    rows, build = _rows(selection, viewer), _Builder(selection, viewer)
    own, counted = rows + build.less(build.left.own), rows + build.less(build.counted)
    total = build.series(_figures(_that_make_the_total(own)), _figures(_that_make_the_total(counted)))
    chosen, shares_only = _that_break_down(own, selection)
    if selection.by is By.AGENCY:
        parts = [Part(own.agency.pk, _alone(total, own)) for own in total.agencies]
    elif selection.by is By.MONTH:
        parts = []
    else:
        once = _by_key(_that_break_down(counted, selection)[0])
        parts = [
            Part(key, build.series(_figures(of_key), _figures(once.get(key, ()))))
            for key, of_key in _by_key(chosen).items()
        ]
    wanted = {row.batch for row in rows}
    batches = Batch.objects.filter(pk__in=wanted).select_related("owner_agency", "compartment")
    return Explored(selection, total, tuple(parts), shares_only, tuple(batches.order_by("pk")))


def _by_key(rows: Iterable[_Row]) -> dict[Key, list[_Row]]:
    found: dict[Key, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return found


def _rows(selection: Selection, viewer: Viewer, *, both: bool = False) -> list[_Row]:
    """Return what a selection asks for, added up by part; `both` gives section and point as the key."""
    columns, key_of = _dimension(selection, both=both)
    country, by_whole = selection.country, not selection.narrowed and not columns
    found: Any = totals(country, viewer) if by_whole else summaries(country, viewer, also_breakdowns=True)
    found = found.filter(indicator=selection.indicator, period=PeriodKind.MONTH, **selection.columns)
    for place in selection.places:
        found = found.filter(at(place))
    if selection.agency:
        found = found.filter(batch__owner_agency=selection.agency)
    if selection.unit:
        found = found.filter(unit=selection.unit)
    # The owner is looked up among few batches, not joined to each of very many summaries.
    owners = dict(Batch.objects.filter(country=country).values_list("pk", "owner_agency"))
    names = ("batch", "start", "supplementary", *columns)
    found = (
        found.values_list(*names)
        .annotate(models.Sum("quantity" if selection.unit else "value"), models.Sum("blanks"))
        .order_by()
    )
    return [
        _Row(
            owners[batch], Month.of(start), batch, supplementary, key_of(rest[:-2]), rest[-2] or 0.0, rest[-1]
        )
        for batch, start, supplementary, *rest in found
    ]


def _dimension(selection: Selection, *, both: bool = False) -> tuple[tuple[str, ...], Any]:
    """Return the columns that a breakdown needs, and the function from their values to the part's key.

    `both` gives section and point as the key.
    """
    by = selection.by
    if by in {By.MONTH, By.AGENCY}:
        return (), lambda values: None
    if by not in {By.SECTION, By.DIVISION}:
        return (by.value,), lambda values: values[0] or None
    # A row that names a point alone belongs to the point's section and division.
    of_point = dict(
        CrossingPoint.objects.filter(country=selection.country).values_list("pk", f"{by.value}_id")
    )
    if both:
        return (by.value, "point"), lambda values: (values[0] or of_point.get(values[1]), values[1])
    return (by.value, "point"), lambda values: values[0] or of_point.get(values[1])


def _that_make_the_total(rows: Iterable[_Row]) -> list[_Row]:
    """Return of each agency and month the rows of the total or, where a condition leaves none, the others."""
    found: list[_Row] = []
    for main, extra in _by_agency_and_month(rows):
        found += main or extra
    return found


def _that_break_down(rows: Iterable[_Row], selection: Selection) -> tuple[list[_Row], bool]:
    """Return the rows that say what the breakdown asks for, and whether any of them only breaks down.

    Those of the total come first; where none of them says it, rows that only break down do.
    """
    found: list[_Row] = []
    shares_only = False
    for main, extra in _by_agency_and_month(rows):
        telling = [row for row in extra if row.key is not None]
        if telling and all(row.key is None for row in main):
            found += telling
            shares_only = shares_only or bool(main)
        else:
            found += main
    return found, shares_only and selection.by not in {By.MONTH, By.AGENCY}


def _by_agency_and_month(rows: Iterable[_Row]) -> list[tuple[list[_Row], list[_Row]]]:
    """Return, of each agency and month, the rows of the total and those of one import that only break down.

    Two such imports may tell of the same once more by something else: their rows are never added up.
    """
    groups: dict[tuple[int, Month], tuple[list[_Row], list[_Row]]] = {}
    for row in rows:
        groups.setdefault((row.agency, row.month), ([], []))[row.supplementary].append(row)
    found = []
    for main, extra in groups.values():
        telling = [row.batch for row in extra if row.key is not None] or [row.batch for row in extra]
        found.append((main, [row for row in extra if row.batch == min(telling)]))
    return found


def _figures(rows: Iterable[_Row]) -> Figures:
    found: Figures = {}
    for row in rows:
        months = found.setdefault(row.agency, {})
        value, blanks = months.get(row.month, (0.0, 0))
        months[row.month] = (value + row.value, blanks + row.blanks)
    return found


class _Builder:
    """Makes series of a selection out of figures; what all of them share is read once."""

    def __init__(self, selection: Selection, viewer: Viewer, *, both: bool = False) -> None:
        self.selection, self.dimension = selection, _dimension(selection, both=both)
        country, indicator = selection.country, selection.indicator
        visible = totals(country, viewer)
        if selection.agency:
            visible = visible.filter(batch__owner_agency=selection.agency)
        national = sums(visible.filter(indicator=indicator, period=PeriodKind.MONTH), "value")
        self.covered = months_covered_by_events(visible, indicator)
        # Whoever reports the indicator at all: a part that an agency does not report is unknown to it.
        self.agencies = list(Agency.objects.filter(pk__in=set(national) | set(self.covered)).order_by("code"))
        self.decision = (
            Reconciliation.objects.filter(country=country, indicator=indicator)
            .select_related("lead_agency")
            .first()
        )
        self.counting = counting_of(self.agencies, self.decision)
        decided = DecidedDoubles(country, viewer, indicator.pk)
        self.left = LeftOut(decided, indicator.pk, self.counting, self.decision)
        # Asked of one agency, its own figures are the answer, whoever else reported the same events.
        self.counted = self.left.own if selection.agency else self.left.counted
        self.doubtful = doubtful_months(without(national, self.left.own), self.covered, indicator, country)
        self.months = _span(national, self.covered)

    def less(self, reports: Iterable[Report]) -> list[_Row]:
        """Return rows that take reports of the selection out of its figures, each from its own part."""
        columns, key_of = self.dimension
        measure = "quantity" if self.selection.unit else "value"
        return [
            _Row(
                report.agency,
                report.month,
                report.batch,
                False,
                key_of([getattr(report, column) for column in columns]),
                -(getattr(report, measure) or 0.0),
                -int(report.value is None),
            )
            for report in reports
            if self._asks_for(report)
        ]

    def _asks_for(self, report: Report) -> bool:
        selection = self.selection
        return (
            (not selection.agency or report.agency == selection.agency.pk)
            and (not selection.unit or report.unit == selection.unit)
            and all(report.at(name, value) for name, value in selection.columns.items())
            and all(report.at(PLACE_COLUMNS[type(place)], place.pk) for place in selection.places)
        )

    def series(self, own: Figures, counted: Figures) -> Series:
        """Return the series that the figures make up, over all months of which anything was reported.

        `own` are each agency's figures, `counted` those that the one figure is made from. Whose figures count is
        decided for the indicator: where one agency leads, a part that it does not report is unknown, whatever
        others say of it.
        """
        counting, selection = self.counting, self.selection
        agencies = self._agencies(own)
        that_count = tuple(each for each in self._agencies(counted) if self.left.counts(each.agency.pk))
        return Series(
            indicator=selection.indicator,
            place=selection.country,
            measure="quantity" if selection.unit else "value",
            unit=selection.unit or selection.indicator.unit,
            months=self.months,
            values=tuple(combined(that_count, counting, month) for month in self.months),
            counting=counting,
            agencies=agencies,
            reconciliation=self.decision,
            synthetic=selection.country.invented,
            counted=that_count,
        )

    def _agencies(self, figures: Figures) -> tuple[AgencySeries, ...]:
        return tuple(
            agency_series(
                agency,
                figures.get(agency.pk, {}),
                self.covered.get(agency.pk, set()),
                self.doubtful[agency.pk],
            )
            for agency in self.agencies
            if agency.pk in figures or agency.pk in self.covered
        )


def _span(national: Figures, covered: Mapping[int, set[Month]]) -> tuple[Month, ...]:
    reported = {month for months in national.values() for month in months}
    reported |= {month for months in covered.values() for month in months}
    return tuple(months_between(min(reported), max(reported))) if reported else ()


def _alone(total: Series, own: AgencySeries) -> Series:
    """Return one agency's own figures as a series."""
    return Series(
        indicator=total.indicator,
        place=total.place,
        measure=total.measure,
        unit=total.unit,
        months=total.months,
        values=tuple(combined((own,), Counting.ONE, month) for month in total.months),
        counting=Counting.ONE,
        agencies=(own,),
        reconciliation=None,
        synthetic=total.synthetic,
        counted=(own,),
    )


def series_by_place(
    indicator: Indicator, country: State, viewer: Viewer, *, last: Month | None = None
) -> list[Series]:
    """Return the series of each crossing point and border section of which anything was reported.

    They are those that `chegara.evidence.queries.series` gives one by one, read at once.
    """
    points = {point.pk: point for point in CrossingPoint.objects.filter(country=country)}
    sections = {section.pk: section for section in BorderSection.objects.filter(country=country)}
    # What counts is the history; a period is needed only to ask.
    asked = Selection(country=country, indicator=indicator, first=_ANY, last=_ANY, by=By.SECTION)
    rows = [row for row in _rows(asked, viewer, both=True) if not row.supplementary]
    build = _Builder(asked, viewer, both=True)

    def by_place(of: list[_Row]) -> dict[CrossingPoint | BorderSection, list[_Row]]:
        found: dict[CrossingPoint | BorderSection, list[_Row]] = {}
        for row in of:
            section, point = row.key
            for place in (points.get(point), sections.get(section)):
                if place is not None:
                    found.setdefault(place, []).append(row)
        return found

    once = by_place(rows + build.less(build.counted))
    return [
        _at_place(build.series(_figures(own), _figures(once.get(place, ()))), place, last)
        for place, own in by_place(rows + build.less(build.left.own)).items()
    ]


_ANY = Month(2000, 1)


def _at_place(own: Series, place: CrossingPoint | BorderSection, last: Month | None) -> Series:
    """Return a part as the series of its place: from the first to the last month reported of it."""
    reported = sorted({month for each in own.agencies for month in (*each.values, *each.partial)})
    months = tuple(months_between(reported[0], last or reported[-1])) if reported else ()
    return replace(own, place=place, months=months, values=tuple(own.value(month) for month in months))
