"""What is wrong with a file, in words: what, where, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.evidence.presenters.words import in_words

SENTENCES: dict[str, Any] = {
    "empty_file": gettext_lazy("The file holds nothing. Send the one with the figures."),
    "not_a_spreadsheet": gettext_lazy(
        "This is neither a csv file nor an xlsx workbook. Save the table as one of them."
    ),
    "old_xls": gettext_lazy(
        "This is a workbook of Excel 97–2003 (.xls). Open it and save it as “Excel workbook (.xlsx)”."
    ),
    "password_protected": gettext_lazy("The workbook is locked with a password. Save it without one."),
    "zip_bomb": gettext_lazy(
        "Unpacked, the workbook would be larger than %(limit)s bytes or %(ratio)s times its size. Save it "
        "anew without pictures and empty formatted rows."
    ),
    "unsafe_xml": gettext_lazy(
        "The workbook contains what no spreadsheet program writes (a document type). Open it and save it "
        "anew."
    ),
    "truncated": gettext_lazy("The file breaks off: it did not arrive whole. Ask for it again."),
    "too_many_columns": gettext_lazy(
        "The table has more than %(limit)s columns. Send one table a sheet, without empty formatted columns."
    ),
    "cell_too_long": gettext_lazy(
        "A cell is longer than %(limit)s characters: probably a quotation mark is never closed."
    ),
    "wrong_separator": gettext_lazy(
        "Everything stands in one column: the separator is none of comma, semicolon, tab or bar."
    ),
    "no_headings": gettext_lazy(
        "No row looks like column headings. Put one row of headings above the figures."
    ),
    "no_rows": gettext_lazy("There are headings and nothing below them."),
    "encoding_guessed": gettext_lazy(
        "The encoding %(encoding)s was guessed from the letters: look whether names read well."
    ),
    "heading_rows_joined": gettext_lazy("%(count)s rows of headings were read as one."),
    "numbering_row": gettext_lazy("The row that numbers the columns was left out."),
    "duplicate_heading": gettext_lazy("Two columns have the same heading: check what each means."),
    "blank_heading": gettext_lazy("A column with values has no heading: say what it means, or ignore it."),
    "blank_rows": gettext_lazy("%(count)s blank rows were left out."),
    "total_row": gettext_lazy("A row of totals was left out: totals are computed."),
    "total_column": gettext_lazy("A column of totals was left out: totals are computed."),
    "extra_cells": gettext_lazy(
        "The row has more cells than there are headings: is a separator written inside a value?"
    ),
    "no_date": gettext_lazy("Nothing says when: name a column of dates, or give the period for all rows."),
    "month_without_year": gettext_lazy("The month or quarter is given and the year is not: give the year."),
    "no_indicator": gettext_lazy("Nothing says what is counted: choose the indicator."),
    "unknown_indicator": gettext_lazy("The dictionary has no such indicator."),
    "no_value": gettext_lazy("Name the column with the figures."),
    "two_value_columns": gettext_lazy(
        "Two columns of figures would report the same thing: ignore one of them."
    ),
    "field_twice": gettext_lazy("Two columns have the meaning “%(field)s”: ignore one of them."),
    "field_and_constant": gettext_lazy("“%(field)s” is given both by a column and for all rows: keep one."),
    "no_such_column": gettext_lazy("The table has no column %(column)s."),
    "quantity_without_unit": gettext_lazy(
        "The quantities have no unit: they are counted, and added to no total."
    ),
    "cumulative": gettext_lazy(
        "The figures may grow from January on (“since the beginning of the year”). Such figures must not "
        "be added up: ask for monthly ones."
    ),
    "not_a_number": gettext_lazy(
        "This is not a number. Correct the cell, or leave it empty if the figure is not known."
    ),
    "negative_number": gettext_lazy("A count or quantity can't be negative."),
    "fractional_count": gettext_lazy("A count that is not whole: check it."),
    "decimal_mark_ambiguous": gettext_lazy(
        "%(count)s cells could be read two ways; the mark was taken for %(reading)s."
    ),
    "decimal_mark_mixed": gettext_lazy("The decimal mark of this cell is not that of its column."),
    "unit_in_cell": gettext_lazy(
        "The unit was read from %(count)s cells that hold number and unit together."
    ),
    "not_a_date": gettext_lazy("This is not a date or period. Write it as dd.mm.yyyy."),
    "no_such_day": gettext_lazy("The calendar has no such day."),
    "no_such_month": gettext_lazy("A year has no such month, quarter or half."),
    "date_missing": gettext_lazy("The row has no date."),
    "date_from_number": gettext_lazy(
        "%(count)s dates were stored as numbers of days and read in the %(system)s system."
    ),
    "two_digit_year": gettext_lazy("%(count)s years have two digits and were read as %(first)s–%(last)s."),
    "day_first": gettext_lazy("%(count)s dates could be day first or month first and were read day first."),
    "implausible_year": gettext_lazy("The year is before %(first)s or after this year."),
    "future_date": gettext_lazy("The date lies after today."),
    "formula_text": gettext_lazy(
        "Text that a spreadsheet would run as a formula; it is kept as text and never run."
    ),
    "formula_without_value": gettext_lazy(
        "A formula whose result the file does not hold. Open the workbook, save it and send it again."
    ),
    "cell_error": gettext_lazy("The cell holds an error of the spreadsheet program."),
    "unknown_word": gettext_lazy(
        "%(count)s times a word that the list “%(vocabulary)s” lacks; it is kept as it is."
    ),
    "unknown_unit": gettext_lazy(
        "%(count)s times a unit that nobody knows; it is kept as it is and added to no other."
    ),
    "indicator_missing": gettext_lazy("The row does not say what is counted."),
    "other_country": gettext_lazy(
        "The row reports for another country than this file was brought in for; it is left out."
    ),
    "point_not_known": gettext_lazy(
        "%(count)s times a crossing point that the organisation does not have under this spelling; counted "
        "for the country, not for a point."
    ),
    "section_not_known": gettext_lazy(
        "%(count)s times a border section that the organisation does not have under this spelling; counted "
        "for the country, not for a section."
    ),
    "division_not_known": gettext_lazy(
        "%(count)s times a division that the organisation does not have under this spelling; counted for "
        "the country, not for a division."
    ),
    "point_doubtful": gettext_lazy(
        "%(count)s times a crossing point that may be “%(name)s”: decide it on the page of spellings. "
        "Until then counted for the country, not for a point."
    ),
    "section_doubtful": gettext_lazy(
        "%(count)s times a border section that may be “%(name)s”: decide it on the page of spellings. "
        "Until then counted for the country, not for a section."
    ),
    "division_doubtful": gettext_lazy(
        "%(count)s times a division that may be “%(name)s”: decide it on the page of spellings. "
        "Until then counted for the country, not for a division."
    ),
    "quantity_other_unit": gettext_lazy(
        "%(quantity)s %(unit)s, while row %(other_row)s has the same number of the same kind in another unit "
        "(%(other_unit)s): is the unit right?"
    ),
    "quantity_far": gettext_lazy(
        "%(quantity)s %(unit)s, some %(times)s times off the usual %(usual)s %(usual_unit)s of this kind "
        "(by %(known)s quantities; modified z-score %(score)s, bound 3.5): is it right?"
    ),
    "breakdown_only": gettext_lazy(
        "“%(name)s” reports this indicator for the same months by another dimension. These rows give "
        "shares and are not added to the total."
    ),
    "counts_already": gettext_lazy(
        "“%(name)s” reports this indicator for the same months already. If this file corrects it, say that "
        "it replaces it; else both are added up."
    ),
    "nothing_contradicted": gettext_lazy(
        "The form says that nothing happened in this month, and here is a figure. The figure counts: ask "
        "which of the two is right."
    ),
    "only_zero_here": gettext_lazy(
        "On this sheet a month without a case is marked by 0. Write figures on the sheet of their indicator."
    ),
}


def sentence(code: str, arguments: Mapping[str, Any]) -> str:
    """Return what a problem says, in the language of the page."""
    known = SENTENCES.get(code)
    if known is None:
        return code
    try:
        return str(known) % in_words(arguments)
    except KeyError:
        return str(known)


def refusal(problem: Mapping[str, Any]) -> str:
    """Return why and where a file can't be read; `problem` is as `staging.problem_as_json` wrote it."""
    at = where(problem["sheet"], problem["row"], problem["column"])
    text = sentence(problem["code"], problem["arguments"])
    return f"{at}: {text}" if at else text


def where(sheet: str, row: int, column: int) -> str:
    """Return where a problem is, as the spreadsheet shows it; empty where it concerns the whole file."""
    parts = []
    if sheet:
        parts.append(_("sheet %(sheet)s") % {"sheet": sheet})
    if row:
        parts.append(_("row %(row)s") % {"row": row})
    if column:
        parts.append(_("column %(column)s") % {"column": column_letter(column)})
    return ", ".join(parts)


def column_letter(column: int) -> str:
    """Return a column's number and the letter under which a spreadsheet shows it.

    >>> column_letter(28)
    '28 (AB)'
    """
    letters, rest = "", column
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{column} ({letters})"
