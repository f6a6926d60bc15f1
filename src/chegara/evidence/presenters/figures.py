"""Figures in the language of the page; what is unknown is a dash, never a zero."""

from __future__ import annotations

import math

from django.utils.formats import number_format

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
