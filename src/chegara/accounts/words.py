"""Markings as documents print them."""

from __future__ import annotations

from django.utils import translation

from chegara.accounts.models import Marking


def marking_words(marking: str, language: str) -> str:
    """Return a marking as a document prints it; open documents print none."""
    if marking == Marking.OPEN:
        return ""
    with translation.override(language):
        # Translators: the marking on each page of a document; in Russian the usual abbreviation "ДСП".
        return translation.pgettext("marking", "For official use")
