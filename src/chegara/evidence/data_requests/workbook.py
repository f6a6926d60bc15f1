"""The form as an xlsx workbook: instructions, sheets to fill in, the dictionary; hidden, how it is read."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from chegara.evidence.data_requests.layout import (
    BLANK_ROWS,
    FormColumn,
    FormSheet,
    form_sheets,
    lines_for,
    month_heading,
    months_of,
)
from chegara.evidence.data_requests.returned import CELL, MARK, FormTable, ReturnedForm
from chegara.evidence.dictionary import source_words, word
from chegara.evidence.methods.rows import Field
from chegara.evidence.models import Indicator
from chegara.evidence.request_models import RequestedAgency

FONT = "Calibri"
HEAD = PatternFill("solid", fgColor="1B3A5C")
INPUT = PatternFill("solid", fgColor="FFFBEA")
EDGE = Border(*(Side(style="thin", color="B6C2CF"),) * 4)
UNLOCKED = Protection(locked=False)
TITLE_ROWS = 4
LISTS = "chegara_lists"
NUMBERS = (Field.VALUE, Field.QUANTITY)
LAST_ROW = 10_000
WIDTHS = {Field.VALUE: 14, Field.QUANTITY: 12, Field.UNIT: 10, Field.DATE: 13, Field.DIRECTION: 14}
WIDTHS |= {Field.REMARK: 40, Field.INDICATOR: 48, Field.IGNORE: 48, Field.KIND: 30}
USUAL_WIDTH = 26
INSTRUCTIONS_WIDTH = 110
LINE = 16
_STAMP = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def form_workbook(requested: RequestedAgency) -> bytes:
    """Return an agency's form in its language; the same request gives the same bytes, whenever asked."""
    with override(requested.language):
        sheets = form_sheets(requested)
        book = Workbook()
        _instructions(book.worksheets[0], requested, sheets)
        lists = _Lists(book.create_sheet(LISTS))
        for sheet in sheets:
            _write(book.create_sheet(sheet.name), sheet, requested, lists)
        _dictionary(book.create_sheet(_("Dictionary")), [line.indicator for line in lines_for(requested)])
        book.move_sheet(LISTS, len(sheets) + 1)
        book[LISTS].sheet_state = "hidden"
        _machine_sheet(book, requested, sheets)
        for name in book.sheetnames:
            _lock(book[name])
    return _saved(book, requested.request.letter_date)


def form_name(requested: RequestedAgency) -> str:
    """Return the file name of an agency's form: letters and digits alone, so that every system takes it."""
    request = requested.request
    number = re.sub(r"[^0-9A-Za-z]+", "-", request.letter_number).strip("-") or str(request.pk)
    return f"request-{number}-{requested.agency.code}-{requested.language}.xlsx"


def _lock(sheet: Worksheet) -> None:
    """Lock what is not to be changed; without a password, since it guards against slips, not people."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.sheet_view.showGridLines = False


def _saved(book: Workbook, day: date) -> bytes:
    made = datetime.combine(day, time())
    book.properties.created = made
    book.properties.creator = "Chegara"
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>" + made.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            member = zipfile.ZipInfo(name, (max(1980, day.year), day.month, day.day, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, content)
    return out.getvalue()


def _machine_sheet(book: Workbook, requested: RequestedAgency, sheets: Iterable[FormSheet]) -> None:
    form = ReturnedForm(
        token=requested.token,
        agency=requested.agency.code,
        tables=tuple(FormTable(sheet.kind, sheet.mapping) for sheet in sheets),
    )
    text = form.as_text()
    machine = book.create_sheet(MARK)
    for row, start in enumerate(range(0, len(text), CELL), start=1):
        _text(machine, row, 1, text[start : start + CELL])
    machine.sheet_state = "veryHidden"
    book.defined_names[MARK] = DefinedName(MARK, attr_text=f"'{MARK}'!$A$1")


class _Lists:
    """The hidden sheet with the words of the drop-down lists, each list once."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.known: dict[tuple[str, ...], str] = {}

    def reference(self, words: tuple[str, ...]) -> str:
        """Return where a list stands, as a formula names it."""
        if words not in self.known:
            column = len(self.known) + 1
            for row, text in enumerate(words, start=1):
                _text(self.sheet, row, column, text)
            letter = get_column_letter(column)
            self.known[words] = f"'{LISTS}'!${letter}$1:${letter}${len(words)}"
        return self.known[words]


