"""Pages of measures: the list, one measure, what is planned of it, how far it is."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from chegara.organisation.models import Agency
from chegara.organisation.page_context import edit_page, invented, invented_of_mine, user_of
from chegara.organisation.queries import countries_of
from chegara.organisation.readers import sources_like, spoken
from chegara.organisation.visibility import agencies_of
from chegara.pages.access import page
from chegara.pages.filters import style_filters
from chegara.pages.lists import show_list
from chegara.plans.actions import measures as actions
from chegara.plans.actions import progress
from chegara.plans.choices import LIVE, TRANSITIONS, Status
from chegara.plans.forms import (
    DoneForm,
    HandlingForm,
    MeasureForm,
    MergeForm,
    MoveForm,
    NeedFormSet,
    ProposalForm,
    ReadingForm,
    VerifyForm,
)
from chegara.plans.models import Measure, Plan
from chegara.plans.presenters import STATUS_LOOK, Names, facts_of, language, number, origin_text, overdue
from chegara.plans.report import readings_figure
from chegara.plans.tables import MeasureTable
from chegara.plans.views.common import is_own, measure_for, plan_for, require_own, tried
from chegara.reporting.html import render_fragment


@style_filters
class MeasureFilter(django_filters.FilterSet):
    """By words, plan, agency, kind, status, and whether they are overdue."""

    words = django_filters.CharFilter(label=gettext_lazy("Words"), method="by_words")
    plan = django_filters.ModelChoiceFilter(queryset=Plan.objects.none(), label=gettext_lazy("Plan"))
    agency = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.none(), method="by_agency", label=gettext_lazy("Leads or supports")
    )
    overdue = django_filters.BooleanFilter(method="by_overdue", label=gettext_lazy("Overdue"))

    class Meta:
        model = Measure
        fields = ("words", "plan", "agency", "kind", "tier", "area", "status", "overdue")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.filters["plan"].queryset = Plan.objects.visible_to(user)
        self.filters["agency"].queryset = Agency.objects.filter(country__in=countries_of(user))

    def by_words(self, rows: models.QuerySet[Any], field: str, value: str) -> models.QuerySet[Any]:
        """Keep measures that contain the words, as they were written or as the reader is shown them."""
        said = sources_like(value, self.user, "plans")
        return rows.filter(
            models.Q(code__icontains=value)
            | models.Q(title__icontains=value)
            | models.Q(description__icontains=value)
            | models.Q(origin_name__icontains=value)
            | models.Q(title__in=said)
            | models.Q(description__in=said)
            | models.Q(origin_name__in=said)
        )

    def by_agency(self, rows: Any, field: str, value: Agency) -> Any:
        """Keep measures that the agency leads or supports."""
        return rows.of_agencies([value.pk])

    def by_overdue(self, rows: models.QuerySet[Any], field: str, value: bool) -> models.QuerySet[Any]:
        """Keep measures that are overdue, or those that are not."""
        late = models.Q(deadline__lt=timezone.localdate(), status__in=LIVE)
        return rows.filter(late if value else ~late)


@page("plans.view")
@spoken("plans", "risk")
def measure_list(request: HttpRequest) -> HttpResponse:
    """List the measures of all plans."""
    user = user_of(request)
    rows = Measure.objects.visible_to(user).select_related("plan", "lead")
    return show_list(
        request,
        title=_("Measures"),
        table_class=MeasureTable,
        rows=rows,
        filterset=MeasureFilter(request.GET, queryset=rows, user=user),
        export_name="measures",
        empty=_("No measure matches."),
        context=invented_of_mine(request),
    )


@page("plans.change")
def measure_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a measure for a plan."""
    user, plan = user_of(request), plan_for(request, pk)
    form = ProposalForm(request.POST or None, user=user, plan=plan)
    needs = _needs(request, plan, [])
    if request.method == "POST" and form.is_valid() & needs.is_valid():
        made: list[Measure] = []
        data = form.cleaned_data
        handling = {
            name: data[name] for name in ("owner_agency", "marking", "compartment", "releases", "supporting")
        }
        planned = form.planned
        if tried(
            form,
            lambda: made.append(
                actions.propose_measure(
                    plan=plan, by=user, reason=data["reason"], needs=needs.rows, **handling, **planned
                )
            ),
        ):
            return redirect(made[0])
    return _form(request, _("New measure"), form, needs, plan, plan.get_absolute_url())


