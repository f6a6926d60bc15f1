"""Bars: the largest of many, or values in order with whiskers from bound to bound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from chegara.reporting.blocks import Column, Figure, Table
from chegara.reporting.charts import (
    BLUE,
    INK,
    SKY,
    About,
    Spec,
    as_figure,
    decimals_of,
    expression_list,
    known,
    sized,
    value_axis,
)
from chegara.reporting.numbers import decimal, interval
from chegara.reporting.text import clean
from chegara.reporting.words import speaking


@dataclass(frozen=True)
class Estimate:
    """A named value between its bounds."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None


def horizontal_bars(
    about: About, items: Sequence[tuple[str, float | None]], *, unit: str, top: int = 10
) -> Figure:
    """Return the largest items as bars with their values written; says so if some are left out.

    An unknown value has no bar and is written "–".

    Raises:
        ValueError: there is nothing to show.
    """
    if not items or top < 1:
        raise ValueError("a bar chart needs an item")
    largest = sorted(items, key=lambda item: math.inf if (value := known(item[1])) is None else -value)
    estimates = [Estimate(name, value) for name, value in largest[:top]]
    with speaking(about.language):
        left_out: tuple[str, ...] = ()
        if len(items) > top:
            left_out = (
                gettext("The %(shown)s largest of %(all)s are shown.") % {"shown": top, "all": len(items)},
            )
        return as_figure(
            about,
            _bars_spec(estimates, unit, about.language),
            _estimates_table(about, estimates, unit),
            left_out,
        )


def interval_bars(about: About, estimates: Sequence[Estimate], *, unit: str) -> Figure:
    """Return values as bars in the given order, with whiskers from bound to bound.

    Raises:
        ValueError: there is nothing to show.
    """
    if not estimates:
        raise ValueError("a bar chart needs an item")
    with speaking(about.language):
        return as_figure(
            about,
            _bars_spec(estimates, unit, about.language),
            _estimates_table(about, estimates, unit),
        )


def _bars_spec(estimates: Sequence[Estimate], unit: str, language: str) -> Spec:
    digits = decimals_of(value for e in estimates for value in (e.value, e.low, e.high))
    rows = [
        {
            "position": index,
            "name": clean(estimate.name),
            "value": known(estimate.value),
            "low": known(estimate.low),
            "high": known(estimate.high),
            "end": _label_position(estimate),
            "label": decimal(estimate.value, language, digits),
        }
        for index, estimate in enumerate(estimates)
    ]
    # Bars are placed by number, not name: two items may bear the same name.
    y = {
        "field": "position",
        "type": "ordinal",
        "axis": {
            "title": None,
            "domain": False,
            "ticks": False,
            "labelExpr": f"{expression_list([clean(estimate.name) for estimate in estimates])}[datum.value]",
        },
    }
    x = value_axis(unit) | {"scale": {"zero": True, "domainMax": _room_for_labels(rows)}}
    whiskers = [
        {
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {"type": "rule", "strokeWidth": 1.5, "color": INK},
            "encoding": {"y": y, "x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
        },
        *(
            {
                "transform": [{"filter": f"isValid(datum.{bound})"}],
                "mark": {"type": "tick", "thickness": 1.5, "size": 9, "color": INK},
                "encoding": {"y": y, "x": {"field": bound, "type": "quantitative"}},
            }
            for bound in ("low", "high")
        ),
    ]
    bounded = any(row["low"] is not None for row in rows)
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "color": SKY if bounded else BLUE, "height": {"band": 0.68}},
            "encoding": {"y": y, "x": x},
        },
        *(whiskers if bounded else ()),
        {
            "mark": {"type": "text", "align": "left", "dx": 6},
            "encoding": {
                "y": y,
                "x": {"field": "end", "type": "quantitative"},
                "text": {"field": "label", "type": "nominal"},
            },
        },
    ]
    return {**sized(64 + 26 * len(rows)), "data": {"values": rows}, "layer": layers}


def _room_for_labels(rows: Sequence[Spec]) -> float:
    """Return where the axis has to end, so that the longest label beside a bar stays inside the picture."""
    longest = max(len(row["label"]) for row in rows)
    furthest = max(row["end"] for row in rows) or 1.0
    return float(furthest) * (1 + 0.03 + 0.022 * longest)


def _label_position(estimate: Estimate) -> float:
    return max(known(estimate.value) or 0.0, known(estimate.high) or 0.0, 0.0)


def _estimates_table(about: About, estimates: Sequence[Estimate], unit: str) -> Table:
    language = about.language
    digits = decimals_of(value for e in estimates for value in (e.value, e.low, e.high))
    bounded = any(known(e.low) is not None for e in estimates)
    columns = [Column(""), Column(unit, "end")]
    if bounded:
        columns.append(Column(gettext("Interval"), "end"))
    rows = []
    for estimate in estimates:
        row = [estimate.name, decimal(estimate.value, language, digits)]
        if bounded:
            row.append(interval(estimate.low, estimate.high, language, digits))
        rows.append(tuple(row))
    return Table(about.caption, tuple(columns), tuple(rows))
