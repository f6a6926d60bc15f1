"""Requests of persons on data about them: entered, answered."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.profiling.actions.common import ProfilingError, audit, require, save_audited
from chegara.profiling.actions.upkeep import forget_person
from chegara.profiling.choices import CheckState, OutcomeCode, RequestKind
from chegara.profiling.models import Check, SubjectRequest


@transaction.atomic
def save_request(request: SubjectRequest, *, by: User) -> SubjectRequest:
    """Enter a request."""
    require(by, "profiling.oversee", request.owner_agency)
    if not request.pk:
        request.by = by
    save_audited(request, request, "request_saved", by=by)
    return request


HARMLESS = frozenset({OutcomeCode.NOTHING, OutcomeCode.PROTECTED})
"""Outcomes after which nothing speaks for keeping who it was."""


@transaction.atomic
def seek_held(request: SubjectRequest, *, number: str, by: User) -> list[Check]:
    """Return the checks that hold data on the holder of a document, for a request of that person; it is recorded.

    Raises:
        ProfilingError: no document number is given.
    """
    require(by, "profiling.oversee", request.owner_agency)
    if not number.strip():
        raise ProfilingError(_("Give the number of the document that the person shows."))
    held = Check.objects.visible_to(by).filter(
        owner_agency=request.owner_agency, document__number=number.strip().upper()
    )
    found = list(held.select_related("point"))
    audit(request, "held_data_sought", by, after={"count": len(found)}, reason=str(request))
    return found


@transaction.atomic
def erase_held(request: SubjectRequest, check: Check, *, on: date, by: User) -> None:
    """Erase who a check was about, on request, before its time.

    Raises:
        ProfilingError: the request asks for something else, or the check is open or had a result.
    """
    require(by, "profiling.oversee", request.owner_agency)
    if request.kind != RequestKind.ERASURE or check.owner_agency_id != request.owner_agency_id:
        raise ProfilingError(_("Data are erased on a request for erasure, by the agency that holds them."))
    if check.state != CheckState.CLOSED or check.outcome not in HARMLESS:
        raise ProfilingError(
            _("The check is open or had a result: its data are kept as long as the law says.")
        )
    forget_person(check, on)
    audit(check, "personal_deleted", by, after={"count": 1}, reason=str(request))


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
