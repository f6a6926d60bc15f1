"""Spreadsheets of a session: attendance out and in, answers to a test, grades of a learning platform."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from chegara.common.csv_files import CsvError, csv_rows, csv_text
from chegara.common.office_files import OfficeFileError, open_workbook, sheet_rows
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.pages.refusals import in_words
from chegara.training.methods.moodle import grades
from chegara.training.models import Session
from chegara.training.queries import days_of

YES = {"x", "х", "+", "1", "да", "yes", "✓", "v"}
NO = {"", "-", "−", "–", "0", "нет", "no"}


def attendance_workbook(session: Session) -> bytes:
    """Return the sheet that is filled in without a network: one row a person, one column a day."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "attendance"
    sheet.append([_("Pseudonym"), *(f"{day:%d.%m.%Y}" for day in days_of(session))])
    sheet.column_dimensions["A"].width = 24
    for one in session.registrations.select_related("person").filter(withdrawn=False):
        present = set(one.present or ())
        sheet.append(
            [one.person.code, *("x" if day.isoformat() in present else None for day in days_of(session))]
        )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read_attendance(session: Session, content: bytes, name: str) -> dict[int, list[date]]:
    """Return the days on which each person (key) was present.

    Raises:
        RecordRefusedError: the file can't be read, or a cell is wrong; the message names row and column.
    """
    rows = _rows(content, name)
    heads = {f"{day:%d.%m.%Y}": day for day in days_of(session)}
    columns = {
        place: heads[str(head).strip()] for place, head in enumerate(rows[0]) if str(head).strip() in heads
    }
    if len(columns) < len(heads):
        raise RecordRefusedError(
            _("%(name)s, row 1: the days %(days)s are not all there. Use the sheet as it was handed out.")
            % {"name": name, "days": ", ".join(heads)}
        )
    persons = _persons(session)
    found: dict[int, list[date]] = {}
    for number, row in enumerate(rows[1:], start=2):
        code = str(row[0]).strip() if row else ""
        if not code:
            continue
        person = _known(persons, code, name, number)
        found[person] = []
        for place, day in columns.items():
            cell = str(row[place]).strip().casefold().removesuffix(".0") if place < len(row) else ""
            if cell in YES:
                found[person].append(day)
            elif cell not in NO:
                raise RecordRefusedError(
                    _("%(name)s, row %(row)s, column %(day)s: “%(cell)s” is neither x nor empty.")
                    % {"name": name, "row": number, "day": f"{day:%d.%m.%Y}", "cell": cell}
                )
    return found


def read_answers(session: Session, content: bytes, name: str) -> dict[int, list[bool]]:
    """Return right (1) or wrong (0) of each item by person; the first row holds headings.

    Raises:
        RecordRefusedError: as for attendance.
    """
    persons = _persons(session)
    found: dict[int, list[bool]] = {}
    for number, row in enumerate(_rows(content, name)[1:], start=2):
        code = str(row[0]).strip() if row else ""
        if not code:
            continue
        marks = [str(cell).strip().removesuffix(".0") for cell in row[1:]]
        while marks and not marks[-1]:
            marks.pop()
        if wrong := next((mark for mark in marks if mark not in {"0", "1"}), None):
            raise RecordRefusedError(
                _("%(name)s, row %(row)s: “%(cell)s” is neither 1 (right) nor 0 (wrong).")
                % {"name": name, "row": number, "cell": wrong}
            )
        if "" in marks:
            raise RecordRefusedError(
                _("%(name)s, row %(row)s: an answer is missing; write 0 where nothing was answered.")
                % {"name": name, "row": number}
            )
        found[_known(persons, code, name, number)] = [mark == "1" for mark in marks]
    return found


def read_grades(session: Session, content: bytes, name: str) -> dict[int, float]:
    """Return the score in per cent by person of a grade book exported by Moodle; unknown grades are left out.

    Raises:
        RecordRefusedError: as for attendance.
    """
    rows = [[str(cell) for cell in row] for row in _rows(content, name)]
    try:
        read = grades(rows)
    except ValueError as error:
        raise RecordRefusedError(
            _(
                "%(name)s: %(where)s can't be read: a column “Username” or “ID number” and one with "
                "“(Percentage)” are needed, with grades from 0 to 100."
            )
            % {"name": name, "where": error}
        ) from error
    persons = _persons(session)
    return {_known(persons, code, name, number): score for number, code, score in read if score is not None}


def moodle_users(session: Session) -> str:
    """Return the accounts of a session for Moodle's upload of users; names stay at home, pseudonyms go."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["username", "idnumber", "firstname", "lastname", "email", "cohort1"])
    for one in session.registrations.select_related("person").filter(withdrawn=False):
        code = one.person.code
        writer.writerow(
            [
                code.lower(),
                code,
                code,
                session.owner_agency.code,
                f"{code.lower()}@example.invalid",
                f"session-{session.pk}",
            ]
        )
    return buffer.getvalue()


def _persons(session: Session) -> dict[str, int]:
    return {
        code.casefold(): key for code, key in session.registrations.values_list("person__code", "person_id")
    }


def _known(persons: dict[str, int], code: str, name: str, number: int) -> int:
    found = persons.get(code.casefold())
    if found is None:
        raise RecordRefusedError(
            _("%(name)s, row %(row)s: “%(code)s” is not registered for this session.")
            % {"name": name, "row": number, "code": code}
        )
    return found


def _rows(content: bytes, name: str) -> Sequence[Sequence[Any]]:
    try:
        if name.lower().endswith(".csv"):
            rows = list(csv_rows(csv_text(content)))
        else:
            sheet = open_workbook(content).worksheets[0]
            rows = [[_text(cell) for cell in row] for row in sheet_rows(sheet)]
    except (CsvError, OfficeFileError) as error:
        raise RecordRefusedError(f"{name}: {in_words(error)}") from error
    if len(rows) < 2:
        raise RecordRefusedError(_("“%(name)s” has no row below the headings.") % {"name": name})
    return rows


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell)
