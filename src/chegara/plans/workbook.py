"""A plan as one xlsx workbook, out and in again.

One sheet a table, one header row in the language of the page, columns in any order; headings and words are read
in every language of the program. Reading in is one act: every problem is told at once, by sheet, row and column,
and then nothing is changed. Only what somebody may see goes out; a code that the reader may not know of reads as
a new measure, so that trying codes betrays nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

import openpyxl
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.evidence.models import Indicator
from chegara.organisation.models import Agency
from chegara.organisation.visibility import agencies_of
from chegara.plans.actions import measures as measure_actions
from chegara.plans.actions import plans as plan_actions
from chegara.plans.actions import progress
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.content import PLANNED
from chegara.plans.models import Measure, Need, Objective, Plan, Reading
from chegara.plans.queries import measures_of

WIDE = {"title": 48, "description": 48, "origin_name": 32, "what": 32, "source": 32}


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


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, whose columns it shows, which must be filled in."""

    name: Any
    model: type[models.Model]
    columns: tuple[str, ...]
    required: tuple[str, ...]

    def names(self) -> set[str]:
        """Return the sheet's name in each language, as it is compared."""
        return {_key(name) for name in _in_all_languages(self.name)}

    def field(self, column: str) -> models.Field[Any, Any] | None:
        """Return the model's field behind a column, if there is one."""
        model = Measure if column in {"code", "measure"} else self.model
        return model._meta.get_field("code" if column == "measure" else column)  # type: ignore[return-value]

    def headings(self) -> dict[str, str]:
        """Return columns by their headings in each language, as they are compared."""
        found = {}
        for column in self.columns:
            found[_key(column)] = column
            for heading in _in_all_languages(partial(self.heading, column)):
                found[_key(heading)] = column
        return found

    def heading(self, column: str) -> str:
        """Return a column's heading in the language of the page."""
        if column == "measure":
            return capfirst(_("code of the measure"))
        return capfirst(str(self.field(column).verbose_name))  # type: ignore[union-attr]


OBJECTIVES = Sheet(
    gettext_lazy("objectives"), Objective, ("number", "title", "description", "term", "priority"),
    ("number", "title", "term"),
)  # fmt: skip
MEASURES = Sheet(
    gettext_lazy("measures"), Measure,
    ("code", *PLANNED[: PLANNED.index("legal_basis")], "supporting", *PLANNED[PLANNED.index("legal_basis") :],
     "status", "owner_agency"),
    ("title", "kind"),
)  # fmt: skip
NEEDS = Sheet(
    gettext_lazy("staff and equipment"), Need, ("measure", "agency", "kind", "what", "needed", "available"),
    ("measure", "agency", "kind", "what", "needed"),
)  # fmt: skip
READINGS = Sheet(
    gettext_lazy("readings"), Reading, ("measure", "on", "value", "source", "remark"),
    ("measure", "on", "value", "source"),
)  # fmt: skip
SHEETS = (OBJECTIVES, MEASURES, NEEDS, READINGS)
SHOWN_ONLY = {"status", "owner_agency"}
"""Columns of measures that go out for reading, and are not read in: they have their own pages."""


def _key(text: object) -> str:
    return " ".join(str(text or "").casefold().replace("ё", "е").split())


def _in_all_languages(text: Any) -> list[str]:
    said = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            said.append(str(text() if callable(text) else text))
    return said


# --- out ----------------------------------------------------------------------------------------------------


def export(plan: Plan, viewer: User) -> bytes:
    """Return a plan as somebody may see it, as a workbook."""
    measures = measures_of(plan, viewer)
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    _write(book, OBJECTIVES, plan.objectives.all())
    _write(book, MEASURES, measures)
    _write(book, NEEDS, [need for measure in measures for need in measure.needs.all()])
    _write(book, READINGS, [reading for measure in measures for reading in measure.readings.all()])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write(book: openpyxl.Workbook, sheet: Sheet, records: Any) -> None:
    page: Worksheet = book.create_sheet(str(sheet.name))
    page.append([sheet.heading(column) for column in sheet.columns])
    for each in records:
        page.append([_cell(each, column) for column in sheet.columns])
    for number, column in enumerate(sheet.columns, start=1):
        page.cell(1, number).font = Font(bold=True)
        page.cell(1, number).alignment = Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[get_column_letter(number)].width = WIDE.get(column, 18)
    page.freeze_panes = "C2"
    for row in page.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, date):
                cell.number_format = "DD.MM.YYYY"


def _cell(record_: Any, column: str) -> Any:
    if column == "supporting":
        return "; ".join(sorted(agency.code for agency in record_.supporting.all()))
    value = getattr(record_, column)
    field_ = record_._meta.get_field(column)
    if field_.choices:
        return str(getattr(record_, f"get_{column}_display")())
    match value:
        case Objective():
            return value.number
        case models.Model():
            return getattr(value, "code", value.pk)
        case "":
            return None
        case str() if value.startswith(("=", "+", "-", "@")):
            return f"'{value}"  # a spreadsheet would take it for a formula
    return value


# --- in -----------------------------------------------------------------------------------------------------


@dataclass
class Row:
    """One row of a sheet: where it stands, and its cells by column as they were read."""

    sheet: Sheet
    number: int
    values: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, column: str) -> Any:
        """Return a column's value; None where the sheet does not have it."""
        return self.values.get(column)


