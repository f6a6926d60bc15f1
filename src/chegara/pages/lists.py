"""Lists: one view for search, filters, sorting, pages and export of any slice's records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_filters import FilterSet
from django_tables2 import RequestConfig, Table
from django_tables2.export.export import TableExport

EXPORT_FORMATS = ("xlsx", "csv")
EXPORT_MOST_ROWS = 200_000


class LazyCountPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator told how many rows there are by whoever can tell cheaply."""

    def __init__(self, *args: Any, count: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if count is not None:
            self.__dict__["count"] = count


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
    count: Callable[[Any], int | None] | None = None,
    export_name: str = "chegara",
) -> HttpResponse:
    """Show rows as a table that can be filtered, sorted, paged, printed and taken away as xlsx or csv.

    Args:
        rows: a queryset, already limited to what the user may see.
        filterset: its bound filters, if any.
        count: says how many rows there are where counting them all would be slow; None: count them.
    """
    if filterset is not None:
        rows = filterset.qs
    table = table_class(rows, empty_text=empty or _("Nothing matches."), request=request)
    wanted = request.GET.get("_export", "")
    if wanted in EXPORT_FORMATS:
        RequestConfig(request, paginate=False).configure(table)
        return _export(table, wanted, export_name)
    known = count(rows) if count else None
    RequestConfig(
        request,
        paginate={
            "per_page": 25,
            "paginator_class": lambda *args, **kwargs: LazyCountPaginator(*args, count=known, **kwargs),
        },
    ).configure(table)
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
