"""The kill switch: all profiles of an agency stopped at once, and switched on again by two persons."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.organisation.models import Agency
from chegara.profiling.actions.common import ProfilingError, require
from chegara.profiling.methods.profiles.document import APPROVERS
from chegara.profiling.models import Halt, HaltSignature


def _audit(halt: Halt, action: str, by: User, **more: Any) -> None:
    record(by=by, action=f"profiling.{action}", on=halt, agency=halt.agency.code, **more)


@transaction.atomic
def stop_all(agency: Agency, *, reason: str, by: User) -> Halt:
    """Stop all profiles of an agency from this moment: persons, vehicles and goods, at posts, in bulk, by program.

    Raises:
        ProfilingError: the role or the agency is another, no reason is given, or they are stopped already.
    """
    require(by, "profiling.stop", agency)
    if not reason.strip():
        raise ProfilingError(_("Say why all profiles are stopped."))
    if Halt.objects.holding().filter(agency=agency).exists():
        raise ProfilingError(_("All profiles of %(agency)s are stopped already.") % {"agency": agency})
    halt = Halt(agency=agency, reason=reason.strip(), by=by)
    halt.full_clean()
    halt.save()
    _audit(halt, "all_stopped", by, reason=halt.reason)
    return halt


@transaction.atomic
def switch_on(halt: Halt, *, reason: str, by: User) -> None:
    """Consent that the profiles go on; with the second person's consent they select again.

    Raises:
        ProfilingError: the role or the agency is another, no reason is given, the same person consents twice,
            or they go on already.
    """
    require(by, "profiling.approve", halt.agency)
    if halt.lifted_at is not None:
        raise ProfilingError(_("They were switched on again already."))
    if not reason.strip():
        raise ProfilingError(_("Say what was found and why the profiles may go on."))
    if halt.signatures.filter(by=by).exists():
        raise ProfilingError(_("You have consented already; another person must."))
    HaltSignature.objects.create(halt=halt, reason=reason.strip(), by=by)
    _audit(halt, "all_on_consented", by, reason=reason)
    if halt.signatures.count() >= APPROVERS:
        halt.lifted_at = timezone.now()
        halt.save()
        _audit(halt, "all_on_again", by, reason=halt.reason)
