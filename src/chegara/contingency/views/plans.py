"""Pages of contingency plans: list, coverage, the plan with all its parts, its approval."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.contingency import sheets
from chegara.contingency.actions import plans as actions
from chegara.contingency.actions.agreements import sign, signs_for, stands_of
from chegara.contingency.actions.common import owns, takes_part
from chegara.contingency.agreement_forms import AgreeForm
from chegara.contingency.checks import within
from chegara.contingency.choices import Kind, PlanState
from chegara.contingency.forms import (
    PARTS,
    ApproveForm,
    ContingencyPlanForm,
    ResourceForm,
    SignForm,
    TaskForm,
    part_form,
)
from chegara.contingency.models import ContingencyPlan, Part
from chegara.contingency.queries import Content, coverage, last_exercised
from chegara.contingency.tables import ContingencyPlanTable
from chegara.contingency.views.common import (
    PAPER_FORMATS,
    form_page,
    own,
    plan_for,
    spoken,
    taking_part,
    tried,
)
from chegara.organisation.models import Agency, CrossingPoint
from chegara.organisation.page_context import invented, invented_of_mine, user_of
from chegara.organisation.queries import countries_of
from chegara.pages.access import page
from chegara.pages.checks import Scope, checks_for, run_checks
from chegara.pages.filters import style_filters
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list
from chegara.risk.models import Risk


@style_filters
class PlanFilter(django_filters.FilterSet):
    """What narrows the list of contingency plans."""

    title = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("Title contains"))

    class Meta:
        model = ContingencyPlan
        fields = ("title", "kind", "state")


@page("contingency.view")
@spoken
def plan_list(request: HttpRequest) -> HttpResponse:
    """List the contingency plans."""
    rows = ContingencyPlan.objects.visible_to(user_of(request)).select_related(
        "country", "point", "section", "owner_agency"
    )
    return show_list(
        request, title=_("Contingency plans"), table_class=ContingencyPlanTable, rows=rows,
        filterset=PlanFilter(request.GET or None, queryset=rows), template="contingency/list.html",
        export_name="contingency-plans", context=invented_of_mine(request),
        empty=_("No contingency plan yet. Begin one for an emergency at a crossing point."),
    )  # fmt: skip


@page("contingency.view")
@spoken
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Show which emergencies have a plan at which crossing point."""
    user = user_of(request)
    plans = ContingencyPlan.objects.visible_to(user).exclude(state=PlanState.WITHDRAWN)
    found = coverage(plans.select_related("country", "point", "section"))
    points = CrossingPoint.objects.filter(country__in=countries_of(user).filter(home=True))
    planned = {point for _kind, point in found}
    covered = [point for point in points if point.pk in planned]
    columns = [None, *(point.pk for point in covered)]
    return render(
        request,
        "contingency/coverage.html",
        {
            "title": _("Coverage"),
            "points": covered,
            "rows": [(kind.label, [found.get((kind, key), []) for key in columns]) for kind in Kind],
            "without": [point for point in points.select_related("country") if point.pk not in planned],
            **invented_of_mine(request),
        },
    )


