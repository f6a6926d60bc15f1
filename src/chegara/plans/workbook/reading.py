"""A plan comes in: all of it, or nothing.

Columns may stand in any order; headings and words are read in every language of the program. Every problem is
told at once. A code that the reader may not know of reads as a new measure: trying codes betrays nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import openpyxl
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.organisation.models import Agency
from chegara.organisation.visibility import agencies_of
from chegara.plans.actions import measures as measure_actions
from chegara.plans.actions import plans as plan_actions
from chegara.plans.actions import progress
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.content import PLANNED
from chegara.plans.models import Measure, Objective, Plan
from chegara.plans.queries import measures_of
from chegara.plans.workbook.cells import Reader, Row
from chegara.plans.workbook.sheets import (
    MEASURES,
    NEEDS,
    OBJECTIVES,
    READINGS,
    SHEETS,
    Sheet,
    key,
)


class WorkbookError(Exception):
    """The workbook can't be read in; `problems` are sentences for the user."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass
class Done:
    """How many measures a workbook made, changed and left as they were."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def load(plan: Plan, content: bytes, *, by: User, reason: str) -> Done:
    """Bring a plan to what a workbook says; what it does not name stays.

    Raises:
        WorkbookError: with every problem found; nothing was changed.
    """
    reader, done = Reader(plan), Done()
    rows = _rows(open_workbook(content), reader)
    if not reader.problems:
        _take(plan, rows, reader, done, by, reason)
    if reader.problems:
        transaction.set_rollback(True)
        raise WorkbookError(reader.problems)
    if done.new or done.changed:
        # How many stays unsaid: some may lie in a compartment, and the log has other readers.
        record(
            by=by, action="plans.workbook_read", on=plan, reason=reason, agency=plan.owner_agency.code,
            compartment=plan.compartment.code if plan.compartment else "",
        )  # fmt: skip
    return done


def open_workbook(content: bytes) -> openpyxl.Workbook:
    """Return the workbook that bytes hold.

    Raises:
        WorkbookError: they hold none.
    """
    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=False, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise WorkbookError(
            [_("This is not an xlsx workbook. Save the table as “Excel workbook (xlsx)” and try again.")]
        ) from error


def _rows(book: openpyxl.Workbook, reader: Reader) -> dict[Sheet, list[Row]]:
    by_name = {key(name): name for name in book.sheetnames}
    found: dict[Sheet, list[Row]] = {}
    known: set[str] = set()
    for sheet in SHEETS:
        names = sheet.names() & set(by_name)
        known |= names
        found[sheet] = (
            list(_read(book[by_name[name]], sheet, reader)) if (name := next(iter(names), "")) else []
        )
    for folded, name in by_name.items():
        if folded not in known:
            reader.problems.append(
                _("The sheet “%(sheet)s” is not known; the sheets are: %(known)s.")
                % {"sheet": name, "known": ", ".join(str(sheet.name) for sheet in SHEETS)}
            )
    return found


def _read(page: Worksheet, sheet: Sheet, reader: Reader) -> Iterator[Row]:
    lines, before = page.iter_rows(values_only=True), len(reader.problems)
    headings, header = sheet.headings(), list(next(lines, ()))
    columns = [headings.get(key(cell)) for cell in header]
    for cell, column in zip(header, columns, strict=True):
        if column is None and key(cell):
            reader.problems.append(
                _("Sheet %(sheet)s: the column “%(column)s” is not known.")
                % {"sheet": sheet.name, "column": cell}
            )
    for column in sheet.required:
        if column not in columns:
            reader.problems.append(
                _("Sheet %(sheet)s: the column “%(column)s” is missing.")
                % {"sheet": sheet.name, "column": sheet.heading(column)}
            )
    if len(reader.problems) > before:
        return
    for number, line in enumerate(lines, start=2):
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in line):
            continue
        row = Row(sheet, number)
        for column, cell in zip(columns, line, strict=False):
            if column is not None:
                row.values[column] = reader.value(row, column, cell)
        for column in sheet.required:
            if row[column] is None and not _told_of(reader, row, column):
                reader.wrong(row, column, _("this must be filled in."))
        yield row


def _told_of(reader: Reader, row: Row, column: str) -> bool:
    start = _("Sheet %(sheet)s, row %(row)s, column “%(column)s”: %(message)s") % {
        "sheet": row.sheet.name, "row": row.number, "column": row.sheet.heading(column), "message": "",
    }  # fmt: skip
    return any(problem.startswith(start) for problem in reader.problems)


def _take(
    plan: Plan, rows: Mapping[Sheet, list[Row]], reader: Reader, done: Done, by: User, reason: str
) -> None:
    _take_objectives(plan, rows[OBJECTIVES], reader, by, reason)
    objectives = {objective.number: objective for objective in plan.objectives.all()}
    visible = {measure.code: measure for measure in measures_of(plan, by)}
    needs = _by_measure(rows[NEEDS])
    named: dict[str, Measure] = {}
    seen: dict[str, int] = {}
    own = set(agencies_of(by))
    for row in rows[MEASURES]:
        code = row["code"] or ""
        if code and code in seen:
            reader.wrong(row, "code", _("it stands in row %(row)s already.") % {"row": seen[code]})
            continue
        seen[code] = row.number
        values = _planned(row, objectives, reader)
        known = visible.get(code)
        act = partial(_take_measure, plan, known, row, values, needs.get(code), own, done, by, reason)
        measure = _attempt(reader, row, act)
        if measure is not None and code:
            named[code] = measure
    _take_readings(rows[READINGS], {**visible, **named}, own, reader, by)
    for row in rows[NEEDS]:
        if row["measure"] not in named and row["measure"] not in visible:
            reader.wrong(row, "measure", _("no measure of this workbook has the code “%s”.") % row["measure"])


def _by_measure(rows: Sequence[Row]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        columns = ("agency", "kind", "what", "needed", "available")
        found[row["measure"]].append({name: row[name] for name in columns})
    return found


def _planned(row: Row, objectives: Mapping[int, Objective], reader: Reader) -> dict[str, Any]:
    """Return the columns of a measure that a row gives, blank text as empty."""
    values = {name: row[name] for name in PLANNED if name in row.values}
    if values.get("objective") is not None:
        number = values["objective"]
        values["objective"] = objectives.get(number)
        if values["objective"] is None:
            reader.wrong(row, "objective", _("the plan has no objective %s.") % number)
    for name, value in values.items():
        if value is None and not Measure._meta.get_field(name).null:
            values[name] = ""
    return values


def _take_measure(
    plan: Plan,
    known: Measure | None,
    row: Row,
    values: dict[str, Any],
    needs: list[dict[str, Any]] | None,
    own: set[int],
    done: Done,
    by: User,
    reason: str,
) -> Measure:
    supporting = row["supporting"] or []
    if known is None:
        values.setdefault("origin", "")
        made = measure_actions.propose_measure(
            plan=plan, by=by, reason=reason, supporting=supporting, needs=needs or (), **values
        )
        done.new += 1
        return made
    if known.owner_agency_id not in own:
        if _differs(known, values, supporting if "supporting" in row.values else None, needs):
            raise PlanRefusedError(_("it is another agency's measure: ask them to change it."))
        done.unchanged += 1
        return known
    if not _differs(known, values, supporting if "supporting" in row.values else None, needs):
        done.unchanged += 1
        return known
    changed = measure_actions.change_measure(
        known, values=values, by=by, reason=reason, needs=needs,
        supporting=supporting if "supporting" in row.values else None,
    )  # fmt: skip
    done.changed += changed
    done.unchanged += not changed
    return known


def _differs(
    known: Measure,
    values: Mapping[str, Any],
    supporting: list[Agency] | None,
    needs: list[dict[str, Any]] | None,
) -> bool:
    if any(getattr(known, name) != value for name, value in values.items()):
        return True
    if supporting is not None and {a.pk for a in supporting} != {a.pk for a in known.supporting.all()}:
        return True
    if needs is None:
        return False
    kept = sorted((n.agency.code, n.kind, n.what, n.needed, n.available or -1) for n in known.needs.all())
    return kept != sorted(
        (n["agency"].code, n["kind"], n["what"], n["needed"], n["available"] or -1) for n in needs
    )


def _take_objectives(plan: Plan, rows: Sequence[Row], reader: Reader, by: User, reason: str) -> None:
    for row in rows:
        objective = plan.objectives.filter(number=row["number"]).first() or Objective(
            plan=plan, number=row["number"]
        )
        before = {name: getattr(objective, name) for name in ("title", "description", "term", "priority")}
        for name in before:
            if row[name] is not None or name == "description":
                setattr(objective, name, row[name] or "")
        if objective.pk and before == {name: getattr(objective, name) for name in before}:
            continue
        _attempt(reader, row, partial(plan_actions.save_objective, objective, by=by, reason=reason))


def _take_readings(
    rows: Sequence[Row], measures: Mapping[str, Measure], own: set[int], reader: Reader, by: User
) -> None:
    for row in rows:
        measure = measures.get(row["measure"])
        if measure is None:
            reader.wrong(row, "measure", _("no measure of this workbook has the code “%s”.") % row["measure"])
            continue
        stored = measure.readings.filter(on=row["on"]).first()
        given = (row["value"], row["source"], row["remark"] or "")
        if stored and (stored.value, stored.source, stored.remark) == given:
            continue
        act = partial(
            progress.add_reading, measure, on=row["on"], value=row["value"], source=row["source"],
            remark=row["remark"] or "", by=by,
        )  # fmt: skip
        _attempt(reader, row, act)


def _attempt(reader: Reader, row: Row, act: Callable[[], Any]) -> Any:
    """Do what a row asks for; note with which cell it is that it can't be done."""
    try:
        with transaction.atomic():
            return act()
    except PlanRefusedError as error:
        reader.wrong(row, row.sheet.columns[0], str(error))
    except PermissionDenied:
        reader.wrong(row, row.sheet.columns[0], _("it is another agency's measure: ask them to change it."))
    except ValidationError as error:
        fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, texts in fields.items():
            column = name if name in row.sheet.columns else row.sheet.columns[0]
            for text in texts:
                reader.wrong(row, column, text)
    return None
