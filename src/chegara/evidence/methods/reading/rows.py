"""Table and mapping → a stream of reported rows, and of problems where a cell does not say what it should."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chegara.common.periods import PeriodKind
from chegara.evidence.methods.dictionary import Dictionary, Vocabulary
from chegara.evidence.methods.reading.cells import (
    FIRST_PLAUSIBLE_YEAR,
    TWO_DIGIT_YEARS,
    BadCellError,
    Cell,
    ColumnStyle,
    Hole,
    Period,
    decimal_mark_of,
    is_blank,
    parse_month,
    parse_number,
    parse_period,
    parse_quarter,
    parse_year,
    style_of,
)
from chegara.evidence.methods.reading.mapping import TIME_FIELDS, MappedColumn, Mapping
from chegara.evidence.methods.reading.problems import Problem, problem
from chegara.evidence.methods.reading.tables import Table
from chegara.evidence.methods.rows import Field, ReportedRow

CACHE_LIMIT = 50_000
FORMULA_STARTS = ("=", "+", "-", "@")
COUNTRY_FIELDS = {Field.COUNTRY, Field.CITIZENSHIP, Field.ORIGIN, Field.DEPARTURE, Field.DESTINATION}
VOCABULARY_OF = {
    Field.DIRECTION: "direction",
    Field.PURPOSE: "purpose",
    Field.CONCEALMENT: "concealment",
    Field.TRANSPORT: "transport",
    Field.UNIT: "unit",
}
FREE_TEXT = {Field.POINT, Field.SECTION, Field.DIVISION, Field.PLACE, Field.REMARK}
TOTALS_MATTER = {Field.POINT, Field.SECTION, Field.DIVISION, Field.PLACE, Field.KIND}
TOTALS_MATTER |= {Field.DIRECTION, Field.PURPOSE, *COUNTRY_FIELDS}
NOT_COUNTS = {"t", "shift"}
ERRORS_OF_SPREADSHEETS = re.compile(
    r"#(?:REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ССЫЛКА!|ДЕЛ/0!|ЗНАЧ!|ИМЯ\?|ЧИСЛО!)"
)
_NUMBER_WITH_UNIT = re.compile(r"\s*([\d\s.,'’`]*\d)\s*([^\W\d_].*|\$|€)")


@dataclass
class _Tally:
    row: int
    column: int
    value: str
    arguments: dict[str, str | int]
    count: int = 0


class _TotalRowError(Exception):
    """The row adds up others."""


class _BadRowError(Exception):
    """The row cannot be used; the problem says why."""

    def __init__(
        self, code: str, column: int, value: Cell, arguments: dict[str, str | int] | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.arguments = code, column, value, arguments or {}


@dataclass
class _Tallies:
    """Problems that are told once, with the number of cells that have them."""

    found: dict[tuple[str, int, str], _Tally] = field(default_factory=dict)
    row: int = 0

    def add(
        self,
        code: str,
        column: int,
        value: Cell,
        key: str = "",
        arguments: dict[str, str | int] | None = None,
    ) -> None:
        """Count one more cell with that problem; its first place is what the reader will be told."""
        tally = self.found.get((code, column, key))
        if tally is None:
            tally = self.found[code, column, key] = _Tally(self.row, column, str(value), arguments or {})
        tally.count += 1

    def problems(self, sheet: str) -> Iterator[Problem]:
        for (code, _, _), tally in self.found.items():
            yield problem(
                code,
                sheet=sheet,
                row=tally.row,
                column=tally.column,
                value=tally.value,
                arguments={**tally.arguments, "count": tally.count},
            )


def _words_of(vocabulary: Vocabulary | None) -> Callable[[str], str | None]:
    return vocabulary.code if vocabulary else lambda word: word


class _Words:
    """A column of words: looks each different word up once."""

    def __init__(
        self, meaning: Field, column: int, look_up: Callable[[str], str | None], name: str, reader: _Reader
    ) -> None:
        self.meaning, self.column, self.look_up, self.name = meaning, column, look_up, name
        self.reader = reader
        self.name_in_row = meaning.value
        self.known: dict[Cell, tuple[str, str]] = {}

    def read(self, cell: Cell) -> str:
        found = self.known.get(cell)
        if found is None:
            if len(self.known) >= CACHE_LIMIT:
                self.known.clear()
            found = self.known[cell] = self._interpret(cell)
        word, doubt = found
        if doubt:
            self._tell(doubt, word, cell)
        return word

    def _interpret(self, cell: Cell) -> tuple[str, str]:
        text = _as_text(cell)
        dictionary = self.reader.dictionary
        if dictionary.is_unknown(text):
            return "", ""
        if self.meaning in TOTALS_MATTER and dictionary.is_total(text) and len(text) < 20:
            return text, "total"
        code = self.look_up(text)
        if code is not None:
            return code, "formula_text" if code == text and text.startswith(FORMULA_STARTS) else ""
        if text.startswith(FORMULA_STARTS):
            return text, "formula_text"
        return text, "unknown_unit" if self.meaning is Field.UNIT else "unknown_word"

    def _tell(self, doubt: str, word: str, cell: Cell) -> None:
        if doubt == "total":
            raise _TotalRowError
        if isinstance(cell, Hole):
            raise _BadRowError("formula_without_value", self.column, "")
        arguments: dict[str, str | int] = {"vocabulary": self.name} if doubt != "formula_text" else {}
        self.reader.tallies.add(doubt, self.column, cell, key=word[:200], arguments=arguments)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return (
            " ".join(cell.split()) if "  " in cell or not cell.isprintable() or cell != cell.strip() else cell
        )
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


class _Numbers:
    """A column of figures in one style."""

    def __init__(self, mapped: MappedColumn, style: ColumnStyle, reader: _Reader) -> None:
        self.column, self.style, self.reader = mapped.column, style, reader
        self.is_quantity = mapped.field is Field.QUANTITY
        # Most cells are plain figures in the column's own style; the rest takes the slow road.
        fraction = rf"(?:[{style.decimal}]\d+)?" if style.decimal else ""
        self.simple = re.compile(rf"\d+{fraction}", re.ASCII)

    def read(self, cell: Cell) -> float | None:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            number = float(cell)
        elif isinstance(cell, str):
            text = cell.strip()
            if self.simple.fullmatch(text):
                return float(text.replace(",", "."))
            if not text or (not text[0].isdecimal() and self.reader.dictionary.is_unknown(text)):
                return None
            number = self._parsed(text)
        elif cell is None:
            return None
        else:
            code = "formula_without_value" if isinstance(cell, Hole) else "not_a_number"
            raise _BadRowError(code, self.column, "" if isinstance(cell, Hole) else cell)
        if number < 0:
            raise _BadRowError("negative_number", self.column, cell)
        return number

    def _parsed(self, text: str) -> float:
        if ERRORS_OF_SPREADSHEETS.fullmatch(text):
            raise _BadRowError("cell_error", self.column, text)
        decimal = self.style.decimal
        if not decimal and ("," in text or "." in text) and not decimal_mark_of(text):
            # A quantity to the gram has three decimals; a count has none, so that its mark parts thousands.
            if self.is_quantity:
                decimal = "," if "," in text else "."
            self.reader.tallies.add(
                "decimal_mark_ambiguous",
                self.column,
                text,
                arguments={"reading": "decimal" if self.is_quantity else "thousands"},
            )
        try:
            return parse_number(text, decimal)
        except BadCellError as bad:
            raise _BadRowError(bad.code, self.column, text) from bad


class _Time:
    """Where a figure's period comes from: its heading, a column of dates, or columns of year and month."""

    def __init__(self, given: dict[Field, str], columns: dict[Field, int], reader: _Reader) -> None:
        self.given, self.reader = given, reader
        self.columns = {meaning: column for meaning, column in columns.items() if meaning not in given}
        if Field.DATE in given:
            self.columns = {}
        self.date_column = self.columns.get(Field.DATE, 0)
        self.parts = sorted(self.columns.items())
        self.column = self.date_column or next(iter(self.columns.values()), 0)
        self.known: dict[Any, Period | BadCellError | None] = {}

    def read(self, cells: Sequence[Cell]) -> Period:
        key: Any
        if self.date_column:
            cell = key = _at(cells, self.date_column)
        else:
            key = tuple(_at(cells, column) for _, column in self.parts)
            cell = next((part for part in key if part is not None), None)
        if isinstance(cell, Hole):
            raise _BadRowError("formula_without_value", self.column, "")
        if key not in self.known:
            if len(self.known) >= CACHE_LIMIT:
                self.known.clear()
            self.known[key] = self._interpret(key)
        period = self.known[key]
        if isinstance(period, Period):
            if period.doubt:
                self._tell(period, cell)
            return period
        if period is None:
            raise _BadRowError("date_missing", self.column, "")
        raise _BadRowError(period.code, self.column, cell)

    def _interpret(self, key: Any) -> Period | BadCellError | None:
        try:
            if self.date_column:
                return self._from_cell(key)
            if Field.DATE in self.given:
                period = parse_period(self.given[Field.DATE])
            else:
                period = self._from_parts(dict(zip([name for name, _ in self.parts], key, strict=True)))
            return self._plausible(period)
        except BadCellError as bad:
            return bad

    def _from_cell(self, cell: Cell) -> Period | None:
        if is_blank(cell) or (isinstance(cell, str) and self.reader.dictionary.is_unknown(cell)):
            return None
        style = self.reader.styles.get(self.date_column)
        return self._plausible(parse_period(cell, style, uses_1904=self.reader.table.uses_1904))

    def _from_parts(self, cells: dict[Field, Cell]) -> Period:
        parts: dict[Field, Cell] = {**self.given, **cells}
        if is_blank(parts.get(Field.YEAR)):
            raise BadCellError("date_missing")
        year = parse_year(parts[Field.YEAR])
        if not is_blank(parts.get(Field.MONTH)):
            return Period(date(year, parse_month(parts[Field.MONTH]), 1), PeriodKind.MONTH)
        if not is_blank(parts.get(Field.QUARTER)):
            quarter = parse_quarter(parts[Field.QUARTER])
            return Period(date(year, quarter * 3 - 2, 1), PeriodKind.QUARTER)
        if {Field.MONTH, Field.QUARTER} & parts.keys():
            raise BadCellError("date_missing")
        return Period(date(year, 1, 1), PeriodKind.YEAR)

    def _plausible(self, period: Period) -> Period:
        if not FIRST_PLAUSIBLE_YEAR <= period.start.year <= self.reader.today.year:
            raise BadCellError("implausible_year")
        if period.start > self.reader.today:
            raise BadCellError("future_date")
        return period

    def _tell(self, period: Period, cell: Cell) -> None:
        arguments: dict[str, str | int] = {}
        if period.doubt == "two_digit_year":
            arguments = {"first": TWO_DIGIT_YEARS[0], "last": TWO_DIGIT_YEARS[1]}
        elif period.doubt == "date_from_number":
            arguments = {"system": 1904 if self.reader.table.uses_1904 else 1900}
        elif self.reader.day_first_is_proved(self.date_column):
            return
        self.reader.tallies.add(period.doubt, self.column, cell, arguments=arguments)


