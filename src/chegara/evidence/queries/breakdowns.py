"""What an indicator consists of in a period, line by line, beside the period before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.db import models

from chegara.evidence.counting import DecidedDoubles, Report
from chegara.evidence.models import Indicator, MonthlySummary, MonthlyTotal
from chegara.evidence.queries.series import Counted, Dimension
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer

DIMENSIONS: tuple[Dimension, ...] = ("kind", "point", "section", "division", "citizenship", "direction")

_SummaryRow: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Share:
    """One line of a breakdown: what was reported in a period, and in the one before."""

    key: Any
    value: float
    quantity: float | None
    unit: str
    rows: int
    before: float | None = None


class Breakdowns:
    """A country's figures of a period by any one dimension, from one pass over what a viewer may see.

    Only figures that count are taken, and of an event that was reported more than once one report. Blanks are
    not zeros and are left out.
    """

    def __init__(
        self,
        country: State,
        viewer: Viewer,
        first: date,
        last: date,
        doubles: DecidedDoubles | None = None,
    ) -> None:
        counted = Counted(country, viewer, doubles)
        self._rows: dict[str, list[_SummaryRow]] = {}
        for row in (
            MonthlySummary.objects.filter(batch__in=counted.batches, start__gte=first, start__lte=last)
            .values("indicator", "batch", "supplementary", *DIMENSIONS, "unit")
            .annotate(total=models.Sum("value"), amount=models.Sum("quantity"), count=models.Sum("rows"))
            .order_by()
        ):
            if counted.counts(row["indicator"], row["batch"]):
                self._rows.setdefault(row["indicator"], []).append(row)
        # Figures for a quarter or a year begin on its first day, as an event's month does.
        self._leave_out(report for report in counted.left_out() if first <= report.month.first_day <= last)

    def _leave_out(self, reports: Iterable[Report]) -> None:
        rows = {
            (code, row["batch"], *(row[name] for name in DIMENSIONS), row["unit"]): row
            for code, of_indicator in self._rows.items()
            for row in of_indicator
            if not row["supplementary"]
        }
        for report in reports:
            dimensions = (getattr(report, name) for name in DIMENSIONS)
            row = rows[(report.indicator, report.batch, *dimensions, report.unit)]
            row["count"] -= 1
            row["total"] = (row["total"] or 0.0) - (report.value or 0.0)
            if report.quantity is not None:
                row["amount"] = (row["amount"] or 0.0) - report.quantity

    def by(self, indicator: Indicator, dimension: Dimension) -> list[Share]:
        """Return an indicator's figures by one dimension, largest first.

        Rows that only break down serve where the rows of the total do not have the dimension.
        """
        rows = self._rows.get(indicator.pk, [])
        blank = ("", None)
        main = [row for row in rows if not row["supplementary"]]
        if all(row[dimension] in blank for row in main):
            extra = [row for row in rows if row["supplementary"] and row[dimension] not in blank]
            main = extra or main
        sums: dict[tuple[Any, str], list[Any]] = {}
        for row in main:
            found = sums.setdefault((row[dimension], row["unit"]), [0.0, None, 0])
            found[0] += row["total"] or 0.0
            if row["amount"] is not None:
                found[1] = (found[1] or 0.0) + row["amount"]
            found[2] += row["count"]
        shares = [
            Share(key, value, amount, unit, count)
            for (key, unit), (value, amount, count) in sums.items()
            if count
        ]
        return sorted(shares, key=lambda share: (-share.value, str(share.key)))


def breakdown(
    indicator: Indicator, country: State, viewer: Viewer, *, by: Dimension, first: date, last: date
) -> list[Share]:
    """Return an indicator's figures of a period by one dimension, largest first; see `Breakdowns`."""
    return Breakdowns(country, viewer, first, last).by(indicator, by)


def quantities(
    country: State, viewer: Viewer, years: Sequence[int], doubles: DecidedDoubles | None = None
) -> dict[tuple[str, str], dict[int, float]]:
    """Return by indicator and unit what was seized in each of the years, of the agencies that count."""
    counted = Counted(country, viewer, doubles)
    found: dict[tuple[str, str], dict[int, float]] = {}
    rows = (
        MonthlyTotal.objects.filter(
            batch__in=counted.batches, start__year__in=years, supplementary=False, quantity__isnull=False
        )
        .values_list("indicator", "unit", "start__year", "batch").annotate(amount=models.Sum("quantity"))
        .order_by()
    )  # fmt: skip
    for indicator, unit, year, batch, amount in rows:
        if counted.counts(indicator, batch):
            by_year = found.setdefault((indicator, unit), {})
            by_year[year] = by_year.get(year, 0.0) + amount
    for report in counted.left_out():
        if report.quantity is not None and report.start.year in years:
            found[report.indicator, report.unit][report.start.year] -= report.quantity
    return found
