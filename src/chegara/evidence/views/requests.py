"""Pages of data requests: draft, send, hand out form and letter, follow the answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.evidence.actions import requests
from chegara.evidence.data_requests.calendar import of_request
from chegara.evidence.data_requests.layout import months_of
from chegara.evidence.data_requests.letters import covering_letter
from chegara.evidence.data_requests.workbook import form_name, form_workbook
from chegara.evidence.methods.rows import Field
from chegara.evidence.models import Batch
from chegara.evidence.presenters.delivery import delivery_words
from chegara.evidence.presenters.words import FIELD_NAMES
from chegara.evidence.request_forms import AnswerForm, LineForm, RequestForm
from chegara.evidence.request_models import (
    Answer,
    DataRequest,
    RequestedAgency,
    RequestedIndicator,
    RequestState,
)
from chegara.evidence.tables import REQUEST_STATE_CLASSES, RequestTable
from chegara.evidence.views.common import invented, user_of
from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list
from chegara.reporting.render import RENDERERS
from chegara.reporting.render import render as rendered

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@page("evidence.view")
def request_list(request: HttpRequest) -> HttpResponse:
    """List the requests that one's agency made or received."""
    rows = RequestedAgency.objects.visible_to(user_of(request)).select_related(
        "agency", "request__from_agency__country", "request__country"
    )
    return show_list(
        request,
        title=_("Data requests"),
        table_class=RequestTable,
        rows=rows.order_by("-request__letter_date", "-request", "agency__code"),
        template="evidence/requests.html",
        export_name="data-requests",
        empty=_(
            "No data request yet. Draft one: choose the agencies, the indicators and the months, and Chegara "
            "makes each agency's form and letter."
        ),
        context=invented(next((c for c in _countries(rows) if c.invented), None)),
    )


def _countries(rows: models.QuerySet[RequestedAgency]) -> list[Any]:
    return [one.request.country for one in rows[:1]]


def _seen(request: HttpRequest, pk: int) -> DataRequest:
    asked: DataRequest = get_object_or_404(
        DataRequest.objects.visible_to(user_of(request)).select_related("from_agency", "country"), pk=pk
    )
    return asked


def _own(request: HttpRequest, pk: int) -> DataRequest:
    asked = _seen(request, pk)
    if asked.from_agency not in agencies_to_act_for(user_of(request)):
        raise PermissionDenied
    return asked


def _requested(request: HttpRequest, pk: int, agency: int) -> RequestedAgency:
    """Return what was asked of one agency, where the user is of the asking or of the asked agency."""
    requested: RequestedAgency = get_object_or_404(
        RequestedAgency.objects.visible_to(user_of(request)).select_related(
            "request__from_agency", "request__country", "agency__country"
        ),
        request=pk,
        agency=agency,
    )
    return requested


def _refused(request: HttpRequest, asked: DataRequest, message: str) -> HttpResponse:
    context = {"title": asked.title, "message": message, "back": reverse("request_detail", args=[asked.pk])}
    return render(request, "evidence/refused.html", context, status=409)


