"""Which agencies, indicators and months have been reported at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from chegara.common.periods import Month, months_between
from chegara.evidence.counting import DecidedDoubles
from chegara.evidence.methods.rows import TOLD_OF_EVENTS, Field
from chegara.evidence.models import Batch, Indicator
from chegara.evidence.queries.series import Counted, Series, series, totals
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import Viewer


@dataclass(frozen=True)
class Presence:
    """What one agency reported of one indicator in each month of a year.

    `total` counts each event once that the agency itself reported more than once; `doubles` is how many of
    its events are left out of the country's total as doubles, of its own or of another agency's.
    """

    agency: Agency
    indicator: Indicator
    months: tuple[Month, ...]
    reported: tuple[bool, ...]
    doubtful: tuple[bool, ...]
    total: float
    rows: int
    blanks: int
    repeats: int
    doubles: int = 0

    @property
    def received(self) -> int:
        """How many of the months were reported."""
        return sum(self.reported)


def presence(
    country: State,
    viewer: Viewer,
    year: int,
    known: Mapping[str, Series] | None = None,
    doubles: DecidedDoubles | None = None,
) -> list[Presence]:
    """Return agency by indicator what was received for each month of a year.

    `known` are national series that the caller has already, by indicator.
    """
    visible = totals(country, viewer)
    pairs = list(
        visible.values_list("indicator", "batch__owner_agency")
        .distinct()
        .order_by("indicator__position", "batch__owner_agency__code")
    )
    stats: dict[tuple[str, int], Any] = {
        (row["indicator"], row["batch__owner_agency"]): row
        for row in visible.filter(start__year=year)
        .values("indicator", "batch__owner_agency")
        .annotate(
            row_count=models.Sum("rows"),
            blank=models.Sum("blanks"),
            repeat=models.Sum("repeats"),
            total=models.Sum("value"),
        )
        .order_by()
    }
    indicators = {indicator.pk: indicator for indicator in Indicator.objects.all()}
    months = tuple(months_between(Month(year, 1), Month(year, 12)))
    found: list[Presence] = []
    by_indicator: dict[str, Series] = dict(known or {})
    decided = doubles or DecidedDoubles(country, viewer)
    left_out = [r for r in Counted(country, viewer, decided).left_out() if r.start.year == year]
    for code, agency_id in pairs:
        if code not in by_indicator:
            by_indicator[code] = series(indicators[code], country, viewer, doubles=decided)
        own = next(s for s in by_indicator[code].agencies if s.agency.pk == agency_id)
        row = stats.get((code, agency_id), {})
        own_doubles = decided.left_out(
            lambda report, of=agency_id: report.agency == of,  # type: ignore[misc]
            indicator=code,
        )
        found.append(
            Presence(
                agency=own.agency,
                indicator=indicators[code],
                months=months,
                reported=tuple(m in own.values or m in own.partial for m in months),
                doubtful=tuple(m in own.doubtful for m in months),
                total=(row.get("total") or 0.0)
                - sum(report.value or 0.0 for report in own_doubles if report.start.year == year),
                rows=row.get("row_count") or 0,
                blanks=row.get("blank") or 0,
                repeats=row.get("repeat") or 0,
                doubles=sum((report.indicator, report.agency) == (code, agency_id) for report in left_out),
            )
        )
    return found


def indicators_reported(country: State, viewer: Viewer) -> models.QuerySet[Indicator]:
    """Return the indicators of which anything was reported."""
    return Indicator.objects.filter(pk__in=totals(country, viewer).values("indicator"))


def years_reported(country: State, viewer: Viewer) -> list[int]:
    """Return the years of which anything was reported, newest first."""
    starts = totals(country, viewer).aggregate(first=models.Min("start"), last=models.Max("start"))
    if not starts["first"]:
        return []
    return list(range(starts["last"].year, starts["first"].year - 1, -1))


def last_month_reported(country: State, viewer: Viewer) -> Month | None:
    """Return the last month of which anything was reported."""
    last = totals(country, viewer).aggregate(last=models.Max("start"))["last"]
    return Month.of(last) if last else None


def blank_shares(batches: Iterable[Batch]) -> dict[Field, float]:
    """Return, for events of these imports, the share of records (0 to 1) that leave a column blank.

    Columns that no record fills are left out: the form does not ask for them.
    """
    filled: Counter[str] = Counter()
    for batch in batches:
        filled.update(batch.filled)
    return {field: 1 - filled[field] / filled["events"] for field in TOLD_OF_EVENTS if filled[field]}
