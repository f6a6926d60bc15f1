"""Pages of harm in numbers and of the choice of measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.elicitation.presenters import three_of
from chegara.organisation.readers import spoken
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm, StyledForm
from chegara.pages.jobs import run_job
from chegara.plans.models import Measure
from chegara.plans.presenters import money, number
from chegara.reporting.numbers import UNKNOWN, integer
from chegara.risk.actions import quantities
from chegara.risk.actions.common import RiskError, leads, takes_part
from chegara.risk.choosing import Candidate, candidates, choice_input, selection_of
from chegara.risk.harm import (
    HarmLine,
    digest_of,
    harm_input,
    harm_lines,
    harm_panel_of,
    latest,
    quantification_of,
    stale,
)
from chegara.risk.jobs import CHOICE_JOB, HARM_JOB
from chegara.risk.models import Assessment, Risk, Treatment
from chegara.risk.presenters import language
from chegara.risk.quantity_forms import (
    BasisForm,
    BudgetForm,
    CauseForm,
    ComputeForm,
    ConditionForm,
    EffectForm,
    HarmForm,
)
from chegara.risk.quantity_models import (
    Cause,
    ComputationKind,
    Condition,
    Effect,
    FrequencyBasis,
    Quantification,
    Selection,
)
from chegara.risk.report.quantities import ChoiceTelling, HarmTelling, spread, why_not
from chegara.risk.views.common import (
    changing,
    context,
    form_page,
    own_assessment,
    own_risk,
    told_as_html,
    user_of,
)


@dataclass(frozen=True)
class InputRow:
    """What is known of a risk in numbers, in words."""

    pk: int
    title: str
    url: str
    counted: bool
    series: str
    months: str
    rate: str
    cause: str
    harm: str


def input_row(one: HarmLine) -> InputRow:
    """Return a risk's line on the page."""
    basis, counted = one.basis, one.counted
    row: dict[str, Any] = {"series": UNKNOWN, "months": UNKNOWN, "rate": UNKNOWN, "cause": ""}
    if basis and counted:
        row["series"] = f"{basis.link}, {basis.first_year}–{basis.last_year}"
        row["months"] = f"{counted.months - counted.unknown} / {counted.months}"
        row["cause"] = basis.cause.name if basis.cause else ""
        row["rate"] = _("no month is reported")
        if counted.frequency:
            rate = counted.frequency.rate_interval()
            row["rate"] = spread((counted.frequency.mean, rate.low, rate.high))
    return InputRow(
        pk=one.risk.pk, title=str(one.risk), url=one.risk.get_absolute_url(), counted=basis is not None,
        harm=three_of(one.pool), **row,
    )  # fmt: skip


@dataclass(frozen=True)
class CandidateRow:
    """A measure that may be chosen, its effects, and why it can't be, in words."""

    title: str
    url: str
    cost: str
    status: str
    effects: tuple[tuple[int, str, str], ...]
    said: str


def candidate_row(one: Candidate) -> CandidateRow:
    """Return a measure's line on the page."""
    measure = one.measure
    said = why_not(one.why_not) if one.why_not else _("decided already") if one.decided else ""
    return CandidateRow(
        title=str(measure),
        url=measure.get_absolute_url(),
        cost=_("no money needed") if one.cost == 0 else money(measure.cost, measure.currency),
        status=measure.get_status_display(),
        effects=tuple(
            (t.pk, f"R{t.risk.number}, {t.get_component_display()}", _effect_words(t)) for t in one.treatments
        ),
        said=said,
    )


def _effect_words(treatment: Treatment) -> str:
    measure = treatment.measure
    values: tuple[float | None, ...]
    if hasattr(treatment, "effect"):
        effect = treatment.effect
        values = (effect.low, effect.best, effect.high)
    elif measure.effect_best is not None:
        values = (measure.effect_low, measure.effect_best, measure.effect_high)
    else:
        return _("not stated")
    low, best, high = (number(value) for value in values)
    if hasattr(treatment, "effect"):
        return _("−%(best)s %% (%(low)s to %(high)s %%)") % {"best": best, "low": low, "high": high}
    return _("−%(best)s %% (%(low)s to %(high)s %%), the measure's own: %(on)s") % {
        "best": best, "low": low, "high": high, "on": measure.get_effect_on_display().lower() or "–",
    }  # fmt: skip


def _may_edit(request: HttpRequest, assessment: Assessment) -> bool:
    user = user_of(request)
    return bool(user.has_perm("risk.edit") and assessment.open and takes_part(assessment, user))


