"""Reading cooperation, as one viewer may see it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.db import models

from chegara.cooperation.choices import PERIODIC
from chegara.cooperation.methods.competence import Line, Part
from chegara.cooperation.methods.routing import PointScheme, ServiceTime, stream
from chegara.cooperation.methods.turns import Turn, next_due, turns
from chegara.cooperation.models import (
    Competence,
    Contact,
    Duty,
    Group,
    MeasureFunction,
    Passport,
    Seat,
    SelfAssessment,
    Step,
)
from chegara.organisation.models import CrossingPoint, State
from chegara.organisation.visibility import Viewer
from chegara.plans.models import Measure

PARAMETERS = Path(__file__).parent / "parameters"


@cache
def thresholds() -> dict[str, dict[str, int]]:
    """Return the thresholds of the checks, as shipped."""
    return tomllib.loads((PARAMETERS / "checks.toml").read_text(encoding="utf-8"))


def of_country(model: Any, country: State | None, viewer: Viewer) -> models.QuerySet[Any]:
    """Return a table's records of a country that somebody may see, with all that they name; None: of all."""
    rows = model.objects.visible_to(viewer).select_related(*names_of(model), "owner_agency__country")
    found: models.QuerySet[Any] = rows.filter(owner_agency__country=country) if country else rows
    return found


def names_of(model: type[models.Model]) -> list[str]:
    """Return the names of a table's own references, for reading them along."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def competences(country: State | None, viewer: Viewer) -> list[Competence]:
    """Return the lines of the competence matrix, by function as functions are listed."""
    return list(of_country(Competence, country, viewer))


def lines_of(rows: Iterable[Competence]) -> list[Line]:
    """Return lines of the matrix as methods know them; a place by its code."""
    return [_line(row) for row in rows]


def _line(row: Competence) -> Line:
    place = row.point or row.section
    part = cast("Part", row.role)
    code = place.code if place else None
    return Line(row.function, row.where, code, row.agency.code, part, bool(row.delimitation.strip()))


def duties(country: State | None, viewer: Viewer) -> list[Duty]:
    """Return the lines of the information-exchange matrix."""
    return list(of_country(Duty, country, viewer))


def contacts(country: State | None, viewer: Viewer) -> list[Contact]:
    """Return the contact points with their test calls, the last one first."""
    return list(of_country(Contact, country, viewer).prefetch_related("calls"))


def functions_of_measures(measures: Iterable[Measure]) -> dict[int, list[MeasureFunction]]:
    """Return which functions measures need, by the measure's key."""
    found: dict[int, list[MeasureFunction]] = {}
    for row in MeasureFunction.objects.filter(measure__in=[measure.pk for measure in measures]):
        found.setdefault(row.measure_id, []).append(row)
    return found


# --- crossing points ----------------------------------------------------------------------------------------


def passport_of(point: CrossingPoint, viewer: Viewer) -> Passport | None:
    """Return the passport of a crossing point that somebody may see: the one approved last, else any."""
    rows = of_country(Passport, None, viewer).filter(point=point)
    found: Passport | None = rows.order_by(models.F("approved_on").desc(nulls_last=True), "-pk").first()
    return found


def service_times(point: CrossingPoint, viewer: Viewer) -> PointScheme | None:
    """Return routing and service times of a crossing point, as its passport declares them.

    None where the viewer may see no passport of it, or where that has no technological scheme yet.
    """
    passport = passport_of(point, viewer)
    if passport is None:
        return None
    found = scheme_of(passport)
    return found if found.streams else None


def scheme_of(passport: Passport) -> PointScheme:
    """Return a passport's technological scheme: each direction and traffic with its controls in order."""
    grouped: dict[tuple[str, str], list[ServiceTime]] = {}
    for step in Step.objects.filter(passport=passport).select_related("agency"):
        grouped.setdefault((step.direction, step.traffic), []).append(_service_time(step))
    point = passport.point
    return PointScheme(
        point.code, passport.approved_on, point.booths, point.lanes,
        tuple(stream(direction, traffic, steps) for (direction, traffic), steps in grouped.items()),
    )  # fmt: skip


def _service_time(step: Step) -> ServiceTime:
    return ServiceTime(
        step.number, step.control, step.agency.code, step.share / 100, step.per, step.low, step.best,
        step.high, step.posts,
    )  # fmt: skip


# --- the joint group ----------------------------------------------------------------------------------------


def chairs(group: Group, on: date, count: int = 4) -> list[Turn[Seat]]:
    """Return who chairs a group on a day, and who after them."""
    seats = [seat for seat in group.seats.select_related("agency") if seat.chairs]
    return turns(seats, group.first_turn, group.turn_months, on, count)


@dataclass(frozen=True)
class Due:
    """A day on which an agency sends something."""

    on: date
    duty: Duty


def data_calendar(country: State | None, viewer: Viewer, on: date) -> list[Due]:
    """Return when what is sent every month, quarter or year is due next, the earliest first.

    Where no day is named, it is the month's first after the period's end.
    """
    found = [
        Due(next_due(PERIODIC[duty.deadline], duty.due_day or 1, on), duty)
        for duty in duties(country, viewer)
        if duty.deadline in PERIODIC
    ]
    return sorted(found, key=lambda due: (due.on, due.duty.pk))


# --- self-assessment ----------------------------------------------------------------------------------------


def assessed_years(country: State | None, viewer: Viewer) -> list[int]:
    """Return the years of which there is a self-assessment, the latest first."""
    rows = of_country(SelfAssessment, country, viewer).order_by("-year").values_list("year", flat=True)
    return list(dict.fromkeys(rows))


def grid(country: State | None, viewer: Viewer, year: int) -> dict[tuple[str, str], list[SelfAssessment]]:
    """Return a year's self-assessments by pillar and area; several agencies may each have their own."""
    found: dict[tuple[str, str], list[SelfAssessment]] = {}
    for row in of_country(SelfAssessment, country, viewer).filter(year=year):
        found.setdefault((row.pillar, row.area), []).append(row)
    return found


def measures_for(rows: Iterable[SelfAssessment], viewer: Viewer) -> dict[int, list[Measure]]:
    """Return the measures that were proposed for gaps, by the key of the self-assessment."""
    by_reference = {row.reference: row.pk for row in rows}
    found: dict[int, list[Measure]] = {}
    for measure in Measure.objects.visible_to(viewer).filter(origin__in=by_reference):
        found.setdefault(by_reference[measure.origin], []).append(measure)
    return found
