"""The chapters themselves: blocks made of facts and phrases."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.common.periods import Month
from chegara.evidence.dictionary import kind_word, state_name, unit_word, word
from chegara.evidence.methods.trend import Verdict
from chegara.evidence.models import Category, CountingRule, Reconciliation
from chegara.evidence.queries import DIMENSIONS, Counting, Dimension, Share
from chegara.evidence.report.facts import IndicatorFacts, ReportFacts
from chegara.evidence.report.phrases import (
    Voice,
    change_interval,
    change_sentence,
    doubtful_sentence,
    forecast_sentence,
    rate_sentence,
    refusal_sentence,
    total_sentence,
    verdict_word,
)
from chegara.organisation.models import BorderSection, CrossingPoint, Division
from chegara.reporting import charts, maps, numbers
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Callout,
    Column,
    Figure,
    Heading,
    Paragraph,
    Span,
    Table,
    Text,
)

TOP = 10
CHARTED_PER_CATEGORY = 3
FANS = 6


@dataclass(frozen=True)
class Chapters:
    """Writes the chapters of one report in one language; `site` is where links lead (None: no links)."""

    facts: ReportFacts
    language: str
    site: str | None = None

    @property
    def voice(self) -> Voice:
        """How numbers are written."""
        return Voice(self.language)

    # -- small helpers ------------------------------------------------------------------------------------

    def _rows_link(self, facts: IndicatorFacts, year: int, **more: Any) -> str | None:
        if self.site is None:
            return None
        name = "event_list" if facts.indicator.form == "event" else "statistic_list"
        query = {"indicator": facts.indicator.pk, "since": f"{year}-01-01", "until": f"{year}-12-31", **more}
        return f"{self.site}{reverse(name)}?{urlencode(query)}"

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
            caption=caption, description=description, source=f"{self._source(facts)}, {period}", language=self.language,
            stamp=_("Invented data") if self.facts.country.invented else "",
        )  # fmt: skip

    def _dimension_name(self, facts: IndicatorFacts, by: Dimension, key: Any, places: dict[int, str]) -> str:
        if key in (None, ""):
            return _("not stated")
        if by in {"point", "section", "division"}:
            return places.get(key, str(key))
        if by == "citizenship":
            return state_name(key, self.language)
        if by == "direction":
            return word("direction", key, self.language)
        return kind_word(facts.indicator.pk, key, self.language)

    def _places(self, by: Dimension) -> dict[int, str]:
        model: Any = {"point": CrossingPoint, "section": BorderSection, "division": Division}.get(by)
        return (
            {place.pk: place.name for place in model.objects.filter(country=self.facts.country)}
            if model
            else {}
        )

    def _named_shares(self, facts: IndicatorFacts, by: Dimension) -> list[tuple[str, Share]]:
        """Return a year's figures by one dimension, named; sums over units, since they count alike."""
        places = self._places(by)
        merged: dict[Any, Share] = {}
        for share in self.facts.shares(facts.indicator, by):
            old = merged.get(share.key)
            merged[share.key] = (
                share if old is None
                else Share(share.key, old.value + share.value, None, "", old.rows + share.rows)
            )  # fmt: skip
        named = [(self._dimension_name(facts, by, share.key, places), share) for share in merged.values()]
        return sorted(named, key=lambda pair: -pair[1].value)

    # -- summary ------------------------------------------------------------------------------------------

    def summary(self) -> list[Block]:
        """Two pages for the minister: what is known, what changed, what is expected, what is not known."""
        year = self.facts.year
        blocks: list[Block] = [Heading(_("Summary"))]
        if not self.facts.indicators:
            return [
                *blocks,
                Paragraph(_("No agency reported anything for this country that may be shown here.")),
            ]
        blocks.append(Paragraph(self._basis_sentence()))
        blocks.append(Heading(_("What changed in %(year)s") % {"year": year}, 2, numbered=False))
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
            names = "; ".join(f.indicator.name for f in same)
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

    def _main(self) -> list[IndicatorFacts]:
        """The indicators that bear on security: violations and seizures first, then flows."""
        order = (Category.VIOLATION, Category.SEIZURE, Category.FLOW)
        return [facts for category in order for facts in self.facts.of(category)]

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
        href = self._rows_link(facts, self.facts.year)
        return (
            Span(f"{facts.indicator.name}: ", bold=True), Span(change_sentence(facts.comparison, self.voice), href=href),
        )  # fmt: skip

    def _summary_outlook(self) -> list[Block]:
        forecast = [f for f in self._main() if f.forecast and not f.forecast.reason]
        if not forecast:
            return []
        items: list[Text] = []
        for facts in forecast[:8]:
            result = facts.forecast
            assert result is not None  # noqa: S101 - the list above has only those
            items.append(
                (
                    Span(f"{facts.indicator.name}: ", bold=True),
                    _("about %(mean)s a month in %(period)s (last twelve known months: %(before)s).") % {
                        "mean": self.voice.number(round(sum(result.values) / len(result.values), 1)),
                        "period": self.voice.period(result.months[0], result.months[-1]),
                        "before": self.voice.number(round(self._recent_mean(facts), 1)),
                    },
                )
            )  # fmt: skip
        return [
            Heading(_("What is expected"), 2, numbered=False),
            Paragraph(
                _(
                    "If what has driven the figures goes on as before; the bounds stand in the chapter “Outlook”."
                )
            ),
            Bullets(tuple(items)),
        ]

    def _recent_mean(self, facts: IndicatorFacts) -> float:
        known = [value for value in facts.series.values if not math.isnan(value)][-12:]
        return sum(known) / len(known) if known else math.nan

    def _not_reported_by_category(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for indicator in self.facts.not_reported:
            found.setdefault(str(indicator.get_category_display()), []).append(indicator.name)
        return found

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

    def _not_reported(self) -> list[Block]:
        missing = self._not_reported_by_category()
        if not missing:
            return []
        items = tuple(
            (Span(f"{category}: ", bold=True), ", ".join(names) + ".") for category, names in missing.items()
        )
        return [Heading(_("What nobody reported"), 2), Bullets(items)]

    # -- data quality and method --------------------------------------------------------------------------

    def quality(self) -> list[Block]:
        """What was received, what is doubtful, whose figures count, how numbers were made."""
        blocks: list[Block] = [Heading(_("Data and method")), Heading(_("What was received"), 2)]
        blocks.append(self._received_table())
        gaps = [f for f in self.facts.indicators if any(m.year == self.facts.year for m in f.series.doubtful)]
        for facts in gaps:
            blocks.append(
                Callout(
                    _("Probable reporting gap: %(indicator)s") % {"indicator": facts.indicator.name},
                    doubtful_sentence(facts, facts.this_year, self.voice)
                    + " "
                    + _(
                        "The series' own history makes so little implausible. Such months are treated as not reported, never as a fall."
                    ),
                    "warning",
                )
            )
        repeats = sum(p.repeats for p in self.facts.presence)
        if repeats:
            blocks.append(
                Paragraph(
                    ngettext(
                        "%(n)s record of the year repeats another one in every column; it is counted as reported, since two equal seizures on one day can happen.",
                        "%(n)s records of the year repeat another one in every column; they are counted as reported, since two equal seizures on one day can happen.",
                        repeats,
                    ) % {"n": repeats}
                )
            )  # fmt: skip
        blocks += self._not_reported()
        blocks += self._counting()
        blocks += self._method()
        return blocks

    def _received_table(self) -> Table:
        rows: list[tuple[Text, ...]] = [
            (
                p.indicator.name, p.agency.short, f"{p.received}/12",
                self.voice.months([m for m, d in zip(p.months, p.doubtful, strict=True) if d]) or "–",
                self.voice.number(p.rows), self.voice.number(p.blanks), self.voice.number(p.repeats),
            )
            for p in self.facts.presence
        ]  # fmt: skip
        return Table(
            _("What the agencies reported for %(year)s") % {"year": self.facts.year},
            (
                Column(_("Indicator"), width=3), Column(_("Agency"), width=1.6), Column(_("Months"), "end"),
                Column(_("Doubtful"), width=1.8), Column(_("Rows"), "end"), Column(_("Blank"), "end"),
                Column(_("Repeats"), "end"),
            ),
            tuple(rows), source=self._source(), notes=(_("A month without a figure is unknown, not zero."),),
        )  # fmt: skip

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
                        facts.indicator.name, agency.agency.short, self.voice.number(sum(known)) if known else "–",
                        self._counts_word(facts, agency.agency.pk, rule), rule.reason if rule else "–",
                    )
                )  # fmt: skip
        blocks.append(
            Table(
                _("Figures of the agencies for the same indicator, %(year)s") % {"year": self.facts.year},
                (
                    Column(_("Indicator"), width=2), Column(_("Agency"), width=1.4), Column(_("Total"), "end"),
                    Column(_("Counts")), Column(_("Reason"), width=2.6),
                ),
                tuple(rows), source=self._source(),
            )
        )  # fmt: skip
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
            Bullets((
                _("A figure is compared with the same period of last year, over the longest stretch from January on that both years reported whole. The interval of the ratio is exact for counts that vary like a Poisson process; where a series' earlier months scatter more than that, the counts are divided by their dispersion first (negative binomial)."),
                _("“Rise” and “fall” are said only where the 95% interval leaves out no change."),
                _("A month whose figure the series' own history makes implausible is treated as not reported until an analyst decides that it is real."),
                _("Forecasts come from standard models (exponential smoothing, Theta, complex exponential smoothing, the present level with the usual seasons, or the median of the four), chosen by trying them on each series' own past; their bounds are widened or narrowed by the errors made there. Repeating last year's months is always shown beside."),
                _("Detections measure the effort of those who look as much as what there was to find: where crossings or checks are reported, rates per 100,000 stand beside the counts."),
            )),
        ]  # fmt: skip

    # -- situation ----------------------------------------------------------------------------------------

    def situation(self) -> list[Block]:
        """The border, and what crossed it."""
        blocks: list[Block] = [Heading(_("Situation at the border"))]
        blocks += self._geography()
        flows = self.facts.of(Category.FLOW)
        blocks.append(Heading(_("Flows of persons, vehicles and goods"), 2))
        if not flows:
            blocks.append(
                Callout(
                    _("Flows were not reported"),
                    _("No agency reported crossings of persons or vehicles or the weight of goods. Without them a rise in finds can't be told from a rise in traffic, and no rate per 100,000 crossings can be stated."),
                    "warning",
                )
            )  # fmt: skip
        for facts in flows:
            blocks += self._indicator_section(facts)
        for facts in self.facts.of(Category.EFFORT):
            blocks += self._indicator_section(facts, chart=False)
        return blocks

    def _geography(self) -> list[Block]:
        country = self.facts.country
        sections = list(BorderSection.objects.filter(country=country).select_related("neighbour"))
        points = list(CrossingPoint.objects.filter(country=country).select_related("section"))
        blocks: list[Block] = []
        if sections:
            counts = {section.pk: sum(p.section_id == section.pk for p in points) for section in sections}
            rows = tuple(
                (
                    s.name,
                    s.neighbour.name,
                    self.voice.number(s.length_km),
                    str(s.get_regime_display() or "–"),
                    str(counts[s.pk]),
                )
                for s in sections
            )
            blocks.append(
                Table(
                    _("Sections of the state border"),
                    (
                        Column(_("Section"), width=2.2), Column(_("Neighbour"), width=1.5), Column(_("Length, km"), "end"),
                        Column(_("Regime"), width=1.8), Column(_("Points"), "end"),
                    ),
                    rows, source=_("Register of the organisation"),
                )
            )  # fmt: skip
        figure = self._map()
        if figure is not None:
            blocks.append(figure)
        return blocks

    def _map(self) -> Figure | None:
        """Show where the year's main event or flow indicator was counted."""
        country, year = self.facts.country, self.facts.year
        for facts in [*self.facts.of(Category.SEIZURE)[:1], *self.facts.of(Category.FLOW)[:1]]:
            for by, model in (("point", CrossingPoint), ("division", Division)):
                shares = {
                    share.key: share.value for share in self.facts.shares(facts.indicator, by) if share.key
                }  # type: ignore[arg-type]
                places: Any = model.objects.filter(
                    country=country, latitude__isnull=False, longitude__isnull=False
                )
                points = [
                    maps.Point(place.name, place.longitude, place.latitude, shares.get(place.pk))
                    for place in places if place.pk in shares
                ]  # fmt: skip
                if len(points) < 3:
                    continue
                about = self._about(
                    _("%(indicator)s by place, %(year)s") % {"indicator": facts.indicator.name, "year": year},
                    _("Map: the largest circles are %(names)s.") % {
                        "names": ", ".join(p.name for p in sorted(points, key=lambda p: -(p.value or 0))[:3])
                    },
                    facts, str(year),
                )  # fmt: skip
                placed = sum(p.value or 0 for p in points)
                total = sum(share.value for share in self.facts.shares(facts.indicator, by))  # type: ignore[arg-type]
                note = _("%(placed)s of %(total)s have a place with a known position.") % {
                    "placed": self.voice.number(placed), "total": self.voice.number(total),
                }  # fmt: skip
                figure = maps.symbol_map(
                    about, points, unit=facts.indicator.name, base=country.outline or None, focus=country.pk
                )
                return Figure(
                    figure.caption,
                    figure.spec,
                    figure.description,
                    figure.source,
                    (note, *figure.notes),
                    figure.data,
                )
        return None

    # -- one indicator ------------------------------------------------------------------------------------

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
            "low": self.voice.number(low[1]), "low_month": self.voice.month(low[0]),
            "high": self.voice.number(high[1]), "high_month": self.voice.month(high[0]),
        }  # fmt: skip
        return charts.monthly_lines(
            self._about(_("%(indicator)s by month") % {"indicator": facts.indicator.name}, description, facts, years),
            [charts.Line(facts.indicator.name, series.months[0], series.values)],
            unit=unit_word(facts.indicator.unit, self.language), gaps=gaps,
        )  # fmt: skip

    # -- trends -------------------------------------------------------------------------------------------

    def trends(self) -> list[Block]:
        """Violations and seizures against last year."""
        blocks: list[Block] = [Heading(_("Violations and seizures: trends"))]
        compared = [*self.facts.of(Category.VIOLATION), *self.facts.of(Category.SEIZURE)]
        if not compared:
            return [*blocks, Paragraph(_("No agency reported violations or seizures."))]
        blocks.append(self._change_table(compared))
        for category in (Category.VIOLATION, Category.SEIZURE):
            chosen = sorted(self.facts.of(category), key=lambda f: -(f.this_year.total or 0))
            if not chosen:
                continue
            blocks.append(Heading(str(Category(category).label), 2))
            for position, facts in enumerate(chosen):
                blocks += self._indicator_section(facts, chart=position < CHARTED_PER_CATEGORY)
                if position < CHARTED_PER_CATEGORY:
                    blocks += self._top_tables(facts)
        return blocks

    def _change_table(self, compared: Iterable[IndicatorFacts]) -> Table:
        rows: list[tuple[Text, ...]] = []
        for facts in compared:
            c = facts.comparison
            rows.append(
                (
                    facts.indicator.name,
                    self.voice.period(c.first, c.last) if c else "–",
                    self._number(c.previous if c else None, self._rows_link(facts, self.facts.year - 1)),
                    self._number(c.current if c else None, self._rows_link(facts, self.facts.year)),
                    numbers.signed(c.percent, self.language) if c and c.percent is not None else "–",
                    change_interval(c, self.language),
                    verdict_word(c),
                )
            )
        return Table(
            _("Against the same period of last year"),
            (
                Column(_("Indicator"), width=3), Column(_("Period"), width=1.6), Column(_("Last year"), "end"),
                Column(_("This year"), "end"), Column(_("Change, %"), "end"), Column(_("95% interval, %"), "end", 1.4),
                Column(_("Verdict"), width=1.4),
            ),
            tuple(rows), source=self._source(),
            notes=(_("The period is the longest from January on that both years reported whole."),),
        )  # fmt: skip

    def _top_tables(self, facts: IndicatorFacts) -> list[Block]:
        """Show by what kinds and where, as bars."""
        blocks: list[Block] = []
        for by in ("kind", "division", "section", "point", "citizenship"):
            shares = [
                (name, share.value)
                for name, share in self._named_shares(facts, by)
                if share.key not in (None, "")
            ]  # type: ignore[arg-type]
            if len(shares) < 2 or blocks:
                continue
            caption = _("%(indicator)s %(by)s, %(year)s") % {
                "indicator": facts.indicator.name, "by": self._by_words(by), "year": self.facts.year,
            }  # fmt: skip
            description = _("The largest: %(names)s.") % {
                "names": "; ".join(f"{name} {self.voice.number(value)}" for name, value in shares[:3])
            }
            blocks.append(
                charts.horizontal_bars(
                    self._about(caption, description, facts, str(self.facts.year)), shares,
                    unit=unit_word(facts.indicator.unit, self.language), top=TOP,
                )
            )  # fmt: skip
        return blocks

    def _by_words(self, by: str) -> str:
        return {
            "kind": _("by kind"), "division": _("by division"), "section": _("by border section"),
            "point": _("by crossing point"), "citizenship": _("by citizenship"), "direction": _("by direction"),
        }[by]  # fmt: skip

    # -- outlook ------------------------------------------------------------------------------------------

    def outlook(self) -> list[Block]:
        """The next twelve months of each series that allows it."""
        blocks: list[Block] = [Heading(_("Outlook"))]
        shown = [f for f in self._main() if f.forecast is not None]
        able = [f for f in shown if f.forecast and not f.forecast.reason]
        blocks.append(
            Paragraph(
                _(
                    "Each forecast carries on what the series itself did; it knows nothing of decisions, closures or wars to come. The bounds were calibrated on errors made on the series' own past."
                )
            )
        )
        if able:
            blocks.append(self._outlook_table(able))
        charted = sorted(able, key=lambda f: self._outlook_order(f, able))[:FANS]
        for facts in charted:
            result = facts.forecast
            assert result is not None  # noqa: S101 - see `able`
            blocks.append(Heading(facts.indicator.name, 2))
            blocks.append(Paragraph(forecast_sentence(result, self.voice)))
            blocks.append(self._fan(facts))
        refused = [f for f in self._main() if f not in able]
        if refused:
            blocks.append(Heading(_("What can't be forecast, and why"), 2))
            items = tuple(
                (Span(f"{f.indicator.name}: ", bold=True),
                 refusal_sentence(f.forecast.reason) if f.forecast else forecast_sentence(None, self.voice))
                for f in refused
            )  # fmt: skip
            blocks.append(Bullets(items))
        return blocks

    def _outlook_order(self, facts: IndicatorFacts, able: list[IndicatorFacts]) -> tuple[int, int]:
        """Chart the largest of each category before the second largest of any."""
        same = [f for f in able if f.indicator.category == facts.indicator.category]
        rank = sorted(same, key=lambda f: -self._recent_mean(f)).index(facts)
        return rank, list(Category).index(Category(facts.indicator.category))

    def _outlook_table(self, able: list[IndicatorFacts]) -> Table:
        rows: list[tuple[Text, ...]] = []
        for facts in able:
            result = facts.forecast
            assert result is not None  # noqa: S101 - see `outlook`
            rows.append(
                (
                    facts.indicator.name, self.voice.number(round(self._recent_mean(facts), 1)),
                    self.voice.number(round(sum(result.values) / len(result.values), 1)),
                    self.voice.interval(min(result.lo80), max(result.hi80)),
                    numbers.decimal(result.mase, self.language, 2), numbers.decimal(result.naive_mase, self.language, 2),
                    numbers.percent(result.coverage80, self.language),
                )
            )  # fmt: skip
        first, last = able[0].forecast.months[0], able[0].forecast.months[-1]  # type: ignore[union-attr]
        return Table(
            _("Expected a month, %(period)s") % {"period": self.voice.period(first, last)},
            (
                Column(_("Indicator"), width=3), Column(_("Last 12 known"), "end"), Column(_("Expected"), "end", 1.3),
                Column(_("Lowest to highest 80% bound"), "end", 1.7), Column(_("Error"), "end"),
                Column(_("Error of last year's months"), "end", 1.2), Column(_("Within 80% bounds"), "end"),
            ),
            tuple(rows), source=self._source(),
            notes=(_("Error: mean absolute scaled error in the back-test; 1 is the usual change from year to year."),),
        )  # fmt: skip

    def _fan(self, facts: IndicatorFacts) -> Figure:
        result = facts.forecast
        assert result is not None  # noqa: S101 - called for forecast series only
        series = facts.series
        start = max(0, len(series.months) - 48)
        period = f"{series.months[start].year}–{result.months[-1].year}"
        first, last = self.voice.month(result.months[0]), self.voice.month(result.months[-1])
        description = _("From %(first)s to %(last)s the forecast runs from %(low)s to %(high)s a month.") % {
            "first": first, "last": last, "low": self.voice.number(round(min(result.values), 1)),
            "high": self.voice.number(round(max(result.values), 1)),
        }  # fmt: skip
        return charts.forecast_fan(
            self._about(_("%(indicator)s: forecast") % {"indicator": facts.indicator.name}, description, facts, period),
            charts.Line(facts.indicator.name, series.months[start], series.values[start:]),
            charts.Fan(
                start=result.months[0], values=result.values, lo80=result.lo80, hi80=result.hi80, lo95=result.lo95,
                hi95=result.hi95, seasonal_naive=result.naive,
            ),
            unit=unit_word(facts.indicator.unit, self.language),
            gaps=[charts.Gap(run[0], run[-1]) for run in runs_of(m for m in series.missing if m >= series.months[start])],
        )  # fmt: skip

    # -- annex --------------------------------------------------------------------------------------------

    def annex(self) -> list[Block]:
        """The statistics themselves: by year and month, by place, by citizenship, by kind."""
        blocks: list[Block] = [Heading(_("Statistical annex"))]
        for facts in self.facts.indicators:
            blocks.append(Heading(facts.indicator.name, 2))
            blocks.append(Paragraph(facts.indicator.definition))
            if facts.series.counting is Counting.UNDECIDED:
                blocks.append(Paragraph(total_sentence(facts, self.voice)))
                continue
            blocks.append(self._months_table(facts))
            if facts.quantities:
                blocks.append(self._quantity_table(facts))
            blocks += self._breakdown_tables(facts)
        return blocks

    def _months_table(self, facts: IndicatorFacts) -> Table:
        names = numbers.month_names(self.language)
        years = [total.year for total in facts.years]
        rows: list[tuple[Text, ...]] = []
        for number in range(1, 13):
            cells = [facts.series.value(Month(year, number)) for year in years]
            rows.append((names[number - 1], *(self.voice.number(value) for value in cells)))
        totals = tuple(
            self._number(total.total if total.whole else None, self._rows_link(facts, total.year))
            for total in facts.years
        )
        rows.append((_("Year"), *totals))
        return Table(
            _("%(indicator)s by month and year") % {"indicator": facts.indicator.name},
            (Column(_("Month"), width=1.3), *(Column(str(year), "end") for year in years)),
            tuple(rows), source=self._source(facts), emphasised=frozenset({12}),
            notes=(_("– not reported or not credible; a year that lacks a month has no total."),),
        )  # fmt: skip

    def _quantity_table(self, facts: IndicatorFacts) -> Table:
        years = [total.year for total in facts.years]
        rows = tuple(
            (unit_word(unit, self.language), *(self.voice.number(by_year.get(year)) for year in years))
            for unit, by_year in facts.quantities
        )
        return Table(
            _("%(indicator)s: quantity as reported, all months") % {"indicator": facts.indicator.name},
            (Column(_("Unit"), width=1.3), *(Column(str(year), "end") for year in years)), rows,
            source=self._source(facts),
            notes=(_("Quantities of different things in one unit; amounts in tablets, pieces and unknown units are left out."),),
        )  # fmt: skip

    def _breakdown_tables(self, facts: IndicatorFacts) -> list[Block]:
        blocks: list[Block] = []
        for by in DIMENSIONS:
            named = self._named_shares(facts, by)
            if len([1 for _name, share in named if share.key not in (None, "")]) < 2:
                continue
            total = sum(share.value for _name, share in named)
            shown, rest = named[:TOP], named[TOP:]
            rows: list[tuple[Text, ...]] = [
                (
                    name, self._number(share.value, self._share_link(facts, by, share)),
                    numbers.percent(share.value / total if total else None, self.language, 1),
                )
                for name, share in shown
            ]  # fmt: skip
            if rest:
                value = sum(share.value for _name, share in rest)
                label = ngettext("%(n)s other", "%(n)s others", len(rest)) % {"n": len(rest)}
                rows.append(
                    (
                        label,
                        self.voice.number(value),
                        numbers.percent(value / total if total else None, self.language, 1),
                    )
                )
            blocks.append(
                Table(
                    _("%(indicator)s %(by)s, %(year)s") % {
                        "indicator": facts.indicator.name, "by": self._by_words(by), "year": self.facts.year,
                    },
                    (Column(self._by_heading(by), width=3), Column(_("Number"), "end"), Column(_("Share"), "end")),
                    tuple(rows), source=self._source(facts), notes=self._incomplete_note(facts),
                )
            )  # fmt: skip
        return blocks

    def _incomplete_note(self, facts: IndicatorFacts) -> tuple[str, ...]:
        year = facts.this_year
        if year.whole:
            return ()
        return (
            _(
                "All that was reported, months with a probable reporting gap included; the year is incomplete."
            ),
        )

    def _share_link(self, facts: IndicatorFacts, by: Dimension, share: Share) -> str | None:
        if by in {"section", "direction"} or share.key in (None, ""):
            return None
        return self._rows_link(facts, self.facts.year, **{by: share.key})

    def _by_heading(self, by: str) -> str:
        return {
            "kind": _("Kind"), "division": _("Division"), "section": _("Border section"),
            "point": _("Crossing point"), "citizenship": _("Citizenship"), "direction": _("Direction"),
        }[by]  # fmt: skip

    def sources(self) -> list[Block]:
        """The files that the report rests on, each with its hash."""
        rows = tuple(
            (
                batch.owner_agency.short, batch.name, batch.source or "–",
                self.voice.number(batch.rows), f"{batch.file.sha256[:16]}…",
            )
            for batch in self.facts.batches
        )  # fmt: skip
        return [
            Heading(_("Sources")),
            Paragraph(_("The definitions are those of the common dictionary of indicators, which names the source of each.")),
            Table(
                _("Files"),
                (
                    Column(_("Agency"), width=1.4), Column(_("File"), width=2.4), Column(_("Source"), width=3),
                    Column(_("Rows"), "end"), Column("SHA-256", width=1.8),
                ),
                rows,
            ),
        ]  # fmt: skip


def runs_of(months: Iterable[Month]) -> list[list[Month]]:
    """Return months as runs of months that follow each other."""
    runs: list[list[Month]] = []
    for month in sorted(months):
        if runs and month - runs[-1][-1] == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def chapters(facts: ReportFacts, language: str, site: str | None = None) -> list[Block]:
    """Return evidence's chapters of the country risk analysis, in the language that is active."""
    writer = Chapters(facts, language, site)
    return [
        *writer.summary(), *writer.quality(), *writer.situation(), *writer.trends(), *writer.outlook(),
        *writer.annex(), *writer.sources(),
    ]  # fmt: skip
