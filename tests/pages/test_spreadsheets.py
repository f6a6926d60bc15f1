"""What lists give away as csv and xlsx."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.pages.spreadsheets import as_csv, as_xlsx

FORMULAS = ["=1+1", "+7 701", "-5 or so", "@SUM(A1)", "\t=1", "\r=1", '=cmd|"/c calc"!A1']


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_run_as_a_formula(text: str):
    [[cell]] = csv_rows(as_csv([[text]]))
    assert cell == f"'{text}"

    book = openpyxl.load_workbook(io.BytesIO(as_xlsx({"Data": [[text]]})))
    assert book["Data"]["A1"].data_type == "s"
    assert book["Data"]["A1"].value == text


def test_unknown_is_an_empty_cell_and_zero_a_zero():
    rows = [["a", "b", "c", "d"], [None, 0, Decimal("1.50"), date(2025, 1, 31)]]

    assert csv_rows(as_csv(rows))[1] == ["", "0", "1.50", "2025-01-31"]
    [cells] = list(openpyxl.load_workbook(io.BytesIO(as_xlsx({"x": rows})))["x"].iter_rows(min_row=2))
    assert [cell.value for cell in cells[:3]] == [None, 0, 1.5]
    assert cells[3].value.date() == date(2025, 1, 31)


def test_days_stand_with_the_day_first_and_truth_stays_truth():
    rows = [[date(2025, 1, 31), datetime(2025, 1, 31, 14, 5), True]]  # noqa: DTZ001 - a spreadsheet knows no time zone

    [[day, moment, truth]] = openpyxl.load_workbook(io.BytesIO(as_xlsx({"x": rows})))["x"].iter_rows()

    assert (day.number_format, moment.number_format) == ("DD.MM.YYYY", "DD.MM.YYYY HH:MM")
    assert truth.value is True


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20
)


@given(st.lists(st.lists(TEXTS | st.integers(-(10**9), 10**9), min_size=2, max_size=4), max_size=5))
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_what_is_read(rows: list[list[str | int]]):
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx({"Data": [["heading"] * 4, *rows]})))
    read = [[cell.value for cell in row] for row in book["Data"].iter_rows(min_row=2)]

    assert [[v for v in row if v not in (None, "")] for row in read] == [
        [v for v in row if v != ""] for row in rows
    ]
