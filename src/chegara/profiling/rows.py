"""Small tables that users bring in as csv or xlsx: rows with their numbers, by the names of the columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext as _

from chegara.common.csv_files import CsvError, csv_rows, csv_text
from chegara.common.office_files import OfficeFileError, open_workbook, sheet_rows
from chegara.pages.refusals import in_words

MOST_ROWS = 5_000


class RowsRefusedError(Exception):
    """The table is not as it must be; the message names row and column."""


def read_rows(
    name: str, content: bytes, *, columns: Collection[str], needed: Collection[str]
) -> list[tuple[int, dict[str, str]]]:
    """Return each row with its number in the file; wholly blank rows are left out.

    Raises:
        RowsRefusedError: the file cannot be read, a column is missing or unknown, a cell that is needed is
            blank, or there are too many rows.
    """
    rows = list(_sheet(name, content) if name.lower().endswith(".xlsx") else _csv(name, content))
    if not rows:
        raise RowsRefusedError(_("%(name)s is empty.") % {"name": name})
    headings = [cell.strip().lower() for cell in rows[0][1]]
    missing = [one for one in columns if one in needed and one not in headings]
    unknown = [one for one in headings if one and one not in columns]
    if missing or unknown:
        raise RowsRefusedError(
            _("Row 1: the columns are %(columns)s; missing: %(missing)s; unknown: %(unknown)s.")
            % {
                "columns": ", ".join(columns), "missing": ", ".join(missing) or "–",
                "unknown": ", ".join(unknown) or "–",
            }
        )  # fmt: skip
    if len(rows) > MOST_ROWS:
        raise RowsRefusedError(_("More than %(most)s rows.") % {"most": MOST_ROWS})
    found = []
    for number, cells in rows[1:]:
        row = dict.fromkeys(columns, "") | dict(zip(headings, cells, strict=False))
        blank = next((one for one in columns if one in needed and not row[one]), None)
        if blank:
            raise RowsRefusedError(
                _("Row %(row)s, column %(column)s: it is blank.") % {"row": number, "column": blank}
            )
        found.append((number, row))
    return found


def _csv(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        rows = enumerate(csv_rows(csv_text(content)), start=1)
        yield from _filled((number, [cell.strip() for cell in row]) for number, row in rows)
    except CsvError as error:
        raise RowsRefusedError(f"{name}: {in_words(error)}") from error


def _sheet(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        rows = enumerate(sheet_rows(open_workbook(content).worksheets[0]), start=1)
        yield from _filled((number, [_cell(cell) for cell in row]) for number, row in rows)
    except OfficeFileError as error:
        raise RowsRefusedError(f"{name}: {in_words(error)}") from error


def _filled(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    return ((number, cells) for number, cells in rows if any(cells))


def _cell(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
