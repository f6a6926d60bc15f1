"""Charts of the house look, as Vega-Lite with all data inside.

Colours are Okabe and Ito's, safe for the colour-blind; lines differ by dash as well, so that a grey copy is
readable. A month without a report is a break in a line and an empty cell, never a zero. Axes speak the
language of the document.

Source of the palette: M. Okabe, K. Ito, "Color Universal Design", 2008.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext

from chegara.common.periods import Month, months_between
from chegara.reporting.blocks import Column, Figure, Table
from chegara.reporting.drawing import FAMILY
from chegara.reporting.numbers import (
    UNKNOWN,
    decimal,
    integer,
    interval,
    short_month,
    vega_locale,
)
from chegara.reporting.text import clean
from chegara.reporting.words import speaking

WIDTH = 600
BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE, BLACK = PALETTE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#E69F00",
    "#56B4E9",
    "#CC79A7",
    "#000000",
)
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3], [10, 4])
INK, MUTED, HAIRLINE, GAP_GREY = "#1f2933", "#52606d", "#dde2e8", "#e4e7eb"
FAN_95, FAN_80 = "#cfe2f1", "#9cc4e2"

Spec = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class About:
    """What is said about a picture: its caption, the same in words, where the figures come from.

    `stamp` is printed inside the picture, which may be copied out of its document: "Invented data", say.
    """

    caption: str
    description: str
    source: str
    language: str
    notes: tuple[str, ...] = ()
    stamp: str = ""


@dataclass(frozen=True)
class Line:
    """Monthly values from a month on, without leaving a month out; None or NaN is unknown."""

    name: str
    start: Month
    values: Sequence[float | None]

    @property
    def points(self) -> list[tuple[Month, float | None]]:
        """Return month and value, unknown as None."""
        return [(self.start + offset, known(value)) for offset, value in enumerate(self.values)]


@dataclass(frozen=True)
class Gap:
    """Months, both included, in which reports are missing or not credible."""

    first: Month
    last: Month


@dataclass(frozen=True, kw_only=True)
class Fan:
    """A forecast by months with its 80 and 95 % intervals, and what last year's months would say."""

    start: Month
    values: Sequence[float]
    lo80: Sequence[float]
    hi80: Sequence[float]
    lo95: Sequence[float]
    hi95: Sequence[float]
    seasonal_naive: Sequence[float | None]

    def __post_init__(self) -> None:
        """Refuse parts of unequal length."""
        parts = (self.values, self.lo80, self.hi80, self.lo95, self.hi95, self.seasonal_naive)
        if len({len(part) for part in parts}) != 1:
            raise ValueError("a forecast's parts must be equally long")


def known(value: float | None) -> float | None:
    """Return the value as a plain float, None if it is unknown."""
    return None if value is None or not math.isfinite(value) else float(value)


# -- the house look ---------------------------------------------------------------------------------------


def house(spec: Spec, language: str, stamp: str = "") -> Spec:
    """Dress a specification in the house look."""
    text = {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": INK}
    dressed: Spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        **spec,
        "background": "white",
        "padding": 6,
        "config": {
            "aria": False,
            "font": FAMILY,
            "locale": vega_locale(language),
            "view": {"stroke": None},
            "axis": {
                **text,
                "titleFontWeight": "normal",
                "gridColor": HAIRLINE,
                "domainColor": MUTED,
                "tickColor": MUTED,
                "labelLimit": 240,
                "labelPadding": 4,
            },
            "legend": {**text, "orient": "top", "title": None, "labelLimit": 260, "symbolSize": 120},
            "header": {**text, "labelFontWeight": "bold"},
            "range": {"category": list(PALETTE)},
            "text": {"color": INK, "fontSize": 12},
        },
    }
    if stamp:
        dressed["title"] = {
            "text": clean(stamp),
            "orient": "bottom",
            "anchor": "end",
            "fontSize": 11,
            "fontStyle": "italic",
            "fontWeight": "normal",
            "color": "#8a3200",
        }
    return dressed


def as_figure(about: About, spec: Spec, data: Table, notes: tuple[str, ...] = ()) -> Figure:
    """Return a chart in the house look, with the data that it draws."""
    return Figure(
        caption=about.caption,
        spec=house(spec, about.language, about.stamp),
        description=about.description,
        source=about.source,
        notes=(*about.notes, *notes),
        data=data,
    )


