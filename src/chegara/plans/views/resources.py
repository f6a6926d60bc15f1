"""Pages of estimates of resources: what is needed next year at the crossing points, against what there is."""

from __future__ import annotations

from typing import get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.organisation.page_context import edit_page, invented, invented_of_mine, user_of
from chegara.organisation.queries import countries_of
from chegara.organisation.readers import spoken
from chegara.pages.access import page
from chegara.pages.jobs import run_job
from chegara.pages.lists import show_list
from chegara.plans.actions import resources as actions
from chegara.plans.presenters import language
from chegara.plans.resource_document import document_of, workbook_of
from chegara.plans.resource_forms import AvailableForm, EstimateForm, PointForm
from chegara.plans.resource_jobs import ESTIMATE_JOB
from chegara.plans.resource_models import PointResources, ResourceEstimate
from chegara.plans.resource_report import estimate_blocks, hours_table, result_of
from chegara.plans.tables import EstimateTable
from chegara.plans.views.common import is_own, require_own, tried
from chegara.reporting.html import render_fragment
from chegara.reporting.render import Format
from chegara.reporting.render import render as render_document

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


def estimate_for(request: HttpRequest, pk: int) -> ResourceEstimate:
    """Return an estimate that the user may see, else a page that says there is nothing."""
    visible = ResourceEstimate.objects.visible_to(user_of(request))
    found: ResourceEstimate = get_object_or_404(
        visible.select_related("country", "owner_agency", "compartment", "indicator"), pk=pk
    )
    return found


@page("plans.view")
@spoken("estimates")
def estimate_list(request: HttpRequest) -> HttpResponse:
    """List the estimates."""
    user = user_of(request)
    rows = ResourceEstimate.objects.visible_to(user).select_related("country", "owner_agency")
    return show_list(
        request,
        title=_("Resources needed"),
        table_class=EstimateTable,
        rows=rows.defer("result"),
        export_name="estimates",
        template="plans/estimates.html",
        empty=_(
            "No estimate yet. Begin one: from forecasts, service times and a target of waiting it computes the booths and officers that next year needs."  # noqa: E501 - as the translator gets it
        ),
        context=invented_of_mine(request),
    )


@page("plans.change")
def estimate_new(request: HttpRequest) -> HttpResponse:
    """Begin an estimate."""
    user = user_of(request)
    initial = {"country": countries_of(user).first(), "indicator": "persons.crossings"}
    form = EstimateForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        made: list[ResourceEstimate] = []
        if tried(form, lambda: made.append(actions.create_estimate(by=user, **form.cleaned_data))):
            return redirect("estimate_available", pk=made[0].pk)
    return edit_page(
        request, title=_("New estimate of resources"), form=form, back=reverse("estimate_list"),
        submit=_("Go on to the crossing points"),
    )  # fmt: skip


@page("plans.change")
def estimate_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an estimate's target, norms or handling."""
    user, estimate = user_of(request), estimate_for(request, pk)
    require_own(estimate, user)
    form = EstimateForm(request.POST or None, user=user, instance=estimate)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason = values.pop("reason")
        stored = ResourceEstimate.objects.get(pk=pk)
        if tried(form, lambda: actions.change_estimate(stored, values=values, by=user, reason=reason)):
            return redirect(estimate)
    return edit_page(
        request, title=str(estimate), form=form, back=estimate.get_absolute_url(),
        explanation=_("After a change the estimate is computed anew."), **invented(estimate.country),
    )  # fmt: skip


@page("plans.change")
@spoken("estimates")
def estimate_available(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what there is at each crossing point."""
    user, estimate = user_of(request), estimate_for(request, pk)
    require_own(estimate, user)
    form = AvailableForm(request.POST or None, lines=list(estimate.points.select_related("point")))
    if request.method == "POST" and form.is_valid():
        lines, reason = form.available, form.cleaned_data["reason"]
        if tried(form, lambda: actions.set_available(estimate, lines, by=user, reason=reason)):
            return redirect(estimate)
    return render(
        request,
        "plans/estimate_available.html",
        {"title": _("What there is"), "estimate": estimate, "form": form, **invented(estimate.country)},
    )


@page("plans.view")
@spoken("estimates")
def estimate_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is needed, what there is and what is missing."""
    user, estimate = user_of(request), estimate_for(request, pk)
    own = is_own(estimate, user)
    return render(
        request,
        "plans/estimate.html",
        {
            "title": str(estimate),
            "estimate": estimate,
            "points": estimate.points.select_related("point"),
            # reporting escapes every text it is given
            "body": mark_safe(render_fragment(estimate_blocks(estimate), language())),  # noqa: S308
            "mine": own and user.has_perm("plans.change"),
            "own": own,
            "file_formats": (("docx", "Word"), ("pdf", "PDF"), ("html", "HTML")),
            **invented(estimate.country),
        },
    )


@page("plans.view")
@spoken("estimates")
def estimate_point(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """Show what one point needs, hour by hour and month by month."""
    user, estimate = user_of(request), estimate_for(request, pk)
    line = get_object_or_404(estimate.points.select_related("point"), point=point)
    result = result_of(estimate)
    one = next((one for one in result.points if one.point == point), None) if result else None
    blocks = [hours_table(line, one)] if one and one.booths else []
    return render(
        request,
        "plans/estimate_point.html",
        {
            "title": str(line), "estimate": estimate, "line": line,
            "body": mark_safe(render_fragment(blocks, language())) if blocks else "",  # noqa: S308 - as above
            "mine": is_own(estimate, user) and user.has_perm("plans.change"),
            **invented(estimate.country),
        },
    )  # fmt: skip


@page("plans.change")
def estimate_point_edit(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """Say how service and the day at one point differ from the norm."""
    user, estimate = user_of(request), estimate_for(request, pk)
    require_own(estimate, user)
    line = get_object_or_404(PointResources.objects.select_related("point"), estimate=estimate, point=point)
    form = PointForm(request.POST or None, instance=line)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason = values.pop("reason")
        stored = PointResources.objects.select_related("point", "estimate__owner_agency").get(pk=line.pk)
        if tried(form, lambda: actions.change_point(stored, values=values, by=user, reason=reason)):
            return redirect("estimate_point", pk=pk, point=point)
    return edit_page(
        request, title=str(line), form=form, back=reverse("estimate_point", args=[pk, point]),
        explanation=_("Fill in only what differs from the norm of the estimate."),
        **invented(estimate.country),
    )  # fmt: skip


@require_POST
@page("plans.change")
def estimate_compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute what is needed, in the background."""
    user, estimate = user_of(request), estimate_for(request, pk)
    require_own(estimate, user)
    job = run_job(
        ESTIMATE_JOB, {"estimate": pk}, by=user, key=f"{ESTIMATE_JOB}:{pk}",
        title=_("Resources needed: %(estimate)s") % {"estimate": estimate},
    )  # fmt: skip
    return redirect("job_detail", pk=job.pk)


@page("plans.view")
@spoken("estimates")
def estimate_file(request: HttpRequest, pk: int, format_name: str) -> HttpResponse:
    """Hand out an estimate as a spreadsheet or a document."""
    estimate = estimate_for(request, pk)
    if format_name == "xlsx":
        content, content_type = workbook_of(estimate), XLSX
    elif format_name in get_args(Format):
        content = render_document(document_of(estimate, language()), format_name)  # type: ignore[arg-type]
        content_type = TYPES[format_name]
    else:
        raise Http404
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="resources-{pk}.{format_name}"'},
    )
