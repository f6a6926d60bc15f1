"""Files as they arrive, csv or xlsx, opened as tables; nothing is unpacked before its size is known."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TypeAlias, cast

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from chegara.evidence.methods.reading import encodings
from chegara.evidence.methods.reading.cells import Hole
from chegara.evidence.methods.reading.problems import Problem, RefusedError, problem, refuse
from chegara.evidence.methods.reading.tables import (
    MAX_COLUMNS,
    Pass,
    Record,
    Sheet,
    Table,
    trimmed,
    understand,
)

MAX_UNPACKED = 1 << 30
MAX_RATIO = 200
RATIO_MATTERS_FROM = 1 << 24
MAX_MEMBERS = 2000
MAX_CELL = csv.field_size_limit()
SEPARATORS = ",;\t|"
CHUNK = 1 << 20
ROWS_WORTH_A_LEAP = 10_000

# What zipfile, zlib, ElementTree and openpyxl raise on bytes that somebody cut or changed.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)

Opener: TypeAlias = Callable[[], IO[bytes]]


def open_tables(source: bytes | Path) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
    """Return the tables of a csv or xlsx file, and why any of its other sheets is none.

    The file is told by its content, never by its name. Rows are read from the source each time that they are
    asked for, so that memory does not grow with the file; a path must stay in place meanwhile.

    Raises:
        RefusedError: the file as a whole cannot be read, or no sheet of it holds a table.
    """
    opener = _opener(source)
    tables: list[Table] = []
    refused: list[Problem] = []
    for sheet in _sheets(opener):
        try:
            tables.append(understand(sheet))
        except RefusedError as refusal:
            refused.append(refusal.problem)
    if not tables:
        # The sheet that came nearest to a table tells more than the blank ones beside it.
        raise RefusedError(next((found for found in refused if found.code != "empty_file"), refused[0]))
    return tuple(tables), tuple(found for found in refused if found.code != "empty_file")


def _opener(source: bytes | Path) -> Opener:
    if isinstance(source, bytes):
        return lambda: io.BytesIO(source)
    return lambda: source.open("rb")


OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED, WORKBOOK, BOOK = (name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book"))


def _sheets(opener: Opener) -> Iterator[Sheet]:
    with opener() as file:
        head = file.read(8)
        if not head:
            raise refuse("empty_file")
        if head == OLE_MAGIC:
            raise _refusal_of_ole(file)
    if head.startswith(b"PK"):
        return _workbook_sheets(opener)
    return iter([_text_sheet(opener)])


def _refusal_of_ole(file: IO[bytes]) -> RefusedError:
    """An OLE container's directory names its streams; it lies somewhere in the file's sectors."""
    tail = b""
    found: set[bytes] = set()
    while chunk := file.read(CHUNK):
        window = tail + chunk
        found |= {name for name in (ENCRYPTED, WORKBOOK, BOOK) if name in window}
        tail = window[-64:]
    if ENCRYPTED in found:
        return refuse("password_protected")
    return refuse("old_xls" if found else "not_a_spreadsheet")


# --- text ------------------------------------------------------------------------------------------


def _chunks(opener: Opener) -> Iterator[bytes]:
    with opener() as file:
        while chunk := file.read(CHUNK):
            yield chunk


_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|table|svg)|\s*[{\[]\s*[\"{\[]|%PDF|\{\\rtf", re.IGNORECASE)


def _text_sheet(opener: Opener) -> Sheet:
    try:
        encoding = encodings.detect(_chunks(opener))
    except encodings.NotTextError as error:
        raise refuse("not_a_spreadsheet") from error

    def text(offset: int = 0) -> io.TextIOWrapper:
        errors = "replace" if encoding.cut or encoding.guessed else "strict"
        file = opener()
        file.seek(offset)
        return io.TextIOWrapper(file, encoding=encoding.name, errors=errors, newline="")

    with text() as file:
        try:
            sample = file.read(1 << 16)
        except UnicodeError as error:
            raise refuse("truncated") from error
    if not sample.strip():
        raise refuse("empty_file")
    if _MARKUP.match(sample):
        raise refuse("not_a_spreadsheet")
    separator = separator_of(sample)
    problems = []
    if encoding.guessed:
        problems.append(problem("encoding_guessed", arguments={"encoding": encoding.name}))

    def records(first: int = 1) -> Iterator[Record]:
        offset = _offset_of_row(opener, first, encoding.name) if first > ROWS_WORTH_A_LEAP else 0
        with text(offset) as file:
            yield from _records(file, separator, cut=encoding.cut, first=first if offset else 1)

    return Sheet(name="", records=records, is_text=True, problems=tuple(problems))


def _offset_of_row(opener: Opener, row: int, encoding: str) -> int:
    """Return at which byte a row begins, 0 if that cannot be told by counting lines.

    In a file with quotation marks a row may be several lines; in UTF-16 a line's end is more than a byte.
    """
    passed = offset = 0
    with opener() as file:
        # Whole lines at a time, so that no chunk parts a carriage return from its line feed.
        while not encoding.startswith(("utf-16", "utf-32")) and (chunk := file.read(CHUNK) + file.readline()):
            if b'"' in chunk or chunk.count(b"\r") != chunk.count(b"\r\n"):
                return 0
            lines = chunk.count(b"\n")
            if passed + lines >= row - 1:
                return offset + sum(map(len, chunk.splitlines(keepends=True)[: row - 1 - passed]))
            passed, offset = passed + lines, offset + len(chunk)
    return 0


def _records(file: io.TextIOWrapper, separator: str, *, cut: bool, first: int = 1) -> Iterator[Record]:
    """Yield the records with their numbers; refuse one that the end of the file breaks off."""
    pending: list[str] = []

    def remembered() -> Iterator[str]:
        for line in file:
            pending.append(line)
            yield line

    number = first - 1
    reader = csv.reader(remembered(), delimiter=separator)
    last = ""
    try:
        for number, record in enumerate(reader, start=first):
            last = pending[-1] if len(pending) == 1 else "".join(pending)
            pending.clear()
            if number == 1 and len(record) <= 2 and record and record[0].startswith("sep="):
                record = []
            yield number, record
    except csv.Error as error:
        raise refuse("cell_too_long", row=number + 1, arguments={"limit": MAX_CELL}) from error
    except UnicodeError as error:
        raise refuse("truncated", row=number + 1) from error
    if cut or _breaks_off(last, separator):
        raise refuse("truncated", row=number)


def _breaks_off(record: str, separator: str) -> bool:
    if '"' not in record:
        return False
    try:
        list(csv.reader(io.StringIO(record, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def separator_of(sample: str) -> str:
    """Return the separator that cuts most lines of a text into the same number of cells, more than one.

    >>> separator_of("дата;вес, кг;место\\n01.02.2015;1,5;Термез\\n02.02.2015;2,5;Карши\\n")
    ';'
    """
    if named := re.match(r"sep=(.)\r?\n", sample):
        return named[1]
    lines = sample.splitlines(keepends=True)
    if len(sample) >= 1 << 16:
        lines.pop()

    def agreement(separator: str) -> tuple[float, int]:
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator) if cells)
        except csv.Error:
            return 0.0, 0
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
        return (count / widths.total() if width > 1 else 0.0), width

    return max(SEPARATORS, key=lambda separator: (round(agreement(separator)[0], 1), agreement(separator)[1]))


# --- workbooks -------------------------------------------------------------------------------------


def _workbook_sheets(opener: Opener) -> Iterator[Sheet]:
    parts = _checked_parts(opener)
    with opener() as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:
            # Whatever openpyxl stumbles over in the parts that describe the book, the book is not sound.
            raise refuse("truncated") from error
        uses_1904 = book.epoch == CALENDAR_MAC_1904
        names = [
            (sheet.title, str(sheet._worksheet_path))  # type: ignore[attr-defined]  # noqa: SLF001 - no other way
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
        book.close()
    for name, path in names:
        if path in parts:
            merged, holes = _scan(opener, path)
            yield Sheet(
                name=name,
                records=_sheet_records(opener, name, merged, holes),
                uses_1904=uses_1904,
            )


def _checked_parts(opener: Opener) -> set[str]:
    """Return the names of the parts of a workbook whose sizes are sane, before anything is unpacked."""
    with opener() as file:
        try:
            archive = zipfile.ZipFile(file)
        except DAMAGED as error:
            raise refuse("truncated") from error
        infos = archive.infolist()
        packed = sum(info.compress_size for info in infos)
        unpacked = sum(info.file_size for info in infos)
        ratio_is_mad = unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * max(1, packed)
        if unpacked > MAX_UNPACKED or ratio_is_mad or len(infos) > MAX_MEMBERS:
            raise refuse("zip_bomb", arguments={"limit": MAX_UNPACKED, "ratio": MAX_RATIO})
        if any(info.flag_bits & 1 for info in infos):
            raise refuse("password_protected")
        parts = {info.filename for info in infos}
        if "[Content_Types].xml" not in parts or not any(part.endswith("workbook.xml") for part in parts):
            raise refuse("not_a_spreadsheet")
        for info in infos:
            _refuse_document_types(archive, info)
    return parts


def _refuse_document_types(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """A document type may declare entities that grow without end; no spreadsheet program writes one."""
    if not info.filename.endswith((".xml", ".rels")):
        return
    try:
        with archive.open(info) as part:
            if b"<!DOCTYPE" in part.read(4096).replace(b"\0", b""):
                raise refuse("unsafe_xml", value=info.filename)
    except DAMAGED as error:
        if isinstance(error, RefusedError):
            raise
        raise refuse("truncated", value=info.filename) from error


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HOLE = re.compile(
    rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*><(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
OVERLAP = 16384
Area: TypeAlias = tuple[int, int, int, int]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _scan(opener: Opener, path: str) -> tuple[set[Area], set[tuple[int, int]]]:
    """Return a sheet's merged areas and its formulas without value, which openpyxl's fast reader hides."""
    merged: set[Area] = set()
    holes: set[tuple[int, int]] = set()
    tail = b""
    try:
        with opener() as file, zipfile.ZipFile(file) as archive, archive.open(path) as part:
            while chunk := part.read(CHUNK):
                window = tail + chunk
                merged |= {
                    (int(r1), _column_number(c1), int(r2), _column_number(c2))
                    for c1, r1, c2, r2 in _MERGED.findall(window)
                }
                holes |= {(int(row), _column_number(column)) for column, row in _HOLE.findall(window)}
                tail = window[-OVERLAP:]
    except DAMAGED as error:
        raise refuse("truncated", value=path) from error
    return merged, holes


def _sheet_records(opener: Opener, name: str, merged: set[Area], holes: set[tuple[int, int]]) -> Pass:
    def records(first: int = 1) -> Iterator[Record]:
        with opener() as file:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheet = book[name]
            sheet.reset_dimensions()
            try:
                rows = cast("Iterator[Record]", enumerate(sheet.iter_rows(values_only=True), start=1))
                for number, cells in _completed(rows, merged, holes):
                    yield number, trimmed(cells)
            except DAMAGED as error:
                raise refuse("truncated", sheet=name) from error
            finally:
                book.close()

    return records


def _completed(rows: Iterator[Record], merged: set[Area], holes: set[tuple[int, int]]) -> Iterator[Record]:
    """Write what the fast reader hides into the rows: words of merged cells, formulas without value."""
    starting: dict[int, list[Area]] = {}
    for area in merged:
        starting.setdefault(area[0], []).append(area)
    holes_by_row: dict[int, list[int]] = {}
    for row, column in holes:
        holes_by_row.setdefault(row, []).append(column)
    open_areas: list[tuple[Area, str]] = []
    for number, values in rows:
        new = starting.get(number, ())
        if not (new or open_areas or number in holes_by_row):
            yield number, values
            continue
        cells = list(values)
        for area in new:
            value = cells[area[1] - 1] if area[1] <= len(cells) else None
            if isinstance(value, str):
                open_areas.append((area, value))
        open_areas = [(area, value) for area, value in open_areas if area[2] >= number]
        for (_, first, _, last), value in open_areas:
            last = min(last, MAX_COLUMNS)
            cells += [None] * (last - len(cells))
            cells[first - 1 : last] = [value] * (last - first + 1)
        for column in holes_by_row.get(number, ()):
            if column <= MAX_COLUMNS:
                cells += [None] * (column - len(cells))
                cells[column - 1] = Hole.FORMULA_WITHOUT_VALUE
        yield number, cells
