"""Pages of the papers: protocols, instructions, the signed page, documents to print."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import get_args

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.common.periods import CalendarPeriod, Month, PeriodKind, months_between
from chegara.evidence.files import path_of
from chegara.organisation.models import BorderSection
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.reporting.render import Format
from chegara.reporting.render import render as render_document
from chegara.risk.actions import papers as actions
from chegara.risk.actions.common import RiskError, leads
from chegara.risk.forms import ExecutionForm, InstructionForm, MeetingForm, ScanForm
from chegara.risk.models import Instruction, Meeting, SignedPage
from chegara.risk.report.papers import (
    analysis,
    execution_report,
    instruction_letter,
    order,
    protocol,
    quarter_words,
    tactical_extract,
)
from chegara.risk.views.common import changing, context, form_page, own_assessment, user_of

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


@page("risk.view")
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what makes the assessment official: order, protocols, instructions, signed pages, extracts."""
    assessment, user = own_assessment(request, pk), user_of(request)
    own = set(agencies_of(user))
    return render(
        request,
        "risk/papers.html",
        context(
            assessment,
            title=_("Papers"),
            meetings=[(f"protocol-{one.number}", one) for one in assessment.meetings.all()],
            instructions=assessment.instructions.select_related("agency"),
            agencies=[
                (f"instructions-{one.agency_id}", one.agency)
                for one in assessment.participations.select_related("agency")
            ],
            sections=[
                (f"extract-{one.pk}", one)
                for one in BorderSection.objects.filter(country=assessment.country).select_related(
                    "neighbour"
                )
            ],
            quarters=[
                (f"execution-{quarter}", quarter_words(quarter))
                for quarter in quarters_of(assessment.instructions.values_list("given_on", flat=True))
            ],
            scans=assessment.signed_pages.select_related("by"),
            leads=leads(assessment, user),
            own=own,
            paper_formats=(("docx", "Word"), ("pdf", "PDF"), ("html", "HTML")),
            today=timezone.localdate(),
        ),
    )


def quarters_of(days: Iterable[date]) -> list[CalendarPeriod]:
    """Return the quarters from the first day's to the present one, the latest first."""
    first = min(days, default=None)
    if first is None:
        return []
    months = months_between(Month(first.year, (first.month - 1) // 3 * 3 + 1), Month.of(timezone.localdate()))
    return [CalendarPeriod(PeriodKind.QUARTER, month) for month in months[::3]][::-1]


def _quarter(text: str) -> CalendarPeriod:
    try:
        period = CalendarPeriod.parse(text)
    except ValueError as error:
        raise Http404 from error
    if period.kind is not PeriodKind.QUARTER:
        raise Http404
    return period


@page("risk.lead")
def meeting_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the protocol of a session."""
    assessment = changing(request, own_assessment(request, pk))
    form = MeetingForm(request.POST or None, instance=Meeting(assessment=assessment))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_meeting(form.save(commit=False), by=user_of(request))
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessment_papers", pk=pk)
    return form_page(
        request,
        assessment,
        form,
        title=_("Protocol of a session"),
        back=reverse("assessment_papers", args=[pk]),
    )


@page("risk.lead")
def instruction_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an agency an instruction."""
    assessment = changing(request, own_assessment(request, pk))
    form = InstructionForm(request.POST or None, instance=Instruction(assessment=assessment))
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_instruction(form.save(commit=False), by=user_of(request))
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessment_papers", pk=pk)
    return form_page(
        request, assessment, form, title=_("Instruction to an agency"),
        back=reverse("assessment_papers", args=[pk]),
    )  # fmt: skip


@page("risk.edit")
def instruction_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report what came of an instruction."""
    instruction = get_object_or_404(Instruction.objects.select_related("agency"), pk=pk)
    assessment = own_assessment(request, instruction.assessment_id)
    form = ExecutionForm(
        request.POST or None, initial={"report": instruction.report, "done": instruction.done}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_execution(
                instruction, on=timezone.localdate(), by=user_of(request), **form.cleaned_data
            )
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessment_papers", pk=assessment.pk)
    return form_page(
        request, assessment, form, title=_("Report on execution"), explanation=instruction.text,
        back=reverse("assessment_papers", args=[assessment.pk]),
    )  # fmt: skip


@page("risk.lead")
def scan_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a scan of the signed page."""
    assessment = changing(request, own_assessment(request, pk))
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        scan = form.cleaned_data["scan"]
        try:
            actions.attach_signed_page(assessment, name=scan.name, chunks=scan.chunks(), by=user_of(request))
        except RiskError as error:
            form.add_error("scan", str(error))
        else:
            return redirect("assessment_papers", pk=pk)
    return form_page(
        request, assessment, form, title=_("Attach the signed page"), submit=_("Attach"),
        back=reverse("assessment_papers", args=[pk]),
    )  # fmt: skip


@page("risk.view")
def scan_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out a scan."""
    scan = get_object_or_404(SignedPage.objects.select_related("file"), pk=pk)
    own_assessment(request, scan.assessment_id)
    return FileResponse(
        path_of(scan.file.sha256).open("rb"), as_attachment=True, filename=scan.name,
        content_type="application/octet-stream",
    )  # fmt: skip


@page("risk.view")
def paper_file(request: HttpRequest, pk: int, paper: str, format_name: str) -> HttpResponse:
    """Hand out a paper: analysis, order, protocol-N, instructions-AGENCY, execution(-QUARTER), extract-N."""
    assessment, language = own_assessment(request, pk), get_language() or "en"
    if format_name not in get_args(Format):
        raise Http404
    kind, _dash, key = paper.partition("-")
    if kind == "analysis":
        document = analysis(assessment, user_of(request), language)
    elif kind == "order":
        document = order(assessment, language)
    elif kind == "protocol":
        document = protocol(get_object_or_404(assessment.meetings, number=_number(key)), language)
    elif kind == "instructions":
        part = get_object_or_404(assessment.participations.select_related("agency"), agency=_number(key))
        document = instruction_letter(assessment, part.agency, language)
    elif kind == "execution":
        document = execution_report(
            assessment, language, today=timezone.localdate(), quarter=_quarter(key) if key else None
        )
    elif kind == "extract":
        section = get_object_or_404(BorderSection, country=assessment.country, pk=_number(key))
        document = tactical_extract(assessment, section, language)
    else:
        raise Http404
    return HttpResponse(
        render_document(document, format_name),  # type: ignore[arg-type]
        content_type=TYPES[format_name],
        headers={"Content-Disposition": f'attachment; filename="{paper}-{assessment.pk}.{format_name}"'},
    )


def _number(text: str) -> int:
    if not text.isdigit():
        raise Http404
    return int(text)
