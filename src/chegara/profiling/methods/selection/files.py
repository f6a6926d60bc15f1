"""A file of records as it lies on the disk: csv in UTF-8 or Parquet; what is wrong is told with its row.

A csv file is read as its first row says: the names of the columns and the separator. Guessing by its content,
as engines do, makes other columns of a damaged row without a word.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chegara.profiling.methods.profiles.fields import Field, Kind
from chegara.profiling.methods.selection.records import TEXTS, Columns, RecordsRefusedError

PARQUET = frozenset({".parquet", ".pq"})
CSV = frozenset({".csv", ".tsv", ".txt"})
SEPARATORS = ",;\t|"
MOST_HEADING = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file of records, Parquet or csv in UTF-8, and the user's mapping of fields to columns."""

    path: Path
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_parquet(self) -> bool:
        """Return whether the file is Parquet by its name."""
        return self.path.suffix.lower() in PARQUET

    def place(self, number: int) -> str:
        """Return a file and a record of it, counted from 0, as people find it; a csv file's first row are the
        names of the columns."""
        return f"{self.path}, record {number + 1}" if self.is_parquet else f"{self.path}, row {number + 2}"


@dataclass(frozen=True)
class Heading:
    """The first row of a csv file."""

    names: tuple[str, ...]
    separator: str


def heading(path: Path) -> Heading:
    """Return the columns and the separator of a csv file.

    Raises:
        RecordsRefusedError: the file is of another form, empty or not UTF-8, or a column has no name of its
        own.
    """
    if path.suffix.lower() not in CSV:
        raise RecordsRefusedError(
            f"{path} is neither csv nor Parquet: save it as csv in UTF-8 (.csv) or as Parquet (.parquet)"
        )
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(MOST_HEADING)
    except UnicodeDecodeError:
        raise RecordsRefusedError(_not_utf8(path)) from None
    if not first.strip():
        raise RecordsRefusedError(f"{path}, row 1: it is empty; the first row holds the names of the columns")
    separator = max(SEPARATORS, key=first.count)
    names = [name.strip() for name in next(csv.reader([first], delimiter=separator))]
    for number, name in enumerate(names, start=1):
        if not name:
            raise RecordsRefusedError(f"{path}, row 1: column {number} has no name")
        if name.lower() in {other.lower() for other in names[: number - 1]}:
            raise RecordsRefusedError(f"{path}, row 1: the column {name} stands twice")
    return Heading(tuple(names), separator)


def _not_utf8(path: Path) -> str:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return f"{path}, row {number}: the text is not UTF-8; save the file as csv in UTF-8"
    return f"{path}: the text is not UTF-8; save the file as csv in UTF-8"


def unreadable_file(source: Source, error: Exception) -> RecordsRefusedError:
    """Return the refusal of a file that the engine cannot read, in words of the user's."""
    told = str(error)
    if source.is_parquet:
        return RecordsRefusedError(f"{source.path} is no Parquet file, or a damaged one: write it anew")
    row = re.search(r"Line: (\d+)", told)
    place = f"{source.path}, row {row[1]}" if row else str(source.path)
    if "utf-8" in told.lower() or "unicode" in told.lower():
        return RecordsRefusedError(_not_utf8(source.path))
    cells = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", told)
    if cells:
        return RecordsRefusedError(f"{place}: it has {cells[2]} cells, the first row {cells[1]}")
    if "quote" in told.lower():
        return RecordsRefusedError(f"{place}: a quotation mark is not closed, or stands within a cell")
    return RecordsRefusedError(f"{place} cannot be read as csv: {told.splitlines()[0]}")


_NUMBERS = ("INT", "DOUBLE", "FLOAT", "DECIMAL")
_MOMENTS = ("DATE", "TIMESTAMP")
_FITS = {Kind.NUMBER: _NUMBERS, Kind.DATE: _MOMENTS, Kind.FLAG: ("BOOLEAN", "INT")}
_NESTED = ("[", "STRUCT", "MAP", "UNION", "BLOB")
WORDS = {
    "number": "number: write 1234.5, with a point and without spaces",
    "date": "date: write 2026-12-31",
    "moment": "moment: write 2026-12-31 or 2026-12-31T23:59",
    "flag": "flag: write yes or no, true or false, 1 or 0",
}


def check_types(source: Source, columns: Columns, fields: Mapping[str, Field]) -> None:
    """Refuse a column of a Parquet file whose type cannot hold its field.

    Raises:
        RecordsRefusedError: naming the column.
    """
    wanted = [
        (place, _FITS.get(fields[name].kind), str(fields[name].kind))
        for name, place in columns.fields.items()
    ]
    if columns.time is not None:
        wanted.append((columns.time, _MOMENTS, "moment"))
    for place, fits, word in wanted:
        held = columns.types[place]
        known = held in TEXTS or fits is None or any(part in held for part in fits)
        if not known or any(part in held for part in _NESTED):
            raise RecordsRefusedError(f"{source.path}, column {place}: its type {held} is no {word}")
