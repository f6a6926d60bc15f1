"""Text files, csv or tab-separated: encoding, separator, and rows that can be leapt to."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from chegara.evidence.methods.reading import encodings
from chegara.evidence.methods.reading.archives import CHUNK, Opener
from chegara.evidence.methods.reading.merged import Record
from chegara.evidence.methods.reading.problems import problem, refuse
from chegara.evidence.methods.reading.tables import Sheet

MAX_CELL = csv.field_size_limit()
SEPARATORS = ",;\t|"
ROWS_WORTH_A_LEAP = 10_000


def _chunks(opener: Opener) -> Iterator[bytes]:
    with opener() as file:
        while chunk := file.read(CHUNK):
            yield chunk


_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|table|svg)|\s*[{\[]\s*[\"{\[]|%PDF|\{\\rtf", re.IGNORECASE)


def text_sheet(opener: Opener) -> Sheet:
    """Return a text file as a sheet.

    Raises:
        RefusedError: not_a_spreadsheet, empty_file, truncated.
    """
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
            if b'"' in chunk or (b"\r" in chunk and chunk.count(b"\r") != chunk.count(b"\r\n")):
                return 0
            # An array counts short lines ten times as fast as bytes.count, which stops at each.
            lines = int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == ord("\n")))
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
