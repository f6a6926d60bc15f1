"""What a file reports, row by row, before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chegara.common.periods import PeriodKind


class Field(StrEnum):
    """What a column of a file can mean. The names are those of the records in which they end."""

    IGNORE = "ignore"
    DATE = "date"
    YEAR = "year"
    MONTH = "month"
    QUARTER = "quarter"
    INDICATOR = "indicator"
    VALUE = "value"
    QUANTITY = "quantity"
    UNIT = "unit"
    COUNTRY = "country"
    POINT = "point"
    SECTION = "section"
    DIVISION = "division"
    PLACE = "place"
    DIRECTION = "direction"
    CITIZENSHIP = "citizenship"
    PURPOSE = "purpose"
    KIND = "kind"
    CONCEALMENT = "concealment"
    TRANSPORT = "transport"
    ORIGIN = "origin"
    DEPARTURE = "departure"
    DESTINATION = "destination"
    REMARK = "remark"


# What an event can say beyond when, what and how much; a blank column is unknown, not "no".
TOLD_OF_EVENTS = (
    Field.PLACE, Field.POINT, Field.SECTION, Field.DIVISION, Field.CONCEALMENT, Field.TRANSPORT, Field.ORIGIN,
    Field.DEPARTURE, Field.DESTINATION, Field.DIRECTION, Field.QUANTITY,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRow:
    """One statistic or one event as a file reports it.

    `start` is the first day of the period. For an event (period: day) `value` is 1, or the number of
    events the row stands for; for a statistic it is the figure itself, None where the cell was blank:
    unknown is not zero. `quantity` and `unit` are what was seized or carried, in the file's own unit.
    `kind` is a code of the indicator's vocabulary (vehicle, document, reason, substance) where the word
    was recognised, else the file's own word. Citizenship and the three route columns are ISO 3166 codes
    where recognised, else the file's own word. Places are the file's own words, trimmed.
    `country` (ISO 3166) is the reporting country where one file holds several, as UNODC's does.
    `row` and `column` count from 1, as a spreadsheet shows them.
    """

    indicator: str
    start: date
    period: PeriodKind
    value: float | None
    quantity: float | None = None
    unit: str = ""
    country: str = ""
    point: str = ""
    section: str = ""
    division: str = ""
    place: str = ""
    direction: str = ""
    citizenship: str = ""
    purpose: str = ""
    kind: str = ""
    concealment: str = ""
    transport: str = ""
    origin: str = ""
    departure: str = ""
    destination: str = ""
    remark: str = ""
    sheet: str = ""
    row: int = 0
    column: int = 0
