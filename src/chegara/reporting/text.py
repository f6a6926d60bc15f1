"""What every renderer does with text: take it as runs, and free it of what no document can hold."""

from __future__ import annotations

import re

from chegara.reporting.blocks import Span, Text

# XML 1.0 (Word, SVG) has no place for these, HTML and PDF no use: controls, surrogates, noncharacters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Return the text without control characters; a line break of any kind becomes a newline.

    >>> clean("tab\\tstays, bell\\a goes,\\r\\nline breaks agree")
    'tab\\tstays, bell goes,\\nline breaks agree'
    """
    if text.isprintable():  # most texts: all that is taken out or turned is not printable
        return text
    return _ILLEGAL.sub("", _BREAKS.sub("\n", text))


def spans(text: Text) -> tuple[Span, ...]:
    """Return the text as clean runs, whichever way it was written.

    >>> [run.text for run in spans(("fell by ", Span("12 %", bold=True)))]
    ['fell by ', '12 %']
    """
    parts = (text,) if isinstance(text, str) else text
    runs = (Span(part) if isinstance(part, str) else part for part in parts)
    return tuple(Span(clean(run.text), run.bold, run.italic, run.href) for run in runs)


def plain(text: Text) -> str:
    """Return the text without its formatting."""
    if isinstance(text, str):
        return clean(text)
    return "".join(run.text for run in spans(text))
