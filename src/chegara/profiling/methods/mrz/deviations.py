"""What departs from Doc 9303 in a zone, each kind by its name; the words stand in `profiling.presenters`."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """One way to depart."""

    # The zone as a whole: it cannot be read further.
    EMPTY = "empty"
    LINES = "lines"
    # Characters and lines.
    LINE_SHORT = "line_short"
    LINE_LONG = "line_long"
    CHARACTER = "character"
    # What was mended in the text before reading.
    LOWER_CASE = "lower_case"
    KEYBOARD = "keyboard"
    LOOK_ALIKE = "look_alike"
    # Fields.
    DOCUMENT_CODE = "document_code"
    STATE_UNKNOWN = "state_unknown"
    STATE_WITHDRAWN = "state_withdrawn"
    STATE_GERMANY = "state_germany"
    NAME_EMPTY = "name_empty"
    NAME_DIGIT = "name_digit"
    NAME_LEADING_FILLER = "name_leading_filler"
    NAME_SEPARATOR = "name_separator"
    NUMBER_EMPTY = "number_empty"
    LONG_NUMBER = "long_number"
    DATE_LETTER = "date_letter"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_ZEROS = "date_zeros"
    DATE_UNKNOWN = "date_unknown"
    SEX = "sex"
    CHECK_DIGIT = "check_digit"
    CHECK_DIGIT_MISSING = "check_digit_missing"


MENDED = frozenset({Kind.LOWER_CASE, Kind.KEYBOARD, Kind.LOOK_ALIKE})
"""Kinds that tell how the text came in, and say nothing against the document."""


class Deviation(NamedTuple):
    """One departure: its kind, the field, line and place in it (from 1; 0 where there is none).

    `found` is what stands there, `expected` what should, or what would make the check digit fit: a proposal
    for the eye that looks at the document again, never applied.
    """

    kind: Kind
    field: str = ""
    line: int = 0
    place: int = 0
    found: str = ""
    expected: str = ""
