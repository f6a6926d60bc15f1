"""What every kind of file becomes: a table with headings, a sample, and rows that can be read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from chegara.evidence.methods.dictionary import normalise
from chegara.evidence.methods.reading import headings
from chegara.evidence.methods.reading.cells import Cell, is_blank
from chegara.evidence.methods.reading.headings import Headings, title_of
from chegara.evidence.methods.reading.merged import Record, is_spread_from_the_left
from chegara.evidence.methods.reading.problems import Problem, problem, refuse

MAX_COLUMNS = 256
ROWS_SEARCHED_FOR_HEADINGS = 60
SAMPLE_ROWS = 500


class Pass(Protocol):
    """Starts a new pass over (row number, cells)."""

    def __call__(self, first: int = 1) -> Iterator[Record]:
        """Begin at row `first`, or before it where the file lets nobody leap."""


@dataclass(frozen=True, kw_only=True)
class Extent:
    """Which part of a sheet a table takes; rows and columns count from 1, a last one of 0 is the sheet's end.

    `headings` are the first and the last heading row where a person marked them, (0, 0) where they are found.
    """

    first_row: int = 1
    last_row: int = 0
    first_column: int = 1
    last_column: int = 0
    headings: tuple[int, int] = (0, 0)

    def cut(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Return a row's cells with those outside blank, so that columns keep their numbers."""
        if self.last_column:
            cells = cells[: self.last_column]
        before = self.first_column - 1
        return trimmed([None] * min(before, len(cells)) + list(cells[before:])) if before else trimmed(cells)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """A sheet, or a part of one, as it lies in the file: `records` starts a new pass over its rows.

    `name` is the sheet's own; a further table on it is "name/2", the tables of a document are "/1", "/2" …
    What is spread over merged cells stands in each of them. `titles` are what the file says above it.
    """

    name: str
    records: Pass
    uses_1904: bool = False
    is_text: bool = False
    titles: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    extent: Extent = field(default_factory=Extent)


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A sheet understood as a table.

    `headings` has for each column its heading from top to bottom (a month over entry and exit: two parts).
    `titles` are the lines above the headings. `rows` starts a new pass over the rows below the headings.
    `sample` are the first of them. `problems` are those of the layout, found so far. `extent` says where on
    the sheet it lies, its heading rows included.
    """

    sheet: str
    titles: tuple[str, ...]
    headings: Headings
    first_row: int
    rows: Pass
    sample: tuple[Record, ...]
    extent: Extent
    uses_1904: bool = False
    is_text: bool = False
    problems: tuple[Problem, ...] = field(default=())

    def heading(self, column: int) -> str:
        """Return a column's whole heading; columns count from 1."""
        return " / ".join(self.headings[column - 1])


