"""Forecasts that add up, as their page and files show them."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from chegara.evidence.dictionary import word
from chegara.evidence.explorer.shown import Cell, Data
from chegara.evidence.report.phrases import Voice
from chegara.evidence.sums import Agreed, Sums, Undivided, Why
from chegara.organisation.models import State
from chegara.reporting import numbers
from chegara.reporting.blocks import Column, Table

_INDENT = "\u2003"


def table(found: Sums, country: State, language: str, source: str) -> Table:
    """Return the places with their forecasts before and after, and how both did on their own past."""
    voice = Voice(language)
    period = voice.period(found.months[0], found.months[-1])
    unit = word("counted", found.whole.indicator.unit, language)
    return Table(
        _("%(indicator)s, %(country)s: forecast a month, %(period)s")
        % {"indicator": found.whole.indicator.name, "country": country.name, "period": period},
        (
            Column(_("Place"), width=2.6),
            Column(_("By itself, %(unit)s") % {"unit": unit}, "end"),
            Column(_("Made to agree"), "end"),
            Column(_("80% interval of a month"), "end", 1.5),
            Column(_("Error by itself"), "end"),
            Column(_("Error made to agree"), "end"),
            Column(_("Within 80%"), "end"),
        ),
        tuple(_row(place, voice) for place in found.places),
        source=source,
        notes=(
            _(
                "Means of the twelve months. Error: in the back-test, 1 = the usual change from year to year. Within 80%: share of past months that lay within their intervals."
            ),
            accuracy_sentence(found, language),
        ),
        emphasised=frozenset({0}),
    )


def _row(place: Agreed, voice: Voice) -> tuple[str, ...]:
    low, high = place.bounds(place.half80)
    return (
        _INDENT * place.depth + place.place.name,
        _figure(_mean(place.base), voice),
        _figure(_mean(place.values), voice),
        voice.interval(min(low), max(high)),
        numbers.decimal(place.base_mase, voice.language, 2),
        numbers.decimal(place.mase, voice.language, 2),
        numbers.percent(place.coverage80, voice.language),
    )


def _figure(value: float, voice: Voice) -> str:
    """Write a mean: whole where it is large."""
    return voice.number(round(value) if value >= 100 else round(value, 1))


def _mean(values: tuple[float, ...]) -> float:
    return sum(values) / len(values)


def accuracy_sentence(found: Sums, language: str) -> str:
    """Say whether making the forecasts agree made them better or worse, on their own past."""
    pairs = [(p.base_mase, p.mase) for p in found.places if math.isfinite(p.base_mase + p.mase)]
    before, after = (sum(pair[side] for pair in pairs) / max(len(pairs), 1) for side in (0, 1))
    return _("Mean error of all places on their own past: by itself %(before)s, made to agree %(after)s.") % {
        "before": numbers.decimal(before, language, 3),
        "after": numbers.decimal(after, language, 3),
    }


def disagreement_sentence(found: Sums, language: str) -> str:
    """Say how far the forecasts lay apart before: the country's own against the sum of its parts."""
    voice = Voice(language)
    parts = [
        place
        for place, after in zip(found.places, (*found.places[1:], None), strict=True)
        if after is None or after.depth <= place.depth
    ]
    return _(
        "By themselves the parts added up to %(parts)s a month, the whole was forecast as %(whole)s; now both are %(agreed)s."
    ) % {
        "parts": voice.number(round(sum(_mean(place.base) for place in parts))),
        "whole": voice.number(round(_mean(found.places[0].base))),
        "agreed": voice.number(round(_mean(found.places[0].values))),
    }


def undivided_sentence(found: Undivided, language: str) -> str:
    """Say why a place is kept whole."""
    voice = Voice(language)
    where = {
        "place": found.place.name,
        "part": found.part.name if found.part else found.place.name,
        "month": voice.month(found.month) if found.month else "",
    }
    return {
        Why.NOT_FORECAST: _("%(place)s is not divided: there is no forecast of %(part)s yet."),
        Why.REFUSED: _("%(place)s is not divided: %(part)s can't be forecast."),
        Why.ENDS_EARLIER: _("%(place)s is not divided: the figures of %(part)s end in another month."),
        Why.GAPS: _("%(place)s is not divided: %(part)s is unknown in %(month)s."),
        Why.NOT_THE_SUM: _("%(place)s is not divided: its parts do not add up to it in %(month)s."),
    }[found.why] % where


def data(found: Sums) -> Data:
    """Return a row a place and month."""
    rows: list[tuple[Cell, ...]] = []
    for place in found.places:
        low80, high80 = place.bounds(place.half80)
        low95, high95 = place.bounds(place.half95)
        rows += [
            (place.place.name, getattr(place.place, "code", ""), str(month), *figures)
            for month, *figures in zip(
                found.months, place.base, place.values, low80, high80, low95, high95, strict=True
            )
        ]
    headings = (
        _("Place"), _("Code"), _("Month"), _("Forecast by itself"), _("Forecast made to agree"),
        _("80% interval, from"), _("80% interval, to"), _("95% interval, from"), _("95% interval, to"),
    )  # fmt: skip
    return Data(headings, tuple(rows))
