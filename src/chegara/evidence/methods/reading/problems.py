"""Everything that can be wrong with a file, each under a code that stays the same in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """What a problem does: an error leaves the cell, row or file out, a warning asks, a note tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

PROBLEMS: Mapping[str, tuple[Severity, str]] = {
    # the file cannot be read at all
    "empty_file": (_E, "the file holds nothing"),
    "not_a_spreadsheet": (_E, "the file is neither csv nor xlsx"),
    "old_xls": (_E, "the file is an .xls of Excel 97-2003: save it as .xlsx"),
    "password_protected": (_E, "the workbook is encrypted with a password: save it without"),
    "zip_bomb": (_E, "unpacked, the workbook would be larger than {limit} bytes or {ratio} times its size"),
    "unsafe_xml": (_E, "the workbook's XML declares a document type, as no spreadsheet program writes"),
    "truncated": (_E, "the file breaks off: send it again"),
    "too_many_columns": (_E, "more than {limit} columns"),
    "cell_too_long": (_E, "a cell of more than {limit} characters: probably a quote that is never closed"),
    "wrong_separator": (_E, "all is in one column: the separator is none of comma, semicolon, tab, bar"),
    "no_headings": (_E, "no row of the sheet looks like column headings"),
    "no_rows": (_E, "there are headings and no rows below them"),
    # the layout
    "encoding_guessed": (_N, "the encoding {encoding} was guessed from the letters"),
    "heading_rows_joined": (_N, "{count} rows of headings were read as one"),
    "numbering_row": (_N, "the row that numbers the columns was left out"),
    "duplicate_heading": (_W, "two columns have the same heading"),
    "blank_heading": (_W, "a column with values has no heading"),
    "blank_rows": (_N, "{count} blank rows were left out"),
    "total_row": (_N, "a row of totals was left out: totals are computed"),
    "total_column": (_N, "a column of totals was left out: totals are computed"),
    "extra_cells": (_E, "the row has more cells than there are headings: a separator inside a value?"),
    # the mapping
    "no_date": (_E, "no column and no constant says when"),
    "month_without_year": (_E, "the month or quarter is given and the year is not"),
    "no_indicator": (_E, "nothing says what is counted"),
    "unknown_indicator": (_E, "the dictionary has no such indicator"),
    "no_value": (_E, "a statistic needs a column with its figures"),
    "two_value_columns": (_E, "two columns of figures would report the same thing"),
    "field_twice": (_E, "two columns have the meaning {field}"),
    "field_and_constant": (_E, "{field} is both a column and a constant"),
    "no_such_column": (_E, "the mapping names column {column}, which the table does not have"),
    "quantity_without_unit": (_W, "quantities have no unit"),
    "cumulative": (_W, "the figures may grow from January on, and then must not be added up"),
    # cells
    "not_a_number": (_E, "not a number"),
    "negative_number": (_E, "a count or quantity cannot be negative"),
    "fractional_count": (_W, "a count that is not whole"),
    "decimal_mark_ambiguous": (_W, "{count} cells could be read two ways; the mark was taken for {reading}"),
    "decimal_mark_mixed": (_E, "the cell's decimal mark is not that of its column"),
    "unit_in_cell": (_N, "the unit was read from {count} cells that hold number and unit"),
    "not_a_date": (_E, "not a date or period"),
    "no_such_day": (_E, "the calendar has no such day"),
    "no_such_month": (_E, "a year has no such month, quarter or half"),
    "date_missing": (_E, "the row has no date"),
    "date_from_number": (_N, "{count} dates were stored as numbers of days and read in the {system} system"),
    "two_digit_year": (_W, "{count} years have two digits and were read as {first}-{last}"),
    "day_first": (_N, "{count} dates could be day first or month first and were read day first"),
    "implausible_year": (_E, "the year is before {first} or after this year"),
    "future_date": (_E, "the date lies after today"),
    "formula_text": (_W, "text that a spreadsheet would run as a formula; kept as text"),
    "formula_without_value": (_E, "a formula whose result the file does not hold: open, save, send again"),
    "cell_error": (_E, "the cell holds an error of the spreadsheet program"),
    "unknown_word": (_N, "{count} times a word that the vocabulary {vocabulary} lacks; kept as it is"),
    "unknown_unit": (_W, "{count} times a unit that nobody knows; kept as it is and added to no other"),
    "indicator_missing": (_E, "the row does not say what is counted"),
    "other_country": (_E, "the row reports for another country than the file was brought in for"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong and where; `row` and `column` count from 1 as a spreadsheet shows them, 0 is the whole.

    `code` is a key of PROBLEMS; `arguments` are what its sentence needs.
    """

    code: str
    severity: Severity
    sheet: str = ""
    row: int = 0
    column: int = 0
    value: str = ""
    arguments: Mapping[str, str | int | float] = field(default_factory=dict)


def problem(
    code: str,
    *,
    sheet: str = "",
    row: int = 0,
    column: int = 0,
    value: object = "",
    arguments: Mapping[str, str | int] | None = None,
) -> Problem:
    """Return a problem with the severity that PROBLEMS gives its code."""
    return Problem(
        code=code,
        severity=PROBLEMS[code][0],
        sheet=sheet,
        row=row,
        column=column,
        value=str(value)[:200],
        arguments=arguments or {},
    )


class RefusedError(ValueError):
    """The file cannot be read; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {PROBLEMS[problem.code][1]}")
        self.problem = problem


def refuse(code: str, **where: object) -> RefusedError:
    """Return the exception that refuses a file; the arguments are those of `problem`."""
    return RefusedError(problem(code, **where))  # type: ignore[arg-type]
