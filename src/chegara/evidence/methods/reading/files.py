"""Files as they arrive, csv, xlsx, xls or docx, opened as tables; sizes are known before anything unpacks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from chegara.common.office_files import OLE_MAGIC
from chegara.evidence.methods.reading import blocks
from chegara.evidence.methods.reading.archives import Opener, checked_parts
from chegara.evidence.methods.reading.documents import document_sheets
from chegara.evidence.methods.reading.old_workbooks import old_workbook_sheets
from chegara.evidence.methods.reading.problems import Problem, RefusedError, refuse
from chegara.evidence.methods.reading.tables import Extent, Sheet, Table, part_of, understand
from chegara.evidence.methods.reading.text import text_sheet
from chegara.evidence.methods.reading.workbooks import workbook_sheets


def open_tables(
    source: bytes | Path, marked: Mapping[str, Extent] | None = None
) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
    """Return the tables of a csv, xlsx, xls or docx file, and why any other of its sheets is none.

    The file is told by its content, never by its name. Rows are read from the source each time that they are
    asked for, so that memory does not grow with the file; a path must stay in place meanwhile. `marked` says
    of tables, by their names, where a person saw them; the others are found.

    Raises:
        RefusedError: the file as a whole cannot be read, or no sheet of it holds a table.
    """
    tables: list[Table] = []
    refused: list[Problem] = []
    for sheet in sheets_of(source):
        for part in _parts(sheet, marked or {}):
            try:
                tables.append(understand(part))
            except RefusedError as refusal:
                refused.append(refusal.problem)
    if not tables:
        # The sheet that came nearest to a table tells more than the blank ones beside it.
        raise RefusedError(next((found for found in refused if found.code != "empty_file"), refused[0]))
    return tuple(tables), tuple(found for found in refused if found.code != "empty_file")


def _parts(sheet: Sheet, marked: Mapping[str, Extent]) -> Iterator[Sheet]:
    """Yield a sheet's tables: those that a person marked where they were marked, the others as found."""
    wanted = {
        name: extent
        for name, extent in marked.items()
        if name == sheet.name or ("/" in name and name.rpartition("/")[0] == sheet.name)
    }
    found = {part.name: part for part in blocks.parts(sheet)}
    for name in [*found, *(name for name in wanted if name not in found)]:
        yield part_of(sheet, wanted[name], name) if name in wanted else found[name]


def sheets_of(source: bytes | Path) -> Iterator[Sheet]:
    """Yield the sheets of a file, or the tables of a document, as they lie in it.

    Raises:
        RefusedError: the file cannot be read.
    """
    opener = _opener(source)
    with opener() as file:
        head = file.read(8)
    if not head:
        raise refuse("empty_file")
    if head == OLE_MAGIC:
        return old_workbook_sheets(opener)
    if head.startswith(b"PK"):
        return _archive_sheets(opener)
    return iter([text_sheet(opener)])


def _archive_sheets(opener: Opener) -> Iterator[Sheet]:
    parts = checked_parts(opener)
    if "[Content_Types].xml" in parts:
        if "word/document.xml" in parts:
            return document_sheets(opener)
        if any(part.endswith("workbook.xml") for part in parts):
            return workbook_sheets(opener)
    raise refuse("not_a_spreadsheet")


def _opener(source: bytes | Path) -> Opener:
    if isinstance(source, bytes):
        return lambda: io.BytesIO(source)
    return lambda: source.open("rb")


def table_on(sheet: Sheet, name: str, extent: Extent) -> Table | None:
    """Return the table of that name where it was marked on a sheet, None if none lies there."""
    if name != sheet.name and not ("/" in name and name.rpartition("/")[0] == sheet.name):
        return None
    try:
        return understand(part_of(sheet, extent, name))
    except RefusedError:
        return None
