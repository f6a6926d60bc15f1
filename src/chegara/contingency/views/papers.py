"""Documents of contingency plans as files."""

from __future__ import annotations

from typing import get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from chegara.contingency.presenters import language
from chegara.contingency.report import activation as activation_report
from chegara.contingency.report import exercise as exercise_report
from chegara.contingency.report import plan as plan_report
from chegara.contingency.views.common import activation_for, exercise_for, plan_for, spoken
from chegara.organisation.page_context import user_of
from chegara.pages.access import page
from chegara.reporting.blocks import Document
from chegara.reporting.render import Format, render

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


@page("contingency.view")
@spoken
def plan_paper(request: HttpRequest, pk: int, paper: str, format_name: str) -> HttpResponse:
    """Hand out a document of a plan: instruction, cards, forms, or notify-RANK for a level."""
    plan, user = plan_for(request, pk), user_of(request)
    kind, _dash, key = paper.partition("-")
    if kind == "instruction":
        document = plan_report.instruction(plan, user, language())
    elif kind == "cards":
        document = plan_report.cards(plan, language())
    elif kind == "forms":
        document = plan_report.forms(plan, language())
    elif kind == "notify":
        level = get_object_or_404(plan.levels.all(), rank=_number(key))
        document = plan_report.notification_list(plan, level, language())
    else:
        raise Http404
    return _file(document, f"{paper}-{plan.pk}", format_name)


@page("contingency.view")
@spoken
def activation_paper(request: HttpRequest, pk: int, paper: str, format_name: str) -> HttpResponse:
    """Hand out a document of an activation: situation report, log, notification list."""
    activation = activation_for(request, pk)
    papers = {
        "situation": activation_report.situation_report,
        "log": activation_report.log,
        "notify": activation_report.notification_list,
    }
    if paper not in papers:
        raise Http404
    return _file(papers[paper](activation, timezone.now(), language()), f"{paper}-{pk}", format_name)


@page("contingency.view")
@spoken
def exercise_paper(request: HttpRequest, pk: int, paper: str, format_name: str) -> HttpResponse:
    """Hand out a document of an exercise: script, after-action report."""
    exercise = exercise_for(request, pk)
    if paper == "script":
        document = exercise_report.script(exercise, language())
    elif paper == "after-action":
        document = exercise_report.after_action(exercise, user_of(request), language())
    else:
        raise Http404
    return _file(document, f"{paper}-{pk}", format_name)


def _number(text: str) -> int:
    if not text.isdigit():
        raise Http404
    return int(text)


def _file(document: Document, name: str, format_name: str) -> HttpResponse:
    if format_name not in get_args(Format):
        raise Http404
    return HttpResponse(
        render(document, format_name),  # type: ignore[arg-type]
        content_type=TYPES[format_name],
        headers={"Content-Disposition": f'attachment; filename="{name}.{format_name}"'},
    )
