"""What the organisation record and the evidence say of a point, for its scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from chegara.contingency.methods.simulation.building import Range
from chegara.contingency.methods.simulation.scheme import ABOARD
from chegara.contingency.models import ContingencyPlan
from chegara.cooperation.methods.routing import Stream
from chegara.evidence.models import Indicator
from chegara.evidence.queries.series import series
from chegara.organisation.models import CrossingPoint
from chegara.organisation.visibility import Viewer

DAYS_A_MONTH = 365.25 / 12
MONTHS = 12
KIND_OF = {"cars": "car", "buses": "bus", "trucks": "truck"}
"""The vehicles of the dictionary by the traffic of a technological scheme."""


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
    persons, months = _a_day("persons.crossings", point, viewer)
    vehicles, _months = _a_day("vehicles.crossings", point, viewer)
    return Known(
        persons=persons, vehicles=vehicles, booths=point.booths, lanes=point.lanes, source=months
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class KnownStreams:
    """Arrivals a day by direction and traffic, as far as known, the months of them, and how they were found.

    `rest` says that pedestrians are the persons who sat in no vehicle, by `scheme.ABOARD`.
    """

    arrivals: dict[tuple[str, str], Range]
    months: str
    rest: bool


def known_streams(point: CrossingPoint, viewer: Viewer, streams: Iterable[Stream]) -> KnownStreams:
    """Return what the evidence says of the streams of a technological scheme."""
    found: dict[tuple[str, str], Range] = {}
    named, rest = "", False
    asked = {(stream.direction, stream.traffic) for stream in streams}
    for direction, traffic in sorted(asked):
        if traffic in KIND_OF:
            one, months = _a_day(
                "vehicles.crossings", point, viewer, direction=direction, kind=KIND_OF[traffic]
            )
            named = named or months
            if one:
                found[direction, traffic] = one
    for direction, traffic in sorted(asked):
        if traffic != "pedestrians":
            continue
        persons, months = _a_day("persons.crossings", point, viewer, direction=direction)
        named = named or months
        vehicles = [one for one in asked if one[0] == direction and one[1] != traffic]
        if persons and all(one in found for one in vehicles):
            rest = rest or bool(vehicles)
            seated = sum(found[one][1] * sum(ABOARD.get(one[1], (1, 1))) / 2 for one in vehicles)
            share = max(0.0, 1 - seated / persons[1]) if persons[1] else 0.0
            found[direction, traffic] = (persons[0] * share, persons[1] * share, persons[2] * share)
    return KnownStreams(arrivals=found, months=named, rest=rest)


def _a_day(code: str, point: CrossingPoint, viewer: Viewer, **only: str) -> tuple[Range | None, str]:
    indicator = Indicator.objects.filter(pk=code).first()
    if indicator is None:
        return None, ""
    found = series(indicator, point, viewer, direction=only.get("direction", ""), kind=only.get("kind", ""))
    pairs = [
        (month, value)
        for month, value in zip(found.months, found.values, strict=True)
        if value is not None and np.isfinite(value)
    ][-MONTHS:]
    if not pairs:
        return None, ""
    values = np.array([value for _month, value in pairs]) / DAYS_A_MONTH
    first, last = pairs[0][0], pairs[-1][0]
    span = f"{first.month:02}.{first.year}–{last.month:02}.{last.year}"
    return (float(values.min()), float(values.mean()), float(values.max())), span
