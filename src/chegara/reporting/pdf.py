"""A document as PDF by way of Typst: tagged (PDF/UA-1), in our own fonts; text is data, never markup."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Literal

import typst

from chegara.reporting import drawing
from chegara.reporting.blocks import (
    Bullets,
    Callout,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    SignatureBlock,
    Table,
    Text,
)
from chegara.reporting.columns import column_shares, lines_around, lines_of_rows
from chegara.reporting.numbers import day
from chegara.reporting.outline import Placed, place
from chegara.reporting.text import clean, spans
from chegara.reporting.words import words

TEXT_WIDTH = 6.3  # inches
LOW = 20
"""Lines of a table that surely fill less than 60 % of a page of A4: it need not be measured."""
TALL = 20
"""Lines of a row from which on a page may cut it: what is taller than a page would be lost."""
TEMPLATE = Path(__file__).parent / "document.typ"


def render(document: Document) -> bytes:
    """Return the document as PDF/UA-1.

    A text with characters that our font lacks (Chinese, say) cannot be promised to every reader: such a
    document is tagged all the same, but does not call itself PDF/UA.
    """
    given = inputs(document)
    try:
        return _compile(document, given, "ua-1")
    except typst.TypstError:
        return _compile(document, given, None)


def heading_pages(document: Document) -> list[int]:
    """Return the page of each heading in print; Word's contents shows them until Word counts for itself."""
    found = typst.query(
        TEMPLATE,
        "<heading-pages>",
        field="value",
        one=True,
        font_paths=[drawing.FONTS],
        ignore_system_fonts=True,
        sys_inputs=inputs(document),
    )
    return [int(page) for page in json.loads(found)]


def _compile(document: Document, given: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    issued = datetime.combine(document.issued_on, time(), UTC)
    return typst.compile(
        TEMPLATE,
        font_paths=[drawing.FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=given,
        pdf_standards=standard,
        timestamp=int(issued.timestamp()),
    )


def inputs(document: Document, *, numbered: bool = True) -> dict[str, str]:
    """Return what the template reads; not `numbered`, tables and figures stand alone."""
    language, _, region = document.language.partition("-")
    issued = document.issued_on
    blocks = place(document.blocks)
    if not numbered:
        blocks = [replace(placed, number="") for placed in blocks]
    return {
        "document": json.dumps(
            {
                "words": words(document.language),
                "title": clean(document.title),
                "subtitle": clean(document.subtitle),
                "author": clean(document.issued_by),
                "issued_by": clean(document.issued_by),
                "issued_on": day(issued, document.language),
                "date": {"year": issued.year, "month": issued.month, "day": issued.day},
                "lang": language.lower(),
                "region": region if len(region) == 2 else None,
                "marking": clean(document.marking),
                "banner": clean(document.banner),
                "cover_lines": [clean(line) for line in document.cover_lines],
                "contents": document.contents,
                "paper": document.paper,
                "blocks": [_block(placed, document.paper) for placed in blocks],
            }
        )
    }


def _runs(text: Text) -> str | list[dict[str, Any]]:
    """Return a text's runs; one without emphasis, as most are, as it is."""
    if isinstance(text, str):
        return clean(text)
    return [{"text": run.text, "bold": run.bold, "italic": run.italic} for run in spans(text)]


def _block(placed: Placed, paper: str) -> dict[str, Any]:
    match placed.block:
        case Heading() as heading:
            return {
                "kind": "heading",
                "text": clean(heading.text),
                "level": heading.level,
                "number": placed.number,
            }
        case Paragraph(text):
            return {"kind": "paragraph", "text": _runs(text)}
        case Bullets(items, ordered):
            return {"kind": "bullets", "items": [_runs(item) for item in items], "ordered": ordered}
        case Callout(title, text, tone):
            return {"kind": "callout", "title": clean(title), "text": _runs(text), "tone": tone}
        case Table() as table:
            return _table(table, placed.number, paper)
        case Figure() as figure:
            return _figure(figure, placed.number)
        case PageBreak():
            return {"kind": "break"}
        case SignatureBlock(title, signatures):
            return {
                "kind": "signatures",
                "title": clean(title),
                "signatures": [{"office": clean(s.office), "name": clean(s.name)} for s in signatures],
            }


def _table(table: Table, number: str, paper: str) -> dict[str, Any]:
    shares = column_shares(table)
    lines = lines_of_rows(table, shares)
    return {
        "kind": "table",
        "number": number,
        "tall-rows": [row for row, each in enumerate(lines) if each > TALL],
        "may-be-tall": paper != "a4" or lines_around(table) + sum(lines) > LOW,
        "caption": clean(table.caption),
        "columns": [
            {"heading": clean(column.heading), "align": column.align, "width": share}
            for column, share in zip(table.columns, shares, strict=True)
        ],
        "rows": [[_runs(cell) for cell in row] for row in table.rows],
        "emphasised": sorted(table.emphasised),
        "source": clean(table.source),
        "notes": [clean(note) for note in table.notes],
    }


def _figure(figure: Figure, number: str) -> dict[str, Any]:
    return {
        "kind": "figure",
        "number": number,
        "caption": clean(figure.caption),
        "svg": drawing.svg(figure.spec),
        "width": min(drawing.size_in_inches(figure.spec)[0], TEXT_WIDTH) * figure.scale,
        "description": clean(figure.description),
        "source": clean(figure.source),
        "notes": [clean(note) for note in figure.notes],
    }
