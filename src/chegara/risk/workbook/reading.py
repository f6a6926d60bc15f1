"""The register comes in: all of it, or nothing.

A row whose number the assessment does not have is a new risk, and gets the next number; other sheets call
it by the number that stands in the row. What the workbook does not name stays: nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.plans.workbook.cells import Row
from chegara.plans.workbook.sheets import key
from chegara.plans.workbook.tables import WorkbookError, open_workbook, read_sheets
from chegara.risk.actions import risks as actions
from chegara.risk.actions.common import RiskError, audit, require_open, require_part
from chegara.risk.models import Assessment, CollectionTask, EvidenceLink, Risk
from chegara.risk.workbook.sheets import DESCRIBED, EVIDENCE, GAPS, RISKS, SHEETS, RiskReader


@dataclass
class Done:
    """How many risks a workbook made, changed and left as they were; how many links and gaps it added."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    links: int = 0
    gaps: int = 0


@transaction.atomic
def load(assessment: Assessment, content: bytes, *, by: User, reason: str) -> Done:
    """Bring an assessment's register to what a workbook says.

    Raises:
        RiskError: somebody takes no part in the assessment, or it is not open.
        WorkbookError: with every problem found; nothing was changed.
    """
    require_part(assessment, by)
    require_open(assessment)
    reader, done = RiskReader(assessment), Done()
    rows = read_sheets(open_workbook(content), SHEETS, reader)
    if not reader.problems:
        named = _take_risks(assessment, rows[RISKS], reader, done, by, reason)
        _take_evidence(rows[EVIDENCE], named, reader, done, by)
        _take_gaps(rows[GAPS], named, reader, done, by)
    if reader.problems:
        transaction.set_rollback(True)
        raise WorkbookError(reader.problems)
    if done.new or done.changed or done.links or done.gaps:
        audit(assessment, "register_read", by, after={"risks": done.new + done.changed}, reason=reason)
    return done


def _take_risks(
    assessment: Assessment, rows: Sequence[Row], reader: RiskReader, done: Done, by: User, reason: str
) -> dict[int, Risk]:
    every = {risk.number: risk for risk in assessment.risks.prefetch_related("sections")}
    named = {number: risk for number, risk in every.items() if not risk.dropped}
    titles = {key(risk.title): risk for risk in named.values()}
    seen: dict[int, int] = {}
    for row in rows:
        number = row["number"]
        if number is not None and number in seen:
            reader.wrong(
                row, "number", _("this number stands in row %(row)s already.") % {"row": seen[number]}
            )
            continue
        if number is not None:
            seen[number] = row.number
            if number in every and number not in named:
                reader.wrong(row, "number", _("this risk was dropped."))
                continue
        risk = named.get(number) if number is not None and number in every else None
        twin = titles.get(key(row["title"]))
        if twin is not None and (risk is None or twin.pk != risk.pk):
            reader.wrong(
                row, "title", _("a risk of this title exists: R%(number)s.") % {"number": twin.number}
            )
            continue
        taken = _take_risk(assessment, risk, row, reader, done, by, reason)
        if taken is not None:
            titles[key(taken.title)] = taken
            named[number if number is not None else taken.number] = taken
    return named


def _take_risk(
    assessment: Assessment,
    known: Risk | None,
    row: Row,
    reader: RiskReader,
    done: Done,
    by: User,
    reason: str,
) -> Risk | None:
    values = {name: "" if row[name] is None else row[name] for name in DESCRIBED if name in row.values}
    sections = (row["sections"] or []) if "sections" in row.values else None
    if known is not None and not _differs(known, values, sections):
        done.unchanged += 1
        return known
    risk = known or Risk(assessment=assessment)
    for name, value in values.items():
        setattr(risk, name, value)
    saved = _attempt(reader, row, partial(actions.save_risk, risk, by=by, reason=reason, sections=sections))
    if saved is None:
        return None
    done.new += known is None
    done.changed += known is not None
    return risk


def _differs(known: Risk, values: Mapping[str, Any], sections: list[Any] | None) -> bool:
    if any(getattr(known, name) != value for name, value in values.items()):
        return True
    return sections is not None and {s.pk for s in sections} != {s.pk for s in known.sections.all()}


def _take_evidence(
    rows: Sequence[Row], named: Mapping[int, Risk], reader: RiskReader, done: Done, by: User
) -> None:
    columns = ("indicator", "point", "section", "division")
    for row in rows:
        risk = _risk_of(row, named, reader)
        if risk is None:
            continue
        asked = {name: row[name] for name in columns} | {"kind": row["kind"] or ""}
        if risk.evidence.filter(**asked).exists():
            continue
        link = EvidenceLink(risk=risk, note=row["note"] or "", **asked)
        if _attempt(reader, row, partial(actions.link_evidence, link, by=by)):
            done.links += 1


def _take_gaps(
    rows: Sequence[Row], named: Mapping[int, Risk], reader: RiskReader, done: Done, by: User
) -> None:
    for row in rows:
        risk = _risk_of(row, named, reader)
        if risk is None or risk.gaps.filter(gap=row["gap"], agency=row["agency"]).exists():
            continue
        values = {name: row[name] for name in ("gap", "task", "agency", "deadline")}
        if _attempt(reader, row, partial(actions.add_gap, CollectionTask(risk=risk, **values), by=by)):
            done.gaps += 1


def _risk_of(row: Row, named: Mapping[int, Risk], reader: RiskReader) -> Risk | None:
    risk = named.get(row["risk"])
    if risk is None:
        reader.wrong(row, "risk", _("no risk has the number %s.") % row["risk"])
    return risk


def _attempt(reader: RiskReader, row: Row, act: Callable[[], Any]) -> Any:
    """Do what a row asks for; note with which cell it is that it can't be done."""
    try:
        with transaction.atomic():
            return act()
    except RiskError as error:
        reader.wrong(row, row.sheet.columns[0], str(error))
    except ValidationError as error:
        fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, texts in fields.items():
            column = name if name in row.sheet.columns else row.sheet.columns[0]
            for text in texts:
                reader.wrong(row, column, text)
    return None
