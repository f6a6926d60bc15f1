"""How each column of a mapped table is read, cell by cell: words, figures, and the period of a figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

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
)
from chegara.evidence.methods.reading.mapping import MappedColumn
from chegara.evidence.methods.reading.merged import Spread, SpreadNumber, SpreadText
from chegara.evidence.methods.reading.problems import Problem, problem
from chegara.evidence.methods.reading.tables import Table
from chegara.evidence.methods.rows import Field

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
NUMBER_WITH_UNIT = re.compile(r"\s*([\d\s.,'’`]*\d)\s*([^\W\d_].*|\$|€)")


@dataclass
class _Tally:
    row: int
    column: int
    value: str
    arguments: dict[str, str | int]
    count: int = 0


class TotalRowError(Exception):
    """The row adds up others."""


class BadRowError(Exception):
    """The row cannot be used; the problem says why."""

    def __init__(
        self, code: str, column: int, value: Cell, arguments: dict[str, str | int] | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.arguments = code, column, value, arguments or {}


@dataclass
class Tallies:
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
        """Yield each problem at its first place."""
        for (code, _, _), tally in self.found.items():
            yield problem(
                code,
                sheet=sheet,
                row=tally.row,
                column=tally.column,
                value=tally.value,
                arguments={**tally.arguments, "count": tally.count},
            )


class Reading(Protocol):
    """What the columns ask of the pass over the table that they belong to."""

    table: Table
    dictionary: Dictionary
    today: date
    tallies: Tallies
    styles: dict[int, ColumnStyle]

    def day_first_is_proved(self, column: int) -> bool:
        """Say whether some date of the column can only be read day first."""


def words_of(vocabulary: Vocabulary | None) -> Callable[[str], str | None]:
    """Return how a vocabulary looks a word up; without one each word stands for itself."""
    return vocabulary.code if vocabulary else lambda word: word


class Words:
    """A column of words: looks each different word up once."""

    def __init__(
        self, meaning: Field, column: int, look_up: Callable[[str], str | None], name: str, reader: Reading
    ) -> None:
        self.meaning, self.column, self.look_up, self.name = meaning, column, look_up, name
        self.reader = reader
        self.name_in_row = meaning.value
        self.known: dict[Cell, tuple[str, str]] = {}

    def read(self, cell: Cell) -> str:
        """Return the code or word of a cell."""
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
        text = as_text(cell)
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
            raise TotalRowError
        if isinstance(cell, Hole):
            raise BadRowError("formula_without_value", self.column, "")
        arguments: dict[str, str | int] = {"vocabulary": self.name} if doubt != "formula_text" else {}
        self.reader.tallies.add(doubt, self.column, cell, key=word[:200], arguments=arguments)


def as_text(cell: Cell) -> str:
    """Return a cell as one line of text."""
    if isinstance(cell, str):
        return str(
            " ".join(cell.split()) if "  " in cell or not cell.isprintable() or cell != cell.strip() else cell
        )
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


class Numbers:
    """A column of figures in one style."""

    def __init__(self, mapped: MappedColumn, style: ColumnStyle, reader: Reading) -> None:
        self.column, self.style, self.reader = mapped.column, style, reader
        self.is_quantity = mapped.field is Field.QUANTITY
        # Most cells are plain figures in the column's own style; the rest takes the slow road.
        fraction = rf"(?:[{style.decimal}]\d+)?" if style.decimal else ""
        self.simple = re.compile(rf"\d+{fraction}", re.ASCII)

    def read(self, cell: Cell) -> float | None:
        """Return a cell's figure, None where it is not known.

        Raises:
            BadRowError: the cell holds no figure, a negative one, or one of several merged cells.
        """
        # Cells of text files, millions of them, are asked for their class once.
        if cell.__class__ is not str and (cell is None or self._is_anothers(cell)):
            return None
        if isinstance(cell, str):
            text = cell.strip()
            if self.simple.fullmatch(text):
                return float(text.replace(",", "."))
            if not text or (not text[0].isdecimal() and self.reader.dictionary.is_unknown(text)):
                return None
            number = self._parsed(text)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            number = float(cell)
        else:
            code = "formula_without_value" if isinstance(cell, Hole) else "not_a_number"
            raise BadRowError(code, self.column, "" if isinstance(cell, Hole) else cell)
        if number < 0:
            raise BadRowError("negative_number", self.column, cell)
        return number

    def _is_anothers(self, cell: Cell) -> bool:
        return isinstance(cell, SpreadNumber | SpreadText) and not self._is_its_own(cell)

    def _is_its_own(self, cell: Spread) -> bool:
        """Say whether a figure that is spread over merged cells belongs to this row and column alone.

        It does where one heading is merged over the same columns. A quantity of several rows counts once,
        with the first of them. Any other figure of several cells is nobody's.
        """
        area, headings = cell.area, self.reader.table.headings
        if isinstance(cell, str) and self.reader.dictionary.is_unknown(cell):
            return True
        names = set(headings[area.first_column - 1 : area.last_column])
        one_column = len(names - {("",)}) <= 1
        if one_column and area.first_row == area.last_row:
            return self.column == area.first_column
        if one_column and self.is_quantity:
            self.reader.tallies.add("merged_quantity", self.column, cell)
            return self.column == area.first_column and self.reader.tallies.row == area.first_row
        raise BadRowError("merged_figure", self.column, cell)

    def _parsed(self, text: str) -> float:
        if ERRORS_OF_SPREADSHEETS.fullmatch(text):
            raise BadRowError("cell_error", self.column, text)
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
            raise BadRowError(bad.code, self.column, text) from bad


class Time:
    """Where a figure's period comes from: its heading, a column of dates, or columns of year and month."""

    def __init__(self, given: dict[Field, str], columns: dict[Field, int], reader: Reading) -> None:
        self.given, self.reader = given, reader
        self.columns = {meaning: column for meaning, column in columns.items() if meaning not in given}
        if Field.DATE in given:
            self.columns = {}
        self.date_column = self.columns.get(Field.DATE, 0)
        self.parts = sorted(self.columns.items())
        self.column = self.date_column or next(iter(self.columns.values()), 0)
        self.known: dict[Any, Period | BadCellError | None] = {}

    def read(self, cells: Sequence[Cell]) -> Period:
        """Return the period of a row.

        Raises:
            BadRowError: the row has none, or one that cannot be.
        """
        key: Any
        if self.date_column:
            cell = key = at(cells, self.date_column)
        else:
            key = tuple(at(cells, column) for _, column in self.parts)
            cell = next((part for part in key if part is not None), None)
        if isinstance(cell, Hole):
            raise BadRowError("formula_without_value", self.column, "")
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
            raise BadRowError("date_missing", self.column, "")
        raise BadRowError(period.code, self.column, cell)

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


def at(cells: Sequence[Cell], column: int) -> Cell:
    """Return the cell in a column, counted from 1; a short row is blank beyond its end."""
    return cells[column - 1] if column <= len(cells) else None
