"""Small helpers for writing workbooks the way offices do."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | float | datetime | None

SAVED_AT = datetime(2026, 11, 23)  # noqa: DTZ001 (a workbook knows no time zone)
_STAMP = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def save(workbook: Workbook, path: Path) -> None:
    """Save a workbook so that the same content gives the same bytes, whenever it is saved."""
    workbook.properties.created = SAVED_AT
    workbook.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            stamped = _STAMP.sub(rb"\g<1>" + SAVED_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            member = zipfile.ZipInfo(name, SAVED_AT.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, stamped if name == "docProps/core.xml" else content)


def write_table(
    sheet: Worksheet, title: Sequence[str], heading: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """Write title lines, an empty row, one heading and the rows below it."""
    for line in title:
        sheet.append([line])
    sheet.append([])
    sheet.append(list(heading))
    for row in rows:
        sheet.append(list(row))


def merge(sheet: Worksheet, top: int, left: int, bottom: int, right: int, text: str) -> None:
    """Write a text into a block of cells and merge them; rows and columns count from 1."""
    sheet.cell(top, left, text)
    sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
