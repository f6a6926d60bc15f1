"""The tables of a workbook, read by sheets whose columns may stand in any order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.worksheet.worksheet import Worksheet

from chegara.common import office_files
from chegara.common.office_files import OfficeFileError
from chegara.pages.refusals import in_words
from chegara.plans.workbook.cells import Reader, Row
from chegara.plans.workbook.sheets import Sheet, key


class WorkbookError(Exception):
    """The workbook can't be read in; `problems` are sentences for the user."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def open_workbook(content: bytes) -> openpyxl.Workbook:
    """Open an xlsx workbook.

    Raises:
        WorkbookError: it is none.
    """
    try:
        return office_files.open_workbook(content, read_only=False)
    except OfficeFileError as error:
        raise WorkbookError([in_words(error)]) from error


def read_sheets(book: openpyxl.Workbook, sheets: Sequence[Sheet], reader: Reader) -> dict[Sheet, list[Row]]:
    """Return the rows of each sheet that is known; what is wrong is noted by the reader."""
    by_name = {key(name): name for name in book.sheetnames}
    found: dict[Sheet, list[Row]] = {}
    known: set[str] = set()
    for sheet in sheets:
        names = sheet.names() & set(by_name)
        known |= names
        found[sheet] = (
            list(_read(book[by_name[name]], sheet, reader)) if (name := next(iter(names), "")) else []
        )
    for folded, name in by_name.items():
        if folded not in known:
            reader.problems.append(
                _("The sheet “%(sheet)s” is not known; the sheets are: %(known)s.")
                % {"sheet": name, "known": ", ".join(str(sheet.name) for sheet in sheets)}
            )
    return found


class Headed(Protocol):
    """A sheet that knows its columns by their headings."""

    @property
    def name(self) -> Any:
        """What the sheet is called."""

    @property
    def required(self) -> Collection[str]:
        """The columns that must be there."""

    def headings(self) -> Mapping[str, str]:
        """Return the columns by their folded headings."""

    def heading(self, column: str) -> str:
        """Return what a column is called."""


def filled_rows(
    page: Worksheet, sheet: Headed, problems: list[str]
) -> Iterator[tuple[int, list[tuple[str | None, Any]]]]:
    """Yield the number and the cells of each row that is not empty, each cell with its column or None.

    Yields nothing where a column is missing or not known: that is added to the problems.
    """
    lines, before = page.iter_rows(values_only=True), len(problems)
    headings, header = sheet.headings(), list(next(lines, ()))
    columns = [headings.get(key(cell)) for cell in header]
    for cell, column in zip(header, columns, strict=True):
        if column is None and key(cell):
            problems.append(
                _("Sheet %(sheet)s: the column “%(column)s” is not known.")
                % {"sheet": sheet.name, "column": cell}
            )
    problems += [
        _("Sheet %(sheet)s: the column “%(column)s” is missing.")
        % {"sheet": sheet.name, "column": sheet.heading(column)}
        for column in sheet.required
        if column not in columns
    ]
    if len(problems) > before:
        return
    for number, line in enumerate(lines, start=2):
        if not all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in line):
            yield number, list(zip(columns, line, strict=False))


def _read(page: Worksheet, sheet: Sheet, reader: Reader) -> Iterator[Row]:
    for number, cells in filled_rows(page, sheet, reader.problems):
        row = Row(sheet, number)
        for column, cell in cells:
            if column is not None:
                row.values[column] = reader.value(row, column, cell)
        for column in sheet.required:
            if row[column] is None and not _told_of(reader, row, column):
                reader.wrong(row, column, _("this must be filled in."))
        yield row


def _told_of(reader: Reader, row: Row, column: str) -> bool:
    start = _("Sheet %(sheet)s, row %(row)s, column “%(column)s”: %(message)s") % {
        "sheet": row.sheet.name, "row": row.number, "column": row.sheet.heading(column), "message": "",
    }  # fmt: skip
    return any(problem.startswith(start) for problem in reader.problems)