@page("plans.change")
def measure_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is planned of a measure."""
    user, measure = user_of(request), measure_for(request, code)
    require_own(measure, user)
    plan = measure.plan
    form = MeasureForm(request.POST or None, plan=plan, instance=measure)
    kept = [
        {"agency": n.agency, "kind": n.kind, "what": n.what, "needed": n.needed, "available": n.available}
        for n in measure.needs.all()
    ]
    needs = _needs(request, plan, kept)
    if request.method == "POST" and form.is_valid() & needs.is_valid():
        data, planned = form.cleaned_data, form.planned
        stored = measure_for(request, code)
        if tried(
            form,
            lambda: actions.change_measure(
                stored,
                values=planned,
                supporting=data["supporting"],
                needs=needs.rows,
                by=user,
                reason=data["reason"],
            ),
        ):
            return redirect(measure)
    return _form(request, f"{measure.code}", form, needs, plan, measure.get_absolute_url())


def _needs(request: HttpRequest, plan: Plan, kept: list[dict[str, Any]]) -> Any:
    agencies = Agency.objects.filter(country=plan.country)
    return NeedFormSet(
        request.POST or None, initial=kept, prefix="needs", form_kwargs={"agencies": agencies}
    )  # fmt: skip


def _form(request: HttpRequest, title: str, form: Any, needs: Any, plan: Plan, back: str) -> HttpResponse:
    return render(
        request,
        "plans/measure_form.html",
        {"title": title, "form": form, "needs": needs, "plan": plan, "back": back, **invented(plan.country)},
    )


@page("plans.view")
@spoken("plans", "risk")
def measure_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show a measure: what is planned, how far it is, what its indicator shows, its history."""
    user, measure = user_of(request), measure_for(request, code)
    own = is_own(measure, user)
    acting = (own or measure.lead_id in set(agencies_of(user))) and user.has_perm("plans.report")
    steps = TRANSITIONS[measure.status] - {Status.DONE}
    frozen = {Status.DROPPED} & {measure.status, *steps} if not measure.plan.open else set()
    steps = frozenset() if measure.plan.state == "closed" else steps - frozen
    if measure.status == Status.DROPPED and not measure.plan.open:
        steps = frozenset()
    what, address = origin_text(measure, user)
    merged = measure.merged_into
    return render(
        request,
        "plans/measure.html",
        {
            "title": measure.title,
            "measure": measure,
            "plan": measure.plan,
            "look": "state-bad" if overdue(measure) else STATUS_LOOK[Status(measure.status)],
            "overdue": overdue(measure),
            "groups": facts_of(measure, Names.known()),
            "origin": what,
            "origin_url": address,
            "merged": merged and Measure.objects.visible_to(user).filter(pk=merged.pk).first(),
            "was_merged": merged is not None,
            "picture": _picture(measure),
            "readings": [(each, number(each.value)) for each in measure.readings.all()],
            "releases": [str(each) for each in measure.releases.all() if each.withdrawn_at is None],
            "own": own,
            "changer": own and measure.plan.open and user.has_perm("plans.change"),
            "handler": own and user.has_perm("plans.change"),
            "acting": acting,
            "move_form": MoveForm(steps=steps) if acting and steps else None,
            "can_be_done": acting and Status.DONE in TRANSITIONS[measure.status],
            "can_verify": measure.status == Status.DONE
            and measure.verified_by_id is None
            and measure.reported_by_id != user.pk
            and user.has_perm("plans.report"),
            "reading_form": ReadingForm()
            if acting and (measure.indicator or measure.series_id) and measure.plan.state != "closed"
            else None,
            **invented(measure.plan.country),
        },
    )


