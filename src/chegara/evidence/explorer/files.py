"""The data of a view as a file: each row says where it comes from, so that it still does when it is copied."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from chegara.evidence.explorer.shown import Cell, Data

FORMATS = ("csv", "xlsx")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "svg": "image/svg+xml",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(data: Data, facts: Mapping[str, str], format: str) -> bytes:  # noqa: A002 - the word users say
    """Return the data as csv or xlsx with what they say of themselves; unknown is an empty cell, never a zero.

    Raises:
        ValueError: there is no such format.
    """
    if format not in FORMATS:
        raise ValueError(f"no format {format!r}: choose from {', '.join(FORMATS)}")
    headings = [*data.headings, *facts]
    rows = [[*row, *facts.values()] for row in data.rows]
    return _csv(headings, rows) if format == "csv" else _xlsx(headings, rows, facts)


def _csv(headings: list[str], rows: list[list[Cell]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(headings)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    # The mark by which Excel knows that a csv file is UTF-8.
    return stream.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        # A spreadsheet program would take such a text for a formula and compute it.
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return str(int(cell)) if float(cell).is_integer() else repr(float(cell))


def _xlsx(headings: list[str], rows: list[list[Cell]], facts: Mapping[str, str]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Data"))
    sheet.freeze_panes = "A2"
    sheet.append(headings)
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with "=" is no formula
            cells.append(cell)
        sheet.append(cells)
    about = book.create_sheet(_("About these data"))
    for name, value in facts.items():
        about.append([name, value])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
