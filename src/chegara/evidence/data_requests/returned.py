"""A form that comes back: recognised by its hidden sheet, read without mapping, its blanks understood."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from chegara.common.office_files import DAMAGED
from chegara.common.periods import PeriodKind
from chegara.evidence.methods.dictionary import Dictionary
from chegara.evidence.methods.reading.cells import parse_period
from chegara.evidence.methods.reading.mapping import Mapping
from chegara.evidence.methods.reading.problems import Problem, Severity
from chegara.evidence.methods.rows import Field, ReportedRow

MARK = "chegara_form"
"""The name of the hidden sheet; it stands in the part of the workbook that is small and read first."""

VERSION = 1
CELL = 30_000
"""Characters a cell of the hidden sheet holds; a spreadsheet allows 32,767."""

WORKBOOK_PART = "xl/workbook.xml"
MOST_READ = 1 << 20


@dataclass(frozen=True)
class FormTable:
    """One sheet of a form and how it is read; `kind` as in `layout.FormSheet`."""

    kind: str
    mapping: Mapping


@dataclass(frozen=True)
class ReturnedForm:
    """Which request a form answers, for which agency, and how its sheets are read."""

    token: str
    agency: str
    tables: tuple[FormTable, ...]

    def as_text(self) -> str:
        """Return what the hidden sheet holds."""
        tables = [{"kind": table.kind, "mapping": table.mapping.as_json()} for table in self.tables]
        content = {"version": VERSION, "token": self.token, "agency": self.agency, "tables": tables}
        return json.dumps(content, ensure_ascii=False)


def read_form(path: Path) -> ReturnedForm | None:
    """Return what a file's hidden sheet says; None if the file is no form of ours, or its sheet is spoilt."""
    if not _bears_mark(path):
        return None
    try:
        with path.open("rb") as file:  # kept files have no ending, by which openpyxl would know them
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            cells = [row[0] for row in book[MARK].iter_rows(max_col=1, values_only=True)]
            book.close()
        content = json.loads("".join(str(cell) for cell in cells if cell))
        if content["version"] != VERSION:
            return None
        return ReturnedForm(
            token=str(content["token"]),
            agency=str(content["agency"]),
            tables=tuple(
                FormTable(str(table["kind"]), Mapping.from_json(table["mapping"]))
                for table in content["tables"]
            ),
        )
    except DAMAGED:  # KeyError and json's own error are of these; then it is read as any other file
        return None


def _bears_mark(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(WORKBOOK_PART) as part:
            return MARK.encode() in part.read(MOST_READ)
    except DAMAGED:
        return False


class Blanks:
    """What the blank cells of a form mean: unknown, but zero in a month in which nothing happened.

    Figures: a blank cell of such a month is zero. Events: a month asked for that has neither an event nor
    the word that nothing happened is unknown, although the file speaks for the months around it.
    """

    def __init__(self, mappings: Iterable[dict[str, Any]], words: Dictionary) -> None:
        self._kinds: dict[str, str] = {
            proposal["mapping"]["sheet"]: proposal["form"]["kind"]
            for proposal in mappings
            if "form" in proposal and proposal.get("used", True)
        }
        self._months: dict[str, dict[int, tuple[str, date]]] = {
            proposal["mapping"]["sheet"]: _months_of(Mapping.from_json(proposal["mapping"]))
            for proposal in mappings
            if proposal.get("form", {}).get("kind") == "figures"
        }
        self._events = {code for code, indicator in words.indicators.items() if indicator.form == "event"}
        self._nothing: set[tuple[str, date]] = set()
        self._known: set[tuple[str, date]] = set()

    def listen(self, sheet: str, rows: Iterable[ReportedRow | Problem]) -> None:
        """Hear from the sheet for it in which months nothing happened, before the others are read."""
        if self._kinds.get(sheet) == "nothing":
            self._nothing = {_cell(row) for row in rows if isinstance(row, ReportedRow) and row.value == 0}

    def understood(
        self, sheet: str, rows: Iterator[ReportedRow | Problem]
    ) -> Iterator[ReportedRow | Problem]:
        """Yield a sheet's rows with their blanks understood; a sheet that is no form's passes as it is."""
        kind = self._kinds.get(sheet)
        if kind is None:
            return rows
        return self._of_nothing(rows) if kind == "nothing" else self._of_figures(sheet, rows)

    def _of_figures(
        self, sheet: str, rows: Iterator[ReportedRow | Problem]
    ) -> Iterator[ReportedRow | Problem]:
        told: set[tuple[str, date]] = set()
        months = self._months.get(sheet, {})
        for row in rows:
            if isinstance(row, Problem):
                yield row
                if row.severity is Severity.ERROR and row.column in months:
                    # What can't be read is not known: without it the month would seem complete.
                    yield _unknown(row, *months[row.column])
                continue
            cell = _cell(row)
            if cell in self._nothing:
                if row.value is None:
                    row = replace(row, value=0.0)
                elif row.value and cell not in told:
                    told.add(cell)
                    yield _at(row, "nothing_contradicted", Severity.WARNING)
            self._known.add(cell)
            yield row

    def _of_nothing(self, rows: Iterator[ReportedRow | Problem]) -> Iterator[ReportedRow | Problem]:
        for row in rows:
            if isinstance(row, Problem):
                yield row
            elif row.value:
                yield _at(row, "only_zero_here", Severity.ERROR)
            elif _cell(row) not in self._known and (row.value == 0 or row.indicator in self._events):
                yield row


def _months_of(mapping: Mapping) -> dict[int, tuple[str, date]]:
    """Return by column which indicator and month it is of."""
    indicator = dict(mapping.constants).get(Field.INDICATOR, "")
    given = {column.column: dict(column.given).get(Field.DATE) for column in mapping.columns}
    return {column: (indicator, parse_period(day).start) for column, day in given.items() if day}


def _unknown(problem: Problem, indicator: str, month: date) -> ReportedRow:
    return ReportedRow(
        indicator=indicator, start=month, period=PeriodKind.MONTH, value=None,
        sheet=problem.sheet, row=problem.row, column=problem.column,
    )  # fmt: skip


def _cell(row: ReportedRow) -> tuple[str, date]:
    return row.indicator, row.start.replace(day=1)


def _at(row: ReportedRow, code: str, severity: Severity) -> Problem:
    value = "" if row.value is None else f"{row.value:g}"
    return Problem(code=code, severity=severity, sheet=row.sheet, row=row.row, column=row.column, value=value)
