"""Changing plans: drawing up, approving, opening for a change, closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, Marking, User
from chegara.audit.actions import changed_fields, snapshot
from chegara.organisation.actions import keep_wordings
from chegara.organisation.models import Agency, Release, State
from chegara.plans.actions.guards import (
    PlanRefusedError,
    named,
    require_handling,
    require_not_closed,
    require_open,
    require_own,
)
from chegara.plans.actions.guards import audit as _audit
from chegara.plans.choices import PLAN_TRANSITIONS, PlanState, Status
from chegara.plans.content import content_of
from chegara.plans.models import Capacity, Measure, MeasureVersion, Objective, Plan, Version
from chegara.plans.resource_models import ResourceEstimate
from chegara.plans.wordings import subject_of, texts_of


@transaction.atomic
def create_plan(
    *,
    country: State,
    title: str,
    start: date,
    end: date,
    owner_agency: Agency,
    by: User,
    basis: str = "",
    currency: str = "USD",
    marking: str = Marking.OFFICIAL_USE,
    compartment: Compartment | None = None,
    releases: Sequence[Release] = (),
) -> Plan:
    """Begin a plan, as a draft.

    Raises:
        PermissionDenied: the agency is not the user's.
        PlanRefusedError: the compartment or a release is not the user's to use.
        ValidationError: a value is not as it must be.
    """
    plan = Plan(
        country=country, title=title, start=start, end=end, owner_agency=owner_agency, basis=basis, by=by,
        currency=currency, marking=marking, compartment=compartment,
    )  # fmt: skip
    require_own(plan, by)
    require_handling(plan, compartment, releases, by)
    plan.full_clean()
    plan.save()
    plan.releases.set(releases)
    _audit("plan_created", plan, by=by, after=snapshot(plan))
    return plan


@transaction.atomic
def change_plan(plan: Plan, *, values: Mapping[str, Any], by: User, reason: str) -> None:
    """Change a plan's title, basis, dates or handling; `releases` among the values are set too."""
    require_own(plan, by)
    require_open(plan)
    stored = Plan.objects.get(pk=plan.pk)
    values = dict(values)
    releases = values.pop("releases", None)
    require_handling(plan, values.get("compartment"), releases or (), by)
    before = snapshot(stored) | {"releases": named(stored.releases.all())}
    for name, value in values.items():
        setattr(plan, name, value)
    plan.full_clean()
    plan.save()
    if releases is not None:
        plan.releases.set(releases)
    old, new = changed_fields(before, snapshot(plan) | {"releases": named(plan.releases.all())})
    if new:
        _audit(
            "plan_changed", plan, by=by, before=old, after=new, reason=reason, closed=stored.compartment
        )  # fmt: skip


@transaction.atomic
def save_objective(objective: Objective, *, by: User, reason: str = "") -> Objective:
    """Add an objective to a plan, or change it; a new one gets the next number."""
    plan = objective.plan
    require_own(plan, by)
    require_open(plan)
    stored = Objective.objects.filter(pk=objective.pk).first()
    if not objective.number:
        last = plan.objectives.aggregate(last=models.Max("number"))["last"] or 0
        objective.number = last + 1
    before = _told(stored) if stored else {}
    objective.full_clean()
    objective.save()
    old, new = changed_fields(before, _told(objective))
    if new:
        _audit("objective_saved", plan, by=by, before=old if stored else None, after=new, reason=reason)
    return objective


def _told(objective: Objective) -> dict[str, str]:
    return {
        "objective": str(objective), "objective_description": objective.description,
        "objective_term": objective.term, "objective_priority": str(objective.priority),
    }  # fmt: skip


@transaction.atomic
def set_capacity(plan: Plan, staff: Mapping[Agency, int], *, by: User, reason: str = "") -> None:
    """Say how many officers each agency can give to the plan at any one time; others are not known."""
    require_own(plan, by)
    require_not_closed(plan)
    before = {each.agency.code: each.staff for each in plan.capacities.select_related("agency")}
    after = {agency.code: count for agency, count in staff.items()}
    if before == after:
        return
    plan.capacities.all().delete()
    for agency, count in staff.items():
        Capacity.objects.create(plan=plan, agency=agency, staff=count)
    _audit("capacity_set", plan, by=by, before={"capacity": before}, after={"capacity": after}, reason=reason)


@transaction.atomic
def approve(plan: Plan, *, basis: str, by: User) -> Version:
    """Freeze a plan as it is: all its measures, also those that `by` may not see, become a version.

    Raises:
        PlanRefusedError: the plan is not a draft and is not being changed.
    """
    require_own(plan, by)
    _move_plan(plan, PlanState.APPROVED)
    number = (plan.versions.aggregate(last=models.Max("number"))["last"] or 0) + 1
    objectives = [
        {"number": each.number, "title": each.title, "term": each.term, "priority": each.priority}
        for each in plan.objectives.all()
    ]
    version = Version.objects.create(plan=plan, number=number, basis=basis, objectives=objectives, by=by)
    measures = list(plan.measures.whole())
    MeasureVersion.objects.bulk_create(
        MeasureVersion(
            version=version,
            measure=measure,
            content=content_of(measure) | _fate(measure),
            reason=measure.change_reason,
        )
        for measure in measures
    )
    plan.measures.update(change_reason="")
    # How many measures it has stays unsaid: the log's readers may not know of all.
    _audit("plan_approved", plan, by=by, after={"version": str(number)}, reason=basis)
    return version


def _fate(measure: Measure) -> dict[str, Any]:
    if measure.status != Status.DROPPED:
        return {}
    return {"dropped": True} | ({"merged_into": measure.merged_into.code} if measure.merged_into else {})


@transaction.atomic
def begin_change(plan: Plan, *, by: User, reason: str) -> None:
    """Open an approved plan for a change; what was approved stays as a version to compare with."""
    require_own(plan, by)
    _move_plan(plan, PlanState.CHANGING)
    _audit("plan_change_begun", plan, by=by, reason=reason)


@transaction.atomic
def close_plan(plan: Plan, *, by: User, reason: str) -> None:
    """Close a plan whose time is over."""
    require_own(plan, by)
    _move_plan(plan, PlanState.CLOSED)
    _audit("plan_closed", plan, by=by, reason=reason)


def _move_plan(plan: Plan, state: str) -> None:
    plan.refresh_from_db(fields=["state"])
    if state not in PLAN_TRANSITIONS[plan.state]:
        raise PlanRefusedError(
            _("A plan that is “%(state)s” can't become “%(next)s”.")
            % {"state": plan.get_state_display(), "next": PlanState(state).label}
        )
    plan.state = state
    plan.save(update_fields=["state"])


@transaction.atomic
def set_wordings(one: Plan | ResourceEstimate, *, language: str, words: Mapping[str, str], by: User) -> None:
    """Keep a plan's or an estimate's texts in another language; what was approved stays as it was."""
    require_own(one, by)
    unseen = set(texts_of(one)) - set(texts_of(one, by)) if isinstance(one, Plan) else set()
    keep_wordings(
        one, subject=subject_of(one), language=language, words=words, by=by, agency=one.owner_agency,
        compartment=one.compartment, unseen=unseen,
    )  # fmt: skip
