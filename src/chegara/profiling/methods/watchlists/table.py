"""Lists that are tables: national and Interpol exports in csv, plain xlsx. Columns are known by their headings.

A table needs one column of whole names, or one of family names and one of given names. Several values in one
cell are separated by semicolons. Headings are matched as `parameters/list_headings.toml` names them, in
English, Russian and the languages of the region.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO

from chegara.common.csv_files import csv_rows
from chegara.common.office_files import OfficeFileError, open_workbook, sheet_rows
from chegara.profiling.methods.watchlists.entry import (
    LONGEST_REFERENCE,
    BirthDate,
    Document,
    ListedName,
    ListEntry,
    UnreadableListError,
    is_not_known,
    is_reference,
    read_birth_date,
    read_day,
    read_sex,
)

PARAMETERS = Path(__file__).parents[2] / "parameters"
_SPARE = re.compile(r"[\W_]+")
_SEPARATORS = ",;\t|"
_ROWS_SEARCHED = 20


@cache
def headings() -> dict[str, str]:
    """Return which field each known heading names, both in lower case without punctuation."""
    told = tomllib.loads((PARAMETERS / "list_headings.toml").read_text(encoding="utf-8"))
    return {_bare(heading): field for field, known in told["headings"].items() for heading in (field, *known)}


def read_csv(
    lines: Iterable[str], *, source: str = "", notes: list[str] | None = None
) -> Iterator[ListEntry]:
    """Yield the persons of a csv file; its separator is the one that its first row holds most of.

    Raises:
        UnreadableListError: there is no column of names, or a row cannot be read.
    """
    yield from read_rows(csv_rows(lines, separators=_SEPARATORS), source=source, notes=notes)


def read_xlsx(file: BinaryIO, *, source: str = "", notes: list[str] | None = None) -> Iterator[ListEntry]:
    """Yield the persons of a workbook's first sheet that has a column of names.

    Raises:
        UnreadableListError: it is no workbook, or no sheet has such a column.
    """
    try:
        book = open_workbook(file)
    except OfficeFileError as error:
        raise UnreadableListError(str(error)) from error
    with closing(book):
        refusal = UnreadableListError("the workbook has no sheet")
        for sheet in book.worksheets:
            rows = ([_text(cell) for cell in row] for row in sheet_rows(sheet))
            try:
                yield from read_rows(rows, source=source, notes=notes)
            except (UnreadableListError, OfficeFileError) as error:
                refusal = UnreadableListError(f"sheet {sheet.title}: {error}")
            else:
                return
        raise refusal


def read_rows(
    rows: Iterable[Sequence[str]], *, source: str = "", notes: list[str] | None = None
) -> Iterator[ListEntry]:
    """Yield the persons of a table whose headings stand in one of its first rows.

    Raises:
        UnreadableListError: no row of headings names a column of names; a row has no name or no date.
    """
    fields: list[str] = []
    seen: list[str] = []
    number = 0
    for number, row in enumerate(rows, start=1):
        if not any(cell.strip() for cell in row):
            continue
        if not fields:
            found = [headings().get(_bare(cell), "") for cell in row]
            if _has_names(found):
                fields = found
            elif number >= _ROWS_SEARCHED:
                break
            else:
                seen = seen or [cell.strip() for cell in row if cell.strip()]
            continue
        yield _entry(number, _cells(fields, row), source, notes)
    if not fields:
        raise UnreadableListError(
            "no column of names is found: name one “name”, or two “family name” and “given name”"
            + (f"; the first row is: {', '.join(seen[:12])}" if seen else "; the table is empty")
        )


def _has_names(fields: Sequence[str]) -> bool:
    return "name" in fields or {"family", "given"} <= set(fields)


def _cells(fields: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for field, cell in zip(fields, row, strict=False):
        if field and cell.strip():
            cells[field] = f"{cells[field]}; {cell.strip()}" if field in cells else cell.strip()
    return cells


def _entry(number: int, cells: Mapping[str, str], source: str, notes: list[str] | None) -> ListEntry:
    names = list(_names(cells))
    if not names:
        _refuse(f"row {number}: the name is blank; fill it or take the row out", notes)
    return ListEntry(
        id=cells.get("id") or f"row-{number}",
        names=tuple(dict.fromkeys(names)),
        births=tuple(_births(number, cells.get("born", ""), notes)),
        nationalities=_several(cells, "nationality"),
        sex=read_sex(cells.get("sex", "")),
        birth_places=_several(cells, "birth_place"),
        places=_several(cells, "place"),
        documents=tuple(
            Document(number=text, kind=cells.get("document_kind", "")) for text in _several(cells, "document")
        ),
        programme=cells.get("programme", ""),
        source=cells.get("source") or source,
        listed_on=read_day(cells.get("listed_on", "")),
        expires_on=read_day(cells.get("expires_on", "")),
        remark=cells.get("remark", ""),
        biometric=_biometric(number, cells.get("biometric", "")),
    )


def _refuse(reason: str, notes: list[str] | None) -> None:
    """Note why a row is not whole, or stop the reading where no notes are taken."""
    if notes is None:
        raise UnreadableListError(reason)
    notes.append(reason)


def _biometric(number: int, text: str) -> str:
    if text and not is_reference(text):
        raise UnreadableListError(
            f"row {number}, biometric reference: write the other system's name and number, at most "
            f"{LONGEST_REFERENCE} letters; prints, images and templates are not kept here"
        )
    return text


def _names(cells: Mapping[str, str]) -> Iterator[ListedName]:
    family, given, father = (cells.get(field, "") for field in ("family", "given", "father"))
    for text in _several(cells, "name"):
        yield ListedName(text=text)
    if family or given:
        whole = " ".join(filter(None, (family, given, father)))
        yield ListedName(text=whole, family=family, given=given, father=father)
    for text in _several(cells, "alias"):
        yield ListedName(text=text, kind="alias")


def _births(number: int, text: str, notes: list[str] | None) -> Iterator[BirthDate]:
    for part in filter(None, (part.strip() for part in text.split(";"))):
        if is_not_known(part):
            continue
        birth = read_birth_date(part)
        if birth is None:
            _refuse(
                f"row {number}, date of birth: {part!r} is no date; write 1975-04-24, 24.04.1975 or a year",
                notes,
            )
        else:
            yield birth


def _several(cells: Mapping[str, str], field: str) -> tuple[str, ...]:
    return tuple(part for each in cells.get(field, "").split(";") if (part := each.strip()))


def _bare(text: str) -> str:
    return _SPARE.sub(" ", text.casefold()).strip()


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
