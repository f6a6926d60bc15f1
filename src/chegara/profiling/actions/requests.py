"""Requests of persons on data about them: entered, looked up, decided record by record, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.profiling.actions.common import ProfilingError, audit, require, save_audited
from chegara.profiling.actions.upkeep import forget_person
from chegara.profiling.choices import (
    CheckState,
    DocumentField,
    OutcomeCode,
    RequestDecision,
    RequestKind,
    RequestStep,
)
from chegara.profiling.methods.watchlists.entry import read_day
from chegara.profiling.models import Check, FalseMatch, RequestAct, SubjectRequest

DAYS = frozenset({DocumentField.BIRTH, DocumentField.EXPIRY})
ASKED_BY = {
    RequestStep.CORRECTED: {RequestKind.RECTIFICATION},
    RequestStep.ERASED: {RequestKind.ERASURE},
    RequestStep.TOLD: set(RequestKind),
    RequestStep.KEPT: {RequestKind.RECTIFICATION, RequestKind.ERASURE, RequestKind.COMPLAINT},
}
"""By what is done with a record: the requests that can lead to it."""


@transaction.atomic
def save_request(request: SubjectRequest, *, by: User) -> SubjectRequest:
    """Enter a request.

    Raises:
        ProfilingError: its day is before it was received, or the role does not allow it.
    """
    require(by, "profiling.oversee", request.owner_agency)
    if request.due_on < request.received_on:
        raise ProfilingError(_("The answer is due after the request was received."))
    if not request.pk:
        request.by = by
    save_audited(request, request, "request_saved", by=by)
    return request


HARMLESS = frozenset({OutcomeCode.NOTHING, OutcomeCode.PROTECTED})
"""Outcomes after which nothing speaks for keeping who it was."""


@dataclass(frozen=True)
class Held:
    """What is held under the number of a document: checks, and namesakes' false matches."""

    checks: list[Check]
    false_matches: list[FalseMatch]


@transaction.atomic
def seek_held(request: SubjectRequest, *, number: str, by: User) -> Held:
    """Return what holds data on the holder of a document, for a request of that person; it is recorded.

    Raises:
        ProfilingError: no document number is given.
    """
    require(by, "profiling.oversee", request.owner_agency)
    sought = number.strip().upper()
    if not sought:
        raise ProfilingError(_("Give the number of the document that the person shows."))
    checks = Check.objects.visible_to(by).filter(owner_agency=request.owner_agency, document__number=sought)
    matches = FalseMatch.objects.visible_to(by).filter(
        watchlist__owner_agency=request.owner_agency, document_number=sought
    )
    found = Held(
        list(checks.select_related("point", "owner_agency").prefetch_related("transfers__to_state")),
        list(matches.select_related("watchlist")),
    )
    if not request.sought:
        request.sought = True
        request.save(update_fields=["sought"])
    count = len(found.checks) + len(found.false_matches)
    audit(request, "held_data_sought", by, after={"count": count}, reason=str(request))
    return found


def _require_undecided(request: SubjectRequest, step: RequestStep, reason: str, by: User) -> None:
    require(by, "profiling.oversee", request.owner_agency)
    if request.answered_on:
        raise ProfilingError(_("It is answered already."))
    if request.kind not in ASKED_BY[step]:
        raise ProfilingError(_("The request asks for something else: enter one that asks for this."))
    if not reason.strip():
        raise ProfilingError(_("Say why."))


def _kept(request: SubjectRequest, step: RequestStep, *, record: str, reason: str, by: User, check: Check | None = None, field: str = "") -> RequestAct:  # fmt: skip
    act = RequestAct(
        request=request, step=step, subject_check=check, record=record, field=field, reason=reason.strip(), by=by
    )  # fmt: skip
    act.full_clean()
    act.save()
    audit(
        request, "request_step", by, on=request, reason=act.reason,
        after={"request_step": str(step), "held_record": record, "document_field": str(field)},
    )  # fmt: skip
    return act


def _own(request: SubjectRequest, check: Check) -> None:
    if check.owner_agency_id != request.owner_agency_id:
        raise ProfilingError(_("Only the agency that holds the data decides on them."))


@transaction.atomic
def tell_held(request: SubjectRequest, check: Check, *, reason: str, by: User) -> RequestAct:
    """Decide that the person is told what a check holds on them; the answer lists it.

    Raises:
        ProfilingError: the request is answered, or asks for something else.
    """
    _require_undecided(request, RequestStep.TOLD, reason, by)
    _own(request, check)
    return _kept(request, RequestStep.TOLD, record=record_words(check), reason=reason, by=by, check=check)


