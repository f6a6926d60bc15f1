"""Pages of an activation: putting a plan into force, the task board with its clock, the log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.contingency.actions import activations as actions
from chegara.contingency.actions.common import owns, takes_part
from chegara.contingency.choices import LOOK_OF, TASK_LOOK, TaskState
from chegara.contingency.forms import ActivateForm, EndForm, LogForm, OrderForm, TaskReportForm
from chegara.contingency.models import Activation, LogEntry
from chegara.contingency.presenters import clock
from chegara.contingency.queries import Board
from chegara.contingency.sheets import task_row
from chegara.contingency.tables import ActivationTable
from chegara.contingency.views.common import (
    PAPER_FORMATS,
    activation_for,
    form_page,
    own,
    plan_for,
    spoken,
    taking_part,
    tried,
)
from chegara.organisation.page_context import invented, invented_of_mine, user_of
from chegara.pages.access import page
from chegara.pages.lists import show_list


@page("contingency.view")
@spoken
def activation_list(request: HttpRequest) -> HttpResponse:
    """List what is or was in force, and what was played."""
    rows = Activation.objects.visible_to(user_of(request)).select_related("plan")
    return show_list(
        request, title=_("In force and exercised"), table_class=ActivationTable, rows=rows,
        export_name="activations", context=invented_of_mine(request),
        empty=_("No contingency plan is or was in force, and none was exercised."),
    )  # fmt: skip


@page("contingency.activate")
@spoken
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a plan into force at a level, or begin to play it."""
    plan = plan_for(request, pk)
    user = own(request, plan)
    form = ActivateForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        exercise = data.pop("real") == "no"
        made: list[Activation] = []
        if tried(
            form, lambda: made.append(actions.activate(plan, exercise=exercise, by=user, **data))
        ):  # fmt: skip
            return redirect(made[0])
    return form_page(
        request, plan, form, title=_("Put the plan into force"), back=plan.get_absolute_url(),
        explanation=_(
            "A real level needs the order's number, authority and time. Without them it is an exercise, "
            "and every page and document says so."
        ),
    )  # fmt: skip


@page("contingency.view")
@spoken
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the board: level, clock, tasks, log; htmx brings it anew each half minute."""
    activation, user = activation_for(request, pk), user_of(request)
    shown = Board(activation, timezone.now())
    mine, part = owns(activation.plan, user), takes_part(activation.plan, user)
    context: dict[str, Any] = {
        "title": str(activation),
        "activation": activation,
        "exercise": activation.exercise,
        "plan": activation.plan,
        "board": shown,
        "level": shown.level,
        "level_look": LOOK_OF[shown.level.code],  # type: ignore[index]
        "clock": clock(shown.minutes),
        "tasks": [(each, task_row(each.task), TASK_LOOK[each.state]) for each in shown.tasks],
        "counts": [(state.label, shown.count(state), TASK_LOOK[state]) for state in TaskState],
        "late": sum(each.late for each in shown.tasks),
        "log": reversed(shown.log),
        "may_act": part and activation.running and user.has_perm("contingency.act"),
        "may_order": mine and activation.running and user.has_perm("contingency.activate"),
        "paper_formats": PAPER_FORMATS,
        **invented(activation.plan.country),
    }
    template = (
        "contingency/board_live.html" if request.headers.get("HX-Request") else "contingency/board.html"
    )
    return render(request, template, context)


@page("contingency.activate")
@spoken
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """Order another level."""
    activation = activation_for(request, pk)
    user = own(request, activation.plan)
    form = OrderForm(request.POST or None, plan=activation.plan)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.order_level(activation, by=user, **form.cleaned_data))
    ):
        return redirect(activation)
    return _form(request, activation, form, _("Order another level"))


@page("contingency.act")
@spoken
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an entry to the log."""
    activation = activation_for(request, pk)
    user = taking_part(request, activation.plan)
    form = LogForm(
        request.POST or None, instance=LogEntry(activation=activation),
        initial={"happened_at": timezone.localtime()},
    )  # fmt: skip
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.write_log(form.instance, by=user))
    ):
        return redirect(activation)
    return _form(
        request, activation, form, _("Entry of the log"),
        explanation=_("What is written stays: a mistake is put right by another entry."),
    )  # fmt: skip


@page("contingency.act")
@spoken
def task(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """Report how far a task is."""
    activation = activation_for(request, pk)
    user = taking_part(request, activation.plan)
    about = get_object_or_404(activation.plan.tasks.all(), pk=task)
    last = activation.reports.filter(task=about).last()
    form = TaskReportForm(request.POST or None, initial={"state": last.state if last else TaskState.RUNNING})
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.report_task(activation, about, by=user, **form.cleaned_data))
    ):
        return redirect(activation)
    explanation = _("Done when: %(when)s") % {"when": about.done_when} if about.done_when else ""
    return _form(request, activation, form, str(about), explanation=explanation)


@page("contingency.activate")
@spoken
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Stand down."""
    activation = activation_for(request, pk)
    user = own(request, activation.plan)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ending = form.cleaned_data["ending"]
        if tried(form, lambda: actions.stand_down(activation, ending=ending, by=user)):
            return redirect(activation)
    return _form(request, activation, form, _("Stand down"), explanation=activation.plan.return_to_normal)


def _form(request: HttpRequest, activation: Activation, form: Any, title: str, **more: Any) -> HttpResponse:
    return form_page(
        request, activation.plan, form, title=title, back=reverse("activation_board", args=[activation.pk]),
        exercise=activation.exercise, **more,
    )  # fmt: skip