def sized(height: int) -> Spec:
    """Return the size of a chart of the house width."""
    return {"width": WIDTH, "height": height, "autosize": {"type": "fit", "contains": "padding"}}


def _date(month: Month) -> str:
    return month.first_day.isoformat()


def _month_axis(months: Sequence[Month]) -> Spec:
    """Label months while there is room for them, then quarters, then years."""
    first, last = months[0], months[-1]
    span = last - first + 1
    step = next((step for limit, step in ((14, 1), (26, 2), (42, 3), (72, 6)) if span <= limit), 12)
    if step == 12:
        years = range(first.year + (first.month > 1), last.year + 1)
        stride = max(1, math.ceil(len(years) / 14))
        ticks = [Month(year, 1) for year in years][::stride]
        label = "utcFormat(datum.value, '%Y')"
    else:
        ticks = [month for month in months_between(first, last) if (month.month - 1) % step == 0]
        label = (
            "[utcFormat(datum.value, '%b'), "
            "utcmonth(datum.value) == 0 || datum.index == 0 ? utcFormat(datum.value, '%Y') : '']"
        )
    return {
        "field": "month",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {
            "title": None,
            "grid": False,
            "values": [_milliseconds(month) for month in ticks],
            "labelExpr": label,
            "labelOverlap": True,
        },
    }


def _milliseconds(month: Month) -> int:
    # 719163 is the ordinal of 1970-01-01: Vega counts from there, in UTC whatever the machine's zone.
    return (month.first_day.toordinal() - 719163) * 86_400_000


def value_axis(unit: str) -> Spec:
    """Return the axis of values, titled by their unit."""
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {"title": clean(unit), "tickCount": 5, "format": ",~r", "domain": False, "ticks": False},
    }


def _gap_layer(gaps: Sequence[Gap], label: str) -> list[Spec]:
    """Shade the months without credible reports, half a month to either side, and say what the grey is."""
    if not gaps:
        return []
    half = timedelta(days=15)
    rows = [
        {
            "month": (gap.first.first_day - half).isoformat(),
            "end": (gap.last.first_day + half).isoformat(),
        }
        for gap in gaps
    ]
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "rect", "clip": True},
            "encoding": {
                "x": {"field": "month", "type": "temporal"},
                "x2": {"field": "end"},
                "color": {"datum": label},
            },
        }
    ]


def decimals_of(values: Iterable[float | None]) -> int:
    """Return how many decimals the values need: none for counts."""
    return 0 if all(value is None or float(value).is_integer() for value in values) else 1


def _monthly_table(caption: str, lines: Sequence[Line], language: str) -> Table:
    months = sorted({month for line in lines for month, _ in line.points})
    columns: list[dict[Month, float | None]] = [dict(line.points) for line in lines]
    digits = [decimals_of(column.values()) for column in columns]
    return Table(
        caption,
        (Column(gettext("Month")), *(Column(line.name, "end") for line in lines)),
        tuple(
            (
                short_month(month, language),
                *(decimal(column.get(month), language, d) for column, d in zip(columns, digits, strict=True)),
            )
            for month in months
        ),
    )


# -- charts -----------------------------------------------------------------------------------------------


