"""Pages of a risk: its sheet, its form, its evidence, what is not known."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.organisation.readers import spoken
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.risk.actions import risks, treatments
from chegara.risk.actions.common import RiskError, takes_part
from chegara.risk.forms import (
    AnswerForm,
    EvidenceForm,
    GapForm,
    LevelForm,
    ProposeForm,
    RiskForm,
    TreatForm,
)
from chegara.risk.models import CollectionTask, EvidenceLink, Risk, Treatment
from chegara.risk.presenters import (
    bow_tie_of,
    cited_lines,
    evidence_lines,
    level_range,
    likelihood_sentence,
    rule_steps,
    sheet_parts,
    standing_sentence,
)
from chegara.risk.queries import cited_events, evidence_of, levels_of, ranking_of, treatments_of
from chegara.risk.views.common import changing, context, form_page, own_assessment, own_risk, user_of
from chegara.risk.words import level_name


@page("risk.view")
@spoken("risk", "plans")
def risk_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a risk's sheet."""
    risk, user = own_risk(request, pk), user_of(request)
    assessment = risk.assessment
    levels = levels_of(assessment)
    one = next((level for level in levels if level.risk.pk == pk), None)
    names = {level.risk.key: f"R{level.risk.number}" for level in levels}
    return render(
        request,
        "risk/sheet.html",
        context(
            assessment,
            title=str(risk),
            risk=risk,
            parts=sheet_parts(risk),
            likelihood=likelihood_sentence(risk),
            level=level_name(assessment.scale, one.level) if one else "–",
            by_rule=level_range(assessment.scale, one) if one else "–",
            steps=rule_steps(assessment.scale, one) if one else [],
            standing=standing_sentence(ranking_of(assessment), risk, names),
            evidence=evidence_lines(evidence_of(risk, user)),
            events=cited_lines(cited_events([risk], user).get(risk.pk, ())),
            gaps=risk.gaps.select_related("agency"),
            treatments=treatments_of([risk], user).get(risk.pk, ()),
            may_treat=user.has_perm("risk.edit") and takes_part(assessment, user),
            sections=risk.sections.all(),
            may_edit=user.has_perm("risk.edit") and assessment.open and takes_part(assessment, user),
        ),
    )


def _edit(request: HttpRequest, risk: Risk, title: str) -> HttpResponse:
    form = RiskForm(request.POST or None, instance=risk)
    if request.method == "POST" and form.is_valid():
        try:
            risks.save_risk(
                form.save(commit=False), by=user_of(request), sections=form.cleaned_data["sections"]
            )
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("risk_detail", pk=risk.pk)
    back = (
        reverse("risk_detail", args=[risk.pk])
        if risk.pk
        else reverse("assessment_detail", args=[risk.assessment_id])
    )
    return render(request, "risk/edit.html", context(risk.assessment, title=title, form=form, back=back))


@page("risk.edit")
def risk_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe a new risk."""
    assessment = changing(request, own_assessment(request, pk))
    return _edit(request, Risk(assessment=assessment), _("New risk"))


@page("risk.edit")
def risk_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a risk's description."""
    risk = own_risk(request, pk)
    changing(request, risk.assessment)
    return _edit(request, risk, str(risk))


