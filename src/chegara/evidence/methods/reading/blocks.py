"""Several tables on one sheet: side by side with a blank column between, or one under the other.

Only the first rows of a sheet are looked at: forms with several tables are short, and a sheet that goes on
beyond them is a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from chegara.evidence.methods.dictionary import load_dictionary, normalise
from chegara.evidence.methods.reading import headings
from chegara.evidence.methods.reading.cells import Cell, is_blank, looks_like_data
from chegara.evidence.methods.reading.headings import filled_cells, is_above_headings, is_title
from chegara.evidence.methods.reading.merged import Record
from chegara.evidence.methods.reading.problems import problem
from chegara.evidence.methods.reading.tables import MAX_COLUMNS, Extent, Sheet, part_of, trimmed

ROWS_SEARCHED_FOR_TABLES = 2_000
MOST_TABLES = 40
MOSTLY = 0.8


def parts(sheet: Sheet) -> list[Sheet]:
    """Return the parts of a sheet that are tables of their own; the sheet itself where it is one table."""
    top = [(number, trimmed(cells)) for number, cells in islice(sheet.records(), ROWS_SEARCHED_FOR_TABLES)]
    filled = [(number, cells) for number, cells in top if filled_cells(cells)]
    if not filled or max(len(cells) for _, cells in filled) > MAX_COLUMNS:
        return [sheet]
    places = sorted(_cut(filled, Extent(), ()), key=lambda one: (one[0].first_row, one[0].first_column))
    if not 1 < len(places) <= MOST_TABLES:
        return [sheet]
    found = [
        part_of(sheet, extent, name_of(sheet.name, number), titles)
        for number, (extent, titles) in enumerate(places, start=1)
    ]
    told = problem("several_tables", sheet=sheet.name, arguments={"count": len(found)})
    return [replace(found[0], problems=(*found[0].problems, told)), *found[1:]]


def name_of(sheet: str, number: int) -> str:
    """Return the name of a sheet's n-th table; no sheet's own name contains a slash."""
    return sheet if number == 1 else f"{sheet}/{number}"


Titles = tuple[str, ...]


def _cut(filled: Sequence[Record], extent: Extent, titles: Titles) -> Iterator[tuple[Extent, Titles]]:
    """Yield the tables, each with the titles that it shares with the one to its left."""
    if side_by_side := _columns(filled, extent):
        shared: Titles = ()
        for part in side_by_side:
            within = _within(filled, part)
            own = _titles(within)
            yield from _cut(within, part, () if own else shared)
            shared = own or shared
    elif one_by_one := _rows(filled, extent):
        for part in one_by_one:
            yield from _cut(_within(filled, part), part, titles)
    else:
        yield extent, titles


def _titles(filled: Sequence[Record]) -> Titles:
    found = headings.find(filled)
    return tuple(headings.title_of(cells) for _, cells in filled[: found.start]) if found else ()


def _within(filled: Sequence[Record], extent: Extent) -> list[Record]:
    rows = [
        (number, extent.cut(cells))
        for number, cells in filled
        if extent.first_row <= number and (not extent.last_row or number <= extent.last_row)
    ]
    return [(number, cells) for number, cells in rows if filled_cells(cells)]


# --- side by side ----------------------------------------------------------------------------------


def _columns(filled: Sequence[Record], extent: Extent) -> list[Extent]:
    """Return the tables that blank columns part, or nothing if one table only leaves a column blank."""
    used = {
        column
        for _, cells in filled
        if not is_title(cells)
        for column, cell in enumerate(cells, start=1)
        if not is_blank(cell)
    }
    starts = [right for left, right in pairwise(sorted(used)) if right > left + 1]
    bounds = [extent.first_column]
    for start in starts:
        left = replace(extent, first_column=bounds[-1], last_column=start - 1)
        right = replace(extent, first_column=start)
        if _stand_alone(_within(filled, left), _within(filled, right)):
            bounds.append(start)
    if len(bounds) == 1:
        return []
    ends = [start - 1 for start in bounds[1:]] + [extent.last_column]
    return [
        replace(extent, first_column=first, last_column=last)
        for first, last in zip(bounds, ends, strict=True)
    ]


def _stand_alone(left: Sequence[Record], right: Sequence[Record]) -> bool:
    """Say whether two halves are tables: each labels its rows, has figures, and tells that it is another.

    They do where a heading is repeated, where the headings lie in different rows, or where the right half has
    a title of its own.
    """
    found = headings.find(left), headings.find(right)
    if not (found[0] and found[1] and _labels_figures(left, found[0]) and _labels_figures(right, found[1])):
        return False
    names = [
        {normalise(str(cell)) for number in half for cell in filled_cells(rows[number][1])}
        for rows, half in ((left, found[0]), (right, found[1]))
    ]
    other_rows = left[found[0].start][0] != right[found[1].start][0]
    titles_of_left = {str(cell) for _, cells in left[: found[0].start] for cell in filled_cells(cells)}
    own_title = any(str(filled_cells(cells)[0]) not in titles_of_left for _, cells in right[: found[1].start])
    return bool(names[0] & names[1]) or other_rows or own_title


def _labels_figures(rows: Sequence[Record], found: range) -> bool:
    """Say whether the first column below the headings is of words or days, and a later one of figures."""
    below = [cells for _, cells in rows[found.stop :]]
    first = min(
        (index for cells in below for index, cell in enumerate(cells) if not is_blank(cell)), default=0
    )
    labels = [cells[first] for cells in below if first < len(cells) and not is_blank(cells[first])]
    words = sum(not isinstance(label, int | float) for label in labels)
    figures = any(
        isinstance(cell, int | float) or looks_like_data(cell)
        for cells in below
        for cell in cells[first + 1 :]
    )
    return bool(labels) and words >= MOSTLY * len(labels) and figures


# --- one under the other ---------------------------------------------------------------------------


def _rows(filled: Sequence[Record], extent: Extent) -> list[Extent]:
    """Return the tables that follow one another, each with the title lines right above its headings."""
    found = headings.find(filled)
    if not found:
        return []
    starts = [extent.first_row]
    position, own = found.stop, _names(filled, found)
    has_rows = False
    while position < len(filled):
        below = _heads(filled, position)
        titled = is_above_headings(filled[position - 1][1])
        if has_rows and below and (titled or _names(filled, below) != own):
            starts.append(filled[_first_title(filled, position, found.stop)][0])
            position, own, has_rows, found = below.stop, _names(filled, below), False, below
        else:
            has_rows = has_rows or any(looks_like_data(cell) for cell in filled[position][1])
            position += 1
    if len(starts) == 1:
        return []
    ends = [start - 1 for start in starts[1:]] + [extent.last_row]
    return [replace(extent, first_row=first, last_row=last) for first, last in zip(starts, ends, strict=True)]


def _names(filled: Sequence[Record], found: range) -> list[str]:
    return [normalise(str(cell)) for position in found for cell in filled[position][1]]


def _heads(filled: Sequence[Record], position: int) -> range | None:
    """Return the heading rows of a table that begins here, None if a row like any other stands here.

    A blank row or a title line goes before it, it has words only, and below it each figure has a word above.
    """
    number, cells = filled[position]
    before = filled[position - 1]
    if (before[0] == number - 1 and not is_above_headings(before[1])) or not _words_only(cells):
        return None
    found = headings.extended(filled, position)
    stop = found.stop
    if stop < len(filled) and headings.numbers_columns(filled[stop][1]):
        stop += 1
    if stop >= len(filled):
        return None
    names = headings.joined([cells for _, cells in filled[found.start : found.stop]])
    figures = [index for index, cell in enumerate(filled[stop][1]) if looks_like_data(cell)]
    headed = [index for index in figures if index < len(names) and any(names[index])]
    return range(found.start, stop) if figures and headed == figures else None


def _words_only(cells: Sequence[Cell]) -> bool:
    words = load_dictionary()
    texts = filled_cells(cells)
    return (
        len({str(text) for text in texts}) > 1
        and not is_above_headings(cells)
        and not any(looks_like_data(text) or words.is_unknown(str(text)) for text in texts)
        and not words.is_total(str(texts[0]))
    )


def _first_title(filled: Sequence[Record], position: int, lowest: int) -> int:
    """Return where the title lines above a heading begin."""
    words = load_dictionary()
    while position > lowest and is_above_headings(filled[position - 1][1]):
        if words.is_total(str(filled_cells(filled[position - 1][1])[0])):
            break
        position -= 1
    return position
