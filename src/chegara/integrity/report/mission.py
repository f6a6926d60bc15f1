"""The mission report: conformity, corruption risks, recommendations and action plan in one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.accounts.models import User
from chegara.integrity.models import Review
from chegara.integrity.report.common import document
from chegara.integrity.report.conformity import conformity
from chegara.integrity.report.corruption import chapters
from chegara.integrity.report.improvement import action_plan, recommendations
from chegara.reporting.blocks import Block, Document, Heading, Paragraph, SignatureBlock


def mission(review: Review, viewer: User) -> Document:
    """Return the report of the week: each document of the review becomes a chapter of it."""
    parts = (
        (_("Conformity of tasks, competences, rights and obligations"), conformity(review).blocks),
        (_("Corruption risks, sensitive posts, cases, survey"), tuple(chapters(review))),
        (_("Recommendations"), recommendations(review).blocks),
        (_("Integrity action plan"), action_plan(review, viewer).blocks),
    )
    return document(review, _("Mission report"), _joined(review, parts))


def _joined(review: Review, parts: Iterable[tuple[str, Iterable[Block]]]) -> Iterator[Block]:
    if review.about:
        yield Heading(pgettext("of a mission", "Purpose"))
        yield Paragraph(review.about)
    for title, blocks in parts:
        yield Heading(title)
        for block in blocks:
            if isinstance(block, Heading):
                yield replace(block, level=2 if block.level == 1 else 3, numbered=False)
            elif not isinstance(block, SignatureBlock):
                yield block
