"""Which rows of a sheet are the headings of a table: one to four of them, below any title lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from chegara.evidence.methods.dictionary import normalise
from chegara.evidence.methods.reading.cells import Cell, Hole, is_blank, looks_like_data
from chegara.evidence.methods.reading.merged import Record, SpreadNumber, SpreadText

MOST_HEADING_ROWS = 4
Headings = tuple[tuple[str, ...], ...]


def filled_cells(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells that hold something."""
    return [cell for cell in cells if not is_blank(cell)]


def is_title(cells: Sequence[Cell]) -> bool:
    """Say whether a row holds one text, once or spread over its cells."""
    texts = filled_cells(cells)
    return len(set(map(str, texts))) == 1 and not looks_like_data(texts[0])


def is_above_headings(cells: Sequence[Cell]) -> bool:
    """Say whether a row is a line above headings: a title, or a label with a colon and its value.

    >>> is_above_headings(["Отчёт за 2015 год"]), is_above_headings(["Период:", "2015"])
    (True, True)
    """
    texts = list(map(str, filled_cells(cells)))
    return is_title(cells) or (len(texts) == 2 and texts[0].rstrip().endswith(":"))


def find(filled: Sequence[Record]) -> range | None:
    """Return which of a table's filled rows are its headings, as positions in `filled`."""
    position = _position(filled)
    if position is None:
        return None
    while position and _continues(above := filled[position - 1], filled[position]) and not is_title(above[1]):
        position -= 1
    return extended(filled, position)


def extended(filled: Sequence[Record], position: int) -> range:
    """Return the heading rows that begin at a position: those below it that go on with it included."""
    stop = position + 1
    upper = filled[position]
    while stop < len(filled) and stop - position < MOST_HEADING_ROWS and _continues(upper, filled[stop]):
        upper = filled[stop][0], _laid_over(upper[1], filled[stop][1])
        stop += 1
    return range(position, stop)


def _position(filled: Sequence[Record]) -> int | None:
    """Headings are the first row that is about as full as its successors and holds no figures or days."""
    widths = Counter(len(filled_cells(cells)) for _, cells in filled)
    usual = max(widths, key=lambda width: (widths[width], width))
    for position, (_, cells) in enumerate(filled):
        texts = filled_cells(cells)
        if len({str(text) for text in texts}) < 2 or len(texts) < usual / 2:
            continue
        if usual > 2 and is_above_headings(cells):
            continue
        if not _may_head(texts):
            return None
        below = filled[position + 1 : position + 3]
        if len(below) == 2 and _is_fuller_heading(cells, below[0][1], below[1][1]):
            continue
        return position
    return None


def _may_head(texts: Sequence[Cell]) -> bool:
    figures = [text for text in texts if looks_like_data(text)]
    months_across = [_text(figure) for figure in figures] == [str(n + 1) for n in range(len(figures))]
    return len(figures) <= len(texts) / 4 or (months_across and len(figures) < len(texts))


def _is_fuller_heading(cells: Sequence[Cell], lower: Sequence[Cell], data: Sequence[Cell]) -> bool:
    """Say whether the row below a candidate heads the table: wider, all words, and figures right below."""
    texts = filled_cells(lower)
    return (
        len(texts) > len(filled_cells(cells))
        and not any(looks_like_data(text) for text in texts)
        and any(looks_like_data(cell) for cell in data)
        and not _spreads(cells)
        and not _continues((0, cells), (1, lower))
    )


def _spreads(cells: Sequence[Cell]) -> bool:
    """Say whether a row has merged cells side by side, so that its blank cells mean nothing more."""
    return any(
        isinstance(cell, SpreadText | SpreadNumber) and cell.area.last_column > cell.area.first_column
        for cell in cells
    )


def _continues(upper: Record, lower: Record) -> bool:
    """Say whether a row goes on with the headings above it.

    It does where a merged heading reaches down to it; else if it has only words (or years), and has them
    where the row above spans several columns or leaves a gap.
    """
    above, below = upper[1], lower[1]
    texts = filled_cells(below)
    if not texts or any(looks_like_data(text) or not _is_word(text) for text in texts):
        return False
    spread_down = [cell.area for cell in above if isinstance(cell, SpreadText)]
    if any(area.first_row < lower[0] <= area.last_row for area in spread_down):
        return True
    gaps = [
        index
        for index in range(1, max(len(above), len(below)))
        if index >= len(above) or is_blank(above[index]) or above[index] == above[index - 1]
    ]
    own = {
        index
        for index, cell in enumerate(below)
        if not is_blank(cell) and not (index < len(above) and cell == above[index])
    }
    words = set(own)
    for index in gaps:
        # In text files the row in the middle of three has gaps of its own, which the word to the left fills.
        if index - 1 in words and (index >= len(below) or is_blank(below[index])):
            words.add(index)
    under_own_heading = own - set(gaps) - {gap - 1 for gap in gaps}
    return bool(gaps) and bool(own) and words.issuperset(gaps) and not under_own_heading


def _is_word(cell: Cell) -> bool:
    return isinstance(cell, str) or (isinstance(cell, int | float) and float(cell).is_integer())


def _laid_over(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """Return what is lowest in each column, so that a third row is compared with the second."""
    width = max(len(upper), len(lower))
    below = list(lower) + [None] * (width - len(lower))
    above = list(upper) + [None] * (width - len(upper))
    return [own if not is_blank(own) else other for own, other in zip(below, above, strict=True)]


def numbers_columns(cells: Sequence[Cell]) -> bool:
    """Say whether a row numbers the columns 1, 2, 3 … as official forms do; some begin with А, Б."""
    texts = [normalise(_text(cell)) for cell in filled_cells(cells)]
    numbers = [int(text) for text in texts if text.isdecimal()]
    letters = [text for text in texts if not text.isdecimal()]
    counts = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return counts and numbers[0] in {1, 2, 3} and len(numbers) >= 3 and set(letters) <= {"а", "б", "a", "b"}


def joined(rows: Sequence[Sequence[Cell]]) -> Headings:
    """Return each column's heading from top to bottom; one without merged cells spans the gap behind it."""
    width = max(len(cells) for cells in rows)
    levels = [list(cells) + [None] * (width - len(cells)) for cells in rows]
    for depth, upper in enumerate(levels[:-1]):
        if _spreads(upper):
            continue
        for index in range(1, width):
            parents_agree = all(level[index] == level[index - 1] for level in levels[:depth])
            is_headed = any(not is_blank(level[index]) for level in levels[depth + 1 :])
            if is_blank(upper[index]) and is_headed and parents_agree:
                upper[index] = upper[index - 1]
    return tuple(
        tuple(dict.fromkeys(part for level in levels if (part := _text(level[index])))) or ("",)
        for index in range(width)
    )


def repeats(cells: Sequence[Cell], names: Headings) -> bool:
    """Say whether a row below the headings is their lowest row again, as on each printed page."""
    texts = [normalise(_text(cell)) for cell in cells if not is_blank(cell)]
    above = [heading[-1] for heading, cell in zip(names, cells, strict=False) if not is_blank(cell)]
    return len(texts) > 1 and texts == list(map(normalise, above))


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None or isinstance(cell, Hole) else str(re.sub(r"\s+", " ", str(cell)).strip())


def title_of(cells: Sequence[Cell]) -> str:
    """Return a title line's text."""
    return " ".join(dict.fromkeys(_text(cell) for cell in cells if not is_blank(cell)))