@page("risk.view")
@spoken("risk", "plans")
def assessment_harm(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the harm of a year in numbers: what goes in, and what the simulation found."""
    assessment = own_assessment(request, pk)
    lines = harm_lines(assessment)
    found = latest(assessment, ComputationKind.HARM)
    body = ""
    if found:
        changed = stale(found, digest_of(harm_input(assessment, lines)))
        body = told_as_html(HarmTelling(assessment, found, language()).blocks(changed=changed))
    return render(
        request,
        "risk/harm.html",
        context(
            assessment,
            title=_("Harm in numbers"),
            quantification=quantification_of(assessment),
            rows=[input_row(one) for one in lines],
            causes=[(one, number(100 * one.swing)) for one in assessment.causes.all()],
            panel=harm_panel_of(assessment),
            body=body,
            known=sum(1 for one in lines if one.quantified),
            form=ComputeForm(),
            may_edit=_may_edit(request, assessment),
            leads=leads(assessment, user_of(request)) and assessment.open,
        ),
    )


@page("risk.view")
@spoken("risk", "plans")
def assessment_choice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the choice of measures under a budget."""
    assessment, user = own_assessment(request, pk), user_of(request)
    selection = selection_of(assessment)
    lines = harm_lines(assessment)
    known = candidates(assessment, lines, selection) if selection else []
    found = latest(assessment, ComputationKind.CHOICE)
    body = ""
    if found and selection:
        changed = stale(found, digest_of(choice_input(harm_input(assessment, lines), known, selection)))
        body = told_as_html(ChoiceTelling(assessment, found, user, language()).blocks(changed=changed))
    return render(
        request,
        "risk/choice.html",
        context(
            assessment,
            title=_("Choice of measures"),
            selection=selection,
            budget=money(selection.budget, selection.currency) if selection else "",
            conditions=selection.conditions.select_related("measure", "other") if selection else (),
            rows=[candidate_row(one) for one in known],
            quantified=integer(sum(1 for one in lines if one.quantified), language()),
            body=body,
            form=ComputeForm(),
            may_edit=_may_edit(request, assessment),
        ),
    )


def _form(
    request: HttpRequest,
    assessment: Assessment,
    form: forms.BaseForm,
    do: Callable[[], Any],
    *,
    back: str,
    **more: Any,
) -> HttpResponse:
    """Show a form, or do what it asks and go back to its page."""
    changing(request, assessment)
    address = reverse(back, args=[assessment.pk])
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except RiskError as error:
            form.add_error(None, str(error))
        else:
            return redirect(address)
    return form_page(request, assessment, form, back=address, **more)


HARM, CHOICE = "assessment_harm", "assessment_choice"


@page("risk.edit")
def harm_describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in what unit harm is counted."""
    assessment = own_assessment(request, pk)
    found = quantification_of(assessment) or Quantification(assessment=assessment)
    form = HarmForm(request.POST or None, instance=found)
    return _form(
        request, assessment, form, back=HARM, title=_("Unit of harm"),
        do=lambda: quantities.describe_harm(assessment, by=user_of(request), **form.cleaned_data),
        explanation=_("Optional: the analysis is complete without numbers. One unit for all risks, so that "
                      "their harm can be added up."),
    )  # fmt: skip


@page("risk.edit")
def cause_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a common cause of several risks."""
    assessment = own_assessment(request, pk)
    form = CauseForm(request.POST or None, instance=Cause(assessment=assessment))
    return _form(
        request, assessment, form, back=HARM, title=_("New common cause"),
        do=lambda: quantities.save_cause(form.save(commit=False), by=user_of(request)),
        explanation=_("What makes several risks have their bad years together, such as a closed road or "
                      "a harvest."),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def cause_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a common cause away."""
    cause = get_object_or_404(Cause.objects.visible_to(user_of(request)), pk=pk)
    form = StyledForm(request.POST or None)
    return _form(
        request, cause.assessment, _posted(request, form), back=HARM, title=_("Take the common cause away"),
        do=lambda: quantities.remove_cause(cause, by=user_of(request)), explanation=str(cause),
        submit=_("Take away"),
    )  # fmt: skip


def _posted(request: HttpRequest, form: forms.Form) -> forms.Form:
    """Return a form without fields as sent, once somebody has confirmed."""
    return StyledForm(request.POST) if request.method == "POST" else form


@page("risk.edit")
@spoken("risk", "plans")
def risk_basis(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the series that counts a risk's cases."""
    risk = own_risk(request, pk)
    assessment = risk.assessment
    found = FrequencyBasis.objects.filter(risk=risk).first() or FrequencyBasis(
        risk=risk, first_year=assessment.year - 4, last_year=assessment.year
    )
    form = BasisForm(request.POST or None, instance=found, risk=risk)
    return _form(
        request, assessment, form, back=HARM, title=_("Cases a year of %(risk)s") % {"risk": risk},
        do=lambda: quantities.set_basis(risk, by=user_of(request), **form.cleaned_data),
        explanation=_("Months that nobody reported are left out: a gap is no fall. What is counted is what "
                      "was found; say below what the count leaves out."),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def risk_basis_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a risk out of the harm in numbers."""
    risk = own_risk(request, pk)
    form = ReasonForm(request.POST or None)
    return _form(
        request, risk.assessment, form, back=HARM, title=_("Leave out of the harm in numbers"),
        do=lambda: quantities.remove_basis(risk, by=user_of(request), reason=form.cleaned_data["reason"]),
        explanation=str(risk), submit=_("Leave out"),
    )  # fmt: skip


@require_POST
@page("risk.lead")
def harm_judging(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the panel that judges the harm of one case."""
    assessment = changing(request, own_assessment(request, pk))
    try:
        panel = quantities.open_judging(assessment, by=user_of(request))
    except RiskError as error:
        return _refused(request, assessment, str(error), HARM)
    return redirect(panel)


def _refused(request: HttpRequest, assessment: Assessment, message: str, back: str) -> HttpResponse:
    return render(
        request, "risk/refused.html",
        context(
            assessment, title=assessment.title, message=message, back=reverse(back, args=[assessment.pk])
        ),
        status=409,
    )  # fmt: skip


def _compute(request: HttpRequest, pk: int, job: str, title: str, back: str) -> HttpResponse:
    assessment = changing(request, own_assessment(request, pk))
    form = ComputeForm(request.POST)
    if not form.is_valid():
        return _refused(request, assessment, _("Choose how many years are simulated."), back)
    trials = form.cleaned_data["trials"]
    found = run_job(
        job, {"assessment": pk, "trials": trials}, by=user_of(request), title=title,
        key=f"{job}-{pk}-{user_of(request).pk}",
    )  # fmt: skip
    return redirect(reverse("job_detail", args=[found.pk]))


@require_POST
@page("risk.edit")
def harm_compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to simulate the harm of a year in the background."""
    return _compute(request, pk, HARM_JOB, _("Simulating the harm of a year"), HARM)


@require_POST
@page("risk.edit")
def choice_compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to choose measures in the background."""
    return _compute(request, pk, CHOICE_JOB, _("Choosing measures under the budget"), CHOICE)


@page("risk.edit")
def choice_budget(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the budget."""
    assessment = own_assessment(request, pk)
    found = selection_of(assessment) or Selection(assessment=assessment)
    form = BudgetForm(request.POST or None, instance=found)
    return _form(
        request, assessment, form, back=CHOICE, title=_("Budget of the choice"),
        do=lambda: quantities.set_selection(assessment, by=user_of(request), **form.cleaned_data),
        explanation=_("Among the measures that treat a risk in numbers. Costs in another currency are not "
                      "converted."),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def condition_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a condition."""
    assessment = own_assessment(request, pk)
    selection = get_object_or_404(Selection, assessment=assessment)
    form = ConditionForm(request.POST or None, assessment=assessment)
    return _form(
        request, assessment, form, back=CHOICE, title=_("New condition"),
        do=lambda: quantities.add_condition(selection, by=user_of(request), **form.cleaned_data),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def condition_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a condition away."""
    visible = Selection.objects.visible_to(user_of(request)).values("pk")
    condition = get_object_or_404(Condition.objects.filter(selection__in=visible), pk=pk)
    form = StyledForm()
    return _form(
        request, condition.selection.assessment, _posted(request, form), back=CHOICE,
        title=_("Take the condition away"), explanation=str(condition), submit=_("Take away"),
        do=lambda: quantities.remove_condition(condition, by=user_of(request)),
    )  # fmt: skip


@page("risk.edit")
@spoken("risk", "plans")
def effect_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """State the effect of a measure on a component of a risk."""
    treatment = get_object_or_404(
        Treatment.objects.filter(risk__in=Risk.objects.visible_to(user_of(request)).values("pk"))
        .filter(measure__in=_measures(request))
        .select_related("risk__assessment__country", "measure"),
        pk=pk,
    )
    effect = Effect.objects.filter(treatment=treatment).first() or Effect(treatment=treatment)
    form = EffectForm(request.POST or None, instance=effect)
    return _form(
        request, treatment.risk.assessment, form, back=CHOICE,
        title=_("Effect of the measure on the risk"),
        do=lambda: quantities.state_effect(treatment, by=user_of(request), **form.cleaned_data),
        explanation=f"{treatment.measure}; {treatment.risk}: {treatment.get_component_display()}",
    )  # fmt: skip


def _measures(request: HttpRequest) -> Any:
    return Measure.objects.visible_to(user_of(request)).values("pk")
