"""What the organisation record and the evidence say of a point, for its scenario."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chegara.contingency.methods.simulation.building import Range
from chegara.contingency.models import ContingencyPlan
from chegara.evidence.models import Indicator
from chegara.evidence.queries import series
from chegara.organisation.visibility import Viewer

DAYS_A_MONTH = 365.25 / 12
MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Known:
    """Arrivals a day (lowest, mean, highest of the last twelve months known), booths, lanes, and whence."""

    persons: Range | None
    vehicles: Range | None
    booths: int | None
    lanes: int | None
    source: str


def known_of(plan: ContingencyPlan, viewer: Viewer) -> Known:
    """Return what is known of a plan's point, as one viewer may see it; unknown is None."""
    point = plan.point
    if point is None:
        return Known(persons=None, vehicles=None, booths=None, lanes=None, source="")
    persons, months = _a_day("persons.crossings", plan, viewer)
    vehicles, _months = _a_day("vehicles.crossings", plan, viewer)
    return Known(
        persons=persons, vehicles=vehicles, booths=point.booths, lanes=point.lanes, source=months
    )  # fmt: skip


def _a_day(code: str, plan: ContingencyPlan, viewer: Viewer) -> tuple[Range | None, str]:
    indicator = Indicator.objects.filter(pk=code).first()
    if indicator is None or plan.point is None:
        return None, ""
    found = series(indicator, plan.point, viewer)
    pairs = [
        (month, value)
        for month, value in zip(found.months, found.values, strict=True)
        if value is not None and np.isfinite(value)
    ][-MONTHS:]
    if not pairs:
        return None, ""
    values = np.array([value for _month, value in pairs]) / DAYS_A_MONTH
    span = f"{pairs[0][0]}–{pairs[-1][0]}"
    return (float(values.min()), float(values.mean()), float(values.max())), span
