"""What the development plan and the national norms of a service rest on, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.canine.world import saved

from chegara.accounts.models import User
from chegara.canine.models import (
    DutyNorm,
    DutyPost,
    Intake,
    NationalNorm,
    NormCategory,
    NormItem,
    UnitCost,
)
from chegara.organisation.models import Agency

ORDER = "Order 12 of the border service, 01.02.2020 (invented)"


def make_duty_norm(agency: Agency, *, by: User, **more: Any) -> DutyNorm:
    values: dict[str, Any] = {
        "discipline": "narcotics",
        "since": date(2020, 2, 1),
        "work_minutes": 30,
        "rest_minutes": 30,
        "available_days": 210,
        "retiring_age": 8,
        "entry_age": 2,
        "basis": ORDER,
        **more,
    }
    return saved(DutyNorm(owner_agency=agency, **values), by=by)


def make_post(agency: Agency, *, by: User, **more: Any) -> DutyPost:
    """Make a post that needs 30 minutes of search an hour: one team at once, 3 · 365/210 with relief."""
    values: dict[str, Any] = {
        "name": "Bridge",
        "discipline": "narcotics",
        "shifts": 3,
        "days_a_week": 7,
        "hours_a_day": 24,
        "units_a_day": 240,
        "minutes_a_search": 15,
        "share": 0.2,
        "basis": "counted in May",
        **more,
    }
    return saved(DutyPost(owner_agency=agency, **values), by=by)


def make_intake(agency: Agency, year: int, pupils: int, qualified: int | None = None, *, by: User) -> Intake:
    return saved(
        Intake(owner_agency=agency, discipline="narcotics", year=year, pupils=pupils, qualified=qualified),
        by=by,
    )


def make_cost(agency: Agency, name: str, counted: str, amount: Any, *, by: User, **more: Any) -> UnitCost:
    return saved(
        UnitCost(
            owner_agency=agency, name=name, counted=counted, amount=amount, **{"currency": "XSD", **more}
        ),
        by=by,
    )


def make_norm(agency: Agency, *, by: User, **more: Any) -> NationalNorm:
    """Make a norm of two exercises of 50 points each, 70 needed, with categories from 70 and 90 on."""
    values: dict[str, Any] = {
        "title": "Norm of assessment",
        "cites": ORDER,
        "since": date(2020, 2, 1),
        **more,
    }
    norm = saved(NationalNorm(owner_agency=agency, pass_points=70, **values), by=by)
    for number, (name, component, least) in enumerate(
        (("Search of cars", "comprehensive", 30), ("Blind search", "double_blind", None)), 1
    ):
        saved(
            NormItem(
                norm=norm, number=number, name=name, component=component, most_points=50, least_points=least
            ),
            by=by,
        )
    for name, points in (("second", 70), ("first", 90)):
        saved(NormCategory(norm=norm, name=name, from_points=points), by=by)
    return norm
