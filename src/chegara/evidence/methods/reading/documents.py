"""Word documents (.docx): each table of the text, with the heading and lines above it as its titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from chegara.evidence.methods.reading.archives import Opener
from chegara.evidence.methods.reading.cells import Cell
from chegara.evidence.methods.reading.merged import Area, Record, completed
from chegara.evidence.methods.reading.problems import refuse
from chegara.evidence.methods.reading.tables import MAX_COLUMNS, Pass, Sheet, trimmed

LINES_ABOVE = 3
LONGEST_TITLE = 300
_P, _TBL, _TR, _TC, _SDT = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "sdt"))
_TEXT, _TAB, _BREAK, _MOVED = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:moveFrom")


def document_sheets(opener: Opener) -> Iterator[Sheet]:
    """Yield the tables of a Word document, one "sheet" each: "/1", "/2" …

    Text that is struck out by tracked changes is left out, text that they add is read. A table within a cell
    of another is a table of its own.

    Raises:
        RefusedError: truncated; no_tables if there is none.
    """
    with opener() as file:
        try:
            document = Document(file)
            body, headings = document.element.body, _heading_styles(document)
        except Exception as error:
            # Whatever python-docx stumbles over, the document is not sound.
            raise refuse("truncated") from error
    number = 0
    for table, titles in _tables(body, headings):
        number += 1
        yield Sheet(name=f"/{number}", records=_records(table), is_text=True, titles=titles)
    if not number:
        raise refuse("no_tables")


def _heading_styles(document: Any) -> set[str]:
    return {
        style.style_id
        for style in document.styles
        if style.name and style.name.lower().startswith(("heading", "title"))
    }


def _tables(body: Any, heading_styles: set[str]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    heading = ""
    lines: list[str] = []
    for block in _children(body):
        if block.tag == _P:
            text = _text(block)[:LONGEST_TITLE]
            if text and block.style in heading_styles:
                heading, lines = text, []
            elif text:
                lines.append(text)
        elif block.tag == _TBL:
            # The line right above a table is its own; the heading may be that of several.
            nearest_first = (*reversed(lines[-LINES_ABOVE:]), heading)
            titles = tuple(dict.fromkeys(filter(None, nearest_first)))
            yield block, titles
            yield from ((inner, titles) for inner in block.iter(_TBL) if inner is not block)
            lines = []


def _children(element: Any) -> Iterator[Any]:
    """Yield an element's children, those of content controls too, as if these were not there."""
    for child in element:
        if child.tag == _SDT:
            if (content := child.find(qn("w:sdtContent"))) is not None:
                yield from _children(content)
        else:
            yield child


def _text(paragraph: Any) -> str:
    pieces = (
        (node.text or "") if node.tag == _TEXT else " "
        for node in paragraph.iter(_TEXT, _TAB, _BREAK)
        if next(node.iterancestors(_MOVED), None) is None
    )
    return "".join(pieces).strip()


def _cell_text(cell: Any) -> str:
    return " ".join(filter(None, (_text(child) for child in _children(cell) if child.tag == _P)))


def _records(table: Any) -> Pass:
    rows, areas = _grid(table)

    def records(first: int = 1) -> Iterator[Record]:
        for number, cells in completed(iter(rows), areas, (), width=MAX_COLUMNS):
            yield number, trimmed(cells)

    return records


def _grid(table: Any) -> tuple[list[tuple[int, Sequence[Cell]]], list[Area]]:
    """Return a table's rows, merged cells blank but for their first, and the merged areas."""
    rows: list[tuple[int, Sequence[Cell]]] = []
    areas: list[Area] = []
    open_areas: dict[tuple[int, int], Area] = {}  # by first and last column, as long as they go on downwards
    numbers = count(1)
    for row in (child for child in _children(table) if child.tag == _TR):
        if row.trPr is not None and row.trPr.find(qn("w:del")) is not None:
            continue
        number = next(numbers)
        cells: list[Cell] = [None] * row.grid_before
        going_on: dict[tuple[int, int], Area] = {}
        for cell in (child for child in _children(row) if child.tag == _TC):
            first, last = len(cells) + 1, len(cells) + cell.grid_span
            above = open_areas.get((first, last)) if cell.vMerge == "continue" else None
            if above is not None:
                going_on[first, last] = Area(above.first_row, first, number, last)
            else:
                cells.append(_cell_text(cell) or None)
                going_on[first, last] = Area(number, first, number, last)
            cells += [None] * (last - len(cells))
        areas += [area for columns, area in open_areas.items() if _ends(area, going_on.get(columns))]
        open_areas = going_on
        rows.append((number, cells))
    areas += open_areas.values()
    return rows, [area for area in areas if area.is_merged]


def _ends(area: Area, below: Area | None) -> bool:
    return below is None or below.first_row != area.first_row
