"""What all chapters share: the facts, how numbers are written, where they lead, one indicator's section."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from chegara.common.periods import Month, runs_of
from chegara.evidence.dictionary import word
from chegara.evidence.models import Category
from chegara.evidence.queries.breakdowns import Share
from chegara.evidence.queries.series import Counting, Dimension
from chegara.evidence.report.facts import IndicatorFacts, ReportFacts
from chegara.evidence.report.links import rows_link
from chegara.evidence.report.naming import category_name, over_units, places_of
from chegara.evidence.report.phrases import (
    Voice,
    change_sentence,
    rate_sentence,
    total_sentence,
)
from chegara.reporting import charts
from chegara.reporting.blocks import (
    Block,
    Figure,
    Heading,
    Paragraph,
    Span,
    Text,
)


@dataclass(frozen=True)
class Writer:
    """Writes a report in one language; `site` is where links lead (empty: this site; None: no links)."""

    facts: ReportFacts
    language: str
    site: str | None = None

    @property
    def voice(self) -> Voice:
        """How numbers are written."""
        return Voice(self.language)

    def _rows_link(self, facts: IndicatorFacts, year: int, last: int = 12, **more: Any) -> str | None:
        """Lead to the rows of a year up to its month `last`, of those agencies alone whose figures count."""
        return rows_link(self.site, facts.series, Month(year, 1), Month(year, last), **more)

    def _number(self, value: float | None, href: str | None = None) -> Text:
        text = self.voice.number(value)
        return (Span(text, href=href),) if href and value is not None else text

    def _source(self, facts: IndicatorFacts | None = None) -> str:
        agencies = (
            [series.agency for series in facts.series.counted]
            if facts
            else list({batch.owner_agency_id: batch.owner_agency for batch in self.facts.batches}.values())
        )
        return "; ".join(agency.name for agency in agencies)

    def _about(
        self, caption: str, description: str, facts: IndicatorFacts | None, period: str
    ) -> charts.About:
        return charts.About(
            caption=caption,
            description=description,
            source=f"{self._source(facts)}, {period}",
            language=self.language,
            stamp=_("Invented data") if self.facts.country.invented else "",
        )

    def _named_shares(self, facts: IndicatorFacts, by: Dimension) -> list[tuple[str, Share]]:
        """Return a year's figures by one dimension, named; sums over units, since they count alike."""
        places = places_of(self.facts.country, by)
        merged = over_units(self.facts.shares(facts.indicator, by))
        named = [
            (category_name(facts.indicator, by, share.key, places, self.language), share)
            for share in merged.values()
        ]
        return sorted(named, key=lambda pair: -pair[1].value)

    def _main(self) -> list[IndicatorFacts]:
        """The indicators that bear on security: violations and seizures first, then flows."""
        order = (Category.VIOLATION, Category.SEIZURE, Category.FLOW)
        return [facts for category in order for facts in self.facts.of(category)]

    def _recent_mean(self, facts: IndicatorFacts) -> float:
        known = [value for value in facts.series.values if not math.isnan(value)][-12:]
        return sum(known) / len(known) if known else math.nan

    def _not_reported_by_category(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for indicator in self.facts.not_reported:
            found.setdefault(str(indicator.get_category_display()), []).append(indicator.name)
        return found

    def _indicator_section(self, facts: IndicatorFacts, *, chart: bool = True) -> list[Block]:
        blocks: list[Block] = [Heading(facts.indicator.name, 3)]
        link = self._rows_link(facts, self.facts.year)
        sentences: list[Span | str] = [Span(total_sentence(facts, self.voice), href=link)]
        if facts.series.counting is not Counting.UNDECIDED:
            sentences += [" ", change_sentence(facts.comparison, self.voice)]
            if rate := rate_sentence(facts, self.voice):
                sentences += [" ", rate]
        blocks.append(Paragraph(tuple(sentences)))
        if chart and not facts.series.empty:
            blocks.append(self._line_chart(facts))
        return blocks

    def _line_chart(self, facts: IndicatorFacts) -> Figure:
        series = facts.series
        gaps = [charts.Gap(run[0], run[-1]) for run in runs_of(series.missing)]
        years = f"{series.months[0].year}–{series.months[-1].year}"
        known = [(m, v) for m, v in zip(series.months, series.values, strict=True) if not math.isnan(v)]
        low, high = min(known, key=lambda x: x[1]), max(known, key=lambda x: x[1])
        description = _("Monthly figures from %(low)s (%(low_month)s) to %(high)s (%(high_month)s).") % {
            "low": self.voice.number(low[1]),
            "low_month": self.voice.month(low[0]),
            "high": self.voice.number(high[1]),
            "high_month": self.voice.month(high[0]),
        }
        return charts.monthly_lines(
            self._about(
                _("%(indicator)s by month") % {"indicator": facts.indicator.name}, description, facts, years
            ),
            [charts.Line(facts.indicator.name, series.months[0], series.values)],
            unit=word("counted", facts.indicator.unit, self.language),
            gaps=gaps,
        )
