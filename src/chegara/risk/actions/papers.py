"""The papers of the work: protocols, instructions and their execution, the signed page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.evidence.files import keep
from chegara.organisation.visibility import agencies_of
from chegara.risk.actions.common import RiskError, require_lead, save_audited
from chegara.risk.models import Assessment, Instruction, Meeting, SignedPage

LARGEST_SCAN = 20 * 1024 * 1024
SCANS = {b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


@transaction.atomic
def save_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Store the protocol of a session; a new one gets the next number.

    Raises:
        RiskError: somebody does not lead the assessment.
    """
    require_lead(meeting.assessment, by)
    if not meeting.pk:
        meeting.number = meeting.assessment.meetings.count() + 1
        meeting.by = by
    save_audited(meeting, meeting.assessment, "protocol_saved", by=by)
    return meeting


@transaction.atomic
def give_instruction(instruction: Instruction, *, by: User) -> Instruction:
    """Give an agency an instruction that follows from the assessment.

    Raises:
        RiskError: somebody does not lead the assessment, or the agency takes no part in it.
    """
    assessment = instruction.assessment
    require_lead(assessment, by)
    if not assessment.participations.filter(agency=instruction.agency_id).exists():
        raise RiskError(_("%(agency)s takes no part in the assessment.") % {"agency": instruction.agency})
    instruction.by = by
    save_audited(instruction, assessment, "instruction_given", by=by)
    return instruction


@transaction.atomic
def report_execution(instruction: Instruction, *, report: str, done: bool, on: date, by: User) -> None:
    """Report what came of an instruction; only the agency that got it reports.

    Raises:
        RiskError: another agency got it.
    """
    if instruction.agency_id not in set(agencies_of(by)) or not by.has_perm("risk.edit"):
        raise RiskError(_("Only the agency that got the instruction reports on it."))
    instruction.report, instruction.done, instruction.reported_on = report.strip(), done, on
    save_audited(instruction, instruction.assessment, "instruction_reported", by=by)


@transaction.atomic
def attach_signed_page(assessment: Assessment, *, name: str, chunks: Iterable[bytes], by: User) -> SignedPage:
    """Keep a scan of the signed page: PDF, PNG or JPEG.

    Raises:
        RiskError: somebody does not lead the assessment, or the file is something else or too large.
    """
    require_lead(assessment, by)
    content = b"".join(chunks)
    if len(content) > LARGEST_SCAN:
        raise RiskError(_("The scan is larger than %(most)s MB.") % {"most": LARGEST_SCAN // 1024 // 1024})
    if not any(content.startswith(mark) for mark in SCANS):
        raise RiskError(_("A scan is a PDF, PNG or JPEG file."))
    page = SignedPage(assessment=assessment, file=keep([content]), name=name[:255], by=by)
    save_audited(page, assessment, "signed_page_attached", by=by)
    return page
