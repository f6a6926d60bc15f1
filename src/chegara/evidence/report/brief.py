"""The brief (справка): two to four pages on a month, quarter or half-year against the same period of last year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from chegara.common.periods import Month
from chegara.evidence.dictionary import word
from chegara.evidence.methods.trend import Change, Verdict
from chegara.evidence.models import Category
from chegara.evidence.queries.breakdowns import Share
from chegara.evidence.queries.series import Dimension
from chegara.evidence.report.brief_facts import BriefFacts, IndicatorBrief, is_too_few
from chegara.evidence.report.brief_phrases import basis_sentence, chance_note, change_words, verdict_note
from chegara.evidence.report.brief_unsaid import unsaid
from chegara.evidence.report.links import rows_link
from chegara.evidence.report.naming import by_heading, by_words, category_name, over_units, places_of
from chegara.evidence.report.phrases import Voice, change_sentence
from chegara.evidence.report.place_map import LEAST_MAPPED, MAPPED, largest_words, located, place_map
from chegara.reporting import charts, numbers
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Column,
    Figure,
    Heading,
    Paragraph,
    Span,
    Table,
    Text,
)

TOP = 3
MAP_SCALE = 0.66
WHOLE_FROM = 1000
"""Amounts from here on are printed without decimals."""
ORDER = (Category.VIOLATION, Category.SEIZURE, Category.FLOW, Category.EFFORT)
LED = (Category.VIOLATION, Category.SEIZURE)
PLACES: tuple[Dimension, ...] = ("point", "division", "section")


def brief_chapters(facts: BriefFacts, language: str, site: str | None = None) -> list[Block]:
    """Return the brief's chapters in the language that is active.

    `site` is where numbers lead: an address, empty for the site's own pages, None for print.
    """
    return Brief(facts, language, site).chapters()


@dataclass(frozen=True)
class Brief:
    """Writes a brief in one language."""

    facts: BriefFacts
    language: str
    site: str | None = None

    @property
    def voice(self) -> Voice:
        """How numbers are written."""
        return Voice(self.language)

    def chapters(self) -> list[Block]:
        """All chapters, in order."""
        return [
            *self.main_figures(),
            *self.what_changed(),
            *self.who_where_what(),
            *unsaid(self.facts, self.language),
        ]

    def _ordered(self) -> list[IndicatorBrief]:
        return [facts for category in ORDER for facts in self.facts.of(category)]

    # -- the figures ----------------------------------------------------------------------------------

    def main_figures(self) -> list[Block]:
        """The period, and January to its end, each against last year's."""
        shown = [facts for facts in self._ordered() if facts.told]
        agencies = {batch.owner_agency_id for batch in self.facts.batches}
        basis = basis_sentence(len(self.facts.batches), len(agencies))
        blocks: list[Block] = [Heading(_("Main figures"))]
        if not shown:
            return [*blocks, Paragraph(_("Nothing of this period was reported that may be shown here."))]
        blocks.append(Paragraph(basis))
        period, january = self.facts.period, self.facts.period.since_january
        blocks.append(self._figures_table([(facts, facts.period) for facts in shown], noted=True))
        if january.first != period.first:
            since = [(facts, facts.since_january) for facts in shown]
            blocks.append(self._figures_table([(facts, c) for facts, c in since if c], noted=False))
        return blocks

    def _figures_table(self, compared: list[tuple[IndicatorBrief, Change]], *, noted: bool) -> Table:
        """Return one line an indicator; what the signs mean is said below the first table."""
        first, last = compared[0][1].first, compared[0][1].last
        rows: list[tuple[Text, ...]] = [
            (
                self._indicator(facts),
                self._linked(facts, change.previous, first + -12, last + -12),
                self._linked(facts, change.current, first, last),
                change_words(change, self.language, too_few=is_too_few(change)),
            )
            for facts, change in compared
        ]
        notes = [
            verdict_note(),
            _("– not known: not reported, not credible, or not decided whose figures count."),
        ]
        if chance := chance_note(sum(change.ratio is not None for _facts, change in compared)):
            notes.append(chance)
        return Table(
            _("%(period)s against %(before)s")
            % {
                "period": self.voice.period(first, last),
                "before": self.voice.period(first + -12, last + -12),
            },
            (
                Column(_("Indicator"), width=4.6),
                Column(_("Last year"), "end", 1.2),
                Column(_("This year"), "end", 1.2),
                Column(_("Change, % (95% interval)"), "end", 2.2),
            ),
            tuple(rows),
            source=self._source() if noted else "",
            notes=tuple(notes) if noted else (),
        )

    def _indicator(self, facts: IndicatorBrief) -> str:
        if facts.indicator.unit == "t":
            return f"{facts.indicator.name}, {word('unit', 't', self.language)}"
        return facts.indicator.name

    def _linked(
        self, facts: IndicatorBrief, value: float | None, first: Month, last: Month, **more: Any
    ) -> Text:
        href = rows_link(self.site, facts.series, first, last, **more)
        text = self.voice.number(value if value is None or value < WHOLE_FROM else round(value))
        return (Span(text, href=href),) if href and value is not None else text

    def _source(self, facts: IndicatorBrief | None = None) -> str:
        agencies = (
            [own.agency for own in facts.series.counted]
            if facts
            else list({batch.owner_agency_id: batch.owner_agency for batch in self.facts.batches}.values())
        )
        return "; ".join(agency.short for agency in agencies)

    # -- what changed ---------------------------------------------------------------------------------

    def what_changed(self) -> list[Block]:
        """What the intervals support, and no more."""
        blocks: list[Block] = [Heading(_("What changed"))]
        items: list[Text] = [
            (
                Span(f"{facts.indicator.name}: ", bold=True),
                " ".join(change_sentence(change, self.voice) for change in facts.changed),
            )
            for facts in self._ordered()
            if facts.changed
        ]
        if items:
            blocks.append(Bullets(tuple(items)))
        else:
            blocks.append(
                Paragraph(
                    _(
                        "No indicator that can be compared with last year changed by more than chance alone explains."
                    )
                )
            )
        else_same = any(f.period.verdict is Verdict.CANNOT_BE_TOLD_APART for f in self.facts.indicators)
        if items and else_same:
            blocks.append(
                Paragraph(_("Every other difference in the tables is one that chance alone explains."))
            )
        return blocks

    # -- citizenships, posts, kinds -------------------------------------------------------------------

    def who_where_what(self) -> list[Block]:
        """The leading citizenships, places and kinds of each category's main indicator, and a map."""
        tables = [
            table
            for dimensions, led in (
                (("citizenship",), (*LED, Category.FLOW)),
                (PLACES, LED),
                (("kind",), LED),
            )
            if (table := self._top_table(dimensions, led)) is not None
        ]
        figure = self._map()
        if not tables and figure is None:
            return []
        said = _("All that was reported of the period. Of single rows no rise or fall is claimed.")
        return [
            Heading(_("Citizenships, posts, kinds")),
            Paragraph(said),
            *tables,
            *([figure] if figure else []),
        ]

    def _top_table(self, dimensions: Iterable[Any], led: Iterable[Category]) -> Table | None:
        """Return the largest categories by the first of the dimensions that is stated, lead by lead."""
        rows: list[tuple[Text, ...]] = []
        emphasised: set[int] = set()
        found: list[Dimension] = []
        for category in led:
            for facts in self.facts.of(category):
                by = next((by for by in dimensions if len(self._stated(facts, by)) > 1), None)
                if by is None:
                    continue
                emphasised.add(len(rows))
                rows += self._top_rows(facts, by)
                found.append(by)
                break
        if not rows:
            return None
        by = found[0]
        heading = by_heading(by) if len(set(found)) == 1 else _("Place")
        return Table(
            _("The largest figures %(by)s, %(period)s")
            % {
                "by": by_words(by) if len(set(found)) == 1 else _("by place"),
                "period": self.voice.period(self.facts.period.first, self.facts.period.last),
            },
            (
                Column(heading, width=3.4),
                Column(_("Last year"), "end", 1.2),
                Column(_("This year"), "end", 1.5),
                Column(_("Share"), "end"),
            ),
            tuple(rows),
            source=self._source(),
            emphasised=frozenset(emphasised),
        )

    def _stated(self, facts: IndicatorBrief, by: Dimension) -> list[Share]:
        merged = over_units(self.facts.now.by(facts.indicator, by))
        return [share for share in merged.values() if share.key not in (None, "") and share.value]

    def _top_rows(self, facts: IndicatorBrief, by: Dimension) -> list[tuple[Text, ...]]:
        now = over_units(self.facts.now.by(facts.indicator, by))
        before = over_units(self.facts.before.by(facts.indicator, by))
        comparable = facts.period.previous is not None
        total = sum(share.value for share in now.values())
        last_total = sum(share.value for share in before.values())
        places = places_of(self.facts.country, by)
        ordered = sorted(now.values(), key=lambda share: -share.value)
        rows: list[tuple[Text, ...]] = [
            (
                facts.indicator.name,
                self.voice.number(last_total) if comparable else "–",
                self.voice.number(total),
                numbers.percent(1.0, self.language),
            )
        ]
        for share in ordered[:TOP]:
            last = before.get(share.key)
            rows.append(
                (
                    category_name(facts.indicator, by, share.key, places, self.language),
                    self.voice.number(last.value if last else 0) if comparable else "–",
                    self._share(facts, by, share),
                    numbers.percent(share.value / total if total else None, self.language),
                )
            )
        if rest := ordered[TOP:]:
            named = {share.key for share in ordered[:TOP]}
            rows.append(
                (
                    _("others"),
                    self.voice.number(sum(share.value for key, share in before.items() if key not in named))
                    if comparable
                    else "–",
                    self.voice.number(sum(share.value for share in rest)),
                    numbers.percent(
                        sum(share.value for share in rest) / total if total else None, self.language
                    ),
                )
            )
        return rows

    def _share(self, facts: IndicatorBrief, by: Dimension, share: Share) -> Text:
        period = self.facts.period
        if by in {"section", "direction"} or share.key in (None, ""):
            return self.voice.number(share.value)
        return self._linked(facts, share.value, period.first, period.last, **{by: share.key})

    def _map(self) -> Figure | None:
        """Show where the period's main seizures, or else violations or flows, were counted."""
        for category in (Category.SEIZURE, Category.VIOLATION, Category.FLOW):
            for facts in self.facts.of(category)[:1]:
                for by in MAPPED:
                    figures = {
                        key: share.value
                        for key, share in over_units(self.facts.now.by(facts.indicator, by)).items()
                    }
                    points = located(self.facts.country, by, figures)
                    if len(points) >= LEAST_MAPPED:
                        return self._map_of(facts, points, sum(figures.values()))
        return None

    def _map_of(self, facts: IndicatorBrief, points: list[Any], total: float) -> Figure:
        period = self.voice.period(self.facts.period.first, self.facts.period.last)
        about = charts.About(
            caption=_("%(indicator)s by place, %(period)s")
            % {"indicator": facts.indicator.name, "period": period},
            description=largest_words(points),
            source=f"{self._source(facts)}, {period}",
            language=self.language,
            stamp=_("Invented data") if self.facts.country.invented else "",
        )
        placed = _("%(placed)s of %(total)s have a place with a known position.") % {
            "placed": self.voice.number(sum(point.value or 0 for point in points)),
            "total": self.voice.number(total),
        }
        unit = word("counted", facts.indicator.unit, self.language)
        figure = place_map(self.facts.country, points, about, unit, (placed,))
        return replace(figure, scale=MAP_SCALE)
