"""Pictures drawn side by side are the pictures drawn one by one."""

from __future__ import annotations

from typing import Any

import pytest

from chegara.reporting import drawing


def bars(values: list[int]) -> dict[str, Any]:
    data = [{"month": str(place), "number": value} for place, value in enumerate(values)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": data},
        "mark": "bar",
        "encoding": {"x": {"field": "month"}, "y": {"field": "number", "type": "quantitative"}},
    }


def test_pictures_drawn_ahead_are_those_drawn_one_by_one():
    specs = [bars([1, 2, place]) for place in range(5)]
    one_by_one = [(drawing.svg(spec), drawing.png(spec)) for spec in specs]
    drawing._svg.cache_clear()
    drawing._png.cache_clear()

    drawing.draw_ahead(specs, as_png=True)

    assert drawing._png.cache_info().currsize == len(specs)
    assert [(drawing.svg(spec), drawing.png(spec)) for spec in specs] == one_by_one


def test_a_wrong_picture_is_refused_where_it_is_used_not_before():
    wrong = {"mark": "bar", "data": {"values": [{"a": float("nan")}]}}

    drawing.draw_ahead([wrong])

    with pytest.raises(ValueError, match="JSON"):
        drawing.svg(wrong)