def expression_list(texts: Sequence[str]) -> str:
    """Write texts as a list in Vega's expression language, whose strings are JavaScript's."""
    quoted = (text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") for text in texts)
    return "[" + ", ".join(f"'{text}'" for text in quoted) + "]"


def monthly_lines(about: About, lines: Sequence[Line], *, unit: str, gaps: Sequence[Gap] = ()) -> Figure:
    """Return monthly series as lines; months without a report break the line and are shaded.

    Raises:
        ValueError: there is no month at all, or there are more than seven lines.
    """
    months = sorted({month for line in lines for month, _ in line.points})
    if not months or len(lines) > len(PALETTE):
        raise ValueError("a line chart needs a month and at most seven lines")
    with speaking(about.language):
        spec = {**sized(300), **_lines(lines, months, unit=unit, gaps=gaps)}
        return as_figure(about, spec, _monthly_table(about.caption, lines, about.language))


def _lines(lines: Sequence[Line], months: Sequence[Month], *, unit: str, gaps: Sequence[Gap]) -> Spec:
    names = [clean(line.name) for line in lines]
    gap_label = gettext("no credible report")
    rows = [
        {"month": _date(month), "value": value, "line": name}
        for name, line in zip(names, lines, strict=True)
        for month, value in line.points
    ]
    domain = [*names, gap_label] if gaps else names
    colours = [*PALETTE[: len(names)], GAP_GREY] if gaps else list(PALETTE[: len(names)])
    legend: Spec | None = None
    if len(domain) > 1:
        legend = {"symbolType": "stroke", "symbolStrokeWidth": 4, "columns": _legend_columns(domain)}
    dash = {
        "field": "line",
        "type": "nominal",
        "scale": {"domain": names, "range": [list(dash) for dash in DASHES[: len(names)]]},
        "legend": None,
    }
    colour = {"scale": {"domain": domain, "range": colours}, "legend": legend, "type": "nominal"}
    line_layer = {
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 2, "invalid": "break-paths-show-path-domains"},
        "encoding": {
            "x": _month_axis(months),
            "y": value_axis(unit),
            "color": {"field": "line", **colour},
            "strokeDash": dash,
        },
    }
    # Points show the month that stands alone between two breaks; a long series keeps only those.
    points = rows if len(months) <= 40 else _lonely(lines, names)
    point_layer = {
        "data": {"values": points},
        "mark": {"type": "point", "filled": True, "size": 26, "opacity": 1, "invalid": "filter"},
        "encoding": {
            "x": {"field": "month", "type": "temporal"},
            "y": {"field": "value", "type": "quantitative"},
            "color": {"field": "line", "type": "nominal"},
        },
    }
    return {"layer": [*_gap_layer(gaps, gap_label), line_layer, *([point_layer] if points else [])]}


def _legend_columns(names: Sequence[str]) -> int:
    """Return how many names stand beside one another above a chart; 0 is all of them."""
    widest = 34 + 7.2 * max(len(name) for name in names)
    return 0 if widest * len(names) <= WIDTH else max(1, int(WIDTH / widest))


def _lonely(lines: Sequence[Line], names: Sequence[str]) -> list[Spec]:
    """Return the known months whose neighbours are both unknown: no line would show them."""
    lonely = []
    for name, line in zip(names, lines, strict=True):
        points = [None, *(value for _, value in line.points), None]
        for index, (month, value) in enumerate(line.points):
            if value is not None and points[index] is None and points[index + 2] is None:
                lonely.append({"month": _date(month), "value": value, "line": name})
    return lonely


def forecast_fan(about: About, history: Line, fan: Fan, *, unit: str, gaps: Sequence[Gap] = ()) -> Figure:
    """Return a forecast with its intervals beside the history and the seasonal naive forecast.

    Raises:
        ValueError: there is no history or no month ahead.
    """
    if not history.values or not fan.values:
        raise ValueError("a forecast chart needs a history and a month ahead")
    with speaking(about.language):
        return as_figure(about, _fan_spec(history, fan, unit, gaps), _fan_table(about, fan))


def _fan_spec(history: Line, fan: Fan, unit: str, gaps: Sequence[Gap]) -> Spec:
    reported, naive, expected = gettext("reported"), gettext("same month a year before"), gettext("forecast")
    in80, in95 = gettext("80% interval"), gettext("95% interval")
    colours = {reported: INK, expected: BLUE, in80: FAN_80, in95: FAN_95, naive: VERMILION}
    if gaps:
        colours[gettext("no credible report")] = GAP_GREY
    ahead = [fan.start + offset for offset in range(len(fan.values))]
    last_month, last_value = history.points[-1]
    joined = last_value is not None and last_month + 1 == fan.start
    start = [(last_month, last_value)] * joined

    def band(low: Sequence[float], high: Sequence[float], label: str) -> Spec:
        rows = [{"month": _date(m), "value": v, "top": v} for m, v in start]
        rows += [
            {"month": _date(m), "value": lo, "top": hi} for m, lo, hi in zip(ahead, low, high, strict=True)
        ]
        return _series_layer(rows, {"type": "area"}, label) | {"top": True}

    def line(points: Iterable[tuple[Month, float | None]], label: str, **mark: Any) -> Spec:
        rows = [{"month": _date(m), "value": known(v)} for m, v in points]
        style = {"type": "line", "strokeWidth": 2, "invalid": "break-paths-show-path-domains", **mark}
        return _series_layer(rows, style, label)

    layers = [
        *_gap_layer(gaps, gettext("no credible report")),
        band(fan.lo95, fan.hi95, in95),
        band(fan.lo80, fan.hi80, in80),
        line(zip(ahead, fan.seasonal_naive, strict=True), naive, strokeDash=[3, 3]),
        line(history.points, reported),
        line([*start, *zip(ahead, fan.values, strict=True)], expected, strokeWidth=2.5),
    ]
    for layer in layers:
        if layer.pop("top", False):
            layer["encoding"]["y2"] = {"field": "top"}
    layers[-2]["encoding"]["x"] = _month_axis([*(month for month, _ in history.points), *ahead])
    layers[-2]["encoding"]["y"] = value_axis(unit)
    layers[-2]["encoding"]["color"] |= {
        "scale": {"domain": list(colours), "range": list(colours.values())},
        "legend": {"symbolType": "stroke", "symbolStrokeWidth": 5, "columns": 3},
        "type": "nominal",
    }
    return {**sized(320), "layer": layers}


