"""A figure with its interval, as papers print it."""

from __future__ import annotations

from chegara.profiling.methods.oversight import Estimate
from chegara.reporting.numbers import decimal

DASH = "–"


def told(one: Estimate, language: str, *, places: int = 2) -> str:
    """Return an estimate with its interval; where only the least is known, that."""

    def figure(value: float) -> str:
        return decimal(value, language, places)

    if one.value is None:
        return DASH if one.low is None else f"≥ {figure(one.low)}"
    if one.low is None:
        return figure(one.value)
    return f"{figure(one.value)} ({figure(one.low)}–{'∞' if one.high is None else figure(one.high)})"
