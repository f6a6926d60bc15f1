"""Figures and records in templates."""

from __future__ import annotations

from typing import Any

from django import template

from chegara.evidence.dictionary import kind_word, word
from chegara.evidence.presenters.figures import figure

register = template.Library()


register.filter(figure)


@register.filter
def unit_word(code: str) -> str:
    """Return the word for a unit."""
    return word("unit", code)


@register.filter
def record_figures(record: dict[str, Any]) -> str:
    """Return what a record counts and weighs."""
    parts = [figure(record["value"])]
    if record["quantity"] is not None:
        parts.append(f"{figure(record['quantity'])} {unit_word(record['unit'])}")
    return ", ".join(parts)


@register.filter
def record_line(record: dict[str, Any]) -> str:
    """Return a record in one line: date, place, kind, figures."""
    place = next(
        filter(None, (record[n] for n in ("point_text", "place", "section_text", "division_text"))), ""
    )
    kind = kind_word(record["indicator"], record["kind"])
    words = filter(
        None, [f"{record['start']:%d.%m.%Y}", place, kind, record["citizenship"], record_figures(record)]
    )
    return ", ".join(words)
