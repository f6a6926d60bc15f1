"""What merged cells hold is spread over them, as a reader of the sheet sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.evidence.methods.reading.cells import Cell, Hole
from chegara.evidence.methods.reading.merged import Area, SpreadNumber, SpreadText, completed

WIDTH = 256
CALM = settings(max_examples=80, deadline=None)


def rows_of(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    return iter(list(enumerate(rows, start=1)))


def filled(
    rows: Sequence[Sequence[Cell]], *areas: Area, holes: Sequence[tuple[int, int]] = ()
) -> list[list[Cell]]:
    return [list(cells) for _, cells in completed(rows_of(rows), areas, holes, width=WIDTH)]


@st.composite
def sheets(draw: st.DrawFn) -> tuple[list[list[Cell]], list[Area]]:
    """Draw a sheet of 6 by 6 cells with merged areas that do not overlap, none in the first column."""
    corners = st.tuples(st.integers(1, 6), st.integers(2, 6), st.integers(0, 2), st.integers(0, 2))
    areas: list[Area] = []
    taken: set[tuple[int, int]] = set()
    for row, column, down, right in draw(st.lists(corners, max_size=6)):
        area = Area(row, column, min(6, row + down), min(6, column + right))
        cells = {
            (r, c)
            for r in range(area.first_row, area.last_row + 1)
            for c in range(area.first_column, area.last_column + 1)
        }
        if len(cells) > 1 and not cells & taken:
            taken |= cells
            areas.append(area)
    rows: list[list[Cell]] = [
        [f"label {row}"] + [10 * row + column for column in range(2, 7)] for row in range(1, 7)
    ]
    for row, column in taken - {(area.first_row, area.first_column) for area in areas}:
        rows[row - 1][column - 1] = None
    return rows, areas


@given(sheets())
@CALM
def test_each_cell_of_an_area_holds_what_its_first_cell_holds(sheet: tuple[list[list[Cell]], list[Area]]):
    rows, areas = sheet
    expected = [row.copy() for row in rows]
    for area in areas:
        for row in range(area.first_row, area.last_row + 1):
            for column in range(area.first_column, area.last_column + 1):
                expected[row - 1][column - 1] = rows[area.first_row - 1][area.first_column - 1]

    found = filled(rows, *areas)

    assert found == expected
    for area in areas:
        cell = found[area.last_row - 1][area.last_column - 1]
        assert isinstance(cell, SpreadNumber)
        assert cell.area == area


@pytest.mark.parametrize(
    ("rows", "areas", "expected"),
    [
        pytest.param([["а", None]], [Area(1, 1, 1, 2)], [["а", "а"]], id="side by side"),
        pytest.param([["а", 1], [None, 2]], [Area(1, 1, 2, 1)], [["а", 1], ["а", 2]], id="downwards"),
        pytest.param([["а"], []], [Area(1, 1, 2, 1)], [["а"], []], id="a row of two lines"),
        pytest.param(
            [["а", 1], [], ["б", 2]], [Area(1, 1, 2, 1), Area(1, 2, 2, 2)], [["а", 1], [], ["б", 2]],
            id="each row of two lines",
        ),
        pytest.param(
            [["а", 1], [None, None, 3]], [Area(1, 1, 2, 1), Area(1, 2, 2, 2)], [["а", 1], ["а", 1, 3]],
            id="two lines, of which the second has more",
        ),
        pytest.param([[None, 1]], [Area(1, 1, 1, 1)], [[None, 1]], id="an area of one cell"),
        pytest.param([["", 1], [None, 2]], [Area(1, 1, 2, 1)], [["", 1], [None, 2]], id="a blank area"),
        pytest.param([["а"]], [Area(5, 1, 9, 1)], [["а"]], id="an area below the last row"),
        pytest.param([["а"]], [Area(1, 1, 1, 16384)], [["а"] * WIDTH], id="an area as wide as the sheet"),
        pytest.param(
            [["а"]] * 3, [Area(1, 1, 1_048_576, 1)], [["а"]] * 3, id="an area as high as the sheet"
        ),
    ],
)  # fmt: skip
def test_each_shape_of_an_area(rows: list[list[Cell]], areas: list[Area], expected: list[list[Cell]]):
    assert filled(rows, *areas) == expected


def test_a_day_is_the_same_day_in_each_cell():
    day = datetime(2015, 2, 1)  # noqa: DTZ001 - spreadsheets know no zones
    found = filled([[day, 1], [None, 2]], Area(1, 1, 2, 1))
    assert found == [[day, 1], [day, 2]]
    assert type(found[1][0]) is datetime


def test_a_formula_without_value_is_a_hole_not_a_blank():
    assert filled([["а", None], ["б", 1]], holes=[(1, 2)]) == [["а", Hole.FORMULA_WITHOUT_VALUE], ["б", 1]]


def test_what_is_spread_reads_like_what_it_is():
    [[text, _, number, _]] = filled([["Въезд", None, 12, None]], Area(1, 1, 1, 2), Area(1, 3, 1, 4))
    assert isinstance(text, SpreadText)
    assert text.lower() == "въезд"
    assert isinstance(number, SpreadNumber)
    assert (number + 1, str(number), {12: "found"}[number]) == (13, "12", "found")
