"""Data and method: what was received, what is doubtful, whose figures count, how numbers were made."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.common.periods import Month
from chegara.evidence.models import CountingRule, Reconciliation
from chegara.evidence.presenters.words import FIELD_NAMES
from chegara.evidence.queries.presence import blank_shares
from chegara.evidence.queries.series import Counting
from chegara.evidence.report.facts import IndicatorFacts
from chegara.evidence.report.phrases import (
    doubtful_sentence,
)
from chegara.evidence.report.writer import Writer
from chegara.reporting import numbers
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Callout,
    Column,
    Heading,
    Paragraph,
    Span,
    Table,
    Text,
)


class Quality(Writer):
    """Data and method: what was received, what is doubtful, whose figures count, how numbers were made."""

    def quality(self) -> list[Block]:
        """What was received, what is doubtful, whose figures count, how numbers were made."""
        blocks: list[Block] = [Heading(_("Data and method")), Heading(_("What was received"), 2)]
        blocks.append(self._received_table())
        blocks += [
            self._gap(facts)
            for facts in self.facts.indicators
            if any(month.year == self.facts.year for month in facts.series.doubtful)
        ]
        repeats = sum(p.repeats for p in self.facts.presence)
        if repeats:
            blocks.append(
                Paragraph(
                    ngettext(
                        "%(n)s record of the year repeats another one in every column; it is counted as reported, since two equal seizures on one day can happen.",
                        "%(n)s records of the year repeat another one in every column; they are counted as reported, since two equal seizures on one day can happen.",
                        repeats,
                    )
                    % {"n": repeats}
                )
            )
        blocks += self._blanks()
        blocks += self._not_reported()
        blocks += self._doubles()
        blocks += self._counting()
        blocks += self._method()
        return blocks

    def _blanks(self) -> list[Block]:
        """Say how much of what describes an event was left blank."""
        shares = {field: share for field, share in blank_shares(self.facts.batches).items() if share > 0}
        if not shares:
            return []
        listed = ", ".join(
            f"{FIELD_NAMES[field]} {numbers.percent(share, self.language, 1)}"
            for field, share in sorted(shares.items(), key=lambda pair: -pair[1])
        )
        return [Paragraph(_("Left blank in the single events of all years: %(list)s.") % {"list": listed})]

    def _gap(self, facts: IndicatorFacts) -> Callout:
        why = _(
            "The series' own history makes so little implausible. Such months are treated as not reported, never as a fall."
        )
        return Callout(
            _("Probable reporting gap: %(indicator)s") % {"indicator": facts.indicator.name},
            f"{doubtful_sentence(facts, facts.this_year, self.voice)} {why}",
            "warning",
        )

    def _not_reported(self) -> list[Block]:
        missing = self._not_reported_by_category()
        if not missing:
            return []
        items = tuple(
            (Span(f"{category}: ", bold=True), ", ".join(names) + ".") for category, names in missing.items()
        )
        return [Heading(_("What nobody reported"), 2), Bullets(items)]

    def _received_table(self) -> Table:
        rows: list[tuple[Text, ...]] = [
            (
                p.indicator.name,
                p.agency.short,
                f"{p.received}/12",
                self.voice.months([m for m, d in zip(p.months, p.doubtful, strict=True) if d]) or "–",
                self.voice.number(p.rows),
                self.voice.number(p.blanks),
                self.voice.number(p.repeats),
            )
            for p in self.facts.presence
        ]
        return Table(
            _("What the agencies reported for %(year)s") % {"year": self.facts.year},
            (
                Column(_("Indicator"), width=3),
                Column(_("Agency"), width=1.6),
                Column(_("Months"), "end"),
                Column(_("Doubtful"), width=1.8),
                Column(_("Rows"), "end"),
                Column(_("Blank"), "end"),
                Column(_("Repeats"), "end"),
            ),
            tuple(rows),
            source=self._source(),
            notes=(_("A month without a figure is unknown, not zero."),),
        )

    def _doubles(self) -> list[Block]:
        """Say of each total in which doubles were found how it was reached."""
        first, last = Month(self.facts.year, 1), Month(self.facts.year, 12)
        reached = [
            (facts.indicator.name, own)
            for facts in self.facts.indicators
            if (own := facts.series.reached(first, last)).doubles
        ]
        if not reached:
            return []
        rows: tuple[tuple[Text, ...], ...] = tuple(
            (name, *(self.voice.number(n) for n in (own.reported, own.doubles, own.total)))
            for name, own in reached
        )
        return [
            Heading(_("Events that were reported more than once"), 2),
            Paragraph(
                _(
                    "Analysts compared reports that may be of one event, and decided pair by pair. Both reports are kept; the event is counted once, with the figures of one of them."
                )
            ),
            Table(
                _("How the totals of %(year)s were reached") % {"year": self.facts.year},
                (
                    Column(_("Indicator"), width=3),
                    Column(_("Reported"), "end"),
                    Column(_("Found to be doubles"), "end"),
                    Column(_("What counts"), "end"),
                ),
                rows,
                source=self._source(),
                notes=(_("Of the months whose figures are credible, of the agencies whose figures count."),),
            ),
        ]

    def _counting(self) -> list[Block]:
        several = [f for f in self.facts.indicators if len(f.series.agencies) > 1]
        if not several:
            return []
        decided = {
            r.indicator_id: r
            for r in Reconciliation.objects.filter(country=self.facts.country).select_related("lead_agency")
        }
        blocks: list[Block] = [
            Heading(_("Two totals, and which counts"), 2),
            Paragraph(
                _(
                    "Where several agencies report the same indicator, their figures are not added up unless they count different things. Both are shown; the decision which one counts was taken by the analysts."
                )
            ),
        ]
        rows: list[tuple[Text, ...]] = []
        for facts in several:
            rule = decided.get(facts.indicator.pk)
            for agency in facts.series.agencies:
                known = [v for m, v in agency.values.items() if m.year == self.facts.year]
                rows.append(
                    (
                        facts.indicator.name,
                        agency.agency.short,
                        self.voice.number(sum(known)) if known else "–",
                        self._counts_word(facts, agency.agency.pk, rule),
                        rule.reason if rule else "–",
                    )
                )
        blocks.append(
            Table(
                _("Figures of the agencies for the same indicator, %(year)s") % {"year": self.facts.year},
                (
                    Column(_("Indicator"), width=2),
                    Column(_("Agency"), width=1.4),
                    Column(_("Total"), "end"),
                    Column(_("Counts")),
                    Column(_("Reason"), width=2.6),
                ),
                tuple(rows),
                source=self._source(),
            )
        )
        return blocks

    def _counts_word(self, facts: IndicatorFacts, agency: int, rule: Reconciliation | None) -> str:
        if facts.series.counting is Counting.UNDECIDED or rule is None:
            return _("not decided")
        if rule.rule == CountingRule.SUM:
            return _("added")
        return _("counts") if rule.lead_agency_id == agency else _("compared only")

    def _method(self) -> list[Block]:
        return [
            Heading(_("How the numbers were made"), 2),
            Bullets(
                (
                    _(
                        "A figure is compared with the same period of last year, over the longest stretch from January on that both years reported whole. The interval of the ratio is exact for counts that vary like a Poisson process; where a series' earlier months scatter more than that, the counts are divided by their dispersion first (negative binomial)."
                    ),
                    _("“Rise” and “fall” are said only where the 95% interval leaves out no change."),
                    _(
                        "A month whose figure the series' own history makes implausible is treated as not reported until an analyst decides that it is real."
                    ),
                    _(
                        "Forecasts come from standard models (exponential smoothing, Theta, complex exponential smoothing, the present level with the usual seasons, or the median of the four), chosen by trying them on each series' own past; their bounds are widened or narrowed by the errors made there. Repeating last year's months is always shown beside."
                    ),
                    _(
                        "Detections measure the effort of those who look as much as what there was to find: where crossings or checks are reported, rates per 100,000 stand beside the counts."
                    ),
                )
            ),
        ]
