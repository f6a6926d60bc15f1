"""Lists of events and statistics, and the page of one record with the row that it came from."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.evidence.models import Batch, Indicator, MonthlySummary, Record
from chegara.evidence.presenters.records import facts_of, source_row
from chegara.evidence.tables import EventTable, StatisticTable
from chegara.evidence.views.common import invented, user_of
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
        )

    def __init__(self, *args: Any, countries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("agency", Agency), ("point", CrossingPoint), ("division", Division)):
            self.filters[name].queryset = model._default_manager.filter(country__in=countries)


def _list(request: HttpRequest, *, title: str, table: Any, event: bool, name: str) -> HttpResponse:
    user = user_of(request)
    countries = list(countries_of(user))
    batches = list(Batch.objects.visible_to(user).counting().values_list("pk", flat=True))
    rows = (
        Record.objects.filter(batch__in=batches, event=event)
        .select_related("indicator", "point", "section", "division", "batch__owner_agency")
        .order_by("-start", "-pk")
    )  # fmt: skip
    filterset = RecordFilter(request.GET or None, queryset=rows, countries=countries)
    shown = invented(next((country for country in countries if country.invented), None))
    return show_list(
        request,
        title=title,
        table_class=table,
        rows=rows,
        filterset=filterset,
        export_name=name,
        context=shown,
        count=lambda _rows: _quick_count(filterset, batches, event),
        empty=_("No confirmed record matches."),
    )


def _quick_count(filterset: RecordFilter, batches: list[int], event: bool) -> int | None:
    """Count by the monthly summaries, which are few, where the filter lets; else leave it to the records."""
    asked = {
        name: value
        for name, value in (
            filterset.form.cleaned_data if filterset.is_bound and filterset.form.is_valid() else {}
        ).items()
        if value
    }
    if set(asked) - {"indicator", "agency", "point", "division", "kind", "citizenship", "batch"}:
        return None
    wanted = models.Q(batch__in=batches, event=event)
    for name, value in asked.items():
        wanted &= models.Q(**{"batch__owner_agency" if name == "agency" else name: value})
    return MonthlySummary.objects.filter(wanted).aggregate(total=models.Sum("rows"))["total"] or 0


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
            **invented(record.batch.country),
        },
    )
