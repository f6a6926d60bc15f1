"""Lists: one view for search, filters, sorting, pages and export of any slice's records."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_filters import FilterSet
from django_tables2 import RequestConfig, Table
from django_tables2.export.export import TableExport

EXPORT_FORMATS = ("xlsx", "csv")
EXPORT_MOST_ROWS = 200_000


def show_list(
    request: HttpRequest,
    *,
    title: str,
    table_class: type[Table],
    rows: Any,
    filterset: FilterSet | None = None,
    template: str = "pages/list.html",
    context: dict[str, Any] | None = None,
    empty: str = "",
    export_name: str = "chegara",
) -> HttpResponse:
    """Show rows as a table that can be filtered, sorted, paged, printed and taken away as xlsx or csv.

    Args:
        rows: a queryset, already limited to what the user may see; or, where counting and sorting would take
            too long, what answers in its stead: filtered already, and `sortable` or not.
        filterset: its bound filters, if any.
    """
    if filterset is not None and isinstance(rows, QuerySet):
        rows = filterset.qs
    table = table_class(
        rows, empty_text=empty or _("Nothing matches."), orderable=getattr(rows, "sortable", True)
    )
    wanted = request.GET.get("_export", "")
    if wanted in EXPORT_FORMATS:
        RequestConfig(request, paginate=False).configure(table)
        return _export(table, wanted, export_name)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(
        request,
        template,
        {
            "title": title,
            "table": table,
            "filterset": filterset,
            "is_filtered": bool(filterset and filterset.is_bound and any(request.GET.values())),
            "export_formats": EXPORT_FORMATS,
            **(context or {}),
        },
    )


def _export(table: Table, wanted: str, name: str) -> HttpResponse:
    if len(table.rows) > EXPORT_MOST_ROWS:
        return HttpResponse(
            _("More than %(most)s rows: narrow the filter first.") % {"most": EXPORT_MOST_ROWS},
            status=413,
            content_type="text/plain; charset=utf-8",
        )
    export: HttpResponse = TableExport(wanted, table).response(f"{name}.{wanted}")
    return export
