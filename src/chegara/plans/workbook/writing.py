"""A plan goes out: one sheet a table, one header row in the language of the page.

Only what somebody may see goes out.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import copy
from datetime import date
from typing import Any

import openpyxl
from django.db import models
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from chegara.accounts.models import User
from chegara.plans.models import Objective, Plan
from chegara.plans.queries import measures_of
from chegara.plans.workbook.sheets import (
    MEASURES,
    NEEDS,
    OBJECTIVES,
    READINGS,
    Sheet,
)

TOP = Alignment(wrap_text=True, vertical="top")
WIDE = {"title": 48, "description": 48, "origin_name": 32, "what": 32, "source": 32}


def export(plan: Plan, viewer: User) -> bytes:
    """Return a plan as somebody may see it, as a workbook."""
    measures = measures_of(plan, viewer)
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    write_sheet(book, OBJECTIVES, plan.objectives.all())
    write_sheet(book, MEASURES, measures)
    write_sheet(book, NEEDS, [need for measure in measures for need in measure.needs.all()])
    write_sheet(book, READINGS, [reading for measure in measures for reading in measure.readings.all()])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write_sheet(
    book: openpyxl.Workbook, sheet: Sheet, records: Any, cell_of: Callable[[Any, str], Any] | None = None
) -> None:
    """Add a sheet with one row a record; `cell_of` gives a record's value for a column."""
    cell_of = cell_of or cell_value
    page: Worksheet = book.create_sheet(str(sheet.name))
    for number, column in enumerate(sheet.columns, start=1):
        heading = page.cell(1, number, sheet.heading(column))
        heading.font, heading.alignment = Font(bold=True), TOP
        page.column_dimensions[get_column_letter(number)].width = WIDE.get(column, 18)
    page.freeze_panes = "C2"
    plain, day = _looks(page)
    for row, each in enumerate(records, start=2):
        for number, column in enumerate(sheet.columns, start=1):
            value = cell_of(each, column)
            if value is not None:
                cell: Any = page.cell(row, number, value)
                # Set whole: to set a part of it would look each cell's style up again, ten times as long.
                cell._style = day if isinstance(value, date) else plain  # noqa: SLF001


def _looks(page: Worksheet) -> tuple[Any, Any]:
    """Return the looks of cells: of any, and of days; the cell that they are made on is cleared again."""
    cell: Any = page.cell(1, 1)
    header = copy(cell._style)  # noqa: SLF001 - see above
    cell.font, cell.alignment = Font(), TOP
    plain = copy(cell._style)  # noqa: SLF001
    cell.number_format = "DD.MM.YYYY"
    day = copy(cell._style)  # noqa: SLF001
    cell._style = header  # noqa: SLF001
    return plain, day


def cell_value(record_: Any, column: str) -> Any:
    """Return what a cell holds of a record: words for a choice, a code for another record."""
    if column == "supporting":
        return "; ".join(sorted(agency.code for agency in record_.supporting.all()))
    value = getattr(record_, column)
    field_ = record_._meta.get_field(column)
    if value in (None, ""):
        return None
    if field_.choices:
        return str(getattr(record_, f"get_{column}_display")())
    match value:
        case Objective():
            return value.number
        case models.Model():
            return getattr(value, "code", value.pk)
        case str() if value.startswith(("=", "+", "-", "@")):
            return f"'{value}"  # a spreadsheet would take it for a formula
    return value
