"""Pages of activities: lists read in, recommendations, the programme report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.organisation.models import State
from chegara.organisation.page_context import edit_page, invented, user_of
from chegara.organisation.papers import paper, show_paper
from chegara.organisation.registers.pages import is_own
from chegara.organisation.registers.presenters import day, language
from chegara.pages.access import page
from chegara.training.actions.activities import (
    drop_list,
    plan_recommendation,
    receive_list,
    settle_row,
    take_over,
)
from chegara.training.activity_sheet import said
from chegara.training.forms import ListForm, RecommendForm, ReportForm, SettleForm
from chegara.training.models import ActivityList, Recommendation
from chegara.training.report.programme import activities_for, programme_report
from chegara.training.views.common import REFUSALS, tried
from chegara.training.wordings import spoken


@page("training.change")
def list_new(request: HttpRequest) -> HttpResponse:
    """Read in a spreadsheet of activities."""
    user = user_of(request)
    form = ListForm(request.POST or None, request.FILES or None, user=user)
    made: list[ActivityList] = []
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        file = data.pop("file")
        if tried(
            form, lambda: made.append(receive_list(content=file.read(), name=file.name, by=user, **data))
        ):
            return redirect("activity_list", pk=made[0].pk)
    return edit_page(
        request,
        title=_("Read in a list of activities"),
        form=form,
        submit=_("Read in"),
        back=reverse("training_register", args=["activities"]),
        explanation=_(
            "One activity a row; columns: title, kind, country, place, dates (or start and end), topics, "
            "agencies, participants from, organisers, partners, participants, women, source. Nothing counts "
            "until you have looked at it."
        ),
    )


def _list_for(request: HttpRequest, pk: int) -> ActivityList:
    found = ActivityList.objects.visible_to(user_of(request)).select_related("owner_agency__country")
    received: ActivityList = get_object_or_404(found, pk=pk)
    if not is_own(received, user_of(request)):
        raise PermissionDenied
    return received


@page("training.change")
@spoken
def list_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was read of each row, what is refused and what is warned of."""
    received = _list_for(request, pk)
    states = {state.pk: state for state in State.objects.all()}
    rows = [
        {
            **row,
            "days": _days(row["values"]),
            "country": states.get(row["values"]["held_in"]),
            "problems": [said(each["message"]) for each in row["problems"]],
            "warnings": [said(each) for each in row["warnings"]],
        }
        for row in received.rows
    ]
    return render(
        request,
        "training/list.html",
        {
            "title": _("List of activities: %(name)s") % {"name": received.name},
            "received": received,
            "rows": rows,
            "doubts": received.doubts,
            **invented(
                next((row["country"] for row in rows if row["country"] and row["country"].invented), None)
            ),
        },
    )


def _days(values: dict[str, Any]) -> str:
    if not values["start"]:
        return str(values["announced"]) or "–"
    return f"{day(date.fromisoformat(values['start']))} – {day(date.fromisoformat(values['end']))}"


@page("training.change")
def list_settle(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Settle a row that was refused."""
    received = _list_for(request, pk)
    row = next((row for row in received.rows if row["number"] == number), None)
    if row is None:
        raise Http404
    form = SettleForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: settle_row(received, number, by=user_of(request), **form.cleaned_data))
    ):
        return redirect("activity_list", pk=pk)
    return edit_page(
        request,
        title=_("Settle row %(number)s: %(title)s") % {"number": number, "title": row["values"]["title"]},
        form=form,
        back=reverse("activity_list", args=[pk]),
        explanation=" ".join(said(each["message"]) for each in row["problems"]),
        **invented(State.objects.filter(pk=row["values"]["held_in"]).first()),
    )


@require_POST
@page("training.change")
def list_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a list away that was not taken over."""
    try:
        drop_list(_list_for(request, pk), by=user_of(request))
    except REFUSALS as error:
        messages.error(request, str(error))
        return redirect("activity_list", pk=pk)
    messages.success(request, _("The list was thrown away."))
    return redirect("training_register", register="activities")


@require_POST
@page("training.change")
def list_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a list over whose doubts are settled."""
    received = _list_for(request, pk)
    try:
        made = take_over(received, by=user_of(request))
    except REFUSALS as error:
        messages.error(request, str(error))
        return redirect("activity_list", pk=pk)
    messages.success(request, _("Activities taken over: %(n)s.") % {"n": len(made)})
    return redirect("training_register", register="activities")


@page("plans.change")
def recommend(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a measure of a recommendation."""
    user = user_of(request)
    found = Recommendation.objects.visible_to(user).select_related("activity__owner_agency__country")
    one = get_object_or_404(found, pk=pk)
    if not is_own(one, user_of(request)):
        raise PermissionDenied
    form = RecommendForm(request.POST or None, user=user, initial={"title": one.text[:300]})
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: plan_recommendation(one, by=user, **form.cleaned_data))
    ):
        return redirect(one.activity)
    return edit_page(
        request,
        title=_("Make a measure of it"),
        form=form,
        back=one.get_absolute_url(),
        explanation=one.text,
        **invented(one.country),
    )


@page("training.view")
@spoken
def report(request: HttpRequest, format_name: str = "") -> HttpResponse:
    """Show the programme report, or hand it out as a file."""
    user = user_of(request)
    form = ReportForm(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    asked = {name: given[name] for name in ("programme", "first", "last") if given.get(name)}
    found = activities_for(user, invented=bool(given.get("invented")), **asked)
    document = programme_report(found, user, language(), **asked)
    if format_name:
        return paper(document, "programme", format_name)
    query = request.GET.urlencode()
    files = [
        (name, reverse("programme_report_file", args=[form_]) + (f"?{query}" if query else ""))
        for form_, name in (("docx", "Word"), ("pdf", "PDF"))
    ]
    return show_paper(
        request,
        document,
        countries=[one.held_in for one in found],
        files=files,
        form=form,
        back=(_("Activities"), reverse("training_register", args=["activities"])),
    )
