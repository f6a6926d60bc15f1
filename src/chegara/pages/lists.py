"""Lists: one view for search, filters, sorting, pages and export of any slice's records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import make_naive
from django.utils.translation import gettext as _
from django_filters import FilterSet
from django_tables2 import Column, RequestConfig, Table
from django_tables2.columns import BoundColumn

from chegara.pages.spreadsheets import CONTENT_TYPES, as_csv, as_xlsx

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
    rows = _values(table)
    content = as_csv(rows) if wanted == "csv" else as_xlsx({_("Data"): rows})
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[wanted],
        headers={"Content-Disposition": f'attachment; filename="{name}.{wanted}"'},
    )


def _values(table: Table) -> Iterator[list[Any]]:
    """Yield the headings and each row's values, as `Table.as_values` does.

    What django_tables2 finds out anew for each cell (which method gives its value, with which arguments) is
    found once for columns that show a plain attribute: of 10,000 rows it was the longest part.
    """
    columns = [column for column in table.columns.iterall() if not column.column.exclude_from_export]
    plain = {column.name for column in columns if _is_plain(table, column)}
    yield [_cell(column.header) for column in columns]
    for row in table.rows:
        simple = not isinstance(row.record, Model)  # a model's choices are shown in words
        yield [
            _cell(column.accessor.resolve(row.record, quiet=True))
            if simple and column.name in plain
            else _cell(row.get_cell_value(column.name))
            for column in columns
        ]


def _is_plain(table: Table, column: BoundColumn) -> bool:
    named = any(hasattr(table, f"{kind}_{column.name}") for kind in ("render", "value"))
    return type(column.column) is Column and not named


def _cell(value: Any) -> Any:
    if not isinstance(value, (int, float, Decimal, date, NoneType)):
        return str(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return make_naive(value)  # a spreadsheet knows no time zones
    return value