def _picture(measure: Measure) -> SafeString | str:
    figure = readings_figure(measure)
    return mark_safe(render_fragment([figure], language())) if figure else ""  # noqa: S308 - reporting escapes


@page("plans.report")
@spoken("plans", "risk")
def measure_move(request: HttpRequest, code: str) -> HttpResponse:
    """Say how far a measure is."""
    measure = measure_for(request, code)
    steps = TRANSITIONS[measure.status] - {Status.DONE}
    form = MoveForm(request.POST or None, steps=steps)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(form, lambda: progress.move_measure(measure, by=user_of(request), **data)):
            return redirect(measure)
        measure = measure_for(request, code)
    return _about(request, measure, _("Progress of the measure"), form)


@page("plans.report")
@spoken("plans", "risk")
def measure_done(request: HttpRequest, code: str) -> HttpResponse:
    """Report that a measure was done."""
    measure = measure_for(request, code)
    form = DoneForm(request.POST or None, initial={"done_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(form, lambda: progress.report_done(measure, by=user_of(request), **data)):
            return redirect(measure)
    return _about(
        request, measure, _("Report as done"), form,
        _("Somebody else verifies what you report here."),
    )  # fmt: skip


@page("plans.report")
@spoken("plans", "risk")
def measure_verify(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm that a measure was done, or send it back."""
    measure = measure_for(request, code)
    form = VerifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(
            form,
            lambda: progress.verify_measure(
                measure,
                accepted=data["accepted"] == "yes",
                verification=data["verification"],
                by=user_of(request),
            ),
        ):
            return redirect(measure)
    return _about(request, measure, _("Verify the completion"), form, measure.completion)


@page("plans.change")
@spoken("plans", "risk")
def measure_merge(request: HttpRequest, code: str) -> HttpResponse:
    """Merge a measure into another of the same plan."""
    user, measure = user_of(request), measure_for(request, code)
    require_own(measure, user)
    others = (
        Measure.objects.visible_to(user).filter(plan=measure.plan).live().exclude(pk=measure.pk)
    )  # fmt: skip
    form = MergeForm(request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(form, lambda: progress.merge_measure(measure, by=user, **data)):
            return redirect(measure)
    return _about(request, measure, _("Merge into another measure"), form)


@page("plans.change")
@spoken("plans", "risk")
def measure_handling(request: HttpRequest, code: str) -> HttpResponse:
    """Change a measure's marking, compartment and releases."""
    user, measure = user_of(request), measure_for(request, code)
    require_own(measure, user)
    initial = {
        "marking": measure.marking, "compartment": measure.compartment,
        "releases": [release.pk for release in measure.releases.all()],
    }  # fmt: skip
    form = HandlingForm(request.POST or None, user=user, owner=measure.owner_agency, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(form, lambda: actions.change_handling(measure, by=user, **data)):
            return redirect(measure)
    return _about(request, measure, _("Marking, compartment and release"), form)


@page("plans.report")
@spoken("plans", "risk")
def reading_new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter what a measure's indicator showed on a day."""
    measure = measure_for(request, code)
    form = ReadingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(form, lambda: progress.add_reading(measure, by=user_of(request), **data)):
            return redirect(measure)
    return _about(request, measure, pgettext("of an indicator", "New reading"), form, measure.indicator)


def _about(
    request: HttpRequest, measure: Measure, title: str, form: Any, explanation: str = ""
) -> HttpResponse:
    return edit_page(
        request, title=title, form=form, back=reverse("measure_detail", args=[measure.code]),
        explanation=f"{measure}: {explanation}" if explanation else str(measure),
        **invented(measure.plan.country),
    )  # fmt: skip
