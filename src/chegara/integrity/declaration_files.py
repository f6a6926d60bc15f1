"""Reading declarations and rosters from csv files: columns by their headings, errors by row and column."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

Texts: TypeAlias = NDArray[np.str_]

NEEDED = ("office", "shift", "officer", "declarant")
OPTIONAL = ("channel", "last_officer", "hand", "found", "overridden", "amount", "category")
CELL = ("office", "shift", "channel")
ROSTER_NEEDED = ("office", "shift", "officer")
MOST_ROWS = 5_000_000


class DeclarationFileError(ValueError):
    """The file can't be read; the message says where and what to do."""


@dataclass(frozen=True)
class Table:
    """Columns of text by heading; a column that the file lacks is not there."""

    columns: dict[str, Any]
    rows: int

    def text(self, name: str) -> Any:
        """Return a column of text; empty text where the file lacks it."""
        return self.columns.get(name, np.full(self.rows, ""))


def read_table(path: Path, *, name: str, needed: tuple[str, ...], optional: tuple[str, ...]) -> Table:
    """Return a csv file's columns, UTF-8, with comma, semicolon or tab.

    Raises:
        DeclarationFileError: it is no such file, a column is missing, or a needed cell is empty.
    """
    import duckdb

    with duckdb.connect() as database:
        try:
            found = database.execute(
                "SELECT * FROM read_csv(?, all_varchar=true, header=true, null_padding=false, strict_mode=true)",
                [str(path)],
            )
            headings = [column[0].strip().lower() for column in found.description or ()]
            columns = dict(zip(headings, found.fetchnumpy().values(), strict=True))
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise DeclarationFileError(
                _("%(file)s can't be read as csv: %(reason)s Save it as csv (UTF-8) with a row of headings.")
                % {"file": name, "reason": reason}
            ) from error
    missing = [one for one in needed if one not in columns]
    if missing:
        raise DeclarationFileError(
            _("%(file)s lacks the column “%(column)s”. Its headings are: %(headings)s.")
            % {"file": name, "column": missing[0], "headings": ", ".join(headings) or "–"}
        )
    kept = {one: _filled(columns[one]) for one in (*needed, *optional) if one in columns}
    rows = len(next(iter(kept.values())))
    if not rows:
        raise DeclarationFileError(_("%(file)s holds no row.") % {"file": name})
    for one in needed:
        empty = np.flatnonzero(kept[one] == "")
        if len(empty):
            raise DeclarationFileError(
                _("%(file)s, row %(row)d, column “%(column)s”: nothing is there. Fill it in.")
                % {"file": name, "row": int(empty[0]) + 2, "column": one}
            )
    return Table(kept, rows)


def _filled(column: Any) -> Any:
    values = np.ma.filled(column, "") if np.ma.isMaskedArray(column) else np.asarray(column)
    return np.array(["" if value is None else str(value).strip() for value in values])


def flags(table: Table, column: str, *, name: str) -> NDArray[np.float64] | None:
    """Return a column of 0 and 1, NaN where unknown; None where the file lacks it.

    Raises:
        DeclarationFileError: a cell is neither.
    """
    if column not in table.columns:
        return None
    text = table.columns[column]
    wrong = np.flatnonzero(~np.isin(text, ("", "0", "1")))
    if len(wrong):
        raise DeclarationFileError(
            _("%(file)s, row %(row)d, column “%(column)s”: “%(value)s” is neither 0 nor 1.")
            % {"file": name, "row": int(wrong[0]) + 2, "column": column, "value": text[wrong[0]]}
        )
    return np.where(text == "1", 1.0, np.where(text == "0", 0.0, np.nan))


def amounts(table: Table, *, name: str) -> NDArray[np.float64] | None:
    """Return the amounts, NaN where unknown; None where the file has none.

    Raises:
        DeclarationFileError: a cell is no number.
    """
    if "amount" not in table.columns:
        return None
    found = np.full(table.rows, np.nan)
    for row, text in enumerate(table.columns["amount"]):
        if text:
            try:
                found[row] = float(str(text).replace(" ", "").replace("\u00a0", "").replace(",", "."))
            except ValueError as error:
                raise DeclarationFileError(
                    _("%(file)s, row %(row)d, column “%(column)s”: “%(value)s” is no number.")
                    % {"file": name, "row": row + 2, "column": "amount", "value": text}
                ) from error
    return found