@transaction.atomic
def correct_held(
    request: SubjectRequest, check: Check, *, field: str, value: str, reason: str, by: User
) -> RequestAct:
    """Correct what a check holds of the person's document, as it was shown with the request.

    The log says which field, by whom and why; what stood there before and stands there now is the check's.

    Raises:
        ProfilingError: the value is blank, as before or no date, or the data were deleted already.
    """
    _require_undecided(request, RequestStep.CORRECTED, reason, by)
    _own(request, check)
    if "surname" not in check.document:
        raise ProfilingError(_("The personal data of this check were deleted when their time was over."))
    name = DocumentField(field)
    said = value.strip().upper()
    if name in DAYS:
        day = read_day(said)
        if day is None:
            raise ProfilingError(_("Write the day as 24.04.1975."))
        said = day.isoformat()
    if name == DocumentField.SEX and said not in {"F", "M"}:
        raise ProfilingError(_("The sex is F or M."))
    if not said or said == check.document.get(str(name), ""):
        raise ProfilingError(_("Write what stands there instead; it differs from what is held."))
    check.document = {**check.document, str(name): said}
    check.save(update_fields=["document"])
    audit(check, "held_corrected", by, after={"document_field": str(name)}, reason=str(request))
    return _kept(
        request, RequestStep.CORRECTED, record=record_words(check), reason=reason, by=by, check=check, field=name
    )  # fmt: skip


@transaction.atomic
def erase_held(request: SubjectRequest, check: Check, *, reason: str, on: date, by: User) -> RequestAct:
    """Erase who a check was about, on request, before its time.

    Raises:
        ProfilingError: the request asks for something else, or the check is open or had a result.
    """
    _require_undecided(request, RequestStep.ERASED, reason, by)
    _own(request, check)
    if check.state != CheckState.CLOSED or check.outcome not in HARMLESS:
        raise ProfilingError(
            _("The check is open or had a result: its data are kept as long as the law says.")
        )
    forget_person(check, on)
    audit(check, "personal_deleted", by, after={"count": 1}, reason=str(request))
    return _kept(request, RequestStep.ERASED, record=record_words(check), reason=reason, by=by, check=check)


@transaction.atomic
def erase_false_match(request: SubjectRequest, match: FalseMatch, *, reason: str, by: User) -> RequestAct:
    """Erase the remembrance that somebody is not a listed namesake; they may then be stopped for it again.

    Raises:
        ProfilingError: the request asks for something else, or the list is another agency's.
    """
    _require_undecided(request, RequestStep.ERASED, reason, by)
    if match.watchlist.owner_agency_id != request.owner_agency_id:
        raise ProfilingError(_("Only the agency that holds the data decides on them."))
    told = _("False match, list “%(list)s”") % {"list": match.watchlist}
    match.delete()
    return _kept(request, RequestStep.ERASED, record=told[:200], reason=reason, by=by)


@transaction.atomic
def keep_held(request: SubjectRequest, check: Check, *, reason: str, by: User) -> RequestAct:
    """Decide that a record stays as it is, with the reason that the answer gives.

    Raises:
        ProfilingError: no reason is given, or the request is answered.
    """
    _require_undecided(request, RequestStep.KEPT, reason, by)
    _own(request, check)
    return _kept(request, RequestStep.KEPT, record=record_words(check), reason=reason, by=by, check=check)


def record_words(check: Check) -> str:
    """What a check is called in an answer: number, day and post."""
    return (_("Check") + f" {check}, {timezone.localtime(check.at):%d.%m.%Y}, {check.point}")[:200]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is answered: granted, in part or refused; in what words; where the person may complain of it."""

    decision: str
    text: str
    remedy: str


@transaction.atomic
def answer(request: SubjectRequest, said: Answer, *, on: date, by: User) -> None:
    """Answer a request.

    Raises:
        ProfilingError: it is answered already, nothing was looked up, nothing is said, or a correction or
            erasure is granted and nothing was corrected or erased.
    """
    require(by, "profiling.oversee", request.owner_agency)
    if request.answered_on:
        raise ProfilingError(_("It is answered already."))
    if not said.text.strip():
        raise ProfilingError(_("Write the answer."))
    if not said.remedy.strip():
        raise ProfilingError(
            _("Say where the person may complain of the answer: supervisory authority, court.")
        )
    if not request.sought and request.kind != RequestKind.COMPLAINT:
        raise ProfilingError(_("Look up the data held first."))
    done = {RequestKind.RECTIFICATION: RequestStep.CORRECTED, RequestKind.ERASURE: RequestStep.ERASED}.get(
        RequestKind(request.kind)
    )
    if said.decision == RequestDecision.GRANTED and done and not request.acts.filter(step=done).exists():
        raise ProfilingError(
            _("It cannot be granted: no record was corrected or erased. Do so first, or decide otherwise.")
        )
    request.decision, request.answer = RequestDecision(said.decision).value, said.text.strip()
    request.remedy, request.answered_on, request.answered_by = said.remedy.strip(), on, by
    request.full_clean()
    request.save()
    # What is answered tells of a person, and stays with the request.
    audit(request, "request_answered", by, after={"decision": request.decision})
