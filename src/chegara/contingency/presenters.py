"""Words and display values of contingency plans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.reporting.numbers import UNKNOWN, decimal


def language() -> str:
    """Return the language of the page or document."""
    return get_language() or "en"


def clock(minutes: int) -> str:
    """Return minutes after T+0 as people say them.

    >>> clock(0), clock(75), clock(1440), clock(1500)
    ('T+0:00', 'T+1:15', 'T+24:00', 'T+25:00')
    """
    return _("T+%(time)s") % {"time": f"{minutes // 60}:{minutes % 60:02}"}


def number(value: float | None) -> str:
    """Return a number without needless decimals, "–" where it is unknown."""
    if value is None:
        return UNKNOWN
    return decimal(value, language(), 0 if float(value).is_integer() else 1)


def label(model: type[models.Model] | models.Model, name: str) -> str:
    """Return what a column is called, with a capital letter."""
    return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def shown(value: Any) -> str:
    """Return a column's value as a page or document shows it."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, float):
        return number(value)
    if hasattr(value, "strftime"):
        return f"{value:%d.%m.%Y}"
    return str(value)


def of(instance: models.Model, name: str) -> str:
    """Return a column of a record as it is shown: a choice in words, a date day first, unknown as "–"."""
    display = getattr(instance, f"get_{name}_display", None)
    value = getattr(instance, name)
    if display is not None and value not in (None, ""):
        return str(display())
    short = getattr(value, "short", None)
    return str(short) if short else shown(value)


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def listed(texts: Iterable[str]) -> str:
    """Return texts as one line, "–" if there are none."""
    return ", ".join(filter(None, texts)) or UNKNOWN


def minutes(value: int | None) -> str:
    """Return a time limit in minutes, hours or days.

    >>> minutes(None)
    '–'
    """
    if value is None:
        return UNKNOWN
    if value and value % 1440 == 0:
        return _("%(n)s d") % {"n": value // 1440}
    if value and value % 60 == 0:
        return _("%(n)s h") % {"n": value // 60}
    return _("%(n)s min") % {"n": value}
