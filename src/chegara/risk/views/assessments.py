"""Pages of assessments: list, register, map, state, signatures, last year, versions."""

from __future__ import annotations

from itertools import pairwise

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from chegara.organisation.queries import agencies_to_act_for
from chegara.organisation.readers import spoken
from chegara.organisation.visibility import own_agencies
from chegara.pages.access import page
from chegara.pages.lists import show_list
from chegara.risk.actions import assessments
from chegara.risk.actions.common import RiskError
from chegara.risk.choices import TRANSITIONS, AssessmentState
from chegara.risk.forms import AssessmentForm, MoveForm, NewAssessmentForm, NextYearForm, StandForm
from chegara.risk.presenters import difference_rows, heat_map, language
from chegara.risk.queries import assessments_of, levels_of, panel_of
from chegara.risk.register import Register
from chegara.risk.report.hindsight import hindsight_blocks
from chegara.risk.tables import AssessmentTable, RegisterTable
from chegara.risk.versions import content_of, differences
from chegara.risk.views.common import changing, context, form_page, own_assessment, told_as_html, user_of


@page("risk.view")
@spoken("risk", "plans")
def assessment_list(request: HttpRequest) -> HttpResponse:
    """List the assessments."""
    user = user_of(request)
    rows = assessments_of(user).annotate(risk_count=Count("risks", filter=Q(risks__dropped=False)))
    return show_list(
        request,
        title=_("Risk analyses"),
        table_class=AssessmentTable,
        rows=rows,
        export_name="assessments",
        template="risk/list.html",
        empty=_("No risk analysis yet: a supervisor begins one."),
    )


@page("risk.lead")
def assessment_new(request: HttpRequest) -> HttpResponse:
    """Begin an assessment."""
    user = user_of(request)
    form = NewAssessmentForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            made = assessments.begin(by=user, **form.cleaned_data)
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessment_detail", pk=made.pk)
    return render(
        request, "pages/edit.html",
        {"title": _("New risk analysis"), "form": form, "submit": _("Begin")},
    )  # fmt: skip


@page("risk.view")
@spoken("risk")
def assessment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the register of an assessment, its state and who has signed."""
    assessment, user = own_assessment(request, pk), user_of(request)
    register, own = Register(assessment), own_agencies(user)
    parts = list(assessment.participations.select_related("agency", "signed_by"))
    lead = user.has_perm("risk.lead") and assessment.owner_agency_id in own
    joins = bool(own & {assessment.owner_agency_id, *(part.agency_id for part in parts)})
    return show_list(
        request,
        title=assessment.title,
        table_class=RegisterTable,
        rows=register,
        template="risk/assessment.html",
        export_name=f"risks-{assessment.country_id.lower()}-{assessment.year}",
        empty=_("No risk yet: describe the first one."),
        context=context(
            assessment,
            participations=parts,
            panel=register.panel or panel_of(assessment),
            ranking=register.ranking,
            may_edit=user.has_perm("risk.edit") and assessment.open and joins,
            leads=lead,
            takes_part=joins,
            next_states=[(s, s.label) for s in AssessmentState if s in TRANSITIONS[assessment.state]]
            if lead
            else [],
            signing=own
            if user.has_perm("risk.lead") and assessment.state == AssessmentState.DISCUSSION
            else set(),
        ),
    )


@page("risk.lead")
def assessment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an assessment says of itself."""
    assessment = changing(request, own_assessment(request, pk))
    form = AssessmentForm(request.POST or None, instance=assessment)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason = values.pop("reason")
        try:
            assessments.change(assessment, values=values, by=user_of(request), reason=reason)
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessment_detail", pk=pk)
    return form_page(request, assessment, form, title=_("Scope, scale, rule and order"))


@page("risk.lead")
@spoken("risk", "plans")
def assessment_move(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """Take an assessment to its next state."""
    assessment = changing(request, own_assessment(request, pk))
    if to not in TRANSITIONS[assessment.state]:
        raise Http404
    form = MoveForm(request.POST or None, approves=to == AssessmentState.APPROVED)
    if request.method == "POST" and form.is_valid():
        try:
            assessments.move(assessment, to=to, by=user_of(request), **form.cleaned_data)
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessment_detail", pk=pk)
    return form_page(
        request, assessment, form, title=AssessmentState(to).label,
        explanation=_("Now: %(state)s.") % {"state": assessment.get_state_display()}, submit=_("Go on"),
    )  # fmt: skip


@page("risk.lead")
def assessment_sign(request: HttpRequest, pk: int, agency: int) -> HttpResponse:
    """Sign for one's own agency."""
    assessment = own_assessment(request, pk)
    own = get_object_or_404(agencies_to_act_for(user_of(request)), pk=agency)
    if not assessment.participations.filter(agency=own).exists():
        raise Http404
    form = StandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assessments.sign(assessment, agency=own, by=user_of(request), **form.cleaned_data)
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessment_detail", pk=pk)
    return form_page(
        request, assessment, form, title=_("Sign for %(agency)s") % {"agency": own}, submit=_("Sign")
    )


@page("risk.lead")
def assessment_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin next year's assessment from this one."""
    assessment = changing(request, own_assessment(request, pk))
    form = NextYearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = assessments.begin_next_year(
                assessment, title=form.cleaned_data["title"], by=user_of(request)
            )
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessment_detail", pk=made.pk)
    return form_page(
        request, assessment, form,
        title=_("Next year's analysis, of %(year)s") % {"year": assessment.year + 1},
        explanation=_("Its risks are carried over as they are described, unscored."), submit=_("Begin"),
    )  # fmt: skip


@page("risk.view")
@spoken("risk", "plans")
def heat(request: HttpRequest, pk: int) -> HttpResponse:
    """Show threat against vulnerability, with impact beside each risk."""
    assessment = own_assessment(request, pk)
    names, rows = heat_map(assessment, levels_of(assessment))
    return render(
        request,
        "risk/map.html",
        context(assessment, title=_("Map of the risks"), names=names, rows=rows),
    )


@page("risk.view")
@spoken("risk", "plans")
def last_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what last year's analysis expected beside what happened: levels, forecasts, measures."""
    assessment, user = own_assessment(request, pk), user_of(request)
    previous = assessments_of(user).filter(pk=assessment.previous_id or 0).first()
    body = told_as_html(hindsight_blocks(assessment, user, language())) if previous else ""
    return render(
        request,
        "risk/last_year.html",
        context(assessment, title=_("Against last year"), body=body, previous=previous),
    )


@page("risk.view")
@spoken("risk", "plans")
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each approved version and what changed in it; at the end what changed since the last one."""
    assessment = own_assessment(request, pk)
    kept = list(assessment.versions.select_related("by"))
    contents = [one.content for one in kept]
    changes = [
        difference_rows(assessment.scale, differences(before, after)) for before, after in pairwise(contents)
    ]
    since = (
        difference_rows(assessment.scale, differences(contents[-1], content_of(assessment)))
        if kept and not assessment.frozen
        else None
    )
    return render(
        request,
        "risk/versions.html",
        context(
            assessment, title=_("Approved versions"),
            versions=list(zip(kept, (None, *changes), strict=False)), since=since,
        ),
    )  # fmt: skip
