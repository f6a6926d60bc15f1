"""Curves over an amount: how likely harm above it is, what a budget buys.

Colours and dashes are the house's; a curve's interval is a band behind it. Amounts may run over powers of
ten, which a logarithmic axis keeps readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext

from chegara.reporting.blocks import Column, Figure, Table
from chegara.reporting.charts import (
    DASHES,
    FAN_95,
    INK,
    PALETTE,
    WIDTH,
    About,
    Spec,
    house,
    known,
)
from chegara.reporting.numbers import decimal, percent
from chegara.reporting.text import clean
from chegara.reporting.words import speaking

ROWS = 12
"""How many of a curve's points its table shows, evenly chosen."""


@dataclass(frozen=True)
class Point:
    """A point of a curve, with the interval of its height if there is one."""

    x: float
    y: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Curve:
    """A named row of points from left to right."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """What an axis counts; shares (0 to 1) are written as percentages."""

    title: str
    share: bool = False
    logarithmic: bool = False


def curves(
    about: About,
    lines: Sequence[Curve],
    *,
    x: Axis,
    y: Axis,
    mark_at: tuple[float, str] | None = None,
    shape: Literal["line", "steps"] = "line",
) -> Figure:
    """Return curves over an amount, at most seven; `mark_at` draws a named line upright at an amount.

    A height that is not known breaks its curve.

    Raises:
        ValueError: there is no point, or there are too many curves.
    """
    if not any(line.points for line in lines) or len(lines) > len(PALETTE):
        raise ValueError("a chart needs a point and at most seven curves")
    with speaking(about.language):
        return Figure(
            caption=about.caption,
            spec=house(_spec(lines, x, y, mark_at, shape), about.language, about.stamp),
            description=about.description,
            source=about.source,
            notes=about.notes,
            data=_table(about, lines, x, y),
        )


def _scale(axis: Axis) -> Spec:
    return {"type": "log", "nice": False} if axis.logarithmic else {"zero": True, "nice": not axis.share}


def _axis(axis: Axis) -> Spec:
    number = ".0%" if axis.share else ",~r" if not axis.logarithmic else ",~s"
    return {"title": clean(axis.title), "format": number, "tickCount": 6, "domain": False, "ticks": False}


def _spec(lines: Sequence[Curve], x: Axis, y: Axis, mark_at: tuple[float, str] | None, shape: str) -> Spec:
    names = [clean(line.name) for line in lines]
    rows = [
        {
            "x": point.x, "y": known(point.y), "low": known(point.low), "high": known(point.high),
            "line": name, "order": place,
        }
        for name, line in zip(names, lines, strict=True)
        for place, point in enumerate(line.points)
        if not (x.logarithmic and point.x <= 0)
    ]  # fmt: skip
    across: Spec = {"field": "x", "type": "quantitative", "scale": _scale(x), "axis": _axis(x)}
    up: Spec = {"field": "y", "type": "quantitative", "scale": _scale(y), "axis": _axis(y)}
    legend = {"symbolType": "stroke", "symbolStrokeWidth": 4} if len(names) > 1 else None
    colour = {
        "field": "line", "type": "nominal", "legend": legend,
        "scale": {"domain": names, "range": list(PALETTE[: len(names)])},
    }  # fmt: skip
    dash = {
        "field": "line", "type": "nominal", "legend": None,
        "scale": {"domain": names, "range": [list(one) for one in DASHES[: len(names)]]},
    }  # fmt: skip
    layers: list[Spec] = []
    if any(row["low"] is not None for row in rows):
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
                "mark": {"type": "area", "color": FAN_95},
                "encoding": {
                    "x": across, "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"},
                    "detail": {"field": "line"},
                },
            }
        )  # fmt: skip
    mark: Spec = {"type": "line", "strokeWidth": 2, "invalid": "break-paths-show-path-domains"}
    if shape == "steps":
        mark |= {"interpolate": "step-after", "point": {"filled": True, "size": 30}}
    layers.append(
        {
            "mark": mark,
            "encoding": {
                "x": across,
                "y": up,
                "color": colour,
                "strokeDash": dash,
                "order": {"field": "order"},
            },
        }
    )
    if mark_at:
        at = {"x": {"datum": mark_at[0]}}
        layers += [
            {"mark": {"type": "rule", "strokeDash": [3, 3], "color": INK}, "encoding": at},
            {
                "mark": {
                    "type": "text", "text": clean(mark_at[1]), "align": "left", "dx": 5, "y": 8, "color": INK,
                },
                "encoding": at,
            },
        ]  # fmt: skip
    return {
        "width": WIDTH,
        "height": 300,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": rows},
        "layer": layers,
    }


def _written(value: float | None, axis: Axis, language: str) -> str:
    if axis.share:
        return percent(value, language, 1)
    digits = 0 if value is None or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return decimal(value, language, digits)


def _table(about: About, lines: Sequence[Curve], x: Axis, y: Axis) -> Table:
    """Return some of the points as a table; curves share their amounts."""
    language = about.language
    longest = max(lines, key=lambda line: len(line.points)).points
    step = max(1, -(-len(longest) // ROWS))
    bounded = len(lines) == 1 and any(known(point.low) is not None for point in longest)
    columns = [Column(x.title, "end"), *(Column(line.name or y.title, "end") for line in lines)]
    if bounded:
        columns.append(Column(gettext("Interval"), "end"))
    rows = []
    for place in range(0, len(longest), step):
        row = [_written(longest[place].x, x, language)]
        row += [
            _written(line.points[place].y if place < len(line.points) else None, y, language)
            for line in lines
        ]
        if bounded:
            point = longest[place]
            row.append(f"{_written(point.low, y, language)} – {_written(point.high, y, language)}")
        rows.append(tuple(row))
    return Table(about.caption, tuple(columns), tuple(rows))
