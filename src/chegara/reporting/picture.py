"""One table or figure as a picture to take away, with source, marking and "invented" printed in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

import typst

from chegara.reporting import drawing, pdf
from chegara.reporting.blocks import Document, Figure, Table

Format = Literal["png", "svg"]
FORMATS: tuple[Format, ...] = ("png", "svg")
TEMPLATE = Path(__file__).parent / "picture.typ"
PIXELS_PER_INCH = 192


def picture(
    block: Table | Figure,
    format: Format,  # noqa: A002 - the word users say
    *,
    language: str,
    marking: str = "",
    banner: str = "",
) -> bytes:
    """Return a table or figure as PNG or SVG, as high as it needs to be.

    Its caption, notes and source stand below it, `marking` and `banner` above, as on a document's page.

    Raises:
        ValueError: there is no such format.
    """
    if format not in FORMATS:
        raise ValueError(f"no format {format!r}: choose from {', '.join(FORMATS)}")
    document = Document(
        title=block.caption,
        issued_on=date(1970, 1, 1),  # not printed
        language=language,
        marking=marking,
        banner=banner,
        contents=False,
        blocks=(block,),
    )
    made: Any = typst.compile(
        TEMPLATE,
        font_paths=[drawing.FONTS],
        ignore_system_fonts=True,
        format=format,
        ppi=PIXELS_PER_INCH,
        sys_inputs=pdf.inputs(document, numbered=False),
    )
    # One page is handed over as it is, several as a list: here there is always one.
    content: bytes = made
    return content
