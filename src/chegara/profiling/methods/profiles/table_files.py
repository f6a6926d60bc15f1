"""Files of decision tables: csv and xlsx, both ways (`tables` says what stands in them)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError

from chegara.common.csv_files import CsvError, csv_rows, csv_text
from chegara.common.office_files import OfficeFileError, open_workbook, sheet_rows
from chegara.common.refusals import gettext_noop as _
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.methods.profiles.fields import Catalogue
from chegara.profiling.methods.profiles.lists import Lists
from chegara.profiling.methods.profiles.tables import (
    EXAMPLES,
    TableRefusedError,
    examples_of,
    plain_rows,
    read_plain,
    rows_of,
)

Rows = list[list[str]]


def write_csv(profiles: Sequence[Profile], *, catalogue: Catalogue | None = None) -> str:
    """Return the table as csv, its examples behind it.

    Raises:
        TableRefusedError: as for `rows_of` and `examples_of`.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows(rows_of(profiles, catalogue=catalogue))
    if examples := examples_of(profiles, catalogue=catalogue):
        writer.writerows([[], [EXAMPLES], *examples])
    return file.getvalue()


def write_xlsx(profiles: Sequence[Profile], *, catalogue: Catalogue | None = None) -> bytes:
    """Return the table as a workbook, its examples on a sheet of their own.

    Raises:
        TableRefusedError: as for `rows_of` and `examples_of`, or a text holds what no workbook can.
    """
    book = openpyxl.Workbook(write_only=False)
    book.remove(book.worksheets[0])
    tables = {
        "profiles": rows_of(profiles, catalogue=catalogue),
        EXAMPLES: examples_of(profiles, catalogue=catalogue),
    }
    for title, rows in tables.items():
        if rows:
            _fill(book.create_sheet(title), rows)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            try:
                cell = sheet.cell(number, place, text)
            except IllegalCharacterError as error:
                raise TableRefusedError(
                    _("profile %(id)s: no workbook can hold “%(value)s”; keep it as a file"),
                    id=row[0],
                    value=repr(text),
                ) from error
            cell.data_type = "s"  # never a formula, whatever it begins with
    sheet.freeze_panes = "B2"


def write_table(profiles: Sequence[Profile], path: Path, *, catalogue: Catalogue | None = None) -> None:
    """Write the table as csv or xlsx by the file's suffix.

    Raises:
        TableRefusedError: as for `write_csv` and `write_xlsx`.
        OSError: the file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(write_xlsx(profiles, catalogue=catalogue))
    else:
        path.write_text(write_csv(profiles, catalogue=catalogue), encoding="utf-8-sig", newline="")


def read_table(
    path: Path, *, catalogue: Catalogue | None = None, lists: Lists | None = None
) -> list[Profile]:
    """Return the profiles of a csv or xlsx file.

    Raises:
        TableRefusedError: a heading or a cell is not as it must be.
        ProfileRefusedError: a profile may not be; its problems name the row.
        OSError: the file cannot be read.
    """
    told = table_rows(path.name, path.read_bytes())
    return [profile for _row, profile in read_plain(plain_rows(*told, catalogue=catalogue), catalogue, lists)]


def table_rows(name: str, content: bytes) -> tuple[Rows, Rows]:
    """Return the rows of the profiles and those of their examples, of a csv or xlsx file.

    Raises:
        TableRefusedError: the file is neither.
    """
    if name.lower().endswith(".xlsx"):
        return _xlsx_rows(content)
    try:
        rows = list(csv_rows(csv_text(content), separators=",;"))
    except CsvError as error:
        raise TableRefusedError("%(file)s: %(why)s", file=name, why=error.said) from error
    starts = [
        number
        for number, row in enumerate(rows)
        if [cell.strip() for cell in row if cell.strip()] == [EXAMPLES]
    ]
    return (rows[: starts[0]], rows[starts[0] + 1 :]) if starts else (rows, [])


def as_csv(name: str, content: bytes) -> str:
    """Return the first sheet of an xlsx file, or a csv file however it is separated, as plain csv.

    Blank rows and the blank cells behind the headings are left out.

    Raises:
        TableRefusedError: the file is neither.
    """
    rows = [row for row in table_rows(name, content)[0] if any(cell.strip() for cell in row)]
    width = max((at for at, cell in enumerate(rows[0], start=1) if cell.strip()), default=0) if rows else 0
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    for row in rows:
        kept = row if any(cell.strip() for cell in row[width:]) else row[:width]
        # A workbook's row ends with its last filled cell; a csv row that is too short is a mistake.
        short = width - len(kept) if name.lower().endswith(".xlsx") else 0
        writer.writerow([*kept, *[""] * short])
    return file.getvalue()


def _xlsx_rows(content: bytes) -> tuple[Rows, Rows]:
    def told(sheet: Any) -> list[list[str]]:
        return [["" if value is None else _cell_text(value) for value in row] for row in sheet_rows(sheet)]

    try:
        with closing(open_workbook(content)) as book:
            examples = told(book[EXAMPLES]) if EXAMPLES in book.sheetnames[1:] else []
            return told(book.worksheets[0]), examples
    except OfficeFileError as error:
        raise TableRefusedError(error.said.text) from error


def _cell_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).removesuffix(" 00:00:00")
