"""Requests of persons on data about them: entered, answered."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.profiling.actions.common import ProfilingError, require, save_audited
from chegara.profiling.models import SubjectRequest


@transaction.atomic
def save_request(request: SubjectRequest, *, by: User) -> SubjectRequest:
    """Enter a request."""
    require(by, "profiling.oversee", request.owner_agency)
    if not request.pk:
        request.by = by
    save_audited(request, request, "request_saved", by=by)
    return request


@transaction.atomic
def answer(request: SubjectRequest, *, text: str, on: date, by: User) -> None:
    """Answer a request.

    Raises:
        ProfilingError: it is answered already, or nothing is said.
    """
    require(by, "profiling.oversee", request.owner_agency)
    if request.answered_on:
        raise ProfilingError(_("It is answered already."))
    if not text.strip():
        raise ProfilingError(_("Write the answer."))
    request.answer, request.answered_on = text.strip(), on
    save_audited(request, request, "request_answered", by=by)
