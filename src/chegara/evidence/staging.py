"""Reading a kept file's rows into the database, without making them count yet."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import Any

from django.db import connection, models
from django.utils import timezone

from chegara.common.periods import PeriodKind
from chegara.common.units import UnitMismatchError, in_base_unit
from chegara.evidence.data_requests.returned import Blanks
from chegara.evidence.dictionary import dictionary
from chegara.evidence.files import path_of
from chegara.evidence.mappings import marks_of, problem_from_json
from chegara.evidence.methods.corrections import Correction, corrected
from chegara.evidence.methods.dictionary import Dictionary
from chegara.evidence.methods.plausible import Quantities
from chegara.evidence.methods.reading.files import open_tables
from chegara.evidence.methods.reading.mapping import Mapping, normal_headings
from chegara.evidence.methods.reading.problems import Problem as FoundProblem
from chegara.evidence.methods.reading.rows import read_rows
from chegara.evidence.methods.reading.tables import Table
from chegara.evidence.methods.rows import TOLD_OF_EVENTS, Field, ReportedRow
from chegara.evidence.models import (
    Batch,
    BatchState,
    MonthlySummary,
    MonthlyTotal,
    Problem,
    Record,
    WrittenPlace,
)
from chegara.evidence.placement import Placement
from chegara.evidence.questions import Questions
from chegara.evidence.summaries import Summaries, insert_sql, start_of
from chegara.evidence.turns import Turns
from chegara.pages.jobs import Reporting

CHUNK = 5_000
SLICE = 1_000
MOST_HELD = 100_000
MOST_PROBLEMS_KEPT = 5_000


@dataclass
class Staged:
    """What came of reading a file.

    `problems` counts by severity, `filled` the events and how many of them fill each column; `covers` are the
    first and the last month spoken of.
    """

    rows: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    covers: tuple[date | None, date | None] = (None, None)


class _Rows:
    """Writes rows by plain SQL, which takes a third of the time of model instances, in short turns."""

    def __init__(self, model: type[models.Model], turns: Turns) -> None:
        self.sql = insert_sql(model)
        self.turns = turns

    def write(self, rows: list[tuple[Any, ...]]) -> None:
        slices = iter([rows[start : start + SLICE] for start in range(0, len(rows), SLICE)])
        for first in slices:
            with self.turns.turn() as is_over, connection.cursor() as cursor:
                cursor.executemany(self.sql, first)
                while not is_over() and (more := next(slices, None)):
                    cursor.executemany(self.sql, more)


class _Stager:
    """Turns reported rows into records and monthly summaries of one batch."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.placement = Placement(batch.country)
        self.quantities = Quantities()
        self.questions = Questions(batch)
        self.seen: dict[int, int] = {}
        self.summaries = Summaries(batch.pk)
        self.months: set[date] = set()
        self.filled: Counter[str] = Counter()

    def record(self, row: ReportedRow, event: bool, supplementary: bool) -> tuple[Any, ...]:
        """Return the columns of a record, in the order of its table, and add it to its monthly summary."""
        point, section, division = self.placement.of(row)
        amount, unit = row.quantity, ""
        if amount is not None:
            try:
                amount, unit = in_base_unit(amount, row.unit)
            except UnitMismatchError:
                unit = row.unit[:20]
        repeats = None
        if event:
            repeats = self._repeats(row)
            self.filled["events"] += 1
            self.filled.update(name for name in TOLD_OF_EVENTS if getattr(row, name) not in ("", None))
            if amount is not None:
                self.quantities.add(row, amount, unit)
                amount, unit = self.questions.as_corrected(row, amount, unit)
        self._summarise(
            row, (event, supplementary, point, section, division), amount, unit, repeats is not None
        )
        return (
            self.batch.pk, row.indicator, row.start.isoformat(), row.period.value, event, supplementary,
            point, section, division, row.direction[:60], row.citizenship[:100], row.kind[:200], row.value,
            row.quantity, row.unit[:40], amount, unit, row.point[:200], row.section[:200],
            row.division[:200], row.place[:200],
            row.purpose[:60], row.concealment[:100], row.transport[:60], row.origin[:100],
            row.departure[:100], row.destination[:100], row.remark, row.sheet[:100], row.row,
            row.column, repeats,
        )  # fmt: skip

    def _repeats(self, row: ReportedRow) -> int | None:
        """Return the row that this one repeats in every column but its number."""
        content = hash((
            row.indicator, row.start, row.value, row.quantity, row.unit, row.point, row.section, row.division,
            row.place, row.direction, row.citizenship, row.purpose, row.kind, row.concealment, row.transport,
            row.origin, row.departure, row.destination, row.remark, row.sheet,
        ))  # fmt: skip
        first = self.seen.setdefault(content, row.row)
        return first if first != row.row else None

    def _summarise(
        self, row: ReportedRow, where: tuple[int | None, ...], amount: float | None, unit: str, repeat: bool
    ) -> None:
        start, period = start_of(row.start, row.period)
        if period is PeriodKind.MONTH:
            self.months.add(start)
        key = (
            row.indicator, start, period.value, *where, row.direction[:60], row.citizenship[:100],
            row.kind[:200], unit,
        )  # fmt: skip
        self.summaries.add(key, (row.value, amount, 1, int(row.value is None), int(repeat)))

    def covers(self) -> tuple[date | None, date | None]:
        """Return the first and the last month spoken of, as their first days."""
        if not self.months:
            return None, None
        return min(self.months), max(self.months)


