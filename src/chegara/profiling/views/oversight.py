"""Pages of oversight: does it work, does it discriminate, who looked at whom, what do people ask."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.lists import show_list
from chegara.profiling.actions import checks as check_actions
from chegara.profiling.actions import requests as actions
from chegara.profiling.actions import upkeep
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.choices import RequestKind
from chegara.profiling.forms import (
    AnswerForm,
    ConfirmForm,
    HeldForm,
    PeriodForm,
    PostSettingsForm,
    RequestForm,
)
from chegara.profiling.goods_oversight import goods_figures, proxies_found
from chegara.profiling.models import Check, PostSettings, SubjectRequest
from chegara.profiling.presenters.oversight import ATTRIBUTES, comparison_rows, outcome_rows
from chegara.profiling.queries import figures, open_requests
from chegara.profiling.tables import SubjectRequestTable
from chegara.profiling.views.common import form_page, invented, invented_for, language, links, user_of


@page("profiling.oversee")
def oversight(request: HttpRequest) -> HttpResponse:
    """Show the statistics of a period."""
    user, today = user_of(request), timezone.localdate()
    usual = PeriodForm.usual(today)
    form = PeriodForm(request.GET or None, initial=usual)
    period = form.cleaned_data if form.is_bound and form.is_valid() else usual
    found = figures(user, period["first"], period["last"], today)
    return render(request, "profiling/oversight.html", {
        "title": _("Oversight"), "invented": invented_for(user), "form": form, "figures": found, "comparisons": comparison_rows(found),
        "goods": goods_figures(user, period["first"], period["last"]),
        "proxies": [{**one, "words": one["words"][language()]} for one in proxies_found(user)],
        "outcomes": outcome_rows(found), "attributes": ATTRIBUTES, "requests": open_requests(user).count(),
        "settings": PostSettings.objects.visible_to(user).select_related("point"),
        "statistics": links("profiling_paper", "statistics"), "impact": links("profiling_paper", "impact"),
        "overdue": open_requests(user).filter(due_on__lt=today).count(),
    })  # fmt: skip


@page("profiling.oversee")
def retention(request: HttpRequest) -> HttpResponse:
    """Delete personal data whose time is over."""
    user = user_of(request)
    return form_page(
        request, ConfirmForm(request.POST or None),
        lambda _data: upkeep.delete_due(
            by=user, today=timezone.localdate(), agencies=list(agencies_of(user))
        ),
        title=_("Delete what is over its time"), back=reverse("oversight"), submit=_("Delete"),
        explanation=_("Who it was is deleted from closed checks without a confirmed result; the statistics stay. False matches that need not be remembered any more go too."),
    )  # fmt: skip


@page("profiling.approve")
def post_settings(request: HttpRequest) -> HttpResponse:
    """Decide for a post: second line, random sample, retention."""
    user = user_of(request)
    key = request.GET.get("pk", "")
    visible: QuerySet[PostSettings] = PostSettings.objects.visible_to(user).filter(
        owner_agency__in=agencies_of(user)
    )
    instance = get_object_or_404(visible, pk=key) if key.isdigit() else None
    form = PostSettingsForm(request.POST or None, instance=instance, user=user)
    return form_page(
        request, form, lambda _data: check_actions.save_post_settings(form.save(commit=False), by=user),
        title=_("Settings of a post"), back=reverse("oversight"),
        explanation=_("The random sample of persons stays off until a legal article is entered. Nobody can steer it: the hash of the day's seed is shown from the morning, the seed the day after."),
    )  # fmt: skip


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
        title=_("New request"), back=reverse("subject_requests"),
    )  # fmt: skip


@page("profiling.oversee")
def subject_request_held(request: HttpRequest, pk: int) -> HttpResponse:
    """Look up which checks hold data on who asks; erase them where that is asked and nothing speaks against it."""
    user, today = user_of(request), timezone.localdate()
    visible = SubjectRequest.objects.visible_to(user).filter(owner_agency__in=agencies_of(user))
    asked: SubjectRequest = get_object_or_404(visible, pk=pk)
    form, found = HeldForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            if request.POST.get("erase", "").isdigit():
                held = Check.objects.visible_to(user).filter(document__number=number.strip().upper())
                check = get_object_or_404(held, pk=request.POST["erase"])
                actions.erase_held(asked, check, on=today, by=user)
            found = actions.seek_held(asked, number=number, by=user)
        except ProfilingError as error:
            form.add_error(None, str(error))
    return render(request, "profiling/held.html", {
        "title": _("Data held: %(request)s") % {"request": asked}, "asked": asked, "form": form, "found": found,
        "may_erase": asked.kind == RequestKind.ERASURE, "invented": invented(asked),
        "back": reverse("subject_request", args=[pk]),
    })  # fmt: skip


@page("profiling.oversee")
def subject_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a request."""
    user = user_of(request)
    asked: SubjectRequest = get_object_or_404(SubjectRequest.objects.visible_to(user), pk=pk)
    if asked.answered_on:
        return render(request, "profiling/request.html", {"title": str(asked), "asked": asked})
    if request.method == "POST" and asked.owner_agency_id not in set(agencies_of(user)):
        return redirect("subject_requests")
    return form_page(
        request, AnswerForm(request.POST or None),
        lambda data: actions.answer(asked, text=data["text"], on=timezone.localdate(), by=user),
        title=str(asked), back=reverse("subject_requests"), explanation=asked.about, submit=_("Answer"),
        more=[(reverse("subject_request_held", args=[pk]), _("Look up the data held"))],
    )  # fmt: skip
