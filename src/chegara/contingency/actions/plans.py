"""Changing contingency plans and their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import changed_fields, snapshot
from chegara.contingency.actions.agreements import reopen, require_signed
from chegara.contingency.actions.common import (
    ContingencyError,
    audit,
    codes,
    owns,
    require_handling,
    require_open,
    require_own,
    require_part,
    save_audited,
)
from chegara.contingency.choices import LEVELS_OF, PLAN_TRANSITIONS, PlanState
from chegara.contingency.models import (
    ContingencyPlan,
    Part,
    PlanRevision,
    ResourceNeed,
    ResponseLevel,
    ResponseTask,
    SignReport,
    StandbyResource,
    Threshold,
    WarningSign,
)
from chegara.contingency.wordings import subject_of
from chegara.organisation.actions import keep_wordings
from chegara.organisation.models import Agency, Release
from chegara.plans.actions.guards import named
from chegara.risk.models import Risk


@transaction.atomic
def create_plan(
    plan: ContingencyPlan, *, agencies: Sequence[Agency], by: User, releases: Sequence[Release] = ()
) -> ContingencyPlan:
    """Begin a plan as a draft, with the levels of its scheme.

    Raises:
        PermissionDenied: the agency is not the user's.
        ContingencyError: compartment, release, risk or an agency is not to be used here.
        ValidationError: a value is not as it must be.
    """
    plan.by = by
    if not owns(plan, by):
        raise PermissionDenied
    require_handling(plan, plan.compartment, releases, by)
    _require_related(plan, agencies, by)
    plan.full_clean()
    plan.save()
    plan.agencies.set(agencies)
    plan.releases.set(releases)
    _make_levels(plan)
    audit(plan, "plan_created", by=by, after=snapshot(plan) | {"taking_part": codes(agencies)})
    return plan


def _make_levels(plan: ContingencyPlan) -> None:
    for rank, code in enumerate(LEVELS_OF[plan.scheme], start=1):
        ResponseLevel.objects.create(plan=plan, rank=rank, code=code)


def _require_related(plan: ContingencyPlan, agencies: Sequence[Agency], by: User) -> None:
    if any(agency.country_id != plan.country_id for agency in agencies):
        raise ContingencyError(_("Only agencies of the plan's country take part."))
    if plan.risk_id and not Risk.objects.visible_to(by).filter(pk=plan.risk_id).exists():
        raise ContingencyError(_("There is no such risk."))
    if plan.risk and plan.risk.assessment.country_id != plan.country_id:
        raise ContingencyError(_("The risk is of another country."))


@transaction.atomic
def change_plan(
    plan: ContingencyPlan, *, by: User, reason: str, agencies: Sequence[Agency] | None = None,
    releases: Sequence[Release] | None = None,
) -> None:  # fmt: skip
    """Change a plan's own columns, as they are set on `plan`, and who takes part or may see it."""
    stored = ContingencyPlan.objects.get(pk=plan.pk)
    require_own(stored, by)
    require_open(plan)
    require_handling(plan, plan.compartment, releases or (), by)
    kept = list(stored.agencies.all())
    _require_related(plan, kept if agencies is None else agencies, by)
    if stored.scheme != plan.scheme:
        _change_scheme(plan)
    before = snapshot(stored) | _around(stored)
    plan.full_clean()
    plan.save()
    if agencies is not None:
        plan.agencies.set(agencies)
    if releases is not None:
        plan.releases.set(releases)
    old, new = changed_fields(before, snapshot(plan) | _around(ContingencyPlan.objects.get(pk=plan.pk)))
    if new:
        audit(
            plan, "plan_changed", by=by, before=old, after=new, reason=reason, closed=stored.compartment
        )  # fmt: skip
        reopen(plan, by=by)


def _around(plan: ContingencyPlan) -> dict[str, Any]:
    return {"taking_part": codes(plan.agencies.all()), "releases": named(plan.releases.all())}


def _change_scheme(plan: ContingencyPlan) -> None:
    """Rename the levels; what hangs on them stays, since both schemes have three."""
    for level, code in zip(plan.levels.all(), LEVELS_OF[plan.scheme], strict=True):
        level.code = code
        level.save(update_fields=["code"])


@transaction.atomic
def save_part(part: Part, *, by: User, reason: str = "", after: Sequence[ResponseTask] | None = None) -> Part:
    """Add a part to a plan or change it; `after` are the tasks that a task waits for.

    Raises:
        PermissionDenied: the plan is not the user's.
        ContingencyError: the plan is frozen, or a task would wait for one of another plan.
        ValidationError: a value is not as it must be.
    """
    plan = part.related_plan()
    require_own(plan, by)
    require_open(plan)
    if isinstance(part, ResponseTask) and not part.number:
        part.number = (plan.tasks.aggregate(last=models.Max("number"))["last"] or 0) + 1
    extra: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    if isinstance(part, ResponseTask) and after is not None:
        if any(task.plan_id != plan.pk for task in after):
            raise ContingencyError(_("A task waits for tasks of the same plan only."))
        known = [each.number for each in part.after.all()] if part.pk else []
        extra = ({"after_tasks": known}, {"after_tasks": [each.number for each in after]})
    if save_audited(part, plan, "part_saved", by=by, reason=reason, extra=extra):
        reopen(plan, by=by)
    if isinstance(part, ResponseTask) and after is not None:
        part.after.set(after)
    return part


