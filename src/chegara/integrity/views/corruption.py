"""Pages: corruption risks, their map, cases, exposed positions, judging in secret."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from chegara.elicitation.ballots import ElicitationError
from chegara.integrity.actions import corruption as actions
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.corruption_forms import (
    AssessorForm,
    CaseForm,
    ControlForm,
    FactorsForm,
    RiskForm,
    RulesForm,
    SensitiveForm,
)
from chegara.integrity.corruption_presenters import (
    case_rows,
    control_words,
    factors_used,
    map_tables,
    post_rows,
    risk_facts,
    risk_rows,
    round_words,
    scale_words,
)
from chegara.integrity.corruption_queries import RiskPicture, risks_to_put, rules_of
from chegara.integrity.models import CorruptionRisk, IntegrityCase, Post, RiskControl
from chegara.integrity.tables import PostEditTable, PostTable
from chegara.integrity.views.common import about, may_change, review_for, show, tried, user_of
from chegara.integrity.wordings import spoken
from chegara.pages.access import page
from chegara.pages.lists import show_list

FORMATS = (("docx", "Word"), ("pdf", "PDF"), ("html", "HTML"))


@page("integrity.view")
@spoken
def risk_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the corruption risks of a review on their maps, and as a list."""
    review = review_for(request, pk)
    picture = RiskPicture(review)
    return show(
        request, review, "corruption_map", _("Corruption risks"), maps=map_tables(picture),
        formats=FORMATS, risks=risk_rows(picture), scale=scale_words(picture), panel=picture.panel,
        rounds=round_words(picture),
        legend=factors_used((code for one in picture.risks for code in one.risk.factors), picture.language),
    )  # fmt: skip


@page("integrity.view")
@spoken
def risk_detail(request: HttpRequest, pk: int, risk: int) -> HttpResponse:
    """Show one risk: what it is, controls, cases, levels before and after."""
    review = review_for(request, pk)
    found = get_object_or_404(CorruptionRisk, review=review, pk=risk)
    picture = RiskPicture(review)
    levels = next(one for one in picture.risks if one.risk.pk == found.pk)
    return show(
        request, review, "corruption_risk", found, risk=found, facts=risk_facts(picture, levels),
        controls=[(each, control_words(each.code, picture.language)) for each in found.controls.all()],
        recommendations=found.recommendations.select_related("measure"), cases=case_rows(found.cases.all()), control_form=ControlForm(),
        back=reverse("corruption_map", args=[pk]),
    )  # fmt: skip


@page("integrity.change")
def risk_edit(request: HttpRequest, pk: int, risk: int | None = None) -> HttpResponse:
    """Describe a risk, or change it."""
    review = review_for(request, pk)
    found = (
        get_object_or_404(CorruptionRisk, review=review, pk=risk) if risk else CorruptionRisk(review=review)
    )
    form = RiskForm(request.POST or None, instance=found, review=review)
    if request.method == "POST" and form.is_valid():
        values, user = form.cleaned_data, user_of(request)
        if tried(form, lambda: actions.save_risk(found, values=values, by=user)):
            return redirect(found)
    title = _("Corruption risk") if risk else _("New corruption risk")
    return show(request, review, "edit", title, form=form, back=reverse("corruption_map", args=[pk]))


@page("integrity.change")
@require_POST
def control_add(request: HttpRequest, pk: int, risk: int) -> HttpResponse:
    """Add a control to a risk, or change its strength."""
    review = review_for(request, pk)
    found = get_object_or_404(CorruptionRisk, review=review, pk=risk)
    form = ControlForm(request.POST)
    values, user = form.data, user_of(request)
    if form.is_valid():
        values = form.cleaned_data
        if tried(form, lambda: actions.save_control(found, values=values, by=user)):
            return redirect(found)
    return show(request, review, "edit", _("Control"), form=form, back=found.get_absolute_url())


@page("integrity.change")
@require_POST
def control_drop(request: HttpRequest, pk: int, control: int) -> HttpResponse:
    """Take a control off a risk."""
    review = review_for(request, pk)
    found = get_object_or_404(RiskControl.objects.select_related("risk"), review=review, pk=control)
    actions.drop_control(found, by=user_of(request))
    return redirect(found.risk)


