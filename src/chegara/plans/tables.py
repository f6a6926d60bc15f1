from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from chegara.plans.models import Measure, Plan
from chegara.plans.presenters import STATUS_LOOK, TASK_LOOK, TASKS, money, overdue
from chegara.plans.queries import MeasureTask
from chegara.plans.resource_models import ResourceEstimate

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
LONG = {"td": {"class": "long-text"}}


def badge(look: str, text: str) -> SafeString:
    return format_html('<span class="badge-state {}">{}</span>', look, text)


class PlanTable(tables.Table):
    title = tables.Column(linkify=True)
    start = tables.DateColumn(format="d.m.Y")
    end = tables.DateColumn(format="d.m.Y")
    owner_agency = tables.Column(
        accessor="owner_agency__short", order_by="owner_agency__code", verbose_name=_("Agency")
    )

    class Meta:
        model = Plan
        fields = ("title", "country", "start", "end", "state", "owner_agency", "marking")

    def render_state(self, record: Plan) -> SafeString:
        return badge(
            "state-good" if record.state == "approved" else "state-neutral", record.get_state_display()
        )


class EstimateTable(tables.Table):
    title = tables.Column(linkify=True)
    year = tables.Column(localize=False)
    owner_agency = tables.Column(
        accessor="owner_agency__short", order_by="owner_agency__code", verbose_name=_("Agency")
    )
    computed_at = tables.DateColumn(format="d.m.Y")

    class Meta:
        model = ResourceEstimate
        fields = ("title", "country", "year", "share", "minutes", "computed_at", "owner_agency", "marking")


class MeasureTable(tables.Table):
    code = tables.Column(linkify=True, attrs={"td": {"class": "text-nowrap"}})
    title = tables.Column(linkify=True, attrs=LONG)
    plan = tables.Column(accessor="plan__title", verbose_name=_("Plan"))
    lead = tables.Column(accessor="lead__short", order_by="lead__code", verbose_name=_("Lead agency"))
    deadline = tables.DateColumn(format="d.m.Y")
    cost = tables.Column(attrs=NUMBER)

    class Meta:
        model = Measure
        fields = ("code", "title", "plan", "kind", "lead", "deadline", "cost", "currency", "status")
        order_by = ("deadline",)

    def render_cost(self, record: Measure) -> str:
        return money(record.cost, "")

    def value_cost(self, record: Measure) -> Any:
        return record.cost

    def render_status(self, record: Measure) -> SafeString:
        look = "state-bad" if overdue(record) else STATUS_LOOK[record.status]  # type: ignore[index]
        text = record.get_status_display()
        return badge(look, text + ", " + _("overdue") if overdue(record) else text)

    def value_status(self, record: Measure) -> str:
        return str(record.get_status_display())


class TaskTable(tables.Table):
    due = tables.DateColumn(accessor="task__due", format="d.m.Y", verbose_name=_("Due"), orderable=False)
    kind = tables.Column(accessor="task__kind", verbose_name=_("Task"), orderable=False)
    measure = tables.Column(
        verbose_name=_("Measure"),
        orderable=False,
        attrs=LONG,
        linkify=lambda record: record.measure.get_absolute_url(),
    )
    agencies = tables.Column(verbose_name=_("Whose"), orderable=False)
    status = tables.Column(accessor="measure__get_status_display", verbose_name=_("Status"), orderable=False)
    plan = tables.Column(accessor="measure__plan__title", verbose_name=_("Plan"), orderable=False)

    class Meta:
        fields = ("due", "kind", "measure", "agencies", "status", "plan")

    def render_kind(self, record: MeasureTask) -> SafeString:
        return badge(TASK_LOOK.get(record.task.kind, "state-neutral"), str(TASKS[record.task.kind]))

    def value_kind(self, record: MeasureTask) -> str:
        return str(TASKS[record.task.kind])

    def render_agencies(self, record: MeasureTask) -> str:
        return ", ".join(agency.short for agency in record.agencies)
