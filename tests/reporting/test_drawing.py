"""Pictures drawn side by side are the pictures drawn one by one."""

from __future__ import annotations

import os
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


def forget() -> None:
    drawing._svg.cache_clear()
    drawing._png.cache_clear()


def test_pictures_drawn_ahead_are_those_drawn_one_by_one(monkeypatch):
    specs = [bars([1, 2, place]) for place in range(5)]
    one_by_one = [(drawing.svg(spec), drawing.png(spec), drawing.png(spec, dpi=72)) for spec in specs]
    forget()

    with drawing.side_by_side(), monkeypatch.context() as here:
        drawing.draw_ahead(specs)
        here.setattr(drawing, "_draw_svg", None)  # nothing is left to draw in this process
        ahead = [(drawing.svg(spec), drawing.png(spec), drawing.png(spec, dpi=72)) for spec in specs]

    assert ahead == one_by_one


def test_a_wrong_picture_is_refused_where_it_is_used_not_before():
    wrong = {"mark": "bar", "data": {"values": [], "format": {"type": "nonsense"}}, "width": {}}
    forget()

    with drawing.side_by_side():
        drawing.draw_ahead([wrong])

        with pytest.raises(ValueError, match="Vega"):
            drawing.svg(wrong)


def test_pictures_whose_process_died_are_drawn_here():
    spec = bars([3, 1, 4])
    forget()

    with drawing.side_by_side():
        painters = drawing._at_work.get()
        painters.drawn[drawing._canonical(spec)] = painters.pool.submit(os._exit, 1)

        assert drawing.svg(spec).startswith("<svg")


def test_outside_nothing_is_drawn_ahead():
    forget()

    drawing.draw_ahead([bars([1])])

    assert drawing._svg.cache_info().currsize == 0
