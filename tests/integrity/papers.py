"""Papers of an invented service for tests, as Word, Excel and Markdown files."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

STATUTE = """УТВЕРЖДЕНО
приказом Таможенной службы от 12.03.2024 № 45-п
ПОЛОЖЕНИЕ
об отделе таможенного контроля
I. Общие положения
1.1. Отдел является структурным подразделением Службы.
II. Задачи
Основными задачами отдела являются:
2.1. обеспечение таможенного контроля товаров;
III. Функции отдела
3.1. назначает досмотр товаров по профилям рисков;
3.2. проводит досмотр товаров и транспортных средств;
3.3. принимает решение о выпуске товаров.
IV. Права
Отдел имеет право:
4.1. проводить досмотр товаров;
V. Ответственность
5.1. Ответственность несёт начальник отдела."""

JOB = """УТВЕРЖДЕНО
приказом Таможенной службы от 12.03.2024 № 46-п
ДОЛЖНОСТНАЯ ИНСТРУКЦИЯ
старшего инспектора отдела таможенного контроля
1. Общие положения
1.1. Старший инспектор подчиняется начальнику отдела.
2. Квалификационные требования
2.1. Высшее образование, знание таможенного законодательства.
3. Функциональные обязанности
Старший инспектор обязан:
3.1. проводить досмотр товаров и транспортных средств;
3.2. назначать досмотр товаров по профилям рисков;
3.3. вести учёт изъятых товаров.
4. Права
4.1. принимать решение о выпуске товаров.
5. Ответственность
5.1. Старший инспектор несёт ответственность за ненадлежащее исполнение обязанностей."""


def word(text: str) -> bytes:
    """Return the lines of a text as a Word document."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    return saved(document)


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def word_table(rows: Sequence[Sequence[str]], *, above: str = "") -> bytes:
    """Return a Word document with one table."""
    document = docx.Document()
    if above:
        document.add_paragraph(above)
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return saved(document)


def excel(rows: Sequence[Sequence[object]], *, sheet: str = "Лист1") -> bytes:
    """Return an Excel file with one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    return saved(book)


def word_with_changes() -> bytes:
    """Return a Word document with a tracked insertion and deletion, and a cell that holds a list."""
    document = docx.Document()
    paragraph = document.add_paragraph("Отдел ")
    for tag, words, kind in (("w:ins", "ведёт учёт", "w:t"), ("w:del", "не ведёт", "w:delText")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(kind)
        text.text = words
        change.set(qn("w:id"), "1")
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "первое"
    table.cell(0, 0).add_paragraph("второе")
    document.sections[0].header.paragraphs[0].text = "Для служебного пользования"
    return saved(document)
