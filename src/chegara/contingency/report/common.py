"""What the documents of contingency plans share: cover, marking, banners."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.words import marking_words
from chegara.contingency.models import ContingencyPlan
from chegara.contingency.presenters import lines
from chegara.organisation.presenters import invented_banner
from chegara.reporting.blocks import Block, Bullets, Document, Paragraph


def document(
    plan: ContingencyPlan,
    title: str,
    blocks: Iterable[Block],
    language: str,
    *,
    subtitle: str = "",
    exercise: bool = False,
    contents: bool = False,
    cover_lines: tuple[str, ...] = (),
) -> Document:
    """Return a document of a plan, marked as the plan is; an exercise says so on each page."""
    banners = [_("EXERCISE – NOT REAL")] if exercise else []
    if plan.country.invented:
        banners.append(invented_banner(plan.country))
    return Document(
        title=title, subtitle=subtitle or plan.title, issued_by=plan.owner_agency.name,
        issued_on=timezone.localdate(), language=language, marking=marking_words(plan.marking, language),
        banner=". ".join(each.rstrip(".") for each in banners) + ("." if banners else ""),
        contents=contents, blocks=tuple(blocks), cover_lines=cover_lines,
    )  # fmt: skip


def texts(text: str, otherwise: str) -> list[Block]:
    """Return a text as paragraphs, or what to say where there is none."""
    found = lines(text)
    return [Paragraph(each) for each in found] or [Paragraph(otherwise)]


def bullets(text: str) -> list[Block]:
    """Return the lines of a text as a list; nothing where there is none."""
    found = lines(text)
    return [Bullets(found)] if found else []