def _text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write words as words, whatever they begin with: a spreadsheet would run those that begin with =."""
    sheet.cell(row, column, text).data_type = "s"


def _write(sheet: Worksheet, form: FormSheet, requested: RequestedAgency, lists: _Lists) -> None:
    for row, line in enumerate(_titles(form, requested), start=1):
        _text(sheet, row, 1, line)
    sheet.cell(1, 1).font = Font(name=FONT, bold=True, size=13)
    head, first = TITLE_ROWS + 1, TITLE_ROWS + 2
    sheet.row_dimensions[head].height = 2 * LINE
    last = first + (len(form.rows) or BLANK_ROWS) - 1
    written = len(form.rows[0]) if form.rows else 0
    for number, column in enumerate(form.columns, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTHS.get(column.field, USUAL_WIDTH)
        _text(sheet, head, number, column.heading)
        cell = sheet.cell(head, number)
        cell.font, cell.fill, cell.border = Font(name=FONT, bold=True, color="FFFFFF"), HEAD, EDGE
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if number > written:
            _validate(
                sheet,
                form,
                column,
                f"{letter}{first}:{letter}{last if form.rows else LAST_ROW}",
                requested,
                lists,
            )
            _open(sheet, column, number, range(first, last + 1))
            if not form.rows:  # rows beyond those drawn may be filled in too
                sheet.column_dimensions[letter].protection = UNLOCKED
    for row, texts in enumerate(form.rows, start=first):
        for number, text in enumerate(texts, start=1):
            _text(sheet, row, number, text)
            sheet.cell(row, number).border = EDGE
    sheet.freeze_panes = f"{get_column_letter(max(1, written) + 1)}{first}"
    _for_print(sheet, head)


def _titles(form: FormSheet, requested: RequestedAgency) -> list[str]:
    request = requested.request
    if form.indicator is None:
        lines = [
            _("Months in which nothing happened"),
            _("Choose 0 where there was no case in the whole month. A blank cell says that it is not known."),
        ]
    else:
        unit = word("counted", form.indicator.unit)
        lines = [form.indicator.name, _("Counted: %(unit)s.") % {"unit": unit} + " " + _how_to_fill(form)]
    from_to = _("From %(first)s to %(last)s") % {
        "first": month_heading(months_of(request)[0]), "last": month_heading(months_of(request)[-1]),
    }  # fmt: skip
    lines.append(f"{requested.agency.name}. {from_to}. {request}")
    if request.country.invented:
        lines.append(_("Invented data: %(name)s does not exist.") % {"name": request.country.name})
    return lines


def _how_to_fill(form: FormSheet) -> str:
    if form.kind == "events":
        return _("One row for each case. Leave blank what is not known.")
    if form.rows:
        return _("A blank cell says that the figure is not known; where there was none, write 0.")
    return _(
        "Choose a value in each of the first columns and write the figures beside it. A blank cell says that "
        "the figure is not known; where there was none, write 0."
    )


def _open(sheet: Worksheet, column: FormColumn, number: int, rows: range) -> None:
    for row in rows:
        cell = sheet.cell(row, number)
        cell.protection, cell.fill, cell.border = UNLOCKED, INPUT, EDGE
        if column.field is Field.DATE:
            cell.number_format = "dd.mm.yyyy"
        elif column.field not in NUMBERS:
            cell.number_format = "@"


def _validate(
    sheet: Worksheet,
    form: FormSheet,
    column: FormColumn,
    area: str,
    requested: RequestedAgency,
    lists: _Lists,
) -> None:
    rule = _rule(form, column, requested, lists)
    if rule is None:
        return
    rule.allow_blank, rule.showErrorMessage = True, True
    rule.errorTitle = _("Please correct")
    rule.add(area)
    sheet.add_data_validation(rule)


def _rule(
    form: FormSheet, column: FormColumn, requested: RequestedAgency, lists: _Lists
) -> DataValidation | None:
    if form.kind == "nothing":
        return DataValidation(type="list", formula1='"0"', error=_("Choose 0, or leave the cell blank."))
    if column.options:
        words = _("Choose a word from the list.")
        return DataValidation(type="list", formula1=lists.reference(column.options), error=words)
    if column.field is Field.DATE:
        months = months_of(requested.request)
        words = _("Write a day within the months asked for, as dd.mm.yyyy.")
        return DataValidation(
            type="date", operator="between", error=words,
            formula1=_day(months[0].first_day), formula2=_day(months[-1].last_day),
        )  # fmt: skip
    if column.field in NUMBERS:
        whole = column.field is Field.VALUE and form.indicator is not None and form.indicator.unit != "t"
        words = _("Write a number, 0 where there was none; leave the cell blank if it is not known.")
        return DataValidation(
            type="whole" if whole else "decimal", operator="greaterThanOrEqual", formula1="0", error=words
        )
    return None


def _day(value: date) -> str:
    return f"DATE({value.year},{value.month},{value.day})"


def _for_print(sheet: Worksheet, head: int) -> None:
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _instructions(sheet: Worksheet, requested: RequestedAgency, sheets: Sequence[FormSheet]) -> None:
    request = requested.request
    sheet.title = pgettext("sheet of a form", "Instructions")
    sheet.column_dimensions["A"].width = INSTRUCTIONS_WIDTH
    nothing = sheets[-1].name
    lines = [
        _("Request for data: %(title)s") % {"title": request.title},
        requested.agency.name,
        _("Asked by: %(agency)s") % {"agency": request.from_agency.name},
        _("Letter No. %(number)s of %(date)s, signed by %(signatory)s")
        % {
            "number": request.letter_number, "date": f"{request.letter_date:%d.%m.%Y}",
            "signatory": request.signatory,
        },
        _("Deadline: %(date)s") % {"date": f"{request.deadline:%d.%m.%Y}"},
        "",
        _("How to fill in this form"),
        "1. " + _("Fill in the yellow cells of the numbered sheets. The other cells are locked; there is no password."),
        "2. " + _("Choose from the list where the cell offers one. The lists hold the names that are used for counting."),
        "3. " + _("0 says that there was none. A blank cell says that it is not known. Do not write 0 for what is not known."),
        "4. " + _("On the sheet “%(sheet)s” choose 0 for each month in which there was not one case.") % {"sheet": nothing},
        "5. " + _("On sheets with one row for each case a month without a row and without that 0 is taken as not known."),
        "6. " + _("What each figure counts stands on the sheet “%(sheet)s”. If you count otherwise, say so under “Remark”.") % {"sheet": _("Dictionary")},
        "7. " + _("Do not rename, move or delete sheets and columns. Do not write state secrets into the form."),
        "8. " + _("Bring the file in under “Imports”, or send it back. It is recognised as the answer to this request."),
    ]  # fmt: skip
    if request.country.invented:
        lines.insert(1, _("Invented data: %(name)s does not exist.") % {"name": request.country.name})
    for row, line in enumerate(lines, start=1):
        _text(sheet, row, 1, line)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = _height([(line, INSTRUCTIONS_WIDTH)])
    sheet.cell(1, 1).font = Font(name=FONT, bold=True, size=14)
    sheet.cell(lines.index(_("How to fill in this form")) + 1, 1).font = Font(name=FONT, bold=True)
    _for_print(sheet, 1)


def _height(cells: Iterable[tuple[str, int]]) -> int:
    """Return a row's height in points: not every spreadsheet program fits rows to wrapped text by itself."""
    return LINE * max(max(1, math.ceil(1.1 * len(text) / width)) for text, width in cells)


def _dictionary(sheet: Worksheet, indicators: Iterable[Indicator]) -> None:
    headings = (
        (_("Indicator"), 40),
        (pgettext("column of the dictionary", "Unit"), 16),
        (_("Definition"), 90),
        (_("Source"), 40),
    )
    for number, (heading, width) in enumerate(headings, start=1):
        _text(sheet, 1, number, heading)
        sheet.cell(1, number).font, sheet.cell(1, number).fill = (
            Font(name=FONT, bold=True, color="FFFFFF"),
            HEAD,
        )
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row, indicator in enumerate(indicators, start=2):
        texts = (
            indicator.name,
            word("counted", indicator.unit),
            indicator.definition,
            source_words(indicator.source),
        )
        for number, text in enumerate(texts, start=1):
            _text(sheet, row, number, text)
            sheet.cell(row, number).alignment = Alignment(wrap_text=True, vertical="top")
            sheet.cell(row, number).border = EDGE
        widths = (width for _heading, width in headings)
        sheet.row_dimensions[row].height = _height(zip(texts, widths, strict=True))
    _for_print(sheet, 1)
