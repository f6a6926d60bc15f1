"""Figures in the language of the page; what is unknown is a dash, never a zero."""

from __future__ import annotations

import math

from django.utils.formats import number_format
from django.utils.translation import ngettext

DECIMALS_SHOWN = 3


def figure(value: float | None) -> str:
    """Write a figure for a list: large ones with one decimal, small ones with three, no trailing zeros."""
    if value is None or math.isnan(value):
        return "–"
    return exact(round(value, 1 if abs(value) >= 100 else DECIMALS_SHOWN))


def exact(value: float) -> str:
    """Write a figure with all the decimals that it has."""
    return str(number_format(int(value) if value.is_integer() else value))


def per_cent(share: float) -> str:
    """Write a probability; what rounds to certainty is written as more than 99.9 %."""
    if share > 0.999:
        return f"> {number_format(99.9)} %"
    return f"{number_format(100 * share, 1 if share > 0.99 else 0)} %"


def reached_sentence(reported: float, doubles: float) -> str:
    """Say how a total was reached; nothing where no double was found.

    >>> reached_sentence(12, 0)
    ''
    """
    if not doubles:
        return ""
    return ngettext(
        "%(reported)s reported, %(doubles)s of them found to be a double: %(total)s.",
        "%(reported)s reported, %(doubles)s of them found to be doubles: %(total)s.",
        round(doubles),
    ) % {
        "reported": number_format(reported, 0), "doubles": number_format(doubles, 0),
        "total": number_format(reported - doubles, 0),
    }  # fmt: skip
