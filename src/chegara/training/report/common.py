"""What the documents of training share: cover, marking, banners, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import Marking
from chegara.accounts.words import marking_words
from chegara.organisation.models import State
from chegara.organisation.presenters import invented_banner
from chegara.reporting.blocks import Block, Column, Document, Paragraph, Table, Text


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
    invented = {country.pk: country for country in countries if country.invented}
    return Document(
        title=title,
        subtitle=subtitle,
        issued_by=issued_by,
        issued_on=timezone.localdate(),
        language=language,
        marking=marking_words(marking, language),
        contents=contents,
        blocks=tuple(blocks),
        banner=" ".join(invented_banner(country) for country in invented.values()),
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
) -> list[Block]:
    """Return a table whose last `numbers` columns are numbers, or a line that says there is nothing."""
    found = tuple(tuple(row) for row in rows)
    if not found:
        return [Paragraph(_("%(what)s: nothing is entered yet.") % {"what": caption})]
    columns = tuple(
        Column(head, align="end" if place >= len(heads) - numbers else "start", width=width)
        for place, (head, width) in enumerate(zip(heads, widths or [1.0] * len(heads), strict=True))
    )
    return [Table(caption, columns, found, source=source, notes=notes)]