def _edit(request: HttpRequest, asked: DataRequest | None) -> HttpResponse:
    names = (
        "from_agency", "title", "letter_number", "letter_date", "signatory", "first_month", "last_month",
        "deadline", "remark",
    )  # fmt: skip
    initial = {name: getattr(asked, name) for name in names} if asked else None
    form = RequestForm(request.POST or None, user=user_of(request), request=asked, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            drafted = requests.draft_request(by=user_of(request), request=asked, **form.cleaned_data)
        except requests.RequestRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("request_detail", pk=drafted.pk)
    back = reverse("request_detail", args=[asked.pk]) if asked else reverse("request_list")
    title = _("Change the data request") if asked else _("New data request")
    return render(request, "pages/edit.html", {"title": title, "form": form, "back": back})


@page("evidence.request")
def request_new(request: HttpRequest) -> HttpResponse:
    """Draft a request."""
    return _edit(request, None)


@page("evidence.request")
def request_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a request that was not sent."""
    return _edit(request, _own(request, pk))


@page("evidence.view")
def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request: what is asked of whom, the forms and letters, how far the answers are."""
    asked, user = _seen(request, pk), user_of(request)
    own = set(agencies_to_act_for(user).values_list("pk", flat=True))
    asks = asked.from_agency_id in own
    rows = RequestedAgency.objects.visible_to(user).filter(request=asked).select_related("agency")
    found = list(rows.select_related("request__from_agency"))
    answers: dict[int, list[Batch]] = {}
    for answer in Answer.objects.visible_to(user).filter(requested__request=asked).select_related("batch"):
        answers.setdefault(answer.requested_id, []).append(answer.batch)
    today = timezone.localdate()
    months = months_of(asked)
    return render(
        request,
        "evidence/request.html",
        {
            "title": asked.title,
            "asked": asked,
            "months": len(months),
            "lines": _lines(asked, None if asks else own),
            "rows": [
                {
                    "requested": one,
                    "words": delivery_words(of_request(one, today).delivery),
                    "answers": answers.get(one.pk, []),
                    "mine": one.agency_id in own,
                    "css": REQUEST_STATE_CLASSES[RequestState(one.state)],
                }
                for one in found
            ],
            "parts": found,
            "asks": asks,
            "draft": bool(found) and all(one.state == RequestState.DRAFTED for one in found),
            **invented(asked.country),
        },
    )


def _lines(
    asked: DataRequest, only_of: set[int] | None
) -> list[tuple[RequestedIndicator, str, list[Agency]]]:
    """Return what is asked for, by what, of whom alone; with `only_of`, an agency's own part and no more."""
    found = []
    for line in asked.lines.select_related("indicator").prefetch_related("of_agencies"):
        agencies = list(line.of_agencies.all())
        named = [agency for agency in agencies if only_of is None or agency.pk in only_of]
        if named or not agencies:
            by = ", ".join(str(FIELD_NAMES[Field(name)]) for name in line.dimensions)
            found.append((line, by, named))
    return found


@page("evidence.request")
def request_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an indicator."""
    asked = _own(request, pk)
    form = LineForm(request.POST or None, request=asked)
    if request.method == "POST" and form.is_valid():
        try:
            requests.ask_for(asked, by=user_of(request), **form.cleaned_data)
        except requests.RequestRefusedError as error:
            return _refused(request, asked, str(error))
        return redirect("request_detail", pk=pk)
    context = {
        "title": _("Ask for an indicator"), "form": form, "back": reverse("request_detail", args=[pk]),
        "explanation": asked, **invented(asked.country),
    }  # fmt: skip
    return render(request, "pages/edit.html", context)


@require_POST
@page("evidence.request")
def request_line_remove(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Ask for an indicator no more."""
    asked = _own(request, pk)
    try:
        requests.ask_no_more(
            get_object_or_404(RequestedIndicator, request=asked, pk=line), by=user_of(request)
        )
    except requests.RequestRefusedError as error:
        return _refused(request, asked, str(error))
    return redirect("request_detail", pk=pk)


@require_POST
@page("evidence.request")
def request_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that letters and forms went out."""
    asked = _own(request, pk)
    try:
        requests.send_request(asked, by=user_of(request))
    except requests.RequestRefusedError as error:
        return _refused(request, asked, str(error))
    return redirect("request_detail", pk=pk)


@page("evidence.request")
def request_close(request: HttpRequest, pk: int, agency: int) -> HttpResponse:
    """Expect no more from an agency, or expect its answer again."""
    asked = _own(request, pk)
    requested = _requested(request, pk, agency)
    closed = requested.state == RequestState.CLOSED
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = requests.reopen_request if closed else requests.close_request
        try:
            act(requested, by=user_of(request), reason=form.cleaned_data["reason"])
        except requests.RequestRefusedError as error:
            return _refused(request, asked, str(error))
        return redirect("request_detail", pk=pk)
    title = _("Open the request again") if closed else _("Close the request")
    context = {
        "title": title, "form": form, "explanation": requested, "submit": title,
        "back": reverse("request_detail", args=[pk]), **invented(asked.country),
    }  # fmt: skip
    return render(request, "pages/edit.html", context)


@page("evidence.import")
def request_answer(request: HttpRequest, pk: int, agency: int) -> HttpResponse:
    """Say which import answers a request, where the agency did not use the form."""
    requested = _requested(request, pk, agency)
    user = user_of(request)
    if requested.agency not in agencies_to_act_for(user):
        raise PermissionDenied
    batches = (
        Batch.objects.visible_to(user)
        .counting()
        .filter(owner_agency=requested.agency, compartment=None, answer=None)
    )
    form = AnswerForm(request.POST or None, batches=batches)
    if request.method == "POST" and form.is_valid():
        try:
            requests.answer_by(requested, batch=form.cleaned_data["batch"], by=user)
        except requests.RequestRefusedError as error:
            return _refused(request, requested.request, str(error))
        return redirect("request_detail", pk=pk)
    context = {
        "title": _("Answer with an import"), "form": form, "explanation": requested,
        "back": reverse("request_detail", args=[pk]), **invented(requested.request.country),
    }  # fmt: skip
    return render(request, "pages/edit.html", context)


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Hand out a file that was made just now."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@page("evidence.view")
def request_form(request: HttpRequest, pk: int, agency: int) -> HttpResponse:
    """Hand out an agency's form."""
    requested = _requested(request, pk, agency)
    return download(form_workbook(requested), form_name(requested), XLSX)


@page("evidence.view")
def request_letter(request: HttpRequest, pk: int, agency: int, kind: str) -> HttpResponse:
    """Hand out the letter that goes with an agency's form, as Word or PDF."""
    requested = _requested(request, pk, agency)
    if kind not in CONTENT_TYPES or kind not in RENDERERS:
        raise Http404
    name = form_name(requested).replace("request-", "letter-").removesuffix("xlsx") + kind
    return download(rendered(covering_letter(requested), kind), name, CONTENT_TYPES[kind])
