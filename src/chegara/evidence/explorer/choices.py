"""What can be asked for, from what was reported."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from chegara.common.periods import Month, PeriodKind, months_between
from chegara.evidence.models import Indicator
from chegara.evidence.queries import summaries, totals
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
    codes = (
        summaries(country, viewer, also_breakdowns=True)
        .filter(indicator=indicator, period=PeriodKind.MONTH)
        .values_list("kind", "citizenship", "direction").distinct().order_by()
    )  # fmt: skip
    by_column = [sorted(set(column) - {""}) for column in zip(*codes, strict=True)] or [[], [], []]
    months: list[Month] = []
    if span["first"]:
        months = months_between(Month.of(span["first"]), Month.of(span["last"]))
    kinds, citizenships, directions = map(tuple, by_column)
    return Choices(tuple(months), tuple(sorted(set(units.order_by()))), kinds, citizenships, directions)
