"""Putting a plan into force, or playing it; what is done then."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import snapshot
from chegara.contingency.actions.common import ContingencyError, audit, require_own, require_part
from chegara.contingency.choices import EntryKind, PlanState
from chegara.contingency.models import (
    Activation,
    ContingencyPlan,
    LevelOrder,
    LogEntry,
    ResponseLevel,
    ResponseTask,
    TaskReport,
)


@transaction.atomic
def activate(
    plan: ContingencyPlan,
    *,
    level: ResponseLevel,
    exercise: bool,
    by: User,
    title: str = "",
    began_at: datetime | None = None,
    number: str = "",
    authority: str = "",
    given_at: datetime | None = None,
    reason: str = "",
) -> Activation:
    """Put a plan into force at a level, or begin to play it.

    Raises:
        PermissionDenied: the plan is not of the user's agency.
        ContingencyError: a real level without an order, a plan that is not approved, or one that runs
    already.
    """
    require_own(plan, by)
    if plan.state != PlanState.APPROVED and not exercise:
        raise ContingencyError(_("Only an approved plan is put into force. A draft can be exercised."))
    if plan.activations.filter(ended_at=None, exercise=exercise).exists():
        raise ContingencyError(_("The plan is in force or being exercised: end that first."))
    began_at = began_at or given_at or timezone.now()
    activation = Activation(
        plan=plan,
        exercise=exercise,
        by=by,
        began_at=began_at,
        title=title or f"{plan.title}, {timezone.localtime(began_at):%d.%m.%Y}",
    )
    activation.full_clean()
    activation.save()
    audit(plan, "activated", by=by, on=activation, after=snapshot(activation), reason=reason)
    order_level(
        activation, level=level, number=number, authority=authority,
        given_at=given_at or (began_at if exercise else None), reason=reason, by=by,
    )  # fmt: skip
    return activation


@transaction.atomic
def order_level(
    activation: Activation,
    *,
    level: ResponseLevel,
    by: User,
    number: str = "",
    authority: str = "",
    given_at: datetime | None = None,
    reason: str = "",
) -> LevelOrder:
    """Order a level of a running activation: raise it or lower it.

    Raises:
        ContingencyError: a real level without the order's number, authority and time; or it ended already.
    """
    plan = activation.plan
    require_own(plan, by)
    _require_running(activation)
    if level.plan_id != plan.pk:
        raise ContingencyError(_("It belongs to another plan."))
    if not activation.exercise and not (number and authority and given_at):
        raise ContingencyError(
            _("A real level needs the order's number, authority and time; else it is an exercise.")
        )
    last = activation.orders.last()
    if last is not None and last.level_id == level.pk:
        raise ContingencyError(_("This level is in force already."))
    order = LevelOrder(
        activation=activation, exercise=activation.exercise, level=level, number=number, authority=authority,
        given_at=given_at, reason=reason, by=by,
    )  # fmt: skip
    order.full_clean()
    order.save()
    audit(plan, "level_ordered", by=by, on=order, after=snapshot(order), reason=reason)
    text = _("Level: %(level)s.") % {"level": level.get_code_display()}
    if number:
        text += " " + _("Order No. %(number)s, %(authority)s.") % {"number": number, "authority": authority}
    _write(activation, kind=EntryKind.LEVEL, text=f"{text} {reason}".strip(), at=given_at, by=by)
    return order


def _require_running(activation: Activation) -> None:
    if not Activation.objects.get(pk=activation.pk).running:
        raise ContingencyError(_("It has ended: its log is closed."))


def _write(activation: Activation, *, kind: str, text: str, by: User, at: datetime | None = None) -> LogEntry:
    entry = LogEntry(
        activation=activation, kind=kind, text=text, happened_at=at or timezone.now(), by=by
    )  # fmt: skip
    entry.full_clean()
    entry.save()
    return entry


@transaction.atomic
def write_log(entry: LogEntry, *, by: User) -> LogEntry:
    """Add an entry to the log; it is never changed. What was wrong is put right by another entry."""
    activation = entry.activation
    require_part(activation.plan, by)
    _require_running(activation)
    entry.by = by
    entry.full_clean()
    entry.save()
    audit(activation.plan, "logged", by=by, on=entry, after=snapshot(entry))
    return entry


@transaction.atomic
def report_task(
    activation: Activation, task: ResponseTask, *, state: str, remark: str = "", by: User
) -> TaskReport:
    """Report how far a task is.

    Raises:
        ContingencyError: the activation ended, the task is of another plan, or why it can't be done is not
    said.
    """
    require_part(activation.plan, by)
    _require_running(activation)
    if task.plan_id != activation.plan_id:
        raise ContingencyError(_("It belongs to another plan."))
    if state == "impossible" and not remark:
        raise ContingencyError(_("Say why the task can't be done."))
    report = TaskReport(activation=activation, task=task, state=state, remark=remark, by=by)
    report.full_clean()
    report.save()
    audit(activation.plan, "task_reported", by=by, on=report, after=snapshot(report))
    return report


@transaction.atomic
def stand_down(activation: Activation, *, ending: str, by: User, at: datetime | None = None) -> None:
    """End an activation: back to normal."""
    require_own(activation.plan, by)
    _require_running(activation)
    _write(
        activation, kind=EntryKind.LEVEL, by=by, at=at,
        text=_("Stood down. %(ending)s") % {"ending": ending},
    )  # fmt: skip
    activation.ended_at, activation.ending = at or timezone.now(), ending
    activation.save(update_fields=["ended_at", "ending"])
    audit(activation.plan, "stood_down", by=by, on=activation, after={"ending": ending})
