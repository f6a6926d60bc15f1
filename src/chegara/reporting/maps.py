"""Maps for print: proportional symbols on a base map."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from chegara.reporting.base_maps import GeoJSON, Point, View, base_map, of_kind, view_of, wound
from chegara.reporting.blocks import Column, Figure, Table
from chegara.reporting.charts import BLUE, INK, MUTED, VERMILION, About, Spec, house, known
from chegara.reporting.map_labels import LABEL_SIZE, Box, Label, country_labels, point_labels, text_width
from chegara.reporting.numbers import decimal
from chegara.reporting.text import clean
from chegara.reporting.words import speaking

LAND, FOCUS, WATER = "#f1efe9", "#fffdf6", "#dceaf3"
LARGEST_RADIUS = 20.0  # pixels


def symbol_map(
    about: About,
    points: Sequence[Point],
    *,
    unit: str,
    base: GeoJSON | None = None,
    focus: str | None = None,
    labelled: int = 10,
    shaded: Mapping[str, float] | None = None,
) -> Figure:
    """Return a map with a circle for each point, its area proportional to the value.

    Args:
        about: what is said about the map.
        points: places; one with an unknown value is an open diamond.
        unit: of the values.
        base: boundaries; Central Asia if not given.
        focus: code of the country shown.
        labelled: how many of the largest points are named, where there is room.
        shaded: a value by code tints those countries or divisions, the darker the more.

    Raises:
        ValueError: the base map has no such country, or there is nothing to show.
    """
    base = base_map() if base is None else base
    view = view_of(base, focus, points)
    with speaking(about.language):
        notes = about.notes
        if not all(feature["properties"].get("invented") for feature in base["features"]):
            notes = (*notes, disclaimer())
        spec = _map_spec(points, view, base, focus, labelled, shaded or {}, about.language, unit)
        return Figure(
            caption=about.caption,
            spec=house(spec, about.language, about.stamp),
            description=about.description,
            source=about.source,
            notes=notes,
            data=_points_table(about, points, unit),
        )


def disclaimer() -> str:
    """Return what is printed under each map of the real world."""
    return gettext(
        "The boundaries and names shown on this map imply no opinion on the legal status of any territory."
    )


def _points_table(about: About, points: Sequence[Point], unit: str) -> Table:
    digits = 0 if all(known(p.value) is None or float(p.value or 0).is_integer() for p in points) else 1
    return Table(
        about.caption,
        (Column(gettext("Place"), width=2), Column(unit, "end")),
        tuple((p.name, decimal(p.value, about.language, digits)) for p in _largest_first(points)),
    )


def _largest_first(points: Sequence[Point]) -> list[Point]:
    return sorted(points, key=lambda p: -value if (value := known(p.value)) is not None else math.inf)


def _marks(points: Sequence[Point], view: View) -> list[Spec]:
    largest = max((value for p in points if (value := known(p.value)) is not None), default=0.0)
    marks = []
    for point in _largest_first(points):
        value = known(point.value)
        share = max(value, 0.0) / largest if value is not None and largest > 0 else 0.0
        x, y = view.pixels(point.longitude, point.latitude)
        radius = max(LARGEST_RADIUS * math.sqrt(share), 3.0)
        marks.append(
            {
                "name": clean(point.name),
                "x": round(x, 1),
                "y": round(y, 1),
                "radius": round(radius, 2),
                "size": round(math.pi * radius**2, 1),
                "shape": "diamond" if value is None else "circle",
            }
        )
    return marks


def _map_spec(
    points: Sequence[Point],
    view: View,
    base: GeoJSON,
    focus: str | None,
    labelled: int,
    shaded: Mapping[str, float],
    language: str,
    unit: str,
) -> Spec:
    marks = _marks(points, view)
    legend = _size_legend(marks, points, view, language, unit)
    taken: list[Box] = [
        (m["x"] - m["radius"], m["y"] - m["radius"], m["x"] + m["radius"], m["y"] + m["radius"])
        for m in [*marks, *legend["circles"]]
    ] + legend["boxes"]
    places = point_labels(marks, view, labelled, taken)
    countries = country_labels(of_kind(base, "country", "neighbour"), view, language, taken)
    layers = [
        *_land_layers(base, focus, shaded, view),
        _labels_layer(countries, size=LABEL_SIZE - 1, colour=MUTED, spaced=True),
        _symbols_layer(marks, VERMILION),
        _symbols_layer(legend["circles"], MUTED, filled=False),
        _labels_layer(places, size=LABEL_SIZE, colour=INK),
        _labels_layer(legend["labels"], size=LABEL_SIZE - 1, colour=INK),
    ]
    return {
        "width": view.width,
        "height": view.height,
        "layer": [layer for layer in layers if layer],
        "view": {"fill": WATER, "stroke": MUTED},
    }


def _land_layers(base: GeoJSON, focus: str | None, shaded: Mapping[str, float], view: View) -> list[Spec]:
    left, top = view.translation
    projection = {
        "type": "mercator",
        "scale": view.scale,
        "translate": [left, top],
        # Cut a little outside the window: the picture holds no more of the neighbours than it shows.
        "clipExtent": [[-4, -4], [view.width + 4, view.height + 4]],
    }

    def layer(features: list[GeoJSON], **mark: Any) -> list[Spec]:
        if not features:
            return []
        return [
            {
                "data": {"values": [wound(feature) for feature in features]},
                "projection": projection,
                "mark": {"type": "geoshape", "clip": True, "strokeJoin": "round", **mark},
            }
        ]

    land = of_kind(base, "country", "neighbour")
    focused = [f for f in land if focus is not None and f["properties"].get("code") == focus]
    layers = layer(land, fill=LAND, stroke="#b8b2a7", strokeWidth=0.8) + layer(focused, fill=FOCUS)
    top_value = max((value for value in shaded.values() if math.isfinite(value)), default=0.0)
    for feature in [*land, *of_kind(base, "division")]:
        value = known(shaded.get(feature["properties"].get("code", "")))
        if value is not None and top_value > 0:
            layers += layer([feature], fill=BLUE, fillOpacity=0.05 + 0.45 * max(value, 0.0) / top_value)
    layers += layer(
        of_kind(base, "division"), fill=None, stroke="#cbbfae", strokeWidth=0.7, strokeDash=[3, 2]
    )
    layers += layer(focused, fill=None, stroke="#6b5b45", strokeWidth=1.6)
    return layers


def _symbols_layer(marks: Sequence[Spec], colour: str, *, filled: bool = True) -> Spec:
    if not marks:
        return {}
    fill = {"fill": colour, "fillOpacity": 0.55} if filled else {"fill": None}
    return {
        "data": {"values": [dict(mark) for mark in marks]},
        "mark": {"type": "point", "stroke": colour, "strokeWidth": 1.2, "opacity": 1, "clip": True, **fill},
        "encoding": {
            "x": _pixel("x"),
            "y": _pixel("y"),
            "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
            "shape": {"field": "shape", "type": "nominal", "scale": None, "legend": None},
        },
    }


def _pixel(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _labels_layer(labels: Sequence[Label], *, size: int, colour: str, spaced: bool = False) -> Spec:
    """Draw words twice, first as a white halo, so that they stand out from lines and symbols."""
    if not labels:
        return {}
    rows = [{"text": label.text, "x": round(label.x, 1), "y": round(label.y, 1)} for label in labels]
    words = {"type": "text", "fontSize": size, "align": "center", "baseline": "middle"}
    encoding = {"x": _pixel("x"), "y": _pixel("y"), "text": {"field": "text", "type": "nominal"}}
    halo = {**words, "stroke": "white", "strokeWidth": 3, "strokeJoin": "round", "opacity": 0.85}
    face = {**words, "color": colour, "fontStyle": "italic" if spaced else "normal"}
    halo["fontStyle"] = face["fontStyle"]
    return {
        "data": {"values": rows},
        "layer": [{"mark": halo, "encoding": encoding}, {"mark": face, "encoding": encoding}],
    }


def _size_legend(
    marks: Sequence[Spec], points: Sequence[Point], view: View, language: str, unit: str
) -> dict[str, Any]:
    """Say what a circle's area means: a large and a small one, in the corner with fewer symbols."""
    largest = max((value for p in points if (value := known(p.value)) is not None), default=0.0)
    if largest <= 0:
        return {"circles": [], "labels": [], "boxes": []}
    steps = sorted({_round_number(largest), _round_number(largest / 5)}, reverse=True)
    texts = [decimal(value, language, 0 if value >= 1 else 1) for value in steps]
    texts[0] = f"{texts[0]} {clean(unit)}"
    width = max(text_width(text, LABEL_SIZE) for text in texts)
    total = 2 * LARGEST_RADIUS + 12 + width
    low = float(view.height - 30)
    right = view.width - total - 20
    corners = [(12.0, low), (right, low), (12.0, 60.0), (right, 60.0)]

    def crowd(corner: tuple[float, float]) -> int:
        x, y = corner
        return sum(x - 20 <= m["x"] <= x + total + 20 and y - 60 <= m["y"] <= y + 30 for m in marks)

    x, y = min(corners, key=crowd)
    circles, labels = [], []
    for index, (value, text) in enumerate(zip(steps, texts, strict=True)):
        radius = LARGEST_RADIUS * math.sqrt(value / largest)
        line = y - index * (LARGEST_RADIUS + 8)
        circles.append(
            {
                "name": text,
                "x": x + LARGEST_RADIUS,
                "y": line,
                "radius": radius,
                "size": round(math.pi * radius**2, 1),
                "shape": "circle",
            }
        )
        labels.append(Label(text, x + 2 * LARGEST_RADIUS + 8 + text_width(text, LABEL_SIZE - 1) / 2, line))
    box = (x, y - LARGEST_RADIUS * 2 - 16, x + total, y + LARGEST_RADIUS)
    return {"circles": circles, "labels": labels, "boxes": [box]}


def _round_number(value: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is not above the value."""
    power = 10 ** math.floor(math.log10(value))
    return float(next(step * power for step in (5, 2, 1) if step * power <= value))
