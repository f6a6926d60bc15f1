"""The data of a view as a file: each row says where it comes from, so that it still does when it is copied."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from chegara.evidence.explorer.shown import Cell, Data
from chegara.pages.spreadsheets import CONTENT_TYPES as SPREADSHEETS
from chegara.pages.spreadsheets import as_csv, as_xlsx

FORMATS = ("csv", "xlsx")
CONTENT_TYPES = {**SPREADSHEETS, "png": "image/png", "svg": "image/svg+xml"}


def write(data: Data, facts: Mapping[str, str], format: str) -> bytes:  # noqa: A002 - the word users say
    """Return the data as csv or xlsx with what they say of themselves; unknown is an empty cell, never a zero.

    Raises:
        ValueError: there is no such format.
    """
    if format not in FORMATS:
        raise ValueError(f"no format {format!r}: choose from {', '.join(FORMATS)}")
    headings = [*data.headings, *facts]
    rows: list[list[Cell]] = [[*headings], *([*row, *facts.values()] for row in data.rows)]
    if format == "csv":
        return as_csv(rows)
    return as_xlsx({_("Data"): rows, _("About these data"): list(facts.items())})
