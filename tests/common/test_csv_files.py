"""Tables in csv: the separator is found, and what is torn is told by its row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.csv_files import LONGEST_CELL, CsvError, csv_rows, csv_text

TABLES = {
    "comma": ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    "semicolon, as Excel writes in Russian": ("a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
    "tab": ("a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]),
    "one column": ("a\n1\n", [["a"], ["1"]]),
    "blank lines before the headings": ("\n\na;b\n1;2", [[], [], ["a", "b"], ["1", "2"]]),
    "line ends of Windows": ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    "a line end in a cell": ('a,b\n"1\n2",3\n', [["a", "b"], ["1\n2", "3"]]),
    "separators in a quoted cell": ('a;b\n"1;2";3\n', [["a", "b"], ["1;2", "3"]]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "rows"), TABLES.values(), ids=TABLES.keys())
def test_rows_are_read_by_the_separator_of_the_first_row(text, rows):
    assert list(csv_rows(csv_text(text.encode("utf-8-sig")))) == rows
    assert list(csv_rows(csv_text(text.encode()))) == rows


def test_a_quotation_mark_that_is_never_closed_is_told_by_its_row():
    text = 'a,b\n1,2\n"' + "x\n" * LONGEST_CELL
    rows = csv_rows(io.StringIO(text, newline=""))
    assert [next(rows), next(rows)] == [["a", "b"], ["1", "2"]]
    with pytest.raises(CsvError, match=f"row 3: a cell is longer than {LONGEST_CELL} letters"):
        next(rows)


def test_the_longest_cell_is_read():
    assert [len(cell) for _row in csv_rows(["x" * LONGEST_CELL]) for cell in _row] == [LONGEST_CELL]


def test_quotation_marks_that_do_not_pair_are_told_where_that_is_asked_for():
    with pytest.raises(CsvError, match=r"row 2: .* quotation marks do not pair"):
        list(csv_rows(["a,b\n", '"1"x,2\n'], strict=True))


def test_another_encoding_is_told_with_what_to_do():
    with pytest.raises(CsvError, match="save it as “CSV UTF-8”, or as xlsx"):
        csv_text("фамилия;имя".encode("cp1251"))


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6))
def test_what_a_spreadsheet_writes_is_read_as_it_was(table):
    rows = [["first", "second"], *table]
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    assert list(csv_rows(csv_text(file.getvalue().encode("utf-8-sig")))) == rows
