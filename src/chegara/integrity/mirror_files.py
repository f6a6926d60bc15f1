"""Reading mirrored flows of trade from a csv file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from chegara.common.csv_files import CsvError, csv_rows, csv_text
from chegara.integrity.declaration_files import DeclarationFileError
from chegara.pages.refusals import in_words

TEXTS = ("partner", "code", "currency", "source")
NUMBERS = ("exported", "imported", "exported_quantity", "imported_quantity", "charges")
MOST = 20_000


def read_flows(content: bytes, *, name: str) -> list[dict[str, Any]]:
    """Return the flows of a file, all or nothing.

    Raises:
        DeclarationFileError: it can't be read; the message names row and column.
    """
    try:
        headings, *lines = list(csv_rows(csv_text(content))) or [[]]
    except CsvError as error:
        raise DeclarationFileError(f"{name}: {in_words(error)}") from error
    missing = [one for one in (*TEXTS, "year") if one not in headings]
    if missing:
        raise DeclarationFileError(
            _("%(file)s lacks the column “%(column)s”. Its headings are: %(headings)s.")
            % {"file": name, "column": missing[0], "headings": ", ".join(headings) or "–"}
        )
    rows = [(number, dict(zip(headings, line, strict=False))) for number, line in enumerate(lines, 2) if line]
    found = list(_rows(rows, name))
    if not found or len(found) > MOST:
        raise DeclarationFileError(
            _("%(file)s holds no row, or more than %(most)d.") % {"file": name, "most": MOST}
        )
    return found


def _rows(rows: Iterable[tuple[int, dict[str, str]]], name: str) -> Iterator[dict[str, Any]]:
    for number, row in rows:
        values: dict[str, Any] = {one: (row.get(one) or "").strip() for one in TEXTS}
        for one, given in values.items():
            if not given:
                raise _wrong(name, number, one, "")
        values["year"] = int(_parsed(row, "year", name, number) or 0)
        for one in NUMBERS:
            values[one] = _parsed(row, one, name, number)
        for one in ("transit", "within_union"):
            values[one] = (row.get(one) or "").strip() == "1"
        yield values


def _parsed(row: dict[str, str], column: str, name: str, number: int) -> float | None:
    text = (row.get(column) or "").strip().replace(" ", "").replace("\u00a0", "").replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise _wrong(name, number, column, text) from error
    if value < 0 or value != value:
        raise _wrong(name, number, column, text)
    return value


def _wrong(name: str, row: int, column: str, value: str) -> DeclarationFileError:
    return DeclarationFileError(
        _(
            "%(file)s, row %(row)d, column “%(column)s”: “%(value)s” can't be used. Correct it and send the file again."
        )
        % {"file": name, "row": row, "column": column, "value": value}
    )
