"""Sarvania's action plan, all of it invented, by the actions that users' own clicks call."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from chegara.accounts.models import Role, User
from chegara.config.demo.organisation import folder
from chegara.organisation.actions import make_release
from chegara.organisation.models import Agency, Membership, Release, State
from chegara.plans.actions import measures, plans, progress
from chegara.plans.choices import Status
from chegara.plans.models import Measure, Objective, Plan

WAYS: dict[str, tuple[str, ...]] = {
    Status.PROPOSED: (),
    Status.AGREED: (Status.AGREED,),
    Status.FUNDED: (Status.AGREED, Status.FUNDED),
    Status.IN_PROGRESS: (Status.AGREED, Status.IN_PROGRESS),
    Status.DONE: (Status.AGREED, Status.IN_PROGRESS),
}
"""The steps by which a measure gets to where the demo shows it."""


@transaction.atomic
def build_plan() -> None:
    """Draw up last year's plan and close it; draw up this year's, report on it, and begin to change it."""
    head = User.objects.get(username="supervisor")
    told = _told("plan-2025.toml")
    plan = _drawn_up(told, head)
    plans.approve(plan, basis=told["change_approved"], by=head)
    plans.close_plan(plan, by=head, reason="The year is over (invented)")
    _drawn_up(_told("plan.toml"), head)


def _told(name: str) -> dict[str, Any]:
    return tomllib.loads((folder("XS") / name).read_text(encoding="utf-8"))


def _drawn_up(told: dict[str, Any], head: User) -> Plan:
    """Draw up a plan, approve it, report on it, and change it."""
    agencies = {agency.code: agency for agency in Agency.objects.filter(country="XS")}
    releases = {code: _release(agency) for code, agency in agencies.items()}
    plan = plans.create_plan(
        country=State.objects.get(code="XS"), owner_agency=agencies["XS-BOR"], by=head,
        releases=[releases["XS-BOR"]], title=told["title"], basis=told["basis"], start=told["start"],
        end=told["end"], currency=told["currency"],
    )  # fmt: skip
    plans.set_capacity(plan, {agencies[code]: count for code, count in told["capacity"].items()}, by=head)
    objectives = [
        plans.save_objective(Objective(plan=plan, **each), by=head) for each in told["objectives"]
    ]  # fmt: skip
    writers = {code: user for code in agencies if (user := _writer(code))}
    made = [
        _propose(plan, each, objectives[each["objective"] - 1], agencies, releases, writers[each["owner"]])
        for each in told["measures"]
    ]
    plans.approve(plan, basis=told["approved"], by=head)
    for each, measure in zip(told["measures"], made, strict=True):
        _report(measure, each, writers)
    plans.begin_change(plan, by=head, reason=told["change_reason"])
    _change(told, {measure.title: measure for measure in made}, writers)
    return plan


def _release(agency: Agency) -> Release:
    return make_release(
        from_agency=agency, to_all=True, letter_number="PLAN/1", letter_date=date(2026, 1, 25),
        signatory="(invented)", by="demo",
    )  # fmt: skip


def _writer(agency: str) -> User | None:
    """Return who writes for an agency; the small ones have nobody in the demo, and own no measure."""
    found = (
        Membership.objects.current()
        .filter(agency__code=agency, role__in=(Role.ANALYST, Role.SUPERVISOR))
        .select_related("user")
        .order_by("role")
        .first()
    )
    return found.user if found else None


def _propose(
    plan: Plan,
    told: dict[str, Any],
    objective: Objective,
    agencies: dict[str, Agency],
    releases: dict[str, Release],
    by: User,
) -> Measure:
    planned = {
        name: value
        for name, value in told.items()
        if name in {field.name for field in Measure._meta.concrete_fields}
        and name not in {"objective", "lead", "status", "title", "kind", "done_on", "completion"}
    }
    low, best, high = told.get("effect", (None, None, None))
    owner = agencies[told["owner"]]
    return measures.propose_measure(
        plan=plan, origin="", title=told["title"], kind=told["kind"], by=by, owner_agency=owner,
        objective=objective, releases=[releases[owner.code]],
        lead=agencies[told["lead"]] if "lead" in told else None,
        supporting=[agencies[code] for code in told.get("supporting", ())],
        needs=[
            {"agency": agencies[code], "kind": kind, "what": what, "needed": needed, "available": available}
            for code, kind, what, needed, available in told.get("needs", ())
        ],
        effect_low=low, effect_best=best, effect_high=high, **planned,
    )  # fmt: skip


def _report(measure: Measure, told: dict[str, Any], writers: dict[str, User]) -> None:
    by = writers[told["owner"]]
    for step in WAYS[told["status"]]:
        progress.move_measure(measure, to=step, by=by)
    today = timezone.localdate()
    for text, value, source in told.get("readings", ()):
        day = date.fromisoformat(text)
        if day <= today:
            progress.add_reading(measure, on=day, value=value, source=f"{source} (invented)", by=by)
    if told["status"] == Status.DONE:
        done_on = min(told["done_on"], today)
        progress.report_done(measure, done_on=done_on, completion=told["completion"], by=by)
    if "verified" in told:
        verifier = next(user for user in writers.values() if user != by)
        progress.verify_measure(measure, accepted=True, verification=told["verified"], by=verifier)


def _change(told: dict[str, Any], by_title: dict[str, Measure], writers: dict[str, User]) -> None:
    def found(title: str) -> Measure:
        return Measure.objects.whole().get(pk=by_title[title].pk)  # type: ignore[no-any-return]

    for each in told["changes"]:
        measure = found(each["title"])
        by = writers[measure.owner_agency.code]
        measures.change_measure(measure, values=each["values"], by=by, reason=each["reason"])
    for each in told["merges"]:
        measure = found(each["title"])
        by = writers[measure.owner_agency.code]
        progress.merge_measure(measure, into=found(each["into"]), by=by, reason=each["reason"])
    for each in told["drops"]:
        measure = found(each["title"])
        by = writers[measure.owner_agency.code]
        progress.move_measure(measure, to=Status.DROPPED, by=by, reason=each["reason"])
