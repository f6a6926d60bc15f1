"""What every change of an assessment shares: its entry in the audit log, and who may make it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.organisation.visibility import agencies_of
from chegara.risk.models import Assessment


class RiskError(Exception):
    """It can't be done, and the message tells the user why and what to do."""


def audit(
    assessment: Assessment, action: str, by: User, *, on: models.Model | None = None, **more: Any
) -> None:
    """Record a change of an assessment, or of a record that belongs to it."""
    record(
        by=by,
        action=f"risk.{action}",
        on=on or assessment,
        agency=assessment.owner_agency.code,
        compartment=assessment.compartment.code if assessment.compartment else "",
        **more,
    )


def takes_part(assessment: Assessment, user: User) -> bool:
    """Say whether somebody belongs to an agency of the assessment and may see it."""
    own = set(agencies_of(user))
    agencies = {assessment.owner_agency_id, *assessment.participations.values_list("agency", flat=True)}
    return bool(own & agencies) and Assessment.objects.visible_to(user).filter(pk=assessment.pk).exists()


def leads(assessment: Assessment, user: User) -> bool:
    """Say whether somebody leads the assessment: a supervisor of the agency that owns it."""
    return user.has_perm("risk.lead") and assessment.owner_agency_id in set(agencies_of(user))


def require_part(assessment: Assessment, by: User) -> None:
    """Refuse whoever does not take part.

    Raises:
        RiskError: they do not.
    """
    if not by.has_perm("risk.edit") or not takes_part(assessment, by):
        raise RiskError(_("Only the agencies that take part change the assessment."))


def require_lead(assessment: Assessment, by: User) -> None:
    """Refuse whoever does not lead the assessment.

    Raises:
        RiskError: they do not.
    """
    if not leads(assessment, by):
        raise RiskError(_("Only a supervisor of the agency that leads the assessment may do this."))


def require_open(assessment: Assessment) -> None:
    """Refuse changes while experts score, and after the agencies have signed.

    Raises:
        RiskError: the assessment is not open.
    """
    if not assessment.open:
        raise RiskError(
            _("Now: “%(state)s”. Risks are changed while drafting or in discussion.")
            % {"state": assessment.get_state_display()}
        )


def save_audited(
    instance: models.Model, assessment: Assessment, action: str, *, by: User, reason: str = ""
) -> None:
    """Check, store and record a new or changed record of an assessment."""
    model = type(instance)
    stored = model._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    before = snapshot(stored) if stored else {}
    instance.full_clean()
    instance.save()
    old, new = changed_fields(before, snapshot(instance))
    audit(assessment, action, by, on=instance, before=old if stored else None, after=new, reason=reason)
