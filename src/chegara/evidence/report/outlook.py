"""The next twelve months, and how well such forecasts did."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chegara.common.periods import runs_of
from chegara.evidence.dictionary import word
from chegara.evidence.models import Category
from chegara.evidence.report.facts import IndicatorFacts
from chegara.evidence.report.phrases import (
    forecast_sentence,
    refusal_sentence,
)
from chegara.evidence.report.writer import Writer
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

FANS = 6


class Outlook(Writer):
    """The next twelve months, and how well such forecasts did."""

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
                (
                    Span(f"{f.indicator.name}: ", bold=True),
                    refusal_sentence(f.forecast.reason)
                    if f.forecast
                    else forecast_sentence(None, self.voice),
                )
                for f in refused
            )
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
                    facts.indicator.name,
                    self.voice.number(round(self._recent_mean(facts), 1)),
                    self.voice.number(round(sum(result.values) / len(result.values), 1)),
                    self.voice.interval(min(result.lo80), max(result.hi80)),
                    numbers.decimal(result.mase, self.language, 2),
                    numbers.decimal(result.naive_mase, self.language, 2),
                    numbers.percent(result.coverage80, self.language),
                )
            )
        first, last = able[0].forecast.months[0], able[0].forecast.months[-1]  # type: ignore[union-attr]
        return Table(
            _("Expected a month, %(period)s") % {"period": self.voice.period(first, last)},
            (
                Column(_("Indicator"), width=3),
                Column(_("Last 12 known"), "end"),
                Column(_("Expected"), "end", 1.3),
                Column(_("Lowest to highest 80% bound"), "end", 1.7),
                Column(_("Error"), "end"),
                Column(_("Error of last year's months"), "end", 1.2),
                Column(_("Within 80% bounds"), "end"),
            ),
            tuple(rows),
            source=self._source(),
            notes=(
                _(
                    "Error: mean absolute scaled error in the back-test; 1 is the usual change from year to year."
                ),
            ),
        )

    def _fan(self, facts: IndicatorFacts) -> Figure:
        result = facts.forecast
        assert result is not None  # noqa: S101 - called for forecast series only
        series = facts.series
        start = max(0, len(series.months) - 48)
        period = f"{series.months[start].year}–{result.months[-1].year}"
        first, last = self.voice.month(result.months[0]), self.voice.month(result.months[-1])
        description = _("From %(first)s to %(last)s the forecast runs from %(low)s to %(high)s a month.") % {
            "first": first,
            "last": last,
            "low": self.voice.number(round(min(result.values), 1)),
            "high": self.voice.number(round(max(result.values), 1)),
        }
        return charts.forecast_fan(
            self._about(
                _("%(indicator)s: forecast") % {"indicator": facts.indicator.name}, description, facts, period
            ),
            charts.Line(facts.indicator.name, series.months[start], series.values[start:]),
            charts.Fan(
                start=result.months[0],
                values=result.values,
                lo80=result.lo80,
                hi80=result.hi80,
                lo95=result.lo95,
                hi95=result.hi95,
                seasonal_naive=result.naive,
            ),
            unit=word("counted", facts.indicator.unit, self.language),
            gaps=[
                charts.Gap(run[0], run[-1])
                for run in runs_of(m for m in series.missing if m >= series.months[start])
            ],
        )
