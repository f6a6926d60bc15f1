"""Answering the questions on quantities: right as reported, or corrected; what was reported stays."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.evidence.models import Batch, QuantityAnswer, QuantityQuestion, Record
from chegara.evidence.questions import in_totals
from chegara.evidence.summaries import add_up_anew, start_of
from chegara.organisation.visibility import agencies_of


@transaction.atomic
def answer(
    question: QuantityQuestion,
    *,
    answer: QuantityAnswer | str,
    by: User,
    reason: str,
    quantity: float | None = None,
    unit: str = "",
) -> None:
    """Answer a question, or with `OPEN` take the answer back; totals count what was decided from now on.

    Args:
        quantity, unit: what it was corrected to; only for `CORRECTED`.

    Raises:
        PermissionDenied: the quantity is another agency's, or lies where the user may not look.
        ValidationError: the answer says "corrected" and not to what.
    """
    _require_own(question.batch, by)
    before = _told(question)
    is_open = answer == QuantityAnswer.OPEN
    corrected = answer == QuantityAnswer.CORRECTED
    question.answer = answer
    question.corrected_quantity, question.corrected_unit = (quantity, unit) if corrected else (None, "")
    question.reason, question.by, question.at = ("", None, None) if is_open else (reason, by, timezone.now())
    question.full_clean(validate_unique=False)
    question.save()
    _count(question)
    batch = question.batch
    record(
        by=by, action="evidence.quantity_answered", on=question, before=before, after=_told(question),
        reason=reason, agency=batch.owner_agency.code,
        compartment=batch.compartment.code if batch.compartment else "",
    )  # fmt: skip


def _require_own(batch: Batch, by: User) -> None:
    if batch.owner_agency_id not in agencies_of(by) or not Batch.objects.visible_to(by).filter(pk=batch.pk):
        raise PermissionDenied


def _told(question: QuantityQuestion) -> dict[str, Any]:
    return {
        "answer": str(question.answer), "quantity": question.quantity, "unit": question.unit,
        "corrected_quantity": question.corrected_quantity, "corrected_unit": question.corrected_unit,
    }  # fmt: skip


def _count(question: QuantityQuestion) -> None:
    """Make totals count what a quantity was corrected to, or what was reported."""
    if question.corrected_quantity is None:
        amount, unit = in_totals(question.quantity, question.unit)
    else:
        amount, unit = in_totals(question.corrected_quantity, question.corrected_unit)
    records = Record.objects.filter(
        batch=question.batch, sheet=question.sheet, row=question.row, column=question.column,
        quantity=question.quantity, unit=question.unit,
    )  # fmt: skip
    months = {
        (indicator, start_of(start, period)[0])
        for indicator, start, period in records.values_list("indicator", "start", "period")
    }
    records.update(base_quantity=amount, base_unit=unit)
    add_up_anew(question.batch, months)
