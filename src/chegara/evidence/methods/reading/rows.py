"""Table and mapping → a stream of reported rows, and of problems where a cell does not say what it should."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from chegara.evidence.methods.dictionary import Dictionary, Vocabulary
from chegara.evidence.methods.reading.cells import (
    FIRST_PLAUSIBLE_YEAR,
    Cell,
    ColumnStyle,
    is_blank,
    style_of,
)
from chegara.evidence.methods.reading.columns import (
    CACHE_LIMIT,
    COUNTRY_FIELDS,
    FREE_TEXT,
    NOT_COUNTS,
    NUMBER_WITH_UNIT,
    VOCABULARY_OF,
    BadRowError,
    Numbers,
    Tallies,
    Time,
    TotalRowError,
    Words,
    as_text,
    at,
    words_of,
)
from chegara.evidence.methods.reading.headings import repeats
from chegara.evidence.methods.reading.mapping import TIME_FIELDS, MappedColumn, Mapping
from chegara.evidence.methods.reading.merged import SpreadText, spread
from chegara.evidence.methods.reading.problems import Problem, problem
from chegara.evidence.methods.reading.tables import Table
from chegara.evidence.methods.reading.totals import Difference, Sums, total_columns
from chegara.evidence.methods.rows import Field, ReportedRow

HALF = 0.5


def _beginning(phrases: Iterable[str]) -> str:
    """Return a pattern of labels that begin with one of the phrases, whatever the case and full stops."""
    patterns = map(re.escape, sorted(phrases, key=len, reverse=True))
    return "|".join(one.replace(r"\ ", r"\s+").replace(r"\.", r"\.?\s*") for one in patterns)


def plain(figure: float) -> str:
    """Return a figure as people write it, without a fraction that is none.

    >>> plain(12.0), plain(0.1 + 0.2)
    ('12', '0.3')
    """
    return str(int(figure)) if figure.is_integer() else f"{figure:.10g}"


class _Reader:
    """One pass over one table."""

    def __init__(
        self, table: Table, mapping: Mapping, dictionary: Dictionary, today: date, country: str
    ) -> None:
        self.table, self.mapping, self.dictionary, self.today = table, mapping, dictionary, today
        self.country = country
        self.tallies = Tallies()
        self.styles = _styles(table, mapping)
        self.constants = dict(mapping.constants)
        self.columns = {column.field: column.column for column in mapping.columns}
        self.special = re.compile(
            rf"\W*(?:(?P<total>{_beginning(dictionary.totals)})|(?P<part>{_beginning(dictionary.parts)}))(?!\w)",
            re.IGNORECASE,
        )
        self.words = [
            self._words(mapped.field, mapped.column)
            for mapped in mapping.columns
            if mapped.field in VOCABULARY_OF or mapped.field in COUNTRY_FIELDS or mapped.field in FREE_TEXT
        ]
        self.kinds: dict[str, Words] = {}
        self.kind_column = self.columns.get(Field.KIND)
        self.indicator_column = self.columns.get(Field.INDICATOR)
        self.indicators: dict[Cell, str | None] = {}
        quantities = mapping.columns_of(Field.QUANTITY)
        self.quantity = self._numbers(quantities[0]) if quantities else None
        times = {meaning: column for meaning, column in self.columns.items() if meaning in TIME_FIELDS}
        self.figures: list[tuple[Numbers | None, Time, dict[str, str]]] = []
        values: list[MappedColumn | None] = [*mapping.columns_of(Field.VALUE)] or [None]
        for mapped in values:
            given = {**self.constants, **dict(mapped.given if mapped else ())}
            time = {meaning: value for meaning, value in given.items() if meaning in TIME_FIELDS}
            shared = next((one[1] for one in self.figures if one[1].given == time), None)
            words = {meaning.value: text for meaning, text in given.items() if meaning not in TIME_FIELDS}
            self.figures.append(
                (self._numbers(mapped) if mapped else None, shared or Time(time, times, self), words)
            )

        self.figure_columns = [numbers for numbers, _, _ in self.figures if numbers]
        self.statistic = bool(self.figure_columns)
        self.figure_columns += [self.quantity] if self.quantity else []
        self.sums = Sums()
        self.totals_across = total_columns(table, mapping, dictionary)
        self.after_total = False

    def _numbers(self, mapped: MappedColumn) -> Numbers:
        return Numbers(mapped, self.styles.get(mapped.column, ColumnStyle()), self)

    def _words(self, meaning: Field, column: int) -> Words:
        if meaning in COUNTRY_FIELDS:
            return Words(meaning, column, self.dictionary.territories.code, "territory", self)
        name = VOCABULARY_OF.get(meaning, "")
        return Words(meaning, column, words_of(self.dictionary.vocabularies.get(name)), name, self)

    def day_first_is_proved(self, column: int) -> bool:
        """Say whether some date of the column can only be read day first."""
        return column in self.styles and self.styles[column].day_first

    def rows(self) -> Iterator[ReportedRow | Problem]:
        blank_rows: list[int] = []
        pending_blank: list[int] = []
        add_up, read = self._add_up, self._compared if self.totals_across else self._row
        for number, cells in self.table.rows():
            self.tallies.row = number
            label = cells[0] if cells else None
            if not label:
                label = next((cell for cell in cells if not is_blank(cell)), None)
            if label is None:
                pending_blank.append(number)
                continue
            if pending_blank:
                blank_rows += pending_blank
                pending_blank.clear()
            may_be_left_out = isinstance(label, str) and not label[:1].isdecimal()
            if may_be_left_out and (left_out := self._left_out(number, label, cells)):
                yield left_out
                continue
            try:
                for item in read(number, cells):
                    if isinstance(item, ReportedRow):
                        add_up(item)
                    yield item
            except TotalRowError:
                yield self._total_row(number, str(label), cells)
            except BadRowError as bad:
                yield from self._bad_row(number, cells, bad)
        for difference in self.sums.differences():
            yield self._difference("total_differs", difference)
        if blank_rows:
            arguments: dict[str, str | int] = {"count": len(blank_rows)}
            yield problem("blank_rows", sheet=self.table.sheet, row=blank_rows[0], arguments=arguments)
        yield from self.tallies.problems(self.table.sheet)

    def _left_out(self, number: int, label: Cell, cells: Sequence[Cell]) -> Problem | None:
        """Return why a row is none of those that count: a total, a part of another row, a line of words."""
        if not isinstance(label, str):
            return None
        found = self.special.match(label)
        if found and found["total"]:
            return self._total_row(number, label, cells)
        others = {str(cell) for cell in cells if not is_blank(cell)} - {label}
        if found and self.statistic:
            code = "part_row" if others else "words_row" if self.after_total else "parts_follow"
            return problem(code, sheet=self.table.sheet, row=number, value=label)
        self.after_total = False
        spread_wide = isinstance(label, SpreadText) and len(cells) > HALF * len(self.table.headings) > 1
        if not others and (spread_wide or label.rstrip().endswith(":")):
            return problem("words_row", sheet=self.table.sheet, row=number, value=label)
        return None

    def _total_row(self, number: int, label: str, cells: Sequence[Cell]) -> Problem:
        """Compare a row of totals with what was read, when all is read, and leave it out."""
        self.after_total = True
        stated = {}
        for numbers in self.figure_columns:
            try:
                told = numbers.read(at(cells, numbers.column))
            except BadRowError:
                continue
            if told is not None:
                stated[numbers.column] = told
        self.sums.total(number, stated)
        return problem("total_row", sheet=self.table.sheet, row=number, value=label)

    def _compared(self, number: int, cells: Sequence[Cell]) -> Iterator[ReportedRow | Problem]:
        """Yield what a row reports, and where its own total is not the sum of its figures."""
        figures: dict[int, float | None] = {}
        for item in self._row(number, cells):
            if isinstance(item, ReportedRow):
                figures[item.column] = item.value
            yield item
        for across in self.totals_across:
            told = self._number_of(across.column, at(cells, across.column))
            if told is not None and (difference := across.difference(number, told, figures)):
                yield self._difference("total_column_differs", difference)

    def _add_up(self, item: ReportedRow) -> None:
        if self.statistic:
            self.sums.add(item.column, item.value)
        if self.quantity:
            self.sums.add(self.quantity.column, item.quantity, item.unit)

    def _number_of(self, column: int, cell: Cell) -> float | None:
        """Return a column's figure where it is one and not more; what is wrong with totals is not told."""
        try:
            return Numbers(MappedColumn(column=column, field=Field.VALUE), ColumnStyle(), self).read(cell)
        except BadRowError:
            return None

    def _difference(self, code: str, found: Difference) -> Problem:
        return problem(
            code,
            sheet=self.table.sheet,
            row=found.row,
            column=found.column,
            value=plain(found.told),
            arguments={"told": plain(found.told), "added": plain(found.added)},
        )

    def _bad_row(self, number: int, cells: Sequence[Cell], bad: BadRowError) -> Iterator[Problem]:
        """Yield what is wrong with a row, unless it is the headings printed again on the next page."""
        if repeats(cells, self.table.headings):
            self.tallies.add("repeated_headings", 0, "")
        else:
            yield self._problem(number, bad)

    def _problem(self, number: int, bad: BadRowError) -> Problem:
        arguments = bad.arguments
        if bad.code == "implausible_year":
            arguments = {"first": FIRST_PLAUSIBLE_YEAR}
        return problem(
            bad.code,
            sheet=self.table.sheet,
            row=number,
            column=bad.column,
            value="" if bad.value is None else bad.value,
            arguments=arguments,
        )

    def _row(self, number: int, cells: Sequence[Cell]) -> Iterator[ReportedRow | Problem]:
        width = len(self.table.headings)
        if self.table.is_text and len(cells) > width and any(not is_blank(cell) for cell in cells[width:]):
            raise BadRowError("extra_cells", width + 1, cells[width])
        shared: dict[str, Any] = {
            words.name_in_row: words.read(cells[words.column - 1] if words.column <= len(cells) else None)
            for words in self.words
        }
        self._check_country(cells, shared)
        if self.quantity:
            self._read_quantity(cells, shared)
        row_indicator = self._row_indicator(cells)
        for numbers, time, given in self.figures:
            try:
                row = self._figure(number, cells, numbers, time, given, shared, row_indicator)
            except BadRowError as bad:
                if repeats(cells, self.table.headings):
                    raise
                yield self._problem(number, bad)
                if bad.column != (numbers.column if numbers else 0):
                    return
                continue
            if row is not None:
                yield row

    def _check_country(self, cells: Sequence[Cell], shared: dict[str, Any]) -> None:
        reporting = shared.get(Field.COUNTRY.value) or self.constants.get(Field.COUNTRY, "")
        if self.country and reporting and reporting != self.country:
            column = self.columns.get(Field.COUNTRY, 0)
            raise BadRowError("other_country", column, at(cells, column) if column else reporting)

    def _figure(
        self,
        number: int,
        cells: Sequence[Cell],
        numbers: Numbers | None,
        time: Time,
        given: dict[str, str],
        shared: dict[str, Any],
        row_indicator: str,
    ) -> ReportedRow | None:
        value = numbers.read(at(cells, numbers.column)) if numbers else 1.0
        try:
            period = time.read(cells)
        except BadRowError as bad:
            if value is None and bad.code == "future_date":
                return None  # the months of a yearly form that are still to come
            raise
        fields = {**given, **shared}
        fields["indicator"] = row_indicator or fields.get("indicator", "")
        if not fields["indicator"]:
            raise BadRowError("indicator_missing", self.indicator_column or 0, "")
        self._read_kind(cells, fields)
        if numbers and value is not None and not value.is_integer():
            known = self.dictionary.indicators.get(fields["indicator"])
            if known and known.unit not in NOT_COUNTS:
                self.tallies.add("fractional_count", numbers.column, at(cells, numbers.column))
        column = numbers.column if numbers else (self.quantity.column if self.quantity else time.column)
        return ReportedRow(
            start=period.start,
            period=period.kind,
            value=value,
            sheet=self.table.sheet,
            row=number,
            column=column,
            **fields,
        )

    def _row_indicator(self, cells: Sequence[Cell]) -> str:
        column = self.indicator_column
        if column is None:
            return ""
        cell = at(cells, column)
        if cell not in self.indicators:
            self.indicators[cell] = self.dictionary.indicator_code(as_text(cell))
        code = self.indicators[cell]
        if code is None:
            raise BadRowError("indicator_missing" if is_blank(cell) else "unknown_indicator", column, cell)
        return code

    def _read_kind(self, cells: Sequence[Cell], fields: dict[str, Any]) -> None:
        """Recognise the kind in its indicator's vocabulary, and follow it to the indicator it belongs to."""
        column = self.kind_column
        indicator = fields["indicator"]
        vocabulary = self.dictionary.kind_vocabulary(indicator)
        if column is not None:
            words = self.kinds.get(indicator)
            if words is None:
                name = vocabulary.name if vocabulary else ""
                words = Words(Field.KIND, column, words_of(vocabulary), name, self)
                self.kinds[indicator] = words
            fields["kind"] = words.read(at(cells, column))
        if vocabulary and fields.get("kind"):
            term = vocabulary.terms.get(fields["kind"])
            if term and term.indicator and indicator in self._related(vocabulary):
                fields["indicator"] = term.indicator

    def _related(self, vocabulary: Vocabulary) -> set[str]:
        """Only a count of vehicles is redirected by its kind: persons on foot, wagons on rails."""
        return {"vehicles.crossings"} if vocabulary.name == "vehicle" else set()

    def _read_quantity(self, cells: Sequence[Cell], shared: dict[str, Any]) -> None:
        numbers = self.quantity
        if numbers is None:
            return
        cell = at(cells, numbers.column)
        if isinstance(cell, str) and (found := NUMBER_WITH_UNIT.fullmatch(cell)):
            unit = self.dictionary.vocabularies["unit"].code(found[2])
            if unit is not None:
                shared["unit"] = unit
                self.tallies.add("unit_in_cell", numbers.column, cell)
                cell = spread(found[1], cell.area) if isinstance(cell, SpreadText) else found[1]
        shared["quantity"] = numbers.read(cell)


