"""Odd forms are read as `odd_inputs.toml` says, in whatever kind of file they come."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.methods.reading.drawing import WRITERS

from chegara.common.periods import PeriodKind
from chegara.evidence.methods.dictionary import load_dictionary
from chegara.evidence.methods.reading.files import open_tables
from chegara.evidence.methods.reading.guess import guess
from chegara.evidence.methods.reading.mapping import validate
from chegara.evidence.methods.reading.problems import PROBLEMS, Problem
from chegara.evidence.methods.reading.rows import plain, read_rows
from chegara.evidence.methods.rows import ReportedRow

TODAY = date(2016, 6, 30)
DICTIONARY = load_dictionary()
CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("odd_inputs.toml").read_text())["case"]
DATES = {PeriodKind.DAY: "%d.%m.%Y", PeriodKind.MONTH: "%m.%Y", PeriodKind.YEAR: "%Y"}


def as_read(row: ReportedRow) -> str:
    """Return a row as the table of cases writes it."""
    words = (row.indicator, row.kind, row.point, row.direction, row.citizenship)
    text = " ".join([row.start.strftime(DATES[row.period]), *filter(None, words)])
    text += f" = {'unknown' if row.value is None else plain(row.value)}"
    if row.unit:
        text += f" ({'unknown' if row.quantity is None else plain(row.quantity)} {row.unit})"
    return text


def as_said(found: Problem) -> str:
    """Return a message as the table of cases writes it."""
    places = [f"row {found.row}"] * bool(found.row) + [f"column {found.column}"] * bool(found.column)
    text = ", ".join([found.severity.value, *places])
    text += f' "{found.value}"' if found.value else ""
    return f"{text}: {PROBLEMS[found.code][1].format(**found.arguments)}"


def read_and_said(content: bytes) -> tuple[list[str], list[str]]:
    tables, refused = open_tables(content)
    read: list[str] = []
    said = [as_said(one) for one in refused]
    for table in tables:
        guessed = guess(table, DICTIONARY)
        notes = [*table.problems, *guessed.problems, *validate(guessed.mapping, DICTIONARY)]
        said += map(as_said, notes)
        for item in read_rows(table, guessed.mapping, DICTIONARY, today=TODAY):
            if isinstance(item, Problem):
                said.append(as_said(item))
            else:
                read.append(as_read(item))
    return read, said


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(
    ("case", "kind"),
    [pytest.param(case, kind, id=f"{case['name']} ({kind})") for case in CASES for kind in case["kinds"]],
)
def test_an_odd_form_is_read_and_told_as_the_table_says(case: dict[str, Any], kind: str):
    read, said = read_and_said(WRITERS[kind](case["sheet"]))

    assert read == lines(case["reads"])
    # A document's text tells numbers from days less well; what is said of the reading must be the same.
    assert said == lines(case.get("says", ""))
