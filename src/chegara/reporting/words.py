"""The few words that documents, charts and maps say themselves, in the document's language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation
from django.utils.translation import gettext, pgettext


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say what follows in this language; a language without a translation falls back as Django has it."""
    with translation.override(language.lower()):
        yield


def words(language: str) -> dict[str, str]:
    """Return the words that the renderers print, by the name the renderers know them by."""
    with speaking(language):
        return {
            "contents": gettext("Contents"),
            "table": gettext("Table"),
            "figure": gettext("Figure"),
            "caption_separator": pgettext("between the number and the caption of a table", ". "),
            "source": gettext("Source"),
            "note": gettext("Note"),
            "page_before": pgettext("Page 2 of 10: before the page", "Page "),
            "page_between": pgettext("Page 2 of 10: between page and total", " of "),
            "data": gettext("The figures behind this picture"),
            "skip": gettext("Skip to the text"),
            "date_line": pgettext("left open beside a signature", "“___” ____________ 20___"),
            "signature": gettext("Signature"),
        }
