"""Training as pages and documents show it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.common.intervals import Interval
from chegara.organisation.models import Agency
from chegara.reporting.numbers import UNKNOWN, decimal
from chegara.training.models import Activity
from chegara.training.registers import Register


def language() -> str:
    """Return the language of the page or document."""
    return get_language() or "en"


def number(value: float | None, digits: int | None = None) -> str:
    """Return a number without needless decimals, "–" where it is unknown."""
    if value is None:
        return UNKNOWN
    return decimal(value, language(), digits if digits is not None else 0 if float(value).is_integer() else 1)


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


def days(activity: Activity) -> str:
    """Return the days of an activity, else how they were announced."""
    if activity.start is None:
        return activity.announced or UNKNOWN
    if activity.end is None or activity.end == activity.start:
        return day(activity.start)
    return f"{day(activity.start)} – {day(activity.end)}"


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
        case float():
            return number(value)
    return _short(value)


def heading(register: Register, name: str) -> str:
    """Return what a column is called."""
    return capfirst(str(register.model._meta.get_field(name).verbose_name))


def facts_of(register: Register, one: models.Model, *, own: bool) -> list[tuple[str, str]]:
    """Return a record's columns as pairs of label and value; a name is told to the own agency alone."""
    names = [name for name in register.fields or register.columns if own or name != "full_name"]
    return [(heading(register, name), value_text(one, name)) for name in names]


def rows_of(register: Register, rows: Iterable[models.Model]) -> list[tuple[models.Model, list[str]]]:
    """Return records with the words of the columns that lists show."""
    return [(one, [value_text(one, name) for name in register.columns]) for one in rows]


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
