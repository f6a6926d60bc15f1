"""Pages of plans: list, the plan itself, its objectives, its approval and change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.organisation.page_context import edit_page, invented, invented_of_mine, user_of
from chegara.organisation.readers import spoken
from chegara.pages.access import page
from chegara.pages.checks import Scope, run_checks
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list
from chegara.plans.actions import plans as actions
from chegara.plans.checks import within
from chegara.plans.forms import ApproveForm, CapacityForm, DocumentForm, ObjectiveForm, PlanForm
from chegara.plans.models import Measure, Objective, Plan, Version
from chegara.plans.presenters import Names, differences, language, money, totals_of
from chegara.plans.queries import (
    by_objective,
    capacity_of,
    changes,
    measures_of,
    staff_load,
    tasks_for,
    versions_of,
)
from chegara.plans.report import resources_table, timeline
from chegara.plans.tables import PlanTable
from chegara.plans.views.common import (
    is_own,
    may_approve,
    plan_for,
    require_approver,
    require_own,
    tried,
)
from chegara.reporting.blocks import Block
from chegara.reporting.html import render_fragment


@page("plans.view")
@spoken("plans", "risk")
def plan_list(request: HttpRequest) -> HttpResponse:
    """List the plans."""
    rows = Plan.objects.visible_to(user_of(request)).select_related("country", "owner_agency")
    return show_list(
        request,
        title=_("Action plans"),
        table_class=PlanTable,
        rows=rows,
        export_name="plans",
        template="plans/plans.html",
        empty=_("No plan yet. Begin one; all measures of your country's agencies belong into it."),
        context=invented_of_mine(request),
    )


@page("plans.change")
def plan_new(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    user = user_of(request)
    form = PlanForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        made: list[Plan] = []
        values = {name: value for name, value in form.cleaned_data.items() if name != "reason"}
        if tried(form, lambda: made.append(actions.create_plan(by=user, **values))):
            return redirect(made[0])
    return edit_page(request, title=_("New plan"), form=form, back=reverse("plan_list"))


@page("plans.change")
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a plan's particulars."""
    user, plan = user_of(request), plan_for(request, pk)
    require_own(plan, user)
    form = PlanForm(request.POST or None, user=user, instance=plan)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason = values.pop("reason")
        stored = Plan.objects.get(pk=pk)
        if tried(form, lambda: actions.change_plan(stored, values=values, by=user, reason=reason)):
            return redirect(plan)
    return edit_page(request, title=str(plan), form=form, back=plan.get_absolute_url())


@page("plans.view")
@spoken("plans", "risk", "estimates")
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan: its objectives, each with its measures, and what waits."""
    user, plan = user_of(request), plan_for(request, pk)
    measures = measures_of(plan, user)
    own = is_own(plan, user)
    tasks = [each for each in tasks_for(user, timezone.localdate()) if each.measure.plan_id == plan.pk]
    return render(
        request,
        "plans/plan.html",
        {
            "title": str(plan),
            "plan": plan,
            "groups": by_objective(plan, measures),
            "count": len(measures),
            "totals": [(money(sum_, currency), unknown) for currency, sum_, unknown in totals_of(measures)],
            "versions": versions_of(plan),
            "tasks": len(tasks),
            "overdue": sum(each.task.kind == "overdue" for each in tasks),
            "findings": len(run_checks(Scope(user, within(plan)))),
            "mine": own and user.has_perm("plans.change"),
            "approver": may_approve(plan, user),
            "resources": _html([table]) if (table := resources_table(*_resources(plan, measures))) else "",
            "document_form": DocumentForm(initial={"document_language": language()}),
            "own": own,
            **invented(plan.country),
        },
    )


def _resources(plan: Plan, measures: list[Measure]) -> tuple[Any, Any, list[Measure]]:
    return staff_load(measures), capacity_of(plan), measures


def _html(blocks: list[Block]) -> SafeString:
    return mark_safe(render_fragment(blocks, language()))  # noqa: S308 - reporting escapes every text it is given


@page("plans.change")
def objective_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an objective to a plan."""
    return _objective(request, plan_for(request, pk), Objective(plan_id=pk))


