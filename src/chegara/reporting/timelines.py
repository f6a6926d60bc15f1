"""Pictures of plans: bars from day to day, and values read on single days between a baseline and a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from chegara.reporting.blocks import Column, Figure, Table
from chegara.reporting.charts import BLUE, GREEN, INK, ORANGE, SKY, VERMILION, WIDTH, About, house
from chegara.reporting.numbers import UNKNOWN, day, decimal
from chegara.reporting.text import clean
from chegara.reporting.words import speaking

Spec = dict[str, Any]
LOOKS = {"waiting": SKY, "running": BLUE, "done": GREEN, "late": VERMILION}
ROW = 24
LONGEST_NAME = 40
NAMES_WIDTH = 252


@dataclass(frozen=True, kw_only=True)
class Bar:
    """What takes from `start` to `end`; without a start it is due on a day. `look` is one of `LOOKS`."""

    name: str
    start: date | None
    end: date | None
    look: str
    state: str
    who: str = ""


def gantt(
    about: About, bars: Sequence[Bar], *, first: date, last: date, today: date, looks: dict[str, str]
) -> Figure:
    """Return bars from day to day, one a row, with a line at today; `looks` says what each look means.

    What has neither beginning nor end has an empty row: it is not known when.

    Raises:
        ValueError: there is no bar, or the time ends before it begins.
    """
    if not bars or last < first:
        raise ValueError("a timeline needs a bar and a time")
    with speaking(about.language):
        return Figure(
            caption=about.caption,
            spec=house(_gantt_spec(bars, first, last, today, looks), about.language, about.stamp),
            description=about.description,
            source=about.source,
            notes=about.notes,
            data=_gantt_table(about, bars),
        )


def _gantt_spec(bars: Sequence[Bar], first: date, last: date, today: date, looks: dict[str, str]) -> Spec:
    rows = [
        {
            "position": index,
            "start": (bar.start or bar.end or first).isoformat(),
            "end": (bar.end or last).isoformat(),
            "look": looks[bar.look],
            "known": bar.start is not None and bar.end is not None,
            "any": bar.start is not None or bar.end is not None,
        }
        for index, bar in enumerate(bars)
    ]
    names = [_shortened(clean(bar.name)) for bar in bars]
    y = {
        "field": "position",
        "type": "ordinal",
        "scale": {"domain": list(range(len(bars)))},
        "axis": {
            "title": None, "domain": False, "ticks": False, "labelLimit": NAMES_WIDTH, "labelFontSize": 11,
            "minExtent": NAMES_WIDTH, "maxExtent": NAMES_WIDTH,
            "labelExpr": f"{_listed(names)}[datum.value]",
        },
    }  # fmt: skip
    x = {
        "field": "start",
        "type": "temporal",
        "scale": {"type": "utc", "domain": [_milliseconds(first), _milliseconds(last)]},
        "axis": {"title": None, "grid": True, "orient": "top", "labelOverlap": True, **_ticks(first, last)},
    }
    used = [look for look in LOOKS if any(bar.look == look for bar in bars)]
    colour = {
        "field": "look",
        "type": "nominal",
        "scale": {"domain": [looks[look] for look in used], "range": [LOOKS[look] for look in used]},
        "legend": {"symbolType": "square", "columns": 2},
    }
    layers: list[Spec] = [
        {
            "transform": [{"filter": "datum.known"}],
            "mark": {"type": "bar", "height": {"band": 0.62}, "clip": True, "minBandSize": 4},
            "encoding": {"y": y, "x": x, "x2": {"field": "end"}, "color": colour},
        },
        {
            "transform": [{"filter": "datum.any && !datum.known"}],
            "mark": {
                "type": "point",
                "shape": "diamond",
                "filled": True,
                "size": 90,
                "opacity": 1,
                "clip": True,
            },
            "encoding": {"y": y, "x": x, "color": {"field": "look", "type": "nominal"}},
        },
    ]
    if first <= today <= last:
        layers.append(
            {
                "data": {"values": [{"today": today.isoformat()}]},
                "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3], "strokeWidth": 1.5},
                "encoding": {"x": {"field": "today", "type": "temporal"}},
            }
        )
    height = 60 + ROW * len(bars)
    return {
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": rows},
        "layer": layers,
    }


def _ticks(first: date, last: date) -> Spec:
    """Mark the quarters of up to two years, the years of a longer time."""
    if (last - first).days > 2 * 366:
        starts = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
        return {"values": [_milliseconds(start) for start in starts], "format": "%Y"}
    starts = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10)]
    return {"values": [_milliseconds(start) for start in starts], "format": "%m.%Y"}


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _listed(texts: Sequence[str]) -> str:
    quoted = (text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") for text in texts)
    return "[" + ", ".join(f"'{text}'" for text in quoted) + "]"


def _milliseconds(on: date) -> int:
    # 719163 is the ordinal of 1970-01-01, from which Vega counts.
    return (on.toordinal() - 719163) * 86_400_000


def _gantt_table(about: About, bars: Sequence[Bar]) -> Table:
    def written(on: date | None) -> str:
        return UNKNOWN if on is None else day(on, about.language)

    return Table(
        about.caption,
        (
            Column(gettext("What"), width=3),
            Column(gettext("Who"), width=1.5),
            Column(gettext("Begins")),
            Column(gettext("Due")),
            Column(gettext("State")),
        ),
        tuple(
            (bar.name, bar.who or UNKNOWN, written(bar.start), written(bar.end), bar.state) for bar in bars
        ),
    )


@dataclass(frozen=True)
class Dated:
    """A value read on a day."""

    on: date
    value: float
    note: str = ""


def readings(
    about: About, values: Sequence[Dated], *, unit: str, baseline: Dated | None, target: Dated | None
) -> Figure:
    """Return dated values as points on a line, with the baseline they began from and the target they go to.

    Raises:
        ValueError: there is no value, no baseline and no target.
    """
    if not values and baseline is None and target is None:
        raise ValueError("a chart of readings needs a value")
    with speaking(about.language):
        return Figure(
            caption=about.caption,
            spec=house(_readings_spec(values, unit, baseline, target), about.language, about.stamp),
            description=about.description,
            source=about.source,
            notes=about.notes,
            data=_readings_table(about, values, unit, baseline, target),
        )


def _readings_spec(
    values: Sequence[Dated], unit: str, baseline: Dated | None, target: Dated | None
) -> Spec:  # fmt: skip
    read, wanted = gettext("read"), gettext("from baseline to target")
    path = [each for each in (baseline, target) if each is not None]
    known = [baseline, *values] if baseline is not None else [*values]
    rows = [{"day": each.on.isoformat(), "value": each.value, "line": read} for each in known if each]
    plan = [{"day": each.on.isoformat(), "value": each.value, "line": wanted} for each in path]
    x = {
        "field": "day",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "grid": False, "format": "%d.%m.%Y", "tickCount": 5, "labelOverlap": True},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {"title": clean(unit), "tickCount": 5, "format": ",~r", "domain": False, "ticks": False},
    }
    colour = {
        "field": "line",
        "type": "nominal",
        # A legend names what is drawn: without baseline and target there is no way between them.
        "scale": {"domain": [read, wanted], "range": [BLUE, ORANGE]}
        if plan
        else {"domain": [read], "range": [BLUE]},
        "legend": {"symbolType": "stroke", "symbolStrokeWidth": 4},
    }
    both = {"x": x, "y": y, "color": colour}
    layers = [
        {
            "data": {"values": plan},
            "mark": {"type": "line", "strokeDash": [6, 4], "strokeWidth": 2, "point": {"size": 70}},
            "encoding": both,
        },
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 45}},
            "encoding": both,
        },
    ]  # fmt: skip
    return {
        "width": WIDTH,
        "height": 240,
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": [layer for layer in layers if layer["data"]["values"]],  # type: ignore[index]
    }


def _readings_table(
    about: About, values: Sequence[Dated], unit: str, baseline: Dated | None, target: Dated | None
) -> Table:
    kinds = [
        *((gettext("baseline"), each) for each in (baseline,) if each),
        *((gettext("read"), each) for each in values),
        *((gettext("target"), each) for each in (target,) if each),
    ]
    digits = 0 if all(float(each.value).is_integer() for _kind, each in kinds) else 2
    return Table(
        about.caption,
        (
            Column(gettext("Day")),
            Column(gettext("Kind of value")),
            Column(unit or gettext("Value"), "end"),
            Column(gettext("Source")),
        ),
        tuple(
            (day(each.on, about.language), kind, decimal(each.value, about.language, digits), each.note)
            for kind, each in kinds
        ),
    )