@page("risk.edit")
@spoken("risk", "plans")
def risk_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a risk."""
    risk = own_risk(request, pk)
    changing(request, risk.assessment)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            risks.drop_risk(risk, by=user_of(request), reason=form.cleaned_data["reason"])
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessment_detail", pk=risk.assessment_id)
    return form_page(
        request, risk.assessment, form, title=_("Drop the risk"), explanation=str(risk), submit=_("Drop"),
        back=reverse("risk_detail", args=[pk]),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def risk_level(request: HttpRequest, pk: int) -> HttpResponse:
    """Set another level than the rule's."""
    risk = own_risk(request, pk)
    assessment = changing(request, risk.assessment)
    initial = {"level": str(risk.level_set or ""), "reason": risk.level_reason}
    form = LevelForm(request.POST or None, scale=assessment.scale, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            risks.set_level(risk, by=user_of(request), **form.cleaned_data)
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("risk_detail", pk=pk)
    return form_page(
        request, assessment, form, title=_("Level of %(risk)s") % {"risk": risk},
        explanation=_("The report shows both levels, and the reason."),
        back=reverse("risk_detail", args=[pk]),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the risk rest on a series."""
    risk = own_risk(request, pk)
    changing(request, risk.assessment)
    form = EvidenceForm(request.POST or None, instance=EvidenceLink(risk=risk))
    if request.method == "POST" and form.is_valid():
        try:
            risks.link_evidence(form.save(commit=False), by=user_of(request))
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("risk_detail", pk=pk)
    return form_page(
        request, risk.assessment, form, title=_("Evidence of %(risk)s") % {"risk": risk},
        back=reverse("risk_detail", args=[pk]),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a series away from a risk."""
    link = get_object_or_404(EvidenceLink.objects.select_related("risk", "indicator"), pk=pk)
    risk = own_risk(request, link.risk_id)
    changing(request, risk.assessment)
    if request.method == "POST":
        try:
            risks.unlink_evidence(link, by=user_of(request))
        except RiskError as error:
            return form_page(request, risk.assessment, ReasonForm(), title=str(link), explanation=str(error))
        return redirect("risk_detail", pk=risk.pk)
    return render(
        request, "risk/remove.html",
        context(risk.assessment, title=_("Take the evidence away"), what=str(link),
                back=reverse("risk_detail", args=[risk.pk])),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def gap_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what is not known."""
    risk = own_risk(request, pk)
    changing(request, risk.assessment)
    form = GapForm(request.POST or None, instance=CollectionTask(risk=risk))
    if request.method == "POST" and form.is_valid():
        try:
            risks.add_gap(form.save(commit=False), by=user_of(request))
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("risk_detail", pk=pk)
    return form_page(
        request, risk.assessment, form, title=_("Intelligence gap of %(risk)s") % {"risk": risk},
        back=reverse("risk_detail", args=[pk]),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def gap_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was found."""
    task = get_object_or_404(CollectionTask.objects.select_related("risk__assessment", "agency"), pk=pk)
    risk = own_risk(request, task.risk_id)
    if not takes_part(risk.assessment, user_of(request)):
        raise Http404
    form = AnswerForm(request.POST or None, initial={"answer": task.answer})
    if request.method == "POST" and form.is_valid():
        try:
            risks.answer_gap(
                task, answer=form.cleaned_data["answer"], on=timezone.localdate(), by=user_of(request)
            )
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("risk_detail", pk=risk.pk)
    return form_page(
        request, risk.assessment, form, title=_("What was found"), explanation=task.gap,
        back=reverse("risk_detail", args=[risk.pk]),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def treat(request: HttpRequest, pk: int) -> HttpResponse:
    """Tie a measure of a plan to the risk."""
    risk, user = own_risk(request, pk), user_of(request)
    changing(request, risk.assessment)
    form = TreatForm(request.POST or None, risk=risk, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            treatments.treat(risk, by=user, **form.cleaned_data)
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("risk_detail", pk=pk)
    return form_page(
        request, risk.assessment, form, title=_("A measure that treats %(risk)s") % {"risk": risk},
        back=reverse("risk_detail", args=[pk]),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a measure that treats the risk."""
    risk, user = own_risk(request, pk), user_of(request)
    changing(request, risk.assessment)
    form = ProposeForm(request.POST or None, risk=risk, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            made = treatments.propose(risk, by=user, **form.cleaned_data)
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect(made.measure.get_absolute_url())
    return form_page(
        request, risk.assessment, form, title=_("Propose a measure against %(risk)s") % {"risk": risk},
        submit=_("Propose"), back=reverse("risk_detail", args=[pk]),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def untie(request: HttpRequest, pk: int) -> HttpResponse:
    """Untie a measure from a risk."""
    treatment = get_object_or_404(Treatment.objects.select_related("risk", "measure"), pk=pk)
    risk, user = own_risk(request, treatment.risk_id), user_of(request)
    changing(request, risk.assessment)
    if treatment not in treatments_of([risk], user).get(risk.pk, ()):
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            treatments.untie(treatment, by=user, reason=form.cleaned_data["reason"])
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect("risk_detail", pk=risk.pk)
    return form_page(
        request, risk.assessment, form, title=_("Untie the measure"), explanation=str(treatment.measure),
        submit=_("Untie"), back=reverse("risk_detail", args=[risk.pk]),
    )  # fmt: skip


@page("risk.view")
@spoken("risk", "plans")
def bow_tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Show causes, what prevents, the event, what softens, and consequences, from left to right."""
    risk, user = own_risk(request, pk), user_of(request)
    return render(
        request,
        "risk/bow_tie.html",
        context(
            risk.assessment, title=_("Bow-tie of %(risk)s") % {"risk": risk}, risk=risk,
            columns=bow_tie_of(risk, treatments_of([risk], user).get(risk.pk, ())),
        ),
    )  # fmt: skip
