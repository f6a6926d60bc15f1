"""What the charts show, read from the drawn pictures."""

from __future__ import annotations

import math
import re
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reporting.sample import figures

from chegara.common.periods import Month
from chegara.reporting import drawing
from chegara.reporting.bars import Estimate, horizontal_bars, interval_bars
from chegara.reporting.blocks import Figure
from chegara.reporting.charts import (
    PALETTE,
    About,
    Fan,
    Gap,
    Line,
    forecast_fan,
    monthly_lines,
    small_multiples,
)
from chegara.reporting.strips import seasonal_strip

START = Month(2015, 1)


def about(language: str = "en", stamp: str = "") -> About:
    return About(caption="C", description="D", source="S", language=language, stamp=stamp)


def words_in(figure: Figure) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg(figure.spec)) + re.findall(
        r"<tspan[^>]*>([^<]*)</tspan>", drawing.svg(figure.spec)
    )


def strokes(figure: Figure, colour: str) -> list[str]:
    """Return the paths drawn in a colour as a line."""
    found = re.findall(
        rf'<path[^>]* d="([^"]*)"[^>]*stroke="{colour}"[^>]*stroke-width="2"', drawing.svg(figure.spec)
    )
    return [path for path in found if "L" in path]


@pytest.mark.parametrize("unknown", [None, math.nan], ids=["None", "NaN"])
def test_a_month_without_a_report_breaks_the_line_and_is_never_zero(unknown: float | None) -> None:
    whole = monthly_lines(about(), [Line("a", START, [5, 6, 7, 8, 9, 10])], unit="n")
    broken = monthly_lines(about(), [Line("a", START, [5, 6, unknown, unknown, 9, 10])], unit="n")

    [one] = strokes(whole, PALETTE[0])
    [two] = strokes(broken, PALETTE[0])

    assert one.count("M") == 1
    assert two.count("M") == 2
    heights = [float(y) for y in re.findall(r"[ML][\d.-]+,([\d.-]+)", two)]
    assert len(heights) == 4
    assert max(heights) < 0.6 * 300  # nothing falls to the axis at the bottom


def test_a_month_alone_between_two_gaps_is_still_seen() -> None:
    values: list[float | None] = [1.0] * 60
    values[30:35] = [None, None, 3.0, None, None]

    spec = monthly_lines(about(), [Line("a", START, values)], unit="n").spec

    [points] = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    assert points["data"]["values"] == [{"month": "2017-09-01", "value": 3.0, "line": "a"}]


def test_a_reporting_gap_is_shaded_and_named() -> None:
    figure = monthly_lines(
        about(), [Line("a", START, [1, None, 3])], unit="n", gaps=[Gap(START + 1, START + 1)]
    )

    assert "no credible report" in words_in(figure)


@pytest.mark.parametrize(
    ("language", "month", "number"),
    [("en", "Mar", "10,000"), ("ru", "март", "10\u202f000"), ("uz", "Mar", "10\u202f000")],
)
def test_axes_speak_the_documents_language(language: str, month: str, number: str) -> None:
    figure = monthly_lines(about(language), [Line("a", START, [9000, 8000, 12000])], unit="n")

    shown = words_in(figure)
    assert month in shown
    assert number in shown


def test_months_do_not_depend_on_the_machines_time_zone() -> None:
    axis = monthly_lines(about(), [Line("a", Month(1970, 1), [1, 2])], unit="n").spec["layer"][0]["encoding"][
        "x"
    ]

    assert axis["scale"] == {"type": "utc"}
    assert axis["axis"]["values"] == [0, 31 * 24 * 3600 * 1000]


def test_the_largest_are_shown_in_order_and_the_rest_is_said() -> None:
    figure = horizontal_bars(about(), [("b", 2), ("unknown", None), ("a", 3), ("c", 1)], unit="n", top=3)

    assert figure.data is not None
    assert [row[0] for row in figure.data.rows] == ["a", "b", "c"]
    assert figure.notes == ("The 3 largest of 4 are shown.",)


