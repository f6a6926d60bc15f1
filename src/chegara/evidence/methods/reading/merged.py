"""Merged cells: what stands once on a sheet and holds for several of its cells.

A file keeps the content of a merged area in its first cell. A word, a date or a year there is a heading or a
label and holds for the whole area. A figure does not: nobody can say how much of it belongs to which cell. As
only the mapping tells labels from figures, each cell of an area gets the content as a `SpreadText` or
`SpreadNumber`, which read like any text or number and still say over which area they are spread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from chegara.evidence.methods.reading.cells import Cell, Hole, is_blank

Record: TypeAlias = tuple[int, Sequence[Cell]]
MOST_LINES_OF_A_ROW = 20


@dataclass(frozen=True, order=True)
class Area:
    """Merged cells from a first row and column to a last one, which count from 1 and are included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def is_merged(self) -> bool:
        """Whether it is more than one cell."""
        return (self.first_row, self.first_column) != (self.last_row, self.last_column)

    def holds(self, column: int) -> bool:
        """Say whether a column crosses the area."""
        return self.first_column <= column <= self.last_column


class SpreadText(str):
    """A text that is spread over merged cells."""

    __slots__ = ("area",)
    area: Area


class SpreadNumber(float):
    """A number that is spread over merged cells."""

    __slots__ = ("area",)
    area: Area

    def __str__(self) -> str:
        return str(int(self)) if self.is_integer() else repr(float(self))


Spread: TypeAlias = SpreadText | SpreadNumber


def spread(value: Cell, area: Area) -> Cell:
    """Return a cell's value as one that knows the area it is spread over; a date needs no such knowledge."""
    if isinstance(value, str):
        text = SpreadText(value)
        text.area = area
        return text
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = SpreadNumber(value)
        number.area = area
        return number
    return value


def is_spread_from_the_left(cell: Cell, column: int) -> bool:
    """Say whether a cell only goes on with a merged one that begins in an earlier column."""
    return isinstance(cell, SpreadText | SpreadNumber) and cell.area.first_column < column


def completed(
    rows: Iterator[Record], areas: Iterable[Area], holes: Iterable[tuple[int, int]], *, width: int
) -> Iterator[Record]:
    """Write into rows what merged areas spread over them, and where a formula has no value.

    `areas` and `holes` (row, column) may come in any order; columns beyond `width` are left alone. A row of
    which every cell is merged with the one below is one row of several lines: the further lines come blank.
    """
    starting: dict[int, list[Area]] = {}
    for area in areas:
        starting.setdefault(area.first_row, []).append(area)
    missing: dict[int, list[int]] = {}
    for row, column in holes:
        missing.setdefault(row, []).append(column)
    opened: list[tuple[Area, Cell]] = []
    ahead: deque[Record] = deque()
    while record := ahead.popleft() if ahead else next(rows, None):
        number, values = record
        new = starting.get(number, ())
        if not (new or opened or number in missing):
            yield number, values
            continue
        cells = list(values)
        for column in missing.get(number, ()):
            _put(cells, range(column, min(column, width) + 1), Hole.FORMULA_WITHOUT_VALUE)
        opened = [(area, value) for area, value in opened if area.last_row >= number]
        lines = 0 if opened else _further_lines(number, cells, new)
        ahead.extend(islice(rows, max(0, lines - len(ahead))))
        if lines and all(is_blank(cell) for _, line in islice(ahead, lines) for cell in line):
            new = [Area(number, area.first_column, number, area.last_column) for area in new]
        opened += [(area, value) for area in new if (value := _first(cells, area)) is not None]
        for area, value in opened:
            _put(cells, _columns(area, width), spread(value, area))
        yield number, cells


def _columns(area: Area, width: int) -> range:
    return range(area.first_column, min(area.last_column, width) + 1)


def _first(cells: Sequence[Cell], area: Area) -> Cell:
    value = cells[area.first_column - 1] if area.first_column <= len(cells) else None
    return None if is_blank(value) or isinstance(value, Hole) else value


def _put(cells: list[Cell], columns: range, value: Cell) -> None:
    if columns:
        cells += [None] * (columns.stop - 1 - len(cells))
        cells[columns.start - 1 : columns.stop - 1] = [value] * len(columns)


def _further_lines(number: int, cells: Sequence[Cell], areas: Iterable[Area]) -> int:
    """Return how many lines below a row belong to it, if all that it holds is merged that far down."""
    last = {area.last_row for area in areas}
    filled = [column for column, cell in enumerate(cells, start=1) if not is_blank(cell)]
    if len(last) != 1 or not all(any(area.holds(column) for area in areas) for column in filled):
        return 0
    lines = max(last) - number
    return lines if lines <= MOST_LINES_OF_A_ROW else 0
