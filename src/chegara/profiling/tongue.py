"""The two languages in which the slice's own words stand: catalogue, refusals, sentences of profiles."""

from __future__ import annotations

from django.utils.translation import get_language


def tongue(language: str | None = None) -> str:
    """Return "ru" for Russian and "en" for any other language; by default of the active one."""
    return "ru" if (language or get_language() or "en").startswith("ru") else "en"
