"""What is peculiar to one kind of file, and that our reading of workbooks is openpyxl's own."""

from __future__ import annotations

import copy
import io
from datetime import date, datetime, time, timedelta

import pytest
import xlwt
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.evidence.methods.reading.drawing import add_table, saved, xls

from chegara.evidence.methods.reading.files import open_tables, sheets_of
from chegara.evidence.methods.reading.tables import trimmed

CALM = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAY = datetime(2015, 2, 1)  # noqa: DTZ001 - spreadsheets know no zones
CELLS = st.none() | st.integers(-(10**9), 10**9) | st.booleans() | st.text("абв xyz", max_size=5)
CELLS |= st.floats(0.001, 10**6) | st.integers(0, 10**9).map(lambda seconds: DAY + timedelta(seconds=seconds))


def rows_of(content: bytes) -> list[tuple[int, list[object]]]:
    [sheet] = sheets_of(content)
    return [(number, list(cells)) for number, cells in sheet.records()]


# --- xlsx -------------------------------------------------------------------------------------------------


@given(st.lists(st.lists(CELLS, max_size=6), min_size=1, max_size=8), st.booleans())
@CALM
def test_a_workbook_is_read_as_openpyxl_reads_it(rows: list[list[object]], says_its_size: bool):
    book = Workbook(write_only=not says_its_size)
    sheet = book.active or book.create_sheet()
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)

    [peer] = load_workbook(io.BytesIO(file.getvalue()), data_only=True).worksheets
    expected = [list(trimmed(row)) for row in peer.iter_rows(values_only=True)]
    found = [cells for _, cells in rows_of(file.getvalue())]

    assert [cells for cells in found if cells] == [cells for cells in expected if cells]


def test_rows_that_a_workbook_leaves_out_are_blank_and_keep_their_numbers():
    book = Workbook()
    book.active["A1"], book.active["B4"] = "КПП", 5
    file = io.BytesIO()
    book.save(file)
    assert rows_of(file.getvalue()) == [(1, ["КПП"]), (2, []), (3, []), (4, [None, 5])]


def test_a_workbook_with_areas_to_be_printed_is_read():
    book = Workbook()
    book.active.append(["КПП", "Отказы"])
    book.active.print_area, book.active.print_title_rows = "A1:B1", "1:1"
    file = io.BytesIO()
    book.save(file)
    assert rows_of(file.getvalue()) == [(1, ["КПП", "Отказы"])]


# --- xls --------------------------------------------------------------------------------------------------


def old_workbook(*cells: tuple[object, str], hidden: bool = False, uses_1904: bool = False) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = uses_1904
    sheet = book.add_sheet("Лист1")
    for column, (value, form) in enumerate(cells):
        sheet.write(0, column, value, xlwt.easyxf(num_format_str=form))
    if hidden:
        book.add_sheet("Скрытый").visibility = 1
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        pytest.param("Термез", "General", "Термез", id="a word"),
        pytest.param(5, "General", 5, id="a whole number is not 5.0"),
        pytest.param(1.5, "0.00", 1.5, id="a fraction"),
        pytest.param(42036, "General", 42036, id="a number of days that is not shown as a day"),
        pytest.param(date(2015, 2, 1), "DD.MM.YYYY", DAY, id="a day"),
        pytest.param(date(2015, 2, 1), "MMMM YYYY", DAY, id="a month is its first day"),
        pytest.param(time(13, 30), "HH:MM", 0.5625, id="a time of day is no day"),
        pytest.param(True, "General", True, id="true"),
    ],
)
def test_each_cell_of_an_old_workbook(value: object, form: str, expected: object):
    [(_, cells)] = rows_of(old_workbook(("КПП", "General"), (value, form)))
    assert (cells[1], type(cells[1])) == (expected, type(expected))


def test_a_hidden_sheet_of_an_old_workbook_is_not_read():
    assert [sheet.name for sheet in sheets_of(old_workbook(("КПП", "General"), hidden=True))] == ["Лист1"]


def test_an_old_workbook_of_the_1904_system_gives_the_same_days():
    usual, apple = (
        rows_of(old_workbook(("КПП", "General"), (date(2015, 2, 1), "DD.MM.YYYY"), uses_1904=uses_1904))
        for uses_1904 in (False, True)
    )
    assert usual == apple == [(1, ["КПП", DAY])]


# --- docx -------------------------------------------------------------------------------------------------

FORM = "КПП | Март\nТермез | 5\nКарши | 6"


def test_the_heading_and_the_lines_above_a_table_are_its_titles_the_nearest_first():
    document = Document()
    add_table(document, FORM, "# Раздел 1. Пограничный контроль", "Таблица 1. Отказы", "за 2015 год")
    add_table(document, FORM, "Таблица 2. Пассажиропоток за 2015 год")

    first, second = open_tables(saved(document))[0]

    assert first.titles == ("за 2015 год", "Таблица 1. Отказы", "Раздел 1. Пограничный контроль")
    assert second.titles == ("Таблица 2. Пассажиропоток за 2015 год", "Раздел 1. Пограничный контроль")
    assert (first.sheet, second.sheet) == ("/1", "/2")


def document_with_table():
    document = Document()
    add_table(document, FORM)
    return document, document.tables[0]


def test_what_tracked_changes_add_is_read_and_what_they_strike_out_is_not():
    document, table = document_with_table()
    run = table.cell(1, 1).paragraphs[0].runs[0]._r
    struck, added = OxmlElement("w:del"), OxmlElement("w:ins")
    new = copy.deepcopy(run)
    new.find(qn("w:t")).text = "7"
    run.addprevious(struck)
    run.addprevious(added)
    struck.append(run)
    run.find(qn("w:t")).tag = qn("w:delText")
    added.append(new)

    assert rows_of(saved(document))[1] == (2, ["Термез", "7"])


def test_a_row_that_tracked_changes_strike_out_is_not_read():
    document, table = document_with_table()
    table.rows[1]._tr.get_or_add_trPr().append(OxmlElement("w:del"))
    assert rows_of(saved(document)) == [(1, ["КПП", "Март"]), (2, ["Карши", "6"])]


def test_a_cell_in_a_content_control_is_read():
    document, table = document_with_table()
    cell = table.cell(1, 1)._tc
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    cell.addprevious(control)
    control.append(content)
    content.append(cell)
    assert rows_of(saved(document))[1] == (2, ["Термез", "5"])


def test_a_table_within_a_cell_is_a_table_of_its_own():
    document = Document()
    outer = document.add_table(1, 1)
    inner = outer.cell(0, 0).add_table(2, 2)
    for (row, column), text in {(0, 0): "КПП", (0, 1): "Март", (1, 0): "Термез", (1, 1): "5"}.items():
        inner.cell(row, column).text = text

    [table] = open_tables(saved(document))[0]

    assert (table.sheet, table.headings) == ("/2", (("КПП",), ("Март",)))


def test_a_sheet_named_like_a_part_of_another_is_told_apart():
    names = [
        table.sheet for table in open_tables(xls(f"{FORM}\n\nОтказы за 2015 год\nМесяц | Число\nмарт | 5"))[0]
    ]
    assert names == ["Лист1", "Лист1/2"]