def stage_rows(batch: Batch, progress: Reporting | None = None) -> Staged:
    """Write a batch's records, monthly summaries and problems; return what came of it."""
    words = dictionary()
    opened = open_tables(path_of(batch.file.sha256), marks_of(batch.mappings))[0]
    tables = {mapping_key(table): table for table in opened}
    stager = _Stager(batch)
    turns = Turns()
    overlaps = Overlaps(batch)
    staged = Staged()
    problems = _Problems(batch)
    blanks = Blanks(batch.mappings, words)
    for _proposed, mapping, table in _used(batch, tables):
        blanks.listen(mapping.sheet, _rows_of(batch, table, mapping, words))
    for proposal, mapping, table in _used(batch, tables):
        event = mapping.form == "events"
        supplementary: frozenset[str] = frozenset()
        rows = blanks.understood(mapping.sheet, _rows_of(batch, table, mapping, words))
        if not event:
            # What overlaps is known only when all is read; a table too long to be held is read twice.
            held = list(islice(rows, MOST_HELD))
            reported = _months_by_indicator(chain(held, rows))
            if len(held) < MOST_HELD:
                rows = iter(held)
            else:
                rows = blanks.understood(mapping.sheet, _rows_of(batch, table, mapping, words))
            supplementary = overlaps.settle(
                mapping, reported, proposal.get("supplementary", "auto"), problems
            )
        records = _Rows(Record, turns)
        chunk: list[tuple[Any, ...]] = []
        for found in chain(table.problems, _notes(proposal), rows):
            if isinstance(found, FoundProblem):
                problems.add(found)
                continue
            chunk.append(stager.record(found, event, found.indicator in supplementary))
            if len(chunk) == CHUNK:
                records.write(chunk)
                staged.rows += CHUNK
                chunk.clear()
                if progress:
                    progress(staged.rows, 0)
        records.write(chunk)
        staged.rows += len(chunk)
    for column, text, number, resolution in stager.placement.unplaced():
        if resolution.candidates:
            name = resolution.candidates[0].name
            problems.add_own(f"{column}_doubtful", "warning", value=text, count=number, name=name)
        else:
            problems.add_own(f"{column}_not_known", "note", value=text, count=number)
    for doubt in stager.questions.ask(stager.quantities):
        problems.add(doubt)
    _write_all(MonthlySummary, stager.summaries.summary_rows(), turns)
    _write_all(MonthlyTotal, stager.summaries.total_rows(), turns)
    _write_all(WrittenPlace, stager.placement.written(batch.pk), turns)
    _write_all(Problem, iter(problems.rows), turns)
    staged.problems = dict(problems.counts)
    staged.filled = dict(stager.filled)
    staged.covers = stager.covers()
    return staged


def _used(
    batch: Batch, tables: dict[tuple[str, tuple[str, ...]], Table]
) -> Iterator[tuple[dict[str, Any], Mapping, Table]]:
    """Yield what is read of a file: each table with how it was proposed and how it is mapped."""
    for proposal in batch.mappings:
        if "mapping" in proposal and proposal.get("used", True):
            mapping = Mapping.from_json(proposal["mapping"])
            yield proposal, mapping, tables[(mapping.sheet, mapping.headings)]


