"""What was found beside the effort of looking, and the rate of the one by the other, on one time axis."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from chegara.common.periods import Month, runs_of
from chegara.evidence.dictionary import word
from chegara.evidence.explorer.reading import read
from chegara.evidence.explorer.selection import By, Selection
from chegara.evidence.explorer.shown import Data, Shown, Teller
from chegara.evidence.methods.dispersion import Dispersion, dispersion
from chegara.evidence.methods.trend import Rate, rate
from chegara.evidence.models import Indicator
from chegara.evidence.queries.series import Counting, Series
from chegara.evidence.report.facts import PER
from chegara.organisation.visibility import Viewer
from chegara.reporting import charts, numbers
from chegara.reporting.panels import Panel, stacked


def denominators(selection: Selection, reported: Mapping[str, Indicator]) -> list[Indicator]:
    """Return what the indicator's figures may be read against, of what was reported, the best first."""
    return [reported[code] for code in selection.indicator.denominators if code in reported]


def show(teller: Teller, viewer: Viewer, choices: list[Indicator]) -> Shown:
    """Return counts, effort and rate above one another; in words why there is no rate where there is none.

    The effort is that of the same places, direction and citizenship; not of the same kind, which says what
    was found and not where anybody looked.
    """
    asked = teller.selection
    nothing = Data((_("Month"), teller.unit), ())
    if not asked.indicator.denominators:
        return Shown(None, (_("The dictionary names nothing that this indicator is read against."),), nothing)
    if asked.unit:
        return Shown(
            None, (_("A rate is made of what is counted, not of amounts: choose the number."),), nothing
        )
    if not choices:
        names = Indicator.objects.filter(pk__in=asked.indicator.denominators)
        said = _(
            "There is no rate: nobody reported what these figures would be read against (%(names)s), so that more finds may be more threat or more effort."
        ) % {"names": ", ".join(str(name) for name in names)}
        return Shown(None, (said,), nothing)
    against = next((choice for choice in choices if choice.pk == asked.against), choices[0])
    effort = read(replace(asked, indicator=against, by=By.MONTH, kind="", agency=None), viewer)
    own, base = teller.explored.total, effort.total
    why_not = _why_not(teller, own, base)
    if why_not:
        return Shown(None, (why_not,), nothing)
    return _stack(teller, own, base)


def _why_not(teller: Teller, own: Series, base: Series) -> str:
    if Counting.UNDECIDED in {own.counting, base.counting}:
        return teller.undecided_note()
    months = teller.selection.months
    if not any(not math.isnan(base.value(month)) for month in months):
        return _("There is no rate: “%(effort)s” was not reported for this selection and period.") % {
            "effort": base.indicator.name
        }
    if not any(not math.isnan(own.value(month)) for month in months):
        return _("There is no rate: no month of the period is known.")
    return ""


def _stack(teller: Teller, own: Series, base: Series) -> Shown:
    months = teller.selection.months
    scatter = _scatter(own, months[0])
    rates = [rate(_known(own, month), _known(base, month), per=PER, scatter=scatter) for month in months]
    per = _("per %(per)s") % {"per": numbers.integer(PER, teller.language)}
    panels = [
        Panel(line=_line(own, months), unit=teller.unit),
        Panel(line=_line(base, months), unit=word("counted", base.indicator.unit, teller.language)),
        Panel(
            line=charts.Line(
                _("%(indicator)s per %(per)s of “%(effort)s”")
                % {
                    "indicator": own.indicator.name,
                    "per": numbers.integer(PER, teller.language),
                    "effort": base.indicator.name,
                },
                months[0],
                [each.value for each in rates],
            ),
            unit=per,
            low=[each.interval.low if each.interval else None for each in rates],
            high=[each.interval.high if each.interval else None for each in rates],
            decimals=2,
        ),
    ]
    sentences = tuple(_sentences(teller, own, base, scatter))
    missing = [month for month in months if math.isnan(own.value(month)) or math.isnan(base.value(month))]
    figure = stacked(
        teller.about(
            teller.caption(_("finds, effort and rate")),
            " ".join(sentences),
            _("Bars: 95% interval of the rate; the effort is taken as counted without error."),
        ),
        panels,
        gaps=[charts.Gap(run[0], run[-1]) for run in runs_of(missing)],
    )
    return Shown(figure, sentences, _data(teller, own, base, months, rates))


def _line(own: Series, months: list[Month]) -> charts.Line:
    return charts.Line(own.indicator.name, months[0], own.span(months[0], months[-1]))


def _known(own: Series, month: Month) -> float | None:
    value = own.value(month)
    return None if math.isnan(value) else value


def _scatter(own: Series, first: Month) -> Dispersion:
    """Return how much the counts scattered before the period; where too little is known: in all of it."""
    known = {m: v for m, v in zip(own.months, own.values, strict=True) if not math.isnan(v)}
    before = dispersion({month: value for month, value in known.items() if month < first})
    return before if before.probability is not None else dispersion(known)


def _sentences(teller: Teller, own: Series, base: Series, scatter: Dispersion) -> list[str]:
    asked = teller.selection
    this = _rate_of(own, base, asked.months, scatter)
    said = [_rate_sentence(teller, this, base, teller.period)]
    if asked.comparable:
        before = asked.months_before
        last_year = _rate_of(own, base, before, scatter)
        if last_year.value is not None:
            said.append(_rate_sentence(teller, last_year, base, teller.voice.period(before[0], before[-1])))
    said.append(
        _(
            "More finds with more effort are not more threat; the rate takes the effort out, and knows nothing of its quality."
        )
    )
    return said


def _rate_of(own: Series, base: Series, months: list[Month], scatter: Dispersion) -> Rate:
    """Return the rate of the months of which both are known."""
    both = [m for m in months if not math.isnan(own.value(m)) and not math.isnan(base.value(m))]
    if not both:
        return rate(None, None, per=PER, scatter=scatter)
    counted, effort = sum(map(own.value, both)), sum(map(base.value, both))
    return rate(counted, effort, per=PER, scatter=scatter)


def _rate_sentence(teller: Teller, found: Rate, base: Series, period: str) -> str:
    where = {
        "period": period,
        "rate": numbers.decimal(found.value, teller.language, 2),
        "per": numbers.integer(PER, teller.language),
        "effort": base.indicator.name,
    }
    if found.interval is None:
        return _("%(period)s: %(rate)s per %(per)s of “%(effort)s”.") % where
    bounds = teller.voice.interval(found.interval.low, found.interval.high, 2)
    return _("%(period)s: %(rate)s per %(per)s of “%(effort)s” (95%% interval %(interval)s).") % {
        **where,
        "interval": bounds,
    }


def _data(teller: Teller, own: Series, base: Series, months: list[Month], rates: list[Rate]) -> Data:
    rows = tuple(
        (
            str(month),
            _known(own, month),
            _known(base, month),
            each.value,
            each.interval.low if each.interval else None,
            each.interval.high if each.interval else None,
        )
        for month, each in zip(months, rates, strict=True)
    )
    headings = (
        _("Month"), own.indicator.name, base.indicator.name,
        _("Rate per %(per)s") % {"per": PER}, _("95% interval, from"), _("95% interval, to"),
    )  # fmt: skip
    return Data(headings, rows)
