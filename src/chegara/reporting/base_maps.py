"""Base maps and what part of one a map shows, as plain GeoJSON.

The base map is data, not code: an agency passes its own boundaries, an invented country its invented ones.
Features have the properties `kind` (country, neighbour, division, section), `code`, `name_en`, `name_ru` …
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chegara.reporting.charts import WIDTH, known
from chegara.reporting.numbers import locale_of
from chegara.reporting.text import clean

GeoJSON = dict[str, Any]
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


def rings(feature: GeoJSON) -> list[list[list[list[float]]]]:
    """Return the outlines of a feature: polygons of rings of positions."""
    geometry = feature["geometry"]
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    return list(geometry["coordinates"]) if geometry["type"] == "MultiPolygon" else []


def _positions(feature: GeoJSON) -> Iterator[list[float]]:
    for polygon in rings(feature):
        yield from polygon[0]


def _signed_area(ring: Sequence[Sequence[float]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairs) / 2


def wound(feature: GeoJSON) -> GeoJSON:
    """Wind rings as D3 reads them (outer clockwise, holes against it); RFC 7946 says the opposite."""
    polygons = [
        [
            ring if (_signed_area(ring) < 0) == (index == 0) else ring[::-1]
            for index, ring in enumerate(polygon)
        ]
        for polygon in rings(feature)
    ]
    if not polygons:
        return feature
    return {**feature, "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def of_kind(base: GeoJSON, *kinds: str) -> list[GeoJSON]:
    """Return the features of these kinds."""
    return [f for f in base["features"] if f["properties"].get("kind", "country") in kinds]


def view_of(base: GeoJSON, focus: str | None, points: Sequence[Point] = ()) -> View:
    """Return the window that shows the country `focus` (if any) and all points, with a margin.

    Raises:
        ValueError: the base map has no such country, or there is nothing to show.
    """
    countries = of_kind(base, "country", "neighbour")
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
