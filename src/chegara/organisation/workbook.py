"""A country's organisation as one xlsx workbook, out and in again.

One sheet a table, one header row, columns in any order; `docs/reference/organisation-workbook.md` has all.
Reading in is one act: every problem is told at once, by sheet, row and column, and then nothing is changed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.common import office_files
from chegara.common.office_files import OfficeFileError
from chegara.organisation import actions
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Division, State, Unit
from chegara.pages.refusals import in_words


class WorkbookError(Exception):
    """The workbook can't be read in; `problems` are sentences for the user."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Sheet:
    """How one sheet's columns become one model's fields.

    `references` name the columns that hold another record's code; `country` is set where each record
    belongs to the workbook's country.
    """

    name: str
    model: type[models.Model]
    columns: tuple[str, ...]
    references: dict[str, type[models.Model]]
    country: bool = True


SHEETS = (
    Sheet("states", State, ("code", "name_en", "name_ru", "invented", "aliases"), {}, country=False),
    Sheet("agencies", Agency, ("code", "kind", "name_en", "name_ru", "short_en", "short_ru"), {}),
    Sheet("divisions", Division, ("code", "name_en", "name_ru", "aliases", "latitude", "longitude"), {}),
    Sheet(
        "units", Unit, ("code", "agency", "parent", "kind", "name_en", "name_ru", "division"),
        {"agency": Agency, "parent": Unit, "division": Division}, country=False,
    ),
    Sheet(
        "sections", BorderSection,
        ("code", "neighbour", "name_en", "name_ru", "length_km", "regime", "divisions", "aliases"),
        {"neighbour": State, "divisions": Division},
    ),
    Sheet(
        "points", CrossingPoint,
        (
            "code", "section", "division", "kind", "name_en", "name_ru", "aliases", "latitude", "longitude",
            "booths", "lanes", "hours", "status",
        ),
        {"section": BorderSection, "division": Division},
    ),
)  # fmt: skip


def export(country: State) -> bytes:
    """Return the workbook of a country's organisation."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    first = book.create_sheet("country")
    first.append(["code", "name_en", "name_ru", "invented"])
    first.append([country.code, country.name_en, country.name_ru, "yes" if country.invented else "no"])
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name)
        page.append(list(sheet.columns))
        for instance in _records_of(sheet, country):
            page.append([_to_cell(instance, column) for column in sheet.columns])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _records_of(sheet: Sheet, country: State) -> Any:
    manager = sheet.model._default_manager
    if sheet.model is State:
        used = BorderSection.objects.filter(country=country).values("neighbour")
        return manager.filter(models.Q(pk=country.pk) | models.Q(pk__in=used) | models.Q(home=False))
    if sheet.model is Unit:
        return _parents_first(
            list(Unit.objects.filter(agency__country=country).select_related("agency", "parent", "division"))
        )
    return manager.filter(country=country)


def _parents_first(units: list[Unit]) -> list[Unit]:
    ordered: list[Unit] = []
    waiting: dict[int | None, list[Unit]] = {None: [u for u in units if u.parent_id is None]}
    for unit in units:
        if unit.parent_id is not None:
            waiting.setdefault(unit.parent_id, []).append(unit)
    queue = waiting.pop(None)
    while queue:
        unit = queue.pop(0)
        ordered.append(unit)
        queue.extend(waiting.pop(unit.pk, []))
    return ordered


def _to_cell(instance: Any, column: str) -> Any:
    if column == "divisions":
        return ";".join(sorted(instance.divisions.values_list("code", flat=True)))
    value = getattr(instance, column)
    if column == "aliases":
        return ";".join(value.splitlines())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, models.Model):
        return getattr(value, "code", value.pk)
    return value


@transaction.atomic
def load(content: bytes, *, by: User | str, reason: str = "", outline: Any = None) -> State:
    """Create or change what a workbook names, and return its country; what it does not name stays.

    Raises:
        WorkbookError: with every problem found; nothing was changed.
    """
    book = _open(content)
    problems: list[str] = []
    rows = list(_rows(book, "country", ("code", "name_en", "name_ru", "invented"), problems))
    if len(rows) != 1:
        problems.append(_("Sheet country: it has one row, the country whose organisation this is."))
    if problems:
        raise WorkbookError(problems)
    number, row = rows[0]
    country = State.objects.filter(code=row["code"]).first() or State(code=str(row["code"] or ""))
    country.name_en, country.name_ru = str(row["name_en"] or ""), str(row["name_ru"] or "")
    country.invented, country.home = row["invented"] == "yes", True
    if outline is not None:
        country.outline = outline
    _try(lambda: actions.save(country, by=by, reason=reason), "country", number, problems)
    for sheet in SHEETS:
        if sheet.name in book.sheetnames:
            rows = list(_rows(book, sheet.name, sheet.columns, problems))
            problems += _repeated(sheet.name, rows)
            for number, row in _parents_before(rows):
                _load_row(sheet, number, row, country, problems, by, reason)
    if problems:
        transaction.set_rollback(True)
        raise WorkbookError(problems)
    return country


def _open(content: bytes) -> openpyxl.Workbook:
    try:
        return office_files.open_workbook(content, read_only=False)
    except OfficeFileError as error:
        raise WorkbookError([in_words(error)]) from error


def _rows(
    book: openpyxl.Workbook, name: str, known: tuple[str, ...], problems: list[str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    if name not in book.sheetnames:
        problems.append(_("The sheet %(sheet)s is missing.") % {"sheet": name})
        return
    lines = book[name].iter_rows(values_only=True)
    header = [str(cell or "").strip().lower() for cell in next(lines, ())]
    problems += [
        _("Sheet %(sheet)s: the column “%(column)s” is not known; the columns are %(known)s.")
        % {"sheet": name, "column": unknown, "known": ", ".join(known)}
        for unknown in sorted(set(header) - set(known) - {""})
    ]
    if "code" not in header:
        problems.append(_("Sheet %(sheet)s: the column “code” is missing.") % {"sheet": name})
        return
    for number, line in enumerate(lines, start=2):
        cells = {column: _clean(cell) for column, cell in zip(header, line, strict=False) if column}
        if any(value is not None for value in cells.values()):
            yield number, {column: cells.get(column) for column in known if column in header}


def _repeated(sheet: str, rows: list[tuple[int, dict[str, Any]]]) -> list[str]:
    """Return a sentence for each row whose code a row above it has already."""
    first: dict[Any, int] = {}
    return [
        _("Sheet %(sheet)s, row %(row)s, column code: “%(code)s” stands in row %(first)s already.")
        % {"sheet": sheet, "row": number, "code": row["code"], "first": first[row["code"]]}
        for number, row in rows
        if first.setdefault(row["code"], number) != number
    ]


def _parents_before(rows: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """Return a sheet's rows so that what others are under comes first; circles stay as they are."""
    waiting, ordered = list(rows), []
    while waiting:
        codes = {row["code"] for _number, row in waiting}
        free = [each for each in waiting if each[1].get("parent") not in codes]
        ordered += free or waiting
        waiting = [each for each in waiting if each not in free] if free else []
    return ordered


