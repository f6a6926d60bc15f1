"""Pages of persons' requests: entered, the data held looked up, decided record by record, answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.lists import show_list
from chegara.profiling import answers
from chegara.profiling.actions import requests as actions
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.choices import DocumentField, RequestKind, RequestStep
from chegara.profiling.forms import AnswerForm, HeldForm, RequestForm, StepForm
from chegara.profiling.models import Check, FalseMatch, SubjectRequest
from chegara.profiling.tables import SubjectRequestTable
from chegara.profiling.views.common import answer_file, form_page, invented, links, user_of
from chegara.profiling.wordings import spoken


@page("profiling.oversee")
def subject_requests(request: HttpRequest) -> HttpResponse:
    """List what people ask about data on them."""
    return show_list(
        request, title=_("Requests of persons"), table_class=SubjectRequestTable,
        rows=SubjectRequest.objects.visible_to(user_of(request)), template="profiling/requests.html",
        export_name="requests", empty=_("No request."),
    )  # fmt: skip


@page("profiling.oversee")
def subject_request_new(request: HttpRequest) -> HttpResponse:
    """Enter a request."""
    user = user_of(request)
    form = RequestForm(request.POST or None, user=user)
    return form_page(
        request, form, lambda _data: actions.save_request(form.save(commit=False), by=user),
        title=_("New request"), back=reverse("subject_requests"), to=lambda made: made.get_absolute_url(),
    )  # fmt: skip


def _asked(request: HttpRequest, pk: int, *, own: bool = False) -> SubjectRequest:
    visible = SubjectRequest.objects.visible_to(user_of(request)).select_related(
        "owner_agency__country", "compartment", "by", "answered_by"
    )
    if own:
        visible = visible.filter(owner_agency__in=agencies_of(user_of(request)))
    found: SubjectRequest = get_object_or_404(visible, pk=pk)
    return found


@page("profiling.oversee")
@spoken
def subject_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request: what it asks, what was decided record by record, the answer and its paper."""
    asked, user = _asked(request, pk), user_of(request)
    return render(request, "profiling/request.html", {
        "title": str(asked), "asked": asked, "acts": asked.acts.select_related("subject_check__point", "by"),
        "invented": invented(asked), "late": asked.answered_on is None and asked.due_on < timezone.localdate(),
        "open": asked.answered_on is None and asked.owner_agency_id in set(agencies_of(user)),
        "paper": links("subject_request_file", pk) if asked.answered_on else (),
    })  # fmt: skip


@page("profiling.oversee")
def subject_request_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on a request and answer it."""
    asked, user = _asked(request, pk, own=True), user_of(request)
    return form_page(
        request, AnswerForm(request.POST or None),
        lambda data: actions.answer(
            asked, actions.Answer(decision=data["decision"], text=data["text"], remedy=data["remedy"]),
            on=timezone.localdate(), by=user,
        ),
        title=_("Answer: %(request)s") % {"request": asked}, back=asked.get_absolute_url(),
        explanation=asked.about, submit=_("Answer"),
    )  # fmt: skip


@page("profiling.oversee")
@spoken
def subject_request_file(request: HttpRequest, pk: int, format_name: str) -> HttpResponse:
    """Hand out the answer as a paper."""
    asked = _asked(request, pk)
    if not asked.answered_on:
        return redirect(asked)
    return answer_file(answers.answer_letter(asked, get_language() or "en"), f"answer-{pk}", format_name)


@page("profiling.oversee")
def subject_request_held(request: HttpRequest, pk: int) -> HttpResponse:
    """Look up what holds data on who asks, and decide record by record what is done with it."""
    user, asked = user_of(request), _asked(request, pk, own=True)
    if asked.answered_on:
        return redirect(asked)
    form, found, wrong = HeldForm(request.POST or None), None, None
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            number, wrong = _step(request, asked, number, user)
            found = actions.seek_held(asked, number=number, by=user)
        except ProfilingError as error:
            form.add_error(None, str(error))
            found = actions.seek_held(asked, number=number, by=user) if number.strip() else None
        else:
            form = HeldForm({"number": number})
    steps = [step for step, kinds in actions.ASKED_BY.items() if asked.kind in kinds]
    return render(request, "profiling/held.html", {
        "title": _("Data held: %(request)s") % {"request": asked}, "asked": asked, "form": form, "found": found,
        "number": form.data.get("number", ""), "invented": invented(asked), "back": asked.get_absolute_url(),
        "checks": [(one, answers.held_fields(one), _form_of(one, steps, wrong)) for one in found.checks] if found else (),
        "false_matches": found.false_matches if found else (), "may_erase": asked.kind == RequestKind.ERASURE,
        "acts": asked.acts.select_related("subject_check__point", "by"),
    })  # fmt: skip


def _form_of(check: Check, steps: list[RequestStep], wrong: StepForm | None) -> StepForm:
    if wrong is not None and wrong.prefix == f"c{check.pk}":
        return wrong
    return StepForm(steps=steps, prefix=f"c{check.pk}", initial={"step": steps[0]})


def _step(
    request: HttpRequest, asked: SubjectRequest, number: str, user: User
) -> tuple[str, StepForm | None]:
    """Do what is asked of one record; return the number under which it is held now, and a form that is wrong."""
    sought = number.strip().upper()
    if request.POST.get("match", "").isdigit():
        matches = FalseMatch.objects.visible_to(user).filter(document_number=sought)
        match = get_object_or_404(matches, pk=request.POST["match"])
        actions.erase_false_match(asked, match, reason=request.POST.get("why", ""), by=user)
        return number, None
    if not request.POST.get("check", "").isdigit():
        return number, None
    held = Check.objects.visible_to(user).filter(document__number=sought)
    check: Check = get_object_or_404(held, pk=request.POST["check"])
    steps = [step for step, kinds in actions.ASKED_BY.items() if asked.kind in kinds]
    form = StepForm(request.POST, steps=steps, prefix=f"c{check.pk}")
    if not form.is_valid():
        return number, form
    _do(asked, check, form.cleaned_data, user)
    data: dict[str, Any] = form.cleaned_data
    moved = data["step"] == RequestStep.CORRECTED and data["field"] == DocumentField.NUMBER
    return data["value"] if moved else number, None


def _do(asked: SubjectRequest, check: Check, data: dict[str, Any], user: User) -> None:
    reason = data["reason"]
    match data["step"]:
        case RequestStep.CORRECTED:
            actions.correct_held(
                asked, check, field=data["field"], value=data["value"], reason=reason, by=user
            )
        case RequestStep.ERASED:
            actions.erase_held(asked, check, reason=reason, on=timezone.localdate(), by=user)
        case RequestStep.KEPT:
            actions.keep_held(asked, check, reason=reason, by=user)
        case _:
            actions.tell_held(asked, check, reason=reason, by=user)
