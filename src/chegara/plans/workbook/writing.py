"""A plan goes out: one sheet a table, one header row in the language of the page.

Only what somebody may see goes out.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import copy
from datetime import date
from functools import cache
from typing import Any

import openpyxl
from django.db import models
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

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
    book = openpyxl.Workbook(write_only=True)
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
    page: Any = book.create_sheet(str(sheet.name))
    page.freeze_panes = "C2"
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = WIDE.get(column, 18)
    headings = [WriteOnlyCell(page, sheet.heading(column)) for column in sheet.columns]
    for heading in headings:
        heading.font, heading.alignment = Font(bold=True), TOP
    page.append(headings)
    plain, day = _looks(page)
    for each in records:
        page.append([_cell(page, cell_of(each, column), plain, day) for column in sheet.columns])


def _cell(page: Any, value: Any, plain: Any, day: Any) -> Any:
    if value is None:
        return None
    cell: Any = WriteOnlyCell(page, value)
    # Set whole: to set a part of it would look each cell's style up again, ten times as long.
    cell._style = day if isinstance(value, date) else plain  # noqa: SLF001
    return cell


def _looks(page: Any) -> tuple[Any, Any]:
    """Return the looks of cells: of any, and of days."""
    cell: Any = WriteOnlyCell(page)
    cell.alignment = TOP
    plain = copy(cell._style)  # noqa: SLF001 - see above
    cell.number_format = "DD.MM.YYYY"
    return plain, copy(cell._style)  # noqa: SLF001


@cache
def _words_of(field: models.Field[Any, Any]) -> dict[Any, Any]:
    """Return the words of a field's choices, each in the language of whoever asks."""
    return dict(getattr(field, "flatchoices", ()))


def cell_value(record_: Any, column: str) -> Any:
    """Return what a cell holds of a record: words for a choice, a code for another record."""
    if column == "supporting":
        return "; ".join(sorted(agency.code for agency in record_.supporting.all()))
    value = getattr(record_, column)
    if value is None or value == "":
        return None
    words = _words_of(record_._meta.get_field(column))
    if words:
        return str(words.get(value, value))
    match value:
        case Objective():
            return value.number
        case models.Model():
            return getattr(value, "code", value.pk)
        case str() if value.startswith(("=", "+", "-", "@")):
            return f"'{value}"  # a spreadsheet would take it for a formula
    return value
