"""Taking a joint operation on, and turning a gap of cooperation into a measure of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.cooperation.choices import OPERATION_NEEDS, OPERATION_TRANSITIONS, OperationState
from chegara.cooperation.models import Operation, SelfAssessment
from chegara.organisation.models import Agency
from chegara.organisation.registers.actions import RecordRefusedError, require_own
from chegara.plans.actions.measures import propose_measure
from chegara.plans.models import Measure, Plan


@transaction.atomic
def move_operation(
    operation: Operation, *, to: str, by: User, values: Mapping[str, Any] | None = None, reason: str = ""
) -> None:
    """Take an operation to its next state: request → plan → command → evaluation.

    Args:
        to: one of `choices.OperationState`.
        values: what that state asks for (`choices.OPERATION_NEEDS`), where it is not written yet.

    Raises:
        PermissionDenied: the operation is another agency's.
        RecordRefusedError: the state does not follow, or something that it asks for is missing.
        ValidationError: a value is not as it must be.
    """
    require_own(operation, by)
    stored = Operation.objects.get(pk=operation.pk)
    if to not in OPERATION_TRANSITIONS[stored.state]:
        raise RecordRefusedError(
            _("An operation that is “%(now)s” can't become “%(then)s”.")
            % {"now": stored.get_state_display(), "then": OperationState(to).label}
        )
    for name, value in (values or {}).items():
        if name not in OPERATION_NEEDS.get(to, ()):
            raise TypeError(f"{to} does not ask for {name}")
        setattr(operation, name, value)
    missing = [name for name in OPERATION_NEEDS.get(to, ()) if not getattr(operation, name)]
    if missing:
        titles = ", ".join(str(Operation._meta.get_field(name).verbose_name) for name in missing)  # type: ignore[union-attr]
        raise RecordRefusedError(_("Still to be written: %(fields)s.") % {"fields": titles})
    before = operation.state
    operation.state = to
    operation.full_clean()
    operation.save()
    record(
        by=by, action="cooperation.operation_moved", on=operation, reason=reason,
        before={"state": before}, after={"state": to}, agency=operation.owner_agency.code,
        compartment=operation.compartment.code if operation.compartment else "",
    )  # fmt: skip


@transaction.atomic
def close_gap(
    assessment: SelfAssessment,
    *,
    plan: Plan,
    title: str,
    lead: Agency | None,
    by: User,
    kind: str = "prevention",
    deadline: Any = None,
) -> Measure:
    """Propose a measure of a plan that closes a gap of the self-assessment.

    The measure is handled as the gap is: whoever may not know of the gap does not learn of it by the plan.

    Raises:
        PermissionDenied: gap or plan are not the user's.
        RecordRefusedError: no gap was written down.
        PlanRefusedError: the plan is frozen.
    """
    require_own(assessment, by)
    if not assessment.gap.strip():
        raise RecordRefusedError(_("No gap is written down in this field."))
    return propose_measure(
        plan=plan, origin=assessment.reference, origin_name=str(assessment)[:300], title=title,
        kind=kind, by=by, owner_agency=assessment.owner_agency, area=assessment.area,
        lead=lead, deadline=deadline,
        description=assessment.gap, marking=assessment.marking, compartment=assessment.compartment,
        releases=list(assessment.releases.all()),
        reason=_("gap of the self-assessment"),
    )  # fmt: skip