def _clean(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell.strip() or None
    return cell


def _load_row(
    sheet: Sheet,
    number: int,
    row: dict[str, Any],
    country: State,
    problems: list[str],
    by: User | str,
    reason: str,
) -> None:
    code = str(row.get("code") or "")
    manager = sheet.model._default_manager
    # The country itself stands in the sheet of states too, with its other spellings.
    itself = sheet.model is State and code == country.code
    instance: Any = country if itself else manager.filter(code=code).first() or sheet.model(code=code)
    if sheet.country:
        if instance.country_id not in {None, country.pk}:
            problems.append(
                _("Sheet %(sheet)s, row %(row)s, column code: “%(code)s” is another country's.")
                % {"sheet": sheet.name, "row": number, "code": code}
            )
            return
        instance.country = country
    linked: dict[str, list[Any]] = {}
    for column, value in row.items():
        if column == "code":
            continue
        if column in sheet.references:
            found = _references(sheet, column, value, number, problems)
            if column == "divisions":
                linked[column] = found
            else:
                setattr(instance, column, found[0] if found else None)
        else:
            setattr(instance, column, _from_cell(column, value))

    _try(lambda: actions.save(instance, by=by, reason=reason, linked=linked), sheet.name, number, problems)


def _references(sheet: Sheet, column: str, value: Any, number: int, problems: list[str]) -> list[Any]:
    found = []
    for code in filter(None, (part.strip() for part in str(value or "").split(";"))):
        target = sheet.references[column]._default_manager.filter(code=code).first()
        if target is None:
            problems.append(
                _("Sheet %(sheet)s, row %(row)s, column %(column)s: there is no “%(value)s”.")
                % {"sheet": sheet.name, "row": number, "column": column, "value": code}
            )
        else:
            found.append(target)
    return found


def _from_cell(column: str, value: Any) -> Any:
    if column == "aliases":
        return "\n".join(part.strip() for part in str(value or "").split(";") if part.strip())
    if column == "invented":
        return value == "yes"
    if column in {"latitude", "longitude", "length_km", "booths", "lanes"}:
        return value
    return "" if value is None else str(value)


def _try(save: Callable[[], None], sheet: str, number: int, problems: list[str]) -> None:
    try:
        with transaction.atomic():
            save()
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            problems.extend(
                _("Sheet %(sheet)s, row %(row)s, column %(column)s: %(message)s")
                % {"sheet": sheet, "row": number, "column": column, "message": message}
                for message in messages
            )
