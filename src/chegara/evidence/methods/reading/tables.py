"""What every kind of file becomes: a table with headings, a sample, and rows that can be read again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Protocol, TypeAlias

from chegara.evidence.methods.dictionary import normalise
from chegara.evidence.methods.reading.cells import Cell, Hole, is_blank, looks_like_data
from chegara.evidence.methods.reading.problems import Problem, problem, refuse

MAX_COLUMNS = 256
ROWS_SEARCHED_FOR_HEADINGS = 60
SAMPLE_ROWS = 500


Record: TypeAlias = tuple[int, Sequence[Cell]]


class Pass(Protocol):
    """Starts a new pass over (row number, cells)."""

    def __call__(self, first: int = 1) -> Iterator[Record]:
        """Begin at row `first`, or before it where the file lets nobody leap."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """A sheet as it lies in the file: `records` starts a new pass over its rows.

    Words in a merged area stand in each of its cells.
    """

    name: str
    records: Pass
    uses_1904: bool = False
    is_text: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A sheet understood as a table.

    `headings` has for each column its heading from top to bottom (a month over entry and exit: two parts).
    `titles` are the lines above the headings. `rows` starts a new pass over the rows below the headings.
    `sample` are the first of them. `problems` are those of the layout, found so far.
    """

    sheet: str
    titles: tuple[str, ...]
    headings: tuple[tuple[str, ...], ...]
    first_row: int
    rows: Pass
    sample: tuple[Record, ...]
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


def understand(sheet: Sheet) -> Table:
    """Find a sheet's headings, one or two rows of them below any title lines.

    Raises:
        RefusedError: empty_file, wrong_separator, too_many_columns, no_headings, no_rows.
    """
    top = [(number, trimmed(cells)) for number, cells in islice(sheet.records(), ROWS_SEARCHED_FOR_HEADINGS)]
    filled = [(number, cells) for number, cells in top if any(not is_blank(cell) for cell in cells)]
    _refuse_what_is_no_table(sheet, filled)
    position = _position_of_headings(filled)
    if position is None:
        raise refuse("no_headings", sheet=sheet.name, row=filled[0][0])
    below = filled[position + 1 :]
    heading_rows = [filled[position]]
    if below and _continues_headings(filled[position][1], below[0][1]):
        heading_rows.append(below.pop(0))
    notes: list[Problem] = []
    if len(heading_rows) > 1:
        notes.append(
            problem("heading_rows_joined", sheet=sheet.name, row=heading_rows[0][0], arguments={"count": 2})
        )
    last = heading_rows[-1][0]
    if below and _numbers_columns(below[0][1]):
        last = below.pop(0)[0]
        notes.append(problem("numbering_row", sheet=sheet.name, row=last))
    headings = _joined([cells for _, cells in heading_rows])
    rows = _rows_after(sheet.records, last)
    sample = tuple(islice(((number, cells) for number, cells in rows() if trimmed(cells)), SAMPLE_ROWS))
    if not sample:
        raise refuse("no_rows", sheet=sheet.name, row=last)
    if not sheet.is_text:
        # In text, cells beyond the headings mean a broken row; in a workbook, a column that nobody named.
        width = min(MAX_COLUMNS, max(len(trimmed(cells)) for _, cells in sample))
        headings += (("",),) * (width - len(headings))
    notes += _problems_of_headings(sheet.name, heading_rows[0][0], headings, sample)
    return Table(
        sheet=sheet.name,
        titles=tuple(_title(cells) for _, cells in filled[:position]),
        headings=headings,
        first_row=last + 1,
        rows=rows,
        sample=sample,
        uses_1904=sheet.uses_1904,
        is_text=sheet.is_text,
        problems=sheet.problems + tuple(notes),
    )


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
    if max(len(cells) for _, cells in filled) < 2:
        number, cells = filled[0]
        raise refuse("wrong_separator", sheet=sheet.name, row=number, column=1, value=cells[0])


def _filled(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if not is_blank(cell)]


def _position_of_headings(filled: Sequence[Record]) -> int | None:
    """Headings are the first row that is about as full as its successors and holds no figures or days."""
    widths = Counter(len(_filled(cells)) for _, cells in filled)
    usual = max(widths, key=lambda width: (widths[width], width))
    for position, (_, cells) in enumerate(filled):
        texts = _filled(cells)
        if len({str(text) for text in texts}) < 2 or len(texts) < usual / 2:
            continue
        figures = [text for text in texts if looks_like_data(text)]
        months_across = [str(figure) for figure in figures] == [str(n + 1) for n in range(len(figures))]
        few = len(figures) <= len(texts) / 4
        return position if few or (months_across and len(figures) < len(texts)) else None
    return None


def _continues_headings(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """A second row of headings has only words, and has them where the first row spans or leaves a gap."""
    texts = _filled(lower)
    if not texts or any(looks_like_data(text) or not isinstance(text, str) for text in texts):
        return False
    gaps = [
        index
        for index in range(1, max(len(upper), len(lower)))
        if index >= len(upper) or is_blank(upper[index]) or upper[index] == upper[index - 1]
    ]
    words = {
        index
        for index, cell in enumerate(lower)
        if not is_blank(cell) and not (index < len(upper) and cell == upper[index])
    }
    under_own_heading = words - set(gaps) - {gap - 1 for gap in gaps}
    return bool(gaps) and words.issuperset(gaps) and not under_own_heading


def _numbers_columns(cells: Sequence[Cell]) -> bool:
    """Official forms number their columns 1, 2, 3 … below the headings; some begin with А, Б."""
    texts = [normalise(str(cell)) for cell in _filled(cells)]
    numbers = [int(text) for text in texts if text.isdecimal()]
    letters = [text for text in texts if not text.isdecimal()]
    counts = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return counts and numbers[0] in {1, 2, 3} and len(numbers) >= 3 and set(letters) <= {"а", "б", "a", "b"}


def _joined(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[str, ...], ...]:
    width = max(len(cells) for cells in rows)
    upper = list(rows[0]) + [None] * (width - len(rows[0]))
    if len(rows) == 1:
        return tuple((_text(cell),) for cell in upper)
    lower = list(rows[1]) + [None] * (width - len(rows[1]))
    for index in range(1, width):
        if is_blank(upper[index]) and not is_blank(lower[index]):
            upper[index] = upper[index - 1]
    return tuple(
        tuple(dict.fromkeys(part for part in (_text(above), _text(below)) if part)) or ("",)
        for above, below in zip(upper, lower, strict=True)
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None or isinstance(cell, Hole) else re.sub(r"\s+", " ", str(cell)).strip()


def _title(cells: Sequence[Cell]) -> str:
    return " ".join(dict.fromkeys(_text(cell) for cell in cells if not is_blank(cell)))


def _problems_of_headings(
    sheet: str, row: int, headings: Sequence[tuple[str, ...]], sample: Iterable[Record]
) -> Iterator[Problem]:
    seen: set[tuple[str, ...]] = set()
    used = {index for _, cells in sample for index, cell in enumerate(cells) if not is_blank(cell)}
    for index, heading in enumerate(headings):
        normal = tuple(map(normalise, heading))
        if not any(normal):
            if index in used:
                yield problem("blank_heading", sheet=sheet, row=row, column=index + 1)
        elif normal in seen:
            yield problem(
                "duplicate_heading", sheet=sheet, row=row, column=index + 1, value=" / ".join(heading)
            )
        seen.add(normal)