@page("plans.change")
def objective_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Change an objective."""
    plan = plan_for(request, pk)
    return _objective(request, plan, get_object_or_404(Objective, plan=plan, number=number))


def _objective(request: HttpRequest, plan: Plan, objective: Objective) -> HttpResponse:
    user = user_of(request)
    require_own(plan, user)
    title = str(objective) if objective.pk else _("New objective")
    form = ObjectiveForm(request.POST or None, instance=objective)
    if request.method == "POST" and form.is_valid():
        changed, reason = form.save(commit=False), form.cleaned_data["reason"]
        if tried(form, lambda: actions.save_objective(changed, by=user, reason=reason)):
            return redirect(plan)
    return edit_page(
        request, title=title, form=form, back=plan.get_absolute_url(), **invented(plan.country)
    )  # fmt: skip


@page("plans.change")
@spoken("plans", "risk")
def plan_capacity(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how many officers each agency can give to the plan at any one time."""
    user, plan = user_of(request), plan_for(request, pk)
    require_own(plan, user)
    form = CapacityForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        staff, reason = form.staff, form.cleaned_data["reason"]
        if tried(form, lambda: actions.set_capacity(plan, staff, by=user, reason=reason)):
            return redirect(plan)
    return edit_page(
        request,
        title=_("Officers available"),
        form=form,
        back=plan.get_absolute_url(),
        explanation=_(
            "How many officers each agency can give to this plan's measures at any one time. "
            "Leave empty what is not known: then nothing is said about that agency."
        ),
        **invented(plan.country),
    )


@page("plans.view")
@spoken("plans", "risk")
def plan_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan's measures over time, as a picture and as a table."""
    plan = plan_for(request, pk)
    measures = measures_of(plan, user_of(request))
    blocks: list[Block] = [
        timeline(plan, group, objective) for objective, group in by_objective(plan, measures) if group
    ]
    return render(
        request,
        "plans/blocks.html",
        {
            "title": _("Timeline"),
            "plan": plan,
            "body": _html(blocks) if blocks else "",
            **invented(plan.country),
        },
    )


@page("plans.view")
@spoken("plans", "risk")
def plan_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of each measure since an approved version: was, becomes, why."""
    user, plan = user_of(request), plan_for(request, pk)
    versions = versions_of(plan)
    before, after = _chosen(request, versions)
    lines = changes(before, after, plan, user) if before else []
    measures = measures_of(plan, user)
    visible = frozenset(measure.code for measure in measures)
    shown = differences(
        lines,
        {measure.code: measure.title for measure in measures},
        Names.known(plan.objectives.all()),
        visible,
    )
    return render(
        request,
        "plans/change.html",
        {
            "title": _("Change of the plan"),
            "plan": plan,
            "versions": versions,
            "before": before,
            "after": after,
            "changed": [each for each in shown if not each.kept],
            "kept": [each for each in shown if each.kept],
            **invented(plan.country),
        },
    )


def _chosen(request: HttpRequest, versions: list[Version]) -> tuple[Version | None, Version | None]:
    """Return the versions to compare: by default the last approved one with the plan as it stands."""
    by_number = {str(version.number): version for version in versions}
    before = by_number.get(request.GET.get("from", ""), versions[0] if versions else None)
    return before, by_number.get(request.GET.get("to", ""))


@page("plans.approve")
@spoken("plans", "risk")
def plan_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze a plan as approved."""
    user, plan = user_of(request), plan_for(request, pk)
    require_approver(plan, user)
    form = ApproveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        basis = form.cleaned_data["basis"]
        if tried(form, lambda: actions.approve(plan, basis=basis, by=user)):
            return redirect(plan)
    return edit_page(
        request,
        title=_("Approve the plan"),
        form=form,
        back=plan.get_absolute_url(),
        submit=pgettext("button", "Approve"),
        explanation=_(
            "The plan is frozen as it stands. Progress goes on being reported; what is planned changes "
            "only after a change of the plan was begun, and is then compared with this version."
        ),
        **invented(plan.country),
    )


@page("plans.approve")
def plan_begin_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an approved plan for a change."""
    return _with_reason(request, pk, actions.begin_change, _("Begin a change of the plan"))


@page("plans.approve")
def plan_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a plan whose time is over."""
    return _with_reason(request, pk, actions.close_plan, _("Close the plan"))


def _with_reason(request: HttpRequest, pk: int, act: Any, title: str) -> HttpResponse:
    user, plan = user_of(request), plan_for(request, pk)
    require_approver(plan, user)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: act(plan, by=user, reason=reason)):
            return redirect(plan)
    return edit_page(
        request, title=title, form=form, back=plan.get_absolute_url(), submit=title, **invented(plan.country)
    )  # fmt: skip
