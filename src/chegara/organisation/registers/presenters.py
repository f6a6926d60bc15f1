"""Records of registers as pages and documents show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.common.intervals import Interval
from chegara.organisation.models import Agency
from chegara.organisation.registers.described import Register
from chegara.reporting.numbers import UNKNOWN, decimal, shortest


def language() -> str:
    """Return the language of the page or document."""
    return get_language() or "en"


def number(value: float | None, digits: int | None = None) -> str:
    """Return a number without needless decimals, "–" where it is unknown."""
    return shortest(value, language()) if digits is None else decimal(value, language(), digits)


def percent(share: float | None, digits: int = 0) -> str:
    """Return a share as per cent."""
    return UNKNOWN if share is None else f"{number(100 * share, digits)} %"


def between(interval: Interval | None, digits: int = 2, scale: float = 1) -> str:
    """Return an interval as "low to high", "–" where it is unknown."""
    if interval is None:
        return UNKNOWN
    return _("%(low)s to %(high)s") % {
        "low": number(interval.low * scale, digits),
        "high": number(interval.high * scale, digits),
    }


def day(value: date | None) -> str:
    """Return a day as dd.mm.yyyy."""
    return f"{value:%d.%m.%Y}" if value else UNKNOWN


GROUPED_FROM = 10_000
"""Thousands stand apart from here on: no year does, and four digits are read at a glance."""


def value_text(one: models.Model, name: str) -> str:
    """Return a column of a record in words; what is not known as a dash."""
    field = one._meta.get_field(name)
    if field.many_to_many:
        return ", ".join(_short(each) for each in getattr(one, name).all()) or UNKNOWN
    value = getattr(one, name)
    if value in (None, ""):
        return UNKNOWN
    display = getattr(one, f"get_{name}_display", None)
    return str(display()) if display is not None else _value(value)


def _short(value: Any) -> str:
    return value.short if isinstance(value, Agency) else str(value)


def _value(value: Any) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
        case date():
            return day(value)
        case float() | Decimal():
            return number(float(value))
        case int() if abs(value) >= GROUPED_FROM:
            return number(value)
    return _short(value)


def heading(register: Register, name: str) -> str:
    """Return what a column is called."""
    return capfirst(str(register.model._meta.get_field(name).verbose_name))


def facts_of(register: Register, one: Any, *, own: bool) -> list[tuple[str, str]]:
    """Return a record's columns as pairs of label and value; the own agency alone is told what is private."""
    names = register.fields or register.columns
    return [
        (heading(register, name), value_text(one, name)) for name in names if own or name not in one.private
    ]


def rows_of(register: Register, rows: Iterable[Any]) -> list[tuple[Any, list[str]]]:
    """Return records with the words of the columns that lists show."""
    return [(one, [value_text(one, name) for name in register.columns]) for one in rows]
