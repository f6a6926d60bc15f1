"""How a file's tables are to be read: proposed from memory or by a guess, changed by people, remembered.

A proposal is kept with its import as JSON: the mapping, what had been guessed, the headings and first rows of
the table as the pages show them, and what is wrong with it; or, for what is no table, why ("refused").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from chegara.evidence.data_requests.returned import ReturnedForm, read_form
from chegara.evidence.dictionary import dictionary
from chegara.evidence.methods.dictionary import Dictionary
from chegara.evidence.methods.reading.cells import Hole
from chegara.evidence.methods.reading.files import open_tables, sheets_of, table_on
from chegara.evidence.methods.reading.guess import Guess, guess
from chegara.evidence.methods.reading.mapping import (
    Mapping,
    extent_as_json,
    normal_headings,
    reused,
    validate,
)
from chegara.evidence.methods.reading.problems import Problem as FoundProblem
from chegara.evidence.methods.reading.problems import RefusedError, Severity
from chegara.evidence.methods.reading.tables import Extent, Table
from chegara.evidence.methods.rows import Field
from chegara.evidence.models import RememberedMapping
from chegara.organisation.models import Agency

ROWS_SHOWN = 5
CELL_SHOWN = 80
ROWS_TO_MARK = 500

Proposal = dict[str, Any]
Marks = dict[str, Extent]


def propose_mappings(path: Path, agency: Agency) -> list[Proposal]:
    """Return for each table of a file how it will be read, as JSON: remembered from before, or guessed.

    A file that can't be read at all gives one entry with the problem, so that the page can say why.
    """
    kept = _Kept(agency)
    try:
        tables, refused = open_tables(path, kept.marks_that_fit(path))
    except RefusedError as refusal:
        return [{"refused": problem_as_json(refusal.problem)}]
    words = dictionary()
    if form := read_form(path):
        return [*_proposals_of_form(form, tables, words), *_refused_of_form(form, refused)]
    proposals = [kept.proposal(table, words) for table in tables]
    return proposals + [{"refused": problem_as_json(found)} for found in refused]


def _proposals_of_form(form: ReturnedForm, tables: Iterable[Table], words: Dictionary) -> Iterator[Proposal]:
    """Yield how a form of our own is read; a sheet whose headings somebody changed is guessed."""
    by_sheet = {table.sheet: table for table in tables}
    for expected in form.tables:
        table = by_sheet.get(expected.mapping.sheet)
        if table is None:
            continue
        guessed = guess(table, words)
        known = replace(expected.mapping, headings=normal_headings(table))
        mapping = known if known == expected.mapping else guessed.mapping
        yield proposal_of(table, guessed, mapping, words) | {
            "guessed": mapping.as_json(),
            "confidence": 1.0,
            "notes": [],
            "form": {"kind": expected.kind, "token": form.token, "agency": form.agency},
        }


def _refused_of_form(form: ReturnedForm, refused: Iterable[FoundProblem]) -> Iterator[Proposal]:
    """Yield why a sheet of figures can't be read; one that nobody filled in is no fault."""
    sheets = {table.mapping.sheet for table in form.tables}
    for found in refused:
        if found.sheet in sheets and found.code != "no_rows":
            yield {"refused": problem_as_json(found)}


class _Kept:
    """What an agency's forms were read as, this year and before."""

    def __init__(self, agency: Agency) -> None:
        self.rows = list(RememberedMapping.objects.filter(agency=agency).order_by("-year", "-at"))

    def marks_that_fit(self, path: Path) -> dict[str, Extent]:
        """Return the tables that people marked before and that lie in the same place of this file."""
        known = [Mapping.from_json(row.mapping["mapping"]) for row in self.rows]
        if not any(mapping.marked for mapping in known):
            return {}
        found: dict[str, Extent] = {}
        for sheet in sheets_of(path):
            for mapping in known:
                if mapping.marked is None or mapping.sheet in found:
                    continue
                table = table_on(sheet, mapping.sheet, mapping.marked)
                if table and normal_headings(table) == mapping.headings:
                    found[mapping.sheet] = mapping.marked
        return found

    def proposal(self, table: Table, words: Dictionary) -> Proposal:
        """Return how a table is read: as in its year, else as in the latest, else as guessed."""
        guessed = guess(table, words)
        same = {row.year: row for row in self.rows if row.key == guessed.mapping.key}
        if not same:
            return proposal_of(table, guessed, guessed.mapping, words)
        wanted = year_told(guessed.mapping) or timezone.localdate().year
        year = wanted if wanted in same else max(same)
        return as_in(same[year], table, guessed, words)


