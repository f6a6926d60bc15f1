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

from chegara.common.refusals import Said
from chegara.common.refusals import gettext_noop as _
from chegara.profiling.methods.profiles.fields import Field, Kind
from chegara.profiling.methods.selection.records import TEXTS, Columns, RecordsRefusedError

PARQUET = frozenset({".parquet", ".pq"})
CSV = frozenset({".csv", ".tsv", ".txt"})
SEPARATORS = ",;\t|"
MOST_HEADING = 1 << 20
ROW_OF = _("%(file)s, row %(row)s")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file of records, Parquet or csv in UTF-8, and the user's mapping of fields to columns."""

    path: Path
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_parquet(self) -> bool:
        """Return whether the file is Parquet by its name."""
        return self.path.suffix.lower() in PARQUET

    def place(self, number: int) -> Said:
        """Return a file and a record of it, counted from 0, as people find it; a csv file's first row are the
        names of the columns."""
        if self.is_parquet:
            return Said(_("%(file)s, record %(record)s"), {"file": self.path, "record": number + 1})
        return Said(ROW_OF, {"file": self.path, "row": number + 2})


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
            _("%(file)s is neither csv nor Parquet: save it as csv in UTF-8 (.csv) or as Parquet (.parquet)"),
            file=path,
        )
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(MOST_HEADING)
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    if not first.strip():
        raise RecordsRefusedError(
            _("%(file)s, row 1: it is empty; the first row holds the names of the columns"), file=path
        )
    separator = max(SEPARATORS, key=first.count)
    names = [name.strip() for name in next(csv.reader([first], delimiter=separator))]
    for number, name in enumerate(names, start=1):
        if not name:
            raise RecordsRefusedError(
                _("%(file)s, row 1: column %(number)s has no name"), file=path, number=number
            )
        if name.lower() in {other.lower() for other in names[: number - 1]}:
            raise RecordsRefusedError(
                _("%(file)s, row 1: the column %(column)s stands twice"), file=path, column=name
            )
    return Heading(tuple(names), separator)


NOT_UTF8 = _("%(place)s: the text is not UTF-8; save the file as csv in UTF-8")


def _not_utf8(path: Path) -> RecordsRefusedError:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return RecordsRefusedError(NOT_UTF8, place=Said(ROW_OF, {"file": path, "row": number}))
    return RecordsRefusedError(NOT_UTF8, place=path)


def unreadable_file(source: Source, error: Exception) -> RecordsRefusedError:
    """Return the refusal of a file that the engine cannot read, in words of the user's."""
    told = str(error)
    if source.is_parquet:
        return RecordsRefusedError(
            _("%(file)s is no Parquet file, or a damaged one: write it anew"), file=source.path
        )
    row = re.search(r"Line: (\d+)", told)
    place = Said(ROW_OF, {"file": source.path, "row": row[1]}) if row else source.path
    if "utf-8" in told.lower() or "unicode" in told.lower():
        return _not_utf8(source.path)
    cells = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", told)
    if cells:
        return RecordsRefusedError(
            _("%(place)s: it has %(cells)s cells, the first row %(columns)s"),
            place=place, cells=cells[2], columns=cells[1],
        )  # fmt: skip
    if "quote" in told.lower():
        return RecordsRefusedError(
            _("%(place)s: a quotation mark is not closed, or stands within a cell"), place=place
        )
    return RecordsRefusedError(
        _("%(place)s cannot be read as csv: %(error)s"), place=place, error=told.splitlines()[0]
    )


_NUMBERS = ("INT", "DOUBLE", "FLOAT", "DECIMAL")
_MOMENTS = ("DATE", "TIMESTAMP")
_FITS = {Kind.NUMBER: _NUMBERS, Kind.DATE: _MOMENTS, Kind.FLAG: ("BOOLEAN", "INT")}
_NESTED = ("[", "STRUCT", "MAP", "UNION", "BLOB")
WORDS = {
    "number": Said(_("number: write 1234.5, with a point and without spaces")),
    "date": Said(_("date: write 2026-12-31")),
    "moment": Said(_("moment: write 2026-12-31 or 2026-12-31T23:59")),
    "flag": Said(_("flag: write yes or no, true or false, 1 or 0")),
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
            raise RecordsRefusedError(
                _("%(file)s, column %(column)s: its type %(type)s is no %(kind)s"),
                file=source.path, column=place, type=held, kind=word,
            )  # fmt: skip
