"""Evidence's chapters of the country risk analysis, in their order."""

from __future__ import annotations

from chegara.evidence.report.annex import Annex
from chegara.evidence.report.facts import ReportFacts
from chegara.evidence.report.outlook import Outlook
from chegara.evidence.report.quality import Quality
from chegara.evidence.report.situation import Situation
from chegara.evidence.report.summary import Summary
from chegara.evidence.report.trends import Trends
from chegara.reporting.blocks import Block


def chapters(facts: ReportFacts, language: str, site: str | None = None) -> list[Block]:
    """Return evidence's chapters of the country risk analysis, in the language that is active.

    `site` is where numbers lead: an address, empty for the site's own pages, None for print.
    """
    annex = Annex(facts, language, site)
    return [
        *Summary(facts, language, site).summary(),
        *Quality(facts, language, site).quality(),
        *Situation(facts, language, site).situation(),
        *Trends(facts, language, site).trends(),
        *Outlook(facts, language, site).outlook(),
        *annex.annex(),
        *annex.sources(),
    ]
