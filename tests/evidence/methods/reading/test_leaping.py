"""Reading one row of a long text file without what lies before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chegara.evidence.methods.reading import text
from chegara.evidence.methods.reading.files import open_tables


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "ROWS_WORTH_A_LEAP", 2)
    monkeypatch.setattr(text, "CHUNK", 64)


def lines(end: str) -> Iterator[str]:
    yield f"Дата;Место;Число{end}"
    for number in range(2, 60):
        # A blank line is a row as well.
        yield end if number % 10 == 0 else f"{number % 28 + 1:02d}.01.2015;Термез {number};{number}{end}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_row_is_the_same_whether_it_is_leapt_to_or_read_up_to(encoding: str, end: str):
    table = open_tables("".join(lines(end)).encode(encoding))[0][0]
    everything = dict(table.rows())

    for row, cells in everything.items():
        assert next(found for number, found in table.rows(row) if number == row) == cells


def test_a_cell_of_two_lines_is_never_leapt_over():
    content = 'дата;место;число\n01.01.2015;"Термез\nмост";1\n' + "02.01.2015;Карши;2\n" * 20
    table = open_tables(content.encode())[0][0]

    assert dict(table.rows())[5] == dict(table.rows(5))[5]


def test_what_lies_before_a_row_is_not_read_as_rows():
    table = open_tables("".join(lines("\n")).encode())[0][0]

    assert next(table.rows(55))[0] == 55
