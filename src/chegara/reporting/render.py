"""One document, three formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from chegara.reporting import drawing, html, pdf, word
from chegara.reporting.blocks import Document, Figure

Format = Literal["docx", "pdf", "html"]

RENDERERS: dict[Format, Callable[[Document], bytes]] = {
    "docx": word.render,
    "pdf": pdf.render,
    "html": html.render,
}


def render(
    document: Document,
    format: Format,  # noqa: A002 - the word users say
    template: bytes | None = None,
) -> bytes:
    """Return the document as a file's bytes: the same input always gives the same bytes.

    `template` is an agency's own Word file, laid over a document in Word.

    Raises:
        ValueError: there is no such format.
        TemplateError: the template cannot be used.
    """
    try:
        renderer = RENDERERS[format]
    except KeyError:
        raise ValueError(f"no format {format!r}: choose from {', '.join(RENDERERS)}") from None
    drawing.draw_ahead(block.spec for block in document.blocks if isinstance(block, Figure))
    return word.render(document, template) if format == "docx" else renderer(document)
