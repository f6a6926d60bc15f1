"""The matrices and passports as a workbook: out, in, nothing lost; bad input named by sheet, row and column."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation
from tests.cooperation.world import Room, duty, make_room, one_of_each, passport, step

from chegara.cooperation import models as tables
from chegara.cooperation.registers import IN_WORKBOOK, REGISTERS
from chegara.cooperation.workbook.reading import Done, Handling, load
from chegara.cooperation.workbook.writing import export, export_passport
from chegara.plans.workbook.tables import WorkbookError

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room()


def taken(content: bytes, room: Room, *, by: Any = None, owner: Any = None) -> Done:
    handling = Handling(owner or room.border, "open", [] if owner else [room.release])
    return load(content, handling=handling, by=by or room.writer, reason="a test")


def book_of(sheets: dict[str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rewritten(content: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def problems(content: bytes, room: Room) -> list[str]:
    with pytest.raises(WorkbookError) as refused:
        taken(content, room)
    return refused.value.problems


MATRIX = ["Function", "Competent agency", "Role"]
DUTIES = ["Area", "Event", "From", "To", "Deadline", "Channel"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_goes_out_comes_in_unchanged(room: Room, language: str) -> None:
    one_of_each(room, word="=SUM(1)")
    duty(room, event="-minus first")
    with translation.override(language):
        content = export(room.border.country, room.writer)
    with translation.override("ru" if language == "en" else "en"):
        done = taken(content, room)

    assert (done.new, done.changed) == (0, 0)
    assert done.unchanged == sum(tables_rows(register) for register in IN_WORKBOOK)


def tables_rows(register: Any) -> int:
    return int(register.model.objects.count())


def test_a_matrix_written_by_hand_comes_in(room: Room) -> None:
    content = book_of(
        {
            "Competence matrix": [MATRIX, ["Control of goods", "XA-CUS", "A: leads and answers for it"]],
            "Обмен информацией": [
                ["Область", "Событие", "От кого", "Кому", "Срок", "Канал связи"],
                ["Патрулирование", "Смена маршрута", "XA-BOR", "XA-CUS", "немедленно", "Радиосвязь"],
            ],
        }
    )

    assert taken(content, room) == Done(new=2)
    one = tables.Duty.objects.visible_to(room.customs_writer).get()
    assert (one.area, one.deadline, one.channel, one.marking) == ("patrolling", "at_once", "radio", "open")
    assert tables.Competence.objects.get().agency == room.customs


def test_a_passport_comes_in_with_its_scheme_under_a_word_of_ones_own(room: Room) -> None:
    content = book_of(
        {
            "Passports of crossing points": [["Code", "Crossing point", "Capacity, trucks a day"], ["mine", "XA-P1", 500]],
            "Technological scheme": [
                ["Passport of a crossing point, its code", "Direction", "Traffic", "Order", "Control", "Carried out by",
                 "Share that passes it, %", "At least, min", "Norm, min", "At most, min"],
                ["mine", "Entry", "Trucks", 1, "Control of goods", "XA-CUS", 100, "2,5", 10, 25],
            ],
        }
    )  # fmt: skip

    assert taken(content, room) == Done(new=2)
    found = tables.Step.objects.get()
    assert (found.passport.point, found.low, found.per) == (room.point, 2.5, "person")


def test_the_workbook_of_a_passport_changes_it(room: Room) -> None:
    whole = passport(room)
    step(room, whole, 1)

    def faster(book: openpyxl.Workbook) -> None:
        page = book[str(REGISTERS["steps"].title)]
        column = next(cell.column for cell in page[1] if cell.value == "Norm, min")
        page.cell(2, column).value = 1.5

    assert taken(rewritten(export_passport(whole), faster), room) == Done(changed=1, unchanged=1)
    assert tables.Step.objects.get().best == 1.5


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        pytest.param({"Plans": [["a"]]}, "The sheet “Plans” is not known", id="an unknown sheet"),
        pytest.param(
            {"Competence matrix": [[*MATRIX, "Colour"]]},
            "Sheet Competence matrix: the column “Colour” is not known.", id="an unknown column",
        ),
        pytest.param(
            {"Competence matrix": [["Function", "Role"]]},
            "Sheet Competence matrix: the column “Competent agency” is missing.", id="a missing column",
        ),
        pytest.param(
            {"Competence matrix": [MATRIX, ["Juggling", "XA-CUS", "A"]]},
            "Sheet Competence matrix, row 2, column “Function”: “Juggling” is none of:", id="an unknown word",
        ),
        pytest.param(
            {"Competence matrix": [MATRIX, ["Control of goods", "XB-CUS", "A"]]},
            "Sheet Competence matrix, row 2, column “Competent agency”: there is no agency “XB-CUS” in this country.",
            id="an agency that there is not",
        ),
        pytest.param(
            {"Competence matrix": [MATRIX, ["Control of goods", None, "A"]]},
            "row 2, column “Competent agency”: this must be filled in.", id="an empty cell",
        ),
        pytest.param(
            {"Competence matrix": [MATRIX, *[["Control of goods", "XA-CUS", "A"]] * 2]},
            "Sheet Competence matrix, row 3, column “Code”: This line stands in the matrix already.",
            id="the same line twice",
        ),
        pytest.param(
            {"Exchange of information": [DUTIES, ["Patrolling", "x", "XA-BOR", None, "at once", "Radio"]]},
            "Sheet Exchange of information, row 2, column “Code”: Name one receiver", id="nobody receives",
        ),
        pytest.param(
            {"Exchange of information": [[*DUTIES, "Contains personal data"],
                                         ["Patrolling", "x", "XA-BOR", "XA-CUS", "", "", "maybe"]]},
            "column “Contains personal data”: “maybe” is neither yes nor no", id="neither yes nor no",
        ),
        pytest.param(
            {"Agreements": [["Title", "Signed on"], ["A", "32.01.2026"]]},
            "Sheet Agreements, row 2, column “Signed on”: “32.01.2026” is no date", id="no date",
        ),
        pytest.param(
            {"Passports of crossing points": [["Crossing point", "Capacity, trucks a day"], ["XA-P1", "many"]]},
            "column “Capacity, trucks a day”: “many” is no number.", id="no number",
        ),
        pytest.param(
            {"Seats": [["Joint group, its code", "Order", "Agency of the seat"], ["C-NONE", 1, "XA-BOR"]]},
            "Sheet Seats, row 2, column “Joint group, its code”: “C-NONE” stands neither", id="no such whole",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_sheet_row_and_column_and_nothing_comes_in(
    room: Room, sheets: dict[str, list[list[Any]]], expected: str
) -> None:
    good = ["Control of vehicles", "XA-CUS", "A: leads and answers for it"]
    if "Competence matrix" in sheets and len(sheets["Competence matrix"]) == 1:
        sheets = {"Competence matrix": [*sheets["Competence matrix"], [*good, ""]]}

    assert any(expected in problem for problem in problems(book_of(sheets), room))
    assert not tables.Competence.objects.exists()
    assert not tables.Duty.objects.exists()


def test_every_problem_is_told_at_once(room: Room) -> None:
    rows = [MATRIX, ["Juggling", "XA-CUS", "A"], ["Control of goods", "nobody", "Q"]]

    assert len(problems(book_of({"Competence matrix": rows}), room)) == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "xlsx"), (b"PK", "breaks off"), ("Таблица".encode(), "xlsx")],
    ids=["empty", "cut off", "text"],
)
def test_what_is_no_workbook_is_refused_in_words(room: Room, content: bytes, words: str) -> None:
    assert words in problems(content, room)[0]


def test_rows_of_another_agency_stay_as_they_are(room: Room) -> None:
    duty(room)
    content = export(room.border.country, room.customs_writer)

    def later(book: openpyxl.Workbook) -> None:
        page = book["Exchange of information"]
        column = next(cell.column for cell in page[1] if cell.value == "Deadline")
        page.cell(2, column).value = "within a week"

    assert taken(content, room, by=room.customs_writer, owner=room.customs) == Done(unchanged=1)
    with pytest.raises(WorkbookError, match="another agency"):
        taken(rewritten(content, later), room, by=room.customs_writer, owner=room.customs)
    assert tables.Duty.objects.get().deadline == "hour"


def test_nobody_brings_rows_in_for_another_agency(room: Room) -> None:
    with pytest.raises(PermissionDenied):
        taken(book_of({"Agreements": [["Title", "Signed on"]]}), room, by=room.customs_writer)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_titles_of_sheets_are_short_enough_for_a_spreadsheet_program(language: str) -> None:
    with translation.override(language):
        titles = [str(register.title) for register in IN_WORKBOOK]

    assert max(map(len, titles)) <= 31
    assert len(set(titles)) == len(titles)
