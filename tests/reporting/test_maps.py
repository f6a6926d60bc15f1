"""Maps: where things lie, what is named, what is said below."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reporting.sample import SQUARE

from chegara.reporting import drawing
from chegara.reporting.base_maps import Point, View, base_map, feature_name, points_geojson, view_of
from chegara.reporting.charts import About
from chegara.reporting.maps import disclaimer, symbol_map

ABOUT = About(caption="C", description="D", source="S", language="en")
EAST = Point("East point", 69.24, 41.30, 320)
SOUTH = Point("South point", 67.28, 37.22, 80)


def words_in(spec: dict[str, Any]) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg(spec))


def symbols(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of the first layer of symbols; the legend's circles come after."""
    layers = [layer for layer in spec["layer"] if layer.get("mark", {}).get("type") == "point"]
    return list(layers[0]["data"]["values"])


def codes() -> set[str]:
    return {feature["properties"]["code"] for feature in base_map()["features"]}


def ring_area(ring: list[list[float]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def test_the_base_map_has_central_asia_and_its_neighbours_in_little_space() -> None:
    assert {"KZ", "KG", "TJ", "TM", "UZ", "AF", "CN", "RU", "IR"} <= codes()
    assert len(str(base_map())) < 300_000


def test_baikonur_lies_in_kazakhstan() -> None:
    kazakhstan = next(f for f in base_map()["features"] if f["properties"]["code"] == "KZ")

    rings = [polygon[0] for polygon in kazakhstan["geometry"]["coordinates"]]
    largest = max(rings, key=ring_area)
    x, y = 63.3, 45.97  # the cosmodrome
    crossings = sum(
        (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in zip(largest, [*largest[1:], largest[0]], strict=True)
    )
    assert crossings % 2 == 1
    assert len(kazakhstan["geometry"]["coordinates"][rings.index(largest)]) == 1  # no hole left


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Kyrgyzstan"), ("ru", "Кыргызстан"), ("kk", "Қырғызстан"), ("zz", "Kyrgyzstan")],
)
def test_countries_are_named_in_the_documents_language(language: str, name: str) -> None:
    kyrgyzstan = next(f for f in base_map()["features"] if f["properties"]["code"] == "KG")

    assert feature_name(kyrgyzstan, language) == name


def test_the_disclaimer_stands_below_a_map_of_the_real_world_only() -> None:
    real = symbol_map(ABOUT, [EAST], unit="n", focus="UZ")
    invented = symbol_map(ABOUT, [], unit="n", focus="XS", base=SQUARE)

    assert disclaimer() in real.notes
    assert invented.notes == ()


def test_a_symbols_area_is_proportional_to_its_value() -> None:
    spec = symbol_map(ABOUT, [EAST, SOUTH], unit="n", focus="UZ").spec

    marks = symbols(spec)
    assert [mark["name"] for mark in marks] == ["East point", "South point"]
    assert marks[0]["size"] / marks[1]["size"] == pytest.approx(320 / 80, rel=0.01)


def test_an_unknown_value_is_a_diamond_and_a_dash() -> None:
    figure = symbol_map(ABOUT, [EAST, Point("South point", 67.28, 37.22)], unit="n", focus="UZ")

    marks = symbols(figure.spec)
    assert [mark["shape"] for mark in marks] == ["circle", "diamond"]
    assert figure.data is not None
    assert figure.data.rows[1] == ("South point", "–")


def test_only_the_largest_are_named() -> None:
    shown = words_in(symbol_map(ABOUT, [EAST, SOUTH], unit="n", focus="UZ", labelled=1).spec)

    assert "East point" in shown
    assert "South point" not in shown


def test_a_label_without_room_is_left_out_rather_than_printed_over_another() -> None:
    crowd = [Point(f"Crossing point number {n}", 69.24, 41.30, 100.0 - n) for n in range(20)]

    shown = words_in(symbol_map(ABOUT, crowd, unit="n", focus="UZ", labelled=20).spec)

    named = {text for text in shown if text.startswith("Crossing")}
    assert 1 <= len(named) <= 8


def test_every_named_place_lies_inside_the_picture() -> None:
    spec = symbol_map(ABOUT, [EAST, SOUTH], unit="n", focus="UZ").spec

    for layer in spec["layer"]:
        for row in layer["data"]["values"]:
            if "x" in row:
                assert 0 <= row["x"] <= spec["width"]
                assert 0 <= row["y"] <= spec["height"]


def test_our_projection_is_the_one_that_draws() -> None:
    """Second road: Vega's own Mercator puts a point where `View` does."""
    view = view_of(base_map(), "UZ")
    left, top = view.translation
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": view.width,
        "height": view.height,
        "padding": 0,
        "projection": {"type": "mercator", "scale": view.scale, "translate": [left, top]},
        "data": {"values": [{"lon": EAST.longitude, "lat": EAST.latitude}]},
        "mark": "circle",
        "encoding": {
            "longitude": {"field": "lon", "type": "quantitative"},
            "latitude": {"field": "lat", "type": "quantitative"},
        },
    }

    drawn = re.search(r"mark-symbol[^>]*>.*?translate\(([\d.]+),\s*([\d.]+)\)", drawing.svg(spec), re.DOTALL)

    assert drawn is not None
    assert (float(drawn[1]), float(drawn[2])) == pytest.approx(
        view.pixels(EAST.longitude, EAST.latitude), abs=0.05
    )


@given(st.floats(40, 90), st.floats(-60, 60), st.floats(0.01, 10), st.floats(0.01, 10))
def test_north_is_up_and_east_is_right(west: float, south: float, wide: float, tall: float) -> None:
    view = View(west, south, west + wide, south + tall)

    x1, y1 = view.pixels(west, south)
    x2, y2 = view.pixels(west + wide, south + tall)

    assert (x1, x2) == pytest.approx((0, view.width), abs=1e-6)
    assert y2 == pytest.approx(0, abs=1e-6)
    assert y1 > y2


@pytest.mark.parametrize("clockwise", [True, False])
def test_a_country_is_land_and_not_the_rest_of_the_world_however_its_ring_is_wound(clockwise: bool) -> None:
    ring = [[0, 0], [0, 2], [3, 2], [3, 0], [0, 0]]
    base = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": "country", "code": "XX", "name_en": "X", "invented": True},
                "geometry": {"type": "Polygon", "coordinates": [ring if clockwise else ring[::-1]]},
            }
        ],
    }

    spec = symbol_map(ABOUT, [], unit="n", base=base, focus="XX").spec

    wound = spec["layer"][0]["data"]["values"][0]["geometry"]["coordinates"][0][0]
    area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(wound)) / 2
    assert area == pytest.approx(-6)


def test_a_country_that_the_base_map_lacks_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no country 'XS'"):
        symbol_map(ABOUT, [EAST], unit="n", focus="XS")


def test_points_are_plain_geojson_for_pages() -> None:
    [feature] = points_geojson([Point("South point", 67.28, 37.22, math.nan)])["features"]

    assert feature["geometry"] == {"type": "Point", "coordinates": [67.28, 37.22]}
    assert feature["properties"] == {"name": "South point", "value": None}
