"""Grading sources and information, validating them, and saying how sure an analysis is."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.evidence.grade_models import Grade, SeriesConfidence, Validation
from chegara.evidence.methods.grading import GradeError, schemes
from chegara.evidence.models import Batch, BatchState, Indicator, Record
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import agencies_of


class GradingRefusedError(Exception):
    """The grade can't be given; the message tells the user why."""


def _require_seen(batch: Batch, of: Record | None, by: User) -> None:
    if not Batch.objects.visible_to(by).filter(pk=batch.pk).exists():
        raise GradingRefusedError(_("There is nothing here that you may see."))
    if of is not None and (of.batch_id != batch.pk or not of.event):
        raise GradingRefusedError(_("Single events are graded one by one; figures are graded by their file."))
    if batch.state != BatchState.CONFIRMED:
        raise GradingRefusedError(_("Confirm the import first: what does not count is not graded."))


def _audit(
    stored: Grade | Validation,
    action: str,
    by: User,
    *,
    agency: Agency,
    before: Any = None,
    after: Any = None,
) -> None:
    batch = stored.batch
    row = {"row": stored.record.row, "sheet": stored.record.sheet} if stored.record else {}
    record(
        by=by,
        action=f"evidence.{action}",
        # Not on the import: its history is read by whoever sees the import, the reason by the agency alone.
        on=stored,
        label=f"{batch}: {stored}",
        before=before,
        after=(after or {}) | row,
        reason=stored.reason,
        agency=agency.code,
        compartment=batch.compartment.code if batch.compartment else "",
    )


def _values(grade: Grade | None) -> dict[str, Any]:
    names = ("scheme", "reliability", "credibility", "handling")
    return {name: getattr(grade, name) for name in names} if grade else {}


@transaction.atomic
def grade(
    batch: Batch,
    *,
    agency: Agency,
    scheme: str,
    reliability: str,
    credibility: str,
    reason: str,
    by: User,
    handling: str = "",
    of: Record | None = None,
) -> Grade:
    """Grade an import as a source, or one of its events; each agency has its own grade of it.

    Raises:
        GradingRefusedError: the scheme has no such grade, the import does not count or can't be seen, the
            record is no event of it, or the agency is not the user's.
    """
    if agency.pk not in agencies_of(by):
        raise GradingRefusedError(_("Grade in the name of your own agency."))
    _require_seen(batch, of, by)
    try:
        schemes()[scheme].check(reliability, credibility, handling)
    except (KeyError, GradeError) as error:
        raise GradingRefusedError(_("The scheme has no such grade.")) from error
    stored = Grade.objects.filter(batch=batch, record=of, agency=agency).first()
    before = _values(stored)
    given = stored or Grade(batch=batch, record=of, agency=agency)
    given.scheme, given.reliability, given.credibility, given.handling = (
        scheme, reliability, credibility, handling,
    )  # fmt: skip
    given.reason, given.by = reason, by
    given.full_clean()
    given.save()
    _audit(given, "graded", by, agency=agency, before=before or None, after=_values(given))
    return given


@transaction.atomic
def validate(batch: Batch, *, reason: str, by: User, of: Record | None = None) -> Validation:
    """Stand for an import or an event of one's own agency; not for what one brought in oneself.

    Raises:
        GradingRefusedError: it is another agency's, was brought in by the user, or is validated already.
    """
    _require_seen(batch, of, by)
    if batch.owner_agency_id not in agencies_of(by):
        raise GradingRefusedError(_("The agency whose figures these are validates them."))
    if batch.received_by_id == by.pk:
        raise GradingRefusedError(_("Who brought a file in can't validate it: ask a colleague."))
    if Validation.objects.filter(batch=batch, record=of).exists():
        raise GradingRefusedError(_("It is validated already."))
    given = Validation(batch=batch, record=of, reason=reason, by=by)
    given.full_clean()
    given.save()
    _audit(given, "validated", by, agency=batch.owner_agency)
    return given


@transaction.atomic
def withdraw_validation(given: Validation, *, reason: str, by: User) -> None:
    """Take back a validation; the audit log keeps that it was given."""
    if given.batch.owner_agency_id not in agencies_of(by):
        raise GradingRefusedError(_("The agency whose figures these are validates them."))
    given.reason = reason
    _audit(given, "validation_withdrawn", by, agency=given.batch.owner_agency)
    given.delete()


@transaction.atomic
def judge_series(
    *,
    agency: Agency,
    country: State,
    indicator: Indicator,
    level: str,
    quality: str,
    quantity: str,
    agreement: str,
    assumptions: str,
    reason: str,
    by: User,
) -> SeriesConfidence:
    """Say how sure an agency's analysts are of what an indicator's series says."""
    if agency.pk not in agencies_of(by):
        raise GradingRefusedError(_("Grade in the name of your own agency."))
    key = {"agency": agency, "country": country, "indicator": indicator}
    stored = SeriesConfidence.objects.filter(**key).first()
    before = snapshot(stored) if stored else {}
    judged = stored or SeriesConfidence(**key)
    judged.level, judged.quality, judged.quantity = level, quality, quantity
    judged.agreement, judged.assumptions, judged.by = agreement, assumptions, by
    judged.full_clean()
    judged.save()
    old, new = changed_fields(before, snapshot(judged))
    record(
        by=by,
        action="evidence.confidence_judged",
        on=judged,
        before=old if stored else None,
        after=new,
        reason=reason,
        agency=agency.code,
    )
    return judged