def _series_layer(rows: list[Spec], mark: Spec, label: str) -> Spec:
    return {
        "data": {"values": rows},
        "mark": mark,
        "encoding": {
            "x": {"field": "month", "type": "temporal"},
            "y": {"field": "value", "type": "quantitative"},
            "color": {"datum": label},
        },
    }


def _fan_table(about: About, fan: Fan) -> Table:
    language = about.language
    return Table(
        about.caption,
        (
            Column(gettext("Month")),
            Column(gettext("forecast"), "end"),
            Column(gettext("80% interval"), "end"),
            Column(gettext("95% interval"), "end"),
            Column(gettext("same month a year before"), "end"),
        ),
        tuple(
            (
                short_month(fan.start + index, language),
                integer(fan.values[index], language),
                interval(fan.lo80[index], fan.hi80[index], language),
                interval(fan.lo95[index], fan.hi95[index], language),
                integer(fan.seasonal_naive[index], language),
            )
            for index in range(len(fan.values))
        ),
    )


def small_multiples(
    about: About, lines: Sequence[Line], *, unit: str, gaps: Sequence[Gap] = (), columns: int = 3
) -> Figure:
    """Return one small chart a series on a common time axis, each with its own scale, said in a note.

    Raises:
        ValueError: there is no month at all.
    """
    months = sorted({month for line in lines for month, _ in line.points})
    if not months:
        raise ValueError("small multiples need a month")
    with speaking(about.language):
        panels = [_panel(line, months, unit, gaps, columns) for line in lines]
        spec: Spec = {
            "concat": panels,
            "columns": columns,
            "spacing": {"row": 56, "column": 58},
            "bounds": "flush",
        }
        note = gettext("Each small chart has its own scale.")
        return as_figure(about, spec, _monthly_table(about.caption, lines, about.language), (note,))


def _panel(line: Line, months: Sequence[Month], unit: str, gaps: Sequence[Gap], columns: int) -> Spec:
    width = (WIDTH - 62 - 58 * (columns - 1)) // columns
    ticks = [month for month in months if month.month == 1] or [months[0]]
    ticks = ticks[:: max(1, math.ceil(len(ticks) * 34 / width))]
    drawn = _lines([line], months, unit="", gaps=gaps)
    for layer in drawn["layer"]:
        # One line a panel needs no scale of colours, and the panels would share it.
        layer["encoding"].pop("color")
        layer["mark"]["color"] = GAP_GREY if layer["mark"]["type"] == "rect" else BLUE
        if "axis" in layer["encoding"]["x"]:
            layer["encoding"]["x"]["axis"] |= {
                "values": [_milliseconds(month) for month in ticks],
                "labelExpr": "utcFormat(datum.value, '%Y')",
            }
            layer["encoding"]["x"]["scale"] |= {
                "domain": [_milliseconds(months[0]), _milliseconds(months[-1])]
            }
            layer["encoding"]["y"]["axis"] |= {"title": None, "tickCount": 3}
    title = {
        "text": clean(line.name),
        "fontSize": 12,
        "anchor": "start",
        "frame": "group",
        "color": INK,
        "limit": width + 40,
    }
    return {
        **drawn,
        "width": width,
        "height": 90,
        "title": title,
        "resolve": {"scale": {"color": "independent"}},
    }


__all__ = [
    "PALETTE",
    "UNKNOWN",
    "About",
    "Fan",
    "Gap",
    "Line",
    "forecast_fan",
    "house",
    "monthly_lines",
    "small_multiples",
]
