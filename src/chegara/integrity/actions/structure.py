"""Entering and changing single records of a service's structure, and adopting separations of duties."""

from __future__ import annotations

import tomllib
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.integrity.actions.guards import IntegrityError, audit, require_officer, save_audited
from chegara.integrity.methods.findings import PARAMETERS
from chegara.integrity.models import Review, SeparationRule
from chegara.integrity.models.common import OfReview
from chegara.integrity.words import language as page_language


@transaction.atomic
def save_record(record: OfReview, *, by: User, reason: str = "") -> None:
    """Add a record to a review, or change it.

    Raises:
        PermissionDenied: the review is not the user's to change.
        ValidationError: a value is not as it must be.
    """
    require_officer(record.review, by)
    _require_same_review(record)
    save_audited(record, record.review, "record_saved", by=by, reason=reason)


def _require_same_review(record: OfReview) -> None:
    for field in record._meta.concrete_fields:
        other = getattr(record, field.name, None) if isinstance(field, models.ForeignKey) else None
        if isinstance(other, OfReview) and other.review_id != record.review_id:
            raise IntegrityError(_("It belongs to another review."))


@transaction.atomic
def remove_record(record: OfReview, *, by: User, reason: str) -> None:
    """Remove a record from a review; what rests on it goes with it.

    Raises:
        IntegrityError: something else needs it.
    """
    require_officer(record.review, by)
    audit(record.review, "record_removed", by=by, on=record, label=str(record), reason=reason)
    try:
        record.delete()
    except models.ProtectedError as error:
        raise IntegrityError(_("Other records rest on it. Change these first.")) from error


@transaction.atomic
def adopt_separations(review: Review, *, by: User) -> int:
    """Adopt the usual separations of duties that are shipped; return how many are new."""
    require_officer(review, by)
    read: dict[str, Any] = tomllib.loads((PARAMETERS / "separations.toml").read_text(encoding="utf-8"))
    language = page_language()
    known = {
        _key(each)
        for each in SeparationRule.objects.filter(review=review).values_list("permissions", flat=True)
    }
    new = [
        SeparationRule(review=review, title=each[language], permissions=each["takes"], people=each["people"])
        for each in read["separation"]
        if _key(each["takes"]) not in known
    ]
    SeparationRule.objects.bulk_create(new)
    if new:
        audit(review, "separations_adopted", by=by, after={"separations": [each.title for each in new]})
    return len(new)


def _key(permissions: list[list[str]]) -> frozenset[tuple[str, ...]]:
    return frozenset(map(tuple, permissions))