@page("integrity.change")
def rules_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the scale, the threshold of sensitive posts, the longest time in one."""
    review = review_for(request, pk)
    form = RulesForm(request.POST or None, instance=rules_of(review))
    if request.method == "POST" and form.is_valid():
        values, user = form.cleaned_data, user_of(request)
        if tried(form, lambda: actions.set_rules(review, values=values, by=user)):
            return redirect("corruption_map", pk)
    return show(
        request,
        review,
        "edit",
        _("Rules of corruption risks"),
        form=form,
        back=reverse("corruption_map", args=[pk]),
    )


@page("integrity.change")
def assessors(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the panel of assessors, invite somebody of the agency to it, put new risks to it."""
    review, user = review_for(request, pk), user_of(request)
    putting = "put" in request.POST
    form = AssessorForm(request.POST if request.POST and not putting else None, review=review)
    if putting or form.is_valid():
        try:
            if putting:
                actions.put_to_assessors(review, by=user)
            else:
                actions.invite_assessor(review, user=form.cleaned_data["user"], by=user)
        except (IntegrityError, ElicitationError) as error:
            messages.error(request, str(error))
        return redirect("corruption_assessors", pk)
    picture = RiskPicture(review)
    experts = picture.panel.experts.select_related("user") if picture.panel else []
    return show(
        request, review, "corruption_assessors", _("Assessors"), form=form, panel=picture.panel,
        experts=experts, to_put=risks_to_put(review), back=reverse("corruption_map", args=[pk]),
    )  # fmt: skip


@page("integrity.view")
@spoken
def case_list(request: HttpRequest, pk: int) -> HttpResponse:
    """List the cases."""
    review = review_for(request, pk)
    rows = IntegrityCase.objects.filter(review=review).select_related("post__unit", "step", "risk")
    return show(
        request, review, "corruption_cases", pgettext("of corruption", "Cases"), cases=case_rows(rows)
    )


@page("integrity.change")
def case_edit(request: HttpRequest, pk: int, case: int | None = None) -> HttpResponse:
    """Enter a case, or change it."""
    review = review_for(request, pk)
    found = get_object_or_404(IntegrityCase, review=review, pk=case) if case else IntegrityCase(review=review)
    form = CaseForm(request.POST or None, instance=found, review=review)
    if request.method == "POST" and form.is_valid():
        values, user = form.cleaned_data, user_of(request)
        if tried(form, lambda: actions.save_case(found, values=values, by=user)):
            return redirect("case_list", pk)
    return show(
        request, review, "edit", _("Case") if case else _("New case"), form=form,
        back=reverse("case_list", args=[pk]),
        explanation=_("Name positions, not people. An open investigation does not belong here."),
    )  # fmt: skip


@page("integrity.view")
@spoken
def exposed_posts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how exposed positions are, which are sensitive and why, and where rotation is overdue."""
    review, title = review_for(request, pk), _("Sensitive posts")
    picture, mine = RiskPicture(review), may_change(review, user_of(request))
    return show_list(
        request, title=title, table_class=PostEditTable if mine else PostTable, rows=post_rows(picture),
        template="integrity/exposed_posts.html", export_name="integrity-sensitive-posts",
        empty=_("No position yet: read in the staffing table first."),
        context=about(
            review, title, mine=mine, rules=picture.rules,
            legend=factors_used((code for one in picture.posts for code in one.factors), picture.language),
            unjudged=sum(not one.factors for one in picture.posts),
        ),
    )  # fmt: skip


@page("integrity.change")
def post_factors(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Judge the factors at a position."""
    review = review_for(request, pk)
    found = get_object_or_404(Post.objects.select_related("unit", "review"), review=review, pk=post)
    form = FactorsForm(request.POST or None, initial=dict(found.factors.values_list("code", "strength")))
    if request.method == "POST" and form.is_valid():
        strengths, user = form.cleaned_data, user_of(request)
        if tried(form, lambda: actions.set_factors(found, strengths=strengths, by=user)):
            return redirect("exposed_posts", pk)
    return show(request, review, "edit", found, form=form, back=reverse("exposed_posts", args=[pk]))


@page("integrity.change")
def post_sensitive(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Say that a norm or order names a position as sensitive."""
    review = review_for(request, pk)
    found = get_object_or_404(Post.objects.select_related("unit", "review"), review=review, pk=post)
    start = {"sensitive": found.sensitive, "why": found.sensitive_why}
    form = SensitiveForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        values, user = form.cleaned_data, user_of(request)
        if tried(form, lambda: actions.set_sensitive(found, **values, by=user)):
            return redirect("exposed_posts", pk)
    return show(request, review, "edit", found, form=form, back=reverse("exposed_posts", args=[pk]))