def _at(cells: Sequence[Cell], column: int) -> Cell:
    return cells[column - 1] if column <= len(cells) else None


class _Reader:
    """One pass over one table."""

    def __init__(
        self, table: Table, mapping: Mapping, dictionary: Dictionary, today: date, country: str
    ) -> None:
        self.table, self.mapping, self.dictionary, self.today = table, mapping, dictionary, today
        self.country = country
        self.tallies = _Tallies()
        self.styles = _styles(table, mapping)
        self.constants = dict(mapping.constants)
        self.columns = {column.field: column.column for column in mapping.columns}
        self.total = re.compile(
            r"\W*(?:"
            + "|".join(sorted(map(re.escape, dictionary.totals), key=len, reverse=True))
            + r")(?!\w)",
            re.IGNORECASE,
        )
        self.words = [
            self._words(mapped.field, mapped.column)
            for mapped in mapping.columns
            if mapped.field in VOCABULARY_OF or mapped.field in COUNTRY_FIELDS or mapped.field in FREE_TEXT
        ]
        self.kinds: dict[str, _Words] = {}
        self.kind_column = self.columns.get(Field.KIND)
        self.indicator_column = self.columns.get(Field.INDICATOR)
        self.indicators: dict[Cell, str | None] = {}
        quantities = mapping.columns_of(Field.QUANTITY)
        self.quantity = self._numbers(quantities[0]) if quantities else None
        times = {meaning: column for meaning, column in self.columns.items() if meaning in TIME_FIELDS}
        self.figures: list[tuple[_Numbers | None, _Time, dict[str, str]]] = []
        values: list[MappedColumn | None] = [*mapping.columns_of(Field.VALUE)] or [None]
        for mapped in values:
            given = {**self.constants, **dict(mapped.given if mapped else ())}
            time = {meaning: value for meaning, value in given.items() if meaning in TIME_FIELDS}
            shared = next((one[1] for one in self.figures if one[1].given == time), None)
            words = {meaning.value: text for meaning, text in given.items() if meaning not in TIME_FIELDS}
            self.figures.append(
                (self._numbers(mapped) if mapped else None, shared or _Time(time, times, self), words)
            )

    def _numbers(self, mapped: MappedColumn) -> _Numbers:
        return _Numbers(mapped, self.styles.get(mapped.column, ColumnStyle()), self)

    def _words(self, meaning: Field, column: int) -> _Words:
        if meaning in COUNTRY_FIELDS:
            return _Words(meaning, column, self.dictionary.territories.code, "territory", self)
        name = VOCABULARY_OF.get(meaning, "")
        return _Words(meaning, column, _words_of(self.dictionary.vocabularies.get(name)), name, self)

    def day_first_is_proved(self, column: int) -> bool:
        """Say whether some date of the column can only be read day first."""
        return column in self.styles and self.styles[column].day_first

    def rows(self) -> Iterator[ReportedRow | Problem]:
        blank_rows: list[int] = []
        pending_blank: list[int] = []
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
            if isinstance(label, str) and not label[:1].isdecimal() and self.total.match(label):
                yield problem("total_row", sheet=self.table.sheet, row=number, value=label)
                continue
            try:
                yield from self._row(number, cells)
            except _TotalRowError:
                yield problem("total_row", sheet=self.table.sheet, row=number, value=label)
            except _BadRowError as bad:
                yield self._problem(number, bad)
        if blank_rows:
            arguments: dict[str, str | int] = {"count": len(blank_rows)}
            yield problem("blank_rows", sheet=self.table.sheet, row=blank_rows[0], arguments=arguments)
        yield from self.tallies.problems(self.table.sheet)

    def _problem(self, number: int, bad: _BadRowError) -> Problem:
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
            raise _BadRowError("extra_cells", width + 1, cells[width])
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
            except _BadRowError as bad:
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
            raise _BadRowError("other_country", column, _at(cells, column) if column else reporting)

    def _figure(
        self,
        number: int,
        cells: Sequence[Cell],
        numbers: _Numbers | None,
        time: _Time,
        given: dict[str, str],
        shared: dict[str, Any],
        row_indicator: str,
    ) -> ReportedRow | None:
        value = numbers.read(_at(cells, numbers.column)) if numbers else 1.0
        try:
            period = time.read(cells)
        except _BadRowError as bad:
            if value is None and bad.code == "future_date":
                return None  # the months of a yearly form that are still to come
            raise
        fields = {**given, **shared}
        fields["indicator"] = row_indicator or fields.get("indicator", "")
        if not fields["indicator"]:
            raise _BadRowError("indicator_missing", self.indicator_column or 0, "")
        self._read_kind(cells, fields)
        if numbers and value is not None and not value.is_integer():
            known = self.dictionary.indicators.get(fields["indicator"])
            if known and known.unit not in NOT_COUNTS:
                self.tallies.add("fractional_count", numbers.column, _at(cells, numbers.column))
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
        cell = _at(cells, column)
        if cell not in self.indicators:
            self.indicators[cell] = self.dictionary.indicator_code(_as_text(cell))
        code = self.indicators[cell]
        if code is None:
            raise _BadRowError("indicator_missing" if is_blank(cell) else "unknown_indicator", column, cell)
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
                words = _Words(Field.KIND, column, _words_of(vocabulary), name, self)
                self.kinds[indicator] = words
            fields["kind"] = words.read(_at(cells, column))
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
        cell = _at(cells, numbers.column)
        if isinstance(cell, str) and (found := _NUMBER_WITH_UNIT.fullmatch(cell)):
            unit = self.dictionary.vocabularies["unit"].code(found[2])
            if unit is not None:
                shared["unit"] = unit
                self.tallies.add("unit_in_cell", numbers.column, cell)
                cell = found[1]
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
