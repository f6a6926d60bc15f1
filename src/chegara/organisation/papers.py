"""Documents about records: how they are put together, shown on a page and handed out as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from chegara.accounts.models import Marking
from chegara.accounts.words import marking_words
from chegara.organisation.models import State
from chegara.organisation.page_context import invented
from chegara.organisation.presenters import invented_banner
from chegara.reporting.blocks import Block, Column, Document, Heading, Paragraph, Table, Text
from chegara.reporting.html import render_fragment
from chegara.reporting.render import Format
from chegara.reporting.render import render as render_document

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


def document(
    title: str,
    blocks: Iterable[Block],
    language: str,
    *,
    countries: Iterable[State] = (),
    subtitle: str = "",
    marking: str = Marking.OFFICIAL_USE,
    issued_by: str = "",
    contents: bool = False,
) -> Document:
    """Return a document; of invented countries it says so on each page."""
    invented_ones = {country.pk: country for country in countries if country.invented}
    return Document(
        title=title,
        subtitle=subtitle,
        issued_by=issued_by,
        issued_on=timezone.localdate(),
        language=language,
        marking=marking_words(marking, language),
        contents=contents,
        blocks=tuple(blocks),
        banner=" ".join(invented_banner(country) for country in invented_ones.values()),
    )


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Text]],
    *,
    source: str = "",
    notes: tuple[str, ...] = (),
    widths: Sequence[float] = (),
    numbers: int = 0,
    total: bool = False,
) -> list[Block]:
    """Return a table whose last `numbers` columns are numbers, or a line that says there is nothing.

    `total` says that the last row is the sum of the others.
    """
    found = tuple(tuple(row) for row in rows)
    if not found:
        return [Paragraph(_("%(what)s: nothing is entered yet.") % {"what": caption})]
    columns = tuple(
        Column(head, align="end" if place >= len(heads) - numbers else "start", width=width)
        for place, (head, width) in enumerate(zip(heads, widths or [1.0] * len(heads), strict=True))
    )
    last = frozenset({len(found) - 1}) if total else frozenset()
    return [Table(caption, columns, found, source=source, notes=notes, emphasised=last)]


def paper(document: Document, name: str, format_name: str) -> HttpResponse:
    """Hand out a document as a file."""
    if format_name not in get_args(Format):
        raise Http404
    return HttpResponse(
        render_document(document, format_name),  # type: ignore[arg-type]
        content_type=TYPES[format_name],
        headers={"Content-Disposition": f'attachment; filename="{name}.{format_name}"'},
    )


def show_paper(
    request: HttpRequest,
    document: Document,
    *,
    countries: Iterable[State] = (),
    back: tuple[str, str] | None = None,
    files: Iterable[tuple[str, str]] = (),
    template: str = "organisation/paper.html",
    **more: Any,
) -> HttpResponse:
    """Show a document's blocks on a page, with the files in which it can be taken away."""
    return render(
        request,
        template,
        {
            "title": document.title,
            "subtitle": document.subtitle,
            "back": back,
            "files": files,
            # The page's own heading comes first: the highest of the document is one below it.
            "body": fragment(document.blocks, document.language),
            **invented(next((each for each in countries if each.invented), None)),
            **more,
        },
    )


def fragment(blocks: Sequence[Block], language: str, **more: Any) -> SafeString:
    """Return blocks as they stand on a page; the highest heading is one below the page's own."""
    top = 3 - min((block.level for block in blocks if isinstance(block, Heading)), default=1)
    return mark_safe(render_fragment(blocks, language, top=top, **more))  # noqa: S308 - escaped by reporting
