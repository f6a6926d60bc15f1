"""Numbers, months and days as the document's language writes them; the one place that formats them.

Thousands are parted by a narrow no-break space where the language parts them by a space, the minus is
U+2212, unknown (None or NaN) is "–" and never 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Literal, cast

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal, format_percent, get_decimal_symbol, get_group_symbol

from chegara.common.periods import Month

UNKNOWN = "–"
MINUS = "−"
NARROW_SPACE = "\u202f"
_SPACES = str.maketrans({"\xa0": NARROW_SPACE, " ": NARROW_SPACE, "-": MINUS})
# English here is the language of international co-operation: day before month, 24 hours.
_REGIONS = {"en": "en_GB"}


@lru_cache
def locale_of(language: str) -> Locale:
    """Return Babel's locale for an IETF tag; English where Babel knows neither the tag nor its language."""
    tag = language.replace("_", "-")
    for candidate in (tag, tag.partition("-")[0]):
        try:
            return Locale.parse(_REGIONS.get(candidate, candidate.replace("-", "_")))
        except (ValueError, UnknownLocaleError):
            continue
    return Locale.parse("en_GB")


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def decimal(value: float | None, language: str, digits: int = 1) -> str:
    """Return the value with exactly that many decimals.

    >>> decimal(-1234.56, "ru")
    '−1\\u202f234,6'
    >>> decimal(float("nan"), "ru")
    '–'
    """
    if value is None or not _known(value):
        return UNKNOWN
    value = round(value, digits) + 0.0  # rounds first, so that −0.04 is 0.0 and not −0.0
    pattern = "#,##0" + ("." + "0" * digits if digits > 0 else "")
    return _written(format_decimal, value, pattern, locale_of(language))


@lru_cache(maxsize=4096)  # a long report writes the same few shares and counts again and again
def _written(write: Callable[..., str], value: float, pattern: str, locale: Locale) -> str:
    return write(value, format=pattern, locale=locale).translate(_SPACES)


def shortest(value: float | None, language: str) -> str:
    """Return the value with as many decimals as it has, at most two.

    >>> shortest(3.0, "ru"), shortest(2.5, "ru"), shortest(1 / 3, "en")
    ('3', '2,5', '0.33')
    """
    if value is None or not _known(value):
        return UNKNOWN
    digits = next((digits for digits in (0, 1) if abs(value - round(value, digits)) < 1e-9), 2)
    return decimal(value, language, digits)


def integer(value: float | None, language: str) -> str:
    """Return the value rounded to a whole number.

    >>> integer(1234567, "ru"), integer(1234567, "en")
    ('1\\u202f234\\u202f567', '1,234,567')
    """
    return decimal(value, language, 0)


def percent(share: float | None, language: str, digits: int = 0) -> str:
    """Return a share (0.12) as a percentage.

    >>> percent(0.123, "ru", 1), percent(0.123, "en")
    ('12,3\\u202f%', '12%')
    """
    if share is None or not _known(share):
        return UNKNOWN
    locale = locale_of(language)
    pattern = locale.percent_formats[None].pattern.replace(
        "#,##0", "#,##0" + ("." + "0" * digits if digits else "")
    )
    value = round(share, digits + 2) + 0.0
    return _written(format_percent, value, pattern, locale)


def signed(value: float | None, language: str, digits: int = 0) -> str:
    """Return a change with its sign; no change has none.

    >>> signed(12, "ru"), signed(-3.5, "ru", 1), signed(0, "ru")
    ('+12', '−3,5', '0')
    """
    return _plus(value, digits) + decimal(value, language, digits)


def signed_percent(share: float | None, language: str, digits: int = 0) -> str:
    """Return a relative change (0.12 is a rise by 12 %) with its sign.

    >>> signed_percent(0.12, "en"), signed_percent(-0.4, "ru")
    ('+12%', '−40\\u202f%')
    """
    return _plus(share, digits + 2) + percent(share, language, digits)


def _plus(value: float | None, digits: int) -> str:
    return "+" if value is not None and _known(value) and round(value, digits) > 0 else ""


def interval(low: float | None, high: float | None, language: str, digits: int = 0) -> str:
    """Return an interval: "12–18", with three dots where a bound is negative and a dash would mislead.

    >>> interval(12, 18, "en"), interval(-3, 5, "en")
    ('12–18', '−3…5')
    """
    if not (_known(low) and _known(high)):
        return UNKNOWN
    joint = "…" if cast("float", low) < 0 or cast("float", high) < 0 else "–"
    return decimal(low, language, digits) + joint + decimal(high, language, digits)


def day(value: date, language: str) -> str:
    """Return a date in full.

    >>> day(date(2015, 3, 1), "en"), day(date(2015, 3, 1), "ru")
    ('1 March 2015', '1 марта 2015\\xa0г.')
    """
    return (
        format_date(value, "long", locale=locale_of(language))
        .replace("\u202f", "\xa0")
        .replace(" г.", "\xa0г.")
    )


def month_names(language: str, width: Literal["abbreviated", "wide"] = "abbreviated") -> list[str]:
    """Return the names of the months as they stand alone, January first; width is abbreviated or wide."""
    names = get_month_names(width, context="stand-alone", locale=locale_of(language))
    return [str(names[number]).rstrip(".") for number in range(1, 13)]


def month(value: Month, language: str) -> str:
    """Return a month with its year.

    >>> month(Month(2015, 3), "en"), month(Month(2015, 3), "ru")
    ('March 2015', 'март 2015')
    """
    return f"{month_names(language, 'wide')[value.month - 1]} {value.year}"


def short_month(value: Month, language: str) -> str:
    """Return a month for a narrow column.

    >>> short_month(Month(2015, 1), "en"), short_month(Month(2015, 1), "ru")
    ('Jan 2015', 'янв 2015')
    """
    return f"{month_names(language)[value.month - 1]} {value.year}"


def vega_locale(language: str) -> dict[str, Any]:
    """Return Vega's locale (config.locale), so that axes speak the language of the document."""
    locale = locale_of(language)
    group = str(get_group_symbol(locale)).translate(_SPACES)
    days = [str(name) for name in _sunday_first(locale.days["stand-alone"]["wide"])]
    short_days = [str(name) for name in _sunday_first(locale.days["stand-alone"]["abbreviated"])]
    return {
        "number": {
            "decimal": str(get_decimal_symbol(locale)),
            "thousands": group,
            "grouping": [3],
            "currency": ["", ""],
            "minus": MINUS,
        },
        "time": {
            "dateTime": "%d.%m.%Y %H:%M",
            "date": "%d.%m.%Y",
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            "days": days,
            "shortDays": short_days,
            "months": month_names(language, "wide"),
            "shortMonths": month_names(language),
        },
    }


def _sunday_first(names: dict[int, str]) -> list[str]:
    """Babel counts days from Monday, Vega from Sunday."""
    return [names[(number - 1) % 7] for number in range(7)]
