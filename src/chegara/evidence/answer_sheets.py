"""The answer sheet of a letter: a workbook with a row a question, which comes back filled in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from chegara.common.office_files import OfficeFileError, open_workbook
from chegara.evidence.dictionary import dictionary, word
from chegara.evidence.methods.corrections import Correction
from chegara.evidence.models import AnswerKind, DiscrepancyLetter, Question
from chegara.evidence.presenters.problems import column_letter
from chegara.pages.refusals import in_words

SHEET = "answers"
HEADINGS_ROW = 4
ANSWER, START, VALUE, QUANTITY, UNIT, TEXT = range(7, 13)
WIDTHS = (8, 28, 16, 8, 44, 60, 28, 16, 14, 14, 12, 40)
LAST_ROW = 5_000
MOST_BYTES = 20_000_000


class AnswerSheetError(Exception):
    """The sheet can't be read; the messages tell where and what to do."""

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass(frozen=True)
class SheetAnswer:
    """One answered row: the question's number, the answer, and the correction if there is one."""

    question: int
    kind: AnswerKind
    text: str
    correction: Correction | None


def write_sheet(letter: DiscrepancyLetter, questions: Sequence[Question]) -> bytes:
    """Return the answer sheet as an xlsx file, in the language of the letter."""
    with translation.override(letter.language):
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = SHEET
        _row(sheet, 1, [_("Answers to letter"), letter.pk, letter.number, letter.from_agency.name])
        _row(
            sheet,
            2,
            [
                _(
                    "Choose an answer in column G. Fill in only what is wrong in the row: the new date, "
                    "number, quantity or unit. Send this file back unrenamed."
                )
            ],
        )
        if letter.country.invented:
            _row(sheet, 3, [_("Invented data: %(name)s does not exist.") % {"name": letter.country.name}])
        _row(sheet, HEADINGS_ROW, _headings())
        for number, question in enumerate(questions, start=HEADINGS_ROW + 1):
            _row(
                sheet, number,
                [
                    question.pk, question.batch.name, question.sheet, question.row or "", question.says,
                    question.text,
                ],
            )  # fmt: skip
        _lay_out(sheet, HEADINGS_ROW + len(questions))
        stream = io.BytesIO()
        book.save(stream)
    return stream.getvalue()


def _headings() -> list[str]:
    return [
        _("No."), _("File"), _("Sheet"), _("Row"), _("What it says"), _("Question"), _("The answer"),
        _("Corrected date"), _("Corrected number"), _("Corrected quantity"), _("Corrected unit"),
        _("In words"),
    ]  # fmt: skip


def _row(sheet: Any, number: int, cells: Sequence[Any]) -> None:
    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(number, column, value)
        if isinstance(value, str):  # else a text that begins with = would be run as a formula
            cell.data_type = "s"


def _lay_out(sheet: Any, last: int) -> None:
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for cell in sheet[HEADINGS_ROW]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6EC")
    for row in sheet.iter_rows(min_row=HEADINGS_ROW, max_row=last, max_col=len(WIDTHS)):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.protection = Protection(locked=cell.row == HEADINGS_ROW or cell.column < ANSWER)
    sheet.freeze_panes = sheet.cell(HEADINGS_ROW + 1, 1)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    words = ",".join(str(kind.label) for kind in AnswerKind)
    choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    choice.error = _("Choose one of the answers of the list.")
    choice.showErrorMessage = True
    sheet.add_data_validation(choice)
    column = get_column_letter(ANSWER)
    choice.add(f"{column}{HEADINGS_ROW + 1}:{column}{max(last, HEADINGS_ROW + 1)}")


