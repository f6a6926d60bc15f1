"""What can be asked for, from what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import models

from chegara.common.periods import Month, PeriodKind, months_between
from chegara.evidence.models import Batch, Indicator, MonthlySummary
from chegara.evidence.queries.series import totals
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer

USUAL_MONTHS = 12


@dataclass(frozen=True)
class Choices:
    """The months, units and codes that an indicator's reports have, as one viewer may see them."""

    months: tuple[Month, ...]
    units: tuple[str, ...]
    kinds: tuple[str, ...]
    citizenships: tuple[str, ...]
    directions: tuple[str, ...]

    @property
    def usual(self) -> tuple[Month, Month]:
        """The period that is shown until somebody asks for another: the last twelve months reported."""
        return max(self.months[0], self.months[-1] + (1 - USUAL_MONTHS)), self.months[-1]


def choices_of(country: State, indicator: Indicator, viewer: Viewer) -> Choices:
    """Return what can be asked of an indicator; there is no month where nothing was reported by months."""
    own = totals(country, viewer).filter(indicator=indicator, period=PeriodKind.MONTH)
    span = own.aggregate(first=models.Min("start"), last=models.Max("start"))
    units = own.exclude(unit="").filter(quantity__isnull=False).values_list("unit", flat=True)
    batches = Batch.objects.visible_to(viewer).counting().filter(country=country).order_by("pk")
    kinds, citizenships, directions = _codes(indicator.pk, tuple(batches.values_list("pk", "confirmed_at")))
    months: list[Month] = []
    if span["first"]:
        months = months_between(Month.of(span["first"]), Month.of(span["last"]))
    return Choices(tuple(months), tuple(sorted(set(units.order_by()))), kinds, citizenships, directions)


@lru_cache(maxsize=512)
def _codes(indicator: str, batches: tuple[tuple[int, datetime | None], ...]) -> tuple[tuple[str, ...], ...]:
    """Return the kinds, citizenships and directions that some imports have; kept, since what is confirmed stays."""
    found = (
        MonthlySummary.objects.filter(batch__in=[pk for pk, _ in batches], indicator=indicator, period=PeriodKind.MONTH)
        .values_list("kind", "citizenship", "direction").distinct().order_by()
    )  # fmt: skip
    columns = [tuple(sorted(set(column) - {""})) for column in zip(*found, strict=True)]
    return tuple(columns) or ((), (), ())
