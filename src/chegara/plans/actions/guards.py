"""What every change asks first: whose record it is, and whether the plan is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, User
from chegara.audit.actions import record
from chegara.organisation.models import Release
from chegara.organisation.visibility import Handled, agencies_of
from chegara.plans.choices import PlanState
from chegara.plans.models import Measure, Plan


class PlanRefusedError(Exception):
    """What was asked for can't be done; the message tells the user why, and what to do."""


def audit(
    action: str,
    on: Plan | Measure,
    *,
    by: User,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    closed: Compartment | None = None,
) -> None:
    """Record what was done to a plan or measure; `closed` is a compartment that it lay in before."""
    compartment = on.compartment or closed
    record(
        by=by,
        action=f"plans.{action}",
        on=on,
        before=before,
        after=after,
        reason=reason,
        agency=on.owner_agency.code,
        compartment=compartment.code if compartment else "",
    )


def require_own(handled: Handled, by: User) -> None:
    """Refuse whoever is not of the agency whose record it is."""
    if handled.owner_agency_id not in set(agencies_of(by)):
        raise PermissionDenied


def require_own_or_lead(measure: Measure, by: User) -> None:
    """Refuse whoever is neither of the owning nor of the leading agency, or does not see the measure."""
    own = set(agencies_of(by))
    if not own & {measure.owner_agency_id, measure.lead_id}:
        raise PermissionDenied
    if not Measure.objects.visible_to(by).filter(pk=measure.pk).exists():
        raise PermissionDenied


def require_open(plan: Plan) -> None:
    """Refuse to change what an approved plan fixes."""
    if not Plan.objects.get(pk=plan.pk).open:
        raise PlanRefusedError(_("The plan was approved and is frozen. Begin a change of it first."))


def require_not_closed(plan: Plan) -> None:
    """Refuse to add to a closed plan."""
    if Plan.objects.get(pk=plan.pk).state == PlanState.CLOSED:
        raise PlanRefusedError(_("The plan is closed: nothing is added to it any more."))


def require_handling(
    handled: Handled, compartment: Compartment | None, releases: Sequence[Release], by: User
) -> None:
    """Refuse a compartment that the user is not a member of, and releases of another agency."""
    if compartment is not None and not compartment.members.filter(pk=by.pk).exists():
        raise PlanRefusedError(_("You are not a member of this compartment."))
    if any(release.from_agency_id != handled.owner_agency_id for release in releases):
        raise PlanRefusedError(_("An agency releases its own records only."))


def reasons(measure: Measure, reason: str) -> str:
    """Return why a measure differs from its approved version, with one reason more."""
    if measure.plan.state != PlanState.CHANGING or not reason or reason in measure.change_reason:
        return measure.change_reason
    return f"{measure.change_reason}; {reason}" if measure.change_reason else reason


def named(records: Iterable[models.Model]) -> list[str]:
    """Return what records call themselves."""
    return [str(each) for each in records]
