"""What codes in the history of the evidence stand for."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from chegara.evidence.dictionary import indicator_name
from chegara.evidence.explorer.forms import BY_NAMES, SelectionForm
from chegara.evidence.models import Indicator, SavedView


def dictionary_word(code: str) -> str:
    """Return what an entry of the dictionary, or a column of such entries, is called."""
    return _column_of(Indicator, code) or indicator_name(code)


def selection_word(code: str) -> str:
    """Return what a question of a saved view, or its answer, is called."""
    asked = SelectionForm.base_fields.get(code)
    names = {by.value: str(name) for by, name in BY_NAMES}
    return (
        str(asked.label) if asked else names.get(code) or _column_of(SavedView, code) or indicator_name(code)
    )


def _column_of(model: type[models.Model], name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return ""
