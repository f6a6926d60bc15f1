"""What the documents of a review share: cover, marking, banner, tables of findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.accounts.words import marking_words
from chegara.integrity.models import ConformityFinding, Review
from chegara.integrity.words import about_told, finding_told
from chegara.organisation.presenters import invented_banner
from chegara.reporting.blocks import Block, Column, Document, Table

MOST_ROWS = 300
"""Findings of one rule that a document prints; the list on the page holds all."""


def document(review: Review, title: str, blocks: Iterable[Block], *, contents: bool = True) -> Document:
    """Return a document of a review, marked as the review is."""
    language = get_language() or "en"
    country = review.owner_agency.country
    return Document(
        title=title, subtitle=review.title, issued_by=review.owner_agency.name, issued_on=timezone.localdate(),
        language=language, marking=marking_words(review.marking, language),
        banner=invented_banner(country), contents=contents, blocks=tuple(blocks),
        cover_lines=(_("as of %(day)s") % {"day": f"{review.on:%d.%m.%Y}"},),
    )  # fmt: skip


def findings_table(caption: str, findings: Sequence[ConformityFinding]) -> Table:
    """Return findings as a table: what about, what was found, how grave, what was decided and why."""
    notes: tuple[str, ...] = ()
    if len(findings) > MOST_ROWS:
        notes = (
            _("The first %(n)d of %(all)d; the list on the page holds all.")
            % {"n": MOST_ROWS, "all": len(findings)},
        )
    return Table(
        caption,
        (
            Column(_("About"), width=2.2), Column(_("Finding"), width=1.8), Column(_("Severity"), width=0.8),
            Column(_("Decision"), width=1.6),
        ),
        tuple(
            (
                "; ".join(f"{kind}: {name}" for kind, name in about_told(each)),
                finding_told(each.rule, each.values),
                str(each.get_severity_display()),
                f"{each.get_decision_display()}: {each.reason}" if each.decision else _("open"),
            )
            for each in findings[:MOST_ROWS]
        ),
        source=_("rules of conformity, run over the confirmed documents"),
        notes=notes,
    )  # fmt: skip
