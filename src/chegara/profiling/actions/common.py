"""What every change at the checkpoint shares: its entry in the audit log, and who may make it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Handled, agencies_of


class ProfilingError(Exception):
    """It can't be done, and the message tells the user why and what to do."""


def audit(
    owner: Handled, action: str, by: User | str, *, on: models.Model | None = None, **more: Any
) -> None:
    """Record a change of a handled record, or of one that belongs to it."""
    record(
        by=by,
        action=f"profiling.{action}",
        on=on or owner,
        agency=owner.owner_agency.code,
        compartment=owner.compartment.code if owner.compartment else "",
        **more,
    )


def save_audited(instance: models.Model, owner: Handled, action: str, *, by: User, reason: str = "") -> None:
    """Check, store and record a new or changed record; texts that tell of a person stay out of the log."""
    stored = type(instance)._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    before = _logged(stored) if stored else {}
    instance.full_clean()
    instance.save()
    old, new = changed_fields(before, _logged(instance))
    audit(owner, action, by, on=instance, before=old if stored else None, after=new, reason=reason)


def _logged(instance: models.Model) -> dict[str, Any]:
    """What the log keeps of a record: not the texts about a person, which are deleted in time and the log is not."""
    private: frozenset[str] = getattr(instance, "private", frozenset())
    return {name: value for name, value in snapshot(instance).items() if name not in private}


def require(by: User, permission: str, agency: Agency) -> None:
    """Refuse whoever lacks the permission or is of another agency.

    Raises:
        ProfilingError: they do.
    """
    if not by.has_perm(permission):
        raise ProfilingError(_("Your role does not allow this."))
    if agency.pk not in set(agencies_of(by)):
        raise ProfilingError(_("Only the agency to which it belongs changes it."))