def test_an_unknown_bar_is_written_as_a_dash() -> None:
    figure = horizontal_bars(about(), [("a", 3), ("unknown", None)], unit="n")

    assert "–" in words_in(figure)
    assert figure.data is not None
    assert figure.data.rows[1] == ("unknown", "–")


def test_labels_are_data_even_if_they_look_like_code() -> None:
    name = "O'Neil \\ [x] datum.value <b>"

    figure = horizontal_bars(about(), [(name, 3.0)], unit="n")

    assert name.replace("<", "&lt;").replace(">", "&gt;") in words_in(figure)


def test_whiskers_reach_from_bound_to_bound() -> None:
    figure = interval_bars(about(), [Estimate("a", 5, 2, 9), Estimate("b", None)], unit="n")

    assert figure.data is not None
    assert [row[2] for row in figure.data.rows] == ["2–9", "–"]


def test_an_unreported_month_of_the_strip_is_empty_with_a_dash() -> None:
    figure = seasonal_strip(about(), Line("a", START, [1, None, 3]), unit="n")

    assert words_in(figure).count("–") == 1


def test_the_forecast_stands_beside_history_and_last_years_months() -> None:
    fan = Fan(
        start=START + 12,
        values=[5, 6],
        lo80=[4, 5],
        hi80=[6, 7],
        lo95=[3, 4],
        hi95=[7, 8],
        seasonal_naive=[1, None],
    )

    figure = forecast_fan(about(), Line("a", START, list(range(12))), fan, unit="n")

    assert {"forecast", "80% interval", "95% interval", "same month a year before"} <= set(words_in(figure))
    assert figure.data is not None
    assert figure.data.rows[0] == ("Jan 2016", "5", "4–6", "3–7", "1")
    assert figure.data.rows[1][-1] == "–"


def test_a_forecast_whose_parts_differ_in_length_is_refused() -> None:
    with pytest.raises(ValueError, match="equally long"):
        Fan(start=START, values=[1], lo80=[], hi80=[1], lo95=[1], hi95=[1], seasonal_naive=[1])


@pytest.mark.parametrize(
    "draw",
    [
        lambda: monthly_lines(about(), [], unit="n"),
        lambda: horizontal_bars(about(), [], unit="n"),
        lambda: interval_bars(about(), [], unit="n"),
        lambda: seasonal_strip(about(), Line("a", START, []), unit="n"),
        lambda: small_multiples(about(), [], unit="n"),
        lambda: monthly_lines(about(), [Line(str(n), START, [1]) for n in range(8)], unit="n"),
    ],
    ids=["no line", "no bar", "no estimate", "no month", "no panel", "eight lines"],
)
def test_a_chart_of_nothing_is_refused(draw: object) -> None:
    with pytest.raises(ValueError, match=r"need"):
        draw()  # type: ignore[operator]


def test_invented_is_printed_inside_every_picture() -> None:
    for figure in figures("en"):
        assert "Invented data: Sarvania does not exist" in words_in(figure)


def test_a_picture_may_not_ask_the_network() -> None:
    spec = {"data": {"url": "https://example.org/x.json"}, "mark": "point"}

    with pytest.raises(ValueError, match=r"example\.org"):
        drawing.svg(spec)


def test_the_same_picture_is_drawn_once() -> None:
    spec = figures("en")[0].spec
    assert drawing.svg(spec) is drawing.svg(dict(reversed(spec.items())))


def test_a_png_has_the_resolution_asked_for() -> None:
    spec = figures("en")[0].spec
    width, height = struct.unpack(">II", drawing.png(spec, dpi=192)[16:24])

    inches = drawing.size_in_inches(spec)
    assert (width, height) == (round(inches[0] * 192), round(inches[1] * 192))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.none() | st.floats(-1e9, 1e9) | st.just(math.nan), min_size=1, max_size=40))
def test_whatever_is_known_or_unknown_can_be_drawn(values: list[float | None]) -> None:
    line = Line("a", START, values)

    for figure in (monthly_lines(about(), [line], unit="n"), seasonal_strip(about(), line, unit="n")):
        assert "NaN" not in drawing.svg(figure.spec)
