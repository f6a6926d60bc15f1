"""Rows as a csv file or a workbook, in which no text is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

Cell: TypeAlias = str | int | float | Decimal | date | datetime | None
Rows: TypeAlias = Iterable[Sequence[Cell]]
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Rows) -> bytes:
    """Return rows as csv in UTF-8; unknown is an empty cell, never a zero."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([_plain(cell) for cell in row] for row in rows)
    # The mark by which Excel knows that a csv file is UTF-8.
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """Return a workbook of sheets by their names; the first row of each stays in sight."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for row in rows:
            sheet.append([_written(sheet, cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _runs(cell: Cell) -> bool:
    """Tell whether a spreadsheet program would take a text for a formula and compute it."""
    return isinstance(cell, str) and cell.startswith(_FORMULA)


def _written(sheet: object, cell: Cell) -> object:
    """Return a text that would run as plain text, a day with the day first, anything else as it is."""
    if not (_runs(cell) or isinstance(cell, date)):
        return cell
    written = WriteOnlyCell(sheet, cell)  # type: ignore[arg-type]
    if isinstance(cell, datetime):
        written.number_format = "DD.MM.YYYY HH:MM"
    elif isinstance(cell, date):
        written.number_format = "DD.MM.YYYY"
    else:
        written.data_type = "s"
    return written


def _plain(cell: Cell) -> Cell:
    if _runs(cell):
        return f"'{cell}"
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