def _styles(table: Table, mapping: Mapping) -> dict[int, ColumnStyle]:
    """Decide how each column of figures and dates is written: from all its cells if the file is text.

    In a workbook figures and dates are no text but for exceptions, and the sample decides.
    """
    wanted = [
        column.column
        for column in mapping.columns
        if column.field in {Field.VALUE, Field.QUANTITY, Field.DATE}
    ]
    texts: dict[int, set[str]] = {column: set() for column in wanted}
    styles: dict[int, ColumnStyle] = {column: ColumnStyle() for column in wanted}
    for _, cells in table.rows() if table.is_text else table.sample:
        for column, seen in texts.items():
            cell = cells[column - 1] if column <= len(cells) else None
            if isinstance(cell, str) and not cell.isdecimal():
                seen.add(cell)
                if len(seen) >= CACHE_LIMIT:
                    styles[column] |= style_of(seen)
                    seen.clear()
    return {column: style | style_of(texts[column]) for column, style in styles.items()}


def read_rows(
    table: Table, mapping: Mapping, dictionary: Dictionary, *, today: date, country: str = ""
) -> Iterator[ReportedRow | Problem]:
    """Yield what a table reports, row by row, and what is wrong with it.

    A row or figure with an error is left out and told; a warning or note goes with its row. Problems that
    many cells share come once, at the end, with their number. Problems of layout are those of
    `table.problems`, and of the mapping those of `validate`. `today` bounds the dates. With `country`
    (ISO 3166), rows that name another reporting country are left out and told.

    Raises:
        RefusedError: truncated or cell_too_long, where the file breaks off only after its first rows.
    """
    yield from _Reader(table, mapping, dictionary, today, country).rows()