def as_in(kept: RememberedMapping, table: Table, guessed: Guess, words: Dictionary) -> Proposal:
    """Return how a table is read if it is read as that form was in that year."""
    then = Mapping.from_json(kept.mapping["mapping"])
    guessed_then = Mapping.from_json(kept.mapping["guessed"])
    proposal = proposal_of(table, guessed, reused(then, guessed_then, guessed.mapping), words)
    return proposal | {"remembered": True, "confidence": 1.0, "year": kept.year}


def proposal_of(table: Table, guessed: Guess, mapping: Mapping, words: Dictionary) -> Proposal:
    """Return a table and how it is read as JSON."""
    return {
        "mapping": mapping.as_json(),
        "guessed": guessed.mapping.as_json(),
        "headings": [" / ".join(heading) for heading in table.headings],
        "extent": extent_as_json(table.extent),
        "confidence": guessed.confidence,
        "remembered": False,
        "notes": [problem_as_json(p) for p in guessed.problems],
        "sample": [[row, [_cell_text(cell) for cell in cells]] for row, cells in table.sample[:ROWS_SHOWN]],
        **checked(mapping, words),
    }


def checked(mapping: Mapping, words: Dictionary) -> dict[str, Any]:
    """Return what is wrong with a mapping, and whether it can be used."""
    problems = validate(mapping, words)
    return {
        "used": not any(p.severity is Severity.ERROR for p in problems),
        "problems": [problem_as_json(p) for p in problems],
    }


@lru_cache(maxsize=8)
def _tables_of(path: Path, marks: tuple[tuple[str, Extent], ...]) -> tuple[Table, ...]:
    try:
        return open_tables(path, dict(marks))[0]
    except RefusedError:
        return ()


def tables_of(path: Path, marks: Marks) -> tuple[Table, ...]:
    """Return a kept file's tables, none if it cannot be read.

    They are kept for the next asking: telling a long file's tables takes a look at all of it.
    """
    return _tables_of(path, tuple(sorted(marks.items(), key=lambda item: item[0])))


Lines = tuple[tuple[int, tuple[str, ...]], ...]


@lru_cache(maxsize=8)
def first_rows_of(path: Path) -> dict[str, Lines]:
    """Return the first rows of each sheet of a kept file, as texts."""
    try:
        return {
            sheet.name: tuple(
                (row, tuple(map(_cell_text, cells))) for row, cells in islice(sheet.records(), ROWS_TO_MARK)
            )
            for sheet in sheets_of(path)
        }
    except RefusedError:
        return {}


def year_told(mapping: Mapping) -> int | None:
    """Return the year that a table says it is about, the last if it says several, None if none."""
    texts = [value for field, value in mapping.constants if field is Field.YEAR]
    texts += [value for column in mapping.columns for field, value in column.given if field is Field.YEAR]
    years = [int(text) for text in texts if text.isdecimal()]
    return max(years, default=None)


def kept_years(agency: Agency, key: str) -> QuerySet[RememberedMapping]:
    """Return how an agency's form was read before, the latest year first."""
    return RememberedMapping.objects.filter(agency=agency, key=key).order_by("-year")


def marks_of(proposals: Sequence[Proposal]) -> dict[str, Extent]:
    """Return where people marked the tables of a file, by the tables' names."""
    mappings = [Mapping.from_json(proposal["mapping"]) for proposal in proposals if "mapping" in proposal]
    return {mapping.sheet: mapping.marked for mapping in mappings if mapping.marked}


def _cell_text(cell: Any) -> str:
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.strftime("%d.%m.%Y")
    return "" if cell is None or isinstance(cell, Hole) else str(cell)[:CELL_SHOWN]


def problem_from_json(content: dict[str, Any]) -> FoundProblem:
    """Return the problem that `problem_as_json` wrote."""
    return FoundProblem(**content | {"severity": Severity(content["severity"])})


def problem_as_json(found: FoundProblem) -> dict[str, Any]:
    """Return a problem as plain values."""
    return {
        "code": found.code, "severity": found.severity.value, "sheet": found.sheet, "row": found.row,
        "column": found.column, "value": found.value, "arguments": dict(found.arguments),
    }  # fmt: skip
