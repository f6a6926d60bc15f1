"""An import as its pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, Sum

from chegara.evidence.models import Batch, Indicator, MonthlyTotal


@dataclass(frozen=True)
class IndicatorTotal:
    """What an import adds up to for one indicator."""

    indicator: Indicator
    unit: str
    rows: int
    blanks: int
    repeats: int
    total: float | None
    quantity: float | None
    supplementary: bool
    first: Any
    last: Any


def totals_of(batch: Batch) -> list[IndicatorTotal]:
    """Return what a staged or confirmed import adds up to, by indicator and unit."""
    indicators = Indicator.objects.in_bulk()
    rows = (
        MonthlyTotal.objects.filter(batch=batch).values("indicator", "unit", "supplementary")
        .annotate(
            row_count=Sum("rows"), blank=Sum("blanks"), repeat=Sum("repeats"), total=Sum("value"),
            amount=Sum("quantity"), first=Min("start"), last=Max("start"),
        )
        .order_by("indicator__position", "unit")
    )  # fmt: skip
    return [
        IndicatorTotal(
            indicator=indicators[row["indicator"]], unit=row["unit"], rows=row["row_count"],
            blanks=row["blank"], repeats=row["repeat"], total=row["total"], quantity=row["amount"],
            supplementary=row["supplementary"], first=row["first"], last=row["last"],
        )
        for row in rows
    ]  # fmt: skip
