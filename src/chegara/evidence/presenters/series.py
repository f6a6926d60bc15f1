"""One series as its page shows it: charts, change against last year, forecast."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chegara.common.periods import Month, runs_of
from chegara.evidence.dictionary import word
from chegara.evidence.forecasts import StoredResult
from chegara.evidence.methods.trend import change
from chegara.evidence.presenters.figures import reached_sentence
from chegara.evidence.queries.series import Series
from chegara.evidence.report.phrases import Voice, change_sentence, forecast_sentence
from chegara.reporting import charts
from chegara.reporting.blocks import Block, Heading, Paragraph
from chegara.reporting.strips import seasonal_strip


@dataclass(frozen=True)
class SeriesPage:
    """What the page says about a series."""

    series: Series
    language: str
    forecast: StoredResult | None

    def _about(self, caption: str, description: str) -> charts.About:
        own = self.series
        agencies = "; ".join(agency.agency.name for agency in own.counted)
        return charts.About(
            caption=caption,
            description=description,
            language=self.language,
            source=f"{agencies}, {own.months[0].year}–{own.months[-1].year}",
            stamp=_("Invented data") if own.synthetic else "",
        )

    def blocks(self) -> list[Block]:
        """Return charts and sentences for a series that has at least one known month."""
        own, voice = self.series, Voice(self.language)
        unit = word("counted", own.unit, self.language)
        gaps = [charts.Gap(run[0], run[-1]) for run in runs_of(own.missing)]
        line = charts.Line(own.indicator.name, own.months[0], own.values)
        known = [value for value in own.values if not math.isnan(value)]
        description = _("From %(low)s to %(high)s a month.") % {
            "low": voice.number(min(known)),
            "high": voice.number(max(known)),
        }
        found: list[Block] = [
            charts.monthly_lines(
                self._about(f"{own.indicator.name}, {own.place.name}", description),
                [line],
                unit=unit,
                gaps=gaps,
            )
        ]
        found.append(Heading(_("Against last year"), 2, numbered=False))
        found += [Paragraph(sentence) for sentence in self._changes(voice)]
        found.append(Heading(_("Seasons"), 2, numbered=False))
        found.append(seasonal_strip(self._about(_("Years by months"), description), line, unit=unit))
        found.append(Heading(_("Forecast"), 2, numbered=False))
        found.append(Paragraph(forecast_sentence(self.forecast, voice)))
        if self.forecast and not self.forecast.reason:
            result = self.forecast
            fan = charts.Fan(
                start=result.months[0],
                values=result.values,
                lo80=result.lo80,
                hi80=result.hi80,
                lo95=result.lo95,
                hi95=result.hi95,
                seasonal_naive=result.naive,
            )
            found.append(
                charts.forecast_fan(
                    self._about(_("The next twelve months"), description), line, fan, unit=unit, gaps=gaps
                )
            )
        return found

    @property
    def reached(self) -> str:
        """Say how the figures were reached, where doubles were found among what was reported."""
        own = self.series
        if not own.months:
            return ""
        reached = own.reached(own.months[0], own.months[-1])
        return reached_sentence(reached.reported, reached.doubles)

    def _changes(self, voice: Voice) -> list[str]:
        """Say how the last known month and the time from January on stand against last year."""
        own = self.series
        values = {m: None if math.isnan(v) else v for m, v in zip(own.months, own.values, strict=True)}
        last = max(month for month, value in values.items() if value is not None)
        found = [change_sentence(change(values, last, last), voice)]
        if last.month > 1:
            found.append(change_sentence(change(values, Month(last.year, 1), last), voice))
        return found
