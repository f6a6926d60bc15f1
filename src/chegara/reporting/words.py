"""The few words that documents, charts and maps say themselves, in the document's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say what follows in this language; a language without a translation falls back as Django has it."""
    with translation.override(language.lower()):
        yield


def few(names: Sequence[str], most: int = 5, *, separator: str = ", ") -> str:
    """Name the first of many and say how many more there are, in the active language; a dash for none.

    >>> with speaking("en"):
    ...     few(["R1", "R2", "R3"], 2), few([])
    ('R1, R2 and 1 more', '–')
    """
    said = separator.join(names[:most]) or "–"
    left = len(names) - most
    if left <= 0:
        return said
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", left) % {"names": said, "n": left}


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
