"""Files as they are: Word, Excel and Markdown into paragraphs and tables, of which nothing is lost."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from openpyxl.utils import get_column_letter

from chegara.common.office_files import DAMAGED, OfficeFileError, open_workbook, sheet_rows

MOST_UNPACKED = 200_000_000
MOST_CELLS = 500_000
MOST_PARAGRAPHS = 20_000
HEADING_STYLE = re.compile(r"^(heading|title|заголовок|название)", re.IGNORECASE)
TEXT, TAB, BREAK = qn("w:t"), qn("w:tab"), {qn("w:br"), qn("w:cr")}
PARAGRAPH, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
DELETED = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


class Fault(StrEnum):
    """Why a file can't be read."""

    KIND = "kind"
    BROKEN = "broken"
    LARGE = "large"
    EMPTY = "empty"


class PaperError(Exception):
    """A file that can't be read as a paper."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Piece:
    """A paragraph or table cell: where it stands, its words, whether it looks like a heading.

    `place` is "¶ 12", "T2 R3 C1" (table, row, column), "Sheet!B3", "L5", alike in all languages.
    """

    place: str
    text: str
    heading: bool = False
    table: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Paper:
    """All pieces of a file, in their order."""

    pieces: tuple[Piece, ...]

    def tables(self) -> list[list[list[Piece]]]:
        """Return the tables, each as its rows of cells."""
        found: dict[int, dict[int, list[Piece]]] = {}
        for piece in self.pieces:
            if piece.table is not None:
                table, row, _column = piece.table
                found.setdefault(table, {}).setdefault(row, []).append(piece)
        return [list(rows.values()) for rows in found.values()]


def read_paper(name: str, data: bytes) -> Paper:
    """Read a file by what its name ends in.

    Raises:
        PaperError: it is of another kind, broken, too large, or nothing stands in it.
    """
    reader = READERS.get(name.lower().rpartition(".")[2])
    if reader is None:
        raise PaperError(Fault.KIND)
    pieces: list[Piece] = []
    for piece in reader(data):
        pieces.append(piece)
        if len(pieces) > (MOST_CELLS if piece.table else MOST_PARAGRAPHS):
            raise PaperError(Fault.LARGE)
    if not pieces:
        raise PaperError(Fault.EMPTY)
    return Paper(tuple(pieces))


# --- Word ---------------------------------------------------------------------------------------------------


def _docx(data: bytes) -> Iterator[Piece]:
    _require_small(data)
    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as error:  # python-docx raises what it meets: KeyError, ValueError, its own
        raise PaperError(Fault.BROKEN) from error
    names = {style.style_id: style.name or "" for style in document.styles}
    yield from _DocxBody(names).walk(document.element.body)
    for number, section in enumerate(document.sections, 1):
        for kind, part in (("hd", section.header), ("ft", section.footer)):
            for paragraph in () if part.is_linked_to_previous else part.paragraphs:
                text = _words(paragraph._p)  # noqa: SLF001 - python-docx's text drops inserted runs
                if text:
                    yield Piece(f"{kind} {number}", text)
    for part in document.part.package.iter_parts():
        if str(part.partname).endswith(("footnotes.xml", "endnotes.xml")):
            try:
                root = parse_xml(part.blob)
            except DAMAGED as error:
                raise PaperError(Fault.BROKEN) from error
            for number, note in enumerate(root, 1):
                text = " ".join(filter(None, map(_words, note.iter(PARAGRAPH))))
                if text:
                    yield Piece(f"fn {number}", text)


def _require_small(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
                raise PaperError(Fault.LARGE)
    except zipfile.BadZipFile as error:
        raise PaperError(Fault.BROKEN) from error


def _words(element: Any) -> str:
    """Return a paragraph's words as they stand with all changes accepted, text boxes included."""
    parts: list[str] = []

    def walk(node: Any) -> None:
        for child in node:
            if child.tag in DELETED:
                continue
            if child.tag == TEXT:
                parts.append(child.text or "")
            elif child.tag == TAB and node.tag != qn("w:tabs"):
                parts.append("\t")
            elif child.tag in BREAK:
                parts.append("\n")
            else:
                walk(child)

    walk(element)
    return " ".join("".join(parts).split())


