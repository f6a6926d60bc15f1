"""What every change asks first, and its entry in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.contingency.models import ContingencyPlan
from chegara.organisation.models import Release
from chegara.organisation.visibility import agencies_of


class ContingencyError(Exception):
    """It can't be done; the message tells the user why, and what to do."""


def audit(
    plan: ContingencyPlan, action: str, *, by: User, on: models.Model | None = None,
    closed: Compartment | None = None, **more: Any,
) -> None:  # fmt: skip
    """Record a change of a plan, or of a record that belongs to it; `closed`: the compartment it was in."""
    compartment = plan.compartment or closed
    record(
        by=by, action=f"contingency.{action}", on=on or plan, agency=plan.owner_agency.code,
        compartment=compartment.code if compartment else "", **more,
    )  # fmt: skip


def owns(plan: ContingencyPlan, user: User) -> bool:
    """Tell whether a plan is a record of one of the user's agencies."""
    return plan.owner_agency_id in set(agencies_of(user))


def takes_part(plan: ContingencyPlan, user: User) -> bool:
    """Tell whether somebody is of the owner or of an agency that takes part, and may see the plan."""
    own = set(agencies_of(user))
    agencies = {plan.owner_agency_id, *plan.agencies.values_list("pk", flat=True)}
    return bool(own & agencies) and ContingencyPlan.objects.visible_to(user).filter(pk=plan.pk).exists()


def require_own(plan: ContingencyPlan, by: User) -> None:
    """Refuse whoever is not of the agency whose plan it is, or does not see it."""
    if not owns(plan, by) or not ContingencyPlan.objects.visible_to(by).filter(pk=plan.pk).exists():
        raise PermissionDenied


def require_part(plan: ContingencyPlan, by: User) -> None:
    """Refuse whoever's agency takes no part."""
    if not takes_part(plan, by):
        raise PermissionDenied


def require_open(plan: ContingencyPlan) -> None:
    """Refuse to change what was approved.

    Raises:
        ContingencyError: the plan is no draft.
    """
    if not ContingencyPlan.objects.get(pk=plan.pk).open:
        raise ContingencyError(_("The plan was approved and is frozen. Begin a revision of it first."))


def require_handling(
    plan: ContingencyPlan, compartment: Compartment | None, releases: Sequence[Release], by: User
) -> None:
    """Refuse a compartment that the user is not a member of, and releases of another agency.

    Raises:
        ContingencyError: either.
    """
    if compartment is not None and not compartment.members.filter(pk=by.pk).exists():
        raise ContingencyError(_("You are not a member of this compartment."))
    if any(release.from_agency_id != plan.owner_agency_id for release in releases):
        raise ContingencyError(_("An agency releases its own records only."))


def save_audited(
    instance: models.Model, plan: ContingencyPlan, action: str, *, by: User, reason: str = "",
    extra: tuple[dict[str, Any], dict[str, Any]] = ({}, {}),
) -> bool:  # fmt: skip
    """Check, store and record a record of a plan; return whether anything changed, else nothing is recorded.

    `extra` is what belongs to it beside its own columns, before and after.
    """
    stored = type(instance)._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    before = snapshot(stored) | extra[0] if stored else {}
    instance.full_clean()
    instance.save()
    old, new = changed_fields(before, snapshot(instance) | extra[1])
    if new:
        audit(plan, action, by=by, on=instance, before=old if stored else None, after=new, reason=reason)
    return bool(new)


def codes(agencies: Any) -> list[str]:
    """Return the codes of agencies in their order, as the log keeps them."""
    return sorted(agency.code for agency in agencies)
