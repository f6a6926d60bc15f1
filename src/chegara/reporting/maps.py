"""Maps: proportional symbols on a base map for print, plain GeoJSON for pages.

The base map is data, not code: an agency passes its own boundaries, an invented country its invented ones.
Features have the properties `kind` (country, neighbour, division, section), `code`, `name_en`, `name_ru` …
"""

from __future__ import annotations

import json
import math
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from chegara.reporting.blocks import Column, Figure, Table
from chegara.reporting.charts import BLUE, INK, MUTED, VERMILION, WIDTH, About, Spec, house, known
from chegara.reporting.numbers import decimal, locale_of
from chegara.reporting.text import clean
from chegara.reporting.words import speaking

GeoJSON = dict[str, Any]
LAND, FOCUS, WATER = "#f1efe9", "#fffdf6", "#dceaf3"
LARGEST_RADIUS = 20.0  # pixels
LABEL_SIZE = 12
MARGIN_OF_VIEW = 0.08  # of the focus's extent, on each side


@dataclass(frozen=True)
class Point:
    """A named place, degrees east and north; `value` sets the symbol's area, None where it is unknown."""

    name: str
    longitude: float
    latitude: float
    value: float | None = None


@dataclass(frozen=True)
class View:
    """A window in Mercator's projection: degrees to pixels.

    Source: J. P. Snyder, "Map Projections: A Working Manual", USGS Professional Paper 1395, 1987, p. 41.
    """

    west: float
    south: float
    east: float
    north: float
    width: int = WIDTH - 12  # the picture's padding comes on top

    @property
    def scale(self) -> float:
        """Pixels a radian of longitude."""
        return self.width / math.radians(self.east - self.west)

    @property
    def height(self) -> int:
        """Pixels from the northern to the southern edge."""
        return round(self.scale * (_mercator(self.north) - _mercator(self.south)))

    @property
    def translation(self) -> tuple[float, float]:
        """Where degree 0, 0 would lie, in pixels from the upper left corner."""
        return -self.scale * math.radians(self.west), self.scale * _mercator(self.north)

    def pixels(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place lies, in pixels from the upper left corner."""
        left, top = self.translation
        return left + self.scale * math.radians(longitude), top - self.scale * _mercator(latitude)

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a pixel lies inside."""
        return 0 <= x <= self.width and 0 <= y <= self.height


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


# -- base maps --------------------------------------------------------------------------------------------


@cache
def _central_asia() -> str:
    return (Path(__file__).parent / "data" / "central-asia.geojson").read_text(encoding="utf-8")


def base_map() -> GeoJSON:
    """Return Central Asia and its neighbours (Natural Earth, see data/README.md), a fresh copy."""
    loaded: GeoJSON = json.loads(_central_asia())
    return loaded


def points_geojson(points: Iterable[Point]) -> GeoJSON:
    """Return places as GeoJSON, for a page's map."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": clean(point.name), "value": known(point.value)},
                "geometry": {"type": "Point", "coordinates": [point.longitude, point.latitude]},
            }
            for point in points
        ],
    }


def feature_name(feature: GeoJSON, language: str) -> str:
    """Return a feature's name: its own in the language, else CLDR's for its code, else in English."""
    properties = feature["properties"]
    own = properties.get(f"name_{language.partition('-')[0]}")
    territories: Mapping[str, str] = locale_of(language).territories
    return clean(str(own or territories.get(properties.get("code", "")) or properties.get("name_en", "")))


def _rings(feature: GeoJSON) -> list[list[list[list[float]]]]:
    geometry = feature["geometry"]
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    return list(geometry["coordinates"]) if geometry["type"] == "MultiPolygon" else []


def _positions(feature: GeoJSON) -> Iterator[list[float]]:
    for polygon in _rings(feature):
        yield from polygon[0]


def _signed_area(ring: Sequence[Sequence[float]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairs) / 2


def _wound(feature: GeoJSON) -> GeoJSON:
    """Wind rings as D3 reads them (outer clockwise, holes against it); RFC 7946 says the opposite."""
    polygons = [
        [
            ring if (_signed_area(ring) < 0) == (index == 0) else ring[::-1]
            for index, ring in enumerate(polygon)
        ]
        for polygon in _rings(feature)
    ]
    if not polygons:
        return feature
    return {**feature, "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def _of_kind(base: GeoJSON, *kinds: str) -> list[GeoJSON]:
    return [f for f in base["features"] if f["properties"].get("kind", "country") in kinds]


def view_of(base: GeoJSON, focus: str | None, points: Sequence[Point] = ()) -> View:
    """Return the window that shows the country `focus` (if any) and all points, with a margin.

    Raises:
        ValueError: the base map has no such country, or there is nothing to show.
    """
    countries = _of_kind(base, "country", "neighbour")
    shown = [f for f in countries if focus is None or f["properties"].get("code") == focus]
    if focus is not None and not shown:
        raise ValueError(f"the base map has no country {focus!r}")
    places = [(point.longitude, point.latitude) for point in points]
    if focus is not None or not points:
        places += [(x, y) for feature in shown for x, y, *_ in _positions(feature)]
    if not places:
        raise ValueError("a map needs a country or a point")
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    # With no country and no point the window is a little less than the map, whose edges are cut.
    margin = MARGIN_OF_VIEW if focus is not None or points else -MARGIN_OF_VIEW
    side = max(east - west, north - south, 0.5) * margin
    west, east = west - side, east + side
    south, north = max(south - side, -80.0), min(north + side, 80.0)
    # Wider than tall, but never a ribbon: between 0.45 and 0.8 of the width, as a page likes it.
    window = View(west, south, east, north)
    if window.height < 0.45 * window.width:
        more = (north - south) * (0.45 * window.width / window.height - 1) / 2
        window = View(west, south - more, east, north + more)
    elif window.height > 0.8 * window.width:
        more = (east - west) * (window.height / (0.8 * window.width) - 1) / 2
        window = View(west - more, south, east + more, north)
    return window


# -- labels -----------------------------------------------------------------------------------------------

Box = tuple[float, float, float, float]


def _text_width(text: str, size: float) -> float:
    return 0.57 * size * len(text)


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _candidates(x: float, y: float, radius: float, width: float) -> Iterator[tuple[float, float, Box]]:
    """Yield places for a label's centre, the reader's favourite first: right, left, above, below, corners."""
    half, tall = width / 2, LABEL_SIZE / 2 + 1
    reach = radius + 5
    slant = reach * 0.75
    for dx, dy in (
        (reach + half, 0.0),
        (-reach - half, 0.0),
        (0.0, -reach - tall),
        (0.0, reach + tall),
        (slant + half, -slant),
        (slant + half, slant),
        (-slant - half, -slant),
        (-slant - half, slant),
    ):
        cx, cy = x + dx, y + dy
        yield cx, cy, (cx - half, cy - tall, cx + half, cy + tall)


@dataclass(frozen=True)
class _Label:
    text: str
    x: float
    y: float


def _point_labels(marks: Sequence[Spec], view: View, labelled: int, taken: list[Box]) -> list[_Label]:
    """Label the largest symbols where there is room; a label without room is left out, the table has it."""
    labels = []
    for mark in marks[:labelled]:
        width = _text_width(mark["name"], LABEL_SIZE)
        for x, y, box in _candidates(mark["x"], mark["y"], mark["radius"], width):
            inside = view.holds(box[0], box[1]) and view.holds(box[2], box[3])
            if inside and not any(_overlap(box, other) for other in taken):
                labels.append(_Label(mark["name"], x, y))
                taken.append(box)
                break
    return labels


def _country_labels(
    countries: Sequence[GeoJSON], view: View, language: str, taken: list[Box]
) -> list[_Label]:
    """Name countries where their visible part has room; the grid's densest cells are tried first."""
    labels = []
    for country in countries:
        text = feature_name(country, language).upper()
        half = _text_width(text, LABEL_SIZE) * 0.62
        for x, y in _inner_places(country, view):
            box = (x - half, y - LABEL_SIZE, x + half, y + LABEL_SIZE)
            fits = view.holds(box[0], box[1]) and view.holds(box[2], box[3])
            if fits and not any(_overlap(box, other) for other in taken):
                labels.append(_Label(text, x, y))
                taken.append(box)
                break
    return labels


def _inner_places(feature: GeoJSON, view: View) -> list[tuple[float, float]]:
    """Return pixels inside a country, those furthest from its edge first."""
    rings = [[view.pixels(x, y) for x, y, *_ in ring] for polygon in _rings(feature) for ring in polygon]
    edge = [pixel for ring in rings for pixel in _closely(ring) if view.holds(*pixel)]
    edge += [(0.0, 0.0), (view.width, 0.0), (0.0, view.height), (view.width, view.height)]
    step = 24
    inner = []
    for y in range(step, view.height, step):
        crossings = _crossings(y, rings)
        # Left of an inner pixel an odd number of borders has been crossed, holes counted.
        inner += [
            (float(x), float(y)) for x in range(step, view.width, step) if bisect(crossings, x) % 2 == 1
        ]
    return sorted(inner, key=lambda place: (-_clearance(place, edge, view), place))


def _closely(ring: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the ring's points with more between them where a straight border is long."""
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        pieces = 1 + int(max(abs(x2 - x1), abs(y2 - y1)) // 16)
        yield from ((x1 + (x2 - x1) * i / pieces, y1 + (y2 - y1) * i / pieces) for i in range(pieces))


def _clearance(place: tuple[float, float], edge: Sequence[tuple[float, float]], view: View) -> float:
    """Return the distance to the edge; words are wide, so that room to the sides counts for less."""
    x, y = place
    frame = min(x / 2, (view.width - x) / 2, y, view.height - y)
    return min(frame, *(max(abs(x - ex) / 3, abs(y - ey)) for ex, ey in edge))


def _crossings(y: float, rings: Sequence[Sequence[tuple[float, float]]]) -> list[float]:
    """Return where a horizontal line crosses the rings, from left to right."""
    return sorted(
        (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for ring in rings
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (y1 > y) != (y2 > y)
    )


# -- the map ----------------------------------------------------------------------------------------------


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
    places = _point_labels(marks, view, labelled, taken)
    countries = _country_labels(_of_kind(base, "country", "neighbour"), view, language, taken)
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
                "data": {"values": [_wound(feature) for feature in features]},
                "projection": projection,
                "mark": {"type": "geoshape", "clip": True, "strokeJoin": "round", **mark},
            }
        ]

    land = _of_kind(base, "country", "neighbour")
    focused = [f for f in land if focus is not None and f["properties"].get("code") == focus]
    layers = layer(land, fill=LAND, stroke="#b8b2a7", strokeWidth=0.8) + layer(focused, fill=FOCUS)
    top_value = max((value for value in shaded.values() if math.isfinite(value)), default=0.0)
    for feature in [*land, *_of_kind(base, "division")]:
        value = known(shaded.get(feature["properties"].get("code", "")))
        if value is not None and top_value > 0:
            layers += layer([feature], fill=BLUE, fillOpacity=0.05 + 0.45 * max(value, 0.0) / top_value)
    layers += layer(
        _of_kind(base, "division"), fill=None, stroke="#cbbfae", strokeWidth=0.7, strokeDash=[3, 2]
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


def _labels_layer(labels: Sequence[_Label], *, size: int, colour: str, spaced: bool = False) -> Spec:
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
    width = max(_text_width(text, LABEL_SIZE) for text in texts)
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
        labels.append(_Label(text, x + 2 * LARGEST_RADIUS + 8 + _text_width(text, LABEL_SIZE - 1) / 2, line))
    box = (x, y - LARGEST_RADIUS * 2 - 16, x + total, y + LARGEST_RADIUS)
    return {"circles": circles, "labels": labels, "boxes": [box]}


def _round_number(value: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is not above the value."""
    power = 10 ** math.floor(math.log10(value))
    return float(next(step * power for step in (5, 2, 1) if step * power <= value))
