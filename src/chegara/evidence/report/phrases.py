"""Sentences of the report, chosen by plain rules; none says more than its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.common.periods import Month, runs_of
from chegara.evidence.dictionary import word
from chegara.evidence.forecasts import StoredResult
from chegara.evidence.methods.forecast import Refusal
from chegara.evidence.methods.forecasters import Model
from chegara.evidence.methods.trend import Change, Rate, Reason, Verdict
from chegara.evidence.report.facts import PER, IndicatorFacts, YearTotal
from chegara.reporting import numbers


@dataclass(frozen=True)
class Voice:
    """Writes numbers and periods in one language."""

    language: str

    def number(self, value: float | None) -> str:
        """Whole numbers as they are, others with one decimal (three below 100)."""
        if value is None or value != value or float(value).is_integer():
            return numbers.integer(value, self.language)
        return numbers.decimal(value, self.language, 1 if abs(value) >= 10 else 2)

    def interval(self, low: float, high: float, digits: int = 0) -> str:
        """An interval as printed in tables and text."""
        return numbers.interval(low, high, self.language, digits)

    def month(self, month: Month) -> str:
        """A month with its year."""
        return numbers.month(month, self.language)

    def period(self, first: Month, last: Month) -> str:
        """January to March 2015, in words; a whole year as the year."""
        if first.month == 1 and last.month == 12 and first.year == last.year:
            # Translators: a whole year as a period; Russian needs the word "год".
            return pgettext("a whole year as a period", "%(year)s") % {"year": first.year}
        if first == last:
            return self.month(first)
        names = numbers.month_names(self.language, "wide")
        if first.year == last.year:
            return f"{names[first.month - 1]}–{names[last.month - 1]} {last.year}"
        return f"{self.month(first)} – {self.month(last)}"

    def months(self, months: list[Month]) -> str:
        """A list of months, runs drawn together."""
        return ", ".join(self.period(run[0], run[-1]) for run in runs_of(months))


def total_sentence(facts: IndicatorFacts, voice: Voice) -> str:
    """Say a year's figure and how whole it is."""
    year = facts.this_year
    if facts.series.counting == "undecided":
        return _(
            "Several agencies report this indicator and nobody has decided whose figures count: no total is stated."
        )
    if year.total is None:
        return _("No month of %(year)s was credibly reported: there is no total.") % {"year": year.year}
    if year.whole:
        return _("%(year)s: %(total)s, from twelve reported months.") % {
            "year": year.year,
            "total": _counted(facts, voice),
        }
    text = ngettext(
        "%(year)s: %(total)s from %(months)s credibly reported month of twelve; the year's figure is not known.",
        "%(year)s: %(total)s from %(months)s credibly reported months of twelve; the year's figure is not known.",
        year.credible,
    ) % {"year": year.year, "total": _counted(facts, voice), "months": year.credible}
    return f"{text} {doubtful_sentence(facts, year, voice)}".strip()


def _counted(facts: IndicatorFacts, voice: Voice) -> str:
    """A year's figure; with its unit where it is weighed, not counted."""
    text = voice.number(facts.this_year.total)
    return (
        f"{text} {word('unit', facts.indicator.unit, voice.language)}"
        if facts.indicator.unit == "t"
        else text
    )


def doubtful_sentence(facts: IndicatorFacts, year: YearTotal, voice: Voice) -> str:
    """Say which months were left out as implausible, and what they would add; empty where there are none."""
    months = [month for month in facts.series.doubtful if month.year == year.year]
    if not months:
        return ""
    return _("Left out as a probable reporting gap: %(months)s (%(total)s reported).") % {
        "months": voice.months(months),
        "total": voice.number(year.doubtful),
    }


def change_sentence(change: Change | None, voice: Voice) -> str:
    """Say what a comparison with the same period of last year allows to be said."""
    if change is None:
        return _("A comparison with last year is not possible: one of the years lacks January.")
    where = {
        "period": voice.period(change.first, change.last),
        "before": voice.period(change.first + -12, change.last + -12),
        "current": voice.number(change.current),
        "previous": voice.number(change.previous),
    }
    if change.reason is Reason.PREVIOUS_ZERO or (change.previous == 0):
        return (
            _("%(period)s: %(current)s after none in %(before)s; a change in per cent can't be stated.")
            % where
        )
    if change.reason is Reason.NOT_COUNTS:
        return (
            _("%(period)s: %(current)s against %(previous)s in %(before)s (an amount: no interval).") % where
        )
    if change.ratio is None or change.verdict is Verdict.NOT_COMPARABLE:
        return _("%(period)s can't be compared with %(before)s: months are missing.") % where
    judged = change.verdict in {Verdict.RISE, Verdict.FALL}
    share = (change.percent or 0.0) / 100
    where["percent"] = (
        numbers.percent(abs(share), voice.language)
        if judged
        else numbers.signed_percent(share, voice.language)
    )
    where["interval"] = f"{change_interval(change, voice.language)} %"
    if change.verdict is Verdict.RISE:
        return (
            _(
                "%(period)s: %(current)s against %(previous)s in %(before)s, a rise by %(percent)s (95%% interval %(interval)s)."
            )
            % where
        )
    if change.verdict is Verdict.FALL:
        return (
            _(
                "%(period)s: %(current)s against %(previous)s in %(before)s, a fall by %(percent)s (95%% interval %(interval)s)."
            )
            % where
        )
    return (
        _(
            "%(period)s: %(current)s against %(previous)s in %(before)s; chance alone explains such a difference (%(percent)s, 95%% interval %(interval)s)."
        )
        % where
    )


