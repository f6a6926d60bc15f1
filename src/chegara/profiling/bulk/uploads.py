"""Files of records as users have them: csv, Parquet, or a workbook of which the first sheet is read."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from chegara.common.office_files import OfficeFileError, open_workbook, sheet_rows
from chegara.pages.jobs import JobError, Reporting
from chegara.pages.refusals import in_words
from chegara.profiling.methods.selection.files import CSV, PARQUET, Source

WORKBOOK = ".xlsx"
SUFFIXES = CSV | PARQUET | {WORKBOOK}
LARGEST = 1 << 30
"""Bytes of an upload; larger files are selected from by `chegara select` on the server itself."""
REPORT_EVERY = 10_000


def problem_of(name: str, size: int) -> str:
    """Return why a file is not taken, or nothing."""
    if Path(name).suffix.lower() not in SUFFIXES:
        return _("%(name)s is no csv, Parquet or xlsx file: save it as one of these.") % {"name": name}
    if size > LARGEST:
        return _("%(name)s is larger than %(most)s MB: select from it by `chegara select` on the server.") % {
            "name": name, "most": LARGEST >> 20,
        }  # fmt: skip
    return ""


def as_source(
    stored: Path, name: str, folder: Path, mapping: Mapping[str, str], progress: Reporting
) -> Source:
    """Return a file under the user's name for it in `folder`, a workbook's first sheet as csv.

    Raises:
        JobError: the workbook cannot be read.
        Cancelled: somebody asked the work to stop.
    """
    place = folder / (Path(name).name or "records.csv")
    if place.suffix.lower() != WORKBOOK:
        place.symlink_to(stored)
    else:
        place = _sheet(stored, place, progress)
    return Source(path=place, mapping=mapping)


def _sheet(stored: Path, place: Path, progress: Reporting) -> Path:
    try:
        with stored.open("rb") as file:
            book = open_workbook(file)
            sheet = book.worksheets[0]
            written = place.with_name(f"{place.stem}, {_plain(sheet.title)}.csv")
            with written.open("w", encoding="utf-8", newline="") as target:
                _write(sheet, csv.writer(target), progress)
            book.close()
    except OfficeFileError as error:
        raise JobError(f"{place.name}: {in_words(error)}") from error
    return written


def _write(sheet: Any, writer: Any, progress: Reporting) -> None:
    width = blanks = 0
    for number, row in enumerate(sheet_rows(sheet)):
        cells = [_cell(value) for value in row]
        if not any(cells):
            blanks += 1
            continue
        if not width:
            width = max(place for place, cell in enumerate(cells, start=1) if cell)
        for _blank in range(blanks):
            writer.writerow([""] * width)  # what is wrong in a row is told by the sheet's own number
        blanks = 0
        writer.writerow((cells + [""] * width)[: max(width, _last(cells))])
        if number % REPORT_EVERY == 0:
            progress(0, 0)


def _last(cells: list[str]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell), default=0)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _plain(title: str) -> str:
    return "".join(letter for letter in title if letter not in '/\\:*?"<>|')[:40]
