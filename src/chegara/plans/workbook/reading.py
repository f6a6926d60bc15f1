"""A plan comes in: all of it, or nothing.

Columns may stand in any order; headings and words are read in every language of the program. Every problem is
told at once. A code that the reader may not know of reads as a new measure: trying codes betrays nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

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
)
from chegara.plans.workbook.tables import WorkbookError, open_workbook, read_sheets


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
    reader, done = Reader(plan.country), Done()
    rows = read_sheets(open_workbook(content), SHEETS, reader)
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
