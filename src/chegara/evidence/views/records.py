"""Lists of events and statistics, and the page of one record with the row that it came from."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.evidence.counting import DecidedDoubles
from chegara.evidence.doubles import undecided_candidates
from chegara.evidence.grade_models import Grade
from chegara.evidence.listing import RecordList, Wanted
from chegara.evidence.models import Batch, Indicator, Question, Record
from chegara.evidence.presenters.doubles import group_members
from chegara.evidence.presenters.records import facts_of, source_row
from chegara.evidence.request_forms import all_marks
from chegara.evidence.tables import EventTable, StatisticTable
from chegara.evidence.views.common import invented, user_of
from chegara.evidence.views.grading import panel
from chegara.organisation.models import Agency, CrossingPoint, Division
from chegara.organisation.queries import countries_of
from chegara.pages.access import page
from chegara.pages.filters import style_filters
from chegara.pages.lists import show_list


@style_filters
class RecordFilter(django_filters.FilterSet):
    """By indicator, place, agency, kind, citizenship, import and period."""

    indicator = django_filters.ModelChoiceFilter(
        queryset=Indicator.objects.all(), label=gettext_lazy("Indicator")
    )
    since = django_filters.DateFilter(field_name="start", lookup_expr="gte", label=gettext_lazy("From"))
    until = django_filters.DateFilter(field_name="start", lookup_expr="lte", label=gettext_lazy("Until"))
    agency = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.none(), field_name="batch__owner_agency", label=gettext_lazy("Agency")
    )
    point = django_filters.ModelChoiceFilter(
        queryset=CrossingPoint.objects.none(), label=gettext_lazy("Crossing point")
    )
    division = django_filters.ModelChoiceFilter(
        queryset=Division.objects.none(), label=gettext_lazy("Division")
    )
    kind = django_filters.CharFilter(label=gettext_lazy("Kind (code)"))
    citizenship = django_filters.CharFilter(label=gettext_lazy("Citizenship (code)"))
    batch = django_filters.NumberFilter(label=gettext_lazy("Import No."))
    reliability = django_filters.ChoiceFilter(
        choices=lambda: all_marks("reliability"), label=gettext_lazy("Reliability of the source")
    )
    credibility = django_filters.ChoiceFilter(
        choices=lambda: all_marks("credibility"), label=gettext_lazy("Credibility of the information")
    )

    class Meta:
        model = Record
        fields = (
            "indicator",
            "since",
            "until",
            "agency",
            "point",
            "division",
            "kind",
            "citizenship",
            "batch",
            "reliability",
            "credibility",
        )

    def __init__(self, *args: Any, countries: Any, **kwargs: Any) -> None:
        super().__init__(*args, queryset=Record.objects.none(), **kwargs)
        for name, model in (("agency", Agency), ("point", CrossingPoint), ("division", Division)):
            self.filters[name].queryset = model._default_manager.filter(country__in=countries)

    def wanted(self, batches: dict[int, int], decided: DecidedDoubles, *, event: bool) -> Wanted:
        """Return what is asked for, of the batches that the user sees (by key, with their agency).

        Of reports that were found to be one event, and stand in the batches asked for, one is listed.
        """
        asked = dict(self.form.cleaned_data) if self.is_bound and self.form.is_valid() else {}
        agency, batch = asked.pop("agency", None), asked.pop("batch", None)
        since, until = asked.pop("since", None), asked.pop("until", None)
        graded = _graded(asked.pop("reliability", ""), asked.pop("credibility", ""))
        chosen = (
            key
            for key, owner in batches.items()
            if (not agency or owner == agency.pk)
            and (batch is None or key == batch)
            and (graded is None or key in graded)
        )
        columns = {name: value for name, value in asked.items() if value}
        wanted = frozenset(chosen)
        left_out = decided.left_out(lambda report: report.batch in wanted) if event else []
        return Wanted(tuple(wanted), event, columns, since, until, tuple(left_out))


def _graded(reliability: str, credibility: str) -> set[int] | None:
    """Return the imports that some agency graded so, by "scheme:mark"; None where nothing is asked.

    The grade of the file decides: single events with a grade of their own are found under Grading.
    """
    found = Grade.objects.filter(record=None)
    for part, asked in (("reliability", reliability), ("credibility", credibility)):
        if asked:
            scheme, _colon, mark = asked.partition(":")
            found = found.filter(**{"scheme": scheme, part: mark})
    return set(found.values_list("batch", flat=True)) if reliability or credibility else None


def _list(request: HttpRequest, *, title: str, table: Any, event: bool, name: str) -> HttpResponse:
    user = user_of(request)
    countries = list(countries_of(user))
    batches = dict(Batch.objects.visible_to(user).counting().values_list("pk", "owner_agency"))
    filterset = RecordFilter(request.GET or None, countries=countries)
    wanted = filterset.wanted(batches, DecidedDoubles(None, user), event=event)
    return show_list(
        request,
        title=title,
        table_class=table,
        rows=RecordList.of(wanted),
        filterset=filterset,
        template="evidence/records.html",
        export_name=name,
        context={
            "left_out": len(wanted.left_out_here),
            **invented(next((country for country in countries if country.invented), None)),
        },
        empty=_("No confirmed record matches."),
    )


@page("evidence.view")
def event_list(request: HttpRequest) -> HttpResponse:
    """List single events."""
    return _list(request, title=_("Events"), table=EventTable, event=True, name="events")


@page("evidence.view")
def statistic_list(request: HttpRequest) -> HttpResponse:
    """List figures for periods."""
    return _list(request, title=_("Statistics"), table=StatisticTable, event=False, name="statistics")


@page("evidence.view")
def record_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a record and the row of the file that it came from."""
    record = get_object_or_404(
        Record.objects.visible_to(user_of(request)).select_related(
            "batch__owner_agency",
            "batch__country",
            "batch__file",
            "indicator",
            "point",
            "section",
            "division",
        ),
        pk=pk,
    )
    return render(
        request,
        "evidence/record.html",
        {
            "title": f"{record.indicator}, {record.start:%d.%m.%Y}",
            "record": record,
            "facts": facts_of(record),
            "source": source_row(record),
            "group": group_members(
                record, DecidedDoubles(record.batch.country, user_of(request), record.indicator_id)
            ),
            "candidates": undecided_candidates(record.batch.country, user_of(request)).filter(
                Q(first=record) | Q(second=record)
            ),
            "questions": Question.objects.visible_to(user_of(request)).filter(record=record),
            "grading": panel(record.batch, record, user_of(request)),
            **invented(record.batch.country),
        },
    )
