"""Workbooks (.xlsx): sheets, with what openpyxl's fast reader hides: merged cells, formulas without value."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import cast

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from chegara.evidence.methods.reading.archives import CHUNK, DAMAGED, Opener
from chegara.evidence.methods.reading.merged import Area, Record, completed
from chegara.evidence.methods.reading.problems import refuse
from chegara.evidence.methods.reading.tables import MAX_COLUMNS, Pass, Sheet, trimmed

OVERLAP = 16384


def workbook_sheets(opener: Opener, parts: set[str]) -> Iterator[Sheet]:
    """Yield the visible sheets of a workbook whose parts were checked."""
    with opener() as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:
            # Whatever openpyxl stumbles over in the parts that describe the book, the book is not sound.
            raise refuse("truncated") from error
        uses_1904 = book.epoch == CALENDAR_MAC_1904
        names = [
            (sheet.title, str(sheet._worksheet_path))  # type: ignore[attr-defined]  # noqa: SLF001 - no other way
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
        book.close()
    for name, path in names:
        if path in parts:
            areas, holes = _scan(opener, path)
            yield Sheet(name=name, records=_records(opener, name, areas, holes), uses_1904=uses_1904)


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


def _records(opener: Opener, name: str, areas: set[Area], holes: set[tuple[int, int]]) -> Pass:
    def records(first: int = 1) -> Iterator[Record]:
        with opener() as file:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheet = book[name]
            sheet.reset_dimensions()
            try:
                rows = cast("Iterator[Record]", enumerate(sheet.iter_rows(values_only=True), start=1))
                for number, cells in completed(rows, areas, holes, width=MAX_COLUMNS):
                    yield number, trimmed(cells)
            except DAMAGED as error:
                raise refuse("truncated", sheet=name) from error
            finally:
                book.close()

    return records
