"""What every change of a panel shares: its entry in the audit log, and who may make it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.elicitation.ballots import ElicitationError
from chegara.elicitation.models import Panel
from chegara.organisation.visibility import agencies_of


def audit(panel: Panel, action: str, by: User, *, on: Any = None, **more: Any) -> None:
    """Record a change of a panel, or of a record that belongs to it."""
    record(
        by=by,
        action=f"elicitation.{action}",
        on=on or panel,
        agency=panel.owner_agency.code,
        compartment=panel.compartment.code if panel.compartment else "",
        **more,
    )


def moderates(panel: Panel, user: User) -> bool:
    """Say whether somebody leads the panel: holds the permission, and belongs to the agency that owns it."""
    return user.has_perm("elicitation.moderate") and panel.owner_agency_id in set(agencies_of(user))


def require_moderator(panel: Panel, by: User) -> None:
    """Refuse whoever does not belong to the agency that leads the panel.

    Raises:
        ElicitationError: they do not.
    """
    if not moderates(panel, by):
        raise ElicitationError(_("Only the agency that leads the panel moderates it."))