class _DocxBody:
    """The walk through a document's body, which counts paragraphs and tables."""

    def __init__(self, style_names: dict[str, str]) -> None:
        self.style_names = style_names
        self.paragraphs = self.tables = 0

    def walk(self, element: Any) -> Iterator[Piece]:
        for child in element:
            if child.tag == PARAGRAPH:
                self.paragraphs += 1
                text = _words(child)
                if text:
                    yield Piece(f"¶ {self.paragraphs}", text, self._heading(child, text))
            elif child.tag == TABLE:
                yield from self._table(child)
            elif child.tag not in DELETED:
                yield from self.walk(child)

    def _table(self, table: Any) -> Iterator[Piece]:
        self.tables += 1
        number = self.tables
        for row, line in enumerate(table.iter(ROW), 1):
            column = 0
            for cell in line.iter(CELL):
                span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                text = "\n".join(filter(None, map(_words, cell.iter(PARAGRAPH))))
                column += 1
                if text:
                    yield Piece(f"T{number} R{row} C{column}", text, table=(number, row, column))
                column += int(span.get(qn("w:val"))) - 1 if span is not None else 0

    def _heading(self, paragraph: Any, text: str) -> bool:
        properties = paragraph.find(qn("w:pPr"))
        if properties is not None:
            style = properties.find(qn("w:pStyle"))
            name = self.style_names.get(style.get(qn("w:val")), "") if style is not None else ""
            if HEADING_STYLE.match(name) or properties.find(qn("w:outlineLvl")) is not None:
                return True
        runs = [run for run in paragraph.iter(qn("w:r")) if _words(run)]
        return text.isupper() or (bool(runs) and all(map(_is_bold, runs)))


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return bold is not None and bold.get(qn("w:val")) not in {"0", "false"}


# --- Excel and Markdown -------------------------------------------------------------------------------------


def _xlsx(data: bytes) -> Iterator[Piece]:
    _require_small(data)
    try:
        for number, sheet in enumerate(open_workbook(data).worksheets, 1):
            for row, cells in enumerate(sheet_rows(sheet), 1):
                for column, value in enumerate(cells, 1):
                    if text := _cell_text(value):
                        place = f"{sheet.title}!{get_column_letter(column)}{row}"
                        yield Piece(place[:80], text, table=(number, row, column))
    except OfficeFileError as error:
        raise PaperError(Fault.BROKEN) from error


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "strftime"):
        return str(value.strftime("%d.%m.%Y"))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _markdown(data: bytes) -> Iterator[Piece]:
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        try:
            lines = data.decode("cp1251").splitlines()
        except UnicodeDecodeError as error:
            raise PaperError(Fault.BROKEN) from error
    if any("\0" in line for line in lines):
        raise PaperError(Fault.BROKEN)
    table = row = 0
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text.startswith("|"):
            table, row = (table + 1, 1) if not row else (table, row + 1)
            if re.fullmatch(r"[|\s:-]+", text):
                continue
            for column, cell in enumerate(text.strip("|").split("|"), 1):
                if cell.strip():
                    yield Piece(f"T{table} R{row} C{column}", cell.strip(), table=(table, row, column))
            continue
        row = 0
        heading = bool(re.match(r"#{1,6}\s", text)) or bool(re.fullmatch(r"\*\*.+\*\*", text))
        text = re.sub(r"^#{1,6}\s+|\s+#+$", "", text).replace("**", "").strip()
        if text and not re.fullmatch(r"[-*_=\s]+", text):
            yield Piece(f"L{number}", text, heading or text.isupper())


READERS: dict[str, Callable[[bytes], Iterator[Piece]]] = {
    "docx": _docx, "xlsx": _xlsx, "md": _markdown, "txt": _markdown,
}  # fmt: skip
