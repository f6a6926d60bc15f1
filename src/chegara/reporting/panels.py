"""Charts above one another on one time axis, and changes of level marked on a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from chegara.common.periods import Month
from chegara.reporting.blocks import Column, Figure, Table
from chegara.reporting.charts import (
    BLUE,
    GAP_GREY,
    INK,
    VERMILION,
    WIDTH,
    About,
    Gap,
    Line,
    Spec,
    house,
    known,
    monthly_lines,
)
from chegara.reporting.numbers import decimal, interval, short_month
from chegara.reporting.text import clean
from chegara.reporting.words import speaking

AXIS_ROOM = 66  # pixels left of each panel, so that their time axes lie below one another
PANEL_HEIGHT = 110
BAND = "#fbe3d3"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One series of a stack of charts, with its bounds by month where it is an estimate."""

    line: Line
    unit: str
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    decimals: int = 0

    def __post_init__(self) -> None:
        """Refuse bounds that do not match the months."""
        if self.low and not len(self.low) == len(self.high) == len(self.line.values):
            raise ValueError("a panel's bounds must be as long as its line")


@dataclass(frozen=True)
class Step:
    """A new level from `month` on, which began between `earliest` and `latest`."""

    month: Month
    earliest: Month
    latest: Month


@dataclass(frozen=True)
class Plateau:
    """A level from a month to a month, both included."""

    first: Month
    last: Month
    value: float


def stacked(about: About, panels: Sequence[Panel], *, gaps: Sequence[Gap] = ()) -> Figure:
    """Return panels above one another with the same time axis, each with its own scale and unit.

    Raises:
        ValueError: there is no panel, or no month.
    """
    if not panels:
        raise ValueError("a stack of charts needs a panel")
    months = sorted({month for panel in panels for month, _ in panel.line.points})
    drawn = [_panel(about, panel, months, gaps) for panel in panels]
    spec = {"vconcat": drawn, "spacing": 64, "bounds": "flush"}
    with speaking(about.language):
        data = _table(about, panels, months)
    return Figure(
        caption=about.caption,
        spec=house(spec, about.language, about.stamp),
        description=about.description,
        source=about.source,
        notes=about.notes,
        data=data,
    )


def _panel(about: About, panel: Panel, months: Sequence[Month], gaps: Sequence[Gap]) -> Spec:
    # The line is drawn over all months of the stack, so that every panel has the same axis.
    values = dict(panel.line.points)
    whole = Line(panel.line.name, months[0], [values.get(month) for month in _all(months)])
    layers: list[Spec] = monthly_lines(about, [whole], unit=panel.unit, gaps=gaps).spec["layer"]
    for layer in layers:
        # One line a panel needs no scale of colours, which the panels would share.
        layer["encoding"].pop("color")
        layer["mark"]["color"] = GAP_GREY if layer["mark"]["type"] == "rect" else BLUE
        axis = layer["encoding"].get("y", {}).get("axis")
        if axis:
            axis |= {"tickCount": 3, "minExtent": AXIS_ROOM, "maxExtent": AXIS_ROOM}
    if panel.low:
        layers.insert(len(layers) - 2 if len(layers) > 1 else 0, _band(panel))
    return {
        "width": WIDTH - AXIS_ROOM - 30,
        "height": PANEL_HEIGHT,
        "title": {"text": clean(panel.line.name), "fontSize": 12, "anchor": "start", "color": INK},
        "layer": layers,
    }


def _all(months: Sequence[Month]) -> list[Month]:
    return [months[0] + ahead for ahead in range(months[-1] - months[0] + 1)]


def _band(panel: Panel) -> Spec:
    rows = [
        {"month": month.first_day.isoformat(), "value": known(low), "top": known(high)}
        for (month, _), low, high in zip(panel.line.points, panel.low, panel.high, strict=True)
    ]
    return {
        "data": {"values": rows},
        "mark": {"type": "rule", "color": BLUE, "opacity": 0.45, "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "month", "type": "temporal"},
            "y": {"field": "value", "type": "quantitative", "title": clean(panel.unit)},
            "y2": {"field": "top"},
        },
    }


def _table(about: About, panels: Sequence[Panel], months: Sequence[Month]) -> Table:
    columns = [Column(gettext("Month"))]
    for panel in panels:
        columns.append(Column(f"{panel.line.name}, {panel.unit}" if panel.unit else panel.line.name, "end"))
        if panel.low:
            columns.append(Column(gettext("95% interval"), "end"))
    values: list[dict[Month, Any]] = [dict(panel.line.points) for panel in panels]
    bounds = [
        dict(zip((m for m, _ in panel.line.points), zip(panel.low, panel.high, strict=True), strict=True))
        if panel.low
        else {}
        for panel in panels
    ]
    rows = []
    for month in months:
        row = [short_month(month, about.language)]
        for panel, value, bound in zip(panels, values, bounds, strict=True):
            row.append(decimal(value.get(month), about.language, panel.decimals))
            if panel.low:
                low, high = bound.get(month, (None, None))
                row.append(interval(low, high, about.language, panel.decimals))
        rows.append(tuple(row))
    return Table(about.caption, tuple(columns), tuple(rows))


def with_levels(figure: Figure, steps: Sequence[Step], plateaus: Sequence[Plateau]) -> Figure:
    """Return a chart of monthly lines with changes of level marked: when, how surely, and from what to what.

    The months in which a change may have begun are a pale band, the likeliest a dashed rule.
    """
    if not steps:
        return figure
    bands = [
        {"month": (step.earliest + -1).last_day.isoformat(), "end": step.latest.last_day.isoformat()}
        for step in steps
    ]
    rules = [{"month": step.month.first_day.isoformat()} for step in steps]
    levels = [
        {"month": p.first.first_day.isoformat(), "end": p.last.last_day.isoformat(), "value": p.value}
        for p in plateaus
    ]
    x = {"field": "month", "type": "temporal"}
    y = {"field": "value", "type": "quantitative"}
    behind = {
        "data": {"values": bands},
        "mark": {"type": "rect", "color": BAND, "clip": True},
        "encoding": {"x": x, "x2": {"field": "end"}},
    }
    before = [
        {
            "data": {"values": rules},
            "mark": {"type": "rule", "color": VERMILION, "strokeDash": [5, 3], "strokeWidth": 1.5},
            "encoding": {"x": x},
        },
        {
            "data": {"values": levels},
            "mark": {"type": "rule", "color": VERMILION, "strokeWidth": 2.5},
            "encoding": {"x": x, "x2": {"field": "end"}, "y": y},
        },
    ]
    return replace(figure, spec={**figure.spec, "layer": [behind, *figure.spec["layer"], *before]})
