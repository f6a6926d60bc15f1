"""The organisation of the demo's countries: sheets kept as csv, packed into a workbook for the importer."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import TYPE_CHECKING

from openpyxl import Workbook

from chegara.config.demo.workbooks import save

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

COUNTRIES = {"XS": "sarvania", "UZ": "uzbekistan"}
SHEETS = ("country", "states", "agencies", "units", "divisions", "sections", "points")

Row = dict[str, str]


def folder(country: str) -> Traversable:
    """Return the folder with the package data of a country.

    Raises:
        KeyError: the demo has no such country.
    """
    return files("chegara.config.demo") / COUNTRIES[country]


def read_sheet(country: str, sheet: str) -> list[Row]:
    """Return the rows of one sheet; what is unknown is an empty text.

    Raises:
        KeyError: the demo has no such country.
    """
    return list(csv.DictReader(_lines(country, sheet)))


def write_workbook(country: str, path: Path) -> None:
    """Write the organisation workbook of a country, as docs/reference/organisation-workbook.md describes it.

    Raises:
        KeyError: the demo has no such country.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in SHEETS:
        worksheet = workbook.create_sheet(sheet)
        for row in csv.reader(_lines(country, sheet)):
            worksheet.append([_cell(text) for text in row])
    save(workbook, path)


def _lines(country: str, sheet: str) -> list[str]:
    text = (folder(country) / "organisation" / f"{sheet}.csv").read_text(encoding="utf-8")
    return text.splitlines(keepends=True)


def _cell(text: str) -> str | float | None:
    """Numbers as numbers, as a spreadsheet program would save them."""
    try:
        return float(text)
    except ValueError:
        return text or None