@transaction.atomic
def set_needs(
    resource: StandbyResource,
    needs: Mapping[ResponseLevel, tuple[float, float]],
    *,
    by: User,
    reason: str = "",
) -> None:
    """Say how much of a resource each level needs: in the likeliest and in the worst case."""
    _by_level(
        resource, ResourceNeed, "needed", by, reason,
        {level: {"likely": likely, "worst": worst} for level, (likely, worst) in needs.items()},
    )  # fmt: skip


@transaction.atomic
def set_thresholds(
    sign: WarningSign, values: Mapping[ResponseLevel, float], *, by: User, reason: str = ""
) -> None:
    """Say from which value on a sign speaks for each level."""
    _by_level(sign, Threshold, "thresholds", by, reason, {level: {"value": v} for level, v in values.items()})


def _by_level(
    of: StandbyResource | WarningSign, model: type[Any], name: str, by: User, reason: str,
    values: Mapping[ResponseLevel, Mapping[str, float]],
) -> None:  # fmt: skip
    plan = of.related_plan()
    require_own(plan, by)
    require_open(plan)
    owner = "resource" if isinstance(of, StandbyResource) else "sign"
    rows = model.objects.filter(**{owner: of})
    before = {each.level.code: [getattr(each, field) for field in _fields(model)] for each in rows}
    after = {level.code: list(each.values()) for level, each in values.items()}
    if before == after:
        return
    rows.delete()
    for level, each in values.items():
        row = model(plan=plan, level=level, **{owner: of}, **each)
        row.full_clean()
        row.save()
    audit(plan, "part_saved", by=by, on=of, before={name: before}, after={name: after}, reason=reason)
    reopen(plan, by=by)


def _fields(model: type[Part]) -> tuple[str, ...]:
    return ("likely", "worst") if model is ResourceNeed else ("value",)


@transaction.atomic
def remove_part(part: Part, *, by: User, reason: str) -> None:
    """Take a part out of a plan.

    Raises:
        ContingencyError: the plan is frozen, or something else needs the part.
    """
    plan = part.related_plan()
    require_own(plan, by)
    require_open(plan)
    if isinstance(part, ResponseLevel):
        raise ContingencyError(_("A level of the scheme stays."))
    before, label = snapshot(part), str(part)
    audit(plan, "part_removed", by=by, on=part, label=label, before=before, reason=reason)
    try:
        part.delete()
    except models.ProtectedError as error:
        raise ContingencyError(
            _("Something else refers to it: a task, a call or an activation. Change that first.")
        ) from error
    reopen(plan, by=by)


# --- state --------------------------------------------------------------------------------------------------


def _move(plan: ContingencyPlan, state: str) -> None:
    plan.refresh_from_db(fields=["state", "version"])
    if state not in PLAN_TRANSITIONS[plan.state]:
        raise ContingencyError(
            _("A plan that is “%(state)s” can't become “%(next)s”.")
            % {"state": plan.get_state_display(), "next": PlanState(state).label}
        )
    plan.state = state


@transaction.atomic
def approve(plan: ContingencyPlan, *, basis: str, by: User, changed: str = "") -> PlanRevision:
    """Freeze a plan that all agencies have signed as approved, and write its line of the revision log.

    Raises:
        ContingencyError: an agency has not signed yet.
    """
    require_own(plan, by)
    _move(plan, PlanState.APPROVED)
    agreed = require_signed(plan)
    plan.save(update_fields=["state"])
    revision = PlanRevision.objects.create(
        plan=plan, version=plan.version, basis=basis, changed=changed, agreed=agreed, by=by
    )
    audit(
        plan, "plan_approved", by=by, reason=basis,
        after={"version": str(plan.version), "revision_basis": basis, "revision_changed": changed},
    )  # fmt: skip
    return revision


@transaction.atomic
def revise(plan: ContingencyPlan, *, by: User, reason: str) -> None:
    """Open an approved or withdrawn plan for its next version.

    Raises:
        ContingencyError: the plan is in force, or a draft already.
    """
    require_own(plan, by)
    if plan.activations.filter(ended_at=None).exists():
        raise ContingencyError(_("The plan is in force or being exercised: end that first."))
    _move(plan, PlanState.DRAFT)
    if plan.revisions.filter(version=plan.version).exists():
        plan.version += 1
    plan.save(update_fields=["state", "version"])
    reopen(plan, by=by)
    audit(plan, "plan_revised", by=by, after={"version": str(plan.version)}, reason=reason)


@transaction.atomic
def withdraw(plan: ContingencyPlan, *, by: User, reason: str) -> None:
    """Take a plan out of use."""
    require_own(plan, by)
    if plan.activations.filter(ended_at=None).exists():
        raise ContingencyError(_("The plan is in force or being exercised: end that first."))
    _move(plan, PlanState.WITHDRAWN)
    plan.save(update_fields=["state"])
    audit(plan, "plan_withdrawn", by=by, reason=reason)


@transaction.atomic
def report_sign(report: SignReport, *, by: User) -> SignReport:
    """Write down what a sign showed on a day; whoever takes part may, also while the plan is frozen."""
    plan = report.sign.plan
    require_part(plan, by)
    if report.sign.series_id:
        raise ContingencyError(_("This sign follows a series of evidence: nobody reports it by hand."))
    report.by = by
    save_audited(report, plan, "sign_reported", by=by)
    return report


@transaction.atomic
def set_wordings(plan: ContingencyPlan, *, language: str, words: Mapping[str, str], by: User) -> None:
    """Keep a plan's texts in another language; what was agreed stays as it was written, also while frozen."""
    require_own(plan, by)
    keep_wordings(
        plan, subject=subject_of(plan), language=language, words=words, by=by, agency=plan.owner_agency,
        compartment=plan.compartment,
    )  # fmt: skip