class _Problems:
    """The problems of one batch: all counted, the first thousands kept."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.counts: Counter[str] = Counter()
        self.rows: list[tuple[Any, ...]] = []

    def add(self, found: FoundProblem) -> None:
        """Keep a problem that the reading found."""
        self._keep(
            found.severity.value,
            found.code,
            found.sheet,
            found.row,
            found.column,
            found.value,
            dict(found.arguments),
        )

    def add_own(
        self,
        code: str,
        severity: str,
        *,
        sheet: str = "",
        value: str = "",
        with_import: int | None = None,
        **arguments: Any,
    ) -> None:
        """Keep a problem that shows only in the light of what is stored already."""
        self._keep(severity, code, sheet, 0, 0, value, arguments, with_import)

    def _keep(
        self,
        severity: str,
        code: str,
        sheet: str,
        row: int,
        column: int,
        value: str,
        arguments: dict[str, Any],
        with_import: int | None = None,
    ) -> None:
        self.counts[severity] += 1
        if len(self.rows) < MOST_PROBLEMS_KEPT:
            content = json.dumps(arguments, ensure_ascii=False)
            self.rows.append(
                (self.batch.pk, severity, code, sheet[:100], row, column, value[:200], content, with_import)
            )


PLACES_AND_PEOPLE = (Field.POINT, Field.SECTION, Field.DIVISION, Field.CITIZENSHIP)


def _signature(mapping: Mapping) -> frozenset[str]:
    """By which of place and citizenship a table breaks its figures down."""
    given = {meaning for column in mapping.columns for meaning, _ in column.given}
    meanings = (
        {column.field for column in mapping.columns} | given | {meaning for meaning, _ in mapping.constants}
    )
    return frozenset(field.value for field in PLACES_AND_PEOPLE if field in meanings)


def _months_by_indicator(rows: Iterable[ReportedRow | FoundProblem]) -> dict[str, set[date]]:
    found: dict[str, set[date]] = {}
    for row in rows:
        if isinstance(row, ReportedRow):
            found.setdefault(row.indicator, set()).add(row.start.replace(day=1))
    return found


class Overlaps:
    """Keeps an agency's figures from being added up twice.

    The same indicator for the same months, broken down by another dimension (once by point, once by
    citizenship), gives shares, not another total. Broken down by the same one it is probably the same report
    sent again, and the user is warned.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.tables: list[tuple[frozenset[str], dict[str, set[date]]]] = []

    def settle(
        self, mapping: Mapping, reported: dict[str, set[date]], wish: str, problems: _Problems
    ) -> frozenset[str]:
        """Return which indicators only break down; `wish` is the user's "yes", "no" or "auto"."""
        signature = _signature(mapping)
        if wish == "yes":
            return frozenset(reported)
        found: set[str] = set()
        for indicator, months in reported.items():
            for other, batch, name in self._others(indicator, months):
                if other == signature:
                    code = "counts_already"
                elif wish == "auto":
                    found.add(indicator)
                    code = "breakdown_only"
                else:
                    break
                problems.add_own(
                    code, "warning", sheet=mapping.sheet, value=indicator, with_import=batch, name=name
                )
                break
        self.tables.append(
            (signature, {code: months for code, months in reported.items() if code not in found})
        )
        return frozenset(found)

    def _others(self, indicator: str, months: set[date]) -> Iterator[tuple[frozenset[str], int, str]]:
        for signature, reported in self.tables:
            if reported.get(indicator, set()) & months:
                yield signature, self.batch.pk, self.batch.name
        stored = MonthlySummary.objects.filter(
            indicator=indicator, event=False, supplementary=False,
            start__gte=min(months), start__lte=max(months), batch__state=BatchState.CONFIRMED,
            batch__owner_agency=self.batch.owner_agency,
        ).filter(
            # What lies in another compartment must not show by its effect on what lies outside.
            models.Q(batch__compartment=None) | models.Q(batch__compartment=self.batch.compartment_id)
        ).exclude(batch=self.batch.replaces_id)  # fmt: skip
        for pk, name in stored.values_list("batch", "batch__name").distinct().order_by()[:1]:
            by = {
                Field.POINT: stored.exclude(point=None),
                Field.SECTION: stored.exclude(section=None),
                Field.DIVISION: stored.exclude(division=None),
                Field.CITIZENSHIP: stored.exclude(citizenship=""),
            }  # fmt: skip
            yield frozenset(field.value for field, rows in by.items() if rows.exists()), pk, name


def _rows_of(
    batch: Batch, table: Table, mapping: Mapping, words: Dictionary
) -> Iterator[ReportedRow | FoundProblem]:
    rows = read_rows(table, mapping, words, today=timezone.localdate(), country=batch.country_id)
    if not batch.corrections:
        return rows
    return corrected(rows, [Correction.from_json(content) for content in batch.corrections])


def _notes(proposal: dict[str, Any]) -> Iterator[FoundProblem]:
    """Yield what the guess noticed about a table's layout."""
    for note in proposal.get("notes", ()):
        yield problem_from_json(note)


def mapping_key(table: Table) -> tuple[str, tuple[str, ...]]:
    """Return what tells a file's tables apart: sheet and normalised headings."""
    return table.sheet, normal_headings(table)


def _write_all(model: type[models.Model], rows: Iterator[tuple[Any, ...]], turns: Turns) -> None:
    writer = _Rows(model, turns)
    while chunk := list(islice(rows, CHUNK)):
        writer.write(chunk)