def change_interval(change: Change | None, language: str) -> str:
    """The interval of a change in per cent; with decimals where rounding would make it touch no change."""
    if change is None or change.ratio is None:
        return "–"
    bounds = [(bound - 1) * 100 for bound in (change.ratio.low, change.ratio.high)]
    nearest = min((abs(bound) for bound in bounds if bound), default=1.0)
    digits = max(0, -math.floor(math.log10(nearest)))
    return "…".join(numbers.signed(bound, language, digits) for bound in bounds)


def verdict_word(change: Change | None) -> str:
    """The verdict in a table."""
    if change is None or change.verdict is Verdict.NOT_COMPARABLE:
        return _("not comparable")
    return {
        Verdict.RISE: _("rise"),
        Verdict.FALL: _("fall"),
        Verdict.CANNOT_BE_TOLD_APART: _("no clear change"),
    }[change.verdict]


def rate_sentence(facts: IndicatorFacts, voice: Voice) -> str:
    """Say the rate per 100,000 of the denominator, or in words why there is none."""
    if not facts.indicator.denominators:
        return ""
    if facts.rate is None or facts.denominator is None or facts.rate.value is None:
        return _(
            "A rate can't be stated: nobody reported what the figure would be read against (crossings or checks), so that more finds may be more threat or more effort."
        )
    text = _("Per %(per)s of “%(denominator)s”: %(rate)s") % {
        "per": numbers.integer(PER, voice.language),
        "denominator": facts.denominator.name,
        "rate": _rate(facts.rate, voice),
    }
    if facts.rate_before and facts.rate_before.value is not None:
        text += "; " + _("a year before: %(rate)s") % {"rate": _rate(facts.rate_before, voice)}
    return text + "."


def _rate(rate: Rate, voice: Voice) -> str:
    text = numbers.decimal(rate.value, voice.language, 2)
    if rate.interval:
        text += f" ({voice.interval(rate.interval.low, rate.interval.high, 2)})"
    return text


def forecast_sentence(result: StoredResult | None, voice: Voice) -> str:
    """Say the next twelve months' sum with its interval and how well such forecasts did, or why there is none."""
    if result is None:
        return _("No forecast has been computed for this series.")
    if result.reason:
        return refusal_sentence(result.reason)
    text = _(
        "Expected for %(period)s: %(total)s a month on average; single months with a probability of 80%% within the bounds that the chart and table show."
    ) % {
        "period": voice.period(result.months[0], result.months[-1]),
        "total": voice.number(round(sum(result.values) / len(result.values), 1)),
    }
    return f"{text} {backtest_sentence(result, voice)}"


def backtest_sentence(result: StoredResult, voice: Voice) -> str:
    """Say how the method did on the series' own past."""
    if result.mase is None or result.naive_mase is None:
        return _("The series is too short to try methods on its own past: last year's months are repeated.")
    return _(
        "Tried on the series' own past (%(origins)s times): error %(mase)s, repeating last year's months %(naive)s (1 = the usual change from year to year); %(coverage)s of the past values lay within their 80%% intervals. Method: %(model)s."
    ) % {
        "origins": result.origins,
        "mase": numbers.decimal(result.mase, voice.language, 2),
        "naive": numbers.decimal(result.naive_mase, voice.language, 2),
        "coverage": numbers.percent(result.coverage80, voice.language),
        "model": model_name(result.model),
    }


def refusal_sentence(reason: str) -> str:
    """Say why a series can't be forecast."""
    sentences: dict[str, str] = {
        Refusal.FEWER_THAN_TWO_SEASONS: _("No forecast: fewer than two full years of months were reported."),
        Refusal.TOO_MANY_GAPS: _("No forecast: too many months were not reported."),
        Refusal.CONSTANT: _(
            "No forecast: the series never changes, so its past says nothing about its errors."
        ),
        Refusal.ALL_MISSING: _("No forecast: nothing was credibly reported."),
        Refusal.NEGATIVE: _("No forecast: a count can't be negative."),
    }
    return sentences.get(reason, _("No forecast: the series does not allow one."))


def model_name(model: str) -> str:
    """The method that the back-test chose, in words."""
    names: dict[str, str] = {
        Model.SEASONAL_NAIVE: _("last year's months"),
        Model.ETS: _("exponential smoothing (ETS)"),
        Model.THETA: _("Theta"),
        Model.CES: _("complex exponential smoothing (CES)"),
        Model.SEASONAL_LEVEL: _("present level with the usual seasons"),
    }
    return names.get(model, _("median of four models"))