def trimmed(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Return a row without the blank cells at its end."""
    end = len(cells)
    while end and is_blank(cells[end - 1]):
        end -= 1
    return cells[:end]


def part_of(sheet: Sheet, extent: Extent, name: str, titles: tuple[str, ...] = ()) -> Sheet:
    """Return a part of a sheet as a sheet of its own, whose rows and columns keep their numbers.

    `titles` are lines that stand outside the part and hold for it.
    """

    def records(first: int = 1) -> Iterator[Record]:
        for number, cells in sheet.records(max(first, extent.first_row)):
            if extent.last_row and number > extent.last_row:
                return
            if number >= extent.first_row:
                yield number, extent.cut(cells)

    return Sheet(
        name=name,
        records=records,
        uses_1904=sheet.uses_1904,
        is_text=sheet.is_text,
        titles=sheet.titles + titles,
        problems=sheet.problems,
        extent=extent,
    )


def understand(sheet: Sheet) -> Table:
    """Find a sheet's headings, one to four rows of them below any title lines, unless a person marked them.

    Raises:
        RefusedError: empty_file, wrong_separator, too_many_columns, no_headings, no_rows.
    """
    top = _top(sheet)
    filled = [(number, cells) for number, cells in top if any(not is_blank(cell) for cell in cells)]
    _refuse_what_is_no_table(sheet, filled)
    first, last = sheet.extent.headings
    found = _positions(filled, first, last) if first else headings.find(filled)
    if not found:
        raise refuse("no_headings", sheet=sheet.name, row=filled[0][0])
    heading_rows, below = filled[found.start : found.stop], filled[found.stop :]
    notes: list[Problem] = []
    if len(heading_rows) > 1:
        notes.append(_note("heading_rows_joined", sheet, heading_rows[0][0], count=len(heading_rows)))
    last = heading_rows[-1][0]
    if below and headings.numbers_columns(below[0][1]):
        last = below[0][0]
        notes.append(_note("numbering_row", sheet, last))
    rows = _rows_after(sheet.records, last)
    names = headings.joined([cells for _, cells in heading_rows])
    counting = (record for record in rows() if trimmed(record[1]) and not headings.repeats(record[1], names))
    sample = tuple(islice(counting, SAMPLE_ROWS))
    if not sample:
        raise refuse("no_rows", sheet=sheet.name, row=last)
    names = _named(names, sample, is_text=sheet.is_text)
    notes += _problems_of_headings(sheet.name, heading_rows[0][0], names, sample)
    return Table(
        sheet=sheet.name,
        titles=sheet.titles + tuple(title_of(cells) for _, cells in filled[: found.start]),
        headings=names,
        first_row=last + 1,
        rows=rows,
        sample=sample,
        extent=Extent(
            first_row=sheet.extent.first_row,
            last_row=sheet.extent.last_row,
            first_column=sheet.extent.first_column,
            last_column=sheet.extent.last_column,
            headings=(heading_rows[0][0], heading_rows[-1][0]),
        ),
        uses_1904=sheet.uses_1904,
        is_text=sheet.is_text,
        problems=sheet.problems + tuple(notes),
    )


def _top(sheet: Sheet) -> list[Record]:
    """Return the rows among which the headings are."""
    wanted = max(ROWS_SEARCHED_FOR_HEADINGS, sheet.extent.headings[1] - sheet.extent.first_row + 2)
    return [(number, trimmed(cells)) for number, cells in islice(sheet.records(), wanted)]


def _positions(filled: Sequence[Record], first: int, last: int) -> range:
    places = [position for position, (number, _) in enumerate(filled) if first <= number <= last]
    return range(places[0], places[-1] + 1) if places else range(0)


def _note(code: str, sheet: Sheet, row: int, **arguments: int) -> Problem:
    return problem(code, sheet=sheet.name, row=row, arguments=dict(arguments))


def _rows_after(records: Pass, last: int) -> Pass:
    def rows(first: int = 1) -> Iterator[Record]:
        iterator = records(max(first, last + 1))
        for record in iterator:
            if record[0] > last:
                yield record
                break
        yield from iterator

    return rows


def _refuse_what_is_no_table(sheet: Sheet, filled: Sequence[Record]) -> None:
    if not filled:
        raise refuse("empty_file", sheet=sheet.name)
    for number, cells in filled:
        if len(cells) > MAX_COLUMNS:
            raise refuse(
                "too_many_columns",
                sheet=sheet.name,
                row=number,
                column=MAX_COLUMNS + 1,
                arguments={"limit": MAX_COLUMNS},
            )
    if max(len(headings.filled_cells(cells)) for _, cells in filled) < 2:
        number, cells = filled[0]
        raise refuse("wrong_separator", sheet=sheet.name, row=number, column=1, value=cells[-1])


def _named(found: Headings, sample: Sequence[Record], *, is_text: bool) -> Headings:
    """Return the headings of all columns: none for the further columns that a merged one takes.

    In text, cells beyond the headings mean a broken row; in a workbook, a column that nobody named.
    """
    used = _used(sample)
    names = [
        ("",) if index and index not in used and heading == found[index - 1] else heading
        for index, heading in enumerate(found)
    ]
    if not is_text:
        width = min(MAX_COLUMNS, max(len(trimmed(cells)) for _, cells in sample))
        names += [("",)] * (width - len(names))
    return tuple(names)


def _used(sample: Iterable[Record]) -> set[int]:
    """Return in which columns, from 0, something of their own stands."""
    return {
        index
        for _, cells in sample
        for index, cell in enumerate(cells)
        if not is_blank(cell) and not is_spread_from_the_left(cell, index + 1)
    }


def _problems_of_headings(
    sheet: str, row: int, names: Headings, sample: Iterable[Record]
) -> Iterator[Problem]:
    seen: set[tuple[str, ...]] = set()
    used = _used(sample)
    for index, heading in enumerate(names):
        normal = tuple(map(normalise, heading))
        if not any(normal):
            if index in used:
                yield problem("blank_heading", sheet=sheet, row=row, column=index + 1)
        elif normal in seen:
            yield problem(
                "duplicate_heading", sheet=sheet, row=row, column=index + 1, value=" / ".join(heading)
            )
        seen.add(normal)
