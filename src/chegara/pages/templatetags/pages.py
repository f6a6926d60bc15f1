"""What every template has without loading it."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def unlocalized(value: Any) -> str:
    """Write a year, a key or a number for a program without a thousands separator."""
    return "" if value is None else str(value)
