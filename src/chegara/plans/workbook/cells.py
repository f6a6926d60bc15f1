"""Reading the cells of a workbook; what is wrong is told by sheet, row and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from chegara.evidence.models import Indicator
from chegara.organisation.models import Agency, State
from chegara.plans.workbook.sheets import (
    SHOWN_ONLY,
    Sheet,
    in_all_languages,
    key,
)


@dataclass
class Row:
    """One row of a sheet: where it stands, and its cells by column as they were read."""

    sheet: Sheet
    number: int
    values: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, column: str) -> Any:
        """Return a column's value; None where the sheet does not have it."""
        return self.values.get(column)


@dataclass
class Reader:
    """Reads cells in the light of a country, and collects what is wrong with them."""

    country: State
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read once what cells name."""
        agencies = Agency.objects.filter(country=self.country)
        self.agencies: dict[str, Agency] = {}
        for agency in agencies:
            for name in (agency.code, agency.name_en, agency.name_ru, agency.short_en, agency.short_ru):
                if name:
                    self.agencies.setdefault(key(name), agency)
        self.indicators = {key(each.pk): each for each in Indicator.objects.all()}

    def wrong(self, row: Row, column: str, message: str) -> None:
        """Note a problem with a cell."""
        self.problems.append(
            _("Sheet %(sheet)s, row %(row)s, column “%(column)s”: %(message)s")
            % {
                "sheet": row.sheet.name,
                "row": row.number,
                "column": row.sheet.heading(column),
                "message": message,
            }
        )

    def value(self, row: Row, column: str, raw: Any) -> Any:
        """Return a cell's value as its column holds it; note what is wrong and return None."""
        if isinstance(raw, str):
            raw = raw.strip()
            raw = raw[1:] if raw[:2] in {"'=", "'+", "'-", "'@"} else raw
        if raw in (None, ""):
            return None
        try:
            return self._read(row, column, raw)
        except (ValueError, InvalidOperation) as error:
            self.wrong(row, column, str(error))
            return None

    def _read(self, row: Row, column: str, raw: Any) -> Any:
        if column in {"lead", "agency"}:
            return self._agency(raw)
        if column == "supporting":
            return [self._agency(part) for part in str(raw).split(";") if part.strip()]
        if column == "series":
            return _or_wrong(self.indicators.get(key(raw)), _("the dictionary has no indicator “%s”."), raw)
        if column in {"objective", "number"}:
            return int(number(raw, whole=True))
        if column in {"measure", "code", *SHOWN_ONLY}:
            return str(raw)
        found: Any = row.sheet.field(column)
        if found.choices:
            return choice(found, raw)
        if isinstance(found, models.DateField):
            return day(raw)
        if isinstance(found, models.DecimalField):
            return Decimal(str(number(raw))).quantize(Decimal("0.01"))
        if isinstance(found, models.FloatField):
            return float(number(raw))
        if isinstance(found, models.IntegerField):
            return int(number(raw, whole=True))
        return str(raw)

    def _agency(self, raw: Any) -> Agency:
        agency: Agency = _or_wrong(
            self.agencies.get(key(raw)), _("there is no agency “%s” in this country."), raw
        )
        return agency


def _or_wrong(found: Any, message: str, raw: Any) -> Any:
    if found is None:
        raise ValueError(message % str(raw).strip())
    return found


def choice(found: Any, raw: Any) -> Any:
    """Return the value of a choice named in any language, or by its code."""
    known: dict[str, Any] = {}
    for value, text in found.flatchoices:
        known[key(value)] = value
        for name in in_all_languages(text):
            known[key(name)] = value
    if key(raw) not in known:
        allowed = ", ".join(str(text) for _value, text in found.flatchoices)
        raise ValueError(_("“%(raw)s” is none of: %(allowed)s.") % {"raw": raw, "allowed": allowed})
    return known[key(raw)]


def number(raw: Any, *, whole: bool = False) -> float | int | Decimal:
    """Return a cell's number, written with comma or point, spaces and any minus.

    Raises:
        ValueError: it is none; the message is for the user.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError(_("“%s” is no number.") % raw)  # noqa: TRY004 - the cell is wrong, not the program
    text = (
        str(raw)
        .replace("\u00a0", "")
        .replace("\u202f", "")
        .replace(" ", "")
        .replace(",", ".")
        .replace("−", "-")
    )
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(_("“%s” is no number.") % raw) from None
    if not value.is_finite() or (whole and value != value.to_integral_value()):
        raise ValueError(_("“%s” is no whole number.") % raw)
    return value


def day(raw: Any) -> date:
    """Return a cell's day, a date or text such as dd.mm.yyyy.

    Raises:
        ValueError: it is none; the message is for the user.
    """
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(str(raw).strip(), form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise ValueError(_("“%s” is no date: write it as dd.mm.yyyy.") % raw)
