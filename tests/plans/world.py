"""Plans and measures for tests, each made through the same action that a user's click calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests import factories

from chegara.accounts.models import Compartment, Marking, Role, User
from chegara.evidence.models import Indicator
from chegara.organisation.models import Agency, Release
from chegara.plans.actions import measures, plans
from chegara.plans.models import Measure, Objective, Plan

START, END = date(2026, 1, 1), date(2029, 12, 31)


@dataclass
class Stage:
    """Two agencies with their people, and a plan of the first that both see."""

    border: Agency
    customs: Agency
    writer: User
    colleague: User
    customs_writer: User
    release: Release
    plan: Plan
    objective: Objective


def make_stage(**more: Any) -> Stage:
    border = factories.make_agency(code="XA-BOR")
    customs = factories.make_agency(border.country, code="XA-CUS", kind="customs")
    writer = factories.make_user("writer", agency=border, roles=(Role.ANALYST, Role.SUPERVISOR))
    release = factories.make_release(border, to_all=True, letter_number="P/1")
    plan = make_plan(writer, border, releases=[release], **more)
    objective = plans.save_objective(
        Objective(plan=plan, title="Fewer drugs pass", term="short", priority=1), by=writer
    )
    return Stage(
        border, customs, writer, factories.make_user("colleague", agency=border),
        factories.make_user("customs-writer", agency=customs), release, plan, objective,
    )  # fmt: skip


def make_plan(by: User, agency: Agency, **more: Any) -> Plan:
    values: dict[str, Any] = {"title": "Action plan 2026–2029", "start": START, "end": END, **more}
    return plans.create_plan(country=agency.country, owner_agency=agency, by=by, **values)


def make_measure(stage: Stage, title: str = "Second scanner at Ivzar", **more: Any) -> Measure:
    """Propose a whole measure: nothing that the checks ask for is missing."""
    values: dict[str, Any] = {
        "origin": "", "origin_name": "Heroin by road; vulnerability", "kind": "detection", "by": stage.writer,
        "objective": stage.objective, "lead": stage.border, "start": date(2026, 2, 1),
        "deadline": date(2026, 12, 1), "funds": "none_needed", "indicator": "Lorries scanned", "unit": "%",
        "baseline": 8.0, "target": 20.0, **more,
    }  # fmt: skip
    return measures.propose_measure(plan=stage.plan, title=title, **values)


def make_hidden(stage: Stage, circle: Compartment, title: str = "Hidden measure", **more: Any) -> Measure:
    return make_measure(stage, title, compartment=circle, **more)


def estimate_values(agency: Agency, **more: Any) -> dict[str, Any]:
    """Return a whole question of an estimate of resources: 24 equal hours, three minutes at a booth."""
    return {
        "title": "Booths 2026", "country": agency.country, "owner_agency": agency, "year": 2025,
        "indicator": Indicator.objects.get(pk="persons.crossings"), "share": 95, "minutes": 5,
        "service_low": 3, "service_best": 3, "service_high": 3, "service_source": "stop-watch, June 2025",
        "profile": [1.0] * 24, "profile_source": "lane counts of 2025", "hours_a_year": 1700,
        "share_at_booths": 50, "officers_a_booth": 1, "norms_source": "Order 88", "currency": "USD",
        "officer_cost": 10_000, "marking": Marking.OFFICIAL_USE, **more,
    }  # fmt: skip
