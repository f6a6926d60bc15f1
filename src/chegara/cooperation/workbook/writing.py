"""Cooperation goes out: one sheet a register, one header row in the language of the page.

Only what somebody may see goes out.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import openpyxl
from django.db import models
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from chegara.cooperation.models import Passport
from chegara.cooperation.queries import names_of, of_country
from chegara.cooperation.registers import IN_WORKBOOK, OF_PASSPORT, Register
from chegara.cooperation.workbook.sheets import Sheet
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer

FORMULA = ("=", "+", "-", "@")


def export(country: State | None, viewer: Viewer) -> bytes:
    """Return the registers of a country as somebody may see them, as a workbook."""
    return _book((register, _rows(register, country, viewer)) for register in IN_WORKBOOK)


def export_passport(passport: Passport) -> bytes:
    """Return one crossing point's passport, its equipment and its technological scheme, as a workbook."""
    rows: dict[str, Any] = {
        "passports": [passport], "facilities": passport.facilities.select_related("agency", "passport"),
        "steps": passport.steps.select_related("agency", "passport"),
    }  # fmt: skip
    return _book((register, rows[register.name]) for register in OF_PASSPORT)


def _rows(register: Register, country: State | None, viewer: Viewer) -> Iterable[Any]:
    if not register.is_part:
        lists = [field.name for field in register.model._meta.many_to_many if field.name in register.fields]
        rows: Iterable[Any] = of_country(register.model, country, viewer).prefetch_related(*lists)
        return rows
    found = register.model.objects.visible_to(viewer).select_related(*names_of(register.model))
    owner = f"{register.model.whole}__owner_agency__country"
    return found.filter(**{owner: country}) if country else found  # type: ignore[no-any-return]


def _book(sheets: Iterable[tuple[Register, Iterable[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for register, rows in sheets:
        sheet = Sheet(register)
        page: Worksheet = book.create_sheet(sheet.name)
        page.append([sheet.heading(column) for column in sheet.columns])
        for one in rows:
            page.append([_cell(one, column) for column in sheet.columns])
        _style(page, sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _style(page: Worksheet, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        page.cell(1, number).font = Font(bold=True)
        field = sheet.field(column)
        wide = isinstance(field, models.TextField) or (field.max_length or 0) >= 150
        page.column_dimensions[get_column_letter(number)].width = 44 if wide else 20
    page.freeze_panes = "C2"
    for row in page.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, date):
                cell.number_format = "DD.MM.YYYY"


def _cell(one: Any, column: str) -> Any:
    field = one._meta.get_field(column)
    if field.many_to_many:
        return "; ".join(sorted(each.code for each in getattr(one, column).all()))
    value = getattr(one, column)
    if value in (None, ""):
        return None
    if field.choices:
        return str(getattr(one, f"get_{column}_display")())
    match value:
        case bool():
            return "+" if value else None
        case models.Model():
            return getattr(value, "code", value.pk)
        case str() if value.startswith(FORMULA):
            return f"'{value}"  # a spreadsheet would take it for a formula
    return value