def read_sheet(letter: DiscrepancyLetter, content: bytes) -> list[SheetAnswer]:
    """Return the answers of a filled sheet; rows without an answer are left out.

    Raises:
        AnswerSheetError: it is no answer sheet of this letter, or cells of it can't be understood; every one
            of those is named.
    """
    if len(content) > MOST_BYTES:
        raise AnswerSheetError(_("The file is too large for an answer sheet."))
    try:
        book = open_workbook(content, read_only=False)
    except OfficeFileError as error:
        raise AnswerSheetError(
            in_words(error), _("Send the answer sheet that came with the letter, filled in.")
        ) from error
    sheet = book[SHEET] if SHEET in book.sheetnames else None
    if sheet is None or sheet.cell(1, 2).value != letter.pk:
        raise AnswerSheetError(
            _("This is not the answer sheet of this letter. Send the one that came with it, filled in.")
        )
    questions = {question.pk: question for question in letter.questions.select_related("record")}
    answers, problems = [], []
    for number, cells in _rows(sheet):
        reader = _RowReader(number, cells, questions)
        answer = reader.read()
        problems += reader.problems
        if answer is not None:
            answers.append(answer)
    if problems:
        raise AnswerSheetError(*problems)
    return answers


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    for row in sheet.iter_rows(min_row=HEADINGS_ROW + 1, max_row=LAST_ROW, max_col=len(WIDTHS)):
        cells = [cell.value for cell in row]
        if any(cell not in (None, "") for cell in cells):
            yield row[0].row, cells


class _RowReader:
    """Reads one row, and notes all that can't be understood in it."""

    def __init__(self, number: int, cells: list[Any], questions: dict[int, Question]) -> None:
        self.number, self.cells, self.questions = number, cells, questions
        self.problems: list[str] = []

    def read(self) -> SheetAnswer | None:
        """Return the answer, None where there is none or it can't be understood."""
        question = self.questions.get(self.cells[0]) if isinstance(self.cells[0], int) else None
        given = [self.cells[column - 1] for column in (ANSWER, START, VALUE, QUANTITY, UNIT, TEXT)]
        if all(cell in (None, "") for cell in given):
            return None
        if question is None:
            self._refuse(1, _("the letter has no question with this number"))
            return None
        kind = self._kind()
        correction = self._correction(question)
        if kind is None or self.problems:
            return None
        if kind == AnswerKind.CORRECTED and correction is None:
            self._refuse(ANSWER, _("the answer says “corrected” and no corrected value is given"))
            return None
        if kind != AnswerKind.CORRECTED and correction is not None:
            self._refuse(ANSWER, _("a corrected value is given, and the answer is not “corrected”"))
            return None
        return SheetAnswer(question.pk, kind, str(self.cells[TEXT - 1] or "").strip(), correction)

    def _refuse(self, column: int, words: str) -> None:
        self.problems.append(
            _("Sheet %(sheet)s, row %(row)s, column %(column)s: %(words)s.")
            % {"sheet": SHEET, "row": self.number, "column": column_letter(column), "words": words}
        )

    def _kind(self) -> AnswerKind | None:
        text = " ".join(str(self.cells[ANSWER - 1] or "").split()).casefold()
        for kind in AnswerKind:
            for language in ("en", "ru"):
                with translation.override(language):
                    if text in {str(kind.label).casefold(), kind.value}:
                        return kind
        self._refuse(ANSWER, _("choose one of the answers of the list"))
        return None

    def _correction(self, question: Question) -> Correction | None:
        start, value = self._day(), self._number(VALUE)
        quantity, unit = self._number(QUANTITY), self._unit()
        if all(given is None for given in (start, value, quantity, unit)):
            return None
        if question.record_id is None:
            self._refuse(ANSWER, _("the question is about no single row: send the corrected file instead"))
        return Correction(
            question.sheet, question.row, question.column, start=start, value=value, quantity=quantity,
            unit=unit,
        )  # fmt: skip

    def _day(self) -> date | None:
        cell = self.cells[START - 1]
        if cell in (None, ""):
            return None
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        try:
            return datetime.strptime(str(cell).strip(), "%d.%m.%Y").date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            self._refuse(START, _("this is not a date: write it as dd.mm.yyyy"))
            return None

    def _number(self, column: int) -> float | None:
        cell = self.cells[column - 1]
        if cell in (None, ""):
            return None
        text = str(cell).replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 <= number < float("inf"):
            self._refuse(column, _("this is not a number, 0 or more"))
            return None
        return number

    def _unit(self) -> str | None:
        text = str(self.cells[UNIT - 1] or "").strip()
        if not text:
            return None
        code = dictionary().vocabularies["unit"].code(text)
        if code is None:
            known = ", ".join(word("unit", each) for each in ("kg", "g", "l", "tablet", "piece"))
            self._refuse(UNIT, _("nobody knows this unit: write for example %(units)s") % {"units": known})
        return code