@dataclass
class Reader:
    """Reads cells in the light of a plan, and collects what is wrong with them."""

    plan: Plan
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read once what cells name."""
        agencies = Agency.objects.filter(country=self.plan.country)
        self.agencies: dict[str, Agency] = {}
        for agency in agencies:
            for name in (agency.code, agency.name_en, agency.name_ru, agency.short_en, agency.short_ru):
                if name:
                    self.agencies.setdefault(_key(name), agency)
        self.indicators = {_key(each.pk): each for each in Indicator.objects.all()}

    def wrong(self, row: Row, column: str, message: str) -> None:
        """Note a problem with a cell."""
        self.problems.append(
            _("Sheet %(sheet)s, row %(row)s, column “%(column)s”: %(message)s")
            % {
                "sheet": row.sheet.name,
                "row": row.number,
                "column": row.sheet.heading(column),
                "message": message,
            }
        )

    def value(self, row: Row, column: str, raw: Any) -> Any:
        """Return a cell's value as its column holds it; note what is wrong and return None."""
        if isinstance(raw, str):
            raw = raw.strip()
            raw = raw[1:] if raw[:2] in {"'=", "'+", "'-", "'@"} else raw
        if raw in (None, ""):
            return None
        try:
            return self._read(row, column, raw)
        except (ValueError, InvalidOperation) as error:
            self.wrong(row, column, str(error))
            return None

    def _read(self, row: Row, column: str, raw: Any) -> Any:
        if column in {"lead", "agency"}:
            return self._agency(raw)
        if column == "supporting":
            return [self._agency(part) for part in str(raw).split(";") if part.strip()]
        if column == "series":
            return _or_wrong(self.indicators.get(_key(raw)), _("the dictionary has no indicator “%s”."), raw)
        if column in {"objective", "number"}:
            return int(_number(raw, whole=True))
        if column in {"measure", "code", *SHOWN_ONLY}:
            return str(raw)
        found: Any = row.sheet.field(column)
        if found.choices:
            return _choice(found, raw)
        if isinstance(found, models.DateField):
            return _day(raw)
        if isinstance(found, models.DecimalField):
            return Decimal(str(_number(raw))).quantize(Decimal("0.01"))
        if isinstance(found, models.FloatField):
            return float(_number(raw))
        if isinstance(found, models.IntegerField):
            return int(_number(raw, whole=True))
        return str(raw)

    def _agency(self, raw: Any) -> Agency:
        return _or_wrong(self.agencies.get(_key(raw)), _("there is no agency “%s” in this country."), raw)


def _or_wrong(found: Any, message: str, raw: Any) -> Any:
    if found is None:
        raise ValueError(message % str(raw).strip())
    return found


def _choice(found: Any, raw: Any) -> Any:
    """Return the value of a choice named in any language, or by its code."""
    known: dict[str, Any] = {}
    for value, text in found.flatchoices:
        known[_key(value)] = value
        for name in _in_all_languages(text):
            known[_key(name)] = value
    if _key(raw) not in known:
        allowed = ", ".join(str(text) for _value, text in found.flatchoices)
        raise ValueError(_("“%(raw)s” is none of: %(allowed)s.") % {"raw": raw, "allowed": allowed})
    return known[_key(raw)]


def _number(raw: Any, *, whole: bool = False) -> float | int | Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError(_("“%s” is no number.") % raw)
    text = (
        str(raw)
        .replace("\u00a0", "")
        .replace("\u202f", "")
        .replace(" ", "")
        .replace(",", ".")
        .replace("−", "-")
    )
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(_("“%s” is no number.") % raw) from None
    if not value.is_finite() or (whole and value != value.to_integral_value()):
        raise ValueError(_("“%s” is no whole number.") % raw)
    return value


def _day(raw: Any) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(str(raw).strip(), form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise ValueError(_("“%s” is no date: write it as dd.mm.yyyy.") % raw)


@transaction.atomic
def load(plan: Plan, content: bytes, *, by: User, reason: str) -> Done:
    """Bring a plan to what a workbook says; what it does not name stays.

    Raises:
        WorkbookError: with every problem found; nothing was changed.
    """
    reader, done = Reader(plan), Done()
    rows = _rows(_open(content), reader)
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


def _open(content: bytes) -> openpyxl.Workbook:
    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=False, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise WorkbookError(
            [_("This is not an xlsx workbook. Save the table as “Excel workbook (xlsx)” and try again.")]
        ) from error


def _rows(book: openpyxl.Workbook, reader: Reader) -> dict[Sheet, list[Row]]:
    by_name = {_key(name): name for name in book.sheetnames}
    found: dict[Sheet, list[Row]] = {}
    known: set[str] = set()
    for sheet in SHEETS:
        names = sheet.names() & set(by_name)
        known |= names
        found[sheet] = (
            list(_read(book[by_name[name]], sheet, reader)) if (name := next(iter(names), "")) else []
        )
    for key, name in by_name.items():
        if key not in known:
            reader.problems.append(
                _("The sheet “%(sheet)s” is not known; the sheets are: %(known)s.")
                % {"sheet": name, "known": ", ".join(str(sheet.name) for sheet in SHEETS)}
            )
    return found


def _read(page: Worksheet, sheet: Sheet, reader: Reader) -> Iterator[Row]:
    lines = page.iter_rows(values_only=True)
    headings, header = sheet.headings(), list(next(lines, ()))
    columns = [headings.get(_key(cell)) for cell in header]
    for cell, column in zip(header, columns, strict=True):
        if column is None and _key(cell):
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
    if reader.problems:
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
        if value is None and not Measure._meta.get_field(name).null:  # type: ignore[union-attr]
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
