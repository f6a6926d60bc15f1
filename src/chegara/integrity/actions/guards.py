"""What every change asks first, and its entry in the audit log, which only the review's circle reads."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from chegara.accounts.models import Role, User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.integrity.models import Review
from chegara.organisation.models import Membership


class IntegrityError(Exception):
    """It can't be done; the message tells the user why, and what to do."""


def require_officer(review: Review, by: User) -> None:
    """Refuse whoever is not an integrity officer of the review's agency, or does not see the review."""
    officers = Membership.objects.current().filter(user=by, role=Role.INTEGRITY_OFFICER).values("agency")
    if not Review.objects.visible_to(by).filter(pk=review.pk, owner_agency__in=officers).exists():
        raise PermissionDenied


def audit(review: Review, action: str, *, by: User, on: models.Model | None = None, **more: Any) -> None:
    """Record a change of a review, or of a record that belongs to it."""
    record(
        by=by, action=f"integrity.{action}", on=on or review, agency=review.owner_agency.code,
        compartment=review.compartment.code if review.compartment else "", **more,
    )  # fmt: skip


def save_audited(instance: models.Model, review: Review, action: str, *, by: User, reason: str = "") -> None:
    """Check, store and record a record of a review; nothing is recorded where nothing changed."""
    stored = type(instance)._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    before = snapshot(stored) if stored else {}
    instance.full_clean()
    instance.save()
    old, new = changed_fields(before, snapshot(instance))
    if new:
        audit(review, action, by=by, on=instance, before=old if stored else None, after=new, reason=reason)
