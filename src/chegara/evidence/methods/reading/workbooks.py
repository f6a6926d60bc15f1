"""Workbooks (.xlsx): sheets, with what openpyxl's fast reader hides: merged cells, formulas without value."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedNameList
from openpyxl.worksheet._reader import WorkSheetParser

from chegara.common.office_files import DAMAGED
from chegara.evidence.methods.reading.archives import CHUNK, Opener
from chegara.evidence.methods.reading.cells import Cell
from chegara.evidence.methods.reading.merged import Area, Record, completed
from chegara.evidence.methods.reading.problems import RefusedError, refuse
from chegara.evidence.methods.reading.tables import MAX_COLUMNS, Pass, Sheet, trimmed

OVERLAP = 16384


class _Book(ExcelReader):
    """What a workbook says of all its sheets: their names and parts, the shared texts, the formats of days.

    openpyxl's own read-only workbook reads every sheet through, each time that it is opened, where the file
    does not state its dimensions; those of many programs do not.
    """

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, read_only=True, data_only=True, keep_links=False)
        self.sheets: list[tuple[str, str]] = []
        self.read()

    def read_worksheets(self) -> None:
        """Note the visible sheets and where they lie, and read none."""
        for sheet, part in self.parser.find_sheets():
            if part.target in self.valid_files and "chartsheet" not in part.Type and sheet.state == "visible":
                self.sheets.append((sheet.name, part.target))
        # Names such as the areas to be printed belong to sheets, of which none is read.
        self.parser.defined_names = DefinedNameList()  # type: ignore[attr-defined]  # stubs lack it

    def rows(self, source: IO[bytes]) -> Iterator[Record]:
        """Yield the rows of one sheet's part, those that it leaves out as blank."""
        parser = WorkSheetParser(
            source,
            self.shared_strings,
            data_only=True,
            epoch=self.wb.epoch,
            date_formats=self.wb._date_formats,  # type: ignore[attr-defined]  # noqa: SLF001 - as openpyxl's own
            timedelta_formats=self.wb._timedelta_formats,  # type: ignore[attr-defined]  # noqa: SLF001
        )
        expected = 1
        for number, row in parser.parse():
            yield from ((blank, ()) for blank in range(expected, number))
            cells: list[Cell] = [None] * (row[-1]["column"] if row else 0)
            for cell in row:
                cells[cell["column"] - 1] = cell["value"]
            yield number, cells
            expected = number + 1


def workbook_sheets(opener: Opener) -> Iterator[Sheet]:
    """Yield the visible sheets of a workbook whose parts were checked."""
    with opener() as file:
        try:
            book = _Book(file)
        except Exception as error:
            # Whatever openpyxl stumbles over in the parts that describe the book, the book is not sound.
            raise refuse("truncated") from error
    for name, part in book.sheets:
        areas, holes = _scan(opener, part)
        yield Sheet(
            name=name,
            records=_records(opener, book, name, part, areas, holes),
            uses_1904=book.wb.epoch == CALENDAR_MAC_1904,
        )


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HOLE = re.compile(
    rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*><(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _scan(opener: Opener, path: str) -> tuple[set[Area], set[tuple[int, int]]]:
    """Return a sheet's merged areas and its formulas without value."""
    areas: set[Area] = set()
    holes: set[tuple[int, int]] = set()
    tail = b""
    try:
        with opener() as file, zipfile.ZipFile(file) as archive, archive.open(path) as part:
            while chunk := part.read(CHUNK):
                window = tail + chunk
                areas |= {
                    Area(int(r1), _column_number(c1), int(r2), _column_number(c2))
                    for c1, r1, c2, r2 in _MERGED.findall(window)
                }
                holes |= {(int(row), _column_number(column)) for column, row in _HOLE.findall(window)}
                tail = window[-OVERLAP:]
    except DAMAGED as error:
        raise refuse("truncated", value=path) from error
    return areas, holes


def _records(
    opener: Opener, book: _Book, name: str, part: str, areas: set[Area], holes: set[tuple[int, int]]
) -> Pass:
    def records(first: int = 1) -> Iterator[Record]:
        try:
            with opener() as file, zipfile.ZipFile(file) as archive, archive.open(part) as source:
                for number, cells in completed(book.rows(source), areas, holes, width=MAX_COLUMNS):
                    yield number, trimmed(cells)
        except DAMAGED as error:
            if isinstance(error, RefusedError):
                raise
            raise refuse("truncated", sheet=name) from error

    return records
