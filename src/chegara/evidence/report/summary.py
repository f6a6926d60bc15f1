"""The summary: two pages for the minister."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.evidence.methods.trend import Verdict
from chegara.evidence.report.facts import IndicatorFacts
from chegara.evidence.report.phrases import (
    change_sentence,
    total_sentence,
)
from chegara.evidence.report.writer import Writer
from chegara.reporting import numbers
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Span,
    Text,
)
from chegara.reporting.words import few

SHOWN = 6
"""How many indicators a paragraph or list names: the summary keeps to two pages."""


class Summary(Writer):
    """The summary: two pages for the minister."""

    def opening(self) -> list[Block]:
        """Return how the summary begins: what the report rests on."""
        said = _("No agency reported anything for this country that may be shown here.")
        return [
            Heading(_("Summary")),
            Paragraph(self._basis_sentence() if self.facts.indicators else said),
        ]

    def summary(self) -> list[Block]:
        """Return what changed, what is expected and what is not known; nothing where nothing was reported."""
        if not self.facts.indicators:
            return []
        year = self.facts.year
        blocks: list[Block] = [Heading(_("What changed in %(year)s") % {"year": year}, 2, numbered=False)]
        changed = [
            f for f in self._main() if f.comparison and f.comparison.verdict in {Verdict.RISE, Verdict.FALL}
        ]
        if changed:
            blocks.append(Bullets(tuple(self._change_item(f) for f in changed)))
        else:
            blocks.append(
                Paragraph(
                    _(
                        "No indicator that can be compared with last year changed by more than chance alone explains."
                    )
                )
            )
        same = [
            f for f in self._main() if f.comparison and f.comparison.verdict is Verdict.CANNOT_BE_TOLD_APART
        ]
        if same:
            names = few([f.indicator.name for f in same], SHOWN, separator="; ")
            blocks.append(Paragraph(_("Without a clear change: %(names)s.") % {"names": names}))
        incomplete = [f for f in self._main() if f.this_year.total is not None and not f.this_year.whole]
        if incomplete:
            blocks.append(Heading(_("What is incomplete"), 2, numbered=False))
            blocks.append(
                Bullets(
                    tuple(
                        (Span(f.indicator.name + ": ", bold=True), total_sentence(f, self.voice))
                        for f in incomplete
                    )
                )
            )
        blocks += self._summary_outlook()
        blocks.append(Heading(_("What is not known"), 2, numbered=False))
        blocks.append(Paragraph(self._not_reported_sentence()))
        return blocks

    def _basis_sentence(self) -> str:
        agencies = {batch.owner_agency_id for batch in self.facts.batches}
        rows = sum(batch.rows for batch in self.facts.batches)
        return _(
            "This report rests on %(rows)s records in %(files)s from %(agencies)s. Each number in the edition for the screen leads to the rows behind it."
        ) % {
            "rows": numbers.integer(rows, self.language),
            "files": ngettext("%(n)s file", "%(n)s files", len(self.facts.batches))
            % {"n": len(self.facts.batches)},
            "agencies": ngettext("%(n)s agency", "%(n)s agencies", len(agencies)) % {"n": len(agencies)},
        }

    def _change_item(self, facts: IndicatorFacts) -> Text:
        last = facts.comparison.last.month if facts.comparison else 12
        href = self._rows_link(facts, self.facts.year, last)
        return (
            Span(f"{facts.indicator.name}: ", bold=True),
            Span(change_sentence(facts.comparison, self.voice), href=href),
        )

    def _summary_outlook(self) -> list[Block]:
        forecast = [f for f in self._main() if f.forecast and not f.forecast.reason]
        if not forecast:
            return []
        items: list[Text] = []
        for facts in forecast[:SHOWN]:
            result = facts.forecast
            assert result is not None  # noqa: S101 - the list above has only those
            items.append(
                (
                    Span(f"{facts.indicator.name}: ", bold=True),
                    _(
                        "about %(mean)s a month in %(period)s, single months %(bounds)s; last twelve known months: %(before)s."
                    )
                    % {
                        "mean": self.voice.number(round(sum(result.values) / len(result.values), 1)),
                        "period": self.voice.period(result.months[0], result.months[-1]),
                        "bounds": self.voice.interval(min(result.lo80), max(result.hi80)),
                        "before": self.voice.number(round(self._recent_mean(facts), 1)),
                    },
                )
            )
        return [
            Heading(_("What is expected"), 2, numbered=False),
            Paragraph(
                _(
                    "If what has driven the figures goes on as before. A single month lies within its bounds with a probability of 80%; given are the lowest and the highest. More in the chapter “Outlook”."
                )
            ),
            Bullets(tuple(items)),
        ]

    def _not_reported_sentence(self) -> str:
        """Say in the summary how much nobody reported; the list stands in the next chapter."""
        missing = self._not_reported_by_category()
        if not missing:
            return _("Every indicator of the common dictionary was reported by somebody.")
        parts = ", ".join(f"{category} ({len(names)})" for category, names in missing.items())
        return _(
            "Nobody reported %(count)s of the %(all)s indicators of the common dictionary, so that nothing is said about them: %(parts)s. They are listed in the next chapter."
        ) % {
            "count": len(self.facts.not_reported),
            "all": len(self.facts.not_reported) + len(self.facts.indicators),
            "parts": parts,
        }
