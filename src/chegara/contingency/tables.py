from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from chegara.contingency.models import Activation, ContingencyPlan, Exercise

LONG = {"td": {"class": "long-text"}}


def badge(look: str, text: str) -> SafeString:
    return format_html('<span class="badge-state {}">{}</span>', look, text)


class ContingencyPlanTable(tables.Table):
    title = tables.Column(linkify=True, attrs=LONG)
    place = tables.Column(verbose_name=_("Place"), orderable=False)
    owner_agency = tables.Column(
        accessor="owner_agency__short", order_by="owner_agency__code", verbose_name=_("Agency")
    )
    review_on = tables.DateColumn(format="d.m.Y")

    class Meta:
        model = ContingencyPlan
        fields = ("title", "kind", "place", "state", "version", "review_on", "owner_agency", "marking")

    def render_state(self, record: ContingencyPlan) -> SafeString:
        return badge(
            "state-good" if record.state == "approved" else "state-neutral", record.get_state_display()
        )


class ActivationTable(tables.Table):
    title = tables.Column(linkify=True, attrs=LONG)
    exercise = tables.Column(verbose_name=_("Real or exercise"))
    plan = tables.Column(
        accessor="plan__title", verbose_name=_("Contingency plan"), attrs=LONG,
        linkify=lambda record: record.plan.get_absolute_url(),
    )  # fmt: skip
    began_at = tables.DateTimeColumn(format="d.m.Y H:i")
    ended_at = tables.DateTimeColumn(format="d.m.Y H:i")

    class Meta:
        model = Activation
        fields = ("title", "exercise", "plan", "began_at", "ended_at")

    def render_exercise(self, record: Activation) -> SafeString:
        if record.exercise:
            return badge("state-neutral", pgettext("not real", "exercise"))
        return badge("state-bad", pgettext("no exercise", "real"))

    def value_exercise(self, record: Activation) -> str:
        return pgettext("not real", "exercise") if record.exercise else pgettext("no exercise", "real")


class ExerciseTable(tables.Table):
    title = tables.Column(linkify=True, attrs=LONG)
    plan = tables.Column(
        accessor="plan__title", verbose_name=_("Contingency plan"), attrs=LONG,
        linkify=lambda record: record.plan.get_absolute_url(),
    )  # fmt: skip
    planned_on = tables.DateColumn(format="d.m.Y")
    held_on = tables.DateColumn(format="d.m.Y")

    class Meta:
        model = Exercise
        fields = ("title", "kind", "plan", "planned_on", "held_on", "state")
