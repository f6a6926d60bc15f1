"""A document as one HTML file that needs nothing else: no script, no style attribute, no address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from chegara.reporting import drawing
from chegara.reporting.blocks import (
    Block,
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
from chegara.reporting.numbers import day
from chegara.reporting.outline import Placed, headings, place
from chegara.reporting.text import clean, spans
from chegara.reporting.words import words

STYLES = Path(__file__).parent / "static" / "reporting"
LARGEST_OPENED_TABLE = 130  # rows: eleven years of months
_OUTSIDE = re.compile(r' (?:xmlns(?::xlink)?|font-family|role|aria-[a-z]+)="[^"]*"')
_SAFE_LINK = re.compile(r"^(https?://|mailto:|/(?!/)|\?|#|[\w.-]+(/|$|\?|#))", re.IGNORECASE)

_NUMBER = r"(?<!\d)[+−-]?\d(?:[\d\u00a0\u202f.,]*\d)?"
_RANGE = re.compile(f"(?:{_NUMBER}(?:\u00a0%)? )?\\(?{_NUMBER}–(?:{_NUMBER}|∞)(?:\u00a0%)?\\)?")
"""An interval, with the number before it of which it tells how sure that is: 8 (7–9)."""


def render(document: Document) -> bytes:
    """Return the document as a self-contained file; links are kept."""
    said = words(document.language)
    placed = place(document.blocks)
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(document.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="author" content="{_text(document.issued_by)}">',
        f"<title>{_text(document.title)}</title>",
        f"<style>\n{_stylesheet()}</style>",
        "</head>",
        "<body>",
        f'<a class="skip" href="#text">{_text(said["skip"])}</a>',
        # A table's head is what every browser repeats on each printed page; on screen it is no table.
        '<table class="frame" role="presentation">',
        f"<thead><tr><td>{_running_head(document, said['note'])}</td></tr></thead>",
        "<tbody><tr><td>",
        _cover(document),
        _contents(placed, said["contents"]) if document.contents else "",
        '<main id="text" class="document">',
        *(_block(each, document.language, top=2) for each in placed),
        "</main>",
        "</td></tr></tbody>",
        "</table>",
        "</body>",
        "</html>\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def render_fragment(
    blocks: Iterable[Block], language: str, *, top: int = 2, prefix: str = "document-"
) -> str:
    """Return blocks as HTML for a page of the site, safe to print as it is.

    Args:
        blocks: what to show.
        language: of the text.
        top: the rank (2 is h2) of level-1 headings, as the page has its own h1.
        prefix: of all ids, so that they are unique on the page.

    The page links the stylesheet `reporting/document.css`.
    """
    inside = "\n".join(_block(each, language, top=top) for each in place(blocks, prefix))
    return f'<div class="document" lang="{escape(language)}">\n{inside}\n</div>'


@cache
def _stylesheet() -> str:
    return "".join((STYLES / name).read_text(encoding="utf-8") for name in ("file.css", "document.css"))


def _text(text: str) -> str:
    return escape(clean(text))


def _running_head(document: Document, label: str) -> str:
    if not (document.marking or document.banner):
        return ""
    banner = f'<span class="banner">{_text(document.banner)}</span>' if document.banner else ""
    marking = f'<span class="marking">{_text(document.marking)}</span>' if document.marking else ""
    return f'<aside class="running" aria-label="{_text(label)}">{banner}{marking}</aside>'


def _cover(document: Document) -> str:
    issued = day(document.issued_on, document.language)
    lines = [
        f"<p><strong>{_text(document.issued_by)}</strong></p>" if document.issued_by else "",
        f"<h1>{_text(document.title)}</h1>",
        f'<p class="subtitle">{_text(document.subtitle)}</p>' if document.subtitle else "",
        *(f"<p>{_text(line)}</p>" for line in document.cover_lines),
        f'<p><time datetime="{document.issued_on.isoformat()}">{_text(issued)}</time></p>',
    ]
    return '<header class="cover">\n' + "\n".join(line for line in lines if line) + "\n</header>"


def _contents(placed: list[Placed], title: str) -> str:
    entries = "\n".join(
        f'<li class="level-{heading.level}"><a href="#{anchor}">{_numbered(heading, number)}</a></li>'
        for heading, number, anchor in headings(placed)
    )
    if not entries:
        return ""
    return (
        f'<nav class="contents" aria-labelledby="contents-title">\n'
        f'<p class="title" id="contents-title">{_text(title)}</p>\n<ol>\n{entries}\n</ol>\n</nav>'
    )


def _numbered(heading: Heading, number: str) -> str:
    return f"{number} {_text(heading.text)}" if number else _text(heading.text)


def _runs(text: Text) -> str:
    shown = []
    for run in spans(text):
        html = _RANGE.sub(r'<span class="range">\g<0></span>', escape(run.text))
        html = f"<em>{html}</em>" if run.italic else html
        html = f"<strong>{html}</strong>" if run.bold else html
        if run.href and _SAFE_LINK.match(run.href):
            html = f'<a href="{escape(clean(run.href))}">{html}</a>'
        shown.append(html)
    return "".join(shown)


def _block(placed: Placed, language: str, *, top: int) -> str:
    match placed.block:
        case Heading() as heading:
            rank = min(heading.level + top - 1, 6)
            return f'<h{rank} id="{placed.anchor}">{_numbered(heading, placed.number)}</h{rank}>'
        case Paragraph(text):
            return f"<p>{_runs(text)}</p>"
        case Bullets(items, ordered):
            tag = "ol" if ordered else "ul"
            return f"<{tag}>" + "".join(f"<li>{_runs(item)}</li>" for item in items) + f"</{tag}>"
        case Callout(title, text, tone):
            return (
                f'<div class="callout {tone}" role="note"><p class="callout-title">{_text(title)}</p>'
                f"<p>{_runs(text)}</p></div>"
            )
        case Table() as table:
            return _table_block(table, placed, language)
        case Figure() as figure:
            return _figure(figure, placed, language)
        case PageBreak():
            return '<div class="page-break"></div>'
        case SignatureBlock() as block:
            return _signatures(block, language)


def _caption(word: str, number: str, separator: str, text: str) -> str:
    return f"<strong>{_text(word)} {number}</strong>{_text(separator)}{_text(text)}"


def _small_print(notes: Iterable[str], source: str, said: dict[str, str]) -> str:
    lines = [f"{said['note']}: {note}" for note in notes]
    if source:
        lines.append(f"{said['source']}: {source}")
    return "\n".join(f'<p class="small-print">{_text(line)}</p>' for line in lines)


def _table_block(table: Table, placed: Placed, language: str) -> str:
    said = words(language)
    caption = _caption(said["table"], placed.number, said["caption_separator"], table.caption)
    return (
        f'<div class="table" id="{placed.anchor}">\n{_table(table, caption, placed.anchor)}\n'
        f"{_small_print(table.notes, table.source, said)}\n</div>"
    )


def _table(table: Table, caption: str, anchor: str) -> str:
    """Return a table in a box that scrolls by itself, by finger and by keyboard."""
    sides = ["" if column.align == "start" else f' class="{column.align}"' for column in table.columns]
    head = "".join(
        f'<th scope="col"{side}>{_text(column.heading)}</th>' if column.heading else f"<td{side}></td>"
        for column, side in zip(table.columns, sides, strict=True)
    )
    body = []
    for index, row in enumerate(table.rows):
        cells = "".join(
            f'<th scope="row"{side}>{_runs(cell)}</th>' if position == 0 else f"<td{side}>{_runs(cell)}</td>"
            for position, (cell, side) in enumerate(zip(row, sides, strict=True))
        )
        emphasis = ' class="emphasised"' if index in table.emphasised else ""
        body.append(f"<tr{emphasis}>{cells}</tr>")
    return (
        f'<div class="scroll" role="group" tabindex="0" aria-labelledby="{anchor}-caption">\n'
        f'<table>\n<caption id="{anchor}-caption">{caption}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n" + "\n".join(body) + "\n</tbody>\n</table>\n</div>"
    )


def _figure(figure: Figure, placed: Placed, language: str) -> str:
    said = words(language)
    caption = _caption(said["figure"], placed.number, said["caption_separator"], figure.caption)
    data = ""
    if figure.data is not None and len(figure.data.rows) <= LARGEST_OPENED_TABLE:
        opened = _table(figure.data, _text(figure.data.caption), f"{placed.anchor}-data")
        data = f"<details><summary>{_text(said['data'])}</summary>\n{opened}\n</details>\n"
    return (
        f'<figure id="{placed.anchor}">\n{_inline_svg(figure, placed.anchor)}\n'
        f"<figcaption>{caption}\n{_small_print(figure.notes, figure.source, said)}</figcaption>\n"
        f"{data}</figure>"
    )


def _inline_svg(figure: Figure, anchor: str) -> str:
    """Return the picture inside the page: one image with name and description, in the page's own font.

    Vega's roles go, as the parts of a picture are no objects to visit; ids become unique on the page.
    """
    drawn = _OUTSIDE.sub("", drawing.svg(figure.spec)).replace('id="', f'id="{anchor}-')
    drawn = drawn.replace("url(#", f"url(#{anchor}-")
    named = (
        f'<svg role="img" aria-labelledby="{anchor}-name {anchor}-words"'
        f'><title id="{anchor}-name">{_text(figure.caption)}</title>'
        f'<desc id="{anchor}-words">{_text(figure.description)}</desc>'
    )
    opening, _, rest = drawn.partition(">")
    size = "".join(re.findall(r' (?:width|height|viewBox)="[^"]*"', opening))
    return named.replace("<svg", f"<svg{size}", 1) + rest


def _signatures(block: SignatureBlock, language: str) -> str:
    said = words(language)
    lines = "\n".join(
        f'<div class="signature"><span>{_text(one.office)}</span>'
        f'<span class="line">{_text(said["signature"])}</span>'
        f"<span>{_text(one.name)}</span>"
        f'<span class="date">{_text(said["date_line"])}</span></div>'
        for one in block.signatures
    )
    return f'<section class="signatures"><p><strong>{_text(block.title)}</strong></p>\n{lines}\n</section>'
