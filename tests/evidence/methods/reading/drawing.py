"""Sheets drawn as text, and the files of each kind that hold what is drawn.

A drawing has a line for each row and | between cells. `<` is merged with the cell to its left, `^` with the
one above. 12 and 1,5 are numbers, 01.02.2015 is a day; what stands in quotation marks is text.
"""

from __future__ import annotations

import io
import re
from datetime import datetime

import xlwt
from docx import Document
from openpyxl import Workbook

Area = tuple[int, int, int, int]


def cells_of(drawing: str) -> list[list[object]]:
    """Return the cells of a drawing, None where blank or merged with another."""
    return [[_value(text.strip()) for text in line.split("|")] for line in _lines(drawing)]


def _lines(drawing: str) -> list[str]:
    return [line.removesuffix("|") for line in drawing.strip("\n").split("\n")]


def _value(text: str) -> object:
    if text in {"", "<", "^"}:
        return None
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+,\d+", text):
        return float(text.replace(",", "."))
    if re.fullmatch(r"\d\d\.\d\d\.\d{4}", text):
        return datetime.strptime(text, "%d.%m.%Y")  # noqa: DTZ007 - spreadsheets know no zones
    return text.strip('"')


def areas_of(drawing: str) -> list[Area]:
    """Return the merged areas: first row, first column, last row, last column, from 0."""
    marks = [[text.strip() for text in line.split("|")] for line in _lines(drawing)]

    def mark(row: int, column: int) -> str:
        return marks[row][column] if row < len(marks) and column < len(marks[row]) else ""

    found = []
    for row, line in enumerate(marks):
        for column, text in enumerate(line):
            if text in {"<", "^"}:
                continue
            right, bottom = column, row
            while mark(row, right + 1) == "<":
                right += 1
            while mark(bottom + 1, column) == "^":
                bottom += 1
            if (right, bottom) != (column, row):
                found.append((row, column, bottom, right))
    return found


def xlsx(drawing: str, name: str = "Лист1") -> bytes:
    """Return a workbook with one sheet as drawn."""
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for row in cells_of(drawing):
        sheet.append(row)
    for top, left, bottom, right in areas_of(drawing):
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xls(drawing: str, name: str = "Лист1") -> bytes:
    """Return a workbook of Excel 97-2003 with one sheet as drawn."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(name)
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    corners = {area[:2]: area for area in areas_of(drawing)}
    for row, line in enumerate(cells_of(drawing)):
        for column, value in enumerate(line):
            style = [day] if isinstance(value, datetime) else []
            if area := corners.get((row, column)):
                top, left, bottom, right = area
                sheet.write_merge(top, bottom, left, right, value, *style)
            elif value is not None:
                sheet.write(row, column, value, *style)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def docx(drawing: str, *above: str) -> bytes:
    """Return a Word document with one table as drawn; lines before it, of which "# …" is a heading."""
    document = Document()
    add_table(document, drawing, *above)
    return saved(document)


def add_table(document: object, drawing: str, *above: str) -> None:
    """Add lines and a table to a document."""
    for line in above:
        if line.startswith("# "):
            document.add_heading(line[2:])
        else:
            document.add_paragraph(line)
    cells = cells_of(drawing)
    table = document.add_table(len(cells), max(map(len, cells)))
    for row, line in enumerate(cells):
        for column, value in enumerate(line):
            if value is not None:
                table.cell(row, column).text = _written(value)
    for top, left, bottom, right in areas_of(drawing):
        table.cell(top, left).merge(table.cell(bottom, right))


def saved(document: object) -> bytes:
    """Return a document's bytes."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def tsv(drawing: str) -> bytes:
    """Return what a spreadsheet puts on the clipboard."""
    return "\r\n".join("\t".join(map(_written, row)) for row in cells_of(drawing)).encode()


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y")
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)


WRITERS = {"xlsx": xlsx, "xls": xls, "docx": docx, "tsv": tsv}
