"""What the methods refuse, in the user's language."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext

from chegara.common.refusals import Labelled, Said
from chegara.profiling.tongue import tongue


def spoken(said: Said) -> str:
    """Return a refusal in the language that is active; of a path only the file's name."""
    language = tongue()
    return gettext(said.text) % {name: _value(value, language) for name, value in said.told.items()}


def _value(value: object, language: str) -> object:
    if isinstance(value, Said):
        return spoken(value)
    if isinstance(value, Labelled):
        return value.label(language)
    return value.name if isinstance(value, Path) else value
