"""Telling how far a measure is, and what its indicator shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.plans.actions.guards import (
    PlanRefusedError,
    reasons,
    require_not_closed,
    require_open,
    require_own,
    require_own_or_lead,
)
from chegara.plans.actions.guards import audit as _audit
from chegara.plans.choices import TRANSITIONS, Funds, Status
from chegara.plans.models import Measure, Reading


@transaction.atomic
def move_measure(measure: Measure, *, to: str, by: User, reason: str = "") -> None:
    """Say that a measure is agreed, funded, begun, dropped, or proposed again.

    Raises:
        PermissionDenied: neither owner nor lead is the user's agency.
        PlanRefusedError: the step does not follow from where the measure is, or lacks what it needs.
    """
    require_own_or_lead(measure, by)
    if to == Status.DONE:
        raise PlanRefusedError(_("Say when and by what evidence the measure was done."))
    _require_step(measure, to)
    if Status.DROPPED in {to, measure.status}:
        require_open(measure.plan)
    if to == Status.DROPPED and not reason:
        raise PlanRefusedError(_("Say why the measure is dropped."))
    if to == Status.FUNDED and measure.funds in {"", Funds.SOUGHT}:
        raise PlanRefusedError(_("Say first where the money comes from."))
    if to == Status.IN_PROGRESS and measure.lead is None:
        raise PlanRefusedError(_("Say first which agency leads."))
    _set_status(measure, to, by=by, reason=reason)


def _require_step(measure: Measure, to: str) -> None:
    require_not_closed(measure.plan)
    measure.refresh_from_db(fields=["status"])
    if to not in TRANSITIONS[measure.status]:
        raise PlanRefusedError(
            _("A measure that is “%(status)s” can't become “%(next)s”.")
            % {"status": measure.get_status_display(), "next": Status(to).label}
        )


def _set_status(measure: Measure, to: str, *, by: User, reason: str, **more: Any) -> None:
    before = {"status": measure.status, **{name: str(getattr(measure, name) or "") for name in more}}
    measure.status = to
    for name, value in more.items():
        setattr(measure, name, value)
    if to == Status.DROPPED:
        measure.change_reason = reasons(measure, reason)
    elif before["status"] == Status.DROPPED:
        measure.merged_into = None
    measure.full_clean()
    measure.save()
    after = {"status": measure.status, **{name: str(getattr(measure, name) or "") for name in more}}
    _audit("measure_moved", measure, by=by, before=before, after=after, reason=reason)


@transaction.atomic
def report_done(measure: Measure, *, done_on: date, completion: str, by: User) -> None:
    """Report that a measure was done, with the evidence; somebody else verifies it."""
    require_own_or_lead(measure, by)
    _require_step(measure, Status.DONE)
    if done_on > timezone.localdate():
        raise PlanRefusedError(_("What is reported as done can't lie in the future."))
    if not completion.strip():
        raise PlanRefusedError(_("Say by what evidence the measure was done."))
    _set_status(
        measure, Status.DONE, by=by, reason="", done_on=done_on, completion=completion, reported_by=by,
        verified_by=None, verified_on=None, verification="",
    )  # fmt: skip


@transaction.atomic
def verify_measure(measure: Measure, *, accepted: bool, verification: str, by: User) -> None:
    """Confirm that a measure was done, or send it back as not done; never by who reported it.

    Anybody who sees the measure may: a verification by another agency is worth more.
    """
    if not Measure.objects.visible_to(by).filter(pk=measure.pk).exists():
        raise PermissionDenied
    measure.refresh_from_db()
    if measure.status != Status.DONE:
        raise PlanRefusedError(_("Only what was reported as done can be verified."))
    if measure.reported_by_id == by.pk:
        raise PlanRefusedError(_("Somebody else verifies than who reported the completion."))
    if accepted:
        _set_status(
            measure, Status.DONE, by=by, reason="", verified_by=by, verified_on=timezone.localdate(),
            verification=verification,
        )  # fmt: skip
    else:
        _set_status(
            measure, Status.IN_PROGRESS, by=by, reason=verification, done_on=None, reported_by=None,
            completion="", verified_by=None, verified_on=None, verification="",
        )  # fmt: skip


@transaction.atomic
def merge_measure(measure: Measure, *, into: Measure, by: User, reason: str) -> None:
    """Drop a measure because another, of the same plan, does its work too.

    Raises:
        PlanRefusedError: the other is not of this plan, is dropped, or lies in a closed group that this
            measure's readers need not belong to.
    """
    require_own(measure, by)
    require_open(measure.plan)
    if not Measure.objects.visible_to(by).filter(pk=into.pk, plan=measure.plan).exists() or into == measure:
        raise PlanRefusedError(_("Choose another measure of the same plan."))
    if into.status == Status.DROPPED:
        raise PlanRefusedError(_("The other measure was dropped itself."))
    if into.compartment_id not in {None, measure.compartment_id}:
        raise PlanRefusedError(_("The other measure lies in a compartment: the reference would betray it."))
    _require_step(measure, Status.DROPPED)
    if not reason:
        raise PlanRefusedError(_("Say why the measure is dropped."))
    _set_status(measure, Status.DROPPED, by=by, reason=reason, merged_into=into)


@transaction.atomic
def add_reading(
    measure: Measure, *, on: date, value: float, source: str, by: User, remark: str = ""
) -> Reading:
    """Enter what a measure's indicator showed on a day; a second reading of the day corrects the first."""
    require_own_or_lead(measure, by)
    require_not_closed(measure.plan)
    if not measure.indicator and measure.series is None:
        raise PlanRefusedError(_("Name the measure's indicator first."))
    if on > timezone.localdate():
        raise PlanRefusedError(_("A reading can't lie in the future."))
    stored = measure.readings.filter(on=on).first()
    reading = stored or Reading(measure=measure, on=on)
    before = _told(stored) if stored else None
    reading.value, reading.source, reading.remark, reading.by = value, source, remark, by
    reading.full_clean()
    reading.save()
    if before != _told(reading):
        _audit("reading_added", measure, by=by, before=before, after=_told(reading), reason=remark)
    return reading


def _told(reading: Reading) -> dict[str, str]:
    return {
        "reading_on": reading.on.isoformat(),
        "reading": f"{reading.value:g}",
        "reading_source": reading.source,
    }