@page("contingency.change")
def plan_new(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    user = user_of(request)
    form = ContingencyPlanForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        plan, data = form.instance, form.cleaned_data
        if tried(
            form,
            lambda: actions.create_plan(plan, agencies=data["agencies"], releases=data["releases"], by=user),
        ):
            return redirect(plan)
    return render(
        request, "contingency/edit.html",
        {"title": _("New contingency plan"), "form": form, "back": reverse("contingency_list")}
        | invented_of_mine(request),
    )  # fmt: skip


@page("contingency.change")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a plan's particulars."""
    plan = plan_for(request, pk)
    user = own(request, plan)
    form = ContingencyPlanForm(request.POST or None, user=user, instance=ContingencyPlan.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(
            form,
            lambda: actions.change_plan(
                form.instance, by=user, reason=data["reason"], agencies=data["agencies"],
                releases=data["releases"],
            ),
        ):  # fmt: skip
            return redirect(plan)
    return form_page(request, plan, form, title=_("Change the particulars"), back=plan.get_absolute_url())


@page("contingency.view")
@spoken
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan: its particulars, all its parts, what the checks find, its papers."""
    user, plan = user_of(request), plan_for(request, pk)
    content = Content(plan)
    risk = Risk.objects.visible_to(user).filter(pk=plan.risk_id).first() if plan.risk_id else None
    mine = owns(plan, user)
    found = run_checks(Scope(user, within(plan)), _names(user))
    return render(
        request,
        "contingency/plan.html",
        {
            "title": str(plan),
            "plan": plan,
            "risk": risk,
            "risk_opens": risk is not None and user.has_perm("risk.view"),
            "groups": sheets.groups(content),
            "levels": content.levels,
            "findings": found,
            "exercises": plan.exercises.all(),
            "simulations": plan.simulations.defer("results", "sensitivity", "staffing"),
            "last_exercised": last_exercised(plan),
            "activations": plan.activations.all(),
            "stands": stands_of(plan),
            "signing": signs_for(plan, user) if plan.open else (),
            "revisions": plan.revisions.select_related("by"),
            "changes": mine and plan.open and user.has_perm("contingency.change"),
            "mine": mine,
            "part": takes_part(plan, user),
            "paper_formats": PAPER_FORMATS,
            "texts": _texts(plan),
            **invented(plan.country),
        },
    )


TEXTS = (
    "scenario",
    "legal_basis",
    "authority",
    "headquarters",
    "commander",
    "deputy",
    "members",
    "shifts",
    "neighbour",
    "public_information",
    "alternative",
    "return_to_normal",
)


def _texts(plan: ContingencyPlan) -> list[tuple[Any, str]]:
    labels: Any = {name: plan._meta.get_field(name) for name in TEXTS}
    return [(labels[name].verbose_name, text) for name in TEXTS if (text := getattr(plan, name))]


def _names(user: Any) -> list[str]:
    return [each.name for each in checks_for(user) if each.name.startswith("contingency.")]


# --- parts --------------------------------------------------------------------------------------------------


def _entry(plan: ContingencyPlan, part: str, entry: int) -> Any:
    if part not in PARTS:
        raise Http404
    return get_object_or_404(PARTS[part][0]._default_manager.filter(plan=plan), pk=entry)


@page("contingency.change")
def part_new(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Add a part to a plan."""
    plan = plan_for(request, pk)
    if part not in PARTS or part == "level":
        raise Http404
    instance: Any = PARTS[part][0](plan=plan)
    if part == "task":
        instance.level = plan.levels.filter(rank=request.GET.get("level") or 1).first()
    return _part(request, plan, part, instance)


@page("contingency.change")
def part_edit(request: HttpRequest, pk: int, part: str, entry: int) -> HttpResponse:
    """Change a part of a plan."""
    plan = plan_for(request, pk)
    return _part(request, plan, part, _entry(plan, part, entry))


def _part(request: HttpRequest, plan: ContingencyPlan, part: str, instance: Part) -> HttpResponse:
    user = own(request, plan)
    title = str(instance) if instance.pk else str(PARTS[part][0]._meta.verbose_name).capitalize()
    form = part_form(part)(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _store(form, user)):
        return redirect(f"{plan.get_absolute_url()}#{_anchor(part, form.instance)}")
    remove = reverse("contingency_part_remove", args=[plan.pk, part, instance.pk]) if instance.pk else ""
    return form_page(
        request,
        plan,
        form,
        title=title,
        back=plan.get_absolute_url(),
        remove="" if part == "level" else remove,
    )


def _anchor(part: str, instance: Any) -> str:
    """Return where a part stands on the plan's page."""
    if part == "task":
        return f"tasks-{instance.level.rank}"
    return {"crisis": "crises"}.get(part, f"{part}s")


def _store(form: Any, user: Any) -> None:
    reason = form.cleaned_data["reason"]
    after = list(form.cleaned_data["after"]) if isinstance(form, TaskForm) else None
    actions.save_part(form.instance, by=user, reason=reason, after=after)
    if isinstance(form, ResourceForm):
        actions.set_needs(form.instance, form.needs, by=user, reason=reason)
    if isinstance(form, SignForm):
        actions.set_thresholds(form.instance, form.thresholds, by=user, reason=reason)


@page("contingency.change")
def part_remove(request: HttpRequest, pk: int, part: str, entry: int) -> HttpResponse:
    """Take a part out of a plan."""
    plan = plan_for(request, pk)
    user, instance = own(request, plan), _entry(plan, part, entry)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: actions.remove_part(instance, by=user, reason=reason)):
            return redirect(plan)
    return form_page(
        request, plan, form, title=_("Remove: %(part)s") % {"part": instance}, back=plan.get_absolute_url(),
        submit=_("Remove"),
    )  # fmt: skip


# --- state --------------------------------------------------------------------------------------------------


@page("contingency.approve")
def agree(request: HttpRequest, pk: int, agency: int) -> HttpResponse:
    """Sign a plan for an agency, or enter the paper by which an agency without users agreed."""
    plan = plan_for(request, pk)
    user = taking_part(request, plan)
    if agency not in signs_for(plan, user):
        raise Http404
    signing = Agency.objects.get(pk=agency)
    form = AgreeForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: sign(plan, agency=signing, by=user, **form.cleaned_data))
    ):
        return redirect(plan)
    return form_page(
        request, plan, form, title=_("Sign for %(agency)s") % {"agency": signing}, submit=_("Sign"),
        back=plan.get_absolute_url(),
    )  # fmt: skip


@page("contingency.approve")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze a plan as approved."""
    plan = plan_for(request, pk)
    user = own(request, plan)
    form = ApproveForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.approve(plan, by=user, **form.cleaned_data))
    ):
        return redirect(plan)
    return form_page(
        request, plan, form, title=_("Approve the contingency plan"), back=plan.get_absolute_url(),
        explanation=_("The plan is frozen as it stands; it can be put into force from then on."),
    )  # fmt: skip


@page("contingency.approve")
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version of a plan."""
    return _with_reason(request, pk, actions.revise, _("Begin a revision"))


@page("contingency.approve")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a plan out of use."""
    return _with_reason(request, pk, actions.withdraw, _("Withdraw the contingency plan"))


def _with_reason(request: HttpRequest, pk: int, act: Any, title: str) -> HttpResponse:
    plan = plan_for(request, pk)
    user = own(request, plan)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: act(plan, by=user, reason=reason)):
            return redirect(plan)
    return form_page(request, plan, form, title=title, back=plan.get_absolute_url())
