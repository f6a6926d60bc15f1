"""Evidence's chapters of the country risk analysis, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from chegara.evidence.report.annex import Annex
from chegara.evidence.report.facts import ReportFacts
from chegara.evidence.report.outlook import Outlook
from chegara.evidence.report.quality import Quality
from chegara.evidence.report.situation import Situation
from chegara.evidence.report.summary import Summary
from chegara.evidence.report.trends import Trends
from chegara.reporting.blocks import Block


@dataclass(frozen=True)
class Parts:
    """Evidence's chapters one by one, so that other slices' can stand between them."""

    opening: tuple[Block, ...]
    summary: tuple[Block, ...]
    quality: tuple[Block, ...]
    situation: tuple[Block, ...]
    trends: tuple[Block, ...]
    outlook: tuple[Block, ...]
    annex: tuple[Block, ...]
    sources: tuple[Block, ...]


def parts(facts: ReportFacts, language: str, site: str | None = None) -> Parts:
    """Return evidence's chapters of the country risk analysis, in the language that is active.

    `site` is where numbers lead: an address, empty for the site's own pages, None for print.
    """
    annex = Annex(facts, language, site)
    summary = Summary(facts, language, site)
    return Parts(
        opening=tuple(summary.opening()),
        summary=tuple(summary.summary()),
        quality=tuple(Quality(facts, language, site).quality()),
        situation=tuple(Situation(facts, language, site).situation()),
        trends=tuple(Trends(facts, language, site).trends()),
        outlook=tuple(Outlook(facts, language, site).outlook()),
        annex=tuple(annex.annex()),
        sources=tuple(annex.sources()),
    )
