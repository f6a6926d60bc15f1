"""What a service did in a year, counted from its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from chegara.canine.choices import Fitness, VetKind
from chegara.canine.models import Certification, Cost, Dog, Exercise, Find, Maintenance, Team, VetRecord
from chegara.canine.queries.statistics import Scope, Service, service_of
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer


@dataclass(frozen=True)
class Dogs:
    """Dogs that came and went in a year, and entries of their veterinary records."""

    joined: int
    left: Sequence[tuple[str, int]]
    ill: int
    unfit: int
    vaccinated: int


@dataclass(frozen=True)
class Certified:
    """Assessments of a year: held, passed, certificates withdrawn."""

    held: int
    passed: int
    withdrawn: int


@dataclass(frozen=True)
class YearFigures:
    """A year of a service."""

    year: int
    agency: Agency
    service: Service
    dogs: Dogs
    certified: Certified
    exercises: int
    hours: float
    finds: Sequence[tuple[str, str, int, float | None]]
    costs: Sequence[tuple[str, str, Decimal]]


def year_of(agency: Agency, year: int, viewer: Viewer, *, today: date) -> YearFigures:
    """Return a year of a service, up to today where it is not over."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    days = (first, last)
    teams = Team.objects.visible_to(viewer).filter(owner_agency=agency)
    return YearFigures(
        year=year,
        agency=agency,
        service=service_of(Scope(agency, "", first, last), viewer),
        dogs=_dogs(agency, viewer, days),
        certified=_certified(teams, days),
        exercises=Exercise.objects.visible_to(viewer).filter(owner_agency=agency, on__range=days).count(),
        hours=Maintenance.objects.filter(team__in=teams, on__range=days).aggregate(all=Sum("hours"))["all"]
        or 0.0,
        finds=_finds(teams, days),
        costs=_costs(agency, viewer, days),
    )


def _dogs(agency: Agency, viewer: Viewer, days: tuple[date, date]) -> Dogs:
    dogs = Dog.objects.visible_to(viewer).filter(owner_agency=agency)
    left = dogs.filter(left_on__range=days).order_by("status").values_list("status").annotate(n=Count("pk"))
    entries = VetRecord.objects.filter(dog__in=dogs, on__range=days)
    return Dogs(
        joined=dogs.filter(acquired_on__range=days).count(),
        left=list(left),
        ill=entries.filter(kind__in=(VetKind.ILLNESS, VetKind.INJURY, VetKind.EXPOSURE)).count(),
        unfit=entries.filter(fitness=Fitness.UNFIT).values("dog").distinct().count(),
        vaccinated=entries.filter(kind=VetKind.RABIES).values("dog").distinct().count(),
    )


def _certified(teams: Any, days: tuple[date, date]) -> Certified:
    acts = Certification.objects.filter(team__in=teams)
    return Certified(
        **acts.aggregate(
            held=Count("pk", filter=Q(on__range=days)),
            passed=Count("pk", filter=Q(on__range=days, passed=True)),
            withdrawn=Count("pk", filter=Q(withdrawn_on__range=days)),
        )
    )


def _finds(teams: Any, days: tuple[date, date]) -> list[tuple[str, str, int, float | None]]:
    """Return (substance, unit, finds, amount in all or None), the most frequent first."""
    finds = Find.objects.filter(search__deployment__team__in=teams, search__deployment__on__range=days)
    rows = finds.order_by().values_list("substance", "unit").annotate(n=Count("pk"), amount=Sum("amount"))
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def _costs(agency: Agency, viewer: Viewer, days: tuple[date, date]) -> list[tuple[str, str, Decimal]]:
    rows = Cost.objects.visible_to(viewer).filter(owner_agency=agency, on__range=days).order_by()
    return sorted(rows.values_list("kind", "currency").annotate(all=Sum("amount")))
