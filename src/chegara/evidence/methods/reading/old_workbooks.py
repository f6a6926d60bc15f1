"""Workbooks of Excel 97-2003 (.xls), and what else comes in the same container (OLE)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Literal

import xlrd
from xlrd.biffh import (
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
    XL_CELL_TEXT,
    XLRDError,
    error_text_from_code,
)
from xlrd.xldate import xldate_as_datetime

from chegara.evidence.methods.reading.archives import CHUNK, Opener
from chegara.evidence.methods.reading.cells import Cell
from chegara.evidence.methods.reading.merged import Area, Record, completed
from chegara.evidence.methods.reading.problems import RefusedError, refuse
from chegara.evidence.methods.reading.tables import MAX_COLUMNS, Pass, Sheet, trimmed

# A sheet has 65,536 rows at most; what is larger than this holds pictures, or means harm.
MAX_OLD_WORKBOOK = 100_000_000
# Below it lie times of day without a day, and the 29 February 1900 that never was.
FIRST_DAY = 61
_ROOT, _ENCRYPTED, _WORKBOOK, _BOOK, _WORD = _NAMES = tuple(
    name.encode("utf-16-le")
    for name in ("Root Entry", "EncryptedPackage", "Workbook", "Book", "WordDocument")
)


def old_workbook_sheets(opener: Opener) -> Iterator[Sheet]:
    """Yield the visible sheets of an .xls workbook; unlike other files it is held in memory.

    Raises:
        RefusedError: password_protected, old_document (a .doc), not_a_spreadsheet, too_large, truncated.
    """
    streams = _streams(opener)
    if _ENCRYPTED in streams:
        raise refuse("password_protected")
    if _ROOT not in streams:
        raise refuse("truncated")
    if not streams & {_WORKBOOK, _BOOK}:
        raise refuse("old_document" if _WORD in streams else "not_a_spreadsheet")
    with opener() as file:
        content = file.read(MAX_OLD_WORKBOOK + 1)
    if len(content) > MAX_OLD_WORKBOOK:
        raise refuse("too_large", arguments={"limit": MAX_OLD_WORKBOOK})
    book = _opened(content)
    for index, name in enumerate(book.sheet_names()):
        sheet = _loaded(book, index, name)
        if sheet.visibility == 0:
            areas = {
                Area(first + 1, left + 1, last, right) for first, last, left, right in sheet.merged_cells
            }
            yield Sheet(
                name=name, records=_records(sheet, areas, book.datemode), uses_1904=book.datemode == 1
            )


def _streams(opener: Opener) -> set[bytes]:
    """An OLE container's directory names its streams; it lies somewhere in the file's sectors."""
    tail = b""
    found: set[bytes] = set()
    with opener() as file:
        while chunk := file.read(CHUNK):
            window = tail + chunk
            found |= {name for name in _NAMES if name in window}
            tail = window[-64:]
    return found


def _opened(content: bytes) -> xlrd.Book:
    try:
        return xlrd.open_workbook(
            file_contents=content,
            formatting_info=True,  # merged cells are formatting
            ragged_rows=True,
            on_demand=True,
            logfile=io.StringIO(),
        )
    except Exception as error:
        raise _refusal(error) from error


def _loaded(book: xlrd.Book, index: int, name: str) -> xlrd.sheet.Sheet:
    try:
        return book.sheet_by_index(index)
    except Exception as error:
        # xlrd raises what Python happens to raise on bytes that somebody cut or changed.
        raise refuse("truncated", sheet=name) from error


def _refusal(error: Exception) -> RefusedError:
    encrypted = isinstance(error, XLRDError) and "encrypted" in str(error).lower()
    return refuse("password_protected" if encrypted else "truncated")


def _records(sheet: xlrd.sheet.Sheet, areas: set[Area], datemode: Literal[0, 1]) -> Pass:
    def rows(first: int) -> Iterator[Record]:
        for index in range(sheet.nrows):
            yield index + 1, [_value(cell, datemode) for cell in sheet.row(index)]

    def records(first: int = 1) -> Iterator[Record]:
        for number, cells in completed(rows(first), areas, (), width=MAX_COLUMNS):
            yield number, trimmed(cells)

    return records


def _value(cell: xlrd.sheet.Cell, datemode: Literal[0, 1]) -> Cell:
    """Return a cell as openpyxl would: a day as a day, an error by its name."""
    if cell.ctype == XL_CELL_TEXT:
        return str(cell.value) or None
    if cell.ctype not in {XL_CELL_NUMBER, XL_CELL_DATE, XL_CELL_BOOLEAN, XL_CELL_ERROR}:
        return None
    number = float(cell.value)
    if cell.ctype == XL_CELL_BOOLEAN:
        return bool(number)
    if cell.ctype == XL_CELL_ERROR:
        return error_text_from_code.get(int(number), "#N/A")
    if cell.ctype == XL_CELL_DATE and number >= FIRST_DAY:
        return xldate_as_datetime(number, datemode)
    return int(number) if number.is_integer() else number
